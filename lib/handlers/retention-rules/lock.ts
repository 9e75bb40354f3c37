import { ChangeAction, on, tagUnlocker } from './actions';
import { howToChange, inDays, stateInWords } from './lock-messages';
import { isProtected, ObservedRule } from './observed';
import type { Refuse } from '../../engine/plan';
import type { Declaring, Deploy, Restore } from '../../engine/request';
import { LockedSpec, RuleLockSpec, UNLOCKED_BY } from '../../model/retention/rule-lock-contract';

/** The changes of a lock. */
export interface LockPlan {
  /** The note for a person. */
  readonly note?: string;

  /** The stages of actions. */
  readonly actions?: readonly (readonly ChangeAction[])[];
}

/**
 * Decides the lock of a rule in a deployment.
 *
 * A rule that is declared locked and is not is locked. A rule is unlocked only if it was declared locked before, and while the stack moves
 * forward. Locking it again during an unlock begins its delay anew: only if the construct itself began the unlock, or asks for it.
 *
 * @param request The declarations of the lock of this rule; without `previous` if that is of another rule.
 * @param now The time of the look, in ISO 8601.
 */
export function deployLock(request: Deploy<RuleLockSpec>, rule: ObservedRule, now: string): LockPlan | Refuse {
  const { desired, isForward, owner, previous } = request;
  if (desired.state === 'unlocked') {
    if (rule.lockState !== 'locked') {
      return unlockedPlan(rule);
    }
    const unlock = { ...on(rule), action: 'UnlockRule', irreversible: isForward } as const;
    return previous?.state === 'locked' ? { actions: [tagUnlocker(rule, owner), [unlock]] }
      : previous === undefined ? { refuse: staysLocked(rule) } : { note: staysLocked(rule) };
  }
  if (!isProtected(rule)) {
    return lockPlan(request, desired, rule);
  }
  if (rule.unlockDelayDays !== desired.unlockDelayDays) {
    return { refuse: anotherDelay(rule, desired, now, previous?.state === 'locked') };
  }
  const because = isUnlockedBy(owner, rule) || previous?.state === 'unlocked' ? DECLARED_AGAIN : desired.relock ? RELOCK : undefined;
  return rule.lockState === 'locked' || because !== undefined ? lockPlan(request, desired, rule, because)
    : { refuse: notLockedAgain(rule, desired) };
}

/** Decides the lock of a rule in a rollback, and in what may be one: refuses nothing, and unlocks nothing. */
export function restoreLock(request: Restore<RuleLockSpec>, rule: ObservedRule): LockPlan {
  const { desired, isRollback, owner, previous } = request;
  if (desired.state === 'unlocked') {
    return rule.lockState === 'locked' ? { note: staysLocked(rule) } : unlockedPlan(rule);
  }
  if (!isProtected(rule)) {
    // A deployment that is delivered again in its rollback would lock what it declares unlocked.
    return previous?.state !== 'unlocked' ? lockPlan(request, desired, rule)
      : { note: `${rule.arn} is not locked: the next deployment that changes the construct or its reconcile locks it` };
  }
  if (rule.unlockDelayDays !== desired.unlockDelayDays) {
    return { note: `${rule.arn} keeps its unlock delay of ${inDays(rule.unlockDelayDays)}: it ${stateInWords(rule)}` };
  }
  const because = isUnlockedBy(owner, rule) ? isRollback ? ROLLED_BACK : DECLARED_AGAIN : desired.relock ? RELOCK : undefined;
  return rule.lockState === 'locked' || because !== undefined ? lockPlan(request, desired, rule, because)
    : { note: undeclaredUnlock(rule) };
}

// The reasons for which an unlock in progress is taken back.

const ROLLED_BACK = 'the deployment that unlocked it is rolled back';
const DECLARED_AGAIN = 'it is declared locked after it was declared unlocked';
const RELOCK = 'relock is set';

function isUnlockedBy(owner: string, { tags }: ObservedRule): boolean {
  return tags[UNLOCKED_BY] === owner;
}

/** Locks a rule that is not locked, and removes the tag of an unlock that is over. */
function lockPlan(request: Declaring<RuleLockSpec>, { unlockDelayDays }: LockedSpec, rule: ObservedRule, because?: string): LockPlan {
  const unmark: ChangeAction[] = UNLOCKED_BY in rule.tags ? [{ ...on(rule), action: 'UntagResource', keys: [UNLOCKED_BY] }] : [];
  if (rule.lockState === 'locked') {
    return { actions: [unmark] };
  }
  const isForward = request.verb === 'deploy' && request.isForward;
  const lock: ChangeAction = {
    ...on(rule), action: 'LockRule', unlockDelayDays, ...because === undefined ? {} : { because }, irreversible: isForward,
  };
  return { actions: [[lock], unmark] };
}

/** Leaves a rule that is not locked, or that is being unlocked. */
function unlockedPlan(rule: ObservedRule): LockPlan {
  return rule.lockState === 'pending_unlock' ? { note: `${rule.arn} ${stateInWords(rule)}` } : {};
}

function staysLocked(rule: ObservedRule): string {
  return `${rule.arn} ${stateInWords(rule)}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of `
    + `${inDays(rule.unlockDelayDays)} first, and RuleLock.unlocked() after that`;
}

function undeclaredUnlock(rule: ObservedRule): string {
  return `${rule.arn} ${stateInWords(rule)}, which nobody declared`;
}

function notLockedAgain(rule: ObservedRule, { unlockDelayDays }: LockedSpec): string {
  return `${undeclaredUnlock(rule)}: to lock it again, which begins its delay of ${inDays(unlockDelayDays)} anew, `
    + 'set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()';
}

function anotherDelay(rule: ObservedRule, { unlockDelayDays }: LockedSpec, now: string, isDeclaredLocked: boolean): string {
  return `${rule.arn} ${stateInWords(rule)}, which forbids an unlock delay of ${inDays(unlockDelayDays)}: `
    + `keep ${inDays(rule.unlockDelayDays)}, or ${howToChange(rule, now, isDeclaredLocked)}`;
}
