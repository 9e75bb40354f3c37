import type { ObservedRule } from './observed';
import { LONGEST_UNLOCK_DELAY, RULE_ID, SHORTEST_UNLOCK_DELAY } from '../../model/retention/retention-forms';
import type { RuleLockSpec } from '../../model/retention/rule-lock-contract';

// What is refused of every lock before anything is changed. What synthesis knew it has refused before.

/** What cannot be the id of a rule. */
export function mistakesInRuleId(ruleId: string): string[] {
  return RULE_ID.test(ruleId) ? [] : [`${JSON.stringify(ruleId)} is no id of a retention rule: give its 11 letters and digits`];
}

/** What is said of a rule that is not there. */
export function noRule(ruleId: string): string {
  return `there is no retention rule ${ruleId} in this account and Region: name one that is there`;
}

/** What cannot be meant of a lock. */
export function mistakesInLock({ state, unlockDelayDays }: RuleLockSpec): string[] {
  return state === 'locked' && !(unlockDelayDays !== undefined && unlockDelayDays >= SHORTEST_UNLOCK_DELAY && unlockDelayDays <= LONGEST_UNLOCK_DELAY)
    ? [`an unlock delay is ${SHORTEST_UNLOCK_DELAY} to ${LONGEST_UNLOCK_DELAY} days, got ${unlockDelayDays ?? 'none'}: choose one within`] : [];
}

/** What is said of a rule that cannot be locked. */
export function notForAll({ arn }: ObservedRule): string {
  return `${arn} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`;
}
