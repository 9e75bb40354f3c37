import { ChangeAction, on } from './actions';
import { howToChange, inDays, stateInWords } from './lock-words';
import type { ObservedRule } from './observed';
import { isForward } from '../../cloudformation/cause';
import type { Situation } from '../../engine/plan';
import { RuleLockSpec, UNLOCKED_BY } from '../../model/retention/rule-lock-contract';

/** What is asked of the lock of a rule, and was before. */
export interface LockSituation extends Pick<Situation<unknown>, 'cause' | 'owner'> {
  readonly desired: RuleLockSpec;

  /** What was asked of the lock of the same rule; nothing, if that is not known. */
  readonly previous?: RuleLockSpec;

  /** Whether refusals may be made: the stack moves forward, or the resource is new. */
  readonly mayRefuse: boolean;

  /** When the rule was looked at, in ISO 8601. */
  readonly now: string;
}

/** What becomes of a lock. */
export interface LockDecision {
  /** Why it cannot be as it is asked for. */
  readonly refusal?: string;

  /** What a person should know. */
  readonly note?: string;

  /** One list after the other. */
  readonly actions?: readonly (readonly ChangeAction[])[];
}

/**
 * Decides what becomes of the lock of a rule.
 *
 * A rule is locked if that is asked for and it is not, and unlocked only if it was asked to be locked before, while the stack moves
 * forward. To lock again during an unlock begins its delay anew: only if the construct itself began the unlock, or it is asked for.
 */
export function decideLock(situation: LockSituation, rule: ObservedRule): LockDecision {
  return situation.desired.state === 'locked' ? towardsLocked(situation, rule) : towardsUnlocked(situation, rule);
}

function towardsLocked(situation: LockSituation, rule: ObservedRule): LockDecision {
  const { desired: { unlockDelayDays }, mayRefuse, now } = situation;
  const [{ arn, lockState }, isMarked] = [rule, UNLOCKED_BY in rule.tags];
  const lock = (because?: string): ChangeAction[] => [{
    ...on(rule), action: 'LockRule', unlockDelayDays: unlockDelayDays!, ...because === undefined ? {} : { because }, irreversible: isForward(situation.cause),
  }];
  const unmark: ChangeAction[] = isMarked ? [{ ...on(rule), action: 'UntagResource', keys: [UNLOCKED_BY] }] : [];

  if (lockState === undefined || lockState === 'unlocked') {
    // An event of this deployment that is delivered again in its rollback would lock what was declared unlocked.
    return mayRefuse || situation.previous?.state !== 'unlocked' ? { actions: [lock(), unmark] }
      : { note: `${arn} is not locked: the next deployment that changes the construct or its reconcile locks it` };
  }
  if (rule.unlockDelayDays !== unlockDelayDays) {
    return mayRefuse ? { refusal: anotherDelay(rule, unlockDelayDays!, now, situation.previous?.state === 'locked') }
      : { note: `${arn} keeps its unlock delay of ${inDays(rule.unlockDelayDays)}: it ${stateInWords(rule)}` };
  }
  if (lockState === 'locked') {
    return { actions: [unmark] };
  }
  const why = whyLockAgain(situation, rule);
  if (why !== undefined) {
    return { actions: [lock(why), unmark] };
  }
  const left = `${arn} ${stateInWords(rule)}, which nobody declared`;
  return mayRefuse
    ? { refusal: `${left}: to lock it again, which begins its delay of ${inDays(unlockDelayDays)} anew, set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()` }
    : { note: left };
}

/** For what reason an unlock in progress may be taken back; none, if there is none. */
function whyLockAgain({ cause, owner, desired, previous, mayRefuse }: LockSituation, { tags }: ObservedRule): string | undefined {
  return cause === 'rollback' && tags[UNLOCKED_BY] === owner ? 'the deployment that unlocked it is rolled back'
    : tags[UNLOCKED_BY] === owner || (mayRefuse && previous?.state === 'unlocked') ? 'it is declared locked after it was declared unlocked'
      : desired.relock ? 'relock is set' : undefined;
}

function towardsUnlocked({ owner, previous, mayRefuse, cause }: LockSituation, rule: ObservedRule): LockDecision {
  const { arn, lockState, tags } = rule;
  if (lockState !== 'locked') {
    return lockState === 'pending_unlock' ? { note: `${arn} ${stateInWords(rule)}` } : {};
  }
  if (mayRefuse && previous?.state === 'locked') {
    // The mark comes first: without it, a rollback could not tell whose unlock it is.
    const mark: ChangeAction[] = tags[UNLOCKED_BY] === owner ? [] : [{ ...on(rule), action: 'TagResource', tags: { [UNLOCKED_BY]: owner } }];
    return { actions: [mark, [{ ...on(rule), action: 'UnlockRule', irreversible: isForward(cause) }]] };
  }
  const left = `${arn} ${stateInWords(rule)}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of `
    + `${inDays(rule.unlockDelayDays)} first, and RuleLock.unlocked() after that`;
  return mayRefuse && previous === undefined ? { refusal: left } : { note: left };
}

function anotherDelay(rule: ObservedRule, unlockDelayDays: number, now: string, isDeclaredLocked: boolean): string {
  return `${rule.arn} ${stateInWords(rule)}, which forbids an unlock delay of ${inDays(unlockDelayDays)}: `
    + `keep ${inDays(rule.unlockDelayDays)}, or ${howToChange(rule, now, isDeclaredLocked)}`;
}
