import {
  DescribeImageAttributeCommand, DisableImageBlockPublicAccessCommand, EnableImageBlockPublicAccessCommand,
  GetImageBlockPublicAccessStateCommand, ImageAttributeName, ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { throttled } from '../src/disturbances';
import {
  added, aws, byHand, client, clientOf, cloud, clock, CONSUMER, give, HOME, modify, NOWHERE, ORGANIZATION, permissions, refused, startAnew,
  UNIT, users, whole,
} from '../src/ec2-client';

const attribute = (id: string, Attribute: ImageAttributeName, by = client) =>
  whole(by.send(new DescribeImageAttributeCommand({ ImageId: id, Attribute })));

describe('on the wire', () => {
  test('a request is the form that EC2 documents', async () => {
    await startAnew({ blocksPublicAccess: false });
    const id = added();
    expect(await byHand({
      'Action': 'ModifyImageAttribute',
      'ImageId': id,
      'LaunchPermission.Add.1.UserId': '222222222222',
      'LaunchPermission.Add.2.OrganizationArn': ORGANIZATION,
      'LaunchPermission.Add.10.Group': 'all',
      'LaunchPermission.Remove.1.OrganizationalUnitArn': UNIT,
    })).toMatchObject({
      status: 200,
      text: '<?xml version="1.0" encoding="UTF-8"?>\n<ModifyImageAttributeResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15">'
        + '<requestId>local</requestId><return>true</return></ModifyImageAttributeResponse>',
    });
    expect(aws.calls).toEqual([{
      ...HOME,
      service: 'ec2',
      operation: 'ModifyImageAttribute',
      input: {
        ImageId: id,
        LaunchPermission: {
          Add: [...users('222222222222'), { OrganizationArn: ORGANIZATION }, { Group: 'all' }],
          Remove: [{ OrganizationalUnitArn: UNIT }],
        },
      },
    }]);
    expect((await byHand({ Action: 'DescribeImageAttribute', ImageId: id, Attribute: 'launchPermission' })).text).toMatch(
      '<launchPermission><item><group>all</group></item>'
      + `<item><organizationArn>${ORGANIZATION}</organizationArn></item><item><userId>222222222222</userId></item></launchPermission>`);
  });

  test('the other form has the names of its lists in the singular', async () => {
    const id = added();
    await byHand({
      'Action': 'ModifyImageAttribute', 'ImageId': id, 'Attribute': 'launchPermission', 'OperationType': 'add', 'UserId.1': '222222222222', 'OrganizationArn.1': ORGANIZATION,
    });
    expect(await permissions(id)).toEqual([{ OrganizationArn: ORGANIZATION }, ...users('222222222222')]);
  });

  test('the real client sends just what it is given', async () => {
    const id = added();
    await modify(id, { Description: { Value: '' } });
    await give(id, ...users('222222222222'));
    expect(aws.calls.map(({ input }) => input)).toEqual([
      { ImageId: id, Description: { Value: '' } }, { ImageId: id, LaunchPermission: { Add: users('222222222222') } },
    ]);
  });

  test('an error is XML', async () => {
    expect((await byHand({ Action: 'DescribeImageAttribute', ImageId: 'a<b', Attribute: 'description' })).text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>InvalidAMIID.Malformed</Code>'
      + '<Message>Invalid id: &#34;a&#60;b&#34; (expecting &#34;ami-...&#34;)</Message></Error></Errors><RequestID>local</RequestID></Response>');
  });

  test('a client that may not ask so often is told as EC2 tells it', async () => {
    aws.disturbances.plan('DescribeImageAttribute', throttled);
    await expect(attribute(added(), 'description')).rejects.toMatchObject({ name: 'RequestLimitExceeded', $metadata: { httpStatusCode: 503 } });
  });

  test('reads can lag behind writes', async () => {
    const id = added();
    aws.lag.reads = 1;
    await give(id, ...users('222222222222'));
    expect([await permissions(id), await permissions(id)]).toEqual([[], users('222222222222')]);
    await client.send(new DisableImageBlockPublicAccessCommand({}));
    const state = async () => (await client.send(new GetImageBlockPublicAccessStateCommand({}))).ImageBlockPublicAccessState;
    expect([await state(), await state()]).toEqual(['block-new-sharing', 'unblocked']);
  });
});

describe('the description', () => {
  test('is changed, and emptied', async () => {
    const id = added({ description: 'old' });
    expect(await whole(modify(id, { Description: { Value: 'new <&> größer' } }))).toStrictEqual({ status: 200 });
    expect(await attribute(id, 'description')).toStrictEqual({ status: 200, ImageId: id, Description: { Value: 'new <&> größer' } });
    await modify(id, { Attribute: 'description', Value: 'newer' });
    expect(await attribute(id, 'description')).toMatchObject({ Description: { Value: 'newer' } });
    await modify(id, { Description: { Value: '' } });
    expect(cloud.images.get(HOME.region, id)!.description).toBe('');
  });

  test('is absent of an AMI that has none', async () => {
    const id = added();
    expect(await attribute(id, 'description')).toStrictEqual({ status: 200, ImageId: id, Description: {} });
  });
});

describe('IMDS support', () => {
  test.each([{ ImdsSupport: { Value: 'v2.0' } }, { Attribute: 'imdsSupport', Value: 'v2.0' }])('is set by %j, and stays', async change => {
    const id = added();
    expect(await attribute(id, 'imdsSupport')).toStrictEqual({ status: 200, ImageId: id, ImdsSupport: {} });
    await modify(id, change);
    await modify(id, change);
    expect(await attribute(id, 'imdsSupport')).toStrictEqual({ status: 200, ImageId: id, ImdsSupport: { Value: 'v2.0' } });
    for (const Value of ['', 'v1.0', 'V2.0']) {
      await expect(modify(id, { ImdsSupport: { Value } })).rejects.toMatchObject(refused('InvalidParameterValue', 'The only IMDS support is v2.0.'));
    }
    expect(cloud.images.get(HOME.region, id)).toMatchObject({ imdsSupport: 'v2.0' });
  });
});

describe('DescribeImageAttribute', () => {
  test('says when an AMI was last launched, and whether it is protected', async () => {
    const id = added({ lastLaunchedTime: clock.now(), deregistrationProtection: 'enabled-with-cooldown' });
    expect(await attribute(id, 'lastLaunchedTime')).toStrictEqual({ status: 200, ImageId: id, LastLaunchedTime: { Value: '2026-01-01T00:00:00.000Z' } });
    expect(await attribute(id, 'deregistrationProtection'))
      .toStrictEqual({ status: 200, ImageId: id, DeregistrationProtection: { Value: 'enabled-with-cooldown' } });
    expect(await attribute(added(), 'lastLaunchedTime')).toMatchObject({ LastLaunchedTime: {} });
  });

  test('is for the owner alone', async () => {
    await startAnew({ blocksPublicAccess: false });
    const id = added();
    await give(id, { Group: 'all' }, ...users(CONSUMER.account));
    for (const name of ['description', 'launchPermission', 'imdsSupport', 'lastLaunchedTime'] as const) {
      await expect(attribute(id, name, clientOf(CONSUMER))).rejects.toMatchObject(refused('AuthFailure', `Not authorized for image:${id}`));
    }
  });

  test('does not know every attribute here', async () => {
    await expect(attribute(added(), 'kernel')).rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual(['the attribute kernel of an AMI is not modelled']);
  });
});

describe('a request to ModifyImageAttribute', () => {
  const OLD = '222222222222';
  const combination = (message: string) => refused('InvalidParameterCombination', message);
  const parameter = (name: string) => refused('MissingParameter', `The request must contain the parameter ${name}`);
  const one = combination('Only one attribute can be modified at a time.');

  test.each<[object, object]>([
    [{}, combination('No attributes specified.')],
    [{ LaunchPermission: {} }, combination('No attributes specified.')],
    [{ LaunchPermission: { Add: [], Remove: [] } }, combination('No attributes specified.')],
    [{ UserIds: [OLD] }, parameter('LaunchPermission')],
    [{ UserIds: [OLD], OperationType: 'add' }, parameter('LaunchPermission')],
    [{ UserGroups: ['all'] }, parameter('LaunchPermission')],
    [{ OrganizationArns: [ORGANIZATION] }, parameter('LaunchPermission')],
    [{ OrganizationalUnitArns: [UNIT] }, parameter('LaunchPermission')],
    [{ OperationType: 'remove' }, parameter('LaunchPermission')],
    [{ Value: 'x' }, parameter('Attribute')],
    [{ Attribute: 'launchPermission' }, parameter('OperationType')],
    [{ Attribute: 'launchPermission', UserIds: [OLD] }, parameter('OperationType')],
    [{ Attribute: 'launchPermission', OperationType: 'add' }, combination('No attributes specified.')],
    [{ Attribute: 'launchPermission', OperationType: 'add', UserIds: [OLD], Value: 'x' }, combination('Value is not for the attribute launchPermission.')],
    [{ Attribute: 'description' }, parameter('Value')],
    [{ Attribute: 'imdsSupport' }, parameter('Value')],
    [{ Attribute: 'description', Value: 'x', OperationType: 'add' }, combination('OperationType and principals are not for the attribute description.')],
    [{ Attribute: 'imdsSupport', Value: 'v2.0', UserIds: [OLD] }, combination('OperationType and principals are not for the attribute imdsSupport.')],
    [{ Attribute: 'sriovNetSupport', Value: 'simple' }, refused('InvalidParameterValue', 'The attribute sriovNetSupport of an AMI cannot be modified.')],
    [{ Attribute: 'description', Value: 'x', Description: { Value: 'x' } }, one],
    [{ Description: { Value: 'x' }, ImdsSupport: { Value: 'v2.0' } }, one],
    [{ Description: { Value: 'x' }, LaunchPermission: { Add: users(OLD) } }, one],
    [{ ProductCodes: ['abc'] }, refused('InvalidParameter', 'The product codes of an AMI cannot be modified.')],
  ])('%j is refused', async (changes, expected) => {
    const id = added();
    const before = cloud.images.get(HOME.region, id);
    await expect(modify(id, changes)).rejects.toMatchObject({ ...expected, $metadata: { httpStatusCode: 400 } });
    expect(cloud.images.get(HOME.region, id)).toBe(before);
  });
});

describe('a dry run', () => {
  test('says that it would have been allowed, and does nothing, whatever it asks', async () => {
    const id = added();
    const ran = { name: 'DryRunOperation', message: 'Request would have succeeded, but DryRun flag is set.', $metadata: { httpStatusCode: 412 } };
    await expect(modify(id, { LaunchPermission: { Add: users('222222222222') }, DryRun: true })).rejects.toMatchObject(ran);
    await expect(client.send(new ModifyImageAttributeCommand({ ImageId: NOWHERE, DryRun: true }))).rejects.toMatchObject(ran);
    await expect(client.send(new GetImageBlockPublicAccessStateCommand({ DryRun: true }))).rejects.toMatchObject(ran);
    expect(await permissions(id)).toEqual([]);
  });

  test('that is none is a request', async () => {
    const id = added();
    await modify(id, { LaunchPermission: { Add: users('222222222222') }, DryRun: false });
    expect(await permissions(id)).toEqual(users('222222222222'));
  });
});

describe('block public access', () => {
  const state = async (by = client) => whole(by.send(new GetImageBlockPublicAccessStateCommand({})));

  test('is on until somebody decides, for the account in the Region', async () => {
    expect(await state()).toStrictEqual({ status: 200, ImageBlockPublicAccessState: 'block-new-sharing', ManagedBy: 'account' });
    expect(await whole(client.send(new DisableImageBlockPublicAccessCommand({})))).toStrictEqual({ status: 200, ImageBlockPublicAccessState: 'unblocked' });
    expect(await state()).toMatchObject({ ImageBlockPublicAccessState: 'unblocked' });
    for (const elsewhere of [{ ...HOME, region: 'us-east-1' }, CONSUMER]) {
      expect(await state(clientOf(elsewhere))).toMatchObject({ ImageBlockPublicAccessState: 'block-new-sharing' });
    }
    expect(await whole(client.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }))))
      .toStrictEqual({ status: 200, ImageBlockPublicAccessState: 'block-new-sharing' });
    expect(await state()).toMatchObject({ ImageBlockPublicAccessState: 'block-new-sharing' });
  });

  test('is off where a test wants it', async () => {
    await startAnew({ blocksPublicAccess: false });
    expect(await state()).toMatchObject({ ImageBlockPublicAccessState: 'unblocked' });
  });
});
