import type { Cause } from '../../../lib/cloudformation/event';
import type { Action, Plan } from '../../../lib/engine/plan';
import { ChangeAction, on } from '../../../lib/handlers/retention-rules/actions';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { LockedSpec, OWNER, RuleLockSpec, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';

// Rules and locks in memory: for the tests of the logic.

export const OWN = '111111111111';
export const [ID, OTHER_ID] = ['rule0000001', 'rule0000002'];
export const arnOf = (id: string) => `arn:aws:rbin:eu-west-1:${OWN}:rule/${id}`;
export const [ARN, OTHER_ARN] = [arnOf(ID), arnOf(OTHER_ID)];
export const STACK_ID = `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`;

/** Who has the rules, and somebody else. */
export const [WE, THEY] = ['Images/Rule', 'Others/Theirs'];

/** When it is looked at, and until when an unlock that is in progress then protects a rule. */
export const [NOW, END] = ['2026-01-01T12:00:00.000Z', '2026-01-05T08:30:00.000Z'];

/** A rule of ours that is available and was never locked. */
export function rule(changes: Partial<ObservedRule> = {}): ObservedRule {
  const { id = ID } = changes;
  return {
    id, arn: arnOf(id), resourceType: 'EC2_IMAGE', retentionDays: 30, description: 'golden', isAvailable: true, isForAll: true, tags: { [OWNER]: WE }, ...changes,
  };
}

export type LockState = 'never' | 'locked' | 'pending' | 'unlocked';

/** A lock in each state, with a delay of 7 days unless a test says otherwise. */
export const inState = (state: LockState, unlockDelayDays = 7): Partial<ObservedRule> => ({
  never: {},
  locked: { lockState: 'locked', unlockDelayDays } as const,
  pending: { lockState: 'pending_unlock', unlockDelayDays, lockEndTime: END } as const,
  unlocked: { lockState: 'unlocked', unlockDelayDays } as const,
})[state];

export const LOCK_STATES: readonly LockState[] = ['never', 'locked', 'pending', 'unlocked'];

export const lockedFor = (unlockDelayDays: number, changes: Partial<LockedSpec> = {}): LockedSpec => ({ state: 'locked', unlockDelayDays, ...changes });
export const UNLOCKED: RuleLockSpec = { state: 'unlocked' };

// What is done to a rule.

const isForward = (cause: Cause) => cause === 'creation' || cause === 'update';

export const lock = (it: ObservedRule, unlockDelayDays: number, cause: Cause, because?: string): ChangeAction => ({
  ...on(it), action: 'LockRule', unlockDelayDays, ...because === undefined ? {} : { because }, irreversible: isForward(cause),
});
export const unlock = (it: ObservedRule): ChangeAction => ({ ...on(it), action: 'UnlockRule', irreversible: true });

/** The unlock of a removal, which no rollback follows. */
export const unlockForGood = (it: ObservedRule): ChangeAction => ({ ...on(it), action: 'UnlockRule' });
export const tag = (it: ObservedRule, tags: Readonly<Record<string, string>>): ChangeAction => ({ ...on(it), action: 'TagResource', tags });
export const untag = (it: ObservedRule, ...keys: readonly string[]): ChangeAction => ({ ...on(it), action: 'UntagResource', keys });
export const update = (it: ObservedRule, retentionDays: number, description: string): ChangeAction => ({ ...on(it), action: 'UpdateRule', retentionDays, description });
export const drop = (it: ObservedRule): ChangeAction => ({ ...on(it), action: 'DeleteRule' });

/** That we unlock it is written on a rule, and taken off it. */
export const mark = (it: ObservedRule) => tag(it, { [UNLOCKED_BY]: WE });
export const unmark = (it: ObservedRule) => untag(it, UNLOCKED_BY);

/** A plan without the lists in which there is nothing. */
export const trimmed = <A extends Action>(plan: Plan<A>): Plan<A> => ('act' in plan ? { ...plan, act: plan.act.filter(stage => stage.length > 0) } : plan);
