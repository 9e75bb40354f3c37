import { Case, recordOnly, ROLE, spec as declared, X, Y } from './cases';
import { advance, beginAnew, calls, cancelByHand, inputsOf, run, startByHand, time, world } from './in-image-builder';
import { Operation, requestFor } from './operation';
import { tokenOf } from '../../../lib/engine/request';
import { NotYetPropagated, OutOfTime } from '../../../lib/engine/retry';
import type { StateAction } from '../../../lib/handlers/image-state-update/actions';
import type { Step } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { Disturbance, failing, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { principals } from '../../support/principals';

jest.mock('../../../lib/engine/clock');

const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
const TOKEN = expect.stringMatching(/^[0-9a-f]{64}$/);
const UNKNOWN = 'lce-00000000-0000-4000-8000-999999999999';

let image: string;
let operation: Operation;

const built = (seed: Parameters<typeof world.imageBuilder.addImage>[1] = {}) =>
  world.imageBuilder.addImage(HOME, { amis: [{ image: A }, { image: B }], ...seed });

beforeEach(() => {
  image = built();
  operation = new Operation();
});

const spec = (state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}) => declared(state, { image, ...changes });
const observe = (it: Case) => operation.observe(it);
const start = (desired: ImageStateUpdateSpec, step: Step = 'last', changes: Case = {}) => operation.start(desired, step, changes);
const apply = (action: StateAction, it: Case = { desired: spec('DISABLED') }) => operation.apply(action, it);

describe('a state update', () => {
  const exclusions = { isPublic: true, regions: ['us-east-1'], sharedAccounts: [X], lastLaunched: { value: 2, unit: 'WEEKS' }, tagMap: { keep: 'yes' } };

  test.each<[string, Partial<ImageStateUpdateSpec>, TargetState, object]>([
    ['of the record alone', { includeResources: undefined, executionRole: undefined }, 'DISABLED', {}],
    ['with AMIs', {}, 'DEPRECATED', { includeResources: { amis: true, snapshots: false, containers: false }, executionRole: ROLE }],
    ['with AMIs and snapshots', { includeResources: { amis: true, snapshots: true, containers: false } }, 'DELETED',
      { includeResources: { amis: true, snapshots: true, containers: false }, executionRole: ROLE }],
    ['with exclusions', { exclusionRules: { amis: exclusions } }, 'DISABLED', {
      includeResources: { amis: true, snapshots: false, containers: false }, executionRole: ROLE, exclusionRules: { amis: exclusions },
    }],
    ['at a date', { updateAt: '2026-06-01T12:30:00.000Z' }, 'DEPRECATED', {
      includeResources: { amis: true, snapshots: false, containers: false }, executionRole: ROLE, updateAt: Date.UTC(2026, 5, 1, 12, 30) / 1_000,
    }],
  ])('is asked for as it is declared: %s', async (_, changes, state, input) => {
    await start(spec(state, changes));
    expect(inputsOf('StartResourceStateUpdate')).toEqual([{ resourceArn: image, state: { status: state }, clientToken: TOKEN, ...input }]);
  });

  test('of containers is asked for as it is declared', async () => {
    image = built({ type: 'DOCKER', amis: [] });
    const includeResources = { amis: false, snapshots: false, containers: true };
    await start(spec('DELETED', { includeResources }));
    expect(inputsOf('StartResourceStateUpdate')).toEqual([
      { resourceArn: image, state: { status: 'DELETED' }, clientToken: TOKEN, includeResources, executionRole: ROLE },
    ]);
  });

  test('is known until it is through, and its resources are read once', async () => {
    const desired = spec('DISABLED');
    await observe({ desired });
    const startedAt = Date.now();
    await start(desired);
    const { begun: [{ execution }] } = await observe({ desired });
    expect((await observe({ desired })).begun).toEqual([{ step: 'last', target: 'DISABLED', execution: { id: execution!.id, status: 'IN_PROGRESS', startedAt } }]);
    await advance(60);
    const through = {
      step: 'last',
      target: 'DISABLED',
      execution: { id: execution!.id, status: 'SUCCESS', startedAt },
      resources: [
        { kind: 'image', id: image, region: HOME.region, status: 'SUCCESS' },
        ...[A, B].map(id => ({ kind: 'AMI', id, region: HOME.region, status: 'SUCCESS' })),
      ],
    };
    calls();
    expect((await observe({ desired })).begun).toEqual([through]);
    expect(calls()).toContain('GetLifecycleExecution');
    expect(await observe({ desired })).toMatchObject({ begun: [through], record: { state: 'DISABLED' }, stateBefore: 'AVAILABLE', open: [] });
    expect(calls()).toEqual(['GetImage', 'DescribeImages', 'ListLifecycleExecutions']);
  });

  test('is all that is looked at while it goes on', async () => {
    const desired = spec('DISABLED');
    const before = await observe({ desired });
    await start(desired);
    calls();
    expect(await observe({ desired })).toEqual({ ...before, begun: [expect.objectContaining({ execution: expect.objectContaining({ status: 'IN_PROGRESS' }) })] });
    expect(calls()).toEqual(['GetLifecycleExecution']);
    // A run that begins anew has seen nothing yet.
    operation = new Operation();
    await start(desired);
    expect(await observe({ desired })).toMatchObject({ record: before.record, stateBefore: 'AVAILABLE' });
  });

  test('that is done at once has no execution', async () => {
    const desired = recordOnly('DISABLED', { image });
    await start(desired);
    expect((await observe({ desired })).begun).toEqual([{ step: 'last', target: 'DISABLED' }]);
  });

  test('of two steps is known by both, in their order', async () => {
    await start(recordOnly('DISABLED', { image }), 'between');
    await start(recordOnly('AVAILABLE', { image }), 'last');
    expect((await observe({ desired: spec('AVAILABLE') })).begun).toEqual([{ step: 'between', target: 'DISABLED' }, { step: 'last', target: 'AVAILABLE' }]);
  });

  test('is of its operation alone: the port remembers nothing', async () => {
    await start(spec('DISABLED'));
    operation = new Operation();
    const { begun, open, stateBefore } = await observe({ desired: spec('DISABLED'), requestId: 'another' });
    expect([begun, open.map(({ status }) => status), stateBefore]).toEqual([[], ['IN_PROGRESS'], 'AVAILABLE']);
    operation = new Operation();
    expect((await observe({ desired: spec('DISABLED') })).begun).toEqual([]);
  });

  test('goes on in the next run, which knows what the one before knew', async () => {
    const desired = spec('DEPRECATED');
    await startByHand(image, 'DISABLED');
    await advance(60);
    await observe({ desired });
    await start(spec('AVAILABLE'), 'between');
    await advance(60);
    const { begun: [between] } = await observe({ desired });
    await start(desired);
    operation = operation.handedOver();
    calls();
    const through = await observe({ desired });
    expect(through).toMatchObject({ begun: [between, { step: 'last', execution: { status: 'IN_PROGRESS' } }], stateBefore: 'DISABLED' });
    expect(calls()).toEqual(['GetLifecycleExecution']);
    await advance(60);
    operation = operation.handedOver();
    expect(await observe({ desired })).toMatchObject({
      begun: [{ target: 'AVAILABLE', resources: between.resources }, { target: 'DEPRECATED', execution: { status: 'SUCCESS' } }], stateBefore: 'DISABLED',
    });
    expect(between.resources).toHaveLength(3);
    expect(calls().filter(call => call === 'GetLifecycleExecution')).toHaveLength(1);
  });

  test('is the same one, asked for by a run that begins anew', async () => {
    await start(spec('DISABLED'));
    await advance(60);
    await startByHand(image, 'AVAILABLE');
    await advance(60);
    const before = await observe({ desired: spec('DISABLED') });
    operation = new Operation();
    await start(spec('DISABLED'));
    const anew = await observe({ desired: spec('DISABLED') });
    expect(anew.begun).toEqual(before.begun.map(it => ({ ...it, execution: expect.objectContaining({ id: it.execution!.id, status: 'SUCCESS' }) })));
    // The token of another event undoes what was done by hand.
    operation = new Operation();
    await start(spec('DISABLED'), 'last', { requestId: 'another' });
    expect((await observe({ desired: spec('DISABLED'), requestId: 'another' })).begun).toMatchObject([{ execution: { status: 'IN_PROGRESS' } }]);
  });

  test('that somebody else was faster than is no error: the next look shows what goes on', async () => {
    const id = await startByHand(image, 'DEPRECATED');
    await start(spec('DISABLED'));
    expect(calls()).toContain('StartResourceStateUpdate: ResourceInUseException');
    expect(await observe({ desired: spec('DISABLED') })).toMatchObject({ begun: [], open: [{ id, status: 'IN_PROGRESS' }] });
  });

  test('of an image that is gone is no error, if it was to be deleted', async () => {
    const gone = `${image}9`;
    await start(spec('DELETED', { image: gone }));
    await expect(start(spec('DISABLED', { image: gone }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test.each<[string, string]>([
    ['ClientException', 'The role arn:aws:iam::111111111111:role/lifecycle does not exist.'],
    ['InvalidRequestException', 'The provided execution Role does not have sufficient\npermissions.'],
    ['InvalidRequestException', 'The role cannot be assumed by Image Builder.'],
  ])('whose role is not usable yet is not propagated yet, which is tried again: %s', async (code, message) => {
    world.server.disturbances.plan('StartResourceStateUpdate', failing(code, message));
    const refused: unknown = await start(spec('DISABLED')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NotYetPropagated);
    expect(refused).toMatchObject({ message });
    expect((await observe({ desired: spec('DISABLED') })).begun).toEqual([]);
  });

  test.each<[string, string]>([
    ['InvalidRequestException', 'Specify both an execution role and the resources to include, or neither.'],
    ['ClientException', 'The time of a deprecation must be in the future.'],
    ['IdempotentParameterMismatchException', 'The role was given with permission before.'],
    ['ForbiddenException', 'not you'],
  ])('that is refused otherwise is refused: %s, %s', async (code, message) => {
    world.server.disturbances.plan('StartResourceStateUpdate', failing(code, message));
    await expect(start(spec('DISABLED'))).rejects.toMatchObject({ name: code, message });
  });

  test.each<[string, Disturbance]>([
    ['is throttled', throttled], ['fails inside of Image Builder', failing('ServiceException', 'try again')], ['finds it unavailable', failing('ServiceUnavailableException', 'try again')],
  ])('that %s is asked for again', async (_, disturbance) => {
    world.server.disturbances.plan('StartResourceStateUpdate', disturbance);
    await start(spec('DISABLED'));
    const [first, second] = inputsOf('StartResourceStateUpdate');
    expect(second).toEqual(first);
    expect(time.pauses).toEqual([expect.any(Number)]);
    expect((await observe({ desired: spec('DISABLED') })).begun).toHaveLength(1);
  });

  test('that is throttled at the end of a run is left to the next', async () => {
    world.server.disturbances.plan('StartResourceStateUpdate', throttled);
    run.left = 0;
    await expect(start(spec('DISABLED'))).rejects.toThrow(OutOfTime);
  });
});

test('a client token travels with each call', async () => {
  const id = await startByHand(image, 'DISABLED');
  await apply({ action: 'cancel the execution', on: id });
  await start(recordOnly('DEPRECATED', { image }), 'between');
  const its = requestFor({ desired: spec('DISABLED') });
  expect([...inputsOf('CancelLifecycleExecution'), ...inputsOf('StartResourceStateUpdate').slice(1)].map(({ clientToken }) => clientToken))
    .toEqual([tokenOf(its, `cancel ${id}`), tokenOf(its, 'between')]);
});

describe('a cancellation', () => {
  const cancel = (id: string) => apply({ action: 'cancel the execution', on: id });

  test('ends what is open', async () => {
    const id = await startByHand(image, 'DISABLED');
    await cancel(id);
    expect(inputsOf('CancelLifecycleExecution')).toEqual([{ lifecycleExecutionId: id, clientToken: TOKEN }]);
    expect((await observe({ desired: spec('DISABLED') })).open).toEqual([]);
  });

  test.each<[string, () => Promise<string>]>([
    ['has ended', async () => {
      const id = await startByHand(image, 'DISABLED');
      await advance(60);
      return id;
    }],
    ['is being cancelled', async () => {
      await beginAnew({ imageBuilder: { cancellingSeconds: 60 } });
      image = built();
      operation = new Operation();
      const id = await startByHand(image, 'DISABLED');
      await cancelByHand(id);
      return id;
    }],
    ['is not known', async () => UNKNOWN],
  ])('of one that %s is no error', async (_, begin) => {
    const id = await begin();
    calls();
    await cancel(id);
    expect(calls()).toEqual([expect.stringMatching(/^CancelLifecycleExecution: /), expect.stringMatching(/^GetLifecycleExecution/)]);
  });

  test.each(['ClientException', 'InvalidRequestException', 'ResourceInUseException'])('that is refused although the execution goes on is an error: %s', async code => {
    const id = await startByHand(image, 'DISABLED');
    world.server.disturbances.plan('CancelLifecycleExecution', failing(code, 'not now'));
    await expect(cancel(id)).rejects.toMatchObject({ name: code, message: 'not now' });
  });

  test('that is denied is an error, and is not looked at again', async () => {
    world.server.disturbances.plan('CancelLifecycleExecution', failing('ForbiddenException', 'not you'));
    await expect(cancel(UNKNOWN)).rejects.toMatchObject({ name: 'ForbiddenException', message: 'not you' });
    expect(calls()).toEqual(['CancelLifecycleExecution: ForbiddenException']);
  });

  test('that is throttled is made again', async () => {
    const id = await startByHand(image, 'DISABLED');
    world.server.disturbances.plan('CancelLifecycleExecution', throttled);
    await cancel(id);
    expect((await observe({ desired: spec('DISABLED') })).open).toEqual([]);
  });
});

describe('the AMIs', () => {
  const ami = (changes: object = {}) => ({ imageId: A, region: HOME.region, account: HOME.account, ...changes });
  const takeBack = (it = ami()) => apply({ action: 'take the deprecation time back', on: 'AMI', ami: it });
  const share = (...launch: string[]) => apply({ action: 'share again', on: 'AMI', ami: ami(), launch: principals(...launch) });

  test('forget when they were to be deprecated', async () => {
    world.ec2.images.update(HOME.region, A, { deprecationTime: world.clock.now() + 86_400 });
    await takeBack();
    expect(inputsOf('DisableImageDeprecation')).toEqual([{ ImageId: A }]);
    expect(world.ec2.images.get(HOME.region, A)!.deprecationTime).toBeUndefined();
  });

  test('that are gone have no time to forget, while a refusal is an error', async () => {
    await takeBack(ami({ imageId: 'ami-0000000000000000c' }));
    expect(calls()).toEqual(['DisableImageDeprecation: InvalidAMIID.NotFound']);
    world.server.disturbances.plan('DisableImageDeprecation', failing('UnauthorizedOperation', 'not you'));
    await expect(takeBack()).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: 'not you' });
  });

  test('are shared again', async () => {
    await share(X, Y);
    expect(inputsOf('ModifyImageAttribute')).toEqual([{ ImageId: A, LaunchPermission: { Add: [{ UserId: X }, { UserId: Y }] } }]);
    expect(world.ec2.images.get(HOME.region, A)!.launchPermissions).toEqual([{ UserId: X }, { UserId: Y }]);
  });
});
