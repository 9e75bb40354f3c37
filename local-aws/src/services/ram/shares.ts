import { randomUUID } from 'node:crypto';
import { associated, associating, disassociated } from './associations';
import { attachable } from './permissions';
import { DEFAULT_PERMISSION, paged, Share, Store, Tag } from './store';
import type { Operation } from '../../service';
import { ServiceError, StandInFault } from '../../service-error';
import type { Caller } from '../../world';

/** Resource shares: making, reading, changing and deleting them. */
export function shareOperations(store: Store): Record<string, Operation> {
  const { clock } = store;
  const shown = (share: Share) => ({
    resourceShareArn: share.arn,
    name: share.name,
    owningAccountId: share.owningAccountId,
    allowExternalPrincipals: share.allowExternalPrincipals,
    status: store.statusOf(share),
    ...share.tags.length > 0 ? { tags: share.tags } : {},
    creationTime: share.creationTime,
    lastUpdatedTime: share.lastUpdatedTime,
    featureSet: store.featureSetOf(share),
  });
  return {
    CreateResourceShare: (input, caller) => once(store, caller, input, clientToken => {
      if (input.sources !== undefined || input.resourceShareConfiguration !== undefined) {
        throw new StandInFault('the sources and the configuration of a resource share are not modelled');
      }
      const tags = input.tags ?? [];
      checkTags(tags);
      const permissions = (input.permissionArns ?? [DEFAULT_PERMISSION.arn]).map((arn: string) => attachable(store, caller, arn));
      if (permissions.length > 1) {
        throw new ServiceError('InvalidParameterException', 'A resource share has one permission for each type of resource.');
      }
      const empty: Share = {
        arn: newShareArn(store, caller),
        name: input.name,
        owningAccountId: caller.account,
        allowExternalPrincipals: input.allowExternalPrincipals ?? true,
        creationTime: clock.now(),
        lastUpdatedTime: clock.now(),
        tags,
        permissions,
        associations: [],
      };
      return { resourceShare: shown(store.save(associated(store, caller, empty, input).share)), clientToken };
    }),

    GetResourceShares: (input, caller) => {
      store.reads++;
      const { resourceShareArns, resourceShareStatus, resourceOwner, name, tagFilters, permissionArn, permissionVersion } = input;
      if (permissionVersion !== undefined && permissionArn === undefined) {
        throw new ServiceError('InvalidParameterException', 'A version goes only with its permission.');
      }
      const visible = store.sharesOf(caller, resourceOwner);
      refuseUnknown(resourceShareArns, visible);
      const shares = visible.filter(share =>
        (resourceShareArns?.includes(share.arn) ?? true)
        && [undefined, store.statusOf(share)].includes(resourceShareStatus)
        && [undefined, share.name].includes(name)
        && (permissionArn === undefined || share.permissions.includes(permissionArn))
        && (tagFilters ?? []).every(({ tagKey, tagValues }: { tagKey: string; tagValues?: string[] }) =>
          share.tags.some(({ key, value }) => key === tagKey && (tagValues?.includes(value) ?? true))));
      const { items, nextToken } = paged(shares, input, caller);
      return { resourceShares: items.map(shown), ...nextToken === undefined ? {} : { nextToken } };
    },

    UpdateResourceShare: (input, caller) => once(store, caller, input, clientToken => {
      const share = modifiable(store, caller, input.resourceShareArn);
      const { name = share.name, allowExternalPrincipals = share.allowExternalPrincipals } = input;
      return { resourceShare: shown(store.save({ ...share, name, allowExternalPrincipals, lastUpdatedTime: clock.now() })), clientToken };
    }),

    DeleteResourceShare: (input, caller) => once(store, caller, input, clientToken => {
      const share = modifiable(store, caller, input.resourceShareArn, 'InvalidStateTransitionException');
      const all = associating(share).map(({ entity }) => entity);
      if (store.options.dependedOnIs === 'refused' && all.some(entity => store.dependedOn.has(entity))) {
        throw new ServiceError('OperationNotPermittedException', 'Consumers depend on a resource of the resource share.');
      }
      store.save({ ...disassociated(store, share, all), deletedAt: clock.now() });
      return { returnValue: true, clientToken };
    }),

    TagResource: ({ resourceShareArn, resourceArn, tags }, caller) => {
      const share = store.share(caller, onlyShare(resourceShareArn, resourceArn));
      if (store.featureSetOf(share) !== 'STANDARD' && !store.options.tagsSharesFromPolicies) {
        // Of the errors of the operation, that it is not permitted is none.
        throw new ServiceError('InvalidParameterException', `The resource share ${share.arn} is ${store.featureSetOf(share)} and cannot be tagged.`);
      }
      checkTags(tags);
      const tagged = [...share.tags.filter(({ key }) => !tags.some((tag: Tag) => tag.key === key)), ...tags];
      checkTags(tagged);
      store.save({ ...share, tags: tagged });
      return {};
    },

    UntagResource: ({ resourceShareArn, resourceArn, tagKeys }, caller) => {
      const share = store.share(caller, onlyShare(resourceShareArn, resourceArn));
      store.save({ ...share, tags: share.tags.filter(({ key }) => !tagKeys.includes(key)) });
      return {};
    },
  };
}

/** Does something once for a client token. Who gives none gets a new one. */
export function once<T extends { readonly clientToken?: string }>(
  store: Store, caller: Caller, input: T, act: (clientToken: string) => object, mismatch?: string,
): Promise<object> {
  const clientToken = input.clientToken ?? randomUUID();
  return store.tokens.once(caller, { ...input, clientToken }, () => act(clientToken), mismatch);
}

/** A share that can be modified: neither made from a policy and not promoted, nor deleted. */
export function modifiable(store: Store, caller: Caller, arn: string, deleted = 'UnknownResourceException'): Share {
  const share = store.share(caller, arn);
  const featureSet = store.featureSetOf(share);
  if (featureSet !== 'STANDARD') {
    throw new ServiceError('OperationNotPermittedException', `The resource share ${arn} is ${featureSet} and cannot be modified.`);
  }
  if (share.deletedAt !== undefined) {
    throw new ServiceError(deleted, `The resource share ${arn} is ${store.statusOf(share)}.`);
  }
  return share;
}

/** Refuses to list what cannot be seen. */
export function refuseUnknown(arns: readonly string[] | undefined, shares: readonly Share[]): void {
  const unknown = arns?.find(arn => !shares.some(share => share.arn === arn));
  if (unknown !== undefined) {
    throw new ServiceError('UnknownResourceException', `ResourceShare ${unknown} could not be found.`);
  }
}

export function newShareArn(store: Store, { account, region }: { readonly account: string; readonly region: string }): string {
  return `arn:aws:ram:${region}:${account}:resource-share/00000000-0000-4000-8000-${String(++store.made).padStart(12, '0')}`;
}

function onlyShare(resourceShareArn: string | undefined, resourceArn: string | undefined): string {
  if ((resourceShareArn === undefined) === (resourceArn === undefined)) {
    throw new ServiceError('InvalidParameterException', 'Specify either the ARN of a resource share or that of a resource.');
  }
  return resourceShareArn ?? resourceArn!;
}

function checkTags(tags: readonly Tag[]): void {
  if (tags.some(({ key = '' }) => key.startsWith('aws:'))) {
    throw new ServiceError('TagPolicyViolationException', 'A tag key cannot begin with aws:.');
  }
  if (tags.length > 50) {
    throw new ServiceError('TagLimitExceededException', 'A resource share has at most 50 tags.');
  }
}
