import type { RuleLock } from './rule-lock';
import type { LockConfigurationProperties } from '../model/retention/properties';
import type { RuleLockSpec } from '../model/retention/rule-lock-contract';

/** A lock as a handler is asked for it. */
export function askedFor({ _unlockDelay: delay, _relock: relock }: RuleLock): RuleLockSpec {
  return delay === undefined ? { state: 'unlocked' } : { state: 'locked', unlockDelayDays: delay.toDays({ integral: false }), relock };
}

/** A lock as a template has it; nothing, if there is to be none. */
export function configurationOf({ unlockDelayDays }: RuleLockSpec): LockConfigurationProperties | undefined {
  return unlockDelayDays === undefined ? undefined : { UnlockDelayValue: unlockDelayDays, UnlockDelayUnit: 'DAYS' };
}
