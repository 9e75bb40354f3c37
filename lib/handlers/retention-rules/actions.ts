import type { ObservedRule } from './observed';
import type { Action } from '../../engine/plan';

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
  /** With `because`, an unlock is taken back that was in progress: it says why that may be. */
  | { readonly action: 'LockRule'; readonly unlockDelayDays: number; readonly because?: string }
  | { readonly action: 'UnlockRule' };

/** What an action on a rule says of it. */
export function on({ id, arn }: ObservedRule) {
  return { on: arn, ruleId: id };
}

/** Those that were not done yet: what was done may only not be seen yet. */
export function notYet<A extends Action>(actions: readonly A[], applied: readonly Action[]): A[] {
  const done = new Set(applied.map(it => JSON.stringify(it)));
  return actions.filter(action => !done.has(JSON.stringify(action)));
}
