import { EC2Client } from '@aws-sdk/client-ec2';
import { added, aws, clientOf, cloud, HOME, permissions, users } from '../src/ec2-client';
import { accessKeyOf } from '../src/server';

const IMAGE = 'ami-00000000000000001';
const SNAPSHOT = 'snap-00000000000000002';

describe('what a role needs', () => {
  const anywhere = (action: string) => ({ action: `ec2:${action}`, resource: '*', context: { 'ec2:Region': 'eu-west-1' } });
  const onImage = (action: string, context: object = {}) => ({
    action: `ec2:${action}`,
    resource: `arn:aws:ec2:eu-west-1::image/${IMAGE}`,
    context: {
      'ec2:Region': 'eu-west-1',
      'ec2:ImageID': IMAGE,
      'ec2:ImageType': 'machine',
      'ec2:Owner': '111111111111',
      'ec2:Public': 'false',
      'ec2:RootDeviceType': 'ebs',
      'aws:ResourceTag/team': 'platform',
      'ec2:ResourceTag/team': 'platform',
      ...context,
    },
  });
  const onSnapshot = (action: string, context: object = {}) => ({
    action: `ec2:${action}`,
    resource: `arn:aws:ec2:eu-west-1::snapshot/${SNAPSHOT}`,
    context: { 'ec2:Region': 'eu-west-1', 'ec2:SnapshotID': SNAPSHOT, 'ec2:Owner': '111111111111', 'ec2:VolumeSize': '8', ...context },
  });
  const [image, snapshot] = [{ ImageId: IMAGE }, { SnapshotId: SNAPSHOT }];
  const Tags = [{ Key: 'a', Value: '1' }, { Key: 'b' }];
  const requested = { 'aws:TagKeys': ['a', 'b'], 'aws:RequestTag/a': '1', 'aws:RequestTag/b': '' };

  test.each<[string, object, object[]]>([
    ...['DescribeImages', 'DescribeSnapshots', 'GetImageBlockPublicAccessState', 'EnableImageBlockPublicAccess', 'DisableImageBlockPublicAccess']
      .map((action): [string, object, object[]] => [action, {}, [anywhere(action)]]),
    ...[
      'DisableImage', 'EnableImage', 'EnableImageDeprecation', 'DisableImageDeprecation', 'EnableImageDeregistrationProtection',
      'DisableImageDeregistrationProtection', 'CancelImageLaunchPermission', 'DeregisterImage',
    ].map((action): [string, object, object[]] => [action, image, [onImage(action)]]),
    ['DeregisterImage', { ...image, DeleteAssociatedSnapshots: true }, [onImage('DeregisterImage'), onSnapshot('DeleteSnapshot')]],
    ['ModifyImageAttribute', { ...image, LaunchPermission: { Add: users('222222222222') } }, [onImage('ModifyImageAttribute', { 'ec2:Attribute': 'LaunchPermission' })]],
    ['ModifyImageAttribute', { ...image, Attribute: 'launchPermission' }, [onImage('ModifyImageAttribute', { 'ec2:Attribute': 'LaunchPermission' })]],
    ['ModifyImageAttribute', { ...image, Description: { Value: 'x' } }, [onImage('ModifyImageAttribute', { 'ec2:Attribute': 'Description' })]],
    ['ModifyImageAttribute', image, [onImage('ModifyImageAttribute')]],
    ['ModifyImageAttribute', { ImageId: 'ami-00000000000000009' }, [{
      action: 'ec2:ModifyImageAttribute',
      resource: 'arn:aws:ec2:eu-west-1::image/ami-00000000000000009',
      context: { 'ec2:Region': 'eu-west-1', 'ec2:ImageID': 'ami-00000000000000009' },
    }]],
    ['DescribeImageAttribute', { ...image, Attribute: 'imdsSupport' }, [onImage('DescribeImageAttribute')]],
    ['ResetImageAttribute', { ...image, Attribute: 'launchPermission' }, [onImage('ResetImageAttribute', { 'ec2:Attribute': 'LaunchPermission' })]],
    ['ModifySnapshotAttribute', { ...snapshot, CreateVolumePermission: { Add: [...users('222222222222'), { Group: 'all' }] } }, [
      onSnapshot('ModifySnapshotAttribute', { 'ec2:Attribute': 'CreateVolumePermission', 'ec2:Add/userId': ['222222222222'], 'ec2:Add/group': ['all'] }),
    ]],
    ['ModifySnapshotAttribute', { ...snapshot, CreateVolumePermission: { Remove: [...users('222222222222'), { Group: 'all' }] } }, [
      onSnapshot('ModifySnapshotAttribute', { 'ec2:Attribute': 'CreateVolumePermission', 'ec2:Remove/userId': ['222222222222'], 'ec2:Remove/group': ['all'] }),
    ]],
    ['ModifySnapshotAttribute', { ...snapshot, OperationType: 'remove', UserIds: ['222222222222'], GroupNames: ['all'] }, [
      onSnapshot('ModifySnapshotAttribute', { 'ec2:Attribute': 'CreateVolumePermission', 'ec2:Remove/userId': ['222222222222'], 'ec2:Remove/group': ['all'] }),
    ]],
    ['DescribeSnapshotAttribute', { ...snapshot, Attribute: 'createVolumePermission' }, [
      onSnapshot('DescribeSnapshotAttribute'),
    ]],
    ['DeleteSnapshot', snapshot, [onSnapshot('DeleteSnapshot')]],
    ['CreateTags', { Resources: [IMAGE, SNAPSHOT], Tags }, [onImage('CreateTags', requested), onSnapshot('CreateTags', requested)]],
    ['DeleteTags', { Resources: [IMAGE], Tags }, [onImage('DeleteTags', requested)]],
    ['DeleteTags', { Resources: [IMAGE] }, [onImage('DeleteTags')]],
  ])('for %s %j', (operation, input, requests) => {
    added({ tags: { team: 'platform' } });
    expect(cloud.access![operation](input, HOME)).toEqual(requests);
  });

  test('is said of every operation', () => {
    expect(Object.keys(cloud.access!).sort()).toEqual(Object.keys(cloud.operations).sort());
  });
});

test('a role that may not is told as EC2 tells it', async () => {
  const id = added({ launchPermissions: users('222222222222') });
  const token = aws.sessions.begin({ account: HOME.account, role: 'arn:aws:iam::111111111111:role/handler' });
  aws.authorizer = { refusal: async (_, { action }) => action === 'ec2:DescribeImageAttribute' ? 'You are not authorized to perform this operation.' : undefined };
  const role = new EC2Client({
    region: HOME.region, endpoint: aws.endpoint, credentials: { accessKeyId: accessKeyOf(HOME.account), secretAccessKey: 'none', sessionToken: token },
  });
  await expect(permissions(id, role)).rejects.toMatchObject({
    name: 'UnauthorizedOperation', message: 'You are not authorized to perform this operation.', $metadata: { httpStatusCode: 403 },
  });
  expect(await permissions(id, clientOf(HOME))).toEqual(users('222222222222'));
  role.destroy();
});
