import { LockProperties, lockSubjectOf } from './input';
import { inWordsOfTheConstruct } from './properties';
import { configurationOf, LOCK_ATTRIBUTES, LockAttribute, RemovalSpec, ruleLock, RuleLockSpec, ruleRemoval } from './rule-lock-contract';
import { RETENTION_RULE_LOCK_RULES } from './rules';
import { structure, text } from '../codec';
import type { Contract } from '../contract';
import { mistakesIn } from '../rule';

/** What a `RetentionRuleLock` asks of its handler. */
export interface RetentionRuleLockSpec {
  readonly ruleId: string;
  readonly lock: RuleLockSpec;
  readonly onRemoval: RemovalSpec;
}

/** The lock that a spec asks for, in the words of Recycle Bin's own templates. */
export function lockOf({ ruleId, lock }: RetentionRuleLockSpec): LockProperties {
  return { RuleId: ruleId, LockConfiguration: configurationOf(lock) };
}

export const RETENTION_RULE_LOCK: Contract<RetentionRuleLockSpec, LockAttribute> = {
  resourceType: 'Custom::RetentionRuleLock',
  version: 1,
  properties: structure<RetentionRuleLockSpec>({ ruleId: text, lock: ruleLock, onRemoval: ruleRemoval }),
  check: spec => mistakesIn(
    RETENTION_RULE_LOCK_RULES, lockSubjectOf(lockOf(spec)), inWordsOfTheConstruct,
  ),
  attributes: LOCK_ATTRIBUTES,
};
