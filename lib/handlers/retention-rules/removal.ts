import { ChangeAction, notYet, on, tagUnlocker } from './actions';
import { stateInWords } from './lock-messages';
import { isProtected, ObservedRule } from './observed';
import { SOON } from './plan-changes';
import type { Action, SafePlan } from '../../engine/plan';
import type { Remove, RemoveUnread } from '../../engine/request';
import { OWNER, RemovalSpec } from '../../model/retention/rule-lock-contract';

/** A removal of a declaration with a lock; without `previous` if that is newer than this code. */
export type LockRemoval = Remove<{ readonly onRemoval: RemovalSpec }> | RemoveUnread;

/** Notes that there is no rule; unless it was deleted by this operation. */
export function planWithoutRule({ identity }: LockRemoval, done: readonly Action[]): SafePlan<never> {
  return { done: true, ...done.length === 0 && { notes: [`there is no rule ${identity} any more`] } };
}

/**
 * Begins to unlock a rule, if that is declared and it is certain that the resource goes. The rule stays.
 *
 * @param first The actions before the unlock.
 */
export function planUnlock(
  { cause, owner, previous }: LockRemoval, rule: ObservedRule, first: readonly ChangeAction[], done: readonly Action[],
): SafePlan<ChangeAction> {
  const isCertain = cause === 'removal' || cause === 'stack deletion';
  if (previous?.onRemoval !== 'UNLOCK' || !isCertain || rule.lockState !== 'locked') {
    return { done: true, notes: [`${rule.arn} stays: it ${stateInWords(rule)}`] };
  }
  const stages = [first, tagUnlocker(rule, owner), [{ ...on(rule), action: 'UnlockRule' } as const]].map(stage => notYet(stage, done));
  return stages.flat().length > 0 ? { act: stages } : { waitFor: `the unlock of ${rule.arn} to be seen`, seconds: SOON };
}

/** The rules of a creation that is rolled back. */
export interface CreatedRules {
  /** The rules that it made; last the one by which the others are found. */
  readonly made: readonly ObservedRule[];

  /** The rules that were there before. */
  readonly found: readonly ObservedRule[];

  /** The one that it took over, if any. */
  readonly adopted?: ObservedRule;
}

/** Deletes the rules that a creation made, unless they are locked, and gives back the one that it took over. */
export function planCreationRollback({ made, found, adopted }: CreatedRules, done: readonly Action[]): SafePlan<ChangeAction> {
  const actions: ChangeAction[] = [
    ...made.filter(rule => !isProtected(rule)).map(rule => ({ ...on(rule), action: 'DeleteRule' }) as const),
    // Another construct can take it over again.
    ...adopted === undefined ? [] : [{ ...on(adopted), action: 'UntagResource', keys: [OWNER] } as const],
  ];
  const left = notYet(actions, done);
  const notes = [
    ...made.filter(isProtected)
      .map(rule => `${rule.arn} was made by the creation that is rolled back, and stays: it ${stateInWords(rule)}`),
    ...found.map(rule => `${rule.arn} was there before, and stays: it ${stateInWords(rule)}`),
  ];
  return left.length > 0 ? { act: left.map(action => [action]) } : { done: true, ...notes.length > 0 && { notes } };
}
