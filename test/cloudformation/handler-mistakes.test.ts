import { CREATE, DELETE, IDS, NEWER, THINGS, ThingsFunction, ThingsLogic, UPDATE } from './answers';
import { REQUEST_ID } from './events';
import type { CustomResourceEvent } from '../../lib/cloudformation/event';
import type { Action, Plan } from '../../lib/engine/plan';
import { make, OWNER, planning } from '../engine/things';
import { VirtualTime } from '../engine/virtual-time';

jest.mock('../../lib/engine/clock');
jest.mock('../../lib/cloudformation/respond');

const DONE: Plan<Action> = { done: true };
const MAKE_BOTH: Plan<Action> = { act: [[make('a')], [make('b')]] };

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

describe('a broken contract', () => {
  const BROKEN = { ContractVersion: '2', Things: 'a' };

  test.each<[string, string, CustomResourceEvent, string]>([
    ['creation', 'CREATE_IN_PROGRESS', CREATE, `none-${REQUEST_ID}`], ['update', 'UPDATE_IN_PROGRESS', UPDATE, 'things-before'],
  ])('fails a %s, and nothing is done', async (_, status, event, id) => {
    expect(await answered(status, { ...event, ResourceProperties: BROKEN }, planning(MAKE_BOTH))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: id,
      Reason: 'Custom::Things cannot read its properties: Things must be a list, got "a". This run changed nothing.',
      ...IDS,
    }]);
    expect(await answered(status, { ...event, ResourceProperties: NEWER }, planning(MAKE_BOTH))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: id,
      Reason: 'Custom::Things speaks version 1 to 2 of its contract, got "3": deploy function and resource with the same version of ' +
        'cdk-image-governance. This run changed nothing.',
      ...IDS,
    }]);
    expect(things.port.asked).toEqual([]);
  });

  test('is cut where it is too long', async () => {
    const properties = { ContractVersion: '2', Things: 'x'.repeat(5_000) };
    const [answer] = await answered('CREATE_IN_PROGRESS', { ...CREATE, ResourceProperties: properties }, planning(DONE)) as [{ Reason: string }];
    expect(answer.Reason).toMatch(/^Custom::Things cannot read its properties: Things must be a list, got "x+ \.\.\.; all of it: log group ThingsHandlerLog, request run-1$/);
    expect(Buffer.byteLength(JSON.stringify(answer.Reason))).toBe('""'.length + 900);
  });

  test('fails no rollback', async () => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', { ...UPDATE, ResourceProperties: BROKEN }, planning(DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...IDS }]);
    expect(things.said('not restored')).toEqual([
      { reason: 'Custom::Things cannot read its properties: Things must be a list, got "a". This run changed nothing.' },
    ]);
  });

  test('is no reason not to delete', async () => {
    expect(await answered('DELETE_IN_PROGRESS', { ...DELETE, ResourceProperties: BROKEN }, planning(DONE)))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...IDS }]);
  });
});

describe('a mistake of a handler is answered', () => {
  const wrong = () => { throw new TypeError('no such thing'); };
  const REASON = 'a mistake of cdk-image-governance: no such thing (TypeError)';

  test.each<[string, ThingsLogic, string]>([
    ['the plan', planning(new TypeError('no such thing')), 'things-0'],
    ['the physical id', { ...planning(DONE), identity: wrong }, `none-${REQUEST_ID}`],
    ['the attributes', { ...planning(DONE), attributes: wrong }, 'things-0'],
  ])('in %s', async (_, logic, id) => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: id, Reason: REASON, ...IDS }]);
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: REASON, ...IDS }]);
    expect(things.said('mistake')).toEqual(Array(2).fill({ error: expect.stringMatching(/^TypeError: no such thing\n +at /) as string }));
  });

  test('in the plan of a deletion', async () => {
    expect(await answered('DELETE_IN_PROGRESS', DELETE, planning(new TypeError('no such thing'))))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: REASON, ...IDS }]);
  });

  test('in the way up from a past version of an update', async () => {
    const past = { 1: wrong };
    const event = { ...UPDATE, ResourceProperties: { ContractVersion: '1' } };
    things.surroundings.statuses = ['UPDATE_IN_PROGRESS'];
    expect(await things.run(planning(MAKE_BOTH), event, { ...THINGS, past })).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: 'things-before',
      Reason: 'Custom::Things cannot bring its properties up to date from version 1: no such thing. This run changed nothing.',
      ...IDS,
    }]);
    expect(things.port.asked).toEqual([]);
  });

  test.each([
    ['a creation', 'CREATE_IN_PROGRESS', CREATE, `none-${REQUEST_ID}`],
    ['an update', 'UPDATE_IN_PROGRESS', UPDATE, 'things-before'],
    ['a deletion', 'DELETE_IN_PROGRESS', DELETE, 'things-before'],
  ])('in how %s is read', async (_, status, event, id) => {
    const contract = { ...THINGS, properties: { ...THINGS.properties, decode: wrong } };
    things.surroundings.statuses = [status];
    expect(await things.run(planning(MAKE_BOTH), event, contract))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: id, Reason: `${REASON}. This run changed nothing.`, ...IDS }]);
    expect(things.said('contract')).toEqual([{ error: 'no such thing (TypeError)' }]);
    expect(things.port.asked).toEqual([]);
  });

  test.each<[string, ThingsLogic, object]>([
    ['the plan', planning(new TypeError('no such thing')), { Data: { Count: '0' } }],
    ['the physical id', { ...planning(DONE), identity: wrong }, { Data: { Count: '0' } }],
    ['the attributes', { ...planning(DONE), attributes: wrong }, {}],
  ])('in %s of a rollback, with success, and with the attributes if there are any', async (_, logic, attributes) => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, logic))
      .toStrictEqual([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before', ...attributes, ...IDS }]);
    expect(things.said('not restored')).toEqual([{ reason: REASON }]);
  });

  test.each<[string, Partial<ThingsLogic>, string]>([
    ['attributes', { attributes: wrong }, `none-${REQUEST_ID}`], ['physical id', { identity: wrong }, `none-${REQUEST_ID}`],
  ])('in the %s, which does not hide why an event failed', async (_, wrongly, id) => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, { ...planning({ refuse: 'a is locked' }), ...wrongly }))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: id, Reason: `This run changed nothing. ${OWNER}: a is locked`, ...IDS }]);
  });

  // By an id of nothing, the deletion that follows would find nothing.
  test('after something was made, with the id by what was made', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH, new TypeError('no such thing'))))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-2', Reason: REASON, ...IDS }]);
  });
});

describe('an id that CloudFormation does not take', () => {
  const REASON = (bytes: number) => `a mistake of cdk-image-governance: the physical id has ${bytes} bytes, and CloudFormation takes 1 to 1024 (Error)`;

  test.each([['empty', ''], ['too long', 'x'.repeat(1_025)]])('because it is %s is not answered', async (_, id) => {
    const logic = { ...planning(DONE), identity: () => id };
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: `none-${REQUEST_ID}`, Reason: REASON(id.length), ...IDS }]);
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: REASON(id.length), ...IDS }]);
    expect(await answered('CREATE_IN_PROGRESS', CREATE, { ...planning({ refuse: 'a is locked' }), identity: () => id }))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: `none-${REQUEST_ID}`, Reason: `This run changed nothing. ${OWNER}: a is locked`, ...IDS }]);
  });
});

test('attributes that are too long for an answer fail it, and the log has the failure', async () => {
  const logic = { ...planning(DONE), attributes: () => ({ Count: '1'.repeat(5_000) }) };
  const Reason = expect.stringMatching(/^the answer has 5\d{3} bytes, and CloudFormation takes at most 4096: this is a mistake of cdk-image-governance$/) as string;
  expect(await answered('UPDATE_IN_PROGRESS', UPDATE, logic)).toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason, ...IDS }]);
  expect(things.said('answer')).toEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason }]);
});
