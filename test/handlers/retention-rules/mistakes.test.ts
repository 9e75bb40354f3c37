import { ARN, ID, lockedFor, rule, UNLOCKED } from './rules';
import { mistakesInLock, mistakesInRuleId, noRule, notForAll } from '../../../lib/handlers/retention-rules/mistakes';
import type { RuleLockSpec } from '../../../lib/model/retention/rule-lock-contract';

test.each([ID, 'AbCdEfGhI09', '00000000000'])('%s can be the id of a rule', id => {
  expect(mistakesInRuleId(id)).toEqual([]);
});

test.each(['', 'rule000001', `${ID}0`, 'rule-000001', ` ${ID}`, `${ID}\n`, `${ID}/x`, ARN, 'r\u00fcle0000001'])('%j cannot', id => {
  expect(mistakesInRuleId(id)).toEqual([`${JSON.stringify(id)} is no id of a retention rule: give its 11 letters and digits`]);
});

test.each<RuleLockSpec>([lockedFor(7), lockedFor(30), lockedFor(8, { relock: true }), UNLOCKED, { state: 'unlocked', unlockDelayDays: 0, relock: true }])(
  'a lock as %j can be meant', lock => {
    expect(mistakesInLock(lock)).toEqual([]);
  });

test.each<[RuleLockSpec, string]>([
  [lockedFor(6), '6'], [lockedFor(31), '31'], [lockedFor(0), '0'], [lockedFor(-7), '-7'], [lockedFor(NaN), 'NaN'], [{ state: 'locked' }, 'none'],
])('one as %j cannot', (lock, got) => {
  expect(mistakesInLock(lock)).toEqual([`an unlock delay is 7 to 30 days, got ${got}: choose one within`]);
});

test('what is not there, or cannot be locked, is told with a way on', () => {
  expect(noRule(ID)).toBe(`there is no retention rule ${ID} in this account and Region: name one that is there`);
  expect(notForAll(rule())).toBe(`${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`);
});
