import { ChangeAction, notYet } from './actions';
import type { LockPlan } from './lock';
import { inDays } from './lock-messages';
import type { ObservedRule } from './observed';
import type { SafePlan } from '../../engine/plan';

/** The seconds between two looks: at the effect of an action, and at a rule that does not retain anything yet. */
export const [SOON, LATER] = [2, 30];

/** The changes of a rule. */
export interface Changes {
  /** The actions before the lock, one after the other. */
  readonly first?: readonly ChangeAction[];
  readonly lock: LockPlan;

  /** True if a rule that does not retain anything yet is waited for before it is locked. */
  readonly mayWait: boolean;

  /** The notes for a person when all is done. */
  readonly notes: readonly string[];
}

/** Plans the changes that are not done yet, and waits until they are seen. The lock comes last. */
export function planChanges(
  rule: ObservedRule, { first = [], lock, mayWait, notes }: Changes, done: readonly ChangeAction[],
): SafePlan<ChangeAction> {
  const isPending = mayWait && !rule.isAvailable && (lock.actions ?? []).flat().some(({ action }) => action === 'LockRule');
  const stages = [...first.map(action => [action]), ...isPending ? [] : lock.actions ?? []];
  const left = stages.map(stage => notYet(stage, done));
  if (left.flat().length > 0) {
    return { act: left };
  }
  if (stages.flat().length > 0) {
    return { waitFor: `what was done to ${rule.arn} to be seen`, seconds: SOON };
  }
  if (isPending) {
    return { waitFor: `${rule.arn} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: LATER };
  }
  const all = [...done.flatMap(lockedAgain), ...lock.note === undefined ? [] : [lock.note], ...notes];
  return { done: true, ...all.length > 0 && { notes: all } };
}

/** The note of an unlock that was taken back: another one begins the delay anew. */
function lockedAgain(action: ChangeAction): string[] {
  if (action.action !== 'LockRule' || action.because === undefined) {
    return [];
  }
  const { on, because, unlockDelayDays } = action;
  return [`${on} was being unlocked, and is locked again: ${because}; another unlock begins its delay of ${inDays(unlockDelayDays)} anew`];
}
