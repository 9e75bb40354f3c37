import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IRepository, Repository } from 'aws-cdk-lib/aws-ecr';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnDistributionConfiguration, CfnImage, CfnImagePipeline, CfnImageRecipe, CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { resourcesIn, warningsIn } from './synthesised';
import {
  ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate, LifecycleAge, LifecycleExecutionRole, LifecycleFilter,
  LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule, RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock,
} from '../../lib';
import { deleteContainers, ENV, errorsOf, newStack, policy } from '../support/stacks';

const MEMBER = ImagePrincipal.account('333333333333');
const AMI = ImageSelection.fromAmiId('ami-0123456789abcdef0');
const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111';
const TAGS = LifecycleResourceSelection.tags({ governance: 'golden' });
const DELETION = LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)), exclusionTags: { pinned: 'yes' } });

let stack: Stack;
beforeEach(() => {
  stack = newStack({ env: ENV });
});
const warnings = () => warningsIn(stack.node.root as App).map(warning => warning.replace('cdk-image-governance:', ''));

describe('L1s', () => {
  const recipe = () => new CfnImageRecipe(stack, 'Recipe', { name: 'golden', version: '1.0.x', parentImage: 'ssm:/golden/parent' });
  const infrastructureConfigurationArn = `${BUILD}:infrastructure-configuration/golden`;
  const image = () => new CfnImage(stack, 'Image', { imageRecipeArn: recipe().attrArn, infrastructureConfigurationArn });
  const days = (value: number) => ({ retentionPeriodValue: value, retentionPeriodUnit: 'DAYS' });

  test('that make images are governed, shared and brought to a state as they are', () => {
    const made = image();
    policy(stack, { resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(stack.node.findChild('Recipe') as CfnImageRecipe)) });
    new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuild(made)], launch: [MEMBER] });
    new ImageStateUpdate(stack, 'Update', { image: ImageBuild.fromImage(made), state: ImageState.deprecated() });
    const Image = stack.resolve(made.ref);
    expect(resourcesIn(stack, 'Custom::ImageSharePolicy')[0].Properties.Images).toEqual([{ Image }]);
    expect(resourcesIn(stack, 'Custom::ImageStateUpdate')[0].Properties).toMatchObject({ Image, SharedWith: [{ UserId: '333333333333' }] });
    expect(warnings()).toEqual([]);
  });

  test('that share images are known to a policy that takes them away', () => {
    const distribution = new CfnDistributionConfiguration(stack, 'Distribution', {
      name: 'golden',
      distributions: [{ region: 'eu-west-1', amiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: ['333333333333'] } } }],
    });
    const made = recipe();
    new CfnImagePipeline(stack, 'Pipeline', {
      name: 'golden', imageRecipeArn: made.attrArn, infrastructureConfigurationArn, distributionConfigurationArn: distribution.attrArn,
    });
    policy(stack, { rules: [DELETION], resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(made)) });
    expect(warnings()).toEqual(['/Images/Policy/Resource LifecyclePolicy.SharedImagesTakenAway']);
  });

  test('that are lifecycle policies of somebody else collide by their names, and are not validated', () => {
    new CfnLifecyclePolicy(stack, 'Theirs', {
      name: 'Golden', description: '', executionRole: 'lifecycle', resourceType: 'AMI_IMAGE', policyDetails: [], resourceSelection: {},
    });
    policy(stack, { lifecyclePolicyName: 'golden' });
    expect(errorsOf(() => resourcesIn(stack))).toEqual([
      expect.stringMatching(/^\[Images\/Policy\] lifecyclePolicyName must differ from the name of Images\/Theirs /),
    ]);
  });

  test.each([[29, ['/Images/Amis/Resource RetentionRule.SnapshotsRetainedAsLong']], [30, []]])('that retain snapshots for %i days count for AMIs of 30', (value, expected) => {
    new CfnRule(stack, 'Snapshots', { resourceType: 'EBS_SNAPSHOT', retentionPeriod: days(value) });
    new RetentionRule(stack, 'Amis', { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30) });
    expect(warnings()).toEqual(expected);
  });

  test('that are retention rules are not locked by a lock alone', () => {
    const theirs = new CfnRule(stack, 'Theirs', { resourceType: 'EBS_SNAPSHOT', retentionPeriod: days(30) });
    new RetentionRuleLock(stack, 'Lock', {
      retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', theirs.attrIdentifier), lock: RuleLock.locked(Duration.days(7)),
    });
    expect(errorsOf(() => resourcesIn(stack))).toEqual([
      expect.stringMatching(/^\[Images\/Lock\] retentionRule must be a rule that this app does not make, got "Images\/Theirs"/),
    ]);
  });
});

test('L1s of a template that is included are like any others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'included-'));
  const templateFile = join(folder, 'images.template.json');
  writeFileSync(templateFile, JSON.stringify({
    Resources: {
      Recipe: {
        Type: 'AWS::ImageBuilder::ImageRecipe',
        Properties: {
          Name: 'golden', Version: '1.0.0', ParentImage: 'ssm:/golden/parent',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, KmsKeyId: 'alias/aws/ebs' } }],
        },
      },
      Image: {
        Type: 'AWS::ImageBuilder::Image',
        Properties: { ImageRecipeArn: { Ref: 'Recipe' }, InfrastructureConfigurationArn: `${BUILD}:infrastructure-configuration/golden` },
      },
      Policy: {
        Type: 'AWS::ImageBuilder::LifecyclePolicy',
        Properties: { Name: 'golden', ExecutionRole: 'lifecycle', ResourceType: 'AMI_IMAGE', PolicyDetails: [], ResourceSelection: {} },
      },
    },
  }));
  const included = new CfnInclude(stack, 'Included', { templateFile });
  rmSync(folder, { recursive: true });

  new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuild(included.getResource('Image') as CfnImage)], launch: [MEMBER] });
  policy(stack, { lifecyclePolicyName: 'golden' });
  expect(errorsOf(() => resourcesIn(stack))).toEqual([
    expect.stringMatching(/^\[Images\/Share\] images\[0\] must not be encrypted with the key that AWS manages for EBS, and Images\/Included\/Recipe says so/),
    expect.stringMatching(/^\[Images\/Policy\] lifecyclePolicyName must differ from the name of Images\/Included\/Policy /),
  ]);
});

describe('imported', () => {
  test('keys are not changed: an output has what they have to allow', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-4333-8444-555555555555';
    new ImageSharePolicy(stack, 'Share', { images: [AMI], launch: [MEMBER], encryptionKeys: [Key.fromKeyArn(stack, 'Key', keyArn)] });
    const [output] = Object.values<any>(Template.fromStack(stack).findOutputs('*'));
    expect(output.Description).toContain(keyArn);
    expect(JSON.parse(output.Value).map(({ Principal }: any) => Principal)).toEqual([{ AWS: '333333333333' }, { AWS: '333333333333' }]);
  });

  test.each([
    ['get no permissions', undefined, '111111111111', 0],
    ['get permissions where that is asked for', true, '111111111111', 1],
  ])('execution roles %s', (_, addPermissions, account, policies) => {
    const role = Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account}:role/lifecycle`);
    policy(stack, { resourceSelection: TAGS, executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions }) });
    expect(resourcesIn(stack, 'AWS::ImageBuilder::LifecyclePolicy')[0].Properties.ExecutionRole).toBe(`arn:aws:iam::${account}:role/lifecycle`);
    expect(resourcesIn(stack, 'AWS::IAM::Role')).toEqual([]);
    expect(resourcesIn(stack, 'AWS::IAM::Policy').map(({ Properties }) => Properties.Roles)).toEqual(Array.from({ length: policies }, () => ['lifecycle']));
    expect(warnings()).toEqual([]);
  });

  test('execution roles of another account are refused', () => {
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::222222222222:role/lifecycle');
    policy(stack, { resourceSelection: TAGS, executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }) });
    expect(errorsOf(() => resourcesIn(stack))).toEqual([expect.stringMatching(/^\[Images\/Policy\] executionRole must be of the account of the policy, 111111111111/)]);
  });

  test('roles of owners are assumed, and nothing is asked of them', () => {
    const role = Role.fromRoleArn(stack, 'Owner', 'arn:aws:iam::222222222222:role/share-images');
    new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromAmiId('ami-0123456789abcdef0', { role })], launch: [MEMBER] });
    const statements = resourcesIn(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements.filter(({ Action }) => Action === 'sts:AssumeRole').map(({ Resource }) => Resource)).toEqual(['arn:aws:iam::222222222222:role/share-images']);
    expect(warnings()).toEqual([]);
  });

  test('topics are not changed, and are told of a lock', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:111111111111:alarms';
    const lock = new RetentionRuleLock(stack, 'Lock', {
      retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567'), lock: RuleLock.locked(Duration.days(7)),
    });
    lock.notifyTopic('Notify', Topic.fromTopicArn(stack, 'Topic', topicArn));
    expect(resourcesIn(stack, 'AWS::SNS::TopicPolicy')).toEqual([]);
    expect(resourcesIn(stack, 'AWS::Events::Rule')[0].Properties.Targets).toEqual([expect.objectContaining({ Arn: topicArn })]);
  });

  test.each<[string, () => IRepository]>([
    ['name', () => Repository.fromRepositoryName(stack, 'Repository', 'web')],
    ['ARN', () => Repository.fromRepositoryArn(stack, 'Repository', 'arn:aws:ecr:eu-west-1:111111111111:repository/web')],
  ])('repositories are not tagged, imported by their %s, and that is told of', (_, repository) => {
    policy(stack, { rules: [deleteContainers([repository()])], resourceSelection: TAGS });
    expect(warnings()).toContain('/Images/Policy/Resource LifecyclePolicy.RepositoryAccessTag');
  });

  test('lifecycle policies and retention rules give the permissions that those of the app give', () => {
    const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
    LifecyclePolicy.fromLifecyclePolicyName(stack, 'Policy', 'golden').grants.read(auditor);
    RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567').grants.read(auditor);
    const [{ Properties: { PolicyDocument: { Statement: statements } } }] = resourcesIn(stack, 'AWS::IAM::Policy');
    expect(statements.map(({ Action }: any) => Action)).toEqual(['imagebuilder:GetLifecyclePolicy', ['rbin:GetRule', 'rbin:ListTagsForResource']]);
  });

  test('rules of another Region or account are not locked from here', () => {
    const arn = (place: string) => `arn:aws:rbin:${place}:rule/abCD1234567`;
    ['us-east-1:111111111111', 'eu-west-1:222222222222'].forEach((place, index) => new RetentionRuleLock(stack, `Lock${index}`, {
      retentionRule: RetentionRule.fromRetentionRuleArn(stack, `Rule${index}`, arn(place)), lock: RuleLock.locked(Duration.days(7)),
    }));
    expect(errorsOf(() => resourcesIn(stack)).map(error => error.replace(/ of the stack.*$/, ''))).toEqual([
      '[Images/Lock0] retentionRule must be a rule of the Region', '[Images/Lock1] retentionRule must be a rule of the account',
    ]);
  });
});
