import { alarms, begin, causes, Declared, deploy, deploymentOfStack, end, inShort, notes, rule, send, UNLOCKED, withoutIds, world, writes } from './world';
import { byAnotherVersion } from '../next-version';

// Code and properties of different versions meet: an update brings new code first, and a rollback old code.

beforeEach(() => begin());

afterEach(() => end());

/** The stack as the next version of the library makes it: another bundle, and a contract that has the period as a text. */
const byNextVersion = (declared: Declared) => byAnotherVersion(deploymentOfStack(declared), 'Custom::LockedRetentionRule', properties => {
  Object.assign(properties, { ContractVersion: 2, Retention: `${properties.RetentionDays} days`, RetentionDays: undefined });
}, 'locked-retention-rule-next');

const upgrade = async (declared: Declared) => (await send(byNextVersion(declared))).status;

test('an upgrade knows what the version before asked for: it unlocks what that had locked', async () => {
  await deploy({ tags: { a: '1' } });
  expect(await upgrade({ tags: { b: '2' }, lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
  expect(await inShort()).toBe('30 days, pending_unlock, b=2');
});

test('a failed upgrade that changes nothing else leaves a locked rule as it is', async () => {
  await deploy({});
  writes();
  expect(await upgrade({ breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await inShort()).toBe('30 days, locked');
});

test('old code locks again what newer properties had unlocked, although it cannot read them: the rule itself says who unlocked it', async () => {
  await deploy({});
  writes();
  expect(await upgrade({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(causes()).toEqual(['creation', 'update', 'rollback']);
  expect(writes()).toEqual(['TagResource unlocked-by', 'UnlockRule', 'LockRule 7 days', 'UntagResource unlocked-by']);
});

test('old code leaves what newer properties have locked, and says so', async () => {
  await deploy({ lock: UNLOCKED });
  expect(await upgrade({ days: 60, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await inShort()).toBe('60 days, locked');
  expect(notes().map(withoutIds)).toContain(
    'RULE is locked, and stays protected for 7 days after it is unlocked, and so cannot get back its retention period from 60 days to 30 days');
  expect(alarms()).toEqual([]);
});

test('old code restores what newer properties changed on a rule that is not locked; tags that it cannot know of stay', async () => {
  await deploy({ lock: UNLOCKED, tags: { a: '1' } });
  expect(await upgrade({ lock: UNLOCKED, days: 60, tags: { b: '2' }, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await rule()).toMatchObject({ days: 30, lock: 'never', tags: { a: '1', b: '2' } });
});

test('a downgrade that unlocks is refused where it cannot know that the rule was locked before; a lock and an unlock go on', async () => {
  await upgrade({});
  expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await inShort()).toBe('30 days, locked');
  expect(await deploy({})).toBe('UPDATE_COMPLETE');
  expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
  expect(await inShort()).toBe('30 days, pending_unlock');
  world.clock.advance({ days: 7 });
});
