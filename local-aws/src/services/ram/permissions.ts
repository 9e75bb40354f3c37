import { once } from './shares';
import { DEFAULT_PERMISSION, IMAGE_TYPE, paged, Permission, Place, Share, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';
import type { Caller } from '../../world';

/** Managed permissions: what the principals of a share can do. */
export function permissionOperations(store: Store): Record<string, Operation> {
  const { clock } = store;
  const shown = ({ arn, name, featureSet, creationTime }: Permission) => ({
    arn,
    version: '1',
    defaultVersion: true,
    name,
    resourceType: IMAGE_TYPE,
    status: 'ATTACHABLE',
    creationTime,
    lastUpdatedTime: creationTime,
    isResourceTypeDefault: arn === DEFAULT_PERMISSION.arn,
    permissionType: arn === DEFAULT_PERMISSION.arn ? 'AWS_MANAGED' : 'CUSTOMER_MANAGED',
    featureSet,
  });
  return {
    ListResourceSharePermissions: ({ resourceShareArn, ...input }, caller) => {
      store.reads++;
      const { permissions } = store.share(caller, resourceShareArn);
      const { items, nextToken } = paged(permissions.map(arn => shown(permission(store, caller, arn))), input, caller);
      return { permissions: items, ...nextToken === undefined ? {} : { nextToken } };
    },

    GetPermission: ({ permissionArn, permissionVersion }, caller) => {
      const found = permission(store, caller, permissionArn);
      if ((permissionVersion ?? 1) !== 1) {
        throw new ServiceError('UnknownResourceException', `The permission ${permissionArn} has no version ${permissionVersion}.`);
      }
      return { permission: { ...shown(found), permission: JSON.stringify({ Effect: 'Allow', Action: found.actions }) } };
    },

    // Makes a permission that can be attached to shares. The one that the policy became stays, and so do its shares.
    PromotePermissionCreatedFromPolicy: (input, caller) => once(store, caller, input, clientToken => {
      const found = permission(store, caller, input.permissionArn);
      if (found.featureSet !== 'CREATED_FROM_POLICY') {
        throw new ServiceError('OperationNotPermittedException', `The permission ${found.arn} was not created from a policy.`);
      }
      if (!/^[\w.-]{1,36}$/.test(input.name)) {
        throw new ServiceError('InvalidParameterException', `${input.name} is not a name of a permission.`);
      }
      const arn = arnOf(caller, input.name);
      if (store.permissions.of(caller).has(arn)) {
        throw new ServiceError('InvalidParameterException', `A permission with the name ${input.name} exists already.`);
      }
      const promoted: Permission = { ...found, arn, name: input.name, featureSet: 'STANDARD', creationTime: clock.now() };
      store.permissions.of(caller).set(arn, promoted);
      return { permission: shown(promoted), clientToken };
    }, 'InvalidParameterException'),

    // Needs a permission that matches the one of the policy exactly. There is no client token.
    PromoteResourceShareCreatedFromPolicy: ({ resourceShareArn }, caller) => {
      const share = store.share(caller, resourceShareArn);
      const featureSet = store.featureSetOf(share);
      if (featureSet !== 'CREATED_FROM_POLICY') {
        throw new ServiceError('InvalidStateTransitionException', `The resource share ${resourceShareArn} is ${featureSet}.`);
      }
      const wanted = permission(store, caller, share.permissions[0]);
      const match = [...store.permissions.of(caller).values(), ...store.options.defaultPermissionMatches ? [DEFAULT_PERMISSION] : []]
        .find(it => it.featureSet === 'STANDARD' && sameActions(it, wanted));
      if (match === undefined) {
        throw new ServiceError('UnmatchedPolicyPermissionException', `No managed permission matches the permission ${wanted.arn}.`);
      }
      store.save({ ...share, permissions: [match.arn], promotedAt: store.clock.now(), lastUpdatedTime: store.clock.now() });
      store.permissions.of(caller).delete(wanted.arn);
      return { returnValue: true };
    },
  };
}

/** The ARN of a permission that a share can be given. */
export function attachable(store: Store, caller: Caller, arn: string): string {
  if (permission(store, caller, arn).featureSet !== 'STANDARD') {
    throw new ServiceError('InvalidParameterException', `The permission ${arn} cannot be attached.`);
  }
  return arn;
}

/** The permission that the policy of an image becomes. */
export function permissionFromPolicy(store: Store, share: Share | undefined, place: Place, actions: readonly string[]): Permission {
  const name = `created-from-policy-${++store.made}`;
  const arn = share?.permissions[0] ?? arnOf(place, name);
  const made: Permission = { arn, name: arn.split('/')[1], actions, featureSet: 'CREATED_FROM_POLICY', creationTime: store.clock.now() };
  store.permissions.of(place).set(arn, made);
  return made;
}

function permission(store: Store, caller: Caller, arn: string): Permission {
  if (!/^arn:aws:ram:[a-z0-9-]*:(?:[0-9]{12}|aws):permission\/.+$/.test(arn)) {
    throw new ServiceError('MalformedArnException', `${arn} is not the ARN of a permission.`);
  }
  const found = arn === DEFAULT_PERMISSION.arn ? DEFAULT_PERMISSION : store.permissions.of(caller).get(arn);
  if (found === undefined) {
    throw new ServiceError('UnknownResourceException', `The permission ${arn} could not be found.`);
  }
  return found;
}

function arnOf({ account, region }: Place, name: string): string {
  return `arn:aws:ram:${region}:${account}:permission/${name}`;
}

function sameActions(one: Permission, other: Permission): boolean {
  return JSON.stringify([...one.actions].sort()) === JSON.stringify([...other.actions].sort());
}
