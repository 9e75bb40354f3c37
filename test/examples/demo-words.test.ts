import { reference } from './reference';
import { callsInWords } from '../../examples/golden-images/demo/outcomes';
import { callInWords } from '../../examples/golden-images/demo/words/call';
import { crossAccountRoleInWords } from '../../examples/golden-images/demo/words/cross-account-role';
import { lifecyclePolicyInWords } from '../../examples/golden-images/demo/words/lifecycle-policy';
import { roleInWords, roleOfHandler, statementInWords } from '../../examples/golden-images/demo/words/role';
import { shown } from '../../examples/golden-images/demo/words/template';
import type * as Model from '../../lib/model/lifecycle/properties';
import type { Written } from '../../lib/private/tokens';
import type { LifecyclePolicyProperties } from '../support/properties';

type DetailProperties = Written<Model.DetailProperties>;
type ExclusionProperties = Written<Model.ExclusionProperties>;
type FilterProperties = Written<Model.FilterProperties>;

const ONE_YEAR: FilterProperties = { Type: 'AGE', Value: 1, Unit: 'YEARS' };
const NAMED = 'In Image Builder it has the name policy.';
const FAILED = 'Builds that failed or were cancelled are deleted at any age.';

/** A policy with one rule or more, all else being the simplest that there is. */
function policy(details: readonly DetailProperties[], others: LifecyclePolicyProperties = {}): LifecyclePolicyProperties {
  return {
    Name: 'policy',
    Status: 'ENABLED',
    ResourceType: 'AMI_IMAGE',
    PolicyDetails: details,
    ResourceSelection: { Recipes: [{ Name: 'linux', SemanticVersion: 'x.x.x' }] },
    ...others,
  };
}

function deleting(filter: FilterProperties, exclusions?: ExclusionProperties): DetailProperties {
  return { Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } }, Filter: filter, ExclusionRules: exclusions };
}

describe('a lifecycle policy', () => {
  test('with one rule is one sentence', () => {
    expect(lifecyclePolicyInWords(policy([deleting(ONE_YEAR)]))).toEqual({
      lead: 'Every day, AMI images of the recipe linux (all versions) are deleted 1 year after they were built, with their AMIs and snapshots.',
      points: [],
      notes: [FAILED, NAMED],
    });
  });

  test('with several rules says in which order they act', () => {
    expect(lifecyclePolicyInWords(policy([
      { Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 3, Unit: 'WEEKS' } },
      { Action: { Type: 'DISABLE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 2, Unit: 'MONTHS' } },
    ]))).toEqual({
      lead: 'Every day, AMI images of the recipe linux (all versions) are',
      points: ['deprecated 3 weeks after they were built, with their AMIs', 'disabled 2 months after they were built, with their AMIs'],
      notes: ['An image takes one of these steps a day at the most.', NAMED],
    });
  });

  test('that is disabled does nothing for now', () => {
    expect(lifecyclePolicyInWords(policy([deleting(ONE_YEAR)], { Status: 'DISABLED' })).lead).toBe(
      'Nothing for now: the policy is disabled. If it were enabled, every day AMI images of the recipe linux (all versions) would be '
      + 'deleted 1 year after they were built, with their AMIs and snapshots.');
  });

  test('tells its name, description and tags', () => {
    expect(lifecyclePolicyInWords(policy([], { Description: 'Yearly', Tags: { team: 'images', cost: '42' } })).notes).toEqual([
      'In Image Builder it has the name policy, the description "Yearly" and the tags team=images and cost=42.',
    ]);
  });
});

describe('what a policy selects', () => {
  test.each<[string, LifecyclePolicyProperties, string]>([
    ['one version', { ResourceSelection: { Recipes: [{ Name: 'a b', SemanticVersion: '1.2.3' }] } }, 'AMI images of the recipe a b (version 1.2.3)'],
    [
      'several recipes',
      { ResourceSelection: { Recipes: [{ Name: 'one', SemanticVersion: '1.0.x' }, { Name: 'two', SemanticVersion: 'x.x.x' }] } },
      'AMI images of the recipes one (versions 1.0.x) and two (all versions)',
    ],
    ['tags', { ResourceSelection: { TagMap: { stage: 'test', team: 'a' } } }, 'AMI images of any recipe that are tagged stage=test or team=a'],
    ['containers', { ResourceType: 'CONTAINER_IMAGE' }, 'container images of the recipe linux (all versions)'],
    ['a reference', { ResourceSelection: { Recipes: [reference('Recipe')] } }, 'AMI images of the recipe ${Recipe}'],
    ['references', { ResourceSelection: { Recipes: reference('Recipes') } }, 'AMI images that only the deployment knows'],
    ['nothing known', { ResourceSelection: reference('Selection') }, 'AMI images that only the deployment knows'],
  ])('%s', (_, properties, words) => {
    expect(lifecyclePolicyInWords(policy([{}, {}], properties)).lead).toBe(`Every day, ${words} are`);
  });
});

describe('what a rule does', () => {
  /** The rule alone, out of the sentence about its policy. */
  function ruleOf(properties: LifecyclePolicyProperties): string {
    return lifecyclePolicyInWords({ ...properties, ResourceSelection: { TagMap: { a: 'b' } } }).lead.replace(/^.* are tagged a=b are /, '');
  }

  test.each<[string, DetailProperties, string]>([
    ['all but a number', deleting({ Type: 'COUNT', Value: 5 }), 'deleted down to the 5 newest of each recipe version, with their AMIs and snapshots.'],
    ['all but one', deleting({ Type: 'COUNT', Value: 1 }), 'deleted down to the newest of each recipe version, with their AMIs and snapshots.'],
    [
      'all but some',
      deleting({ ...ONE_YEAR, RetainAtLeast: 3 }),
      'deleted 1 year after they were built, with their AMIs and snapshots; except the 3 newest of each recipe version.',
    ],
    [
      'a single one to retain',
      deleting({ ...ONE_YEAR, RetainAtLeast: 1 }),
      'deleted 1 year after they were built, with their AMIs and snapshots; except the newest of each recipe version.',
    ],
    [
      'AMIs without snapshots',
      { Action: { Type: 'DELETE', IncludeResources: { Amis: true } }, Filter: ONE_YEAR },
      'deleted 1 year after they were built, with their AMIs, but without the snapshots.',
    ],
    [
      'records only',
      { Action: { Type: 'DELETE' }, Filter: ONE_YEAR },
      'deleted 1 year after they were built, but only in the records of Image Builder: their AMIs and snapshots stay as they are.',
    ],
    [
      'records only, without deletion',
      { Action: { Type: 'DEPRECATE', IncludeResources: { Amis: false } }, Filter: ONE_YEAR },
      'deprecated 1 year after they were built, but only in the records of Image Builder: their AMIs stay as they are.',
    ],
    [
      'an age that only the deployment knows',
      deleting({ Type: 'AGE', Value: reference('Age'), Unit: 'DAYS' }),
      'deleted ${Age} days after they were built, with their AMIs and snapshots.',
    ],
    ['an unknown action', { Action: reference('Action'), Filter: ONE_YEAR }, 'treated by a rule that only the deployment knows.'],
    ['an unknown filter', { Action: { Type: 'DELETE' }, Filter: reference('Filter') }, 'treated by a rule that only the deployment knows.'],
    [
      'unknown resources',
      { Action: { Type: 'DELETE', IncludeResources: reference('Resources') }, Filter: ONE_YEAR },
      'treated by a rule that only the deployment knows.',
    ],
  ])('%s', (_, detail, words) => {
    expect(ruleOf(policy([detail]))).toBe(words);
  });

  test('unknown rules', () => {
    expect(ruleOf(policy([], { PolicyDetails: reference('Rules') }))).toBe('treated by a rule that only the deployment knows.');
  });

  test.each<[string, DetailProperties, string]>([
    [
      'with containers',
      { Action: { Type: 'DELETE', IncludeResources: { Containers: true } }, Filter: ONE_YEAR },
      'deleted 1 year after they were built, with their containers in ECR.',
    ],
    [
      'without containers',
      { Action: { Type: 'DELETE' }, Filter: ONE_YEAR },
      'deleted 1 year after they were built, but only in the records of Image Builder: their containers in ECR stay as they are.',
    ],
  ])('%s', (_, detail, words) => {
    expect(ruleOf(policy([detail], { ResourceType: 'CONTAINER_IMAGE' }))).toBe(words);
  });
});

describe('what a policy leaves alone', () => {
  test.each<[string, ExclusionProperties, string[]]>([
    ['nothing', {}, []],
    ['nothing, as the service stores it', { Amis: { IsPublic: false } }, []],
    ['images by tags', { TagMap: { keep: 'true', hold: 'legal' } }, ['Never touched: images tagged keep=true or hold=legal.']],
    ['public AMIs', { Amis: { IsPublic: true } }, ['Never touched: AMIs that are public.']],
    ['AMIs in Regions', { Amis: { Regions: ['eu-west-1', 'eu-west-2'] } }, ['Never touched: AMIs in eu-west-1 or eu-west-2.']],
    ['shared AMIs', { Amis: { SharedAccounts: ['333333333333'] } }, ['Never touched: AMIs that are shared with 333333333333.']],
    ['launched AMIs', { Amis: { LastLaunched: { Value: 1, Unit: 'MONTHS' } } }, ['Never touched: AMIs that were launched within the last month.']],
    ['AMIs by tags', { Amis: { TagMap: { keep: 'true' } } }, ['Never touched: AMIs tagged keep=true.']],
    [
      'several kinds',
      { TagMap: { keep: 'true' }, Amis: { IsPublic: true, SharedAccounts: reference('Accounts') } },
      ['Never touched: images tagged keep=true, AMIs that are public and AMIs that are shared with ${Accounts}.'],
    ],
    ['unknown tags', { TagMap: reference('Tags') }, ['Never touched: images tagged ${Tags}.']],
    ['unknown exclusions', reference('Exclusions'), ['Never touched: what only the deployment knows.']],
    ['unknown AMIs', { Amis: reference('Amis') }, ['Never touched: what only the deployment knows.']],
  ])('%s', (_, exclusions, notes) => {
    expect(lifecyclePolicyInWords(policy([deleting(ONE_YEAR, exclusions)])).notes).toEqual([...notes, FAILED, NAMED]);
  });

  test('is said once where it holds for all rules, and of a rule where it does not', () => {
    const keep = { TagMap: { keep: 'true' } };
    const { points, notes } = lifecyclePolicyInWords(policy([
      { Action: { Type: 'DISABLE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 1, Unit: 'MONTHS' }, ExclusionRules: keep },
      deleting({ ...ONE_YEAR, RetainAtLeast: 2 }, { ...keep, Amis: { IsPublic: false, LastLaunched: { Value: 4, Unit: 'WEEKS' } } }),
    ]));
    expect(points).toEqual([
      'disabled 1 month after they were built, with their AMIs',
      'deleted 1 year after they were built, with their AMIs and snapshots; '
      + 'except the 2 newest of each recipe version and AMIs that were launched within the last 4 weeks',
    ]);
    expect(notes).toContain('Never touched: images tagged keep=true.');
  });
});

describe('a role', () => {
  const trust = { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'imagebuilder.amazonaws.com' } }] };
  const document = { Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeImages', Resource: '*' }] };

  test('tells who can assume it, and what it may do', () => {
    expect(roleInWords({ 'Fn::GetAtt': ['Role', 'Arn'] }, {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, Policies: [{ PolicyDocument: document }] } },
      },
    })).toEqual({
      lead: 'The role Role, which can be assumed by imagebuilder.amazonaws.com. It may do only this:',
      points: ['ec2:DescribeImages on anything'],
      notes: [],
    });
  });

  test('has what policies of the template and managed ones give it', () => {
    const other = { Statement: [{ Effect: 'Allow', Action: 'ec2:DeleteSnapshot', Resource: 'arn:aws:ec2:*::snapshot/*' }] };
    expect(roleInWords({ 'Fn::GetAtt': 'Role.Arn' }, {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust, ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } },
        Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document, Roles: [{ Ref: 'Role' }] } },
        Other: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: other, Roles: [{ Ref: 'OtherRole' }] } },
      },
    }).points).toEqual(['ec2:DescribeImages on anything', 'whatever iam::aws:policy/ReadOnlyAccess allows']);
  });

  test('of elsewhere is named', () => {
    expect(roleInWords('arn:aws:iam::111111111111:role/images', { Resources: {} })).toEqual({
      lead: 'The role arn:aws:iam::111111111111:role/images. What it may do is not in this template.', points: [], notes: [],
    });
  });

  test('with a long name is shortened, down to the hash', () => {
    const id = `${'cdkimagegovernance'.repeat(5)}12345678`;
    expect(roleInWords({ 'Fn::GetAtt': [id, 'Arn'] }, {
      Resources: { [id]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } } },
    }).lead).toBe(
      'The role cdkimagegovernancecdkimagegovernancecdki...12345678, which can be assumed by imagebuilder.amazonaws.com. It may do only this:');
  });
});

describe('a statement', () => {
  const image = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ec2:*::image/*']] };

  test('with conditions', () => {
    expect(statementInWords({
      Effect: 'Allow',
      Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
      Resource: [image, 'arn:aws:ec2:*::snapshot/*'],
      Condition: {
        'StringEquals': { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['DeprecatedBy', 'Other'] },
        'StringNotLike': { 'aws:userid': 'a*' },
      },
    })).toBe('ec2:CreateTags and ec2:DeleteTags on ec2:*::image/* or ec2:*::snapshot/*, if aws:ResourceTag/CreatedBy is "EC2 Image Builder", '
      + 'aws:TagKeys is nothing but DeprecatedBy or Other and aws:userid StringNotLike a*');
  });

  test('with a condition on whether there is something', () => {
    const on = (value: string) => statementInWords({ Effect: 'Allow', Action: 'ec2:DeleteTags', Resource: image, Condition: { Null: { 'aws:TagKeys': value } } });
    expect([on('false'), on('true')]).toEqual([
      'ec2:DeleteTags on ec2:*::image/*, if aws:TagKeys is given', 'ec2:DeleteTags on ec2:*::image/*, if aws:TagKeys is not given',
    ]);
  });

  test('with a condition on a text in any case', () => {
    expect(statementInWords({ Action: 'ec2:ModifyImageAttribute', Resource: image, Condition: { StringEqualsIgnoreCase: { 'ec2:Attribute': 'Description' } } }))
      .toBe('ec2:ModifyImageAttribute on ec2:*::image/*, if ec2:Attribute is Description');
  });

  test('on a resource with a long name', () => {
    const name = `${'cdkimagegovernance'.repeat(4)}12345678`;
    expect(statementInWords({ Action: 'lambda:InvokeFunction', Resource: { 'Fn::Join': ['', ['arn:aws:lambda:::function:', { Ref: name }]] } }))
      .toBe('lambda:InvokeFunction on lambda:::function:${cdkimagegovernancecdkimagegovernancecdki...12345678}');
  });

  test('that denies', () => {
    expect(statementInWords({ Effect: 'Deny', Action: 'ec2:DeregisterImage', Resource: image })).toBe('never ec2:DeregisterImage on ec2:*::image/*');
  });
});

describe('the role of a custom resource', () => {
  test('is that of its function', () => {
    const template = { Resources: { Handler: { Type: 'AWS::Lambda::Function', Properties: { Role: 'arn' } } } };
    expect(roleOfHandler({ ServiceToken: { 'Fn::GetAtt': ['Handler', 'Arn'] } }, template)).toBe('arn');
  });

  test('of a function of elsewhere is not known', () => {
    expect(roleOfHandler({ ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:it' }, { Resources: {} })).toBe('that only the deployment knows');
  });
});

test('a role for policies of other accounts', () => {
  expect(crossAccountRoleInWords({
    RoleName: 'Ec2ImageBuilderCrossAccountLifecycleAccess',
    AssumeRolePolicyDocument: {
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': ['111111111111', '333333333333'] } } }],
    },
  })).toEqual({
    lead: 'Lets lifecycle policies of account 111111111111 or 333333333333 act on the copies of their images in this account.',
    points: [],
    notes: [
      'Image Builder looks for it by its name, Ec2ImageBuilderCrossAccountLifecycleAccess. Without it the copies would stay, and no error would say so.',
    ],
  });
});

test.each<[string, Parameters<typeof callInWords>[0], string]>([
  [
    'that makes a policy',
    {
      operation: 'CreateLifecyclePolicy',
      input: {
        name: 'weekly',
        resourceType: 'AMI_IMAGE',
        policyDetails: [
          { action: { type: 'DEPRECATE' }, filter: { type: 'AGE', value: 1, unit: 'WEEKS' } },
          { action: { type: 'DELETE' }, filter: { type: 'COUNT', value: 5 } },
        ],
        resourceSelection: { recipes: [{ name: 'one', semanticVersion: 'x.x.x' }, { name: 'two', semanticVersion: '1.0.0' }] },
      },
    },
    'CreateLifecyclePolicy weekly: AMI_IMAGE by the recipe one x.x.x and the recipe two 1.0.0, DEPRECATE after 1 WEEKS and DELETE beyond 5',
  ],
  [
    'about a policy that is there',
    { operation: 'DeleteLifecyclePolicy', input: { lifecyclePolicyArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:lifecycle-policy/weekly' } },
    'DeleteLifecyclePolicy weekly',
  ],
  ['of CloudFormation', { operation: 'DescribeStacks', input: { StackName: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Release/1' } }, 'DescribeStacks Release'],
  ['that reads a parameter', { operation: 'GetParameter', input: { Name: '/golden/linux' } }, 'GetParameter /golden/linux'],
  [
    'that finds AMIs',
    { operation: 'DescribeImages', input: { IncludeDisabled: true, Filters: [{ Name: 'image-id', Values: ['ami-1', 'ami-2'] }] } },
    'DescribeImages ami-1 and ami-2',
  ],
  [
    'that reads an attribute',
    { operation: 'DescribeImageAttribute', input: { ImageId: 'ami-1', Attribute: 'launchPermission' } },
    'DescribeImageAttribute ami-1: launchPermission',
  ],
  [
    'that changes who may launch',
    {
      operation: 'ModifyImageAttribute',
      input: { ImageId: 'ami-1', LaunchPermission: { Add: [{ UserId: '222222222222' }, { Group: 'all' }], Remove: [{ UserId: '333333333333' }] } },
    },
    'ModifyImageAttribute ami-1: launchPermission for the account 222222222222 and everyone, no launchPermission for the account 333333333333',
  ],
  [
    'that describes an AMI',
    { operation: 'ModifyImageAttribute', input: { ImageId: 'ami-1', Description: { Value: '' } } },
    'ModifyImageAttribute ami-1: description ""',
  ],
  [
    'that tags an AMI',
    { operation: 'CreateTags', input: { Resources: ['ami-1'], Tags: [{ Key: 'one', Value: '1' }, { Key: 'two', Value: '2' }] } },
    'CreateTags ami-1: one and two',
  ],
  [
    'that recalls an image',
    {
      operation: 'StartResourceStateUpdate',
      input: {
        resourceArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1', state: { status: 'DISABLED' }, includeResources: { amis: true, snapshots: false },
      },
    },
    'StartResourceStateUpdate golden/1.0.0/1: DISABLED, with its AMIs',
  ],
  [
    'that deletes one',
    {
      operation: 'StartResourceStateUpdate',
      input: {
        resourceArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1', state: { status: 'DELETED' }, includeResources: { amis: true, snapshots: true },
      },
    },
    'StartResourceStateUpdate golden/1.0.0/1: DELETED, with its AMIs and snapshots',
  ],
  [
    'that deletes one of containers',
    { operation: 'StartResourceStateUpdate', input: { state: { status: 'DELETED' }, includeResources: { containers: true } } },
    'StartResourceStateUpdate: DELETED, with its containers',
  ],
  [
    'that reads an image',
    { operation: 'GetImage', input: { imageBuildVersionArn: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1' } },
    'GetImage golden/1.0.0/1',
  ],
  [
    'that asks what became of an image',
    {
      operation: 'ListLifecycleExecutionResources',
      input: { lifecycleExecutionId: 'lce-1', parentResourceId: 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1' },
    },
    'ListLifecycleExecutionResources lce-1: what belongs to golden/1.0.0/1',
  ],
  ['that lists rules', { operation: 'ListRules', input: { ResourceType: 'EC2_IMAGE' } }, 'ListRules EC2_IMAGE'],
  [
    'that makes a rule',
    {
      operation: 'CreateRule',
      input: {
        ResourceType: 'EC2_IMAGE',
        RetentionPeriod: { RetentionPeriodValue: 14, RetentionPeriodUnit: 'DAYS' },
        Description: 'AMIs',
        Tags: [{ Key: 'team', Value: 'platform' }],
      },
    },
    'CreateRule EC2_IMAGE: description "AMIs", 14 DAYS, team',
  ],
  [
    'that locks a rule',
    { operation: 'LockRule', input: { Identifier: 'rule0000001', LockConfiguration: { UnlockDelay: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } } } },
    'LockRule rule0000001: unlock delay of 7 DAYS',
  ],
  [
    'that takes tags from a rule',
    { operation: 'UntagResource', input: { ResourceArn: 'arn:aws:rbin:eu-west-1:111111111111:rule/rule0000001', TagKeys: ['one', 'two'] } },
    'UntagResource rule0000001: no one and two',
  ],
  ['that writes a parameter', { operation: 'PutParameter', input: { Name: '/until', Value: 'none' } }, 'PutParameter /until: "none"'],
  ['that is refused', { operation: 'CreateRule', input: {}, error: 'ValidationException' }, 'CreateRule. Refused with ValidationException'],
])('a call %s', (_, call, words) => {
  expect(callInWords(call)).toBe(words);
});

test('calls that are made over and over are one line', () => {
  const calls = ['GetImage', 'GetImage', 'GetRule', 'GetImage', 'GetImage', 'GetImage'].map(operation => ({ operation, input: {} }));
  expect([callsInWords([]), callsInWords(calls as never)]).toEqual([['None.'], ['GetImage, 2 times.', 'GetRule.', 'GetImage, 3 times.']]);
});

test.each<[unknown, string]>([
  ['text', 'text'],
  [3, '3'],
  [{ Ref: 'Parameter' }, '${Parameter}'],
  [{ 'Fn::GetAtt': ['Role', 'Arn'] }, '${Role.Arn}'],
  [{ 'Fn::GetAtt': 'Role.Arn' }, '${Role.Arn}'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-${B}'],
  [{ 'Fn::ImportValue': 'x' }, '${Fn::ImportValue}'],
])('%j is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});
