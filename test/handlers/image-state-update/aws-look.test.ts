import { Case, OTHER_ROLE, recordOnly, spec as declared, X, Y, Z } from './cases';
import { advance, calls, cancelByHand, startByHand, time, world } from './in-image-builder';
import { Operation } from './operation';
import type { Step } from '../../../lib/handlers/image-state-update/observed';
import type { ImageStateUpdateSpec, TargetState } from '../../../lib/model/state/image-state-update-contract';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { principals } from '../../support/principals';

jest.mock('../../../lib/engine/clock');

const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];

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

describe('a look', () => {
  const RECORD = ['GetImage', 'ListLifecycleExecutions'];
  const WITH_AMIS = ['DescribeImages', ...RECORD];
  const WITH_LAUNCHES = ['DescribeImageAttribute', 'DescribeImageAttribute', ...WITH_AMIS];
  const sharedWith = { sharedWith: principals(X) };

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
        expect.objectContaining({ imageId: A, ...seen, state: 'available', launch: principals(Z), tags: expect.objectContaining({ team: 'platform' }) }),
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
    const before = async () => (await observe({ desired })).stateBefore;
    expect(await before()).toBe('AVAILABLE');
    await start(desired);
    expect(await before()).toBe('AVAILABLE');
    operation = new Operation();
    expect(await before()).toBe('DISABLED');
    await startByHand(image, 'AVAILABLE', { includeResources: undefined, executionRole: undefined });
    expect(await before()).toBe('DISABLED');
    operation = new Operation();
    expect(await before()).toBe('AVAILABLE');
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
    // Another delivery may have acted in a longer time between two looks.
    await advance(61);
    expect(await calmSince()).toBe(4_000 + 60_000 + 61_000);
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
