import { CREATE, DELETE, IDS, NEWER, ThingsFunction, ThingsLogic, UPDATE } from './answers';
import { REQUEST_ID, STACK_ID } from './events';
import type { CustomResourceEvent } from '../../lib/cloudformation/event';
import { nothingMadeFor } from '../../lib/cloudformation/physical-id';
import { respond } from '../../lib/cloudformation/respond';
import type { Action, Plan } from '../../lib/engine/plan';
import { OutOfTime } from '../../lib/engine/retry';
import { make, OWNER, planning, serviceError } from '../engine/things';
import { VirtualTime } from '../engine/virtual-time';

jest.mock('../../lib/engine/clock');
jest.mock('../../lib/cloudformation/respond');

const DONE: Plan<Action> = { done: true };
const MAKE_BOTH: Plan<Action> = { act: [[make('a')], [make('b')]] };
const REFUSED: Plan<Action> = { refuse: 'a is locked' };

let things: ThingsFunction;

beforeEach(() => {
  things = new ThingsFunction(new VirtualTime());
});

afterEach(() => jest.restoreAllMocks());

/** What is answered to an event, under a status of the stack. */
function answered(status: string | Error | undefined, event: CustomResourceEvent, logic: ThingsLogic): Promise<unknown[]> {
  things.surroundings.statuses = [status];
  return things.run(logic, event);
}

describe('an event that is carried out answers', () => {
  test('a creation, with the id by what was made', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH, DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-2', Data: { Count: '2' }, ...IDS }]);
  });

  test('an update, with the id that the logic says', async () => {
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, planning(MAKE_BOTH, DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-2', Data: { Count: '2' }, ...IDS }]);
  });

  test('a rollback', async () => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, planning(DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-0', Data: { Count: '0' }, ...IDS }]);
  });

  test.each([
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'DELETE_IN_PROGRESS', undefined,
  ])('a deletion under %s, with the id that it came with, and without attributes', async status => {
    expect(await answered(status, DELETE, planning(DONE))).toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...IDS }]);
  });
});

describe('the logic learns', () => {
  /** The situation that an event makes. */
  async function situationOf(status: string | undefined, event: CustomResourceEvent): Promise<unknown> {
    const logic = planning(DONE);
    await answered(status, event, logic);
    return logic.plan.mock.calls[0][0];
  }

  const COMMON = { owner: OWNER, stackId: STACK_ID, logicalId: 'Things1A2B3C4D', requestId: REQUEST_ID };

  test('of a creation what is asked for', async () => {
    expect(await situationOf('CREATE_IN_PROGRESS', CREATE))
      .toEqual({ ...COMMON, cause: 'creation', desired: { things: ['a', 'b'] }, physicalId: undefined, previous: undefined });
  });

  test('of an update what is asked for, and what was before', async () => {
    const situation = { ...COMMON, cause: 'update', physicalId: 'things-before', desired: { things: ['a', 'b'] }, previous: { things: ['a'] } };
    expect(await situationOf('UPDATE_IN_PROGRESS', UPDATE)).toEqual(situation);
    expect(await situationOf('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE)).toEqual({ ...situation, cause: 'rollback' });
    const older = { ...UPDATE, OldResourceProperties: { ContractVersion: '1', Thing: 'a' } };
    expect(await situationOf('UPDATE_IN_PROGRESS', older)).toEqual(situation);
  });

  test('of a deletion what was before', async () => {
    expect(await situationOf('DELETE_IN_PROGRESS', DELETE))
      .toEqual({ ...COMMON, cause: 'stack deletion', physicalId: 'things-before', previous: { things: ['a', 'b'] } });
  });

  test('nothing of what was before, where it is newer than the code or garbage', async () => {
    for (const before of [NEWER, {}, { ContractVersion: '2', Things: 'a' }]) {
      expect(await situationOf('UPDATE_ROLLBACK_IN_PROGRESS', { ...UPDATE, OldResourceProperties: before }))
        .toMatchObject({ cause: 'rollback', desired: { things: ['a', 'b'] }, previous: undefined });
      expect(await situationOf('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', { ...DELETE, ResourceProperties: before }))
        .toEqual({ ...COMMON, cause: 'rolled-back creation', physicalId: 'things-before', previous: undefined });
    }
  });

  test('nothing of the cause, where the stack cannot be read', async () => {
    things.surroundings.statuses = [serviceError('ValidationError', 'no such stack')];
    const logic = planning(DONE);
    await things.run(logic, UPDATE);
    expect(logic.plan.mock.calls[0][0]).toMatchObject({ cause: 'unknown', desired: { things: ['a', 'b'] } });
    expect(things.said('stack not read')).toEqual([{ error: 'no such stack (ValidationError)' }]);
    expect(await situationOf(undefined, UPDATE)).toMatchObject({ cause: 'unknown' });
  });
});

describe('an event that fails answers', () => {
  beforeEach(() => {
    things.port.instead.b = () => Promise.reject(serviceError('ConflictException', 'busy'));
  });

  test('a creation, before anything was done', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(REFUSED))).toStrictEqual([
      { Status: 'FAILED', PhysicalResourceId: 'things-0', Reason: `This run changed nothing. ${OWNER}: a is locked`, ...IDS },
    ]);
  });

  test('a creation, with the id by what was made on the way', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: 'things-1',
      Reason: 'Changes made before this: 1. b: Make failed: busy (ConflictException)',
      ...IDS,
    }]);
    expect(things.port.asked).toEqual(['look', 'Make a', 'Make b', 'look']);
  });

  test('a creation, with the id by what was seen last, if nothing can be seen any more', async () => {
    things.port.insteadOfLooks.push(async () => [], () => Promise.reject(serviceError('InternalException', 'later')));
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH))).toMatchObject([
      { Status: 'FAILED', PhysicalResourceId: 'things-0', Reason: 'Changes made before this: 1. b: Make failed: busy (ConflictException)' },
    ]);
  });

  test('a creation, with the id of nothing seen, if nothing could be seen', async () => {
    things.port.insteadOfLooks.push(() => Promise.reject(serviceError('InternalException', 'later')));
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(DONE))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: 'things-unseen',
      Reason: `This run changed nothing. ${OWNER}: could not be looked at: later (InternalException)`,
      ...IDS,
    }]);
  });

  test('an update, with the id that it came with', async () => {
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, planning(MAKE_BOTH))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: 'things-before',
      Reason: 'Changes made before this: 1. b: Make failed: busy (ConflictException)',
      ...IDS,
    }]);
  });

  test.each(['DELETE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', undefined])('a deletion under %s', async status => {
    expect(await answered(status, DELETE, planning({ act: [[make('b')]] }))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: 'things-before',
      Reason: 'Changes made before this: 0. b: Make failed: busy (ConflictException)',
      ...IDS,
    }]);
  });

  test('a rollback with success, what could not be restored in the log, and all attributes', async () => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, planning(MAKE_BOTH)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', Data: { Count: '1' }, ...IDS }]);
    expect(things.said('not restored')).toEqual([{ reason: 'Changes made before this: 1. b: Make failed: busy (ConflictException)' }]);
  });

  test('a rollback with success, even if nothing can be seen', async () => {
    things.port.insteadOfLooks.push(() => Promise.reject(serviceError('InternalException', 'later')));
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, planning(DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', Data: { Count: 'unseen' }, ...IDS }]);
  });

  test('a rollback with success, even if the logic refuses', async () => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, planning(REFUSED)))
      .toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before' }]);
  });

  // The status that is read can be that of a moment ago.
  test.each(['UPDATE_IN_PROGRESS', undefined])('a rollback with success, even if it was taken for what comes under %s', async status => {
    things.surroundings.statuses = [status, 'UPDATE_ROLLBACK_IN_PROGRESS'];
    expect(await things.run(planning(REFUSED), UPDATE))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', Data: { Count: '0' }, ...IDS }]);
    expect(things.said('not restored')).toEqual([{ reason: `This run changed nothing. ${OWNER}: a is locked` }]);
  });

  test('a rollback with success, even if the attributes are too long for an answer', async () => {
    const logic = { ...planning(REFUSED), attributes: () => ({ Count: '1'.repeat(4_000) }) };
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, logic))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...IDS }]);
    expect(things.said('not restored')).toEqual([{ reason: `This run changed nothing. ${OWNER}: a is locked` }]);
  });

  test('a rollback with success, even if the stack cannot be read any more', async () => {
    things.surroundings.statuses = ['UPDATE_ROLLBACK_IN_PROGRESS', serviceError('Throttling', 'later')];
    expect(await things.run(planning(REFUSED), UPDATE)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before' }]);
    expect(things.surroundings.reads).toHaveLength(1);
  });

  test('an update as what it is, if the stack cannot be read', async () => {
    things.surroundings.statuses = [undefined];
    expect(await things.run(planning(REFUSED), UPDATE)).toStrictEqual([
      { Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: `This run changed nothing. ${OWNER}: a is locked`, ...IDS },
    ]);
    expect(things.surroundings.reads).toHaveLength(2);
    expect(things.said('not restored')).toEqual([]);
  });

  test.each([['creation', CREATE, 'CREATE_IN_PROGRESS'], ['deletion', DELETE, 'UPDATE_ROLLBACK_IN_PROGRESS']])(
    'a %s as what it is, whatever the stack does then', async (_, event, status) => {
      things.surroundings.statuses = [status, 'UPDATE_ROLLBACK_IN_PROGRESS'];
      expect(await things.run(planning(REFUSED), event)).toMatchObject([{ Status: 'FAILED' }]);
      expect(things.surroundings.reads).toHaveLength(1);
    });
});

describe('of an event that fails the logic learns whether anything was tried', () => {
  const [TRIED, UNTRIED] = [{ PhysicalResourceId: 'things-of-somebody' }, { PhysicalResourceId: `none-${REQUEST_ID}` }];

  /** Says that nothing was made only where nothing was tried. */
  const telling = (...plans: readonly (Plan<Action> | Error)[]): ThingsLogic =>
    ({ ...planning(...plans), physicalId: (_, __, untouched) => (untouched ? nothingMadeFor(REQUEST_ID) : 'things-of-somebody') });

  const busy = () => Promise.reject(serviceError('ConflictException', 'busy'));

  test.each<[string, ThingsLogic, object]>([
    ['a refusal tried nothing', telling(REFUSED), UNTRIED],
    ['the first action that fails was tried', telling({ act: [[make('b')]] }), TRIED],
    ['actions before a refusal were tried', telling({ act: [[make('a')]] }, REFUSED), TRIED],
    ['nobody knows of a mistake', telling(new TypeError('no such thing')), TRIED],
  ])('%s', async (_, logic, answer) => {
    things.port.instead.b = busy;
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic)).toMatchObject([{ Status: 'FAILED', ...answer }]);
  });

  test('a look that failed tried nothing', async () => {
    things.port.insteadOfLooks.push(busy);
    expect(await answered('CREATE_IN_PROGRESS', CREATE, telling(DONE))).toMatchObject([{ Status: 'FAILED', ...UNTRIED }]);
  });

  test('what an earlier run tried was tried', async () => {
    const handedOver = { since: Date.now(), cause: 'creation' as const, applied: 0, attempted: true };
    expect(await answered('CREATE_IN_PROGRESS', { ...CREATE, HandedOver: handedOver }, telling(REFUSED))).toMatchObject([{ Status: 'FAILED', ...TRIED }]);
    expect(await answered('CREATE_IN_PROGRESS', { ...CREATE, HandedOver: { ...handedOver, attempted: false } }, telling(REFUSED)))
      .toMatchObject([{ Status: 'FAILED', ...UNTRIED }]);
  });

  test('what succeeds is never untouched, and an update that fails keeps its id', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, telling(DONE))).toMatchObject([{ Status: 'SUCCESS', ...TRIED }]);
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, telling(REFUSED))).toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'things-before' }]);
  });
});

test('a look or an action that is out of time is handed over, and goes on in another run', async () => {
  const late = () => Promise.reject(new OutOfTime('there was no time left'));
  things.port.insteadOfLooks.push(late);
  expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(DONE))).toEqual([]);
  things.port.instead.a = late;
  expect(await answered('CREATE_IN_PROGRESS', CREATE, planning({ act: [[make('a'), make('c')]], thenDone: [] }))).toEqual([]);
  expect(things.surroundings.handed.map(([{ HandedOver: it }]) => [it!.applied, it!.attempted])).toEqual([[0, false], [1, true]]);

  delete things.port.instead.a;
  const [, [next]] = things.surroundings.handed;
  expect(await answered('CREATE_IN_PROGRESS', next, planning({ act: [[make('a')]], thenDone: ['c was there before'] })))
    .toMatchObject([{ Status: 'SUCCESS' }]);
  expect(things.said('note')).toEqual([{ note: 'c was there before' }]);
});

test('a stack that a role may not yet read is read again', async () => {
  things.surroundings.statuses = [serviceError('AccessDenied', 'not you'), serviceError('AccessDenied', 'not you'), 'UPDATE_IN_PROGRESS'];
  const logic = planning(DONE);
  await things.run(logic, UPDATE);
  expect(logic.plan.mock.calls[0][0]).toMatchObject({ cause: 'update' });
});

describe('an event that is overtaken', () => {
  test('changes nothing', async () => {
    expect(await answered('UPDATE_COMPLETE', UPDATE, planning(MAKE_BOTH))).toStrictEqual([
      { Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: 'the stack went on without this event', ...IDS },
    ]);
    expect(await answered('CREATE_COMPLETE', CREATE, planning(MAKE_BOTH)))
      .toMatchObject([{ Status: 'FAILED', PhysicalResourceId: `none-${REQUEST_ID}` }]);
    expect(things.port.asked).toEqual([]);
  });

  test('is one only after the status was read five times', async () => {
    const old = Array.from({ length: 4 }, () => 'UPDATE_COMPLETE');
    things.surroundings.statuses = [...old, 'UPDATE_IN_PROGRESS'];
    expect(await things.run(planning(DONE), CREATE)).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(things.surroundings.reads.splice(0)).toEqual(Array.from({ length: 5 }, () => STACK_ID));
    expect(await answered('UPDATE_COMPLETE', CREATE, planning(DONE))).toMatchObject([{ Status: 'FAILED' }]);
    expect(things.surroundings.reads).toHaveLength(5);
  });
});

describe('the log', () => {
  test('says what happened, step by step, each with what tells the event from others', async () => {
    await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH, { done: true, notes: ['a was there before'] }));
    const common = {
      requestType: 'Create', requestId: REQUEST_ID, stackId: STACK_ID, logicalId: 'Things1A2B3C4D', lambdaRequestId: 'run-1',
    };
    const { ResponseURL: _, ...event } = CREATE;
    expect(things.lines()).toEqual([
      { step: 'event', event },
      { step: 'cause', cause: 'creation' },
      { step: 'plan', observed: [], plan: MAKE_BOTH },
      { step: 'applied', action: 'Make', on: 'a' },
      { step: 'applied', action: 'Make', on: 'b' },
      { step: 'plan', observed: ['a', 'b'], plan: { done: true, notes: ['a was there before'] } },
      { step: 'note', note: 'a was there before' },
      { step: 'answer', Status: 'SUCCESS', PhysicalResourceId: 'things-2', Data: { Count: '2' } },
    ].map(line => ({ ...common, ...line })));
  });

  test('never has the URL of the answer', async () => {
    await answered('CREATE_IN_PROGRESS', CREATE, planning({ refuse: 'no' }));
    expect(JSON.stringify(things.lines())).not.toMatch(/secret|ResponseURL/);
  });
});

test('an answer that cannot be delivered fails the run, so that the event is delivered again', async () => {
  jest.mocked(respond).mockRejectedValueOnce(new Error('CloudFormation did not take the answer after 4 attempts: status 503'));
  await expect(answered('CREATE_IN_PROGRESS', CREATE, planning(DONE)))
    .rejects.toThrow(new Error('CloudFormation did not take the answer after 4 attempts: status 503'));
});
