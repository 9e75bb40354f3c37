import { retentionSubjectOf } from './input';
import type { RetentionRuleProperties } from './properties';
import { inWordsOfTheConstruct } from './properties';
import { LOCKED_RETENTION_RULE_RULES } from './rules';
import { mistakesIn } from '../rule';
import { RETAINED_TYPES, RetainedType } from './limits';
import { configurationOf, LOCK_ATTRIBUTES, LockAttribute, RemovalSpec, ruleLock, RuleLockSpec, ruleRemoval } from './rule-lock-contract';
import { mapOf, oneOf, optional, structure, text, wholeNumber } from '../codec';
import type { Contract } from '../contract';
import type { Finding } from '../rule';

/** What a `LockedRetentionRule` asks of its handler. */
export interface LockedRetentionRuleSpec {
  readonly resourceType: RetainedType;
  readonly retentionDays: number;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;

  /** A rule that is there already and is taken over. */
  readonly existingRuleId?: string;
  readonly lock: RuleLockSpec;
  readonly onRemoval: RemovalSpec;
}

/** The rule that a spec asks for, as a template of Recycle Bin has it. */
export function ruleOf({ resourceType, retentionDays, description, tags = {}, lock }: LockedRetentionRuleSpec): RetentionRuleProperties {
  return {
    ResourceType: resourceType,
    RetentionPeriod: { RetentionPeriodValue: retentionDays, RetentionPeriodUnit: 'DAYS' },
    Description: description,
    LockConfiguration: configurationOf(lock),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

export const LOCKED_RETENTION_RULE: Contract<LockedRetentionRuleSpec, LockAttribute> = {
  resourceType: 'Custom::LockedRetentionRule',
  version: 1,
  properties: structure<LockedRetentionRuleSpec>({
    resourceType: oneOf(...RETAINED_TYPES),
    retentionDays: wholeNumber,
    description: optional(text),
    tags: optional(mapOf(text)),
    existingRuleId: optional(text),
    lock: ruleLock,
    onRemoval: ruleRemoval,
  }),
  check,
  attributes: LOCK_ATTRIBUTES,
};

function check(spec: LockedRetentionRuleSpec): readonly Finding[] {
  const rule = ruleOf(spec);
  const { existingRuleId, lock: { state } } = spec;
  // A custom resource has the spec, whatever its author wrote.
  const locking = { mechanism: 'CUSTOM_RESOURCE', isUnlocked: state === 'unlocked', needsCustomResource: [], existingRuleId } as const;
  return mistakesIn(LOCKED_RETENTION_RULE_RULES, retentionSubjectOf(rule, { locking }), path => inWordsOfTheConstruct(path, rule));
}
