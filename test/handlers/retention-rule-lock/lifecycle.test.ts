import { Duration } from 'aws-cdk-lib';
import {
  A, alarms, attributes, B, begin, byHand, calls, delayOf, deploy, end, failure, locks, newRule, notes, remove, ruleOf, runs, UNLOCKED, withoutIds,
  world, writes,
} from './world';
import { RuleLock, RuleLockRemoval } from '../../../lib/retention';
import { HOME } from '../../../local-aws/src/stand-in';

// The lock alone, on a rule of somebody else: nothing else of the rule is touched.

beforeEach(() => begin());

afterEach(async () => {
  expect(alarms()).toEqual([]);
  expect(await ruleOf(A)).toMatchObject({ days: 30, tags: { team: 'other' } });
});

afterEach(() => end());

test('a rule is locked, and nothing else of it is touched', async () => {
  expect(await deploy({})).toBe('CREATE_COMPLETE');
  expect(calls()).toEqual(['DescribeStacks', 'GetRule', 'ListTagsForResource', 'DescribeStacks', 'LockRule 7 days', 'GetRule', 'ListTagsForResource']);
  expect(await ruleOf(A)).toMatchObject({ lock: 'locked', delay: 7, tags: { team: 'other' } });
  expect(attributes()).toEqual({ RuleId: A, RuleArn: `arn:aws:rbin:eu-west-1:111111111111:rule/${A}`, LockState: 'locked', LockEndTime: 'none' });
  expect(await locks()).toEqual(['locked', 'never']);
});

test('a rule that is not in force yet is waited for', async () => {
  await end();
  await begin({ pending: true });
  expect(await deploy({})).toBe('CREATE_COMPLETE');
  expect(runs()).toEqual(['Create', 'Create', 'Create']);
  expect(await locks()).toEqual(['locked', 'never']);
});

test('a rule that is locked as it is declared is left as it is', async () => {
  await byHand('LockRule', A, delayOf(7));
  expect(await deploy({})).toBe('CREATE_COMPLETE');
  expect(writes()).toEqual([]);
});

test.each<[string, () => Promise<string>, string]>([
  ['locked with another delay', async () => (await byHand('LockRule', A, delayOf(9)), A),
    'A is locked, and stays protected for 9 days after it is unlocked, which forbids an unlock delay of 7 days: keep 9 days, or deploy its lock as RuleLock.locked() with 9 days, then the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from DATE on'],
  ['with exclusion tags, which the SDK does not see', () => newRule({ ExcludeResourceTags: [{ ResourceTagKey: 'a' }] }),
    'rule0000003 has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule'],
  ['with tags of resources', () => newRule({ ResourceTags: [{ ResourceTagKey: 'a' }] }),
    'rule0000003 has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule'],
  ['that is not there', async () => 'rule9999999', 'there is no retention rule rule9999999 in this account and Region: name one that is there'],
])('a rule %s is refused, and left as it is', async (_, make, message) => {
  const ruleId = await make();
  expect(await deploy({ ruleId })).toBe('ROLLBACK_COMPLETE');
  expect(failure()!.replace(/[0-9-]{10}T[0-9:.]+Z/, 'DATE')).toBe(`This run changed nothing. OWNER: ${message}`);
  expect(writes()).toEqual([]);
});

test('an unlock is an update that can be rolled back', async () => {
  await deploy({});
  writes();
  expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(writes()).toEqual(['TagResource unlocked-by', 'UnlockRule', 'LockRule 7 days', 'UntagResource unlocked-by']);
  expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
  const { until } = await ruleOf(A);
  expect(attributes()).toMatchObject({ LockState: 'pending_unlock', LockEndTime: until });
  world.clock.advance({ days: 7 });
  expect(await deploy({ lock: RuleLock.locked(Duration.days(30)) })).toBe('UPDATE_COMPLETE');
  expect(await ruleOf(A)).toMatchObject({ lock: 'locked', delay: 30 });
});

test('a lock that somebody else has put on it is not taken away by a declaration that never locked it', async () => {
  await byHand('LockRule', A, delayOf(9));
  expect(await deploy({ lock: UNLOCKED })).toBe('ROLLBACK_COMPLETE');
  expect(failure()).toBe('This run changed nothing. OWNER: A is locked, and stays protected for 9 days after it is unlocked, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 9 days first, and RuleLock.unlocked() after that');
  expect(writes()).toEqual([]);
});

test('an unlock that nobody declared is told, and taken back only if that is asked for', async () => {
  await deploy({});
  await byHand('UnlockRule', A);
  writes();
  expect(await deploy({ reconcile: 'again' })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await deploy({ lock: RuleLock.locked(Duration.days(7), { relock: true }) })).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual(['LockRule 7 days']);
});

test('another rule is locked, and of the one before becomes what its removal says', async () => {
  await deploy({ onRemoval: RuleLockRemoval.UNLOCK });
  expect(await deploy({ ruleId: B })).toBe('UPDATE_COMPLETE');
  expect(await locks()).toEqual(['pending_unlock', 'locked']);
});

test('a move to another rule that is rolled back leaves the lock of that, and says so', async () => {
  await deploy({});
  expect(await deploy({ ruleId: B, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await locks()).toEqual(['locked', 'locked']);
  expect(notes().map(withoutIds)).toEqual([
    'B stays as it is, locked if the deployment that failed has locked it',
    'B stays: it is locked, and stays protected for 7 days after it is unlocked',
  ]);
});

test.each<[string, Parameters<typeof deploy>[0], string]>([
  ['leaves the lock', {}, 'locked'], ['begins to unlock where that is asked for', { onRemoval: RuleLockRemoval.UNLOCK }, 'pending_unlock'],
])('a removal %s', async (_, declared, lock) => {
  await deploy(declared);
  expect(await remove()).toBe('DELETE_COMPLETE');
  expect(await locks()).toEqual([lock, 'never']);
});

test('a creation that is rolled back leaves the lock that it made, and names the rule', async () => {
  expect(await deploy({ breaks: true, onRemoval: RuleLockRemoval.UNLOCK })).toBe('ROLLBACK_COMPLETE');
  expect(await locks()).toEqual(['locked', 'never']);
  expect(notes().map(withoutIds)).toEqual(['A stays: it is locked, and stays protected for 7 days after it is unlocked']);
});

test('of a rule that is gone, a rollback and a removal make nothing', async () => {
  await deploy({ ruleId: B, lock: UNLOCKED });
  await byHand('DeleteRule', B);
  expect(await deploy({ ruleId: B })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure()).toBe('This run changed nothing. OWNER: there is no retention rule B in this account and Region: name one that is there');
  expect(await remove()).toBe('DELETE_COMPLETE');
  B && await newRule();
});

describe('the role', () => {
  const ROLE = () => world.identities.roleArns.find(arn => arn.includes('RetentionRuleLockHandler'))!;

  test('has no statement that its life does not need, and none is missing', async () => {
    await deploy({});
    await deploy({ lock: UNLOCKED });
    await deploy({});
    const role = ROLE();
    await remove();
    // Nothing took long.
    expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log', 'GoOnInAnotherRun']);
    expect(world.server.calls.filter(({ error, role: caller }) => error !== undefined && caller !== undefined)).toEqual([]);
  });

  test.each<[string, string, string, Record<string, string | string[]>]>([
    ['change it', 'UpdateRule', 'A', {}], ['delete it', 'DeleteRule', 'A', {}], ['unlock another', 'UnlockRule', 'B', {}],
    ['put another tag on it', 'TagResource', 'A', { 'aws:TagKeys': ['team'] }], ['take all tags off it', 'UntagResource', 'A', {}],
  ])('may not %s', async (_, action, which, context) => {
    await deploy({});
    const resource = `arn:aws:rbin:eu-west-1:111111111111:rule/${which === 'A' ? A : B}`;
    expect(await world.identities.refusal(ROLE(), { action: `rbin:${action}`, resource, context: context as never }, HOME)).toBeDefined();
  });
});
