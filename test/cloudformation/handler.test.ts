import { CREATE, DELETE, IDS, NEWER, THINGS, ThingsFunction, ThingsLogic, UPDATE } from './answers';
import { REQUEST_ID, STACK_ID } from './events';
import type { CustomResourceEvent } from '../../lib/cloudformation/event';
import { respond } from '../../lib/cloudformation/respond';
import { UNREAD } from '../../lib/engine/handler';
import type { Action, Plan } from '../../lib/engine/plan';
import { OutOfTime } from '../../lib/engine/retry';
import type { Finding } from '../../lib/model/rule';
import { make, makeForEver, OWNER, planning, serviceError } from '../engine/things';
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

describe('the logic gets', () => {
  /** The request that an event makes. */
  async function requestFor(status: string | undefined, event: CustomResourceEvent): Promise<unknown> {
    const logic = planning(DONE);
    await answered(status, event, logic);
    return logic.plan.mock.calls[0][0];
  }

  const COMMON = {
    owner: OWNER, incarnation: STACK_ID.split('/').at(-1), operationId: REQUEST_ID, home: { partition: 'aws', account: '111111111111', region: 'eu-west-1' },
  };
  const identity = 'things-before';

  test('of a creation its declaration', async () => {
    expect(await requestFor('CREATE_IN_PROGRESS', CREATE)).toEqual({ ...COMMON, verb: 'deploy', isForward: true, desired: { things: ['a', 'b'] } });
  });

  test('of an update its declaration, and the one before; in a rollback it restores', async () => {
    const request = { ...COMMON, identity, desired: { things: ['a', 'b'] }, previous: { things: ['a'] } };
    expect(await requestFor('UPDATE_IN_PROGRESS', UPDATE)).toEqual({ ...request, verb: 'deploy', isForward: true });
    expect(await requestFor('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE)).toEqual({ ...request, verb: 'restore', isRollback: true, previousWasRefused: false });
    const older = { ...UPDATE, OldResourceProperties: { ContractVersion: '1', Thing: 'a' } };
    expect(await requestFor('UPDATE_IN_PROGRESS', older)).toEqual({ ...request, verb: 'deploy', isForward: true });
  });

  test.each([
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'removal'], ['ROLLBACK_IN_PROGRESS', 'rolled-back creation'], ['DELETE_IN_PROGRESS', 'stack deletion'],
    [undefined, 'unknown'],
  ])('of a deletion under %s the declaration before, and the cause', async (status, cause) => {
    expect(await requestFor(status, DELETE)).toEqual({ ...COMMON, verb: 'remove', identity, cause, previous: { things: ['a', 'b'] } });
  });

  test('nothing of the declaration before, where it is newer than the code or garbage', async () => {
    for (const before of [NEWER, {}, { ContractVersion: '2', Things: 'a' }]) {
      expect(await requestFor('UPDATE_ROLLBACK_IN_PROGRESS', { ...UPDATE, OldResourceProperties: before }))
        .toEqual({ ...COMMON, verb: 'restore', identity, isRollback: true, previousWasRefused: false, desired: { things: ['a', 'b'] } });
      expect(await requestFor('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', { ...DELETE, ResourceProperties: before }))
        .toEqual({ ...COMMON, verb: 'remove unread', identity, cause: 'rolled-back creation' });
    }
  });

  test('no word of a way forward, where the stack cannot be read: an update may be a rollback, a creation cannot', async () => {
    things.surroundings.statuses = [serviceError('ValidationError', 'no such stack')];
    const logic = planning(DONE);
    await things.run(logic, UPDATE);
    expect(logic.plan.mock.calls[0][0]).toMatchObject({ verb: 'restore', isRollback: false, desired: { things: ['a', 'b'] } });
    expect(things.said('stack not read')).toEqual([{ error: 'no such stack (ValidationError)' }]);
    expect(await requestFor(undefined, UPDATE)).toMatchObject({ verb: 'restore', isRollback: false });
    expect(await requestFor(undefined, CREATE)).toMatchObject({ verb: 'deploy', isForward: false });
  });
});

describe('without a look is answered', () => {
  const NOTHING = `none-${REQUEST_ID}`;

  test.each(['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined])(
    'a deletion of nothing under %s, even if nothing can be read', async status => {
      things.port.insteadOfLooks.push(() => Promise.reject(serviceError('AccessDenied', 'no such role')));
      expect(await answered(status, { ...DELETE, PhysicalResourceId: NOTHING }, planning({ act: [[make('a')]] })))
        .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: NOTHING, ...IDS }]);
      expect(things.port.asked).toEqual([]);
      expect(things.said('note')).toEqual([{ note: 'nothing was made: nothing to take back' }]);
    });

  test('an update of nothing', async () => {
    expect(await answered('UPDATE_IN_PROGRESS', { ...UPDATE, PhysicalResourceId: NOTHING }, planning({ act: [[make('a')]] })))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: NOTHING, Data: { Count: 'unseen' }, ...IDS }]);
    expect(things.port.asked).toEqual([]);
  });
});

describe('a declaration that the rules refuse', () => {
  const finding = (path: string): Finding => ({
    id: 'Things.Known', severity: 'error', see: 'https://docs.aws.amazon.com/things', path, value: 'b', message: 'must be a known thing', remedy: 'name another',
  });
  const REASON = `This run changed nothing. ${OWNER}: things[1] must be a known thing, got "b": name another (Things.Known)`;

  /** Refuses the thing `b`. */
  const contract: typeof THINGS = {
    ...THINGS, check: spec => spec.things.flatMap((thing, index) => (thing === 'b' ? [finding(`things[${index}]`)] : [])),
  };
  const run = (status: string, event: CustomResourceEvent, logic: ThingsLogic) => {
    things.surroundings.statuses = [status];
    return things.run(logic, event, contract);
  };

  test.each([['creation', 'CREATE_IN_PROGRESS', CREATE, `none-${REQUEST_ID}`], ['update', 'UPDATE_IN_PROGRESS', UPDATE, 'things-before']])(
    'fails a %s before anything is looked at, with the words of the rule', async (_, status, event, id) => {
      expect(await run(status, event, planning({ act: [[make('a')]] })))
        .toMatchObject([{ Status: 'FAILED', PhysicalResourceId: id, Reason: REASON }]);
      expect(things.port.asked).toEqual([]);
      expect(things.said('failed')).toEqual([{ on: OWNER, reason: REASON.split(`${OWNER}: `)[1] }]);
    });

  test('does not keep a rollback from bringing it back, nor a removal from taking it away', async () => {
    expect(await run('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, planning({ act: [[make('a')]] }, DONE))).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(await run('DELETE_IN_PROGRESS', DELETE, planning({ act: [[make('c')]] }, DONE))).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(things.said('applied')).toEqual([make('a'), make('c')]);
  });

  test('is told to the rollback of the update that failed by it', async () => {
    const logic = planning(DONE);
    await run('UPDATE_ROLLBACK_IN_PROGRESS', {
      ...UPDATE, ResourceProperties: UPDATE.OldResourceProperties!, OldResourceProperties: UPDATE.ResourceProperties,
    }, logic);
    expect(logic.plan.mock.calls[0][0]).toMatchObject({ verb: 'restore', previousWasRefused: true });
  });
});

test('that the former declaration is newer than the code is noted: of an update, and of a deletion that a handler does not see to', async () => {
  await answered('UPDATE_ROLLBACK_IN_PROGRESS', { ...UPDATE, OldResourceProperties: NEWER }, planning({ done: true, notes: ['more'] }));
  const { removeUnread: _, ...logic } = planning({ act: [[make('a')]] });
  expect(await answered('DELETE_IN_PROGRESS', { ...DELETE, ResourceProperties: NEWER }, logic)).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(things.said('note')).toEqual([UNREAD, 'more', UNREAD].map(note => ({ note })));
  expect(things.said('applied')).toEqual([]);
});

describe('an event that fails answers', () => {
  beforeEach(() => {
    things.port.instead.b = () => Promise.reject(serviceError('ConflictException', 'busy'));
  });

  test('a creation, before anything was done', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(REFUSED))).toStrictEqual([
      { Status: 'FAILED', PhysicalResourceId: `none-${REQUEST_ID}`, Reason: `This run changed nothing. ${OWNER}: a is locked`, ...IDS },
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

  test('a creation, with the id of nothing, if nothing could be seen', async () => {
    things.port.insteadOfLooks.push(() => Promise.reject(serviceError('InternalException', 'later')));
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(DONE))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: `none-${REQUEST_ID}`,
      Reason: `This run changed nothing. ${OWNER}: could not be read: later (InternalException)`,
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

describe('an event that fails is answered with the id of nothing if nothing was tried', () => {
  const [TRIED, UNTRIED] = [{ PhysicalResourceId: 'things-of-somebody' }, { PhysicalResourceId: `none-${REQUEST_ID}` }];

  /** A creation whose things are somebody's. */
  const telling = (...plans: readonly (Plan<Action> | Error)[]): ThingsLogic => ({ ...planning(...plans), identity: () => 'things-of-somebody' });

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

  test('unless an earlier delivery may have made something: then by what is seen, or not seen', async () => {
    const asked: unknown[] = [];
    const logic: ThingsLogic = { ...telling(REFUSED), mayHaveMade: (_, observed) => asked.push(observed) > 0 };
    things.port.things = ['a'];
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic)).toMatchObject([{ Status: 'FAILED', ...TRIED }]);
    things.port.insteadOfLooks.push(busy);
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic)).toMatchObject([{ Status: 'FAILED', ...TRIED }]);
    expect(asked).toEqual([['a'], undefined]);
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
  expect(logic.plan.mock.calls[0][0]).toMatchObject({ verb: 'deploy', isForward: true });
});

describe('an action that cannot be undone', () => {
  const FOR_EVER: Plan<Action> = { act: [[makeForEver('a'), make('b')]] };

  test.each([['CREATE_IN_PROGRESS', CREATE], ['UPDATE_IN_PROGRESS', UPDATE]])('is taken under %s', async (status, event) => {
    expect(await answered(status, event, planning(FOR_EVER, DONE))).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(things.port.things).toContain('a');
  });

  test.each([
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'rollback', UPDATE], ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'removal', DELETE],
    ['ROLLBACK_IN_PROGRESS', 'rolled-back creation', DELETE], ['DELETE_IN_PROGRESS', 'stack deletion', DELETE], [undefined, 'unknown', CREATE],
  ] as const)('is not taken under %s (%s), and everything beside it is', async (status, cause, event) => {
    await answered(status, event, planning(FOR_EVER, DONE));
    expect(things.port.things).toEqual(['b']);
    expect(things.said('failed')).toEqual([
      { ...makeForEver('a'), error: `skipped: it cannot be undone, and the stack does not, or no longer, move forward (${cause}) (Error)` },
    ]);
  });

  test('is not taken if the rollback began after the event', async () => {
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'];
    await things.run(planning(FOR_EVER, DONE), UPDATE);
    expect(things.port.things).toEqual(['b']);
  });
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
