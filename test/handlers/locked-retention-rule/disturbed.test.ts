import {
  alarms, ask, begin, Declared, delayOf, deploy, end, failure, foreign, inShort, LOCKED, notes, remove, rules, UNLOCKED, withoutIds, world, writes,
} from './world';
import { RuleLockRemoval } from '../../../lib/retention';
import { failing, meanwhile } from '../../../local-aws/src/disturbances';
import { Chapter, disturbed } from '../disturbed-history';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin());

afterEach(() => end());

const LOOK = ['GetRule', 'ListTagsForResource'];

/** What is declared, and what comes of it. */
function chapter(declared: Declared | undefined, status: string, rule: string | undefined, calls: readonly string[], days = 0): Chapter {
  return {
    calls,
    async tell() {
      world.clock.advance({ days });
      expect(declared ? await deploy(declared) : await remove()).toBe(status);
      expect(rule === undefined ? await rules() : await inShort()).toEqual(rule ?? []);
    },
  };
}

const catchUp = () => ask('rbin', 'GetRule', { Identifier: foreign });

/** Nothing was made besides, nothing was sent that a lock refuses, and the rule of somebody else is as it was. */
async function expectNoTrace(): Promise<void> {
  expect(alarms()).toEqual([]);
  expect(await ask('rbin', 'GetRule', { Identifier: foreign })).toMatchObject({ Description: 'of somebody else', RetentionPeriod: { RetentionPeriodValue: 30 } });
}

const tags = { a: '1' };

disturbed('a rule lives its whole life', {
  chapters: [
    chapter({ tags }, 'CREATE_COMPLETE', '30 days, locked, a=1', ['DescribeStacks', ...LOOK, 'ListRules', 'CreateRule', 'LockRule']),
    chapter({ tags: { b: '2' } }, 'UPDATE_COMPLETE', '30 days, locked, b=2', [...LOOK, 'TagResource', 'UntagResource']),
    chapter({ tags: { b: '2' }, lock: UNLOCKED, breaks: true }, 'UPDATE_ROLLBACK_COMPLETE', '30 days, locked, b=2',
      [...LOOK, 'TagResource', 'UnlockRule', 'LockRule', 'UntagResource']),
    chapter({ tags: { b: '2' }, lock: UNLOCKED }, 'UPDATE_COMPLETE', '30 days, pending_unlock, b=2', [...LOOK, 'TagResource', 'UnlockRule']),
    chapter({ tags: { b: '2' }, lock: UNLOCKED, days: 60, breaks: true }, 'UPDATE_ROLLBACK_COMPLETE', '30 days, unlocked, b=2', [...LOOK, 'UpdateRule'], 7),
    chapter({ tags: { b: '2' }, days: 60, onRemoval: RuleLockRemoval.UNLOCK }, 'UPDATE_COMPLETE', '60 days, locked, b=2', [...LOOK, 'UpdateRule', 'LockRule']),
    chapter(undefined, 'DELETE_COMPLETE', '60 days, pending_unlock, b=2', [...LOOK, 'TagResource', 'UnlockRule']),
  ],
  catchUp,
  end: expectNoTrace,
});

disturbed('a rule whose creation fails is not there any more', {
  chapters: [
    chapter({ tags, lock: UNLOCKED, breaks: true }, 'ROLLBACK_COMPLETE', undefined, ['DescribeStacks', ...LOOK, 'ListRules', 'CreateRule', 'DeleteRule']),
    chapter(undefined, 'DELETE_COMPLETE', undefined, []),
  ],
  catchUp,
  end: expectNoTrace,
});

test.each<[string, Declared[], readonly [string, string][]]>([
  ['CreateRule', [{}], [['ServiceQuotaExceededException', 'OWNER: CreateRule failed'], ['ValidationException', 'OWNER: CreateRule failed']]],
  ['LockRule', [{}], [['ConflictException', 'RULE: LockRule failed'], ['ValidationException', 'RULE: LockRule failed']]],
  ['UpdateRule', [{ lock: UNLOCKED }, { lock: UNLOCKED, days: 60 }], [['ServiceQuotaExceededException', 'RULE: UpdateRule failed']]],
  ['TagResource', [{}, { tags }], [['ServiceQuotaExceededException', 'RULE: TagResource failed'], ['ValidationException', 'RULE: TagResource failed']]],
  ['UntagResource', [{ tags }, {}], [['ValidationException', 'RULE: UntagResource failed']]],
  ['UnlockRule', [{}, { lock: UNLOCKED }], [['ConflictException', 'RULE: UnlockRule failed'], ['ValidationException', 'RULE: UnlockRule failed']]],
])('a call of %s fails in earnest: the reason is said, and all is as it was', async (operation, versions, errors) => {
  for (const [code, what] of errors) {
    for (const version of versions.slice(0, -1)) {
      expect(await deploy(version)).toBe('CREATE_COMPLETE');
    }
    const before = versions.length === 1 ? [] : await inShort();
    world.server.disturbances.plan(operation, failing(code, 'no'));
    expect(await deploy(versions.at(-1)!)).toBe(versions.length === 1 ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toMatch(new RegExp(`^Changes made before this: [0-9]\\. ${what}: no \\(${code}\\)$`));
    expect(versions.length === 1 ? await rules() : await inShort()).toEqual(before);
    await remove();
    await forget();
  }
  await expectNoTrace();
});

/** Rules that stay where a stack goes are of no use to the next round. */
async function forget(): Promise<void> {
  for (const { id, lock } of await rules()) {
    if (lock === 'locked') {
      await ask('rbin', 'UnlockRule', { Identifier: id });
    }
    world.clock.advance({ days: 7 });
    await ask('rbin', 'DeleteRule', { Identifier: id });
  }
}

describe('a rule that somebody locks between the look and the call', () => {
  const locksBefore = (nth: number) => world.server.disturbances.plan('GetRule', meanwhile(async () => {
    const [{ id }] = await rules();
    await ask('rbin', 'LockRule', { Identifier: id, ...delayOf(9) });
  }), { nth });

  test('is not changed: the update is refused as it would have been before', async () => {
    await deploy({ lock: UNLOCKED });
    locksBefore(2);
    expect(await deploy({ lock: UNLOCKED, days: 60 })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toMatch(/^Changes made before this: 1\. OWNER: RULE is locked, and stays protected for 9 days after it is unlocked, which forbids to change its retention period/);
    expect([await inShort(), alarms()]).toEqual(['30 days, locked', []]);
  });

  test('is not deleted: the creation that made it leaves it, and names it', async () => {
    locksBefore(4);
    expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('ROLLBACK_COMPLETE');
    expect(notes().map(withoutIds)).toEqual([
      'RULE was made by the creation that is rolled back, and stays: it is locked, and stays protected for 9 days after it is unlocked',
    ]);
    expect([await inShort(), alarms()]).toEqual(['30 days, locked', []]);
  });
});

test('all three runs of a creation are killed: the rule that was made is taken back by its owner', async () => {
  world.server.disturbances.plan('CreateRule', { kind: 'killed', when: 'after' });
  world.server.disturbances.plan('ListRules', { kind: 'killed', when: 'before' }, { nth: 2, times: 2 });
  expect(await deploy({})).toBe('ROLLBACK_COMPLETE');
  expect(await rules()).toEqual([]);
  await expectNoTrace();
});

test('a crash after the lock and before the answer: the next run finds it locked', async () => {
  world.server.disturbances.plan('LockRule', { kind: 'killed', when: 'after' });
  expect(await deploy({})).toBe('CREATE_COMPLETE');
  expect(writes().filter(call => call.startsWith('LockRule'))).toHaveLength(1);
});

test('all three runs are killed after the lock: the rule stays, and is named', async () => {
  world.server.disturbances.plan('LockRule', { kind: 'killed', when: 'after' });
  world.server.disturbances.plan('ListRules', { kind: 'killed', when: 'before' }, { nth: 3, times: 2 });
  expect(await deploy({})).toBe('ROLLBACK_COMPLETE');
  expect(await inShort()).toBe('30 days, locked');
  expect(notes().map(withoutIds)).toEqual([
    'RULE was made by the creation that is rolled back, and stays: it is locked, and stays protected for 7 days after it is unlocked',
  ]);
});

test('an unlock that cannot begin keeps its stack from going, and the next time it goes', async () => {
  await deploy({ onRemoval: RuleLockRemoval.UNLOCK, lock: LOCKED });
  world.server.disturbances.plan('UnlockRule', failing('ConflictException', 'not now'));
  expect(await remove()).toBe('DELETE_FAILED');
  expect(await inShort()).toBe('30 days, locked');
  expect(await remove()).toBe('DELETE_COMPLETE');
  expect(await inShort()).toBe('30 days, pending_unlock');
});

test('a rollback that cannot lock again succeeds, and the next deployment makes up for it', async () => {
  await deploy({});
  world.server.disturbances.plan('LockRule', failing('ValidationException', 'no'));
  expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await inShort()).toBe('30 days, pending_unlock');
  expect(await deploy({ reconcile: 'again' })).toBe('UPDATE_COMPLETE');
  expect(await inShort()).toBe('30 days, locked');
});
