import {
  A, ABROAD, amiOf, AT_HOME, attributesOf, B, begin, beginByHand, byHand, calls, deploy, end, executionsOf, failure, GOLDEN, golden,
  inDays, notes, remove, stateOf, world, writes, X,
} from './world';
import { LifecycleAmiResources } from '../../../lib/lifecycle';
import { ImageState, ImageStateRemoval } from '../../../lib/state';
import { HOME } from '../../../local-aws/src/stand-in';

// A deprecation at a date: EC2 is told at once, and the record follows. Until then an execution is open, which nothing waits for.

beforeEach(() => begin());

afterEach(() => end());

const at = (days: number, more: object = {}) => ImageState.deprecated({ at: inDays(days), ...more });

/** Lets time pass, and Image Builder do what is due. */
async function pass(days: number): Promise<void> {
  world.clock.advance({ days });
  await world.imageBuilder.catchUp(HOME);
}

test('does not hold the deployment', async () => {
  const state = at(30);
  const since = world.clock.now();
  const stack = await deploy({ state });
  expect(world.clock.now() - since).toBeLessThan(60);
  expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', {
    PreviousState: 'AVAILABLE', ResultingState: 'AVAILABLE', ExecutionId: expect.stringMatching(/^lce-/), ChangedCount: '0', SkippedCount: '0', FailedCount: '0',
  }]);
  expect(await golden()).toEqual(['AVAILABLE', 'available, to be deprecated', 'available, to be deprecated']);
  expect(notes()).toEqual([
    `${GOLDEN} will be deprecated at ${new Date(since * 1000 + 30 * 86_400_000).toISOString()} by execution ${attributesOf(stack).ExecutionId}; `
    + 'until then its record is AVAILABLE',
  ]);
  await pass(31);
  expect(await golden()).toEqual(['DEPRECATED', 'available, deprecated', 'available, deprecated']);

  // What was declared stays as it is, and its date is past.
  calls();
  expect((await deploy({ state, reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual([]);
});

test.each(['IN_PROGRESS', 'PENDING'] as const)('is found again while its execution is %s, and not asked for a second time', async scheduledIs => {
  await world.stop();
  await begin({ imageBuilder: { scheduledIs } });
  const state = at(30);
  const { ExecutionId } = attributesOf(await deploy({ state }));
  await pass(1);
  calls();
  const stack = await deploy({ state, reconcile: '1' });
  expect([stack.status, attributesOf(stack).ExecutionId]).toEqual(['UPDATE_COMPLETE', ExecutionId]);
  expect(writes()).toEqual([]);
});

test('at a date in the past is refused, when it is created and when the date changes', async () => {
  const [past, now] = [inDays(-1).toISOString(), inDays(0).toISOString()];
  await deploy({ state: at(-1) });
  expect(failure()).toContain(`Images/Recall7614E0F9: ${GOLDEN} cannot be deprecated at ${past}, because that is past (it is ${now.slice(0, 16)}`);
  expect(writes()).toEqual([]);
  await remove();

  await deploy({ state: at(30) });
  calls();
  expect((await deploy({ state: at(-1) })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure()).toContain('because that is past');
  expect(writes()).toEqual([]);
  expect(await executionsOf()).toEqual(['IN_PROGRESS']);
});

test('at another date: the first is cancelled, and EC2 told the other date', async () => {
  await deploy({ state: at(30) });
  await pass(1);
  calls();
  const stack = await deploy({ state: at(60) });
  expect(stack.status).toBe('UPDATE_COMPLETE');
  expect(writes().filter(call => !/^(?:Enable|Create|Disable)/.test(call))).toEqual(['CancelLifecycleExecution', 'StartResourceStateUpdate DEPRECATED at a date']);
  expect(await executionsOf()).toEqual(['IN_PROGRESS', 'CANCELLED']);
  await pass(45);
  expect(await golden()).toEqual(['AVAILABLE', 'available, to be deprecated', 'available, to be deprecated']);
  await pass(45);
  expect(await stateOf()).toBe('DEPRECATED');
});

test.each<[string, ImageState, readonly string[], string[]]>([
  ['available', ImageState.available(), ['CancelLifecycleExecution'], ['AVAILABLE', 'available', 'available']],
  ['disabled', ImageState.disabled(), ['CancelLifecycleExecution', 'StartResourceStateUpdate DISABLED'], ['DISABLED', 'disabled', 'disabled']],
  ['deprecated now', ImageState.deprecated(), ['CancelLifecycleExecution', 'StartResourceStateUpdate DEPRECATED'],
    ['DEPRECATED', 'available, deprecated', 'available, deprecated']],
])('and then %s instead: it is cancelled first, and the deprecation time of the AMIs goes', async (_, state, wanted, outcome) => {
  await deploy({ state: at(30) });
  await pass(1);
  calls();
  expect((await deploy({ state })).status).toBe('UPDATE_COMPLETE');
  expect(writes().filter(call => /^(?:Cancel|Start)/.test(call))).toEqual(wanted);
  expect(await golden()).toEqual(outcome);
  await pass(60);
  expect(await golden()).toEqual(outcome);
});

test('and a deprecation time that somebody else gave an AMI stays', async () => {
  const theirs = world.clock.now() + 400 * 86_400;
  await deploy({ state: at(30) });
  world.ec2.images.update(ABROAD, B, { deprecationTime: theirs });
  await deploy({ state: ImageState.available() });
  expect(await golden()).toEqual(['AVAILABLE', 'available', 'available, to be deprecated']);
  expect(world.ec2.images.get(ABROAD, B)!.deprecationTime).toBe(theirs);
});

test('of an image that is deprecated already goes by way of available', async () => {
  await byHand('DEPRECATED');
  calls();
  expect((await deploy({ state: at(30) })).status).toBe('CREATE_COMPLETE');
  expect(writes().filter(call => call.startsWith('Start'))).toEqual(['StartResourceStateUpdate AVAILABLE', 'StartResourceStateUpdate DEPRECATED at a date']);
  expect(await golden()).toEqual(['AVAILABLE', 'available, to be deprecated', 'available, to be deprecated']);
});

test('that a person has scheduled is cancelled as well', async () => {
  await beginByHand('DEPRECATED', { updateAt: world.clock.now() + 30 * 86_400 });
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  expect(await executionsOf()).toEqual(['SUCCESS', 'CANCELLED']);
  expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
});

test('goes with its creation, when that is rolled back', async () => {
  expect((await deploy({ state: at(30), breaks: true })).status).toBe('ROLLBACK_COMPLETE');
  expect(await executionsOf()).toEqual(['CANCELLED']);
  expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
});

test('comes back, when an update from it is rolled back', async () => {
  const state = at(30);
  await deploy({ state });
  expect((await deploy({ state: ImageState.disabled(), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await executionsOf()).toEqual(['IN_PROGRESS', 'SUCCESS', 'SUCCESS', 'CANCELLED']);
  expect(await golden()).toEqual(['AVAILABLE', 'available, to be deprecated', 'available, to be deprecated']);
});

test('goes, when an update to it is rolled back', async () => {
  await deploy({ state: ImageState.available() });
  expect((await deploy({ state: at(30), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await executionsOf()).toEqual(['CANCELLED']);
  expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
});

test('stays when it is removed, and goes if the image is to be made available', async () => {
  await deploy({ state: at(30) });
  await remove();
  expect(await executionsOf()).toEqual(['IN_PROGRESS']);
  await deploy({ state: at(30), onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
  await remove();
  expect(await executionsOf()).toEqual(['CANCELLED']);
  expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
});

test('of the record alone leaves the AMIs alone', async () => {
  const includeResources = LifecycleAmiResources.RECORD_ONLY;
  await deploy({ state: at(30, { includeResources }) });
  expect([amiOf(A, AT_HOME), await executionsOf()]).toEqual(['available', ['IN_PROGRESS']]);
  await deploy({ state: ImageState.available({ includeResources }), sharedWith: [X] });
  expect(await executionsOf()).toEqual(['CANCELLED']);
});
