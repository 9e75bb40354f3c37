import { isDeepStrictEqual } from 'node:util';
import type { InternalCalls } from '../../server';
import { StandInFault } from '../../service-error';
import type { Caller } from '../../world';
import type { ResourceRequest, ResourceState, ResourceType, ResourceUpdateRequest } from '../resource-type';
import { asking, HandlerError } from './handler-error';
import { registered } from './registered';
import { tagChanges, tagList, tagsOf } from './tags';

/** How `AWS::Rbin::Rule` is to behave where no documentation says it, or two say different things. */
export interface RuleOptions {
  /**
   * What `Ref` returns: the template reference says the identifier, the registry the ARN.
   *
   * @default 'Arn'
   */
  readonly ref?: 'Arn' | 'Identifier';

  /**
   * Whether an update carries out a change of the lock configuration: LockRule where it appears or changes, UnlockRule where it
   * disappears. The handlers have the permissions; when they use them is not documented.
   *
   * @default false - such an update fails
   */
  readonly updatesLocks?: boolean;

  /**
   * Whether an update calls UpdateRule although nothing has changed that it takes, such as the stack's tags alone. A locked rule
   * refuses it.
   *
   * @default true
   */
  readonly alwaysCallsUpdateRule?: boolean;
}

/** Retention rules, by the calls of Recycle Bin. */
export function rule(server: InternalCalls, { ref = 'Arn', updatesLocks = false, alwaysCallsUpdateRule = true }: RuleOptions): ResourceType {
  const ask = asking(server, { signingName: 'rbin', model: 'rbin/2021-06-15', title: 'Rbin' });
  const identifierOf = (physicalId: string) => physicalId.split('/').at(-1)!;

  const stateOf = ({ Identifier, RuleArn, LockState }: Readonly<Record<string, string | undefined>>): ResourceState => ({
    physicalId: (ref === 'Arn' ? RuleArn : Identifier)!,
    // A rule that was never locked has no lock state.
    attributes: { Arn: RuleArn, Identifier, ...LockState === undefined ? {} : { LockState } },
  });

  const updateLock = async (identifier: string, { previousProperties: before, properties: after, caller }: ResourceUpdateRequest) => {
    if (isDeepStrictEqual(before.LockConfiguration, after.LockConfiguration)) {
      return;
    }
    if (after.LockConfiguration === undefined) {
      await ask('UnlockRule', { Identifier: identifier }, caller);
    } else {
      await ask('LockRule', { Identifier: identifier, LockConfiguration: { UnlockDelay: after.LockConfiguration } }, caller);
    }
  };

  const updateTags = async (arn: string, request: ResourceUpdateRequest) => {
    const { added, removed } = tagChanges(request);
    if (removed.length > 0) {
      await ask('UntagResource', { ResourceArn: arn, TagKeys: removed }, request.caller);
    }
    if (Object.keys(added).length > 0) {
      await ask('TagResource', { ResourceArn: arn, Tags: tagList(added) }, request.caller);
    }
  };

  const get = (identifier: string, caller: Caller) => ask('GetRule', { Identifier: identifier }, caller);

  return registered('AWS::Rbin::Rule', {
    create: async request => {
      refuseStatus(request);
      const { Tags: _, LockConfiguration: lock, ...properties } = request.properties;
      const tags = tagList(tagsOf(request));
      return stateOf(await ask('CreateRule', {
        ...properties,
        ...lock === undefined ? {} : { LockConfiguration: { UnlockDelay: lock } },
        ...tags.length > 0 ? { Tags: tags } : {},
      }, request.caller));
    },

    update: async request => {
      refuseStatus(request);
      const { previousProperties: before, properties: after, caller } = request;
      if (!updatesLocks && !isDeepStrictEqual(before.LockConfiguration, after.LockConfiguration)) {
        throw new HandlerError('NotUpdatable', 'That the lock configuration of a rule can be updated is not documented');
      }
      const identifier = identifierOf(request.physicalId);
      const { RuleArn: arn } = await get(identifier, caller);
      if (alwaysCallsUpdateRule || !isDeepStrictEqual(updatable(before), updatable(after))) {
        await ask('UpdateRule', { Identifier: identifier, ...updatable(after) }, caller);
      }
      await updateTags(arn, request);
      await updateLock(identifier, request);
      return stateOf(await get(identifier, caller));
    },

    // The handler has no permission to unlock: a locked rule stays.
    delete: async ({ physicalId, caller }) => {
      const identifier = identifierOf(physicalId);
      await get(identifier, caller);
      await ask('DeleteRule', { Identifier: identifier }, caller);
    },
  });
}

/** The registry lets a template set the status of a rule; no operation takes it. */
function refuseStatus({ properties }: ResourceRequest): void {
  if (properties.Status !== undefined) {
    throw new StandInFault('what Status of AWS::Rbin::Rule does is not modelled');
  }
}

/** What UpdateRule takes of the properties. */
function updatable({ ResourceType: _, LockConfiguration: __, Tags: ___, ...properties }: Readonly<Record<string, unknown>>) {
  return properties;
}
