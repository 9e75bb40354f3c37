import { OutOfTime } from '../../../lib/engine/retry';
import { Ec2Clients } from '../../../lib/handlers/images/clients';
import { ImageReader } from '../../../lib/handlers/images/image-reader';
import type { ObservedAmi } from '../../../lib/handlers/images/observed';
import type { ImageReference } from '../../../lib/model/images/image-reference';
import { Disturbance, failing, throttled } from '../../../local-aws/src/disturbances';
import { accessKeyOf } from '../../../local-aws/src/server';
import type { ImageSeed } from '../../../local-aws/src/services/ec2';
import { HOME, StandIn, StandInOptions } from '../../../local-aws/src/stand-in';
import { VirtualTime } from '../../engine/virtual-time';

// The real SDK asks, as a function does: what it knows of the stand-in is in the environment.

jest.mock('../../../lib/engine/clock');

const STACK = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const AWAY = { account: '222222222222', region: 'us-east-1' };
const ROLE = 'arn:aws:iam::222222222222:role/governance';
const OTHER_ROLE = 'arn:aws:iam::333333333333:role/governance';
const GONE = 'ami-0123456789abcdef0';

const environment = process.env;
let world: StandIn;
let time: VirtualTime;
let left: number;

beforeEach(() => begin());

afterEach(async () => {
  process.env = environment;
  jest.restoreAllMocks();
  await world.stop();
  expect(world.faults).toEqual([]);
  expect(world.server.disturbances.outstanding).toEqual([]);
});

async function begin(options?: StandInOptions): Promise<void> {
  world = await StandIn.start(options);
  time = new VirtualTime();
  left = Infinity;
  process.env = {
    ...environment, AWS_ENDPOINT_URL: world.server.endpoint, AWS_REGION: HOME.region, AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account), AWS_SECRET_ACCESS_KEY: 'none',
  };
}

const wanted = async () => true;
const read = (...references: readonly ImageReference[]) =>
  new ImageReader(new Ec2Clients()).read(references, STACK, { remaining: () => left, isStillWanted: wanted });

const readBuild = (image: string, withAmis = true, roleArns?: readonly string[]) =>
  new ImageReader(new Ec2Clients()).readBuild({ image, roleArns }, STACK, withAmis, { remaining: () => left, isStillWanted: wanted });

/** How the AMIs of one reference are. */
const amisOf = async (reference: ImageReference) => Object.values(await read(reference)).flatMap(({ amis }) => amis);
const stateOf = async (reference: ImageReference) => (await amisOf(reference)).map(({ state }) => state);

const added = (seed: Partial<ImageSeed> = {}) => world.ec2.images.addImage({ ...HOME, ...seed });

/** What was asked, where, and with which role. */
const calls = () => world.server.calls.map(({ operation, region, role }) => [operation, region, ...role === undefined ? [] : [role]].join(' '));

/** A role of another account that the handler may assume, and that may see AMIs. */
function roleThere(arn = ROLE): void {
  const allow = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
  world.identities.putRole(arn, { trust: allow({ Principal: { AWS: `arn:aws:iam::${HOME.account}:root` }, Action: 'sts:AssumeRole' }), managedPolicyArns: [] });
  world.identities.putPolicy(arn, 'inline', allow({ Action: 'ec2:DescribeImages', Resource: '*' }));
}

/** An AMI as it is by default. */
const ami = (imageId: string, changes: Partial<ObservedAmi> = {}): ObservedAmi => ({
  imageId,
  region: 'eu-west-1',
  account: '111111111111',
  state: 'available',
  isPublic: false,
  hasWatermark: false,
  hasProductCode: false,
  description: '',
  snapshots: [expect.objectContaining({ isEncrypted: false }) as ObservedAmi['snapshots'][number]],
  ...changes,
});

const absent = { snapshots: [] };

describe('an AMI', () => {
  test('is told with everything that a plan looks at', async () => {
    const [open, closed] = [world.ec2.images.addSnapshot(HOME), world.ec2.images.addSnapshot({ ...HOME, encryption: 'aws/ebs' })];
    const image = added({
      snapshots: [open, closed], description: 'golden', imdsSupport: 'v2.0', launchPermissions: [{ Group: 'all' }], watermarks: ['111111111111:approved'],
      productCodes: ['abc'], tags: { team: 'platform', empty: '' },
    });
    expect(await read({ image })).toEqual({
      [image]: {
        build: 'there',
        amis: [ami(image, {
          isPublic: true,
          hasWatermark: true,
          hasProductCode: true,
          description: 'golden',
          imdsSupport: 'v2.0',
          tags: { team: 'platform', empty: '' },
          snapshots: [{ snapshotId: open, isEncrypted: false }, { snapshotId: closed, isEncrypted: true }],
        })],
      },
    });
  });

  test('is looked for where it is said to be: the same id can be another AMI elsewhere', async () => {
    const image = added({ description: 'here' });
    added({ ...HOME, region: AWAY.region, imageId: image, description: 'there' });
    added({ ...HOME, region: 'eu-central-1', description: 'not asked for' });
    expect(await read({ image }, { image, region: AWAY.region }, { image, region: HOME.region })).toEqual({
      [image]: { build: 'there', amis: [ami(image, { description: 'here' })] },
      [`${image} us-east-1`]: { build: 'there', amis: [ami(image, { region: 'us-east-1', description: 'there' })] },
      [`${image} eu-west-1`]: { build: 'there', amis: [ami(image, { description: 'here' })] },
    });
    expect(calls().sort()).toEqual(['DescribeImages eu-west-1', 'DescribeImages us-east-1']);
  });

  test('of another account is seen with the role that is given, which is assumed once for each Region', async () => {
    roleThere();
    const images = [added(AWAY), added(AWAY), added({ ...AWAY, region: 'eu-west-1' })];
    expect(await read(
      ...images.slice(0, 2).map(image => ({ image, region: AWAY.region, roleArns: [ROLE] })), { image: images[2], roleArns: [ROLE] },
    )).toEqual({
      ...Object.fromEntries(images.slice(0, 2).map(image => [
        `${image} us-east-1`, { build: 'there', amis: [ami(image, { ...AWAY, roleArn: ROLE })] },
      ])),
      [images[2]]: { build: 'there', amis: [ami(images[2], { account: AWAY.account, roleArn: ROLE })] },
    });
    expect(calls().sort()).toEqual([
      'AssumeRole eu-west-1', 'AssumeRole eu-west-1', `DescribeImages eu-west-1 ${ROLE}`, `DescribeImages us-east-1 ${ROLE}`,
    ]);
    expect(world.server.calls[0].input).toEqual({ RoleArn: ROLE, RoleSessionName: 'cdk-image-governance' });
  });

  test('of another account whose role cannot be assumed is a failure, not an AMI that is gone', async () => {
    await expect(read({ image: added(AWAY), region: AWAY.region, roleArns: [ROLE] })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test.each<[string, () => ImageReference]>([
    ['that was never there', () => ({ image: GONE })],
    ['that was deregistered', () => ({ image: added({ state: 'deregistered' }) })],
    ['that is in another Region', () => ({ image: added({ region: AWAY.region }) })],
    ['of another account that does not share it', () => ({ image: added({ account: AWAY.account }) })],
  ])('%s is gone, and hides no other', async (_, reference) => {
    const [{ image }, there] = [reference(), added()];
    expect(await read({ image }, { image: there })).toEqual({
      [image]: { build: 'there', amis: [ami(image, { ...absent, state: 'gone' })] }, [there]: { build: 'there', amis: [ami(there)] },
    });
    expect(calls()).toEqual(['DescribeImages eu-west-1']);
  });

  test.each<[string, () => ImageReference]>([
    ['is public', () => ({ image: added({ account: AWAY.account, launchPermissions: [{ Group: 'all' }] }) })],
    ['is shared with the stack\'s', () => ({ image: added({ account: AWAY.account, launchPermissions: [{ UserId: HOME.account }] }) })],
    ['is shared with the role\'s', () => ({ image: added({ launchPermissions: [{ UserId: AWAY.account }] }), roleArns: [ROLE] })],
  ])('of another account than it should be of is foreign, if it %s', async (_, reference) => {
    roleThere();
    expect(await stateOf(reference())).toEqual(['foreign']);
  });

  test.each([
    ['pending', 'pending'], ['transient', 'pending'], ['disabled', 'disabled'], ['failed', 'failed'], ['invalid', 'failed'], ['error', 'failed'],
  ] as const)('that is %s is %s', async (state, expected) => {
    expect(await stateOf({ image: added({ state }) })).toEqual([expected]);
  });

  test('that is deprecated is there all the same', async () => {
    expect(await stateOf({ image: added({ deprecationTime: 1 }) })).toEqual(['available']);
  });
});

describe('an image build', () => {
  const built = (seed?: Parameters<StandIn['imageBuilder']['addImage']>[1]) => world.imageBuilder.addImage(HOME, seed);

  test('stands for its AMIs in all Regions and accounts, each seen with the role of its account', async () => {
    roleThere();
    const tags = { CreatedBy: 'EC2 Image Builder' };
    const [here, away, foreign] = ['a', 'b', 'c'].map(digit => `ami-0000000000000000${digit}`);
    const image = built({ amis: [{ image: here }, { image: away, accountId: AWAY.account, region: AWAY.region }, { image: foreign, accountId: '444444444444' }] });
    expect(await read({ image, roleArns: [OTHER_ROLE, ROLE] })).toEqual({
      [image]: {
        build: 'there',
        amis: [
          ami(here, { tags }),
          ami(away, { ...AWAY, tags, roleArn: ROLE }),
          ami(foreign, { ...absent, account: '444444444444', state: 'foreign' }),
        ],
      },
    });
    expect(calls().sort()).toEqual(['AssumeRole eu-west-1', 'DescribeImages eu-west-1', `DescribeImages us-east-1 ${ROLE}`, 'GetImage eu-west-1']);
  });

  test('tells of AMIs that ended before it', async () => {
    const amis = ['a', 'b', 'c'].map(digit => ({ image: `ami-0000000000000000${digit}` }));
    const image = built({ amis });
    world.ec2.images.update(HOME.region, amis[0].image, { state: 'deregistered' });
    world.ec2.images.update(HOME.region, amis[1].image, { state: 'disabled' });
    expect(await stateOf({ image })).toEqual(['gone', 'disabled', 'available']);
  });

  test('that has no AMI, because it is of containers, has none', async () => {
    const image = built({ type: 'DOCKER' });
    expect(await read({ image })).toEqual({ [image]: { build: 'there', amis: [] } });
  });

  test.each([
    ['PENDING', 'building'], ['CREATING', 'building'], ['BUILDING', 'building'], ['TESTING', 'building'], ['DISTRIBUTING', 'building'],
    ['INTEGRATING', 'building'], ['FAILED', 'failed'], ['CANCELLED', 'failed'], ['DELETED', 'gone'],
  ])('that is %s is %s, and has no AMIs', async (status, build) => {
    const image = built({ status, build: { seconds: 60 } });
    expect(await read({ image })).toEqual({ [image]: { build, amis: [] } });
    expect(calls()).toEqual(['GetImage eu-west-1']);
  });

  test.each(['AVAILABLE', 'DEPRECATED', 'DISABLED'])('that is %s stands for its AMIs', async status => {
    expect(await stateOf({ image: built({ status }) })).toEqual(['available']);
  });

  test('has AMIs as soon as it ends', async () => {
    const image = built({ build: { seconds: 60 } });
    expect(await read({ image })).toMatchObject({ [image]: { build: 'building' } });
    world.clock.advance({ seconds: 60 });
    expect(await stateOf({ image })).toEqual(['available']);
  });

  test.each(['InvalidRequestException', 'ResourceNotFoundException'] as const)('that there is not is gone, if that is said by %s', async missingIs => {
    await world.stop();
    await begin({ imageBuilder: { missingIs } });
    const image = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
    expect(await read({ image })).toEqual({ [image]: { build: 'gone', amis: [] } });
  });

  test('that may not be read is a failure', async () => {
    world.server.disturbances.plan('GetImage', failing('ForbiddenException', 'not you'));
    await expect(read({ image: built() })).rejects.toMatchObject({ name: 'ForbiddenException', message: 'not you' });
  });
});

describe('one image build', () => {
  const built = (seed?: Parameters<StandIn['imageBuilder']['addImage']>[1]) => world.imageBuilder.addImage(HOME, seed);

  test('is told with its record and its AMIs, in every state', async () => {
    roleThere();
    const tags = { CreatedBy: 'EC2 Image Builder' };
    for (const status of ['AVAILABLE', 'DEPRECATED', 'DISABLED']) {
      const [here, away, foreign] = ['a', 'b', 'c'].map(digit => `ami-0000000000000000${digit}`);
      const image = built({ status, amis: [{ image: here }, { image: away, accountId: AWAY.account, region: AWAY.region }, { image: foreign, accountId: '444444444444' }] });
      expect(await readBuild(image, true, [OTHER_ROLE, ROLE])).toEqual({
        record: { state: status, isOfContainers: false },
        amis: [ami(here, { tags }), ami(away, { ...AWAY, tags, roleArn: ROLE }), ami(foreign, { ...absent, account: '444444444444', state: 'foreign' })],
      });
    }
  });

  test('is told without its AMIs, if they do not matter', async () => {
    expect(await readBuild(built(), false)).toEqual({ record: { state: 'AVAILABLE', isOfContainers: false }, amis: [] });
    expect(calls()).toEqual(['GetImage eu-west-1']);
  });

  test('says why it failed, and that it is of containers', async () => {
    expect(await readBuild(built({ status: 'FAILED', reason: 'the test failed' }))).toMatchObject({
      record: { state: 'FAILED', isOfContainers: false, reason: 'the test failed' },
    });
    expect(await readBuild(built({ type: 'DOCKER' }))).toEqual({ record: { state: 'AVAILABLE', isOfContainers: true }, amis: [] });
  });

  test('says since when it is deprecated, and its AMIs', async () => {
    const image = built();
    await world.server.call('imagebuilder', 'StartResourceStateUpdate', { resourceArn: image, state: { status: 'DEPRECATED' }, clientToken: 'token' }, HOME);
    const { amis: [{ imageId }] } = await readBuild(image);
    world.ec2.images.update(HOME.region, imageId, { deprecationTime: world.clock.now() + 60 });
    expect(await readBuild(image)).toMatchObject({
      record: { state: 'DEPRECATED', deprecationTime: world.clock.exactly() }, amis: [{ deprecationTime: world.clock.exactly() + 60_000 }],
    });
  });

  test.each(['InvalidRequestException', 'ResourceNotFoundException'] as const)('has no record if there is none, which is said by %s', async missingIs => {
    await world.stop();
    await begin({ imageBuilder: { missingIs } });
    expect(await readBuild('arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1')).toEqual({ amis: [] });
    expect(calls()).toEqual(['GetImage eu-west-1']);
  });

  test('that may not be read is a failure', async () => {
    world.server.disturbances.plan('GetImage', failing('ForbiddenException', 'not you'));
    await expect(readBuild(built())).rejects.toMatchObject({ name: 'ForbiddenException', message: 'not you' });
  });
});

describe('calls', () => {
  test('are three for 450 AMIs of one Region, and one for each of its own', async () => {
    const images = Array.from({ length: 450 }, () => added());
    const there = Array.from({ length: 5 }, (_, index) => ({ image: added({ region: `eu-north-${index}` }), region: `eu-north-${index}` }));
    const found = await read(...images.map(image => ({ image })), ...there);
    expect(Object.values(found).flatMap(({ amis }) => amis).filter(({ state }) => state === 'available')).toHaveLength(455);
    expect(calls().sort()).toEqual([
      ...there.map(({ region }) => `DescribeImages ${region}`), ...Array(3).fill('DescribeImages eu-west-1'),
    ]);
  });

  test('are none for nothing', async () => {
    expect(await read()).toEqual({});
    expect(calls()).toEqual([]);
  });

  test('go on through pages of one', async () => {
    world.server.pageSize = 1;
    const images = Array.from({ length: 5 }, () => added());
    const found = await read(...images.map(image => ({ image })));
    expect(images.map(image => found[image].amis.map(({ state }) => state))).toEqual(Array(5).fill(['available']));
    expect(calls()).toEqual(Array(5).fill('DescribeImages eu-west-1'));
  });

  // One that is cut is tested with whole functions: what Node.js throws is no `Error` to code that runs under Jest.
  test.each<[string, Disturbance]>([
    ['is throttled', throttled],
    ['fails inside of EC2', failing('InternalError', 'try again')],
    ['finds EC2 unavailable', failing('Unavailable', 'try again')],
  ])('one that %s is made again', async (_, disturbance) => {
    world.server.disturbances.plan('DescribeImages', disturbance);
    expect(await stateOf({ image: added() })).toEqual(['available']);
    expect(time.pauses).toEqual([expect.any(Number)]);
  });

  test('one of Image Builder that is throttled is made again', async () => {
    world.server.disturbances.plan('GetImage', throttled);
    expect(await stateOf({ image: world.imageBuilder.addImage(HOME) })).toEqual(['available']);
    expect(time.pauses).toEqual([expect.any(Number)]);
  });

  test('one that may not be made is a failure', async () => {
    world.server.disturbances.plan('DescribeImages', failing('UnauthorizedOperation', 'not you'));
    await expect(read({ image: added() })).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: 'not you' });
  });

  test('one that is throttled at the end of a run is left to the next', async () => {
    world.server.disturbances.plan('DescribeImages', throttled);
    left = 0;
    await expect(read({ image: added() })).rejects.toThrow(OutOfTime);
  });
});

test.each([
  '', 'ami-', 'ami-123', 'ami-0123456789abcdeg0', 'AMI-0123456789abcdef0', `${GONE} `, 'golden', 'arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0',
  'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0', 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/x.x.x/1',
])('%j is no image: it is left out, and nobody is asked about it', async image => {
  const there = added();
  expect(await read({ image }, { image: there })).toEqual({ [there]: { build: 'there', amis: [ami(there)] } });
  expect(calls()).toEqual(['DescribeImages eu-west-1']);
});
