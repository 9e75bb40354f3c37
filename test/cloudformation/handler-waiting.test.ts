import { CREATE, FUNCTION_ARN, IDS, ThingsFunction, UPDATE } from './answers';
import type { Cause } from '../../lib/cloudformation/event';
import type { Action, Plan } from '../../lib/engine/plan';
import { make, OWNER, planning, serviceError } from '../engine/things';
import { VirtualTime } from '../engine/virtual-time';

jest.mock('../../lib/engine/clock');
jest.mock('../../lib/cloudformation/respond');

const DONE: Plan<Action> = { done: true };
const WAIT: Plan<Action> = { waitFor: 'a to be available', seconds: 30 };
const MINUTE = 60_000;

let time: VirtualTime;
let things: ThingsFunction;

beforeEach(() => {
  time = new VirtualTime();
  things = new ThingsFunction(time);
});

afterEach(() => jest.restoreAllMocks());

/** The event that was handed over last. */
const handed = () => things.surroundings.handed.at(-1)![0];

test('a wait that is longer than a run is handed over with when it began, and not answered', async () => {
  const since = time.now;
  expect(await things.run(planning(WAIT), CREATE)).toEqual([]);
  const HandedOver = { since, cause: 'creation', applied: 0, attempted: false, progress: { done: [], observed: [] } };
  expect(things.surroundings.handed).toEqual([[{ ...CREATE, HandedOver }, FUNCTION_ARN]]);
  expect(things.said('handing over')).toEqual([{ applied: 0, attempted: false }]);

  expect(await things.run(planning(WAIT), handed())).toEqual([]);
  expect(handed()).toEqual({ ...CREATE, HandedOver });

  expect(await things.run(planning(WAIT, DONE), handed())).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(things.surroundings.handed).toHaveLength(2);
});

test('what was done is handed over as well, and counts in the run that answers', async () => {
  await things.run(planning({ act: [[make('a'), make('b')]] }, WAIT), CREATE);
  expect(handed().HandedOver).toMatchObject({ applied: 2, attempted: true });
  expect(things.said('handing over')).toEqual([{ applied: 2, attempted: true }]);
  await things.run(planning({ act: [[make('c')]] }, WAIT), handed());
  expect(handed().HandedOver).toMatchObject({ applied: 3, attempted: true });
  expect(await things.run(planning({ refuse: 'd is locked' }), handed())).toStrictEqual([{
    Status: 'FAILED', PhysicalResourceId: 'things-3', Reason: `Changes made before this: 3. ${OWNER}: d is locked`, ...IDS,
  }]);
});

test('progress is handed over as plain data, is not logged again, and is left out where it is too long', async () => {
  things.port.instead.a = async () => ({ id: 'execution-1' });
  await things.run(planning({ act: [[make('a')], [make('b')]] }, WAIT), CREATE);
  const progress = { done: [{ action: make('a'), result: { id: 'execution-1' } }, { action: make('b') }], observed: ['b'] };
  expect(handed().HandedOver).toMatchObject({ progress });

  const logic = planning(WAIT);
  const look = jest.spyOn(things.port, 'observe');
  await things.run(logic, JSON.parse(JSON.stringify(handed())) as typeof CREATE);
  expect(look.mock.calls[0][2]).toEqual(progress);
  expect(logic.plan.mock.calls[0][2]).toEqual([make('a'), make('b')]);
  expect(JSON.stringify(things.said('event'))).not.toContain('execution-1');

  things.port.things = ['x'.repeat(60_000)];
  await things.run(planning(WAIT), CREATE);
  expect(handed().HandedOver).toStrictEqual({ since: expect.any(Number) as number, cause: 'creation', applied: 0, attempted: false });
});

test('what is handed over so late that CloudFormation waits no longer is left alone', async () => {
  await things.run(planning(WAIT), CREATE);
  time.now += 60 * MINUTE;
  expect(await things.run(planning({ act: [[make('a')]] }, DONE), handed())).toMatchObject([
    { Status: 'FAILED', Reason: 'CloudFormation waits no longer for this event' },
  ]);
  expect(things.said('applied')).toEqual([]);
});

test('the URL of the answer is handed over, but not logged', async () => {
  await things.run(planning(WAIT), CREATE);
  expect(handed().ResponseURL).toBe(CREATE.ResponseURL);
  expect(JSON.stringify(things.lines())).not.toMatch(/secret|ResponseURL/);
});

test.each([
  ['an hour', {}, 60],
  ['an hour, where the resource says what is no time', { ServiceTimeout: 'soon' }, 60],
  ['as long as the resource says', { ServiceTimeout: '1200' }, 20],
])('CloudFormation is answered 45 seconds before it has waited %s', async (_, properties, minutes) => {
  const since = time.now;
  const event = { ...CREATE, ResourceProperties: { ...CREATE.ResourceProperties, ...properties } };
  let answers = await things.run(planning(WAIT), event);
  while (answers.length === 0) {
    answers = await things.run(planning(WAIT), handed());
  }
  expect(answers).toStrictEqual([{
    Status: 'FAILED',
    PhysicalResourceId: `none-${CREATE.RequestId}`,
    Reason: `This run changed nothing. ${OWNER}: waited ${minutes - 1} minutes for a to be available, and CloudFormation waits no longer: deploy again to go on`,
    ...IDS,
  }]);
  expect(time.now - since).toBe(minutes * MINUTE - 45_000);
});

test('a hand-over that a role may not yet do is tried again', async () => {
  things.limit = 45_000;
  things.surroundings.instead = async () => {
    things.surroundings.instead = undefined;
    throw serviceError('AccessDeniedException', 'not you');
  };
  expect(await things.run(planning(WAIT), CREATE)).toEqual([]);
  expect(things.surroundings.handed).toHaveLength(1);
  expect(time.pauses).toEqual([1_000]);
});

test('a hand-over that fails makes the run fail, so that the event is delivered again', async () => {
  things.surroundings.instead = () => Promise.reject(serviceError('TooManyRequestsException', 'later'));
  await expect(things.run(planning(WAIT), CREATE)).rejects.toThrow(new Error('later'));
});

describe('a stack that goes on during a wait', () => {
  const LATER: Plan<Action>[] = [WAIT, { act: [[make('a')]] }, DONE];

  test('is not touched', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS'];
    time.meanwhile = () => { things.surroundings.statuses = ['UPDATE_ROLLBACK_IN_PROGRESS']; };
    expect(await things.run(planning(...LATER), UPDATE))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', Data: { Count: '0' }, ...IDS }]);
    expect(things.said('not restored')).toEqual([
      { reason: `This run changed nothing. ${OWNER}: the stack went on while this waited for a to be available` },
    ]);
    expect(things.port.things).toEqual([]);
  });

  test('is not touched by the run after it, if a creation was handed over', async () => {
    await things.run(planning(WAIT), CREATE);
    things.surroundings.statuses = ['ROLLBACK_IN_PROGRESS'];
    expect(await things.run(planning({ act: [[make('a')]] }, DONE), handed())).toStrictEqual([
      { Status: 'FAILED', PhysicalResourceId: `none-${CREATE.RequestId}`, Reason: 'the stack went on without this event', ...IDS },
    ]);
    expect(things.port.things).toEqual([]);
  });

  // CloudFormation cancels what runs when something else fails, and sends the rollback, an update of its own: both would act at the same
  // time if what was handed over were taken for it.
  test('is not touched by the run after it, if an update was handed over', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS'];
    await things.run(planning(WAIT), UPDATE);
    things.surroundings.statuses = ['UPDATE_ROLLBACK_IN_PROGRESS'];
    expect(await things.run(planning({ act: [[make('a')]] }, DONE), handed()))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...IDS }]);
    expect(things.said('cause')).toEqual([{ cause: 'update' }, { cause: 'overtaken' }]);
    expect(things.said('not restored')).toEqual([{ reason: 'the stack went on without this event' }]);
    expect(things.port.asked).not.toContain('Make a');
  });

  test.each<[string | undefined, string | undefined, Cause]>([
    ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'update'],
    ['UPDATE_IN_PROGRESS', undefined, 'update'],
    [undefined, 'UPDATE_IN_PROGRESS', 'update'],
    [undefined, 'UPDATE_ROLLBACK_IN_PROGRESS', 'rollback'],
    [undefined, undefined, 'unknown'],
    [undefined, 'UPDATE_COMPLETE', 'overtaken'],
  ])('handed over under %s to a run under %s goes on as %s', async (before, now, cause) => {
    things.surroundings.statuses = [before];
    await things.run(planning(WAIT), UPDATE);
    things.surroundings.statuses = [now];
    await things.run(planning(DONE), handed());
    expect(things.said('cause').at(-1)).toEqual({ cause });
  });

  test.each<[string | undefined, string | undefined, 'SUCCESS' | 'FAILED' | 'none']>([
    ['UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'SUCCESS'],
    ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'none'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'none'],
    ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'none'],
    ['UPDATE_IN_PROGRESS', undefined, 'SUCCESS'],
    [undefined, undefined, 'SUCCESS'],
    [undefined, 'UPDATE_IN_PROGRESS', 'SUCCESS'],
    [undefined, 'UPDATE_COMPLETE', 'none'],
  ])('of an event that came under %s, and waited, under %s: %s', async (before, now, outcome) => {
    things.surroundings.statuses = [before];
    time.meanwhile = () => { things.surroundings.statuses = [now]; };
    await things.run(planning(...LATER), UPDATE);
    expect(things.port.things).toEqual(outcome === 'SUCCESS' ? ['a'] : []);
  });

  // That the status cannot be read says nothing of the event.
  test('is not to be confused with one that cannot be read for once', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS', serviceError('Throttling', 'later')];
    expect(await things.run(planning(...LATER), UPDATE)).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test('is not to be confused with one that could not be read at first', async () => {
    things.surroundings.statuses = [serviceError('Throttling', 'later'), 'UPDATE_IN_PROGRESS'];
    expect(await things.run(planning(...LATER), UPDATE)).toMatchObject([{ Status: 'SUCCESS' }]);
  });
});

test('a time-out that is shorter than what a run keeps for its end is not over before the beginning', async () => {
  const event = { ...CREATE, ResourceProperties: { ...CREATE.ResourceProperties, ServiceTimeout: '30' } };
  expect(await things.run(planning({ act: [[make('a')]] }, DONE), event)).toMatchObject([{ Status: 'SUCCESS' }]);
});
