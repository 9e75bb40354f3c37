import { A, alarms, ask, begin, Declared, deploy, end, failure, locks, remove, ruleOf, UNLOCKED, world } from './world';
import { RuleLockRemoval } from '../../../lib/retention';
import { failing } from '../../../local-aws/src/disturbances';
import { Chapter, disturbed } from '../disturbed-history';

// Whatever goes wrong with a call that can go right the next time, the same comes of it.

beforeEach(() => begin());

afterEach(() => end());

const LOOK = ['GetRule', 'ListTagsForResource'];

function chapter(declared: Declared | undefined, status: string, lock: string, calls: readonly string[]): Chapter {
  return {
    calls,
    async tell() {
      expect(declared ? await deploy(declared) : await remove()).toBe(status);
      expect(await locks()).toEqual([lock, 'never']);
    },
  };
}

const onRemoval = RuleLockRemoval.UNLOCK;

disturbed('a lock lives its whole life', {
  chapters: [
    chapter({}, 'CREATE_COMPLETE', 'locked', ['DescribeStacks', ...LOOK, 'LockRule']),
    chapter({ lock: UNLOCKED, breaks: true }, 'UPDATE_ROLLBACK_COMPLETE', 'locked', [...LOOK, 'TagResource', 'UnlockRule', 'LockRule', 'UntagResource']),
    chapter({ onRemoval }, 'UPDATE_COMPLETE', 'locked', LOOK),
    chapter(undefined, 'DELETE_COMPLETE', 'pending_unlock', [...LOOK, 'TagResource', 'UnlockRule']),
  ],
  catchUp: () => ask('rbin', 'GetRule', { Identifier: A }),
  async end() {
    expect(alarms()).toEqual([]);
    expect(await ruleOf(A)).toMatchObject({ days: 30, tags: { team: 'other' } });
  },
});

test.each(['ConflictException', 'ValidationException'])('LockRule fails in earnest by %s: the reason is said', async code => {
  world.server.disturbances.plan('LockRule', failing(code, 'no'));
  expect(await deploy({})).toBe('ROLLBACK_COMPLETE');
  expect(failure()).toBe(`Changes made before this: 0. A: LockRule failed: no (${code})`);
  expect(await locks()).toEqual(['never', 'never']);
});
