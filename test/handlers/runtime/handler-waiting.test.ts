import { CREATE, FUNCTION_ARN, IDS, ThingsFunction, UPDATE } from './answers';
import { make, OWNER, planning, serviceError } from './things';
import { VirtualTime } from './virtual-time';
import type { Action, Plan } from '../../../lib/handlers/runtime/logic';

jest.mock('../../../lib/handlers/runtime/clock');
jest.mock('../../../lib/handlers/runtime/respond');

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
  expect(things.surroundings.handed).toStrictEqual([[{ ...CREATE, HandedOver: { since, runs: 1 } }, FUNCTION_ARN]]);
  expect(things.said('handing over')).toEqual([{ runs: 1 }]);

  expect(await things.run(planning(WAIT), handed())).toEqual([]);
  expect(handed()).toStrictEqual({ ...CREATE, HandedOver: { since, runs: 2 } });

  expect(await things.run(planning(WAIT, DONE), handed())).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(things.surroundings.handed).toHaveLength(2);
});

test('the URL of the answer is handed over, but not logged', async () => {
  await things.run(planning(WAIT), CREATE);
  expect(handed().ResponseURL).toBe(CREATE.ResponseURL);
  expect(JSON.stringify(things.lines())).not.toMatch(/secret|ResponseURL/);
});

test.each([
  ['an hour', {}, 59],
  ['as long as the resource says', { ServiceTimeout: '1200' }, 19],
])('CloudFormation is answered before it has waited %s', async (_, properties, minutes) => {
  const since = time.now;
  const event = { ...CREATE, ResourceProperties: { ...CREATE.ResourceProperties, ...properties } };
  let answers = await things.run(planning(WAIT), event);
  while (answers.length === 0) {
    answers = await things.run(planning(WAIT), handed());
  }
  expect(answers).toStrictEqual([{
    Status: 'FAILED',
    PhysicalResourceId: 'things-0',
    Reason: `Nothing was changed. ${OWNER}: waited ${minutes + 1} minutes for a to be available, and CloudFormation waits no longer: deploy again to go on`,
    ...IDS,
  }]);
  expect(time.now - since).toBeGreaterThan(minutes * MINUTE);
  expect(time.now - since).toBeLessThan((minutes + 1) * MINUTE);
});

test('a hand-over that a role may not yet do is tried again', async () => {
  things.limit = 50_000;
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
    expect(await things.run(planning(...LATER), UPDATE)).toMatchObject([{
      Status: 'FAILED', PhysicalResourceId: 'things-before',
      Reason: `Nothing was changed. ${OWNER}: the stack went on while this waited for a to be available`,
    }]);
    expect(things.port.things).toEqual([]);
  });

  test('is not touched by the run after it, if a creation was handed over', async () => {
    await things.run(planning(WAIT), CREATE);
    things.surroundings.statuses = ['ROLLBACK_IN_PROGRESS'];
    expect(await things.run(planning(...LATER), handed())).toMatchObject([{ Status: 'FAILED' }]);
    expect(things.port.things).toEqual([]);
  });

  // CloudFormation cancels what runs when something else fails, and sends the rollback. What was handed over is then an update as well,
  // with the new properties: it is taken for the rollback, and both act at the same time.
  test.failing('is not touched by the run after it, if an update was handed over', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS'];
    await things.run(planning(WAIT), UPDATE);
    things.surroundings.statuses = ['UPDATE_ROLLBACK_IN_PROGRESS'];
    await things.run(planning({ act: [[make('a')]] }, DONE), handed());
    expect(things.port.things).toEqual([]);
  });

  // The status could be read at first, then not: that says nothing of the event.
  test.failing('is not to be confused with one that cannot be read for once', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS', serviceError('Throttling', 'later')];
    expect(await things.run(planning(...LATER), UPDATE)).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  test.failing('is not to be confused with one that could not be read at first', async () => {
    things.surroundings.statuses = [serviceError('Throttling', 'later'), 'UPDATE_IN_PROGRESS'];
    expect(await things.run(planning(...LATER), UPDATE)).toMatchObject([{ Status: 'SUCCESS' }]);
  });
});

// The run that answers knows only of what it did itself.
test.failing('what earlier runs changed is not denied', async () => {
  await things.run(planning({ act: [[make('a')]] }, WAIT), CREATE);
  expect(things.port.things).toEqual(['a']);
  expect(await things.run(planning({ refuse: 'b is locked' }), handed())).toMatchObject([
    { Status: 'FAILED', Reason: `Changes made before this: 1. ${OWNER}: b is locked` },
  ]);
});

// Before anything was tried: 'waited 0 minutes for what was done to be seen'.
test.failing('a time-out that is shorter than what a run keeps for its end is not over before the beginning', async () => {
  const event = { ...CREATE, ResourceProperties: { ...CREATE.ResourceProperties, ServiceTimeout: '30' } };
  expect(await things.run(planning({ act: [[make('a')]] }, DONE), event)).toMatchObject([{ Status: 'SUCCESS' }]);
});
