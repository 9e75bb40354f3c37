import { Duration } from 'aws-cdk-lib';
import {
  A, ABROAD, amiOf, AT_HOME, attributesOf, B, begin, beginByHand, byHand, calls, deploy, end, executionsOf, failure, GOLDEN, golden, launchersOf, log,
  notes, stateOf, updateIn, world, writes, X,
} from './world';
import { ImageState } from '../../../lib/state';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// What comes of what Image Builder does: executions that end well or badly, stay, or are not known any more.

afterEach(() => end());

const said = (message: string) => 'Received response status [FAILED] from custom resource. Message returned: Changes made before this: 1. '
  + `Images/Recall7614E0F9: ${message} (RequestId: 00000000-0000-4000-9000-000000000001)`;
const FIRST = 'lce-00000000-0000-4000-8000-000000000001';

/** AMIs by the dozen. */
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ image: `ami-${String(index).padStart(17, '0')}` }));

describe('an execution that fails', () => {
  test('fails the deployment, which names what failed, why, and how things are', async () => {
    await begin();
    // Image Builder touches only what it made.
    world.ec2.images.update(ABROAD, B, { tags: {} });
    const stack = await deploy({});
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toMatch(new RegExp(`^update CREATE_FAILED ${said(
      `execution ${FIRST}, which was to make the image DISABLED, ended as FAILED. Its record is AVAILABLE: mend what failed, and deploy again; ${B} in ${ABROAD}: `,
    ).split(' (RequestId')[0].replace(/[[\].()]/g, '\\$&')}User: .* is not authorized to perform: ec2:DisableImage on resource: `));
    expect(await golden()).toEqual(['AVAILABLE', 'disabled', 'available']);
  });

  test('with sixty resources is walked to its end, and as many are named as fit', async () => {
    await begin({}, { amis: many(60) });
    for (const { image } of many(60)) {
      world.ec2.images.update(AT_HOME, image, { tags: {} });
    }
    calls();
    await deploy({});
    expect(calls().filter(call => call === 'ListLifecycleExecutionResources')).toHaveLength(1 + 3);
    const failed = failure()!;
    expect(failed).toMatch(/; and [0-9]+ more: log group [^ ]+, request [0-9a-f-]+ \(RequestId/);
    expect(Buffer.byteLength(failed)).toBeLessThan(1_200);
    // The log has them all.
    expect(log().filter(({ step }) => step === 'failed').map(({ on }) => on)).toEqual(many(60).map(({ image }) => `${image} in ${AT_HOME}`));
  });

  test('for some of sixty tells how many were changed and how many not', async () => {
    await begin({}, { amis: many(60) });
    await byHand('DEPRECATED');
    const stack = await deploy({ state: ImageState.deprecated() });
    expect(stack.status).toBe('CREATE_COMPLETE');
    for (const { image } of many(20)) {
      world.ec2.images.update(AT_HOME, image, { tags: {} });
    }
    const rolledBack = await deploy({});
    expect(rolledBack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stateOf()).toBe('DEPRECATED');
    // Those that were disabled before it failed are named: no listed transition leads them back.
    expect(notes().at(-1)).toMatch(new RegExp(`^${GOLDEN} is DEPRECATED already, but of its AMIs ami-00000000000000020 in eu-west-1 is disabled`));
  });
});

describe('an execution', () => {
  test('that somebody cancels fails the deployment', async () => {
    await begin();
    world.functions.deliverTwice = undefined;
    const cancelled = async () => {
      const { lifecycleExecutions: [{ lifecycleExecutionId }] } = await world.server.call('imagebuilder', 'ListLifecycleExecutions', { resourceArn: GOLDEN }, HOME);
      await world.server.call('imagebuilder', 'CancelLifecycleExecution', { lifecycleExecutionId, clientToken: 'by hand' }, HOME);
    };
    world.server.disturbances.plan('GetLifecycleExecution', { kind: 'meanwhile', happens: cancelled }, { nth: 2 });
    expect((await deploy({})).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toBe(`update CREATE_FAILED ${said(
      `execution ${FIRST}, which was to make the image DISABLED, ended as CANCELLED. Its record is AVAILABLE: mend what failed, and deploy again`)}`);
  });

  test('that Image Builder pauses does not hold the deployment, and is said to go on', async () => {
    await begin({ imageBuilder: { pendingSeconds: 86_400 } });
    const since = world.clock.now();
    const stack = await deploy({});
    expect(world.clock.now() - since).toBeLessThan(5 * 60);
    expect([stack.status, attributesOf(stack).ResultingState]).toEqual(['CREATE_COMPLETE', 'AVAILABLE']);
    expect(notes()).toEqual([`execution ${FIRST}, which will make ${GOLDEN} DISABLED, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`]);
    // Looked at again, it is found.
    calls();
    expect((await deploy({ reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([]);
    // And another target takes its place.
    expect((await deploy({ state: ImageState.available() })).status).toBe('UPDATE_COMPLETE');
    expect(await executionsOf()).toEqual(['CANCELLED']);
  });

  test('that is paused on the way to another state fails the deployment, which says how to go on', async () => {
    await begin();
    await byHand('DISABLED');
    await world.stop();
    await begin({ imageBuilder: { pendingSeconds: 86_400 } }, { status: 'DISABLED' });
    world.ec2.images.update(AT_HOME, A, { state: 'disabled' });
    await deploy({ state: ImageState.deprecated() });
    expect(failure()).toContain(`execution ${FIRST}, which was to make ${GOLDEN} AVAILABLE on the way to DEPRECATED, is paused by Image Builder, perhaps until tomorrow: `
      + 'change reconcile and deploy again when it is through');
  });

  test('that is paused only for a moment is waited for', async () => {
    await begin({ imageBuilder: { pendingSeconds: 60 } });
    expect(attributesOf(await deploy({})).ResultingState).toBe('DISABLED');
  });

  test('that is not known any more fails the deployment, unless the image is where it was to go', async () => {
    await begin();
    world.server.disturbances.plan('GetLifecycleExecution', failing('InvalidRequestException', 'no such execution'), { times: 10_000 });
    expect((await deploy({})).status).toBe('CREATE_COMPLETE');
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
    await world.stop();

    await begin({ imageBuilder: { executionSeconds: 100_000 } });
    world.server.disturbances.plan('GetLifecycleExecution', failing('InvalidRequestException', 'no such execution'), { times: 10_000 });
    expect((await deploy({})).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toBe(`update CREATE_FAILED ${said(
      `execution ${FIRST}, which was to make the image DISABLED, is not known any more. Its record is AVAILABLE: mend what failed, and deploy again`)}`);
  });

  test('that takes longer than the limit fails the deployment; the rollback waits for it, and then takes it back', async () => {
    await begin({ imageBuilder: { executionSeconds: 900 } });
    await deploy({ state: ImageState.available(), sharedWith: [X] });
    const stack = await deploy({ sharedWith: [X], serviceTimeout: Duration.minutes(10) });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toMatch(new RegExp(`waited 9 minutes for execution ${FIRST} to end, and CloudFormation waits no longer: deploy again to go on`));
    expect(await executionsOf()).toEqual(['SUCCESS', 'SUCCESS']);
    expect([await golden(), launchersOf()]).toEqual([['AVAILABLE', 'available', 'available'], [X]]);
  });

  test('that outlasts a run of the function is gone on with in the next, which knows how the image was and what was changed', async () => {
    await begin({ imageBuilder: { executionSeconds: 600 } });
    await byHand('DISABLED');
    world.clock.advance({ minutes: 10 });
    await world.imageBuilder.catchUp(HOME);
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
    writes();
    const stack = await deploy({ state: ImageState.deprecated() });
    expect(log().filter(({ step }) => step === 'handing over')).not.toEqual([]);
    expect(writes().filter(call => call.startsWith('Start'))).toEqual(['StartResourceStateUpdate AVAILABLE', 'StartResourceStateUpdate DEPRECATED']);
    const last = 'lce-00000000-0000-4000-8000-000000000003';
    expect(attributesOf(stack)).toEqual({
      PreviousState: 'DISABLED', ResultingState: 'DEPRECATED', ExecutionId: last, ChangedCount: '2', SkippedCount: '0', FailedCount: '0',
    });
    expect(notes()).toEqual([`${GOLDEN} went to DEPRECATED by way of AVAILABLE: its AMIs could be launched in between`]);
  });

  test('of somebody else is waited for before another is begun', async () => {
    await begin();
    await beginByHand('DEPRECATED');
    const stack = await deploy({});
    expect([stack.status, attributesOf(stack).PreviousState]).toEqual(['CREATE_COMPLETE', 'AVAILABLE']);
    expect(await executionsOf()).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await golden()).toEqual(['DISABLED', 'disabled, deprecated', 'disabled, deprecated']);
  });

  test('that somebody begins at the same moment is waited for', async () => {
    await begin();
    world.server.disturbances.plan('StartResourceStateUpdate', { kind: 'meanwhile', happens: () => beginByHand('DEPRECATED') });
    expect((await deploy({})).status).toBe('CREATE_COMPLETE');
    expect(await executionsOf()).toEqual(['SUCCESS', 'SUCCESS']);
    expect(await stateOf()).toBe('DISABLED');
  });
});

describe('every error of StartResourceStateUpdate', () => {
  test.each(['ClientException', 'IdempotentParameterMismatchException', 'InvalidRequestException', 'ResourceNotFoundException'])('%s fails the deployment, and nothing is lost', async code => {
    await begin();
    world.server.disturbances.plan('StartResourceStateUpdate', failing(code, 'not so'));
    const stack = await deploy({});
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`Images/Recall7614E0F9: ${GOLDEN}: disable failed: not so (${code})`.split(': ').slice(1).join(': '));
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
  });

  test.each(['CallRateLimitExceededException', 'ServiceException', 'ServiceUnavailableException', 'ForbiddenException'])('%s is tried again', async code => {
    await begin();
    world.server.disturbances.plan('StartResourceStateUpdate', failing(code, 'not now'), { times: 2 });
    expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  });

  test('a role that is not known everywhere yet is tried again, for a minute', async () => {
    await begin();
    world.server.disturbances.plan('StartResourceStateUpdate', failing('InvalidRequestException', 'The provided role does not exist or does not have sufficient permissions'), { times: 3 });
    const stack = await deploy({});
    expect([stack.status, updateIn(stack).physicalId]).toEqual(['CREATE_COMPLETE', GOLDEN]);
    expect(amiOf()).toBe('disabled');
  });
});
