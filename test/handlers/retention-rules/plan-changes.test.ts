import { ARN, drop, inState, lock, mark, OTHER_ID, rule, tag, trimmed, unlock, unmark, untag, update } from './rules';
import type { Plan } from '../../../lib/engine/plan';
import { ChangeAction, notYet } from '../../../lib/handlers/retention-rules/actions';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { Changes, planChanges } from '../../../lib/handlers/retention-rules/plan-changes';

const IT = rule();
const LOCK = lock(IT, 7, 'update');
const AGAIN = lock(IT, 7, 'update', 'relock is set');
const [TAG, UPDATE, DROP] = [tag(IT, { a: '1' }), update(IT, 14, 'new'), drop(rule({ id: OTHER_ID }))];
const LOCKING = { lock: { actions: [[LOCK], []] } };
const SEEN_LATER = { waitFor: `what was done to ${ARN} to be seen`, seconds: 2 };
const UNTIL_AVAILABLE = { waitFor: `${ARN} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: 30 };
const LOCKED_AGAIN = `${ARN} was being unlocked, and is locked again: relock is set; another unlock begins its delay of 7 days anew`;
const PENDING: Partial<ObservedRule> = { isAvailable: false };

const plan = (it: Partial<ObservedRule>, changes: Partial<Changes>, applied: readonly ChangeAction[] = []) =>
  trimmed(planChanges(rule(it), { lock: {}, mayWait: true, notes: [], ...changes }, applied));

test.each<[string, Partial<ObservedRule>, Partial<Changes>, ChangeAction[], Plan<ChangeAction>]>([
  ['nothing is to be done', {}, {}, [], { done: true }],
  ['nothing is to be done of a lock', {}, { lock: { actions: [[], []] } }, [], { done: true }],
  ['notes are told, that of the lock first', {}, { lock: { note: 'locked' }, notes: ['else'] }, [], { done: true, notes: ['locked', 'else'] }],
  ['changes come one after the other, and the lock last', {}, { first: [DROP, TAG, UPDATE], ...LOCKING }, [], { act: [[DROP], [TAG], [UPDATE], [LOCK]] }],
  ['steps of a lock are in order', {}, { lock: { actions: [[mark(IT)], [unlock(IT)]] } }, [], { act: [[mark(IT)], [unlock(IT)]] }],
  ['what was done is not done again', {}, { first: [TAG, UPDATE], ...LOCKING }, [TAG], { act: [[UPDATE], [LOCK]] }],
  ['what was done to be the last is waited for', {}, LOCKING, [LOCK], SEEN_LATER],
  ['what was done is waited for if only some of it is seen', {}, { first: [UPDATE], ...LOCKING }, [TAG, UPDATE, LOCK], SEEN_LATER],
  ['what is seen is done', {}, {}, [TAG, UPDATE, LOCK], { done: true }],
  ['a rule that is pending is waited for before it is locked', PENDING, LOCKING, [], UNTIL_AVAILABLE],
  ['a rule that is pending is changed first', PENDING, { first: [TAG], ...LOCKING }, [], { act: [[TAG]] }],
  ['a change of a rule that is pending is seen before the rule is waited for', PENDING, { first: [TAG], ...LOCKING }, [TAG], SEEN_LATER],
  ['a rule that is pending and was changed is waited for', PENDING, LOCKING, [TAG], UNTIL_AVAILABLE],
  ['a rule that is pending is locked at once where nothing may be waited for', PENDING, { ...LOCKING, mayWait: false }, [], { act: [[LOCK]] }],
  ['a rule that is pending is not waited for unless it is to be locked', PENDING, { lock: { actions: [[unmark(IT)]] } }, [], { act: [[unmark(IT)]] }],
  ['a rule that is pending and locked is done', PENDING, {}, [], { done: true }],
  ['that a rule is locked again is told when it is seen', inState('locked'), { lock: { actions: [[]] }, notes: ['else'] }, [AGAIN, unmark(IT)],
    { done: true, notes: [LOCKED_AGAIN, 'else'] }],
  ['that a rule is locked is not', inState('locked'), { lock: { actions: [[]] } }, [LOCK], { done: true }],
])('%s', (_, it, changes, applied, wanted) => {
  expect(plan(it, changes, applied)).toStrictEqual(wanted);
});

test('an action was done only if it was the same', () => {
  const actions = [TAG, tag(IT, { a: '2' }), untag(IT, 'a'), LOCK, AGAIN, lock(IT, 8, 'update'), lock(rule({ id: OTHER_ID }), 7, 'update')];
  expect(notYet(actions, actions)).toEqual([]);
  actions.forEach((action, index) => expect(notYet(actions, [action])).toStrictEqual(actions.filter((__, at) => at !== index)));
  expect(notYet(actions, [])).toStrictEqual(actions);
});
