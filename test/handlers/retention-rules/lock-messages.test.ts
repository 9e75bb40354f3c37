import { ARN, END, ID, inState, LockState, NOW, rule } from './rules';
import { changeableFrom, howToChange, inDays, noRule, notForAll, stateInWords } from '../../../lib/handlers/retention-rules/lock-messages';

const UNLOCK_FIRST = 'deploy the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from';

test.each<[LockState, number, string, string]>([
  ['never', 7, 'is not locked', NOW],
  ['unlocked', 7, 'is not locked', '2026-01-08T12:00:00.000Z'],
  ['locked', 7, 'is locked, and stays protected for 7 days after it is unlocked', '2026-01-08T12:00:00.000Z'],
  ['locked', 30, 'is locked, and stays protected for 30 days after it is unlocked', '2026-01-31T12:00:00.000Z'],
  ['pending', 30, `is being unlocked, and stays protected until ${END}`, END],
])('a rule that is %s, with a delay of %i days', (state, days, words, from) => {
  const it = rule(inState(state, days));
  expect(stateInWords(it)).toBe(words);
  expect(changeableFrom(it, NOW)).toBe(from);
});

test('what is locked can be changed after its delay, and what is being unlocked once that is over', () => {
  expect(howToChange(rule(inState('locked')), NOW, true)).toBe(`${UNLOCK_FIRST} 2026-01-08T12:00:00.000Z on`);
  // Only a lock that was declared is unlocked by another declaration.
  expect(howToChange(rule(inState('locked', 30)), NOW, false))
    .toBe(`${UNLOCK_FIRST.replace('the lock as', 'its lock as RuleLock.locked() with 30 days, then the lock as')} 2026-01-31T12:00:00.000Z on`);
  expect(howToChange(rule(inState('pending')), NOW, true)).toBe(`deploy this again after ${END}`);
});

test('a delay over the end of a month, and of February, is one of days', () => {
  expect(changeableFrom(rule(inState('locked', 30)), '2027-12-15T23:59:59.999Z')).toBe('2028-01-14T23:59:59.999Z');
  expect(changeableFrom(rule(inState('locked', 7)), '2028-02-25T00:00:00.000Z')).toBe('2028-03-03T00:00:00.000Z');
});

test.each([[1, '1 day'], [7, '7 days'], [365, '365 days']])('%i is %s', (days, words) => {
  expect(inDays(days)).toBe(words);
});

test('what is not there, or cannot be locked, is told with a way on', () => {
  expect(noRule(ID)).toBe(`there is no retention rule ${ID} in this account and Region: name one that is there`);
  expect(notForAll(rule())).toBe(`${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`);
});
