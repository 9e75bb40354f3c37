import type { ObservedRule } from './observed';
import type { Action } from '../../engine/plan';
import { OWNER, UNLOCKED_BY } from '../../model/retention/rule-lock-contract';

/** Changes a rule that is there. `on` is its ARN. */
export type ChangeAction = Action & { readonly ruleId: string } & (
  | { readonly action: 'UpdateRule'; readonly retentionDays: number; readonly description: string }
  | { readonly action: 'TagResource'; readonly tags: Readonly<Record<string, string>> }
  | { readonly action: 'UntagResource'; readonly keys: readonly string[] }
  | { readonly action: 'DeleteRule' }
  | LockChange
);

/** Changes the lock of a rule. */
export type LockChange =
  /** With `because`, takes back an unlock in progress: it gives the reason. */
  | { readonly action: 'LockRule'; readonly unlockDelayDays: number; readonly because?: string }
  | { readonly action: 'UnlockRule' };

/** The parts of an action that name its rule. */
export function on({ id, arn }: ObservedRule) {
  return { on: arn, ruleId: id };
}

/** Tags a rule with its owner, before anything else: on a rule without that tag, the role may do nothing but that. */
export function tagOwner(rule: ObservedRule, owner: string): ChangeAction[] {
  return OWNER in rule.tags ? [] : [{ ...on(rule), action: 'TagResource', tags: { [OWNER]: owner } }];
}

/** Tags a rule with the owner that unlocks it, before the unlock: without the tag, a rollback cannot tell whose unlock it is. */
export function tagUnlocker(rule: ObservedRule, owner: string): ChangeAction[] {
  return rule.tags[UNLOCKED_BY] === owner ? [] : [{ ...on(rule), action: 'TagResource', tags: { [UNLOCKED_BY]: owner } }];
}

/** The actions that are not done yet: an action that is done may only not be seen yet. */
export function notYet<A extends Action>(actions: readonly A[], done: readonly Action[]): A[] {
  const texts = new Set(done.map(action => JSON.stringify(action)));
  return actions.filter(action => !texts.has(JSON.stringify(action)));
}
