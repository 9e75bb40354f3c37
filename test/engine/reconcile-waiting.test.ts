import { FakePort, FakeRun, make, OWNER, planning, REQUEST } from './things';
import { VirtualTime } from './virtual-time';
import type { Action, Plan } from '../../lib/engine/plan';
import { reconcile } from '../../lib/engine/reconcile';

jest.mock('../../lib/engine/clock');

const DONE: Plan<Action> = { done: true };
const WAIT: Plan<Action> = { waitFor: 'a to be available', seconds: 30 };
const MINUTE = 60_000;

let time: VirtualTime;
let port: FakePort;
let run: FakeRun;

beforeEach(() => {
  time = new VirtualTime();
  port = new FakePort();
  run = new FakeRun(time);
});

/** The result of plans, but for the list of actions. */
const come = async (...plans: readonly Plan<Action>[]) => {
  const { done: _, ...result } = await reconcile(planning(...plans), port, REQUEST, run);
  return result;
};

/** What a run ends with that gives up. */
const givenUp = (minutes: number, what: string, rest: object = {}) => ({
  came: 'failed',
  failures: [{ on: OWNER, reason: `waited ${minutes} minutes for ${what}, and CloudFormation waits no longer: deploy again to go on` }],
  ...rest,
});

describe('a wait', () => {
  test('looks again after as long as the plan says', async () => {
    expect(await come(WAIT, { waitFor: 'a to be available', seconds: 5 }, DONE)).toMatchObject({ came: 'done', applied: 0, attempted: false });
    expect(time.pauses).toEqual([30_000, 5_000]);
    expect(port.asked).toEqual(['look', 'look', 'look']);
  });

  test('is as long as the run, but for 45 seconds, and is then handed over', async () => {
    expect(await come(WAIT)).toStrictEqual({ came: 'unfinished', observed: [], applied: 0, attempted: false });
    expect(time.pauses).toEqual([...Array(26).fill(30_000), 15_000]);
    expect(run.remaining()).toBe(45_000);
  });

  test.each([
    [75_001, [30_000, 1]], [75_000, [30_000]], [74_999, [29_999]], [45_001, [1]], [45_000, []], [20_000, []],
  ])('in a run of %i milliseconds leaves it 45 seconds', async (limit, pauses) => {
    run.limit = limit;
    expect(await come(WAIT)).toMatchObject({ came: 'unfinished' });
    expect(time.pauses).toEqual(pauses);
  });

  test.each([
    [75_001, [30_000, 1]], [75_000, [30_000]], [74_999, [29_999]], [45_001, [1]], [45_000, [0]], [-1, [0]],
  ])('is given up when CloudFormation waits for 45 seconds more, but not before the second look, as of %i', async (left, pauses) => {
    run.deadline = run.since + left;
    expect(await come(WAIT)).toMatchObject({ came: 'failed' });
    expect(time.pauses).toEqual(pauses);
  });

  test('is no longer asked for as soon as the second look says so, however late it is', async () => {
    run.deadline = run.since;
    expect(await come(WAIT, DONE)).toMatchObject({ came: 'done' });
  });

  test('is handed over with what was done before it', async () => {
    run.limit = 75_000;
    expect(await come({ act: [[make('a')]] }, WAIT)).toStrictEqual({ came: 'unfinished', observed: ['a'], applied: 1, attempted: true });
    expect(run.remaining()).toBe(45_000);
  });

  test('ends before CloudFormation waits no longer, and says for what it was', async () => {
    run.deadline = run.since + 10 * MINUTE;
    expect(await come(WAIT)).toStrictEqual(givenUp(9, 'a to be available', { observed: [], applied: 0, attempted: false }));
    expect(time.now).toBe(run.deadline - 45_000);
  });

  test('of runs before counts', async () => {
    run.deadline = run.since + MINUTE;
    run.since -= 40 * MINUTE;
    expect(await come(WAIT)).toMatchObject(givenUp(40, 'a to be available'));
  });

  const FIVE_MINUTES: Plan<Action> = { waitFor: 'a to be available', seconds: 300 };

  test('that is longer than CloudFormation waits ends in time all the same', async () => {
    run.deadline = run.since + 4 * MINUTE;
    expect(await come(FIVE_MINUTES)).toMatchObject(givenUp(3, 'a to be available'));
    expect(time.pauses).toEqual([4 * MINUTE - 45_000]);
  });

  test('that is longer than a run waits for as long as a run can', async () => {
    run.limit = 5 * MINUTE;
    expect(await come(FIVE_MINUTES)).toMatchObject({ came: 'unfinished' });
    expect(time.pauses).toEqual([5 * MINUTE - 45_000]);
  });
});

describe('after a wait', () => {
  test('nothing is done for a stack that went on', async () => {
    run.current = false;
    expect(await come(WAIT, { act: [[make('a')]] }, DONE)).toStrictEqual({
      came: 'failed', failures: [{ on: OWNER, reason: 'the stack went on while this waited for a to be available' }],
      observed: [], applied: 0, attempted: false,
    });
    expect(port.asked).toEqual(['look', 'look']);
  });

  test('what is to do is done for a stack that still waits', async () => {
    expect(await come(WAIT, { act: [[make('a')]] }, DONE)).toMatchObject({ came: 'done', applied: 1 });
    expect(run.asks).toBe(1);
  });

  test('it is asked each time before something is done', async () => {
    port.instead.a = async () => { run.current = false; };
    expect(await come(WAIT, { act: [[make('a')]] }, { act: [[make('b')]] })).toMatchObject({ came: 'failed', applied: 1, attempted: true });
    expect(run.asks).toBe(2);
    expect(port.asked).toEqual(['look', 'look', 'Make a', 'look']);
  });

  test('only then is it asked', async () => {
    await come({ act: [[make('a')]] }, DONE);
    expect(run.asks).toBe(0);
  });
});

describe('what was done and is not seen yet', () => {
  const again: Plan<Action> = { act: [[make('a')]] };

  test('is done again after growing pauses', async () => {
    expect(await come(again, again, again, again, again, again, again, DONE)).toMatchObject({ came: 'done', applied: 7 });
    expect(time.pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  test('is not done again for a stack that went on during the pause, which says so', async () => {
    port.instead.a = async () => { run.current = false; };
    expect(await come(again)).toMatchObject({
      failures: [{ on: OWNER, reason: 'the stack went on while this waited for what was done to be seen' }], applied: 1, attempted: true,
    });
    expect(port.asked).toEqual(['look', 'Make a', 'look']);
  });

  test('is handed over', async () => {
    run.limit = 2 * MINUTE;
    expect(await come(again)).toMatchObject({ came: 'unfinished', attempted: true });
    // 0, 1, 2, 4, 8 and 10 seconds; the last pause is cut.
    expect(time.pauses.slice(-2)).toEqual([10_000, 10_000]);
    expect(run.remaining()).toBe(45_000);
  });

  test('ends before CloudFormation waits no longer', async () => {
    run.deadline = run.since + 5 * MINUTE;
    expect(await come(again)).toMatchObject(givenUp(4, 'what was done to be seen', { attempted: true }));
    expect(time.now).toBe(run.deadline - 45_000);
  });

  test('ends with what is waited for now, whatever was waited for before', async () => {
    run.deadline = run.since + 5 * MINUTE;
    expect(await come(WAIT, again)).toMatchObject(givenUp(4, 'what was done to be seen', { attempted: true }));
  });

  test('a plan that has nothing to do and does not say so ends as well', async () => {
    run.deadline = run.since + 5 * MINUTE;
    expect(await come({ act: [] })).toMatchObject(givenUp(4, 'what was done to be seen', { applied: 0 }));
  });
});

describe('a time-out that was over before anything was tried', () => {
  const MAKE: Plan<Action> = { act: [[make('a')]] };

  beforeEach(() => {
    run.deadline = run.since;
  });

  test('does not keep from a first try', async () => {
    expect(await come(MAKE, DONE)).toMatchObject({ came: 'done', applied: 1 });
    expect(await come({ refuse: 'a is locked' })).toMatchObject({ failures: [{ reason: 'a is locked' }] });
  });

  test('keeps from a second', async () => {
    expect(await come(MAKE)).toMatchObject(givenUp(0, 'what was done to be seen', { applied: 1 }));
  });

  test('keeps from a second in another run', async () => {
    run.before = { applied: 1, attempted: true };
    expect(await come(MAKE)).toMatchObject(givenUp(0, 'what was done to be seen', { applied: 1 }));
    expect(port.asked).toEqual(['look']);
  });
});

describe('a long list', () => {
  const list = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => make(`${from + index}`));

  // Five are done at a time.
  const each = (milliseconds: number, fails = false) => {
    for (const { on } of list(0, 400)) {
      port.instead[on] = async () => {
        time.now += milliseconds / 5;
        port.things.push(on);
        if (fails) {
          throw new Error('no');
        }
      };
    }
  };

  test('is handed over before the end of the run', async () => {
    each(10_000);
    run.limit = 5 * MINUTE;
    // An action is begun as long as 22.5 seconds are left.
    expect(await come({ act: [list(0, 100), list(100, 400)] }, DONE)).toMatchObject({ came: 'unfinished', applied: 139, attempted: true });
    expect(run.remaining()).toBe(22_000);
    expect(port.things).toHaveLength(139);
  });

  test('of which an action failed is not gone on with', async () => {
    each(10_000, true);
    run.limit = 5 * MINUTE;
    const result = await come({ act: [list(0, 400)] });
    expect(result).toMatchObject({ came: 'failed', applied: 0 });
    expect(result).toHaveProperty('failures.length', 139);
  });

  test.each([[22_500, 'done'], [22_499, 'unfinished']])('a run of %i milliseconds that begins with it is %s', async (limit, came) => {
    run.limit = limit;
    expect(await come({ act: [[make('a')]] }, DONE)).toMatchObject({ came });
  });
});
