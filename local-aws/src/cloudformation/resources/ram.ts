import { isDeepStrictEqual } from 'node:util';
import type { InternalCalls } from '../../server';
import { StandInFault } from '../../service-error';
import type { Caller, Clock } from '../../world';
import { PartlyCreated, ResourceState, ResourceType } from '../resource-type';
import { asking, HandlerError } from './handler-error';
import type { Names } from './names';
import { registered } from './registered';
import { tagChanges, tagsOf } from './tags';

/** How long a handler lets go by between two looks at associations, in seconds, and how often it looks. */
const BETWEEN_LOOKS = 5;
const LOOKS = 120;

interface Association {
  readonly associatedEntity: string;
  readonly status: string;
  readonly statusMessage?: string;
  readonly external?: boolean;
}

/** Resource shares, by the calls of RAM. */
export function resourceShare(server: InternalCalls, names: Names, clock: Clock): ResourceType {
  const ask = asking(server, {
    signingName: 'ram',
    model: 'ram/2018-01-04',
    title: 'Ram',
    // A share that was deleted can still be seen for a while.
    meaning: ({ code, message }) => code === 'InvalidStateTransitionException' && /is DELET(?:ED|ING)/.test(message) ? 'NotFound' : undefined,
  });

  const stateOf = ({ resourceShareArn, status, featureSet, owningAccountId }: Readonly<Record<string, string>>): ResourceState => ({
    physicalId: resourceShareArn,
    attributes: { Arn: resourceShareArn, Status: status, FeatureSet: featureSet, OwningAccountId: owningAccountId },
  });

  const associations = async (arn: string, caller: Caller): Promise<Association[]> => {
    const found: Association[] = [];
    for (const associationType of ['RESOURCE', 'PRINCIPAL']) {
      let nextToken: string | undefined;
      do {
        const page = await ask('GetResourceShareAssociations', {
          associationType, resourceShareArns: [arn], ...nextToken === undefined ? {} : { nextToken },
        }, caller);
        found.push(...page.resourceShareAssociations);
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    return found;
  };

  /** Waits until everything is associated. What waits for an invitation to be accepted is not waited for. */
  const stabilize = async (arn: string, caller: Caller): Promise<void> => {
    for (let look = 0; look < LOOKS; look++) {
      const all = await associations(arn, caller);
      const wrong = all.find(({ status }) => status === 'FAILED');
      if (wrong !== undefined) {
        throw new HandlerError('NotStabilized', `${wrong.associatedEntity} could not be associated: ${wrong.statusMessage}`);
      }
      if (!all.some(({ status, external }) => status === 'DISASSOCIATING' || (status === 'ASSOCIATING' && !external))) {
        return;
      }
      clock.advance({ seconds: BETWEEN_LOOKS });
    }
    throw new HandlerError('NotStabilized', `The associations of ${arn} are not complete`);
  };

  const read = async (arn: string, caller: Caller): Promise<ResourceState> => {
    const { resourceShares: [share] } = await ask('GetResourceShares', { resourceOwner: 'SELF', resourceShareArns: [arn] }, caller);
    return stateOf(share);
  };

  return registered('AWS::RAM::ResourceShare', {
    create: async request => {
      const tags = tagsIn(tagsOf(request));
      const { properties, caller } = request;
      const { resourceShare: { resourceShareArn: arn } } = await ask('CreateResourceShare', {
        name: properties.Name,
        ...given({
          principals: properties.Principals,
          resourceArns: properties.ResourceArns,
          permissionArns: properties.PermissionArns,
          sources: properties.Sources,
          allowExternalPrincipals: properties.AllowExternalPrincipals,
          resourceShareConfiguration: retention(properties.ResourceShareConfiguration),
        }),
        ...tags.length > 0 ? { tags } : {},
        clientToken: names.uuid(request),
      }, caller);
      try {
        await stabilize(arn, caller);
        return await read(arn, caller);
      } catch (error) {
        throw error instanceof HandlerError ? new PartlyCreated(arn, error.message) : error;
      }
    },

    update: async request => {
      const { previousProperties: before, properties: after, physicalId: arn, caller } = request;
      const change = (operation: string, input: object) =>
        ask(operation, { resourceShareArn: arn, ...input, clientToken: names.uuid(request) }, caller);
      const own = ({ Name: name, AllowExternalPrincipals: allowExternalPrincipals }: typeof after) =>
        ({ name, ...given({ allowExternalPrincipals }) });
      if (!isDeepStrictEqual(own(before), own(after))) {
        await change('UpdateResourceShare', own(after));
      }
      const permissions = added(before.PermissionArns, after.PermissionArns);
      if (permissions.length < added(after.PermissionArns, before.PermissionArns).length) {
        throw new StandInFault('how an update takes a permission away from a share is not modelled');
      }
      for (const permissionArn of permissions) {
        await change('AssociateResourceSharePermission', { permissionArn, replace: true });
      }
      for (const [operation, from, to] of [['AssociateResourceShare', before, after], ['DisassociateResourceShare', after, before]] as const) {
        const entities = Object.entries({ principals: 'Principals', resourceArns: 'ResourceArns', sources: 'Sources' })
          .map(([name, property]) => [name, added(from[property], to[property])] as const).filter(([, list]) => list.length > 0);
        if (entities.length > 0) {
          await change(operation, Object.fromEntries(entities));
        }
      }
      const tags = tagChanges(request);
      if (tags.removed.length > 0) {
        await ask('UntagResource', { resourceShareArn: arn, tagKeys: tags.removed }, caller);
      }
      if (Object.keys(tags.added).length > 0) {
        await ask('TagResource', { resourceShareArn: arn, tags: tagsIn(tags.added) }, caller);
      }
      await stabilize(arn, caller);
      return read(arn, caller);
    },

    delete: async request => {
      await ask('DeleteResourceShare', { resourceShareArn: request.physicalId, clientToken: names.uuid(request) }, request.caller);
    },
  });
}

/** What a list has that it had not before. */
function added(before: readonly string[] = [], after: readonly string[] = []): string[] {
  return after.filter(it => !before.includes(it));
}

function given(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function retention(configuration: { readonly RetainSharingOnAccountLeaveOrganization?: boolean } | undefined): object | undefined {
  return configuration && given({ retainSharingOnAccountLeaveOrganization: configuration.RetainSharingOnAccountLeaveOrganization });
}

/** Tags as RAM spells them. */
function tagsIn(tags: Readonly<Record<string, string>>): { readonly key: string; readonly value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}
