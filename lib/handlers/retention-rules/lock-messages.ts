import type { ObservedRule } from './observed';

const DAY = 86_400_000;

/** The message about a rule that does not exist. */
export function noRule(ruleId: string): string {
  return `there is no retention rule ${ruleId} in this account and Region: name one that is there`;
}

/** The message about a rule that cannot be locked. */
export function notForAll({ arn }: ObservedRule): string {
  return `${arn} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`;
}

/** The state of a rule, and the end of its protection. */
export function stateInWords({ lockState, lockEndTime, unlockDelayDays }: ObservedRule): string {
  return lockState === 'pending_unlock' ? `is being unlocked, and stays protected until ${lockEndTime}`
    : lockState === 'locked' ? `is locked, and stays protected for ${inDays(unlockDelayDays)} after it is unlocked`
      : 'is not locked';
}

/**
 * The time from which a rule can be changed: the end of its delay, or that of the delay of an unlock now.
 *
 * @param now The time of the look, in ISO 8601.
 */
export function changeableFrom({ lockEndTime, unlockDelayDays = 0 }: ObservedRule, now: string): string {
  return lockEndTime ?? new Date(Date.parse(now) + unlockDelayDays * DAY).toISOString();
}

/**
 * The steps before a rule can be changed.
 *
 * @param isDeclaredLocked True if the lock is declared: only a declared lock is unlocked by another declaration.
 */
export function howToChange(rule: ObservedRule, now: string, isDeclaredLocked: boolean): string {
  const first = isDeclaredLocked ? '' : `its lock as RuleLock.locked() with ${inDays(rule.unlockDelayDays)}, then `;
  return rule.lockState === 'pending_unlock' ? `deploy this again after ${rule.lockEndTime}`
    : `deploy ${first}the lock as RuleLock.unlocked() and nothing else, and this after the delay: `
      + `unlocked now, from ${changeableFrom(rule, now)} on`;
}

/** A number of days in words. */
export function inDays(days: number | undefined): string {
  return days === 1 ? '1 day' : `${days} days`;
}
