import { DescribeImagesCommand, Filter, paginateDescribeImages, waitUntilImageAvailable } from '@aws-sdk/client-ec2';
import {
  added, aws, client, clientOf, clock, cloud, CONSUMER, give, HOME, ids, images, MEMBER, NOWHERE, ORGANIZATION, refused, startAnew, UNIT,
  users, whole,
} from '../src/ec2-client';

const EVERYBODY = { Group: 'all' };
const where = (Name: string, ...Values: string[]): { Filters: Filter[] } => ({ Filters: [{ Name, Values }] });

describe('the answer', () => {
  const PUBLIC = {
    ImageId: 'ami-00000000000000001',
    ImageLocation: '111111111111/golden',
    Name: 'golden',
    State: 'available',
    OwnerId: '111111111111',
    CreationDate: '2026-01-01T00:00:00.000Z',
    Public: false,
    Architecture: 'x86_64',
    ImageType: 'machine',
    PlatformDetails: 'Linux/UNIX',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    BlockDeviceMappings: [{
      DeviceName: '/dev/xvda',
      Ebs: { SnapshotId: 'snap-00000000000000002', VolumeSize: 8, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: true },
    }],
  };

  test('has everything for the owner', async () => {
    added({
      name: 'golden', description: 'the current one', encryption: 'aws/ebs', imdsSupport: 'v2.0', deprecationTime: clock.now() + 60, lastLaunchedTime: clock.now(),
      productCodes: ['abc'], tags: { team: 'platform' },
    });
    expect(await whole(client.send(new DescribeImagesCommand({})))).toStrictEqual({
      status: 200,
      Images: [{
        ...PUBLIC,
        Description: 'the current one',
        ImdsSupport: 'v2.0',
        DeprecationTime: '2026-01-01T00:01:00.000Z',
        ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' }],
        DeregistrationProtection: 'disabled',
        LastLaunchedTime: '2026-01-01T00:00:00.000Z',
        Tags: [{ Key: 'team', Value: 'platform' }],
      }],
    });
  });

  test('has neither tags nor its last launch for others', async () => {
    added({ name: 'golden', encryption: 'aws/ebs', lastLaunchedTime: clock.now(), tags: { team: 'platform' }, launchPermissions: users(CONSUMER.account) });
    expect(await images({}, clientOf(CONSUMER))).toStrictEqual([PUBLIC]);
    expect(await ids(where('tag:team', 'platform'), clientOf(CONSUMER))).toEqual([]);
  });

  test('has its watermarks, for whoever sees the AMI', async () => {
    const [key, ...others] = ['111111111111:approved', '111111111111:golden'];
    const id = added({ watermarks: [key, ...others], launchPermissions: users(CONSUMER.account) });
    const created = new Date('2026-01-01T00:00:00.000Z');
    const marked = (WatermarkKey: string) => ({
      WatermarkKey, SourceImageRegion: 'eu-west-1', SourceImageId: id, SourceImageCreationTime: created, WatermarkCreationTime: created,
    });
    for (const who of [client, clientOf(CONSUMER)]) {
      expect((await images({}, who)).map(it => it.ImageWatermarks)).toEqual([[marked(key), ...others.map(marked)]]);
    }
  });

  test('is empty where there are none', async () => {
    expect(await whole(client.send(new DescribeImagesCommand({})))).toStrictEqual({ status: 200, Images: [] });
  });
});

describe('a caller sees', () => {
  test('its own AMIs, those shared with its account and public ones, in its Region', async () => {
    const [mine, shared, open] = [added(), added({ launchPermissions: users(CONSUMER.account) }), added({ launchPermissions: [EVERYBODY] })];
    added({ region: 'us-east-1', launchPermissions: users(CONSUMER.account) });
    expect(await ids()).toEqual([mine, shared, open]);
    expect(await ids({}, clientOf(CONSUMER))).toEqual([shared, open]);
    expect(await ids({}, clientOf(MEMBER))).toEqual([open]);
    expect((await images({ ImageIds: [open] }, clientOf(MEMBER)))[0]).toMatchObject({ Public: true, OwnerId: HOME.account });
  });

  test('what is shared with its organization or organizational unit, if it is in it', async () => {
    await startAnew({ groups: [{ arn: ORGANIZATION, accounts: [CONSUMER.account, MEMBER.account] }, { arn: UNIT, accounts: [MEMBER.account] }] });
    const all = added({ launchPermissions: [{ OrganizationArn: ORGANIZATION }] });
    const unit = added({ launchPermissions: [{ OrganizationalUnitArn: UNIT }] });
    expect(await ids({}, clientOf(CONSUMER))).toEqual([all]);
    expect(await ids({}, clientOf(MEMBER))).toEqual([all, unit]);
    expect(await ids({}, clientOf({ ...HOME, account: '444444444444' }))).toEqual([]);
  });

  test('an AMI by its id only if it may see it', async () => {
    const [mine, shared] = [added(), added({ launchPermissions: users(CONSUMER.account) })];
    const stranger = clientOf(CONSUMER);
    expect(await ids({ ImageIds: [shared] }, stranger)).toEqual([shared]);
    await expect(ids({ ImageIds: [shared, mine] }, stranger)).rejects.toMatchObject(
      refused('InvalidAMIID.NotFound', `The image id '[${mine}]' does not exist`));
    await expect(ids({ ImageIds: [NOWHERE] })).rejects.toMatchObject(refused('InvalidAMIID.NotFound', `The image id '[${NOWHERE}]' does not exist`));
    await expect(ids({ ImageIds: ['golden'] })).rejects.toMatchObject(refused('InvalidAMIID.Malformed'));
  });

  test('deprecated AMIs of others if it asks for them, its own always', async () => {
    const id = added({ deprecationTime: clock.now() + 60, launchPermissions: users(CONSUMER.account) });
    const stranger = clientOf(CONSUMER);
    expect(await ids({}, stranger)).toEqual([id]);
    clock.advance({ seconds: 60 });
    expect(await ids({}, stranger)).toEqual([]);
    expect(await ids({ IncludeDeprecated: true }, stranger)).toEqual([id]);
    expect(await ids()).toEqual([id]);
  });

  test('disabled AMIs of its own if it asks for them', async () => {
    const [disabled, available] = [added({ state: 'disabled' }), added()];
    expect(await ids()).toEqual([available]);
    expect(await ids({ ImageIds: [disabled] })).toEqual([]);
    expect(await ids({ IncludeDisabled: true })).toEqual([disabled, available]);
    expect(await ids({ IncludeDisabled: true, ...where('state', 'disabled') })).toEqual([disabled]);
    await expect(ids(where('state', 'available', 'disabled'))).rejects.toMatchObject(
      refused('InvalidParameter', 'Disabled AMIs are only described with IncludeDisabled.'));
  });
});

describe('a caller asks for', () => {
  test('the AMIs of owners', async () => {
    const [mine, theirs] = [added(), added({ ...CONSUMER, launchPermissions: [EVERYBODY] })];
    expect(await ids({ Owners: ['self'] })).toEqual([mine]);
    expect(await ids({ Owners: [CONSUMER.account, 'amazon'] })).toEqual([theirs]);
    expect(await ids({ Owners: ['aws-marketplace', 'aws-backup-vault'] })).toEqual([]);
    await expect(ids({ Owners: ['me'] })).rejects.toMatchObject(refused('InvalidUserID.Malformed', 'Invalid user id: "me"'));
  });

  test('what somebody may launch: of other accounts it does not learn what they have through an organization', async () => {
    await startAnew({ groups: [{ arn: ORGANIZATION, accounts: [CONSUMER.account] }], blocksPublicAccess: false });
    const [shared, through, open] = [added(), added(), added()];
    added();
    await give(shared, ...users(CONSUMER.account));
    await give(through, { OrganizationArn: ORGANIZATION });
    await give(open, { Group: 'all' });
    expect(await ids({ ExecutableUsers: [CONSUMER.account] })).toEqual([shared]);
    expect(await ids({ ExecutableUsers: ['self'] }, clientOf(CONSUMER))).toEqual([shared, through]);
    expect(await ids({ ExecutableUsers: [CONSUMER.account] }, clientOf(CONSUMER))).toEqual([shared, through]);
    expect(await ids({ ExecutableUsers: ['all'] })).toEqual([open]);
    expect(await ids({ ExecutableUsers: ['self'] })).toEqual([]);
    await expect(ids({ ExecutableUsers: ['everybody'] })).rejects.toMatchObject(refused('InvalidUserID.Malformed', 'Invalid user id: "everybody"'));
  });

  test.each<[string, string[], string[]]>([
    ['name', ['golden-1'], ['one']],
    ['name', ['golden-?'], ['one', 'two']],
    ['name', ['gold*', 'other'], ['one', 'two', 'three']],
    ['name', ['golden.1'], []],
    ['description', ['*current*'], ['two']],
    ['state', ['pending'], ['three']],
    ['owner-id', ['111111111111'], ['one', 'two', 'three']],
    ['is-public', ['true'], ['two']],
    ['image-id', ['ami-00000000000000001'], ['one']],
    ['tag:team', ['platform'], ['one']],
    ['tag:team', ['*'], ['one', 'two']],
    ['tag-key', ['stage'], ['two']],
  ])('what a filter lets through: %s %j', async (name, values, expected) => {
    const named = new Map([
      [added({ name: 'golden-1', tags: { team: 'platform' } }), 'one'],
      [added({ name: 'golden-2', tags: { team: 'data', stage: 'test' }, description: 'the current one', launchPermissions: [EVERYBODY] }), 'two'],
      [added({ name: 'other', state: 'pending' }), 'three'],
    ]);
    expect((await ids(where(name, ...values))).map(id => named.get(id!))).toEqual(expected);
  });

  test('what all filters let through', async () => {
    const id = added({ name: 'golden', tags: { team: 'platform' } });
    added({ name: 'golden', tags: { team: 'data' } });
    expect(await ids({ Filters: [...where('name', 'golden').Filters, ...where('tag:team', 'platform').Filters] })).toEqual([id]);
    await expect(ids(where('name'))).rejects.toMatchObject(refused('InvalidParameterValue', 'The filter \'name\' has no values.'));
  });

  test('up to 50 filters, and up to 200 values of each: AMIs among those that are gone', async () => {
    const values = Array.from({ length: 200 }, (_, index) => `ami-${String(index + 1).padStart(17, '0')}`);
    const [one, other] = [added({ state: 'disabled' }), added()];
    expect(await ids({ ...where('image-id', ...values), IncludeDisabled: true })).toEqual([one, other]);
    const tooMany = refused('FilterLimitExceeded', 'The request uses too many filters or too many filter values.');
    await expect(ids(where('image-id', ...values, NOWHERE))).rejects.toMatchObject(tooMany);
    await expect(ids({ Filters: Array(51).fill({ Name: 'state', Values: ['available'] }) })).rejects.toMatchObject(tooMany);
  });

  test('no filter that is not known here', async () => {
    await expect(ids(where('kernel-id', 'x'))).rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual(['the filter kernel-id is not modelled']);
  });

  test('a page at a time', async () => {
    const all = Array.from({ length: 5 }, () => added());
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateDescribeImages({ client, pageSize: 2 }, {})) {
      pages.push(page.Images!.map(it => it.ImageId));
    }
    expect(pages).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4)]);
    aws.pageSize = 4;
    expect(await whole(client.send(new DescribeImagesCommand({})))).toMatchObject({ NextToken: expect.any(String) });
    await expect(ids({ NextToken: 'abc' })).rejects.toMatchObject(
      refused('InvalidPaginationToken', 'The token is not one that was returned.'));
  });
});

test('the waiter of the client waits for a pending AMI', async () => {
  const id = added({ state: 'pending' });
  const waiting = waitUntilImageAvailable({ client, maxWaitTime: 5, minDelay: 0.01, maxDelay: 0.01 }, { ImageIds: [id] });
  while (aws.calls.length < 2) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  cloud.images.update(HOME.region, id, { state: 'available' });
  await expect(waiting).resolves.toMatchObject({ state: 'SUCCESS' });
});
