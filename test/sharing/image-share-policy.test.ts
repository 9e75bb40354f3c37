import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImageSharePolicyProps, ImageShareRemoval } from '../../lib/sharing';
import { principals } from '../support/principals';
import { ENV } from '../support/stacks';

// What a share policy is in a template.

const AMI = 'ami-0123456789abcdef0';
const [X, Y] = ['222222222222', '012345678901'];
const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
const OU = 'arn:aws:organizations::111111111111:ou/o-aaaaaaaaaa/ou-ab12-11111111';

const { account, organization, organizationalUnit } = ImagePrincipal;

const newStack = (env = ENV) => new Stack(new App(), 'Images', { env });

function share(stack: Stack, props: Partial<ImageSharePolicyProps> = {}): ImageSharePolicy {
  return new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromAmiId(AMI)], launch: [account(X)], ...props });
}

/** What the only share policy asks of its handler. */
function askedBy(stack: Stack): Record<string, unknown> {
  const [{ Properties: { ServiceToken: _, ...asked } }] = Object.values(Template.fromStack(stack).findResources('Custom::ImageSharePolicy'));
  return asked;
}

/** What the handler's role may do, by the names of the statements. */
function statementsIn(stack: Stack): Record<string, any> {
  const all = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  return Object.fromEntries(all.map(({ Sid, Effect: _, ...others }) => [Sid, others]));
}

test('asks for what is declared, and takes from nobody else unless it is told to', () => {
  const stack = newStack();
  share(stack);
  expect(askedBy(stack)).toEqual({
    ContractVersion: 1, Images: [{ Image: AMI }], Launch: principals(X), Copy: [], Mode: 'ADDITIVE', OnRemoval: 'UNSHARE', SharingQuota: 1_000,
    AllowPublicLaunch: false, AllowPublicCopy: false,
  });
});

test('says everything that can be said', () => {
  const stack = newStack();
  share(stack, {
    images: [
      ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: Role.fromRoleArn(stack, 'Owner', 'arn:aws:iam::333333333333:role/share') }),
      ImageSelection.fromSsmParameter('/golden'),
      ImageSelection.fromImageBuildVersionArn('arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1'),
    ],
    launch: [account(Y), organization(ORG), organizationalUnit(OU)],
    copy: [account(Y)],
    mode: ImageShareMode.authoritative({ removesEveryone: true }),
    onRemoval: ImageShareRemoval.LEAVE,
    sharingQuota: 2_000,
    reconcile: '1',
  });
  expect(askedBy(stack)).toEqual({
    ContractVersion: 1,
    Images: [
      { Image: AMI, Region: 'us-east-1', RoleArns: ['arn:aws:iam::333333333333:role/share'] },
      { Image: { Ref: expect.stringMatching(/^SsmParameterValuegolden/) } },
      { Image: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1' },
    ],
    Launch: principals(Y, ORG, OU),
    Copy: principals(Y),
    Mode: 'AUTHORITATIVE_ON_EVERYONE',
    OnRemoval: 'LEAVE',
    SharingQuota: 2_000,
    AllowPublicLaunch: false,
    AllowPublicCopy: false,
    Reconcile: '1',
  });
  // CloudFormation looks the id up, so that another one arrives as an update.
  Template.fromStack(stack).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/golden' });
});

test('tells the stack what came of it', () => {
  const stack = newStack();
  const policy = share(stack);
  expect([policy.amiCount, policy.skippedAmiCount, policy.takenOverGrantCount].map(it => stack.resolve(it)['Fn::GetAtt'][1]))
    .toEqual(['AmiCount', 'SkippedAmiCount', 'TakenOverGrantCount']);
});

describe('the role of the handler', () => {
  const PARTITION = { Ref: 'AWS::Partition' };
  const own = (kind: string, region: string, Action: string, attribute?: string) => ({
    Action,
    Resource: { 'Fn::Join': ['', ['arn:', PARTITION, `:ec2:${region}::${kind}/*`]] },
    // Of reading, IAM knows no attribute: a condition on it would never hold.
    Condition: { StringEquals: { 'ec2:Owner': ENV.account }, ...attribute !== undefined && { StringEqualsIgnoreCase: { 'ec2:Attribute': attribute } } },
  });
  const inRegion = (region: string, Action: string) => ({ Action, Resource: '*', Condition: { StringEquals: { 'ec2:Region': region } } });

  test('reaches the images of the account in the Region of the stack, and one attribute of them', () => {
    const stack = newStack();
    share(stack);
    const { Log: _log, WhyAnEventCame: _why, GoOnInAnotherRun: _on, ...statements } = statementsIn(stack);
    expect(statements).toEqual({
      DescribeImages: inRegion('eu-west-1', 'ec2:DescribeImages'),
      ReadLaunchPermission: own('image', 'eu-west-1', 'ec2:DescribeImageAttribute'),
      LaunchPermission: own('image', 'eu-west-1', 'ec2:ModifyImageAttribute', 'LaunchPermission'),
      DescribeSnapshots: inRegion('eu-west-1', 'ec2:DescribeSnapshots'),
      DescribeKey: { Action: 'kms:DescribeKey', Resource: { 'Fn::Join': ['', ['arn:', PARTITION, ':kms:eu-west-1:111111111111:key/*']] } },
    });
  });

  test('reaches snapshots if copies are declared, and asks whether public sharing is blocked if everyone is declared', () => {
    const stack = newStack();
    share(stack, { launch: [ImagePrincipal.everyone()], allowPublicLaunch: true, copy: [account(X)] });
    expect(statementsIn(stack)).toMatchObject({
      ReadCreateVolumePermission: own('snapshot', 'eu-west-1', 'ec2:DescribeSnapshotAttribute'),
      CreateVolumePermission: own('snapshot', 'eu-west-1', 'ec2:ModifySnapshotAttribute', 'CreateVolumePermission'),
      PublicSharing: inRegion('eu-west-1', 'ec2:GetImageBlockPublicAccessState'),
    });
  });

  test('does not ask for accounts that only the deployment knows: none of them is everyone', () => {
    const stack = newStack();
    share(stack, { launch: [account(new CfnParameter(stack, 'Account').valueAsString)] });
    expect(statementsIn(stack)).not.toHaveProperty('PublicSharing');
  });

  test('reaches the AMIs of a build wherever they are', () => {
    const stack = newStack();
    const arn = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
    share(stack, { images: [ImageSelection.fromImageBuildVersionArn(arn)] });
    expect(statementsIn(stack)).toMatchObject({
      GetImage: { Action: 'imagebuilder:GetImage', Resource: arn },
      DescribeImages: { Action: 'ec2:DescribeImages', Resource: '*' },
      LaunchPermission: { Resource: { 'Fn::Join': ['', ['arn:', PARTITION, ':ec2:*::image/*']] } },
    });
  });

  test('reaches AMIs of other accounts by their roles, and nothing else there', () => {
    const stack = newStack();
    const role = 'arn:aws:iam::333333333333:role/share';
    share(stack, { images: [ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: Role.fromRoleArn(stack, 'Owner', role) })] });
    const { Log: _log, WhyAnEventCame: _why, GoOnInAnotherRun: _on, ...statements } = statementsIn(stack);
    expect(statements).toEqual({ ActForOwner: { Action: 'sts:AssumeRole', Resource: role } });
  });
});

describe('the policy of a key', () => {
  const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
  const FOR_SERVICES = { Bool: { 'kms:GrantIsForAWSResource': 'true' } };
  const ORGANIZATION = { StringEquals: { 'aws:PrincipalOrgID': ['o-aaaaaaaaaa'] } };
  // The id of a unit has that of the root in it, and between the two may be other units.
  const UNIT = { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-aaaaaaaaaa/r-ab12/*ou-ab12-11111111/*'] } };

  /** Both statements for some principals. */
  const admitting = (Principal: object, condition: object) => [
    { Effect: 'Allow', Action: USE, Principal, Resource: '*', ...Object.keys(condition).length > 0 ? { Condition: condition } : {} },
    { Effect: 'Allow', Action: 'kms:CreateGrant', Principal, Resource: '*', Condition: { ...condition, ...FOR_SERVICES } },
  ];

  test('admits those who launch and those who copy, with what a launch needs and no more', () => {
    const stack = newStack();
    share(stack, { launch: [account(X), organization(ORG), organizationalUnit(OU)], copy: [account(Y)], encryptionKeys: [new Key(stack, 'Key')] });
    const [{ Properties: { KeyPolicy: { Statement: [admin, ...statements] } } }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(admin.Principal).toEqual({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111111111111:root']] } });
    expect(statements).toEqual([
      ...admitting({ AWS: [X, Y] }, {}),
      ...admitting({ AWS: '*' }, ORGANIZATION),
      ...admitting({ AWS: '*' }, UNIT),
    ]);
  });

  test('admits organizations and units by parts of their ARNs, if only the deployment knows these', () => {
    const stack = newStack();
    const [someone, all, some] = ['Account', 'Organization', 'Unit'].map(name => new CfnParameter(stack, name).valueAsString);
    share(stack, { launch: [account(someone), organization(all), organizationalUnit(some)], encryptionKeys: [new Key(stack, 'Key')] });
    const [{ Properties: { KeyPolicy: { Statement: [, ...statements] } } }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    const part = (index: number, delimiter: string, of: unknown) => ({ 'Fn::Select': [index, { 'Fn::Split': [delimiter, of] }] });
    const unit = part(2, '/', { Ref: 'Unit' });
    expect(statements).toEqual([
      ...admitting({ AWS: { Ref: 'Account' } }, {}),
      ...admitting({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': [part(1, '/', { Ref: 'Organization' })] } }),
      ...admitting({ AWS: '*' }, {
        'ForAnyValue:StringLike': {
          'aws:PrincipalOrgPaths': [{ 'Fn::Join': ['', [part(1, '/', { Ref: 'Unit' }), '/r-', part(1, '-', unit), '/*', unit, '/*']] }],
        },
      }),
    ]);
  });

  test('leaves it to a rule to refuse an ARN that is malformed', () => {
    const stack = newStack();
    share(stack, { launch: [account(X), organization('o-aaaaaaaaaa'), organizationalUnit('ou-ab12-11111111')], encryptionKeys: [new Key(stack, 'Key')] });
    expect(() => Template.fromStack(stack)).toThrow(/launch\[1\] must be the ARN of an organization, .*\n.*launch\[2\] must be the ARN of an organizational unit, /);
  });

  test('of two policies has the statements of both', () => {
    const stack = newStack();
    const encryptionKeys = [new Key(stack, 'Key')];
    share(stack, { encryptionKeys });
    new ImageSharePolicy(stack, 'Other', { images: [ImageSelection.fromSsmParameter('/other')], launch: [account(Y)], encryptionKeys });
    const [{ Properties: { KeyPolicy: { Statement: [, ...statements] } } }] = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'));
    expect(statements).toEqual([...admitting({ AWS: X }, {}), ...admitting({ AWS: Y }, {})]);
  });

  test('that only the deployment knows is told as an output, whose description says nothing of it', () => {
    const stack = newStack();
    share(stack, { encryptionKeys: [Key.fromKeyArn(stack, 'Key', Fn.importValue('KeyArn'))] });
    Template.fromStack(stack).hasOutput('*', { Description: 'What the policy of the key has to allow, so that others can launch from the images that they share' });
  });

  test('that is not of the app is told as an output', () => {
    const stack = newStack();
    const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:333333333333:key/00000000-0000-4000-8000-000000000001');
    share(stack, { encryptionKeys: [key] });
    const outputs = Template.fromStack(stack).findOutputs('*', { Description: Match.stringLikeRegexp('^What the policy of arn:aws:kms:eu-west-1:333333333333:key/') });
    expect(Object.values(outputs).map(({ Value }) => JSON.parse(Value))).toEqual([admitting({ AWS: X }, {})]);
  });
});

test('an account costs 26 bytes of a template at most', () => {
  const bytes = (accounts: number) => {
    const stack = newStack();
    share(stack, { launch: Array.from({ length: accounts }, (_, index) => account(String(index).padStart(12, '0'))) });
    return JSON.stringify(Template.fromStack(stack).toJSON()).length;
  };
  expect((bytes(501) - bytes(1)) / 500).toBeLessThanOrEqual(26);
});
