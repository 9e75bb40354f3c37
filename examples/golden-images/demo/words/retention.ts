import { list, shown, Words } from './template';
import type * as Model from '../../../../lib/model/retention/properties';
import { known, Resolvable, Written } from '../../../../lib/private/tokens';
import type { RetentionRule } from '../rules';

type ResourceTagProperties = Written<Model.ResourceTagProperties>;
type RetentionRuleProperties = Written<Model.RetentionRuleProperties>;

/** The properties of a lock, in those of a custom resource. */
export interface LockProperties {
  readonly State: unknown;
  readonly UnlockDelayDays?: unknown;
  readonly Relock?: unknown;
}

/** The properties of a `Custom::LockedRetentionRule`. */
export interface LockedRetentionRuleProperties {
  readonly ResourceType: unknown;
  readonly RetentionDays: unknown;
  readonly ExistingRuleId?: unknown;
  readonly Lock: LockProperties;
  readonly OnRemoval: unknown;
}

/** The properties of a `Custom::RetentionRuleLock`. */
export interface RetentionRuleLockProperties {
  readonly RuleId: unknown;
  readonly Lock: LockProperties;
  readonly OnRemoval: unknown;
}

/** What an `AWS::Rbin::Rule` does, from its properties in a template. */
export function retentionRuleInWords(properties: RetentionRuleProperties): Words {
  const { ResourceType: type, RetentionPeriod: period, ResourceTags: tags, ExcludeResourceTags: excluded } = properties;
  const which = tags !== undefined ? ` that has the tag ${list(tagsIn(tags), 'or')}`
    : excluded !== undefined ? ` without the tag ${list(tagsIn(excluded), 'or')}` : '';
  return {
    lead: retainedInWords(type, known(period)?.RetentionPeriodValue, which),
    points: [],
    notes: ['What is in the Recycle Bin stays there for its time, whatever becomes of the rule.'],
  };
}

/** What a `Custom::LockedRetentionRule` does, from its properties in a template. */
export function lockedRetentionRuleInWords({ ResourceType, RetentionDays, ExistingRuleId, Lock, OnRemoval }: LockedRetentionRuleProperties): Words {
  return {
    lead: retainedInWords(ResourceType, RetentionDays),
    points: [],
    notes: [
      ...ExistingRuleId === undefined ? [] : [`Its rule is ${shown(ExistingRuleId)}, which was there before.`],
      ...lockInWords(Lock),
      removalInWords(OnRemoval),
    ],
  };
}

/** What a `Custom::RetentionRuleLock` does, from its properties in a template. */
export function retentionRuleLockInWords({ RuleId: id, Lock: lock, OnRemoval: onRemoval }: RetentionRuleLockProperties): Words {
  return {
    lead: `Sees to the lock of the retention rule ${shown(id)}, which somebody else has made, and changes nothing else of it.`,
    points: [],
    notes: [...lockInWords(lock), removalInWords(onRemoval)],
  };
}

/** What a rule is and how it is locked, as Recycle Bin says it. */
export function ruleInWords({ id, type, days, lock, delay, until }: RetentionRule): string {
  const locked = lock === 'locked' ? `locked, and protected for ${delay} days after it is unlocked`
    : lock === 'pending_unlock' ? `being unlocked, and protected until ${until}` : 'not locked';
  return `${id} retains every deleted ${nameOf(type)} for ${days} days, and is ${locked}`;
}

function retainedInWords(type: unknown, days: unknown, which = ''): string {
  return `Retains every ${nameOf(type)}${which} for ${shown(days)} days when it is deleted: for so long it can be restored, and nobody can delete it.`;
}

function nameOf(type: unknown): string {
  return NAMES[shown(type)] ?? shown(type);
}

const NAMES: Record<string, string> = { EBS_SNAPSHOT: 'snapshot', EC2_IMAGE: 'AMI', EBS_VOLUME: 'volume' };

function tagsIn(tags: Resolvable<readonly Resolvable<ResourceTagProperties>[]>): string[] {
  return known(tags)?.map(known).map(tag => (tag ? `${shown(tag.ResourceTagKey)}=${shown(tag.ResourceTagValue ?? '')}` : 'one that only the deployment knows'))
    ?? [shown(tags)];
}

function lockInWords({ State: state, UnlockDelayDays: days, Relock: relock }: LockProperties): string[] {
  return state === 'locked' ? [
    `While it is locked, and for ${shown(days)} days after it is unlocked, nobody can change or delete the rule: no administrator and no stack.`,
    ...String(relock) === 'true' ? ['An unlock that the app did not ask for is taken back.'] : [],
  ] : ['The rule is unlocked, if it was locked: it can be changed when its unlock delay is over.'];
}

function removalInWords(onRemoval: unknown): string {
  return `When it is removed, the rule stays${onRemoval === 'UNLOCK' ? ', and is unlocked' : ' as it is'}.`;
}
