import { FakePort, FakeRun, make, makeForEver, OWNER, planning, serviceError, REQUEST, Things } from './things';
import { VirtualTime } from './virtual-time';
import type { Action, Plan } from '../../lib/engine/plan';
import { errorText, reconcile, RESERVE } from '../../lib/engine/reconcile';
import { OutOfTime } from '../../lib/engine/retry';

jest.mock('../../lib/engine/clock');

const DONE: Plan<Action> = { done: true };

let time: VirtualTime;
let port: FakePort;
let run: FakeRun;

beforeEach(() => {
  time = new VirtualTime();
  port = new FakePort();
  run = new FakeRun(time);
});

/** The result of plans, but for the list of actions. */
const come = async (...plans: readonly (Plan<Action> | Error)[]) => {
  const { done: _, ...result } = await reconcile(planning(...plans), port, REQUEST, run);
  return result;
};

describe('a plan', () => {
  test('with nothing to do is the end, with its notes', async () => {
    port.things = ['a'];
    expect(await come({ done: true, notes: ['was there before'] }))
      .toStrictEqual({ came: 'done', notes: ['was there before'], observed: ['a'], applied: 0, attempted: false });
    expect(await come(DONE)).toStrictEqual({ came: 'done', notes: [], observed: ['a'], applied: 0, attempted: false });
    expect(port.asked).toEqual(['look', 'look']);
    expect(time.pauses).toEqual([]);
  });

  test('that refuses is the end, and nothing is done', async () => {
    expect(await come({ refuse: 'a is locked until 2026-02-01' })).toStrictEqual({
      came: 'failed', failures: [{ on: OWNER, reason: 'a is locked until 2026-02-01' }], observed: [], applied: 0, attempted: false,
    });
    expect(port.asked).toEqual(['look']);
  });

  test('is logged with what it was made from', async () => {
    await come({ act: [[make('a')]] }, DONE);
    expect(run.lines).toEqual([
      ['plan', { observed: [], plan: { act: [[make('a')]] } }],
      ['applied', make('a')],
      ['plan', { observed: ['a'], plan: DONE }],
    ]);
  });

  test('gets what there is and what was done in this run', async () => {
    const logic = planning({ act: [[make('a'), make('b')], [make('c')]] }, { act: [[make('d')]] }, DONE);
    const got: [Things, readonly Action[]][] = [];
    const { plan } = logic;
    logic.deploy = jest.fn((request, observed, applied) => {
      got.push([observed, [...applied]]);
      expect(request).toBe(REQUEST);
      return plan() as Plan<Action>;
    });
    await reconcile(logic, port, REQUEST, run);
    expect(got).toEqual([
      [[], []],
      [['a', 'b', 'c'], [make('a'), make('b'), make('c')]],
      [['a', 'b', 'c', 'd'], [make('a'), make('b'), make('c'), make('d')]],
    ]);
  });

  test('that throws is a mistake, and thrown', async () => {
    await expect(come(new TypeError('no such thing'))).rejects.toThrow(new TypeError('no such thing'));
    expect(port.asked).toEqual(['look']);
  });

  test('is not asked where nothing can be seen', async () => {
    port.insteadOfLooks.push(() => Promise.reject(serviceError('InternalException', 'try later')));
    const logic = planning(DONE);
    expect(await reconcile(logic, port, REQUEST, run)).toStrictEqual({
      came: 'failed', failures: [{ on: OWNER, reason: 'could not be read: try later (InternalException)' }],
      observed: undefined, applied: 0, attempted: false, done: [],
    });
    expect(logic.plan).not.toHaveBeenCalled();
  });
});

describe('actions', () => {
  test('are done list by list, and looked at after the last', async () => {
    const begun: string[] = [];
    for (const on of ['a', 'b', 'c', 'd']) {
      port.instead[on] = async () => {
        begun.push(`${on} begins`);
        await new Promise(setImmediate);
        begun.push(`${on} ends`);
      };
    }
    const result = await come({ act: [[make('a'), make('b')], [], [make('c')], [make('d')]] }, DONE);
    expect(begun).toEqual(['a begins', 'b begins', 'a ends', 'b ends', 'c begins', 'c ends', 'd begins', 'd ends']);
    expect(port.asked).toEqual(['look', 'Make a', 'Make b', 'Make c', 'Make d', 'look']);
    expect(result).toMatchObject({ came: 'done', applied: 4, attempted: true });
  });

  test('that fail are all named, and no later list is begun', async () => {
    port.instead.a = () => Promise.reject(serviceError('ConflictException', 'a is busy'));
    port.instead.c = () => Promise.reject(serviceError('QuotaException', 'too many'));
    expect(await come({ act: [[make('a'), make('b'), make('c')], [make('d')]] }, DONE)).toStrictEqual({
      came: 'failed',
      failures: [
        { on: 'a', reason: 'Make failed: a is busy (ConflictException)' }, { on: 'c', reason: 'Make failed: too many (QuotaException)' },
      ],
      observed: [],
      applied: 1,
      attempted: true,
    });
    expect(port.asked).toEqual(['look', 'Make a', 'Make b', 'Make c']);
    expect(run.said('applied')).toEqual([make('b')]);
    expect(run.said('failed')).toEqual([
      { ...make('a'), error: 'a is busy (ConflictException)' }, { ...make('c'), error: 'too many (QuotaException)' },
    ]);
  });

  test.each<[string, () => unknown, string]>([
    ['throws before there is a promise', () => { throw new RangeError('at once'); }, 'at once (RangeError)'],
    ['rejects with a text', () => Promise.reject('just so'), 'just so'],
    ['rejects with nothing', () => Promise.reject(undefined), 'undefined'],
    ['rejects with null', () => Promise.reject(null), 'null'],
  ])('one that %s fails as any', async (_, instead, why) => {
    port.instead.a = instead;
    expect(await come({ act: [[make('a'), make('b')]] }))
      .toMatchObject({ came: 'failed', failures: [{ on: 'a', reason: `Make failed: ${why}` }], applied: 1 });
  });

  test('that a role may not yet do are tried again for a minute', async () => {
    port.instead.a = () => {
      delete port.instead.a;
      return Promise.reject(serviceError('AccessDeniedException', 'not you'));
    };
    expect(await come({ act: [[make('a')]] }, DONE)).toMatchObject({ came: 'done', applied: 1 });
    expect(time.pauses).toEqual([0, 1_000]);

    time.now = run.since + 60_000;
    port.instead.b = () => Promise.reject(serviceError('AccessDeniedException', 'not you'));
    expect(await come({ act: [[make('b')]] }))
      .toMatchObject({ came: 'failed', failures: [{ on: 'b', reason: 'Make failed: not you (AccessDeniedException)' }] });
    expect(time.pauses).toEqual([0, 1_000, 0]);
  });

  test('looks that a role may not yet have are tried again too', async () => {
    port.insteadOfLooks.push(() => Promise.reject(serviceError('AccessDenied', 'not you')));
    expect(await come(DONE)).toMatchObject({ came: 'done' });
    expect(time.pauses).toEqual([1_000]);
  });
});

test('a look that fails after actions does not hide them', async () => {
  port.insteadOfLooks.push(async () => [], () => Promise.reject(serviceError('InternalException', 'try later')));
  expect(await come({ act: [[make('a')]] }, DONE)).toStrictEqual({
    came: 'failed', failures: [{ on: OWNER, reason: 'could not be read: try later (InternalException)' }],
    observed: [], applied: 1, attempted: true,
  });
});

describe('a plan that is done after its actions', () => {
  test('is not made again, and has its notes', async () => {
    const logic = planning({ act: [[make('a'), make('b')], [make('c')]], thenDone: ['d was left out'] }, new Error('asked again'));
    expect(await reconcile(logic, port, REQUEST, run))
      .toStrictEqual({ came: 'done', notes: ['d was left out'], observed: [], applied: 3, attempted: true, done: ['a', 'b', 'c'].map(on => ({ action: make(on) })) });
    expect(logic.plan).toHaveBeenCalledTimes(1);
    expect(port.asked).toEqual(['look', 'Make a', 'Make b', 'Make c']);
    expect(time.pauses).toEqual([0]);
  });

  test('is done without notes as well', async () => {
    expect(await come({ act: [[make('a')]], thenDone: [] })).toMatchObject({ came: 'done', notes: [], applied: 1 });
    expect(port.asked).toEqual(['look', 'Make a']);
  });

  test('is not done when something failed', async () => {
    port.instead.a = () => Promise.reject(serviceError('ConflictException', 'busy'));
    expect(await come({ act: [[make('a'), make('b')], [make('c')]], thenDone: ['d was left out'] })).toStrictEqual({
      came: 'failed', failures: [{ on: 'a', reason: 'Make failed: busy (ConflictException)' }], observed: [], applied: 1, attempted: true,
    });
    expect(port.asked).toEqual(['look', 'Make a', 'Make b']);
  });

  test('is not done when something was not begun, and goes on in another run', async () => {
    port.instead.b = async () => {
      run.limit = 0;
    };
    expect(await come({ act: [[make('a'), make('b')], [make('c')], [make('d')]], thenDone: [] }))
      .toStrictEqual({ came: 'unfinished', observed: [], applied: 2, attempted: true });
    expect(port.asked).toEqual(['look', 'Make a', 'Make b']);
  });
});

describe('time that runs out', () => {
  const late = () => Promise.reject(new OutOfTime('there was no time left'));

  test('in a look hands over', async () => {
    port.insteadOfLooks.push(late);
    expect(await come(DONE)).toStrictEqual({ came: 'unfinished', observed: undefined, applied: 0, attempted: false });
  });

  test('in a later look hands over with what was done before it', async () => {
    port.insteadOfLooks.push(async () => [], late);
    expect(await come({ act: [[make('a')]] }, DONE)).toStrictEqual({ came: 'unfinished', observed: [], applied: 1, attempted: true });
  });

  test('in an action hands over after all others of its list, and begins no later list', async () => {
    port.instead.a = late;
    expect(await come({ act: [[make('a'), make('b')], [make('c')]], thenDone: [] }))
      .toStrictEqual({ came: 'unfinished', observed: [], applied: 1, attempted: true });
    expect(port.asked).toEqual(['look', 'Make a', 'Make b']);
    expect(run.said('applied')).toEqual([make('b')]);
    expect(run.said('failed')).toEqual([]);
  });

  test('does not hide that another action failed', async () => {
    port.instead.a = late;
    port.instead.b = () => Promise.reject(serviceError('ConflictException', 'busy'));
    expect(await come({ act: [[make('a'), make('b')]] }))
      .toMatchObject({ came: 'failed', failures: [{ on: 'b', reason: 'Make failed: busy (ConflictException)' }], applied: 0, attempted: true });
  });

  test('is told to looks and actions, which leave time for the answer', async () => {
    const told: number[] = [];
    jest.spyOn(port, 'observe').mockImplementation(async (...[, its]) => {
      told.push(its.remaining());
      time.now += 60_000;
      return [];
    });
    jest.spyOn(port, 'apply').mockImplementation(async (...[,, its]) => {
      told.push(its.remaining());
    });
    const whole = run.remaining();
    await come({ act: [[make('a')]], thenDone: [] });
    expect(told).toEqual([whole - RESERVE / 2, whole - 60_000 - RESERVE / 2]);
  });

  test.each([[RESERVE / 2, ['look', 'Make a']], [RESERVE / 2 - 1, ['look']]])('an action is begun if %d milliseconds are left: %j', async (left, asked) => {
    run.limit = left;
    await come({ act: [[make('a')]], thenDone: [] });
    expect(port.asked).toEqual(asked);
  });
});

describe('whether the stack still waits', () => {
  /** A look that takes so long, and asks then. */
  const looking = (milliseconds: number) => jest.spyOn(port, 'observe').mockImplementation(async (...[, its]) => {
    time.now += milliseconds;
    await its.isStillWanted();
    return [];
  });
  const act = { act: [[make('a')]], thenDone: [] };

  test('is not asked within a second of the event', async () => {
    looking(999);
    expect(await come(act)).toMatchObject({ came: 'done' });
    expect(run.asks).toBe(0);
  });

  test('is asked once a second, however many ask', async () => {
    looking(1_000);
    jest.spyOn(port, 'apply').mockImplementation(async (...[, , its]) => {
      await Promise.all(Array.from({ length: 9 }, () => its.isStillWanted()));
    });
    expect(await come({ act: [[make('a'), make('b')]], thenDone: [] })).toMatchObject({ came: 'done', applied: 2 });
    expect(run.asks).toBe(1);
  });

  test.each([[false, 'failed'], [true, 'done']] as const)('and is asked after a second of looking: %s', async (current, came) => {
    run.current = current;
    jest.spyOn(port, 'observe').mockImplementation(async () => {
      time.now += 1_000;
      return [];
    });
    expect(await come(act)).toMatchObject(came === 'done' ? { came, applied: 1 }
      : { came, failures: [{ on: OWNER, reason: 'the stack went on without this event' }], applied: 0, attempted: false });
    expect(port.asked).toEqual(came === 'done' ? ['Make a'] : []);
  });

  test('and went on while something was done: the others are not done', async () => {
    jest.spyOn(port, 'apply').mockImplementation(async ({ on }, _, its) => {
      run.current = false;
      time.now += on === 'b' ? 1_000 : 0;
      expect(await its.isStillWanted()).toBe(on !== 'b');
      if (on === 'b') {
        throw new Error('the stack went on without this event');
      }
    });
    expect(await come({ act: [[make('a'), make('b')], [make('c')]], thenDone: [] })).toMatchObject({
      came: 'failed', failures: [{ on: 'b', reason: 'Make failed: the stack went on without this event (Error)' }], applied: 1,
    });
  });
});

test('actions of a lane that is slow hold up none of another', async () => {
  const inLane = (lane: string, count: number) => Array.from({ length: count }, (_, index) => ({ ...make(`${lane}${index}`), lane }));
  let move = (): void => undefined;
  const stuck = new Promise<void>(resolve => {
    move = resolve;
  });
  inLane('slow', 6).forEach(({ on }) => {
    port.instead[on] = () => stuck;
  });
  const result = come({ act: [[...inLane('slow', 6), ...inLane('quick', 20)]], thenDone: [] });
  await new Promise(setImmediate);
  expect(run.said('applied')).toHaveLength(20);
  move();
  expect(await result).toMatchObject({ came: 'done', applied: 26 });
});

describe('an action that nobody can undo', () => {
  test('is done if nothing forbids it', async () => {
    expect(await come({ act: [[makeForEver('a')]] }, DONE)).toMatchObject({ came: 'done', applied: 1 });
  });

  /** The failure where something forbids it. */
  const refused = (on: string) => ({ on, reason: 'Make failed: skipped: it cannot be undone, and the stack rolls back (Error)' });

  test('is not done if something forbids it', async () => {
    run.whyNot = 'the stack rolls back';
    expect(await come({ act: [[makeForEver('a'), make('b')], [make('c')]] }))
      .toMatchObject({ came: 'failed', failures: [refused('a')], applied: 1 });
    expect(port.asked).toEqual(['look', 'Make b']);
  });

  test('is done only after it was asked for it, right before', async () => {
    const asks: number[] = [];
    for (const on of ['a', 'b', 'c']) {
      port.instead[on] = async () => { asks.push(run.asks); };
    }
    port.instead.c = async () => {
      asks.push(run.asks);
      run.whyNot = 'the stack rolls back';
    };
    const act = [[makeForEver('a')], [make('b')], [makeForEver('c')], [makeForEver('d')]];
    expect(await come({ act })).toMatchObject({ came: 'failed', failures: [refused('d')], applied: 3 });
    expect(asks).toEqual([1, 1, 2]);
    expect(run.asks).toBe(3);
    expect(port.asked).not.toContain('Make d');
  });

  test('is asked for again before each further try', async () => {
    port.instead.a = () => {
      delete port.instead.a;
      run.whyNot = 'the stack rolls back';
      return Promise.reject(serviceError('AccessDenied', 'not you'));
    };
    expect(await come({ act: [[makeForEver('a')]] }, DONE)).toMatchObject({ came: 'failed', failures: [refused('a')] });
    expect(port.asked).toEqual(['look', 'Make a']);
    expect(time.pauses).toEqual([0, 1_000]);
  });
});

test('in a rollback nothing is revoked either after something could not be put in its place', async () => {
  port.instead.a = () => Promise.reject(serviceError('ConflictException', 'busy'));
  const request = { ...REQUEST, verb: 'restore', identity: 'things', isRollback: true, previousWasRefused: false } as const;
  expect(await reconcile(planning({ act: [[make('a'), make('b')], [make('c')]] }, DONE), port, request, run)).toStrictEqual({
    came: 'failed',
    failures: [{ on: 'a', reason: 'Make failed: busy (ConflictException)' }],
    observed: [],
    applied: 1,
    attempted: true,
    done: [{ action: make('b') }],
  });
  expect(port.asked).toEqual(['look', 'Make a', 'Make b']);
});

describe('actions that follow each other', () => {
  test('are taken in order, beside others; the first that fails ends its list, and no other', async () => {
    port.instead.b = () => Promise.reject(serviceError('ConflictException', 'busy'));
    expect(await come({ act: [[[make('a'), make('b'), make('c')], [make('d'), make('e')], []], [make('f')]] })).toMatchObject({
      came: 'failed', failures: [{ on: 'b', reason: 'Make failed: busy (ConflictException)' }], applied: 3,
    });
    expect(port.things).toEqual(expect.arrayContaining(['a', 'd', 'e']));
    expect(port.asked).not.toContain('Make c');
    expect(port.asked).not.toContain('Make f');
    expect(port.asked.indexOf('Make d')).toBeLessThan(port.asked.indexOf('Make e'));
  });

  test('are handed over in the middle, with the results of those that were taken', async () => {
    port.instead.a = async () => ({ id: 'execution-1' });
    port.instead.b = async () => {
      run.limit = 0;
    };
    const logic = planning({ act: [[[make('a'), make('b'), make('c')]]], thenDone: [] });
    expect(await reconcile(logic, port, REQUEST, run)).toMatchObject({
      came: 'unfinished', applied: 2, done: [{ action: make('a'), result: { id: 'execution-1' } }, { action: make('b') }],
    });
    expect(port.asked).not.toContain('Make c');
  });
});

describe('progress', () => {
  test('is what looks get: the last look, and the actions since with their results', async () => {
    const got: unknown[] = [];
    jest.spyOn(port, 'observe').mockImplementation(async (...[, , progress]) => {
      got.push(JSON.parse(JSON.stringify(progress)));
      return ['seen', String(got.length)];
    });
    port.instead.a = async () => ({ id: 'execution-1' });
    await come({ act: [[make('a')], [make('b')]] }, { act: [[make('c')]] }, DONE);
    const first = [{ action: make('a'), result: { id: 'execution-1' } }, { action: make('b') }];
    expect(got).toEqual([
      { done: [] }, { done: first, observed: ['seen', '1'] }, { done: [...first, { action: make('c') }], observed: ['seen', '2'] },
    ]);
  });

  test('of earlier runs counts for plans and looks', async () => {
    run.before = { applied: 1, attempted: true, done: [{ action: make('a'), result: { id: 'execution-1' } }], observed: ['before'] };
    const look = jest.spyOn(port, 'observe');
    const logic = planning(DONE);
    await reconcile(logic, port, REQUEST, run);
    expect(look.mock.calls[0][2]).toEqual({ done: run.before.done, observed: ['before'] });
    expect(logic.plan.mock.calls[0]).toEqual([REQUEST, [], [make('a')]]);
  });
});

test('what earlier runs did for the event counts', async () => {
  run.before = { applied: 3, attempted: true };
  expect(await come(DONE)).toMatchObject({ came: 'done', applied: 3, attempted: true });
  expect(await come({ act: [[make('a')]] }, { refuse: 'b is locked' })).toMatchObject({ came: 'failed', applied: 4, attempted: true });
});

test('an error is told by its message and its name', () => {
  expect(errorText(serviceError('ConflictException', 'busy'))).toBe('busy (ConflictException)');
  expect(errorText('just so')).toBe('just so');
});
