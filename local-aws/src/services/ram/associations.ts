import { modifiable, once, refuseUnknown } from './shares';
import { Association, IMAGE_TYPE, paged, placeOf, Share, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError, StandInFault } from '../../service-error';
import type { Caller } from '../../world';

interface Entities {
  readonly resourceArns?: readonly string[];
  readonly principals?: readonly string[];
}

/** How many resources a call can name. */
const MAX_RESOURCES = 100;

const ORGANIZATION = /^arn:aws:organizations::[0-9]{12}:(?:organization\/o-[a-z0-9]{10,32}|ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;
const IDENTITY = /^arn:aws:iam::[0-9]{12}:(?:role|user)\/.+$/;
const ACCOUNT = /^[0-9]{12}$/;

/** Associations: what a share has in it, and who gets it. They come and go with time. */
export function associationOperations(store: Store): Record<string, Operation> {
  const shown = (share: Share, association: Association) => ({
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    associatedEntity: association.entity,
    associationType: association.type,
    ...store.associationStatus(association),
    creationTime: association.creationTime,
    lastUpdatedTime: association.since,
    external: association.external,
  });
  /** What can be used by somebody: not what failed, or is gone. */
  const inUse = (share: Share, type: Association['type']) => share.deletedAt !== undefined ? [] : store.associationsOf(share)
    .filter(it => it.type === type && !['FAILED', 'DISASSOCIATED'].includes(store.associationStatus(it).status));
  const changed = (operation: 'associate' | 'disassociate') => (input: any, caller: Caller) => once(store, caller, input, clientToken => {
    if (input.sources !== undefined) {
      throw new StandInFault('the sources of a resource share are not modelled');
    }
    const share = modifiable(store, caller, input.resourceShareArn, 'InvalidStateTransitionException');
    const entities = [...input.resourceArns ?? [], ...input.principals ?? []];
    if (entities.length === 0) {
      throw new ServiceError('InvalidParameterException', 'Specify resources or principals.');
    }
    const after = store.save(operation === 'associate' ? associated(store, caller, share, input).share : disassociated(store, share, entities));
    return { resourceShareAssociations: after.associations.filter(it => entities.includes(it.entity)).map(it => shown(after, it)), clientToken };
  });
  return {
    AssociateResourceShare: changed('associate'),
    DisassociateResourceShare: changed('disassociate'),

    GetResourceShareAssociations: ({ associationType, resourceShareArns, resourceArn, principal, associationStatus, ...input }, caller) => {
      store.reads++;
      if ((associationType !== 'RESOURCE' && resourceArn !== undefined) || (associationType !== 'PRINCIPAL' && principal !== undefined)) {
        throw new ServiceError('InvalidParameterException', `Associations of the type ${associationType} cannot be looked for like this.`);
      }
      const shares = store.sharesOf(caller, 'SELF');
      refuseUnknown(resourceShareArns, shares);
      const found = shares.filter(({ arn }) => resourceShareArns?.includes(arn) ?? true)
        .flatMap(share => store.associationsOf(share).filter(it => it.type === associationType).map(it => shown(share, it)))
        .filter(it => [undefined, it.associatedEntity].includes(resourceArn ?? principal) && [undefined, it.status].includes(associationStatus));
      const { items, nextToken } = paged(found, input, caller);
      return { resourceShareAssociations: items, ...nextToken === undefined ? {} : { nextToken } };
    },

    ListResources: ({ resourceOwner, principal, resourceType, resourceArns, resourceShareArns, resourceRegionScope = 'ALL', ...input }, caller) => {
      store.reads++;
      if (resourceType !== undefined && resourceType.toLowerCase() !== IMAGE_TYPE.toLowerCase()) {
        throw new ServiceError('InvalidResourceTypeException', `Resources of the type ${resourceType} are not shared.`);
      }
      const shares = store.sharesOf(caller, resourceOwner);
      refuseUnknown(resourceShareArns, shares);
      const found = resourceRegionScope === 'GLOBAL' ? [] : shares
        .filter(share => (resourceShareArns?.includes(share.arn) ?? true)
          && (principal === undefined || inUse(share, 'PRINCIPAL').some(it => it.entity === principal)))
        .flatMap(share => inUse(share, 'RESOURCE').map(({ entity, creationTime, since }) => ({
          arn: entity, type: IMAGE_TYPE, resourceShareArn: share.arn, creationTime, lastUpdatedTime: since, resourceRegionScope: 'REGIONAL',
        })))
        .filter(({ arn }) => resourceArns?.includes(arn) ?? true);
      const { items, nextToken } = paged(found, input, caller);
      return { resources: items, ...nextToken === undefined ? {} : { nextToken } };
    },

    ListPrincipals: ({ resourceOwner, resourceArn, principals, resourceType, resourceShareArns, ...input }, caller) => {
      store.reads++;
      if (resourceType !== undefined && resourceType.toLowerCase() !== IMAGE_TYPE.toLowerCase()) {
        throw new ServiceError('InvalidParameterException', `Resources of the type ${resourceType} are not shared.`);
      }
      const shares = store.sharesOf(caller, resourceOwner);
      refuseUnknown(resourceShareArns, shares);
      const found = shares
        .filter(share => (resourceShareArns?.includes(share.arn) ?? true)
          && (resourceArn === undefined || inUse(share, 'RESOURCE').some(it => it.entity === resourceArn)))
        .flatMap(share => inUse(share, 'PRINCIPAL').map(({ entity, creationTime, since, external }) => ({
          id: entity, resourceShareArn: share.arn, creationTime, lastUpdatedTime: since, external,
        })))
        .filter(({ id }) => principals?.includes(id) ?? true);
      const { items, nextToken } = paged(found, input, caller);
      return { principals: items, ...nextToken === undefined ? {} : { nextToken } };
    },
  };
}

/** A share with more in it. */
export function associated(store: Store, caller: Caller, share: Share, { resourceArns = [], principals = [] }: Entities): { readonly share: Share } {
  if (resourceArns.length > MAX_RESOURCES) {
    throw new ServiceError('ResourceShareLimitExceededException', `A call can associate at most ${MAX_RESOURCES} resources.`);
  }
  resourceArns.forEach(arn => refuseResource(store, caller, arn));
  principals.forEach(principal => refusePrincipal(store, caller, share, principal));
  const repeated = [...resourceArns, ...principals].filter(entity => associating(share)
    .some(it => it.entity === entity && store.associationStatus(it).status !== 'FAILED'));
  if (repeated.length > 0 && !store.options.acceptsRepeatedAssociations) {
    throw new ServiceError('InvalidStateTransitionException', `${repeated.join(', ')} is associated with the resource share already.`);
  }
  const now = store.clock.now();
  const added = ([['RESOURCE', resourceArns], ['PRINCIPAL', principals]] as const).flatMap(([type, entities]) =>
    [...new Set(entities)].filter(entity => !repeated.includes(entity)).map((entity): Association => {
      const failure = store.failures.get(entity);
      return {
        entity,
        type,
        external: type === 'PRINCIPAL' && isExternal(store, caller, entity),
        creationTime: now,
        direction: 'associating',
        since: now,
        ...failure === undefined ? {} : { failure },
        ...type === 'PRINCIPAL' && ACCOUNT.test(entity) && !isTrusted(store, caller, entity) ? { invited: true } : {},
      };
    }));
  const left = share.associations.filter(({ entity }) => !added.some(it => it.entity === entity));
  return { share: { ...share, associations: [...left, ...added], lastUpdatedTime: now } };
}

/** A share with less in it: what goes is still there for a while. */
export function disassociated(store: Store, share: Share, entities: readonly string[]): Share {
  const unknown = entities.find(entity => !associating(share).some(it => it.entity === entity));
  if (unknown !== undefined) {
    throw new ServiceError('UnknownResourceException', `${unknown} is not associated with the resource share.`);
  }
  const now = store.clock.now();
  return {
    ...share,
    lastUpdatedTime: now,
    associations: share.associations.map(it => entities.includes(it.entity) ? { ...it, direction: 'disassociating', since: now } : it),
  };
}

/** The associations that nobody asked to end. */
export function associating({ associations }: Share): Association[] {
  return associations.filter(({ direction }) => direction === 'associating');
}

function refuseResource(store: Store, caller: Caller, arn: string): void {
  if (!/^arn:aws:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+$/.test(arn)) {
    throw new ServiceError('MalformedArnException', `The ARN ${arn} is malformed.`);
  }
  if (!/^arn:aws:imagebuilder:[^:]+:[0-9]{12}:image\/[^/]+\/[0-9.]+\/[0-9]+$/.test(arn)) {
    throw new StandInFault(`sharing ${arn} is not modelled: only build versions of images are`);
  }
  const { account, region } = placeOf(arn);
  if (account !== caller.account) {
    throw new ServiceError('OperationNotPermittedException', `The resource ${arn} belongs to another account.`);
  }
  if (region !== caller.region || store.options.images.imageTags(arn) === undefined) {
    throw new ServiceError('UnknownResourceException', `The resource ${arn} could not be found.`);
  }
}

function refusePrincipal(store: Store, caller: Caller, share: Share, principal: string): void {
  const { organization } = store.options;
  if (!ACCOUNT.test(principal) && !IDENTITY.test(principal) && !ORGANIZATION.test(principal)) {
    throw new ServiceError('InvalidParameterException', `The principal ${principal} is malformed.`);
  }
  if (ORGANIZATION.test(principal)) {
    if (!store.sharingEnabled || !store.isMember(caller.account)) {
      throw new ServiceError('OperationNotPermittedException', 'Sharing within the organization is not enabled.');
    }
    if (principal !== organization!.arn && !(organization!.units ?? []).includes(principal)) {
      throw new ServiceError('UnknownResourceException', `${principal} could not be found.`);
    }
  } else if (!share.allowExternalPrincipals && isExternal(store, caller, principal)) {
    throw new ServiceError('OperationNotPermittedException', `The principal ${principal} is not in the organization.`);
  }
}

/** Whether a principal is outside the organization of a caller. */
function isExternal(store: Store, caller: Caller, principal: string): boolean {
  const account = ACCOUNT.test(principal) ? principal : IDENTITY.test(principal) ? principal.split(':')[4] : caller.account;
  return account !== caller.account && !(store.isMember(caller.account) && store.isMember(account));
}

/** Whether an account gets what is shared with it without an invitation. */
function isTrusted(store: Store, caller: Caller, account: string): boolean {
  return account === caller.account || (store.sharingEnabled && !isExternal(store, caller, account));
}
