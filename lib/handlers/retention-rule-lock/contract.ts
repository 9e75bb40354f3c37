import { LOCK_ATTRIBUTES, LockAttribute, RemovalSpec, ruleLock, RuleLockSpec, ruleRemoval } from '../retention-rules/contract';
import { structure, text } from '../runtime/codec';
import type { Contract } from '../runtime/contract';

/** What a `RetentionRuleLock` asks of its handler. */
export interface RetentionRuleLockSpec {
  readonly ruleId: string;
  readonly lock: RuleLockSpec;
  readonly onRemoval: RemovalSpec;
}

export const RETENTION_RULE_LOCK: Contract<RetentionRuleLockSpec, LockAttribute> = {
  resourceType: 'Custom::RetentionRuleLock',
  version: 1,
  properties: structure<RetentionRuleLockSpec>({ ruleId: text, lock: ruleLock, onRemoval: ruleRemoval }),
  attributes: LOCK_ATTRIBUTES,
};
