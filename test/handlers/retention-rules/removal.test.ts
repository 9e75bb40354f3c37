import { ARN, END, inState, LOCK_STATES, LockState, mark, rule, STACK_ID, tag, THEY, trimmed, unlockForGood, WE } from './rules';
import { homeOf } from '../../../lib/cloudformation/request';
import type { Plan } from '../../../lib/engine/plan';
import type { RemovalCause } from '../../../lib/engine/request';
import type { ChangeAction } from '../../../lib/handlers/retention-rules/actions';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { LockRemoval, planUnlock } from '../../../lib/handlers/retention-rules/removal';
import { OWNER, RemovalSpec, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';

const IT = rule();
const WORDS: Record<LockState, string> = {
  never: 'is not locked', locked: 'is locked, and stays protected for 7 days after it is unlocked', pending: `is being unlocked, and stays protected until ${END}`, unlocked: 'is not locked',
};
const stays = (state: LockState): Plan<ChangeAction> => ({ done: true, notes: [`${ARN} stays: it ${WORDS[state]}`] });
const CERTAIN: RemovalCause[] = ['removal', 'stack deletion'];
const markedBy = (owner: string): Partial<ObservedRule> => ({ ...inState('locked'), tags: { [OWNER]: WE, [UNLOCKED_BY]: owner } });

const removal = (cause: RemovalCause, onRemoval: RemovalSpec | undefined): LockRemoval => {
  const common = { cause, owner: WE, incarnation: '1', operationId: 'request', home: homeOf(STACK_ID), identity: ARN };
  return onRemoval === undefined ? { ...common, verb: 'remove unread' } : { ...common, verb: 'remove', previous: { onRemoval } };
};

const plan = (cause: RemovalCause, onRemoval: RemovalSpec | undefined, it: Partial<ObservedRule>, applied: readonly ChangeAction[] = []) =>
  trimmed(planUnlock(removal(cause, onRemoval), rule(it), [], applied));

test.each(CERTAIN.flatMap(cause => LOCK_STATES.map(state => [cause, state] as const)))('in a %s with RETAIN, a rule that is %s stays as it is', (cause, state) => {
  expect(plan(cause, 'RETAIN', inState(state))).toStrictEqual(stays(state));
});

test.each(CERTAIN)('in a %s with UNLOCK, the unlock of a locked rule begins, and that it is ours is written on it before', cause => {
  expect(plan(cause, 'UNLOCK', inState('locked'))).toStrictEqual({ act: [[mark(IT)], [unlockForGood(IT)]] });
});

test.each(LOCK_STATES.filter(state => state !== 'locked'))('with UNLOCK, a rule that is %s stays as it is, and the date is told where there is one', state => {
  expect(plan('removal', 'UNLOCK', inState(state))).toStrictEqual(stays(state));
});

test.each<RemovalCause>(['rolled-back creation', 'unknown'])('with UNLOCK, a locked rule stays so if the cause is %s', cause => {
  expect(plan(cause, 'UNLOCK', inState('locked'))).toStrictEqual(stays('locked'));
});

test('a locked rule stays so if nobody knows what was asked for', () => {
  expect(plan('removal', undefined, inState('locked'))).toStrictEqual(stays('locked'));
});

test('a mark of ours from before a crash is enough, and one of somebody else is not', () => {
  expect(plan('removal', 'UNLOCK', markedBy(WE))).toStrictEqual({ act: [[unlockForGood(IT)]] });
  expect(plan('removal', 'UNLOCK', markedBy(THEY))).toStrictEqual({ act: [[mark(IT)], [unlockForGood(IT)]] });
});

test('what comes before is done first, and only before an unlock', () => {
  const first = [tag(IT, { a: '1' })];
  const removed = (onRemoval: RemovalSpec, applied: readonly ChangeAction[] = []) =>
    trimmed(planUnlock(removal('removal', onRemoval), rule(inState('locked')), first, applied));
  expect(removed('UNLOCK')).toStrictEqual({ act: [first, [mark(IT)], [unlockForGood(IT)]] });
  expect(removed('UNLOCK', first)).toStrictEqual({ act: [[mark(IT)], [unlockForGood(IT)]] });
  expect(removed('RETAIN')).toStrictEqual(stays('locked'));
});

test('what was done is waited for until it is seen', () => {
  expect(plan('removal', 'UNLOCK', inState('locked'), [mark(IT)])).toStrictEqual({ act: [[unlockForGood(IT)]] });
  const waits = { waitFor: `the unlock of ${ARN} to be seen`, seconds: 2 };
  expect(plan('removal', 'UNLOCK', inState('locked'), [mark(IT), unlockForGood(IT)])).toStrictEqual(waits);
  expect(plan('removal', 'UNLOCK', markedBy(WE), [mark(IT), unlockForGood(IT)])).toStrictEqual(waits);
  expect(plan('removal', 'UNLOCK', inState('pending'), [mark(IT), unlockForGood(IT)])).toStrictEqual(stays('pending'));
});
