import { ChangeAction, notYet } from './actions';
import type { LockDecision } from './lock';
import { inDays } from './lock-words';
import type { ObservedRule } from './observed';
import { isForward } from '../../cloudformation/cause';
import type { Plan, Situation } from '../../engine/plan';

/** Seconds between two looks: at what was just done, and at a rule that does not retain anything yet. */
export const [SOON, LATER] = [2, 30];

/**
 * Whether refusals may be made: the stack moves forward, or the resource is new. In a rollback, and in what may be one, nothing is
 * refused, and nothing is waited for.
 */
export function mayRefuse({ cause, physicalId }: Pick<Situation<unknown>, 'cause' | 'physicalId'>): boolean {
  return isForward(cause) || physicalId === undefined;
}

/** What is to be done to a rule. */
export interface Changes {
  /** What comes before the lock, one after the other. */
  readonly first?: readonly ChangeAction[];
  readonly lock: Omit<LockDecision, 'refusal'>;

  /** Whether a rule is waited for that does not retain anything yet, before it is locked. */
  readonly mayWait: boolean;

  /** What a person should know when all is done. */
  readonly notes: readonly string[];
}

/** Does what was not done yet, and waits until it is seen. The lock comes last. */
export function carryOut(rule: ObservedRule, { first = [], lock, mayWait, notes }: Changes, applied: readonly ChangeAction[]): Plan<ChangeAction> {
  const isPending = mayWait && !rule.isAvailable && (lock.actions ?? []).flat().some(({ action }) => action === 'LockRule');
  const stages = [...first.map(action => [action]), ...isPending ? [] : lock.actions ?? []];
  const left = stages.map(stage => notYet(stage, applied));
  if (left.flat().length > 0) {
    return { act: left };
  }
  if (stages.flat().length > 0) {
    return { waitFor: `what was done to ${rule.arn} to be seen`, seconds: SOON };
  }
  if (isPending) {
    return { waitFor: `${rule.arn} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: LATER };
  }
  const all = [...applied.flatMap(lockedAgain), ...lock.note === undefined ? [] : [lock.note], ...notes];
  return { done: true, ...all.length > 0 && { notes: all } };
}

/** To lock again begins the delay anew: that is told. */
function lockedAgain(action: ChangeAction): string[] {
  return action.action === 'LockRule' && action.because !== undefined
    ? [`${action.on} was being unlocked, and is locked again: ${action.because}; another unlock begins its delay of ${inDays(action.unlockDelayDays)} anew`] : [];
}
