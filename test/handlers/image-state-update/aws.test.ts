import { advance, beginAnew, calls, cancelByHand, inputsOf, run, startByHand, time, world } from './in-image-builder';
import { Case, OTHER_ROLE, recordOnly, ROLE, situation, spec as declared, X, Y, Z } from './situations';
import { OutOfTime } from '../../../lib/engine/retry';
import { isDenied } from '../../../lib/engine/retry-denied';
import { StateAction, updateTo } from '../../../lib/handlers/image-state-update/actions';
import { ImageBuilder, tokenFor } from '../../../lib/handlers/image-state-update/aws';
import type { Step } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { Disturbance, failing, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

jest.mock('../../../lib/engine/clock');

const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
const TOKEN = expect.stringMatching(/^[0-9a-f]{64}$/);
const UNKNOWN = 'lce-00000000-0000-4000-8000-999999999999';

let image: string;
let port: ImageBuilder;

const built = (seed: Parameters<typeof world.imageBuilder.addImage>[1] = {}) =>
  world.imageBuilder.addImage(HOME, { amis: [{ image: A }, { image: B }], ...seed });

beforeEach(() => {
  image = built();
  port = new ImageBuilder();
});

const spec = (state: TargetState, changes: Partial<ImageStateUpdateSpec> = {}) => declared(state, { image, ...changes });
const event = (it: Case) => situation({ stackId: `arn:aws:cloudformation:${HOME.region}:${HOME.account}:stack/Images/1`, ...it });
const observe = (it: Case, by = port) => by.observe(event(it), run);
const apply = (action: StateAction, it: Case = { desired: spec('DISABLED') }, by = port) => by.apply(action, event(it), run);
const start = (desired: ImageStateUpdateSpec, step: Step = 'last', changes: Case = {}, by = port) => apply(updateTo(desired.state, step, desired), { desired, ...changes }, by);

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

  test('is known by its event, until it is through, and what became of everything is read once', async () => {
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
    const anew = new ImageBuilder();
    await start(desired, 'last', {}, anew);
    expect(await observe({ desired }, anew)).toMatchObject({ record: before.record, stateBefore: 'AVAILABLE' });
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

  test('is of its event alone', async () => {
    await start(spec('DISABLED'));
    const { begun, open, stateBefore } = await observe({ desired: spec('DISABLED'), requestId: 'another' });
    expect([begun, open.map(({ status }) => status), stateBefore]).toEqual([[], ['IN_PROGRESS'], 'AVAILABLE']);
    expect((await observe({ desired: spec('DISABLED') })).begun).toEqual([]);
  });

  test('is the same one, asked for by a run that begins anew', async () => {
    const [before, anew] = [port, new ImageBuilder()];
    await start(spec('DISABLED'), 'last', {}, before);
    await advance(60);
    await startByHand(image, 'AVAILABLE');
    await advance(60);
    await start(spec('DISABLED'), 'last', {}, anew);
    const looked = await Promise.all([before, anew].map(async by => (await observe({ desired: spec('DISABLED') }, by)).begun));
    expect(looked[1]).toEqual(looked[0].map(it => ({ ...it, execution: expect.objectContaining({ id: it.execution!.id, status: 'SUCCESS' }) })));
    // The token of another event undoes what was done by hand.
    await start(spec('DISABLED'), 'last', { requestId: 'another' }, anew);
    expect((await observe({ desired: spec('DISABLED'), requestId: 'another' }, anew)).begun).toMatchObject([{ execution: { status: 'IN_PROGRESS' } }]);
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
  ])('whose role is not usable yet is denied, which is tried again: %s', async (code, message) => {
    world.server.disturbances.plan('StartResourceStateUpdate', failing(code, message));
    const denied: unknown = await start(spec('DISABLED')).catch((error: unknown) => error);
    expect(denied).toMatchObject({ name: 'AccessDenied', message });
    expect(isDenied(denied)).toBe(true);
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

describe('a client token', () => {
  const of = { stackId: 'stack', logicalId: 'State', requestId: 'request' };

  test('is the same for the same step of the same event', () => {
    expect(tokenFor(of, 'last')).toEqual(TOKEN);
    expect(tokenFor({ ...of }, 'last')).toBe(tokenFor(of, 'last'));
  });

  test('is another for everything else', () => {
    const tokens = [
      tokenFor(of, 'last'), tokenFor(of, 'between'), tokenFor(of, 'cancel lce-1'), tokenFor({ ...of, requestId: 'another' }, 'last'),
      tokenFor({ ...of, logicalId: 'Other' }, 'last'), tokenFor({ ...of, stackId: 'other' }, 'last'), tokenFor({ ...of, logicalId: 'Staterequest', requestId: '' }, 'last'),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('travels with each call', async () => {
    const id = await startByHand(image, 'DISABLED');
    await apply({ action: 'cancel the execution', on: id });
    await start(recordOnly('DEPRECATED', { image }), 'between');
    const its = event({});
    expect([...inputsOf('CancelLifecycleExecution'), ...inputsOf('StartResourceStateUpdate').slice(1)].map(({ clientToken }) => clientToken))
      .toEqual([tokenFor(its, `cancel ${id}`), tokenFor(its, 'between')]);
  });
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
      port = new ImageBuilder();
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
  const share = (...launch: string[]) => apply({ action: 'share again', on: 'AMI', ami: ami(), launch });

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

describe('a look', () => {
  const RECORD = ['GetImage', 'ListLifecycleExecutions'];
  const WITH_AMIS = ['DescribeImages', ...RECORD];
  const WITH_LAUNCHES = ['DescribeImageAttribute', 'DescribeImageAttribute', ...WITH_AMIS];
  const sharedWith = { sharedWith: [X] };

  test.each<[string, () => Case, string[]]>([
    ['at the record alone', () => ({ desired: recordOnly('DISABLED', { image }) }), RECORD],
    ['at the AMIs, if they are included', () => ({ desired: spec('AVAILABLE') }), WITH_AMIS],
    ['at the AMIs, if they were included', () => ({ cause: 'update', desired: recordOnly('AVAILABLE', { image }), previous: spec('DISABLED') }), WITH_AMIS],
    ['but not at those of another image', () => ({ cause: 'update', desired: recordOnly('AVAILABLE', { image }), previous: spec('DISABLED', { image: `${image}2` }) }), RECORD],
    ['at who may launch, if that goes', () => ({ desired: spec('DISABLED') }), WITH_LAUNCHES],
    ['at who may launch, if that is declared', () => ({ desired: spec('DEPRECATED', sharedWith) }), WITH_LAUNCHES],
    ['but not before a deletion, for which AMIs do not matter', () => ({ desired: spec('DELETED', sharedWith) }), RECORD],
    ['but not where nobody is declared', () => ({ desired: spec('DEPRECATED', { sharedWith: [] }) }), WITH_AMIS],
    ['at who may launch in a removal that gives it back', () => ({ cause: 'removal', previous: spec('DISABLED', { ...sharedWith, onRemoval: 'MAKE_AVAILABLE' }) }), WITH_LAUNCHES],
    ['but not in one that does not', () => ({ cause: 'removal', previous: spec('DISABLED', sharedWith) }), WITH_AMIS],
    ['but not in one where nobody is declared', () => ({ cause: 'removal', previous: spec('DISABLED', { onRemoval: 'MAKE_AVAILABLE' }) }), WITH_AMIS],
    ['at nothing, where nothing was done', () => ({ cause: 'removal', previous: spec('DISABLED'), physicalId: 'none-request' }), []],
    ['at nothing, where nobody knows what was declared', () => ({ cause: 'removal', physicalId: image }), []],
    ['at nothing, where no build is named', () => ({ desired: spec('DISABLED', { image: 'golden' }) }), []],
    ['at no executions of what is not there', () => ({ desired: spec('DISABLED', { image: `${image}9` }) }), ['GetImage: InvalidRequestException']],
  ])('%s', async (_, it, wanted) => {
    await observe(it());
    expect(calls().sort()).toEqual(wanted);
  });

  test('tells everything that a plan needs', async () => {
    world.ec2.images.update(HOME.region, A, { launchPermissions: [{ UserId: Z }], tags: { team: 'platform' } });
    world.ec2.images.update(HOME.region, B, { state: 'disabled' });
    const at = Date.now() + 86_400_000;
    const id = await startByHand(image, 'DEPRECATED', { updateAt: new Date(at) });
    const seen = { region: HOME.region, account: HOME.account, deprecationTime: at };
    expect(await observe({ desired: spec('DISABLED') })).toEqual({
      now: Date.now(),
      calmSince: Date.now(),
      record: { state: 'AVAILABLE', isOfContainers: false, deprecationTime: at },
      amis: [
        expect.objectContaining({ imageId: A, ...seen, state: 'available', launch: [Z], tags: expect.objectContaining({ team: 'platform' }) }),
        expect.objectContaining({ imageId: B, ...seen, state: 'disabled' }),
      ],
      open: [{ id, status: 'IN_PROGRESS', startedAt: Date.now(), action: 'DEPRECATE' }],
      begun: [],
      stateBefore: 'AVAILABLE',
    });
    expect((await observe({ desired: spec('DISABLED') })).amis[1]).not.toHaveProperty('launch');
  });

  test('tells nothing of what is not there', async () => {
    const nothing = { now: Date.now(), amis: [], open: [], begun: [], stateBefore: 'DELETED' };
    expect(await observe({ desired: spec('DISABLED', { image: `${image}9` }) })).toEqual({ ...nothing, calmSince: Date.now() });
    expect(await observe({ cause: 'removal', physicalId: image })).toEqual(nothing);
  });

  test('remembers how the image was at the first look of each event', async () => {
    const desired = recordOnly('DISABLED', { image });
    const before = async (requestId: string) => (await observe({ desired, requestId })).stateBefore;
    expect(await before('one')).toBe('AVAILABLE');
    await start(desired);
    expect(await before('two')).toBe('DISABLED');
    await startByHand(image, 'AVAILABLE', { includeResources: undefined, executionRole: undefined });
    expect([await before('two'), await before('three')]).toEqual(['DISABLED', 'AVAILABLE']);
  });

  test('remembers since when nobody changes the image', async () => {
    const first = Date.now();
    const calmSince = async () => (await observe({ desired: spec('DISABLED') })).calmSince! - first;
    expect(await calmSince()).toBe(0);
    time.now += 3_000;
    const at = new Date(Date.now() + 86_400_000);
    const scheduled = await startByHand(image, 'DEPRECATED', { updateAt: at });
    // It waits for its date, and changes nothing until then.
    expect(await calmSince()).toBe(0);
    await cancelByHand(scheduled);
    await startByHand(image, 'DISABLED');
    expect(await calmSince()).toBe(3_000);
    time.now += 1_000;
    expect(await calmSince()).toBe(4_000);
    await advance(60);
    expect(await calmSince()).toBe(4_000);
  });

  test('finds an execution that began and is gone as such, after a minute', async () => {
    await start(spec('DISABLED'));
    world.server.disturbances.plan('GetLifecycleExecution', failing('InvalidRequestException', 'does not exist'), { times: 3 });
    expect((await observe({ desired: spec('DISABLED') })).begun).toMatchObject([{ execution: { status: 'IN_PROGRESS' } }]);
    time.now += 60_000;
    expect((await observe({ desired: spec('DISABLED') })).begun).toEqual([
      { step: 'last', target: 'DISABLED', execution: { id: expect.stringMatching(/^lce-/), status: 'GONE', startedAt: Date.now() - 60_000 } },
    ]);
  });

  test('at AMIs of other accounts is with the role that is given', async () => {
    image = built({ amis: [{ image: 'ami-0000000000000000c', accountId: X }, { image: 'ami-0000000000000000d', accountId: Y }] });
    const role = `arn:aws:iam::${X}:role/governance`;
    const allow = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
    world.identities.putRole(role, { trust: allow({ Principal: { AWS: `arn:aws:iam::${HOME.account}:root` }, Action: 'sts:AssumeRole' }), managedPolicyArns: [] });
    world.identities.putPolicy(role, 'inline', allow({ Action: ['ec2:DescribeImages', 'ec2:DescribeImageAttribute'], Resource: '*' }));
    const { amis } = await observe({ desired: spec('DISABLED', { roleArns: [OTHER_ROLE, role] }) });
    expect(amis.map(({ account, state, roleArn }) => [account, state, roleArn])).toEqual([[X, 'available', role], [Y, 'foreign', undefined]]);
  });
});
