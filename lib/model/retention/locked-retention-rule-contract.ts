import { RETAINED_TYPES, RetainedType } from './retention-forms';
import { LOCK_ATTRIBUTES, LockAttribute, RemovalSpec, ruleLock, RuleLockSpec, ruleRemoval } from './rule-lock-contract';
import { mapOf, oneOf, optional, structure, text, wholeNumber } from '../codec';
import type { Contract } from '../contract';

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
  attributes: LOCK_ATTRIBUTES,
};
