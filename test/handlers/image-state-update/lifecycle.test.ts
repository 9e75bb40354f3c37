import {
  A, ABROAD, AT_HOME, attributesOf, B, begin, byHand, calls, deploy, end, events, failure, GOLDEN, golden, grant, launchersOf, NEXT, notes,
  remove, stateOf, updateIn, world, writes, X, Y, Z,
} from './world';
import { LifecycleAmiResources } from '../../../lib/lifecycle';
import { ImageState, ImageStateRemoval } from '../../../lib/state';
import { killed } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// The whole life of an update, from the construct to the wire.

afterEach(() => end());

const STATES = {
  AVAILABLE: ImageState.available, DEPRECATED: ImageState.deprecated, DISABLED: ImageState.disabled, DELETED: ImageState.deletedIrreversibly,
} as const;
const IN_EC2 = { AVAILABLE: /^available$/, DEPRECATED: /^available, deprecated$/, DISABLED: /^disabled/, DELETED: /^deregistered/ } as const;
const recordOnly = { includeResources: LifecycleAmiResources.RECORD_ONLY };

/** Brings the golden image to a state before the stack is there. */
async function bringByHand(state: string): Promise<void> {
  if (state !== 'AVAILABLE') {
    await byHand(state);
  }
}

describe('an image is brought', () => {
  beforeEach(() => begin());

  test.each<[keyof typeof STATES, keyof typeof STATES, string[]]>([
    ['AVAILABLE', 'DEPRECATED', ['DEPRECATED']],
    ['AVAILABLE', 'DISABLED', ['DISABLED']],
    ['AVAILABLE', 'DELETED', ['DELETED']],
    ['DEPRECATED', 'AVAILABLE', ['AVAILABLE']],
    ['DEPRECATED', 'DISABLED', ['DISABLED']],
    ['DEPRECATED', 'DELETED', ['DELETED']],
    ['DISABLED', 'AVAILABLE', ['AVAILABLE']],
    ['DISABLED', 'DEPRECATED', ['AVAILABLE', 'DEPRECATED']],
    ['DISABLED', 'DELETED', ['DELETED']],
  ])('from %s to %s, with its AMIs', async (from, to, steps) => {
    await bringByHand(from);
    const stack = await deploy({ state: STATES[to]() });
    expect([stack.status, failure()]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(calls().filter(call => call.startsWith('Start'))).toEqual(steps.map(step => `StartResourceStateUpdate ${step}`));
    expect(await golden()).toEqual([to === 'DELETED' ? 'gone' : to, expect.stringMatching(IN_EC2[to]), expect.stringMatching(IN_EC2[to])]);
    expect(updateIn(stack).physicalId).toBe(GOLDEN);
    expect(attributesOf(stack)).toEqual({
      PreviousState: from,
      ResultingState: to,
      ExecutionId: expect.stringMatching(/^lce-/),
      ChangedCount: to === 'DELETED' ? '4' : '2',
      SkippedCount: '0',
      FailedCount: '0',
    });
  });

  test.each(['AVAILABLE', 'DEPRECATED', 'DISABLED'] as const)('not at all, where it is %s already: nothing is written', async state => {
    await bringByHand(state);
    const stack = await deploy({ state: STATES[state]() });
    expect(writes()).toEqual([]);
    expect(attributesOf(stack)).toEqual({
      PreviousState: state, ResultingState: state, ExecutionId: 'none', ChangedCount: '0', SkippedCount: '0', FailedCount: '0',
    });
  });

  test('with its record alone: at once, without an execution, and without a look at its AMIs', async () => {
    const stack = await deploy({ state: ImageState.disabled(recordOnly) });
    expect(calls()).toEqual(['DescribeStacks', 'GetImage', 'ListLifecycleExecutions', 'StartResourceStateUpdate DISABLED', 'GetImage', 'ListLifecycleExecutions']);
    expect(await golden()).toEqual(['DISABLED', 'available', 'available']);
    expect(attributesOf(stack)).toMatchObject({ PreviousState: 'AVAILABLE', ResultingState: 'DISABLED', ExecutionId: 'none', ChangedCount: '0' });
  });

  test('there and back, and there and back: each deployment does it anew', async () => {
    for (const state of [STATES.DISABLED, STATES.AVAILABLE, STATES.DISABLED, STATES.AVAILABLE]) {
      calls();
      const stack = await deploy({ state: state() });
      expect(stack.status).toMatch(/^(?:CREATE|UPDATE)_COMPLETE$/);
      expect(writes().filter(call => call.startsWith('Start'))).toHaveLength(1);
      expect((await golden())[0]).toBe(attributesOf(stack).ResultingState);
    }
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
    const tokens = world.server.calls.filter(({ operation }) => operation === 'StartResourceStateUpdate').map(({ input }) => (input as any).clientToken);
    expect(new Set(tokens).size).toBe(4);
    tokens.forEach(token => expect(token).toMatch(/^[0-9a-f]{64}$/));
  });

  test('again, when somebody has changed it and reconcile changes', async () => {
    await deploy({});
    await byHand('AVAILABLE');
    expect((await deploy({ note: 'another' })).status).toBe('UPDATE_COMPLETE');
    expect(await stateOf()).toBe('AVAILABLE');
    expect((await deploy({ note: 'another', reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
  });

  test('to no state, if only with whom it is shared has changed', async () => {
    await deploy({ sharedWith: [X] });
    await byHand('AVAILABLE');
    calls();
    expect((await deploy({ sharedWith: [X, Y] })).status).toBe('UPDATE_COMPLETE');
    expect(writes().filter(call => call.startsWith('Start'))).toEqual([]);
    expect(await stateOf()).toBe('AVAILABLE');
    expect(notes()).toContain(`${GOLDEN} is AVAILABLE: its state was not declared anew. Change reconcile, and it becomes DISABLED`);
  });

  test('and another one instead: the first stays as it was brought', async () => {
    await deploy({});
    const stack = await deploy({ image: NEXT });
    expect([stack.status, updateIn(stack).physicalId]).toEqual(['UPDATE_COMPLETE', NEXT]);
    expect([await stateOf(), await stateOf(NEXT)]).toEqual(['DISABLED', 'DISABLED']);
    expect(notes().at(-1)).toBe(`${GOLDEN} stays DISABLED, as onRemoval says`);
  });

  test('and another one instead: the first is made available, if onRemoval says so', async () => {
    await deploy({ onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    const stack = await deploy({ image: NEXT, onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    expect(stack.status).toBe('UPDATE_COMPLETE');
    expect([await golden(), await stateOf(NEXT)]).toEqual([['AVAILABLE', 'available', 'available'], 'DISABLED']);
  });
});

describe('what cannot be is refused before anything is written', () => {
  const refused = async (message: string) => {
    expect(failure()).toBe('update CREATE_FAILED Received response status [FAILED] from custom resource. Message returned: This run changed nothing. '
      + `Images/Recall7614E0F9: ${message} (RequestId: 00000000-0000-4000-9000-000000000001)`);
    expect(writes()).toEqual([]);
  };

  test('an image that does not exist', async () => {
    await begin();
    const stack = await deploy({ image: `${GOLDEN}7` });
    expect(stack.status).toBe('ROLLBACK_COMPLETE');
    await refused(`${GOLDEN}7 does not exist: name a build that is there`);
  });

  test.each(['FAILED', 'CANCELLED'])('one that is %s', async status => {
    await begin({}, { status, reason: 'the test failed' });
    await deploy({});
    await refused(`${GOLDEN} is ${status} (the test failed), and cannot become DISABLED: it can only be deleted; name a build that is available`);
  });

  test('one of containers, that is not to be deleted', async () => {
    await begin({}, { type: 'DOCKER', amis: [] });
    await deploy({});
    await refused(`${GOLDEN} is made of containers, and can only be deleted: Image Builder knows no other state update of it`);
  });

  test('a record that is there while its AMIs are not', async () => {
    await begin();
    await byHand('DISABLED', { executionRole: undefined, includeResources: undefined });
    await deploy({});
    await refused(`${GOLDEN} is DISABLED already, but of its AMIs ${A} in ${AT_HOME} is available, ${B} in ${ABROAD} is available: `
      + 'bring the record alone to AVAILABLE, deploy, and then deploy this again');
    // The way out leads out.
    await remove();
    await deploy({ state: ImageState.available(recordOnly) });
    expect((await deploy({})).status).toBe('UPDATE_COMPLETE');
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
  });
});

describe('an image that is being built', () => {
  test('is waited for', async () => {
    await begin({}, { build: { seconds: 1_200 } });
    expect((await deploy({})).status).toBe('CREATE_COMPLETE');
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
  });

  test('is waited for no longer than the time allows', async () => {
    await begin({}, { build: { seconds: 100_000 } });
    expect((await deploy({})).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toMatch(/^update CREATE_FAILED .*: waited [0-9]+ minutes for .* to be built \(it is BUILDING\), and CloudFormation waits no longer: deploy again to go on/);
  });
});

describe('its launch permissions', () => {
  beforeEach(() => begin());

  test('that are declared come back when it is available again, and those that nobody declared are told of and do not', async () => {
    grant(A, AT_HOME, Z);
    await deploy({ sharedWith: [X, Y] });
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[], []]);
    expect(notes()).toEqual([
      `no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ${A} in ${AT_HOME} by ${Z}`,
    ]);
    calls();
    await deploy({ sharedWith: [X, Y], state: ImageState.available() });
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X, Y], [X, Y]]);
    expect(writes().filter(call => !call.startsWith('EnableImage'))).toEqual([
      'StartResourceStateUpdate AVAILABLE', `ModifyImageAttribute ${A} +${X} +${Y}`, `ModifyImageAttribute ${B} +${X} +${Y}`,
    ]);
  });

  test('come back as well where a share policy names the AMI by its id, and only there', async () => {
    grant(A, AT_HOME, Z);
    await deploy({ amiSharedWith: [X] });
    expect(notes()).toEqual([
      `no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ${A} in ${AT_HOME} by ${Z}`,
    ]);
    await deploy({ amiSharedWith: [X], state: ImageState.available() });
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], []]);
  });

  test('come back on the way from disabled to deprecated, before it is deprecated', async () => {
    await deploy({ sharedWith: [X] });
    calls();
    await deploy({ sharedWith: [X], state: ImageState.deprecated() });
    expect(writes().filter(call => /^(?:Start|Modify)/.test(call))).toEqual([
      'StartResourceStateUpdate AVAILABLE', `ModifyImageAttribute ${A} +${X}`, `ModifyImageAttribute ${B} +${X}`, 'StartResourceStateUpdate DEPRECATED',
    ]);
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], [X]]);
    expect(notes().at(-1)).toBe(`${GOLDEN} went to DEPRECATED by way of AVAILABLE: its AMIs could be launched in between`);
  });

  test('come back on that way if the event is delivered twice, side by side, and reads lag', async () => {
    await deploy({ sharedWith: [X] });
    world.functions.deliverTwice = 'side by side';
    world.server.lag.reads = 1;
    expect((await deploy({ sharedWith: [X], state: ImageState.deprecated() })).status).toBe('UPDATE_COMPLETE');
    expect(events().filter(event => event.includes('FAILED'))).toEqual([]);
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], [X]]);
  });

  test('come back in a rollback', async () => {
    await deploy({ sharedWith: [X], state: ImageState.deprecated() });
    const stack = await deploy({ sharedWith: [X], breaks: true });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stateOf()).toBe('DEPRECATED');
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], [X]]);
    expect(events().filter(event => event.startsWith('update'))).not.toContainEqual(expect.stringContaining('FAILED'));
  });

  test('come back in a rollback that is killed on the way', async () => {
    await deploy({ sharedWith: [X], state: ImageState.deprecated() });
    world.server.disturbances.plan('ModifyImageAttribute', killed('before'));
    expect((await deploy({ sharedWith: [X], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await stateOf()).toBe('DEPRECATED');
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], [X]]);
  });

  test('come back when the update is removed and is to make the image available', async () => {
    await deploy({ sharedWith: [X], onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    expect((await deploy({ sharedWith: [X], without: true })).status).toBe('UPDATE_COMPLETE');
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[X], [X]]);
  });

  test('do not come back when the stack goes: its share policy goes with it', async () => {
    await deploy({ sharedWith: [X], onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[], []]);
  });

  test('do not come back for good when update and share policy are removed together', async () => {
    await deploy({ sharedWith: [X], onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    expect((await deploy({ without: true })).status).toBe('UPDATE_COMPLETE');
    expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
    expect([launchersOf(), launchersOf(B, ABROAD)]).toEqual([[], []]);
  });
});

describe('a removal', () => {
  beforeEach(() => begin());

  test('changes nothing by default', async () => {
    await deploy({});
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
    expect(writes()).toEqual([]);
  });

  test('makes the image available only from the state that was declared', async () => {
    await deploy({ state: ImageState.deprecated(), onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    await byHand('DISABLED');
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(await stateOf()).toBe('DISABLED');
    expect(notes().at(-1)).toBe(`${GOLDEN} is DISABLED, and was to be DEPRECATED: it stays so, because that is somebody else's`);
  });

  test('of an image that is gone does nothing', async () => {
    await deploy({ onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    await byHand('DELETED');
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(await stateOf()).toBe('gone');
  });

  test('of an update that was refused does nothing', async () => {
    await byHand('DISABLED', { executionRole: undefined, includeResources: undefined });
    await deploy({ onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
    expect(await golden()).toEqual(['DISABLED', 'available', 'available']);
    expect(notes()).toEqual(['nothing was made: nothing to take back']);
  });
});

describe('a known incident: a new image, and a failure later in the stack', () => {
  beforeEach(() => begin());

  test.each(Object.keys(STATES) as (keyof typeof STATES)[])('leaves the new image untouched, when %s is declared for the old one', async state => {
    await deploy({ state: STATES[state]() });
    const before = [await stateOf(NEXT), world.ec2.images.get(HOME.region, 'ami-0000000000000000c')];
    const stack = await deploy({ state: STATES.AVAILABLE(), image: NEXT, breaks: true });
    expect(stack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([await stateOf(NEXT), world.ec2.images.get(HOME.region, 'ami-0000000000000000c')]).toEqual(before);
    expect(await stateOf()).toBe(state === 'DELETED' ? 'gone' : state);
  });
});
