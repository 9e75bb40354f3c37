import type { ObservedRule } from './observed';

// How it is said what a lock forbids, and until when.

const DAY = 86_400_000;

/** The state of a rule, and until when it protects it. */
export function stateInWords({ lockState, lockEndTime, unlockDelayDays }: ObservedRule): string {
  return lockState === 'pending_unlock' ? `is being unlocked, and stays protected until ${lockEndTime}`
    : lockState === 'locked' ? `is locked, and stays protected for ${inDays(unlockDelayDays)} after it is unlocked`
      : 'is not locked';
}

/**
 * From when on a rule can be changed: from the end of its delay, or from when that would be if it were unlocked now.
 *
 * @param now When it was looked at, in ISO 8601.
 */
export function changeableFrom({ lockEndTime, unlockDelayDays = 0 }: ObservedRule, now: string): string {
  return lockEndTime ?? new Date(Date.parse(now) + unlockDelayDays * DAY).toISOString();
}

/**
 * What is to be done before a rule can be changed.
 *
 * @param isDeclaredLocked Whether the lock is declared: only such a one is unlocked by another declaration.
 */
export function howToChange(rule: ObservedRule, now: string, isDeclaredLocked: boolean): string {
  const first = isDeclaredLocked ? '' : `its lock as RuleLock.locked() with ${inDays(rule.unlockDelayDays)}, then `;
  return rule.lockState === 'pending_unlock' ? `deploy this again after ${rule.lockEndTime}`
    : `deploy ${first}the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from ${changeableFrom(rule, now)} on`;
}

export function inDays(days: number | undefined): string {
  return days === 1 ? '1 day' : `${days} days`;
}
