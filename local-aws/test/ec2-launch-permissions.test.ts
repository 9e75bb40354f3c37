import {
  CancelImageLaunchPermissionCommand, DisableImageCommand, EnableImageBlockPublicAccessCommand, ResetImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  accounts, added, aws, client, clientOf, cloud, clock, CONSUMER, give, HOME, ids, modify, NOWHERE, ORGANIZATION, permissions, refused,
  startAnew, take, unblock, UNIT, users, whole,
} from '../src/ec2-client';

const EVERYBODY = { Group: 'all' } as const;
const [A, B, C] = accounts(3);
const BLOCKED = 'You can\'t publicly share this image because block public access for AMIs is enabled for this account. '
  + 'To publicly share the image, you must call the DisableImageBlockPublicAccess API.';

describe('launch permissions', () => {
  test('are given to accounts, organizations and organizational units, and come back in another order', async () => {
    const id = added();
    const Add = [...users(A), { OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT }];
    expect(await whole(give(id, ...Add))).toStrictEqual({ status: 200 });
    expect(await permissions(id)).toEqual([...Add].reverse());
  });

  test('are added and removed in one request', async () => {
    const id = added();
    await give(id, ...users(A, B));
    await modify(id, { LaunchPermission: { Add: users(C), Remove: users(A) } });
    expect(await permissions(id)).toEqual(users(C, B));
  });

  test('are a set: giving what is there and taking what is not change nothing', async () => {
    const id = added();
    await give(id, ...users(A, A));
    await give(id, ...users(A));
    await take(id, ...users(B));
    expect(await permissions(id)).toEqual(users(A));
  });

  test('are removed with success of an account that is still covered by an organization', async () => {
    await startAnew({ groups: [{ arn: ORGANIZATION, accounts: [CONSUMER.account] }] });
    const id = added();
    await give(id, { OrganizationArn: ORGANIZATION });
    await take(id, ...users(CONSUMER.account));
    expect(await ids({}, clientOf(CONSUMER))).toEqual([id]);
  });

  test.each([
    ['UserIds', { UserIds: [A, B] }, users(B, A)],
    ['UserGroups', { UserGroups: ['all'] }, [EVERYBODY]],
    ['OrganizationArns', { OrganizationArns: [ORGANIZATION] }, [{ OrganizationArn: ORGANIZATION }]],
    ['OrganizationalUnitArns', { OrganizationalUnitArns: [UNIT] }, [{ OrganizationalUnitArn: UNIT }]],
  ])('are given and taken by the name of the attribute, with %s', async (_, listed, expected) => {
    await unblock();
    const id = added();
    await modify(id, { Attribute: 'launchPermission', OperationType: 'add', ...listed });
    expect(await permissions(id)).toEqual(expected);
    await modify(id, { Attribute: 'launchPermission', OperationType: 'remove', ...listed });
    expect(await permissions(id)).toEqual([]);
  });

  test('are all taken by ResetImageAttribute, public ones with them', async () => {
    await unblock();
    const id = added();
    await give(id, EVERYBODY, ...users(A));
    expect(await whole(client.send(new ResetImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' })))).toStrictEqual({ status: 200 });
    expect(await permissions(id)).toEqual([]);
  });

  test('belong to the AMI of one Region: a copy has others', async () => {
    const [here, there] = [added(), added({ region: 'us-east-1' })];
    await give(here, ...users(A));
    const abroad = clientOf({ ...HOME, region: 'us-east-1' });
    expect(await permissions(there, abroad)).toEqual([]);
    await expect(permissions(here, abroad)).rejects.toMatchObject(refused('InvalidAMIID.NotFound', `The image id '[${here}]' does not exist`));
  });
});

describe('a principal that is wrong', () => {
  const wrong = (value: string, type: string) => refused('InvalidAMIAttributeItemValue', `Invalid attribute item value "${value}" for ${type} item type.`);

  test.each([
    [{ UserId: '1111-2222-3333' }, 'userId'],
    [{ UserId: ` ${A}` }, 'userId'],
    [{ OrganizationArn: 'o-abcdefghij' }, 'OrganizationArn'],
    [{ OrganizationArn: UNIT }, 'OrganizationArn'],
    [{ OrganizationArn: 'arn:aws:organizations::999999999999:account/o-abcdefghij/111111111111' }, 'OrganizationArn'],
    [{ OrganizationalUnitArn: ORGANIZATION }, 'OrganizationalUnitArn'],
    [{ OrganizationalUnitArn: 'arn:aws:organizations::999999999999:root/o-abcdefghij/r-ab12' }, 'OrganizationalUnitArn'],
  ])('%j is refused, and with it the whole request', async (principal, type) => {
    const id = added();
    await expect(give(id, ...users(A), principal)).rejects.toMatchObject(wrong(Object.values(principal)[0], type));
    await expect(take(id, principal)).rejects.toMatchObject(wrong(Object.values(principal)[0], type));
    expect(await permissions(id)).toEqual([]);
  });

  test('is a group of another name', async () => {
    const id = added();
    await expect(modify(id, { Attribute: 'launchPermission', OperationType: 'add', UserGroups: ['everybody'] }))
      .rejects.toMatchObject(wrong('everybody', 'UserGroup'));
    await expect(give(id, { Group: 'everybody' as 'all' })).rejects.toMatchObject(
      refused('InvalidAMIAttributeItemValue', 'ModifyImageAttribute.LaunchPermission.Add[0].Group must be one of all'));
  });

  test('is two in one', async () => {
    await expect(give(added(), { UserId: A, OrganizationArn: ORGANIZATION })).rejects.toMatchObject(
      refused('InvalidParameterCombination', 'A launch permission is of one account, group, organization or organizational unit.'));
  });

  test('does not keep the good ones from being applied, where that is how it is', async () => {
    await startAnew({ appliesGoodPrincipals: true });
    const id = added();
    await give(id, ...users(C));
    await expect(modify(id, { LaunchPermission: { Add: users(A, 'wrong', B), Remove: users(C) } })).rejects.toMatchObject(wrong('wrong', 'userId'));
    expect(await permissions(id)).toEqual(users(B, A));
  });

  test('is not modelled when it is both added and removed', async () => {
    await expect(modify(added(), { LaunchPermission: { Add: users(A), Remove: users(A) } })).rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual(['what a launch permission that is both added and removed does is not modelled']);
  });
});

describe('an AMI cannot be shared', () => {
  test.each(['pending', 'failed', 'invalid', 'transient', 'error'] as const)('while it is %s', async state => {
    const id = added({ state });
    const unavailable = refused('InvalidAMIID.Unavailable', `The AMI ID '${id}' is currently ${state} and may not be used for this operation`);
    await expect(give(id, ...users(A))).rejects.toMatchObject(unavailable);
    cloud.images.update(HOME.region, id, { state: 'available' });
    await give(id, ...users(A));
    expect(await permissions(id)).toEqual(users(A));
  });

  test('by another account, nor can another account look', async () => {
    const id = added({ launchPermissions: users(CONSUMER.account) });
    const stranger = clientOf(CONSUMER);
    const denied = { ...refused('AuthFailure', `Not authorized for image:${id}`), $metadata: { httpStatusCode: 403 } };
    await expect(modify(id, { LaunchPermission: { Add: users(A) } }, stranger)).rejects.toMatchObject(denied);
    await expect(permissions(id, stranger)).rejects.toMatchObject(denied);
    await expect(stranger.send(new ResetImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' }))).rejects.toMatchObject(denied);
  });

  test('when its id is none, or there is none', async () => {
    await expect(give('ami-1', ...users(A))).rejects.toMatchObject(refused('InvalidAMIID.Malformed', 'Invalid id: "ami-1" (expecting "ami-...")'));
    await expect(give(NOWHERE, ...users(A))).rejects.toMatchObject(refused('InvalidAMIID.NotFound', `The image id '[${NOWHERE}]' does not exist`));
    const old = added({ imageId: 'ami-5731123e' });
    await give(old, ...users(A));
    expect(await permissions(old)).toEqual(users(A));
  });

  test('once it was deregistered', async () => {
    const id = added({ state: 'deregistered' });
    await expect(take(id, ...users(A))).rejects.toMatchObject(refused('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`));
    await startAnew({ deregisteredIs: 'InvalidAMIID.Unavailable' });
    const other = added({ state: 'deregistered' });
    await expect(take(other, ...users(A))).rejects.toMatchObject(refused('InvalidAMIID.Unavailable', `The image ID: '${other}' is no longer available`));
    await expect(take(NOWHERE, ...users(A))).rejects.toMatchObject(refused('InvalidAMIID.NotFound'));
  });

  test('once it was disabled, and has no launch permissions any more', async () => {
    const id = added();
    await give(id, ...users(A));
    await client.send(new DisableImageCommand({ ImageId: id }));
    expect(await permissions(id)).toEqual([]);
    const disabled = refused('InvalidAMIID.Unavailable', `The AMI ID '${id}' is currently disabled and may not be used for this operation`);
    await expect(give(id, ...users(A))).rejects.toMatchObject(disabled);
    await expect(take(id, ...users(A))).rejects.toMatchObject(disabled);
    await expect(modify(id, { Description: { Value: 'x' } })).rejects.toMatchObject(disabled);
  });

  test('once it was disabled, in the other ways in which that can be', async () => {
    await startAnew({ disabledIs: 'OperationNotPermitted', changesDisabledImages: true });
    const id = added({ state: 'disabled' });
    await expect(give(id, ...users(A))).rejects.toMatchObject(
      refused('OperationNotPermitted', `The AMI ID '${id}' is disabled and cannot be shared.`));
    await take(id, ...users(A));
    await modify(id, { Description: { Value: 'x' } });
    await client.send(new ResetImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' }));
    expect(cloud.images.get(HOME.region, id)).toMatchObject({ state: 'disabled', description: 'x', launchPermissions: [] });
  });

  test('with a snapshot under the AWS managed key', async () => {
    const id = added({ encryption: 'aws/ebs', launchPermissions: users(B) });
    await expect(give(id, ...users(A))).rejects.toMatchObject(
      refused('InvalidParameter', 'Snapshots encrypted with the AWS Managed CMK can\'t be shared. Specify another snapshot.'));
    await take(id, ...users(B));
    expect(await permissions(id)).toEqual([]);
    await give(added({ encryption: 'arn:aws:kms:eu-west-1:111111111111:key/golden' }), ...users(A));
  });
});

describe('an AMI is public', () => {
  test('only where that is not blocked, and stays so when it is blocked again', async () => {
    const [open, closed] = [added(), added()];
    await expect(give(open, EVERYBODY)).rejects.toMatchObject(refused('OperationNotPermitted', BLOCKED));
    await unblock();
    await give(open, EVERYBODY);
    await client.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }));
    await expect(give(closed, EVERYBODY, ...users(A))).rejects.toMatchObject(refused('OperationNotPermitted', BLOCKED));
    await give(open, EVERYBODY, ...users(A));
    expect([await permissions(open), await permissions(closed)]).toEqual([[...users(A), EVERYBODY], []]);
  });

  test('not with encrypted snapshots, product codes or watermarks', async () => {
    await unblock();
    await expect(give(added({ encryption: 'arn:aws:kms:eu-west-1:111111111111:key/golden' }), EVERYBODY)).rejects.toMatchObject(
      refused('InvalidParameter', 'AMIs with encrypted snapshots cannot be made public.'));
    const product = added({ productCodes: ['abc'] });
    await expect(give(product, EVERYBODY)).rejects.toMatchObject(refused('OperationNotPermitted', 'AMIs with product codes cannot be made public.'));
    await give(product, ...users(A));
    const marked = added({ watermarks: ['111111111111:approved'] });
    await expect(give(marked, EVERYBODY)).rejects.toMatchObject(refused('OperationNotPermitted', 'AMIs with watermarks cannot be made public.'));
    await give(marked, ...users(A));
  });

  test('for five AMIs of an account in a Region', async () => {
    await unblock();
    const open = Array.from({ length: 5 }, () => added());
    await Promise.all(open.map(id => give(id, EVERYBODY)));
    const sixth = added();
    await expect(give(sixth, EVERYBODY)).rejects.toMatchObject(
      refused('ResourceLimitExceeded', 'You have reached your quota of 5 for the number of public images allowed in this Region.'));
    await take(open[0], EVERYBODY);
    await give(sixth, EVERYBODY);
  });

  test('for two years from its creation', async () => {
    await unblock();
    const [never, sooner] = [added(), added({ deprecationTime: clock.now() + 60 })];
    clock.advance({ days: 1 });
    await give(never, EVERYBODY);
    await give(sooner, EVERYBODY);
    const times = [never, sooner].map(id => cloud.images.get(HOME.region, id)!.deprecationTime! - cloud.images.get(HOME.region, id)!.creationDate);
    expect(times).toEqual([2 * 365 * 86_400, 60]);
  });
});

describe('the limits', () => {
  const OVER = 'for the number of entities that an image is shared with allowed in this Region.';

  test('1,000 entities for an AMI, everybody not counted', async () => {
    await startAnew({ blocksPublicAccess: false });
    const id = added();
    await give(id, ...users(...accounts(998)), { OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT });
    await give(id, EVERYBODY);
    await expect(give(id, ...users(...accounts(1, 998)))).rejects.toMatchObject(
      refused('ResourceLimitExceeded', `You have reached your quota of 1000 ${OVER}`));
    await modify(id, { LaunchPermission: { Add: users(...accounts(1, 998)), Remove: users(A) } });
    expect(await permissions(id)).toHaveLength(1_001);
  });

  test('fewer, where a test wants it', async () => {
    await startAnew({ sharingQuota: 1 });
    const id = added();
    await expect(give(id, ...users(A, B))).rejects.toMatchObject(refused('ResourceLimitExceeded', `You have reached your quota of 1 ${OVER}`));
    expect(await permissions(id)).toEqual([]);
  });

  test('more there already than the quota allows do not keep others from being taken', async () => {
    await startAnew({ sharingQuota: 1 });
    const id = added({ launchPermissions: users(A, B, C) });
    await take(id, ...users(A));
    await give(id, ...users(B));
    expect(await permissions(id)).toEqual(users(C, B));
  });

  test('10,000 in a request', async () => {
    await startAnew({ sharingQuota: 20_000 });
    const id = added();
    await expect(give(id, ...users(...accounts(10_001)))).rejects.toMatchObject(
      refused('InvalidParameterValue', 'A request changes at most 10000 launch permissions.'));
    await give(id, ...users(...accounts(10_000)));
    expect(await permissions(id)).toHaveLength(10_000);
  });
});

describe('an account that an AMI is shared with', () => {
  const leave = (id: string) => clientOf(CONSUMER).send(new CancelImageLaunchPermissionCommand({ ImageId: id }));

  test('can leave', async () => {
    const id = added({ launchPermissions: users(CONSUMER.account, A) });
    expect(await whole(leave(id))).toStrictEqual({ status: 200, Return: true });
    expect(await permissions(id)).toEqual(users(A));
  });

  test.each([[[{ OrganizationArn: ORGANIZATION }, EVERYBODY]], [users(A)]])('cannot leave what it is in otherwise: %j', async launchPermissions => {
    await startAnew({ groups: [{ arn: ORGANIZATION, accounts: [CONSUMER.account] }] });
    const id = added({ launchPermissions });
    await expect(leave(id)).rejects.toMatchObject(
      refused('InvalidAMIID.NotFound', `The image '${id}' is not shared with your account.`));
    expect(await permissions(id)).toHaveLength(launchPermissions.length);
  });
});
