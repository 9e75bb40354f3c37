import { added, byHand, cloud, HOME } from '../src/ec2-client';

describe('a request that breaks AWS\'s model', () => {
  const missing = (Action: string, name: string, fields: object = {}): [object, string, string] =>
    [{ Action, ...fields }, 'MissingParameter', `${Action}.${name} is missing`];
  const onImage = (Action: string, fields: object) => ({ Action, ImageId: 'ami-00000000000000001', ...fields });

  test.each<[object, string, string]>([
    missing('ModifyImageAttribute', 'ImageId'),
    missing('DescribeImageAttribute', 'Attribute', { ImageId: 'ami-00000000000000001' }),
    missing('ResetImageAttribute', 'Attribute', { ImageId: 'ami-00000000000000001' }),
    missing('CancelImageLaunchPermission', 'ImageId'),
    missing('DisableImage', 'ImageId'),
    missing('EnableImage', 'ImageId'),
    missing('EnableImageDeprecation', 'DeprecateAt', { ImageId: 'ami-00000000000000001' }),
    missing('DisableImageDeprecation', 'ImageId'),
    missing('DeregisterImage', 'ImageId'),
    missing('EnableImageDeregistrationProtection', 'ImageId'),
    missing('DisableImageDeregistrationProtection', 'ImageId'),
    missing('EnableImageBlockPublicAccess', 'ImageBlockPublicAccessState'),
    missing('CreateTags', 'Tags', { 'ResourceId.1': 'ami-00000000000000001' }),
    missing('DeleteTags', 'Resources'),
    missing('ModifySnapshotAttribute', 'SnapshotId'),
    missing('DescribeSnapshotAttribute', 'Attribute', { SnapshotId: 'snap-00000000000000002' }),
    missing('DeleteSnapshot', 'SnapshotId'),
    [onImage('DisableImage', { Force: 'true' }), 'UnknownParameter', 'DisableImage.Force is unknown'],
    [onImage('ModifyImageAttribute', { 'LaunchPermission.Add.1.AccountId': '222222222222' }), 'UnknownParameter',
      'ModifyImageAttribute.LaunchPermission.Add[0].AccountId is unknown'],
    [onImage('ModifyImageAttribute', { 'OrganizationArns.1': 'x' }), 'UnknownParameter', 'ModifyImageAttribute.parameter OrganizationArns is unknown'],
    [{ 'Action': 'ModifySnapshotAttribute', 'SnapshotId': 'snap-00000000000000002', 'CreateVolumePermission.Add.1.OrganizationArn': 'x' },
      'UnknownParameter', 'ModifySnapshotAttribute.CreateVolumePermission.Add[0].OrganizationArn is unknown'],
    [onImage('ModifyImageAttribute', { LaunchPermission: 'all' }), 'InvalidParameterValue', 'ModifyImageAttribute.LaunchPermission must be a structure'],
    [onImage('ModifyImageAttribute', { 'LaunchPermission.Add': '222222222222' }), 'InvalidParameterValue',
      'ModifyImageAttribute.LaunchPermission.Add must be a list'],
    [onImage('ModifyImageAttribute', { 'LaunchPermission.Add.1': '222222222222' }), 'InvalidParameterValue',
      'ModifyImageAttribute.LaunchPermission.Add[0] must be a structure'],
    [onImage('ModifyImageAttribute', { 'LaunchPermission.Add.1.UserId.1': '222222222222' }), 'InvalidParameterValue',
      'ModifyImageAttribute.LaunchPermission.Add[0].UserId must be a string'],
    [onImage('ModifyImageAttribute', { 'LaunchPermission.Add.1.Group': 'everybody' }), 'InvalidAMIAttributeItemValue',
      'ModifyImageAttribute.LaunchPermission.Add[0].Group must be one of all'],
    [onImage('ModifyImageAttribute', { UserId: '222222222222' }), 'InvalidParameterValue', 'ModifyImageAttribute.UserIds must be a list'],
    [onImage('ModifyImageAttribute', { OperationType: 'set' }), 'InvalidParameterValue', 'ModifyImageAttribute.OperationType must be one of add, remove'],
    [onImage('ModifyImageAttribute', { DryRun: 'yes' }), 'InvalidParameterValue', 'ModifyImageAttribute.DryRun must be true or false'],
    [onImage('ModifyImageAttribute', { Description: 'x' }), 'InvalidParameterValue', 'ModifyImageAttribute.Description must be a structure'],
    [onImage('DescribeImageAttribute', { Attribute: 'LaunchPermission' }), 'InvalidParameterValue', expect.stringMatching(
      /^DescribeImageAttribute\.Attribute must be one of description, .*launchPermission/)],
    [onImage('ResetImageAttribute', { Attribute: 'description' }), 'InvalidParameterValue', 'ResetImageAttribute.Attribute must be one of launchPermission'],
    [onImage('EnableImageDeprecation', { DeprecateAt: 'tomorrow' }), 'InvalidParameterValue', 'EnableImageDeprecation.DeprecateAt must be a number'],
    [onImage('EnableImageDeregistrationProtection', { WithCooldown: '1' }), 'InvalidParameterValue',
      'EnableImageDeregistrationProtection.WithCooldown must be true or false'],
    [{ Action: 'EnableImageBlockPublicAccess', ImageBlockPublicAccessState: 'unblocked' }, 'InvalidParameterValue',
      'EnableImageBlockPublicAccess.ImageBlockPublicAccessState must be one of block-new-sharing'],
    [{ Action: 'DescribeImages', MaxResults: 'many' }, 'InvalidParameterValue', 'DescribeImages.MaxResults must be a whole number'],
    [{ Action: 'DescribeImages', MaxResults: '1.5' }, 'InvalidParameterValue', 'DescribeImages.MaxResults must be a whole number'],
    [{ Action: 'DescribeImages', Owner: 'self' }, 'InvalidParameterValue', 'DescribeImages.Owners must be a list'],
    [{ 'Action': 'DescribeImages', 'Filter.1.Key': 'state' }, 'UnknownParameter', 'DescribeImages.Filters[0].Key is unknown'],
    [{ 'Action': 'DescribeSnapshots', 'SnapshotId.1.Id': 'x' }, 'InvalidParameterValue', 'DescribeSnapshots.SnapshotIds[0] must be a string'],
    [{ 'Action': 'CreateTags', 'ResourceId.1': 'ami-00000000000000001', 'Tag.1.Name': 'a' }, 'UnknownParameter', 'CreateTags.Tags[0].Name is unknown'],
  ])('%j', async (fields, code, message) => {
    const id = added();
    const before = cloud.images.get(HOME.region, id);
    expect(before).toMatchObject({ snapshots: ['snap-00000000000000002'] });
    expect(await byHand({ ...fields })).toMatchObject({ status: 400, code, message });
    expect(cloud.images.get(HOME.region, id)).toBe(before);
  });
});
