import { App, Aws, Stack, StackProps, Stage, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { CrossAccountLifecycleRole, CrossAccountLifecycleRoleProps, LifecycleAge, LifecycleFilter, LifecycleRule } from '../../lib';
import { CROSS_ACCOUNT_ROLE_RULES } from '../../lib/model/lifecycle/rules/cross-account-role';
import { ENV, errorsOf, newStack } from '../support/stacks';

const templateOf = (props: CrossAccountLifecycleRoleProps) => {
  const stack = newStack();
  new CrossAccountLifecycleRole(stack, 'Role', props);
  return Template.fromStack(stack);
};

test('has the fixed name, the documented conditions and the documented policy', () => {
  const template = templateOf({ sourceAccounts: ['012345678901'] });
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'Ec2ImageBuilderCrossAccountLifecycleAccess',
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { Service: 'imagebuilder.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '012345678901' },
          ArnLike: { 'aws:SourceArn': 'arn:*:imagebuilder:*:*:image/*/*/*' },
        },
      }],
    },
    ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy']] }],
    Policies: Match.absent(),
  });
  expect(Object.keys(template.toJSON().Resources)).toHaveLength(1);
});

test('trusts several accounts', () => {
  templateOf({ sourceAccounts: ['012345678901', '111111111111'] }).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': ['012345678901', '111111111111'] } } }] },
  });
});

test('can do no more than certain rules need', () => {
  const rules = [LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)) })];
  templateOf({ sourceAccounts: ['012345678901'], rules }).hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    Policies: [{
      PolicyDocument: {
        Statement: ['ec2:DescribeImages', 'ec2:DeregisterImage', 'imagebuilder:DeleteImage', 'ec2:DeleteSnapshot'].map(Action => ({ Action })),
      },
    }],
  });
});

test('takes accounts behind tokens', () => {
  templateOf({ sourceAccounts: [Aws.ACCOUNT_ID] }).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }] },
  });
  templateOf({ sourceAccounts: Token.asList({ Ref: 'Accounts' }) }).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'Accounts' } } } }] },
  });
});

test('opens the repositories of its rules, and warns of those that it cannot open', () => {
  const stack = newStack();
  const filter = LifecycleFilter.age(LifecycleAge.days(90));
  const repositories = [new Repository(stack, 'Own'), Repository.fromRepositoryName(stack, 'Imported', 'web')];
  new CrossAccountLifecycleRole(stack, 'Role', { sourceAccounts: ['012345678901'], rules: [LifecycleRule.deleteContainers({ filter, repositories })] });
  Template.fromStack(stack).hasResourceProperties('AWS::ECR::Repository', { Tags: [{ Key: 'LifecycleExecutionAccess', Value: 'EC2 Image Builder' }] });
  expect(Annotations.fromStack(stack).findWarning('/Images/Role/Resource/Resource', Match.anyValue()).map(it => it.entry.data)).toEqual([
    expect.stringMatching(/^rules need the tag LifecycleExecutionAccess = EC2 Image Builder on this repository, which is not of this app .* got "Images\/Imported"/),
  ]);
});

describe('fails', () => {
  test('without an account', () => {
    expect(errorsOf(() => templateOf({ sourceAccounts: [] }))).toEqual([
      '[Images/Role] sourceAccounts must name at least one account, got []: name the accounts whose pipelines distribute images to this one '
      + '(cdk-image-governance:CrossAccountLifecycleRole.SourceAccountCount, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
    ]);
  });

  test('with an id that is no account\'s', () => {
    expect(errorsOf(() => templateOf({ sourceAccounts: ['012345678901', '12345678901'] }))).toEqual([
      '[Images/Role] sourceAccounts[1] must be an account id of 12 digits, got "12345678901": write the id as a text, with its leading zeros '
      + '(cdk-image-governance:CrossAccountLifecycleRole.SourceAccountFormat, https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html)',
    ]);
  });

  test('with rules that are none', () => {
    expect(errorsOf(() => templateOf({ sourceAccounts: ['012345678901'], rules: [] }))).toEqual([
      '[Images/Role] rules must name at least one rule, as without any the role can do nothing, got []: name the rules of the policies that use the role, '
      + 'or leave it out for the managed policy (cdk-image-governance:CrossAccountLifecycleRole.RuleCount, '
      + 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
    ]);
  });

  const twice = (one: StackProps, two: StackProps, stages = false) => {
    const app = new App();
    [one, two].forEach((props, index) => new CrossAccountLifecycleRole(
      new Stack(stages ? new Stage(app, `Stage${index}`) : app, `Stack${index}`, props), 'Role', { sourceAccounts: ['012345678901'] }));
    return errorsOf(() => app.synth());
  };

  test('a second time in one account, even in another Region', () => {
    expect(twice({ env: ENV }, { env: { ...ENV, region: 'us-east-1' } })).toEqual([
      '[Stack1/Role] Ec2ImageBuilderCrossAccountLifecycleAccess must be defined once in an account, and Stack0/Role defines it already: '
      + 'define it in one Region, with the source accounts of both (cdk-image-governance:CrossAccountLifecycleRole.OnePerAccount, '
      + 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
    ]);
    expect(twice({}, {})).toHaveLength(1);
    expect(twice({ env: ENV }, { env: ENV }, true)).toHaveLength(1);
  });

  test('not in two accounts, nor in accounts that are not known to be one', () => {
    expect(twice({ env: ENV }, { env: { ...ENV, account: '222222222222' } })).toEqual([]);
    expect(twice({ env: ENV }, {})).toEqual([]);
    expect(twice({}, {}, true)).toEqual([]);
  });

  test('by rules that all have a case here', () => {
    expect(CROSS_ACCOUNT_ROLE_RULES.map(rule => rule.id.split('.')[1])).toEqual([
      'OnePerAccount', 'SourceAccountCount', 'SourceAccountFormat', 'RuleCount', 'RepositoryAccessTag',
    ]);
  });
});
