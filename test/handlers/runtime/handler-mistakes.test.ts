import { CREATE, DELETE, IDS, NEWER, THINGS, ThingsFunction, ThingsLogic, UPDATE } from './answers';
import { REQUEST_ID } from './events';
import { make, OWNER, planning } from './things';
import { VirtualTime } from './virtual-time';
import type { CustomResourceEvent } from '../../../lib/handlers/runtime/event';
import type { Action, Plan } from '../../../lib/handlers/runtime/logic';

jest.mock('../../../lib/handlers/runtime/clock');
jest.mock('../../../lib/handlers/runtime/respond');

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
      Reason: 'Custom::Things cannot read its properties: Things must be a list, got "a". Nothing was changed.',
      ...IDS,
    }]);
    expect(await answered(status, { ...event, ResourceProperties: NEWER }, planning(MAKE_BOTH))).toStrictEqual([{
      Status: 'FAILED',
      PhysicalResourceId: id,
      Reason: 'Custom::Things speaks version 1 to 2 of its contract, got "3": deploy function and resource with the same version of ' +
        'cdk-image-governance. Nothing was changed.',
      ...IDS,
    }]);
    expect(things.port.asked).toEqual([]);
  });

  test('is cut where it is too long', async () => {
    const properties = { ContractVersion: '2', Things: 'x'.repeat(5_000) };
    const [answer] = await answered('CREATE_IN_PROGRESS', { ...CREATE, ResourceProperties: properties }, planning(DONE)) as [{ Reason: string }];
    expect(answer.Reason).toMatch(/^Custom::Things cannot read its properties: Things must be a list, got "x+ \.\.\.; all of it: log group ThingsHandlerLog, request run-1$/);
    expect(Buffer.byteLength(answer.Reason)).toBe(900);
  });

  test.failing('fails no rollback', async () => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', { ...UPDATE, ResourceProperties: BROKEN }, planning(DONE)))
      .toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before' }]);
  });
});

describe('a mistake of a handler is answered', () => {
  const wrong = () => { throw new TypeError('no such thing'); };
  const REASON = 'a mistake of cdk-image-governance: no such thing (TypeError)';

  test.each<[string, ThingsLogic]>([
    ['the plan', planning(new TypeError('no such thing'))],
    ['the physical id', { ...planning(DONE), physicalId: wrong }],
    ['the attributes', { ...planning(DONE), attributes: wrong }],
  ])('in %s', async (_, logic) => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: `none-${REQUEST_ID}`, Reason: REASON, ...IDS }]);
    expect(await answered('UPDATE_IN_PROGRESS', UPDATE, logic))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: REASON, ...IDS }]);
    expect(things.said('mistake')).toEqual(Array(2).fill({ error: expect.stringMatching(/^TypeError: no such thing\n +at /) as string }));
  });

  test('in the plan of a deletion', async () => {
    expect(await answered('DELETE_IN_PROGRESS', DELETE, planning(new TypeError('no such thing'))))
      .toStrictEqual([{ Status: 'FAILED', PhysicalResourceId: 'things-before', Reason: REASON, ...IDS }]);
  });

  // Thrown before there is a situation, it is thrown out of the function: CloudFormation waits for an hour, three times in a deletion.
  test.failing.each([['an update', 'UPDATE_IN_PROGRESS', UPDATE], ['a deletion', 'DELETE_IN_PROGRESS', DELETE]])(
    'in the way up from a past version, in %s', async (_, status, event) => {
      things.surroundings.statuses = [status];
      const past = { 1: wrong };
      const contract = { ...THINGS, past };
      const answers = await things.run(planning(DONE), { ...event, ResourceProperties: { ContractVersion: '1' } }, contract);
      expect(answers).toHaveLength(1);
    });

  test.failing.each<[string, ThingsLogic]>([
    ['the plan', planning(new TypeError('no such thing'))],
    ['the physical id', { ...planning(DONE), physicalId: wrong }],
    ['the attributes', { ...planning(DONE), attributes: wrong }],
  ])('in %s of a rollback, with success', async (_, logic) => {
    expect(await answered('UPDATE_ROLLBACK_IN_PROGRESS', UPDATE, logic)).toMatchObject([{ Status: 'SUCCESS', PhysicalResourceId: 'things-before' }]);
  });

  // A failure has no attributes, and an id of nothing is better than a hidden reason.
  test.failing.each<[string, Partial<ThingsLogic>]>([['attributes', { attributes: wrong }], ['physical id', { physicalId: wrong }]])(
    'a wrong %s does not hide why an event failed', async (_, mistake) => {
      expect(await answered('CREATE_IN_PROGRESS', CREATE, { ...planning({ refuse: 'a is locked' }), ...mistake }))
        .toMatchObject([{ Status: 'FAILED', Reason: `Nothing was changed. ${OWNER}: a is locked` }]);
    });

  // The deletion that follows finds nothing by an id of nothing.
  test.failing('after something was made, with the id by what was made', async () => {
    expect(await answered('CREATE_IN_PROGRESS', CREATE, planning(MAKE_BOTH, new TypeError('no such thing'))))
      .toMatchObject([{ Status: 'FAILED', PhysicalResourceId: 'things-2' }]);
  });
});
