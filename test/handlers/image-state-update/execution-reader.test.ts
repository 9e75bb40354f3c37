import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { ROLE } from './cases';
import { advance, beginAnew, calls, cancelByHand, inputsOf, run, startByHand, world } from './in-image-builder';
import { CLIENT } from '../../../lib/cloudformation/stack';
import { OutOfTime } from '../../../lib/engine/retry';
import { ExecutionReader, isOpen } from '../../../lib/handlers/image-state-update/execution-reader';
import type { ExecutionStatus } from '../../../lib/handlers/image-state-update/observed';
import { failing, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

jest.mock('../../../lib/engine/clock');

const UNKNOWN = 'lce-00000000-0000-4000-8000-999999999999';
const amiId = (index: number) => `ami-${String(index).padStart(17, '0')}`;

const reader = () => new ExecutionReader(new ImagebuilderClient({ ...CLIENT, maxAttempts: 1 }));
const built = (seed?: Parameters<typeof world.imageBuilder.addImage>[1]) => world.imageBuilder.addImage(HOME, seed);

/** Lets an execution be through, and returns its id. */
async function through(...how: Parameters<typeof startByHand>): Promise<string> {
  const id = await startByHand(...how);
  await advance(60);
  return id;
}

test.each<[ExecutionStatus, boolean]>([
  ['IN_PROGRESS', true], ['PENDING', true], ['CANCELLING', true], ['CANCELLED', false], ['SUCCESS', false], ['FAILED', false], ['GONE', false],
])('an execution that is %s is open: %s', (status, isSo) => {
  expect(isOpen({ id: UNKNOWN, status })).toBe(isSo);
});

describe('the open executions of an image', () => {
  test('are those that are not through, of this image', async () => {
    const [image, other] = [built(), built()];
    await through(image, 'DISABLED');
    await startByHand(other, 'DISABLED');
    expect(await reader().open(image, run)).toEqual([]);
    const startedAt = Date.now();
    const id = await startByHand(image, 'AVAILABLE');
    calls();
    expect(await reader().open(image, run)).toEqual([{ id, status: 'IN_PROGRESS', startedAt, action: 'AVAILABLE' }]);
    expect(inputsOf('ListLifecycleExecutions')).toEqual([{ resourceArn: image, maxResults: 25 }]);
    expect(calls()).toEqual(['ListLifecycleExecutions', 'ListLifecycleExecutionResources']);
  });

  test('are looked for on all pages', async () => {
    const image = built();
    for (let index = 0; index < 15; index++) {
      await through(image, 'DISABLED');
      await through(image, 'AVAILABLE');
    }
    calls();
    expect(await reader().open(image, run)).toEqual([]);
    const [first, second] = inputsOf('ListLifecycleExecutions');
    expect([first, second]).toEqual([
      { resourceArn: image, maxResults: 25 }, { resourceArn: image, maxResults: 25, nextToken: expect.any(String) },
    ]);
    expect(calls()).toEqual(['ListLifecycleExecutions', 'ListLifecycleExecutions']);
  });

  test('are found wherever they stand: which come first is not documented', async () => {
    const pages: Record<string, object> = {
      first: { lifecycleExecutions: [{ lifecycleExecutionId: 'lce-1', state: { status: 'SUCCESS' } }], nextToken: 'second' },
      second: { nextToken: 'third' },
      third: { lifecycleExecutions: [{ lifecycleExecutionId: 'lce-2', state: { status: 'IN_PROGRESS' } }] },
    };
    const client = {
      send: async ({ input }: { input: { lifecycleExecutionId?: string; nextToken?: string } }) =>
        (input.lifecycleExecutionId === undefined ? pages[input.nextToken ?? 'first'] : {}),
    } as unknown as ImagebuilderClient;
    expect(await new ExecutionReader(client).open('image', run)).toEqual([{ id: 'lce-2', status: 'IN_PROGRESS' }]);
  });

  test.each([['DISABLED', 'DISABLE'], ['DEPRECATED', 'DEPRECATE'], ['DELETED', 'DELETE']])('say what they do, also if they are paused: %s', async (status, action) => {
    await beginAnew({ imageBuilder: { pendingSeconds: 600 } });
    const image = built();
    const startedAt = Date.now();
    const id = await startByHand(image, status);
    calls();
    expect(await reader().open(image, run)).toEqual([{ id, status: 'PENDING', startedAt, action }]);
    expect(inputsOf('ListLifecycleExecutionResources')).toEqual([{ lifecycleExecutionId: id, maxResults: 25 }]);
    expect(calls()).toEqual(['ListLifecycleExecutions', 'ListLifecycleExecutionResources']);
    await advance(600);
    expect(await reader().open(image, run)).toEqual([{ id, status: 'IN_PROGRESS', startedAt, action }]);
  });

  test('are there while they are cancelled', async () => {
    await beginAnew({ imageBuilder: { cancellingSeconds: 60 } });
    const image = built();
    const id = await startByHand(image, 'DISABLED');
    await cancelByHand(id);
    calls();
    expect(await reader().open(image, run)).toMatchObject([{ id, status: 'CANCELLING' }]);
    expect(calls()).toEqual(['ListLifecycleExecutions']);
    await advance(60);
    expect(await reader().open(image, run)).toEqual([]);
  });
});

describe('one execution', () => {
  test('is as Image Builder says', async () => {
    const image = built();
    const startedAt = Date.now();
    const id = await startByHand(image, 'DISABLED');
    expect(await reader().one(id, 0, run)).toEqual({ id, status: 'IN_PROGRESS', startedAt });
    await advance(60);
    expect(await reader().one(id, 0, run)).toEqual({ id, status: 'SUCCESS', startedAt });
  });

  test.each(['InvalidRequestException', 'ResourceNotFoundException'] as const)(
    'that is not found may not be seen yet for a minute, and is gone then, if that is said by %s', async missingIs => {
      await beginAnew({ imageBuilder: { missingIs } });
      const begunAt = Date.now();
      expect(await reader().one(UNKNOWN, begunAt, run)).toEqual({ id: UNKNOWN, status: 'IN_PROGRESS', startedAt: begunAt });
      await advance(59);
      expect(await reader().one(UNKNOWN, begunAt, run)).toEqual({ id: UNKNOWN, status: 'IN_PROGRESS', startedAt: begunAt });
      await advance(1);
      expect(await reader().one(UNKNOWN, begunAt, run)).toEqual({ id: UNKNOWN, status: 'GONE', startedAt: begunAt });
    });

  test('that may not be read is a failure', async () => {
    world.server.disturbances.plan('GetLifecycleExecution', failing('ForbiddenException', 'not you'));
    await expect(reader().one(UNKNOWN, Date.now(), run)).rejects.toMatchObject({ name: 'ForbiddenException', message: 'not you' });
  });
});

describe('what an execution acted on', () => {
  test('is the record, and below it 60 AMIs in pages of 25', async () => {
    const image = built({ amis: Array.from({ length: 60 }, (_, index) => ({ image: amiId(index), region: index % 2 ? 'eu-west-1' : 'us-east-1' })) });
    const id = await through(image, 'DISABLED');
    calls();
    expect(await reader().resources(id, run)).toEqual([
      { kind: 'image', id: image, region: 'eu-west-1', status: 'SUCCESS' },
      ...Array.from({ length: 60 }, (_, index) => ({ kind: 'AMI', id: amiId(index), region: index % 2 ? 'eu-west-1' : 'us-east-1', status: 'SUCCESS' })),
    ]);
    const [first, second, ...others] = inputsOf('ListLifecycleExecutionResources');
    expect([first, second]).toEqual([
      { lifecycleExecutionId: id, maxResults: 25 }, { lifecycleExecutionId: id, parentResourceId: image, maxResults: 25 },
    ]);
    expect(others).toEqual(Array(2).fill({ lifecycleExecutionId: id, parentResourceId: image, maxResults: 25, nextToken: expect.any(String) }));
    expect(calls()).toEqual(Array(4).fill('ListLifecycleExecutionResources'));
  });

  test('are snapshots as well, if they were deleted', async () => {
    const image = built({ amis: [{ image: amiId(1) }] });
    const [snapshot] = world.ec2.images.get('eu-west-1', amiId(1))!.snapshots;
    const id = await through(image, 'DELETED', { includeResources: { amis: true, snapshots: true } });
    expect(await reader().resources(id, run)).toEqual([
      { kind: 'image', id: image, region: 'eu-west-1', status: 'SUCCESS' },
      { kind: 'AMI', id: amiId(1), region: 'eu-west-1', status: 'SUCCESS' },
      { kind: 'snapshot', id: snapshot, region: 'eu-west-1', status: 'SUCCESS' },
    ]);
  });

  test('are containers, if it is an image of them', async () => {
    const image = built({ type: 'DOCKER', imageUris: ['golden:1', 'golden:latest'] });
    const id = await through(image, 'DELETED', { includeResources: { containers: true } });
    expect(await reader().resources(id, run)).toEqual([
      { kind: 'image', id: image, region: 'eu-west-1', status: 'SUCCESS' }, { kind: 'container', id: 'golden:1', region: 'eu-west-1', status: 'SUCCESS' },
    ]);
  });

  test('says why something was left alone', async () => {
    const image = built({ amis: [{ image: amiId(1) }] });
    const id = await through(image, 'DELETED', { exclusionRules: { amis: { regions: ['eu-west-1'] } } });
    expect(await reader().resources(id, run)).toEqual([
      { kind: 'image', id: image, region: 'eu-west-1', status: 'SKIPPED', reason: '1 of the resources of the image were skipped.' },
      { kind: 'AMI', id: amiId(1), region: 'eu-west-1', status: 'SKIPPED', reason: 'The AMI is in the excluded Region eu-west-1.' },
    ]);
  });

  test('says why something failed', async () => {
    world.identities.putRole(ROLE, { trust: { Statement: [] }, managedPolicyArns: [] });
    const image = built({ amis: [{ image: amiId(1) }] });
    const id = await through(image, 'DISABLED');
    expect(await reader().resources(id, run)).toEqual([
      { kind: 'image', id: image, region: 'eu-west-1', status: 'FAILED', reason: '1 of the resources of the image failed.' },
      { kind: 'AMI', id: amiId(1), region: 'eu-west-1', status: 'FAILED', reason: expect.stringMatching(/^User: .* is not authorized to perform: ec2:DisableImage on resource: /) },
    ]);
  });

  test('is nothing, if it was cancelled', async () => {
    const id = await startByHand(built(), 'DISABLED');
    await cancelByHand(id);
    expect(await reader().resources(id, run)).toEqual([]);
  });
});

describe.each<[string, (image: string, id: string) => Promise<unknown>]>([
  ['ListLifecycleExecutions', image => reader().open(image, run)],
  ['GetLifecycleExecution', (_, id) => reader().one(id, 0, run)],
  ['ListLifecycleExecutionResources', (_, id) => reader().resources(id, run)],
])('%s', (operation, ask) => {
  let image: string;
  let id: string;

  beforeEach(async () => {
    image = built();
    id = await through(image, 'DISABLED');
    calls();
    world.server.disturbances.plan(operation, throttled);
  });

  test('that is throttled is asked again', async () => {
    await ask(image, id);
    expect(calls().slice(0, 2)).toEqual([`${operation}: CallRateLimitExceededException`, operation]);
  });

  test('that is throttled at the end of a run is left to the next', async () => {
    run.left = 0;
    await expect(ask(image, id)).rejects.toThrow(OutOfTime);
  });
});
