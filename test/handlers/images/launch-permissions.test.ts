import { OutOfTime } from '../../../lib/engine/retry';
import { Ec2Clients } from '../../../lib/handlers/images/clients';
import { LaunchPermissions } from '../../../lib/handlers/images/launch-permissions';
import type { PrincipalSpec } from '../../../lib/model/sharing/principals';
import { failing, throttled } from '../../../local-aws/src/disturbances';
import { added, aws, cloud, CONSUMER, HOME, MEMBER, NOWHERE, ORGANIZATION, unblock, UNIT } from '../../../local-aws/src/ec2-client';
import { accessKeyOf } from '../../../local-aws/src/server';
import { VirtualTime } from '../../engine/virtual-time';
import { Named, principals } from '../../support/principals';
import { PlentyOfTime } from '../retention-rules/in-recycle-bin';

jest.mock('../../../lib/engine/clock');

const PERMISSIONS: readonly PrincipalSpec[] = [{ UserId: CONSUMER.account }, { Group: 'all' }, { OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT }];

const environment = process.env;
let launches: LaunchPermissions;
let run: PlentyOfTime;
let image: string;

beforeEach(() => {
  new VirtualTime();
  begin();
});

/** Asks in the world as it is now. */
function begin(): void {
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: HOME.region,
    AWS_ACCESS_KEY_ID: accessKeyOf(HOME.account),
    AWS_SECRET_ACCESS_KEY: 'none',
  };
  run = new PlentyOfTime();
  launches = new LaunchPermissions(new Ec2Clients());
  image = added();
}

afterEach(() => {
  process.env = environment;
  jest.restoreAllMocks();
  expect(aws.disturbances.outstanding).toEqual([]);
});

const ami = (imageId = image) => ({ imageId, ...HOME });
const of = (it = ami()) => launches.of(it, run);
const change = (add: readonly Named[], remove: readonly Named[] = [], it = ami()) =>
  launches.change(it, { add: principals(...add), remove: principals(...remove) }, run);
const calls = () => aws.calls.splice(0).map(({ operation, input, error }) => (error === undefined ? [operation, input] : [operation, error]));

test('each kind of principal is read as it is declared', async () => {
  const shared = added({ launchPermissions: PERMISSIONS });
  expect(new Set(await of(ami(shared)))).toEqual(new Set(PERMISSIONS));
  expect(await of()).toEqual([]);
  expect(calls()).toEqual([shared, image].map(ImageId => ['DescribeImageAttribute', { ImageId, Attribute: 'launchPermission' }]));
});

test('each kind of principal is given and taken as EC2 knows it, in one call', async () => {
  await unblock();
  await change([MEMBER.account]);
  calls();
  await change(PERMISSIONS, [MEMBER.account]);
  expect(calls()).toEqual([['ModifyImageAttribute', { ImageId: image, LaunchPermission: { Add: PERMISSIONS, Remove: [{ UserId: MEMBER.account }] } }]]);
  expect(new Set(await of())).toEqual(new Set(PERMISSIONS));
});

test('an AMI that is gone has none, and takes none', async () => {
  expect(await of(ami(NOWHERE))).toBeUndefined();
  await change([CONSUMER.account], [MEMBER.account], ami(NOWHERE));
  expect(calls().map(([operation, error]) => [operation, error])).toEqual([
    ['DescribeImageAttribute', 'InvalidAMIID.NotFound'], ['ModifyImageAttribute', 'InvalidAMIID.NotFound'],
  ]);
});

test('an AMI that cannot be shared now loses nothing, and refuses what it is given', async () => {
  cloud.images.update(HOME.region, image, { state: 'disabled' });
  await change([], [CONSUMER.account]);
  await expect(change([CONSUMER.account], [MEMBER.account])).rejects.toMatchObject({ name: 'InvalidAMIID.Unavailable' });
});

test.each<[string, () => Promise<unknown>]>([
  ['DescribeImageAttribute', () => of()], ['ModifyImageAttribute', () => change([CONSUMER.account])],
])('%s is made again if it is throttled, is left to the next run at the end of one, and may be refused', async (operation, ask) => {
  aws.disturbances.plan(operation, throttled);
  await ask();
  expect(calls()).toEqual([[operation, 'RequestLimitExceeded'], [operation, expect.any(Object)]]);
  aws.disturbances.plan(operation, failing('UnauthorizedOperation', 'not you'));
  await expect(ask()).rejects.toMatchObject({ name: 'UnauthorizedOperation', message: 'not you' });
  aws.disturbances.plan(operation, throttled);
  run.left = 0;
  await expect(ask()).rejects.toThrow(OutOfTime);
});
