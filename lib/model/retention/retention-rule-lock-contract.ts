import { LOCK_ATTRIBUTES, LockAttribute, RemovalSpec, ruleLock, RuleLockSpec, ruleRemoval } from './rule-lock-contract';
import { structure, text } from '../codec';
import type { Contract } from '../contract';

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
