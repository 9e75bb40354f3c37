import { Duration } from 'aws-cdk-lib';
import {
  A, AT_HOME, attributesOf, begin, byHand, deploy, end, executionsOf, failure, GOLDEN, golden, log, notes, remove, stateOf, world, writes, X,
} from './world';
import { ImageState } from '../../../lib/state';
import { killed } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// What cannot be undone is done when it is declared, on the way forward, and once.

afterEach(() => end());

const deleted = ImageState.deletedIrreversibly;
const started = () => writes().filter(call => call.startsWith('Start'));

describe('a deletion', () => {
  beforeEach(() => begin());

  test('is no inverse of anything: a rollback to it deletes nothing', async () => {
    const kept = deleted({ amiExclusions: { regions: [AT_HOME] } });
    await deploy({ state: kept });
    await byHand('DISABLED');
    writes();
    // Something else is deployed, and fails.
    expect((await deploy({ state: ImageState.available(), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(started()).toEqual(['StartResourceStateUpdate AVAILABLE']);
    expect(await stateOf()).toBe('AVAILABLE');
    expect(notes().at(-1)).toBe(`${GOLDEN} is AVAILABLE: a rollback deletes nothing`);
  });

  test('that keeps the image, because something of it is left alone, does not claim to have deleted it, and is not tried again by itself', async () => {
    const kept = deleted({ amiExclusions: { regions: [AT_HOME] } });
    const stack = await deploy({ state: kept });
    expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', {
      PreviousState: 'AVAILABLE', ResultingState: 'AVAILABLE', ExecutionId: expect.stringMatching(/^lce-/), ChangedCount: '2', SkippedCount: '1', FailedCount: '0',
    }]);
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'deregistered']);
    expect(notes()).toEqual([
      expect.stringMatching(new RegExp(`^left alone: .*${A} in ${AT_HOME} \\(The AMI is in the excluded Region ${AT_HOME}\\.\\)`)),
      `${GOLDEN} was not deleted, because something of it was left alone: it is AVAILABLE, and is not tried to be deleted again until what is declared changes`,
    ]);
    expect(started()).toHaveLength(1);
    for (const declared of [{ reconcile: '1' }, { reconcile: '1', note: 'another' }, { reconcile: '2' }]) {
      expect((await deploy({ state: kept, ...declared })).status).toBe('UPDATE_COMPLETE');
      expect(started()).toEqual([]);
    }
    expect((await deploy({ state: deleted() })).status).toBe('UPDATE_COMPLETE');
    expect([started().length, await stateOf()]).toEqual([1, 'gone']);
  });

  test('is over when the image is gone: an update away from it succeeds, and says so', async () => {
    await deploy({ state: deleted() });
    writes();
    const stack = await deploy({ state: ImageState.available() });
    expect([stack.status, attributesOf(stack).ResultingState]).toEqual(['UPDATE_COMPLETE', 'DELETED']);
    expect(notes().at(-1)).toBe(`${GOLDEN} was deleted, and nobody can bring it back: it is not AVAILABLE, whatever is declared`);
    expect(writes()).toEqual([]);
    // And so does a rollback to it, and from it.
    expect((await deploy({ state: ImageState.disabled(), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  });

  test('of an image that is gone already has nothing to do', async () => {
    await byHand('DELETED');
    const stack = await deploy({ state: deleted() });
    expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', {
      PreviousState: 'DELETED', ResultingState: 'DELETED', ExecutionId: 'none', ChangedCount: '0', SkippedCount: '0', FailedCount: '0',
    }]);
    expect(notes()).toEqual([`${GOLDEN} is not there: nothing to delete`]);
  });

  test('of an image that is shared fails, and nothing is lost', async () => {
    await world.server.call('imagebuilder', 'PutImagePolicy', {
      imageArn: GOLDEN,
      policy: JSON.stringify({
        Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: [X] }, Action: ['imagebuilder:GetImage'], Resource: [GOLDEN] }],
      }),
    }, HOME);
    expect((await deploy({ state: deleted() })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`the record of the image: The image ${GOLDEN} is shared with other accounts.`);
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
  });

  test('that fails is not tried again under another id, and its rollback restores what can be', async () => {
    await deploy({ state: ImageState.disabled(), sharedWith: [X] });
    writes();
    world.ec2.images.update(AT_HOME, A, { deregistrationProtection: 'enabled-without-cooldown' });
    expect((await deploy({ state: deleted() })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toContain(`${A} in ${AT_HOME}: `);
    expect(started()).toEqual(['StartResourceStateUpdate DELETED']);
    expect(await stateOf()).toBe('DISABLED');
  });

  test('is asked for only after the stack was looked at, right before', async () => {
    await deploy({ state: deleted() });
    const own = world.server.calls.filter(({ role }) => role?.includes('ImageStateUpdateHandler')).map(({ operation }) => operation);
    expect(own[own.indexOf('StartResourceStateUpdate') - 1]).toBe('DescribeStacks');
  });

  test('is not asked for when the stack cannot be looked at', async () => {
    world.server.disturbances.plan('DescribeStacks', { kind: 'error', code: 'ValidationError', message: 'not now' }, { times: 1_000 });
    expect((await deploy({ state: deleted() })).status).toBe('ROLLBACK_COMPLETE');
    expect(started()).toEqual([]);
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
  });

  test.each(['before', 'after'] as const)('is asked for once, when the run is killed %s', async when => {
    world.server.disturbances.plan('StartResourceStateUpdate', killed(when));
    expect((await deploy({ state: deleted() })).status).toBe('CREATE_COMPLETE');
    expect(new Set(world.server.calls.filter(({ operation }) => operation === 'StartResourceStateUpdate').map(({ input }) => (input as any).clientToken)).size).toBe(1);
    expect(await stateOf()).toBe('gone');
  });

  test('that goes on when its update has failed is cancelled by the rollback', async () => {
    await end();
    await begin({ imageBuilder: { executionSeconds: 900 } });
    await deploy({ state: ImageState.available() });
    const stack = await deploy({ state: deleted(), serviceTimeout: Duration.minutes(5) });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toMatch(/waited 4 minutes for execution lce-[-0-9]+ to end, and CloudFormation waits no longer: deploy again to go on/);
    expect(await executionsOf()).toEqual(['CANCELLED']);
    world.clock.advance({ hours: 1 });
    await world.imageBuilder.catchUp(HOME);
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
  });

  test('that goes on when its creation has failed is cancelled as well', async () => {
    await end();
    await begin({ imageBuilder: { executionSeconds: 900 } });
    expect((await deploy({ state: deleted(), serviceTimeout: Duration.minutes(5) })).status).toBe('ROLLBACK_COMPLETE');
    expect(await executionsOf()).toEqual(['CANCELLED']);
    world.clock.advance({ hours: 1 });
    await world.imageBuilder.catchUp(HOME);
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
  });

  test('is not undone by a removal', async () => {
    await deploy({ state: deleted() });
    writes();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual([]);
    expect(log().filter(({ step }) => step === 'failed')).toEqual([]);
  });
});

describe('an image of containers', () => {
  beforeEach(() => begin({}, { type: 'DOCKER', amis: [] }));

  test('is deleted with its containers', async () => {
    const stack = await deploy({ state: ImageState.containersDeletedIrreversibly() });
    expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', {
      PreviousState: 'AVAILABLE', ResultingState: 'DELETED', ExecutionId: expect.stringMatching(/^lce-/), ChangedCount: '1', SkippedCount: '0', FailedCount: '0',
    }]);
    expect(await stateOf()).toBe('gone');
  });

  test('has no AMIs to delete', async () => {
    await deploy({ state: deleted() });
    expect(failure()).toContain(`${GOLDEN} is made of containers: delete its containers, for it has no AMIs`);
    expect(writes()).toEqual([]);
  });
});

test('an image of AMIs has no containers to delete', async () => {
  await begin();
  await deploy({ state: ImageState.containersDeletedIrreversibly() });
  expect(failure()).toContain(`${GOLDEN} is made of AMIs: delete its AMIs, for it has no containers`);
  expect(writes()).toEqual([]);
});
