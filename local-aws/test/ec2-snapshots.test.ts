import {
  CreateTagsCommand, DeleteSnapshotCommand, DeleteTagsCommand, DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand,
  ModifySnapshotAttributeCommand, ModifySnapshotAttributeCommandInput, paginateDescribeSnapshots, Tag,
} from '@aws-sdk/client-ec2';
import { accounts, added, aws, byHand, client, clientOf, cloud, CONSUMER, HOME, refused, snapshots, users, whole } from '../src/ec2-client';
import type { SnapshotSeed } from '../src/services/ec2';

const EVERYBODY = { Group: 'all' } as const;
const NONE = 'snap-0123456789abcdef0';
const KEY = 'arn:aws:kms:eu-west-1:111111111111:key/golden';
const [A, B] = accounts(2);
const kept = (seed: Partial<SnapshotSeed> = {}) => cloud.images.addSnapshot({ ...HOME, ...seed });
const modify = (id: string, changes: Omit<ModifySnapshotAttributeCommandInput, 'SnapshotId'>, by = client) =>
  by.send(new ModifySnapshotAttributeCommand({ SnapshotId: id, ...changes }));
const attribute = (id: string, by = client) => by.send(new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission' }));
const permissions = async (id: string) => (await attribute(id)).CreateVolumePermissions;
const remove = (id: string, by = client) => by.send(new DeleteSnapshotCommand({ SnapshotId: id }));

describe('create volume permissions', () => {
  test('are given and taken, as a set, and come back in another order', async () => {
    const id = kept();
    expect(await whole(modify(id, { CreateVolumePermission: { Add: [...users(A, B, A), EVERYBODY] } }))).toStrictEqual({ status: 200 });
    await modify(id, { CreateVolumePermission: { Add: users(B) } });
    expect(await whole(attribute(id))).toStrictEqual({ status: 200, SnapshotId: id, CreateVolumePermissions: [EVERYBODY, ...users(B, A)] });
    await modify(id, { CreateVolumePermission: { Remove: [EVERYBODY, ...users(A, CONSUMER.account)] } });
    expect(await permissions(id)).toEqual(users(B));
  });

  test('are given and taken by lists', async () => {
    const id = kept();
    await modify(id, { Attribute: 'createVolumePermission', OperationType: 'add', UserIds: [A, B], GroupNames: ['all'] });
    expect(await permissions(id)).toEqual([...users(B, A), EVERYBODY]);
    await modify(id, { OperationType: 'remove', UserIds: [A], GroupNames: ['all'] });
    expect(await permissions(id)).toEqual(users(B));
  });

  test('travel as EC2 documents it', async () => {
    const id = kept();
    await byHand({ 'Action': 'ModifySnapshotAttribute', 'SnapshotId': id, 'CreateVolumePermission.Add.1.UserId': A, 'CreateVolumePermission.Add.2.Group': 'all' });
    expect((await byHand({ Action: 'DescribeSnapshotAttribute', SnapshotId: id, Attribute: 'createVolumePermission' })).text).toMatch(
      `<createVolumePermission><item><group>all</group></item><item><userId>${A}</userId></item></createVolumePermission>`);
  });

  const invalid = (permission: object) => refused('InvalidParameterValue', `Invalid permission: ${JSON.stringify(permission)}`);

  test.each<[object, object]>([
    [{}, refused('InvalidParameterCombination', 'No attributes specified.')],
    [{ CreateVolumePermission: { Add: [] } }, refused('InvalidParameterCombination', 'No attributes specified.')],
    [{ CreateVolumePermission: { Add: users(A), Remove: users(B) } },
      refused('InvalidParameterCombination', 'Permissions cannot be added and removed in one request.')],
    [{ CreateVolumePermission: { Add: users(A) }, UserIds: [B], OperationType: 'add' },
      refused('InvalidParameterCombination', 'Permissions are given in one way at a time.')],
    [{ UserIds: [A] }, refused('MissingParameter', 'The request must contain the parameter OperationType')],
    [{ Attribute: 'productCodes', UserIds: [A], OperationType: 'add' }, refused('InvalidParameterValue', 'Only createVolumePermission can be modified.')],
    [{ CreateVolumePermission: { Add: users(A, '1') } }, invalid({ UserId: '1' })],
    [{ CreateVolumePermission: { Add: [{ UserId: A, Group: 'all' }] } }, invalid({ UserId: A, Group: 'all' })],
    [{ OperationType: 'add', GroupNames: ['everybody'] }, invalid({ Group: 'everybody' })],
    [{ OperationType: 'add', UserIds: accounts(501) }, refused('InvalidParameterValue', 'A request changes at most 500 permissions.')],
  ])('%j is refused', async (changes, expected) => {
    const id = kept();
    await expect(modify(id, changes)).rejects.toMatchObject(expected);
    expect(await permissions(id)).toEqual([]);
  });

  test('500 are changed in a request', async () => {
    const id = kept();
    await modify(id, { OperationType: 'add', UserIds: accounts(500) });
    expect(await permissions(id)).toHaveLength(500);
  });

  test('are not given under the AWS managed key, and not to everybody if there is a key', async () => {
    const managed = kept({ encryption: 'aws/ebs', createVolumePermissions: users(A) });
    await expect(modify(managed, { OperationType: 'add', UserIds: [B] })).rejects.toMatchObject(
      refused('OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared'));
    await modify(managed, { OperationType: 'remove', UserIds: [A] });
    const own = kept({ encryption: KEY });
    await modify(own, { OperationType: 'add', UserIds: [B] });
    await expect(modify(own, { OperationType: 'add', GroupNames: ['all'] })).rejects.toMatchObject(
      refused('OperationNotPermitted', 'Encrypted snapshots cannot be made public.'));
    expect([await permissions(managed), await permissions(own)]).toEqual([[], users(B)]);
  });

  test('are the owner\'s alone', async () => {
    const id = kept({ createVolumePermissions: users(CONSUMER.account) });
    const stranger = clientOf(CONSUMER);
    const denied = refused('AuthFailure', `Not authorized for snapshot:${id}`);
    await expect(modify(id, { OperationType: 'add', UserIds: [B] }, stranger)).rejects.toMatchObject(denied);
    await expect(attribute(id, stranger)).rejects.toMatchObject(denied);
    await expect(remove(id, stranger)).rejects.toMatchObject(denied);
  });

  test('are of snapshots that there are', async () => {
    for (const call of [(id: string) => modify(id, { OperationType: 'add', UserIds: [B] }), attribute, remove]) {
      await expect(call(NONE)).rejects.toMatchObject(refused('InvalidSnapshot.NotFound', `The snapshot '${NONE}' does not exist.`));
      await expect(call('snap-1')).rejects.toMatchObject(refused('InvalidSnapshotID.Malformed', 'Invalid id: "snap-1" (expecting "snap-...")'));
    }
    const abroad = kept({ region: 'us-east-1' });
    await expect(attribute(abroad)).rejects.toMatchObject(refused('InvalidSnapshot.NotFound'));
  });

  test('are the only attribute known here', async () => {
    await expect(client.send(new DescribeSnapshotAttributeCommand({ SnapshotId: kept(), Attribute: 'productCodes' })))
      .rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual(['the attribute productCodes of a snapshot is not modelled']);
  });
});

describe('DescribeSnapshots', () => {
  test('says what a snapshot is', async () => {
    kept({ description: 'root', tags: { team: 'platform' } });
    kept({ encryption: KEY });
    kept({ encryption: 'aws/ebs' });
    const common = {
      OwnerId: '111111111111', State: 'completed', Progress: '100%', StartTime: new Date('2026-01-01T00:00:00Z'), VolumeSize: 8, Description: '',
      StorageTier: 'standard', Encrypted: true,
    };
    expect(await whole(client.send(new DescribeSnapshotsCommand({})))).toStrictEqual({
      status: 200,
      Snapshots: [
        { ...common, SnapshotId: 'snap-00000000000000001', Description: 'root', Encrypted: false, Tags: [{ Key: 'team', Value: 'platform' }] },
        { ...common, SnapshotId: 'snap-00000000000000002', KmsKeyId: KEY },
        {
          ...common,
          SnapshotId: 'snap-00000000000000003',
          KmsKeyId: expect.stringMatching(/^arn:aws:kms:eu-west-1:111111111111:key\/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/),
        },
      ],
    });
  });

  test('shows a caller its own, those shared with its account and public ones, without the tags of others', async () => {
    const [mine, open] = [kept(), kept({ createVolumePermissions: [EVERYBODY] })];
    const shared = kept({ createVolumePermissions: users(CONSUMER.account), tags: { a: '1' } });
    kept({ region: 'us-east-1', createVolumePermissions: [EVERYBODY] });
    const stranger = clientOf(CONSUMER);
    expect(await snapshots()).toEqual([mine, open, shared]);
    expect(await snapshots({}, stranger)).toEqual([open, shared]);
    expect(await snapshots({ SnapshotIds: [mine, shared] }, stranger)).toEqual([shared]);
    expect(await snapshots({ Filters: [{ Name: 'tag-key', Values: ['a'] }] }, stranger)).toEqual([]);
    await expect(snapshots({ SnapshotIds: [NONE] })).rejects.toMatchObject(refused('InvalidSnapshot.NotFound'));
  });

  test('takes owners, and who may restore', async () => {
    const [mine, shared] = [kept(), kept({ createVolumePermissions: users(CONSUMER.account) })];
    const open = kept({ ...CONSUMER, createVolumePermissions: [EVERYBODY] });
    expect(await snapshots({ OwnerIds: ['self'] })).toEqual([mine, shared]);
    expect(await snapshots({ OwnerIds: [CONSUMER.account, 'amazon'] })).toEqual([open]);
    expect(await snapshots({ RestorableByUserIds: [CONSUMER.account] })).toEqual([shared]);
    expect(await snapshots({ RestorableByUserIds: ['all'] })).toEqual([open]);
    expect(await snapshots({ RestorableByUserIds: ['self'] }, clientOf(CONSUMER))).toEqual([shared, open]);
    expect(await snapshots({ RestorableByUserIds: [HOME.account] }, clientOf(CONSUMER))).toEqual([]);
    await expect(snapshots({ OwnerIds: ['me'] })).rejects.toMatchObject(refused('InvalidUserID.Malformed', 'Invalid user id: "me"'));
  });

  test.each<[string, string, number[]]>([
    ['snapshot-id', 'snap-00000000000000001', [0]], ['encrypted', 'true', [1]], ['status', 'completed', [0, 1]], ['description', 'ro*', [0]],
    ['owner-id', '222222222222', []], ['tag:team', 'platform', [1]],
  ])('filters by %s', async (Name, value, expected) => {
    const all = [kept({ description: 'root' }), kept({ encryption: KEY, tags: { team: 'platform' } })];
    expect(await snapshots({ Filters: [{ Name, Values: [value] }] })).toEqual(expected.map(it => all[it]));
  });

  test('filters by up to 200 ids, those that are gone among them', async () => {
    const Values = Array.from({ length: 200 }, (_, index) => `snap-${String(index + 1).padStart(17, '0')}`);
    const all = Array.from({ length: 150 }, () => kept());
    expect(await snapshots({ OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values }] })).toEqual(all);
    await expect(snapshots({ Filters: [{ Name: 'snapshot-id', Values: [...Values, NONE] }] })).rejects.toMatchObject(refused('FilterLimitExceeded'));
  });

  test('answers a page at a time', async () => {
    const all = Array.from({ length: 3 }, () => kept());
    const pages: (string | undefined)[][] = [];
    for await (const page of paginateDescribeSnapshots({ client, pageSize: 2 }, {})) {
      pages.push(page.Snapshots!.map(it => it.SnapshotId));
    }
    expect(pages).toEqual([all.slice(0, 2), all.slice(2)]);
  });
});

describe('DeleteSnapshot', () => {
  test('deletes a snapshot', async () => {
    const id = kept();
    expect(await whole(remove(id))).toStrictEqual({ status: 200 });
    expect(await snapshots()).toEqual([]);
    await expect(remove(id)).rejects.toMatchObject(refused('InvalidSnapshot.NotFound'));
  });

  test.each(['available', 'disabled'] as const)('leaves the snapshots of an AMI that is %s', async state => {
    const id = kept();
    const image = added({ snapshots: [id], state });
    await expect(remove(id)).rejects.toMatchObject(refused('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${image}`));
    cloud.images.update(HOME.region, image, { state: 'deregistered' });
    await remove(id);
  });
});

describe('tags', () => {
  const create = (ids: string[], Tags: Tag[], by = client) => by.send(new CreateTagsCommand({ Resources: ids, Tags }));
  const drop = (ids: string[], Tags?: Tag[], by = client) => by.send(new DeleteTagsCommand({ Resources: ids, Tags }));
  const many = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ Key: `key-${from + index}`, Value: 'value' }));
  const tagsOf = (id: string) => (cloud.images.get(HOME.region, id) ?? cloud.images.snapshot(HOME.region, id))!.tags;

  test('are put on AMIs and snapshots, and written over', async () => {
    const [image, snapshot] = [added({ tags: { a: '1', b: '1' } }), kept()];
    expect(await whole(create([image, snapshot], [{ Key: 'a', Value: '2' }, { Key: 'c d/e', Value: '' }, { Key: 'f' }]))).toStrictEqual({ status: 200 });
    expect([tagsOf(image), tagsOf(snapshot)]).toEqual([{ 'a': '2', 'b': '1', 'c d/e': '', 'f': '' }, { 'a': '2', 'c d/e': '', 'f': '' }]);
  });

  test('are deleted by key, by key and value, or all but those of AWS', async () => {
    const [image, snapshot] = [added({ tags: { 'a': '1', 'b': '1', 'c': '', 'aws:x': '1' } }), kept({ tags: { a: '1' } })];
    expect(await whole(drop([image, snapshot], [{ Key: 'a' }, { Key: 'b', Value: '2' }, { Key: 'c', Value: '' }]))).toStrictEqual({ status: 200 });
    expect([tagsOf(image), tagsOf(snapshot)]).toEqual([{ 'b': '1', 'aws:x': '1' }, {}]);
    await drop([image]);
    expect(tagsOf(image)).toEqual({ 'aws:x': '1' });
  });

  test.each<[string, Tag[], object]>([
    ['a key of AWS', [{ Key: 'aws:x', Value: '1' }], refused('InvalidParameterValue', 'Tag keys starting with \'aws:\' are reserved for internal use')],
    ['a key that is too long', [{ Key: 'k'.repeat(129), Value: '1' }], refused('InvalidParameterValue', 'A tag key has 1 to 128 characters.')],
    ['no key', [{ Value: '1' }], refused('InvalidParameterValue', 'A tag key has 1 to 128 characters.')],
    ['a value that is too long', [{ Key: 'a', Value: 'v'.repeat(257) }], refused('InvalidParameterValue', 'The value of a tag has at most 256 characters.')],
    ['a key twice', [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }], refused('InvalidParameterValue', 'A tag key is given twice.')],
    ['too many', many(51), refused('TagLimitExceeded', 'A resource has at most 50 tags.')],
  ])('are refused: %s', async (_, tags, expected) => {
    const id = added();
    await expect(create([id], tags)).rejects.toMatchObject(expected);
    expect(tagsOf(id)).toEqual({});
  });

  test('are changed on all resources or none', async () => {
    const [empty, full] = [added(), kept({ tags: Object.fromEntries(many(50).map(({ Key, Value }) => [Key, Value])) })];
    await expect(create([empty, full], many(1, 50))).rejects.toMatchObject(refused('TagLimitExceeded'));
    await expect(create([empty, 'i-0123456789abcdef0'], many(1))).rejects.toMatchObject(refused('InvalidID', 'The ID \'i-0123456789abcdef0\' is not valid'));
    await expect(create([empty, NONE], many(1))).rejects.toMatchObject(refused('InvalidSnapshot.NotFound'));
    expect(tagsOf(empty)).toEqual({});
    await create([full], many(1));
    expect(Object.keys(tagsOf(full))).toHaveLength(50);
  });

  test('are the owner\'s', async () => {
    const [image, snapshot] = [added({ launchPermissions: users(CONSUMER.account), tags: { a: '1' } }), kept()];
    const stranger = clientOf(CONSUMER);
    await expect(create([image], many(1), stranger)).rejects.toMatchObject(refused('AuthFailure', `Not authorized for image:${image}`));
    await expect(drop([snapshot], [], stranger)).rejects.toMatchObject(refused('AuthFailure', `Not authorized for snapshot:${snapshot}`));
    await expect(drop([image], [{ Key: 'aws:x' }])).rejects.toMatchObject(refused('InvalidParameterValue'));
    expect(tagsOf(image)).toEqual({ a: '1' });
  });

  test('are changed on at most 1,000 resources', async () => {
    const id = added();
    await expect(create(Array(1_001).fill(id), many(1))).rejects.toMatchObject(
      refused('InvalidParameterValue', 'A request names at most 1000 resources.'));
    await expect(drop([id], many(1_001))).rejects.toMatchObject(refused('InvalidParameterValue', 'A request deletes at most 1000 tags.'));
  });
});
