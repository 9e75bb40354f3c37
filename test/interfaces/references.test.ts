import { App, CfnOutput, Duration, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ONE_OF_EACH } from './one-of-each';
import { resourcesIn, warningsIn } from './synthesised';
import {
  ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate, LifecycleExecutionRole, LifecyclePolicy,
  LifecycleRecipe, LifecycleResourceSelection, LockedRetentionRule, RetentionRule, RetentionRuleLock, RuleLock,
} from '../../lib';
import { ENV, policy } from '../support/stacks';

const US = { ...ENV, region: 'us-east-1' };
const OTHER = { ...ENV, account: '222222222222' };

/** Two stacks of an app, the first of which is called Here. */
function twoStacks(there = ENV, crossRegionReferences?: boolean): [Stack, Stack] {
  const app = new App();
  return [new Stack(app, 'Here', { env: ENV, crossRegionReferences }), new Stack(app, 'There', { env: there, crossRegionReferences })];
}

const make = (name: string, scope: Stack): any => ONE_OF_EACH[name].make(scope, 'It');
const appOf = (stack: Stack) => stack.node.root as App;

describe('ids and ARNs', () => {
  const attributes: [string, string][] = [
    ['LifecyclePolicy', 'lifecyclePolicyArn'], ['LifecyclePolicy', 'lifecyclePolicyName'],
    ['RetentionRule', 'retentionRuleId'], ['RetentionRule', 'retentionRuleArn'],
    ['LockedRetentionRule', 'retentionRuleId'], ['LockedRetentionRule', 'retentionRuleArn'],
    ['LockedRetentionRule by CloudFormation', 'retentionRuleId'], ['LockedRetentionRule by CloudFormation', 'retentionRuleArn'],
    ['RetentionRuleLock', 'retentionRuleId'], ['RetentionRuleLock', 'retentionRuleArn'],
  ];

  test.each(attributes)('%s.%s can be used in another stack', (name, attribute) => {
    const [here, there] = twoStacks();
    new CfnOutput(there, 'Used', { value: make(name, here)[attribute] });
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test.each(attributes)('%s.%s can be used in another Region', (name, attribute) => {
    const [here, there] = twoStacks(US, true);
    new CfnOutput(there, 'Used', { value: make(name, here)[attribute] });
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test('of a lifecycle policy are known in another account by its name', () => {
    const [here, there] = twoStacks(OTHER);
    const auditor = new Role(there, 'Auditor', { assumedBy: new AccountRootPrincipal() });
    (make('LifecyclePolicy', here) as LifecyclePolicy).grants.read(auditor);
    const [{ Properties: { Name: name } }] = resourcesIn(here, 'AWS::ImageBuilder::LifecyclePolicy');
    expect(resourcesIn(there, 'AWS::IAM::Policy')[0].Properties.PolicyDocument.Statement[0].Resource).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:imagebuilder:eu-west-1:111111111111:lifecycle-policy/${name}`]],
    });
    expect(warningsIn(appOf(here))).toEqual([]);
  });
});

describe('what changes with time', () => {
  const attributes: [string, string[], string][] = [
    ['ImageSharePolicy', ['amiCount', 'skippedAmiCount', 'takenOverGrantCount'], 'ImageSharePolicy.ResultUsedElsewhere'],
    ['ImageAttributes', ['amiCount', 'skippedAmiCount'], 'ImageAttributes.ResultUsedElsewhere'],
    ['ImageStateUpdate', ['previousState', 'resultingState', 'executionId', 'changedCount', 'skippedCount', 'failedCount'], 'ImageStateUpdate.ResultUsedElsewhere'],
    ['LockedRetentionRule', ['lockState', 'lockEndTime'], 'LockedRetentionRule.LockUsedElsewhere'],
    ['LockedRetentionRule by CloudFormation', ['lockState'], 'LockedRetentionRule.LockUsedElsewhere'],
    ['RetentionRuleLock', ['lockState', 'lockEndTime'], 'RetentionRuleLock.LockUsedElsewhere'],
  ];

  test.each(attributes)('%s: each of %j is warned of in another stack, for its export could not change', (name, names, rule) => {
    const [here, there] = twoStacks();
    const it = make(name, here);
    names.forEach(attribute => new CfnOutput(there, attribute, { value: `${it[attribute]}` }));
    expect(warningsIn(appOf(here)).map(warning => warning.split(' ')[1])).toEqual(names.map(() => `cdk-image-governance:${rule}`));
  });

  test.each(attributes)('%s: each of %j can be used in its own stack, and in one that is nested in it', (name, names) => {
    const [here] = twoStacks();
    const it = make(name, here);
    const nested = new NestedStack(here, 'Nested');
    [here, nested].forEach(stack => names.forEach(attribute => new CfnOutput(stack, attribute, { value: `${it[attribute]}` })));
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test('is told of whole, where and with what to do', () => {
    const [here, there] = twoStacks();
    new CfnOutput(there, 'Id', { value: make('ImageStateUpdate', here).executionId });
    expect(appOf(here).synth().getStackByName('Here').messages.map(({ id, entry }) => `${id} ${entry.data}`)).toEqual([
      '/Here/It/Resource/Default executionId should not be used in another stack, and is in There: pass it by an SSM parameter instead: it changes with what a '
      + 'deployment finds, and CloudFormation changes no export that another stack uses, so the update would fail '
      + '(cdk-image-governance:ImageStateUpdate.ResultUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html) '
      + '[ack: cdk-image-governance:ImageStateUpdate.ResultUsedElsewhere]',
    ]);
  });
});

describe('what is passed from another stack', () => {
  const image = (stack: Stack) => new CfnImage(stack, 'Image', {
    imageRecipeArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image-recipe/golden/1.0.0',
    infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:infrastructure-configuration/golden',
  });
  const recipe = (stack: Stack, name = 'golden') => new CfnImageRecipe(stack, 'Recipe', { name, version: '1.0.0', parentImage: 'ami-0123456789abcdef0' });
  const governing = (stack: Stack, from: CfnImageRecipe) => policy(stack, {
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(from)),
  });
  const selectedIn = (stack: Stack) => resourcesIn(stack, 'AWS::ImageBuilder::LifecyclePolicy')[0].Properties.ResourceSelection.Recipes[0].Name;

  test('a recipe is selected by its name, and deployed before', () => {
    const [here, there] = twoStacks();
    governing(there, recipe(here));
    expect(selectedIn(there)).toBe('golden');
    expect(there.dependencies).toEqual([here]);
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test('a recipe of another Region is told of: no image of it is here', () => {
    const [here, there] = twoStacks(US);
    governing(there, recipe(here));
    expect(warningsIn(appOf(here))).toEqual(['/There/Policy/Resource cdk-image-governance:LifecyclePolicy.RecipeOfOtherEnvironment']);
  });

  test('an image is shared, and brought to a state, by an import of its ARN', () => {
    const [here, there] = twoStacks();
    const made = image(here);
    new ImageSharePolicy(there, 'Share', { images: [ImageSelection.fromImageBuild(made)], launch: [ImagePrincipal.account('333333333333')] });
    new ImageStateUpdate(there, 'Update', { image: ImageBuild.fromImage(made), state: ImageState.deprecated() });
    const imported = { 'Fn::ImportValue': expect.stringMatching(/^Here:ExportsOutputRefImage/) };
    expect(resourcesIn(there, 'Custom::ImageSharePolicy')[0].Properties.Images).toEqual([{ Image: imported }]);
    expect(resourcesIn(there, 'Custom::ImageStateUpdate')[0].Properties.Image).toEqual(imported);
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test.each([['account', ENV], ['other account', OTHER]])('a key of this %s admits those with whom images are shared', (_, env) => {
    const app = new App();
    const [keys, images] = [new Stack(app, 'Keys', { env }), new Stack(app, 'Images', { env: ENV })];
    new ImageSharePolicy(images, 'Share', {
      images: [ImageSelection.fromAmiId('ami-0123456789abcdef0')],
      launch: [ImagePrincipal.account('333333333333')],
      encryptionKeys: [new Key(keys, 'Key')],
    });
    const statements = resourcesIn(keys, 'AWS::KMS::Key')[0].Properties.KeyPolicy.Statement;
    expect(statements.slice(1).map(({ Principal }: any) => Principal)).toEqual([{ AWS: '333333333333' }, { AWS: '333333333333' }]);
    expect(images.dependencies).toEqual([]);
    expect(warningsIn(app)).toEqual([]);
  });

  test('a topic is told of a lock, and admits EventBridge in its own stack', () => {
    const [here, there] = twoStacks();
    const topic = new Topic(here, 'Topic');
    const rule: LockedRetentionRule = make('LockedRetentionRule', there);
    rule.lockAfter(topic);
    rule.notifyTopic('Notify', topic);
    expect(resourcesIn(here, 'AWS::SNS::TopicPolicy')[0].Properties.PolicyDocument.Statement[0].Principal).toEqual({ Service: 'events.amazonaws.com' });
    expect(resourcesIn(there, 'AWS::Events::Rule')[0].Properties.Targets[0].Arn).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Here:.*Topic/) });
    expect(there.dependencies).toEqual([here]);
  });

  test('an execution role gets its permissions in its own stack, which is deployed before', () => {
    const [here, there] = twoStacks();
    const role = new Role(here, 'Role', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
    policy(there, {
      resourceSelection: LifecycleResourceSelection.tags({ governance: 'golden' }),
      executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }),
    });
    expect(resourcesIn(here, 'AWS::IAM::Policy')).toHaveLength(1);
    expect(resourcesIn(there, 'AWS::IAM::Policy')).toEqual([]);
    expect(there.dependencies).toEqual([here]);
  });

  test('a role of another account is known there by a name that the core generates', () => {
    const [here, there] = twoStacks(OTHER);
    const owner = new Role(there, 'Owner', { roleName: PhysicalName.GENERATE_IF_NEEDED, assumedBy: new AccountRootPrincipal() });
    new ImageSharePolicy(here, 'Share', {
      images: [ImageSelection.fromAmiId('ami-0123456789abcdef0', { role: owner })], launch: [ImagePrincipal.account('333333333333')],
    });
    const [{ Properties: { RoleName: name } }] = resourcesIn(there, 'AWS::IAM::Role');
    expect(resourcesIn(here, 'Custom::ImageSharePolicy')[0].Properties.Images[0].RoleArns).toEqual([
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::222222222222:role/${name}`]] },
    ]);
    expect(warningsIn(appOf(here))).toEqual([]);
  });

  test('a rule of another stack is not locked by a lock alone', () => {
    const [here, there] = twoStacks();
    const rule: RetentionRule = make('RetentionRule', here);
    new RetentionRuleLock(there, 'Lock', { retentionRule: rule, lock: RuleLock.locked(Duration.days(7)) });
    expect(() => appOf(here).synth()).toThrow(/\[There\/Lock\] retentionRule must be a rule that this app does not make, got "Here\/It"/);
  });
});
