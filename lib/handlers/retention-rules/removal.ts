import { ChangeAction, notYet, on } from './actions';
import { SOON } from './carrying-out';
import { stateInWords } from './lock-words';
import type { ObservedRule } from './observed';
import type { Cause } from '../../cloudformation/cause';
import type { Action, Plan } from '../../engine/plan';
import { RemovalSpec, UNLOCKED_BY } from '../../model/retention/rule-lock-contract';

/** What a removal is to know. */
interface Removal {
  readonly cause: Cause;
  readonly owner: string;

  /** What was asked for; nothing, if that is not known. */
  readonly onRemoval?: RemovalSpec;

  /** What comes before an unlock. */
  readonly first?: readonly ChangeAction[];
}

/** Begins to unlock a rule, if that is asked for and it is certain that the resource goes. The rule stays. */
export function remove({ cause, owner, onRemoval, first = [] }: Removal, rule: ObservedRule, applied: readonly Action[]): Plan<ChangeAction> {
  const isCertain = cause === 'removal' || cause === 'stack deletion';
  if (onRemoval !== 'UNLOCK' || !isCertain || rule.lockState !== 'locked') {
    return { done: true, notes: [`${rule.arn} stays: it ${stateInWords(rule)}`] };
  }
  const mark: ChangeAction[] = rule.tags[UNLOCKED_BY] === owner ? [] : [{ ...on(rule), action: 'TagResource', tags: { [UNLOCKED_BY]: owner } }];
  const stages = [first, mark, [{ ...on(rule), action: 'UnlockRule' } as const]].map(stage => notYet(stage, applied));
  return stages.flat().length > 0 ? { act: stages } : { waitFor: `the unlock of ${rule.arn} to be seen`, seconds: SOON };
}
