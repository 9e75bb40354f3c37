import { App, Aspects, Aws, CfnParameter, CfnResource, Duration, Lazy, PhysicalName, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import type { IConstruct } from 'constructs';
import {
  LifecycleAge, LifecycleAmiDeletion, LifecycleAmiResources, LifecycleContainerDeletion, LifecycleFilter, LifecyclePolicy,
  LifecyclePolicyStatus, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';
import { serviceModel } from '../../local-aws/src/model/service-model';
import { ENV, errorsOf, newStack, policy, propertiesIn } from '../support/stacks';

const TAGS = { team: 'platform' };

/** Everything that a policy can say of AMIs. */
const EVERYTHING = {
  lifecyclePolicyName: 'Golden_Linux images',
  description: 'All that there is',
  status: LifecyclePolicyStatus.DISABLED,
  rules: [
    LifecycleRule.deprecateAmis({ age: LifecycleAge.weeks(4), exclusionTags: TAGS }),
    LifecycleRule.disableAmis({ age: LifecycleAge.months(2), includeResources: LifecycleAmiResources.RECORD_ONLY }),
    LifecycleRule.deleteAmis({
      filter: LifecycleFilter.age(LifecycleAge.years(1), { retainAtLeast: 3 }),
      exclusionTags: { pinned: 'true' },
      amiExclusions: {
        isPublic: true,
        regions: ['eu-west-1'],
        sharedAccounts: ['012345678901'],
        lastLaunched: LifecycleAge.days(30),
        tags: { keep: '' },
      },
    }),
  ],
  resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('Golden Linux', '1.x.x')),
  tags: { cost: 'shared' },
};

const EVERYTHING_IN_A_TEMPLATE = {
  Name: 'Golden_Linux images',
  Description: 'All that there is',
  Status: 'DISABLED',
  ExecutionRole: { 'Fn::GetAtt': [expect.stringContaining('LifecycleExecutionRole'), 'Arn'] },
  ResourceType: 'AMI_IMAGE',
  PolicyDetails: [
    {
      Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } },
      Filter: { Type: 'AGE', Value: 4, Unit: 'WEEKS' },
      ExclusionRules: { TagMap: TAGS },
    },
    { Action: { Type: 'DISABLE' }, Filter: { Type: 'AGE', Value: 2, Unit: 'MONTHS' } },
    {
      Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } },
      Filter: { Type: 'AGE', Value: 1, Unit: 'YEARS', RetainAtLeast: 3 },
      ExclusionRules: {
        TagMap: { pinned: 'true' },
        Amis: {
          IsPublic: true,
          Regions: ['eu-west-1'],
          SharedAccounts: ['012345678901'],
          LastLaunched: { Value: 30, Unit: 'DAYS' },
          TagMap: { keep: '' },
        },
      },
    },
  ],
  ResourceSelection: { Recipes: [{ Name: 'Golden Linux', SemanticVersion: '1.x.x' }] },
  Tags: { cost: 'shared' },
};

// With the recommended feature flags the core prints what it validates.
beforeEach(() => jest.spyOn(console, 'error').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe('the template', () => {
  test('has every property as it was written', () => {
    const stack = newStack();
    policy(stack, EVERYTHING);
    expect(propertiesIn(stack)).toEqual(EVERYTHING_IN_A_TEMPLATE);
  });

  test('has a home for every field of CreateLifecyclePolicy', () => {
    const stack = newStack();
    policy(stack, EVERYTHING);
    policy(stack, { resourceSelection: LifecycleResourceSelection.tags(TAGS), rules: [containers()] }, 'Containers');
    const said = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::LifecyclePolicy')).map(it => it.Properties);

    const model = serviceModel('imagebuilder/2019-12-02');
    const unsaid: string[] = [];
    visit('CreateLifecyclePolicyRequest', said, '');
    // CloudFormation makes the token itself.
    expect(unsaid).toEqual(['.clientToken']);

    function visit(shape: string, values: any[], path: string) {
      const { members, member } = model.shapes[shape];
      if (member) {
        visit(member.shape, values.flat(), path);
      }
      for (const [name, part] of Object.entries(members ?? {})) {
        const parts = values.map(value => value[name[0].toUpperCase() + name.slice(1)]).filter(value => value !== undefined);
        if (parts.length === 0) {
          unsaid.push(`${path}.${name}`);
        } else {
          visit(part.shape, parts, `${path}.${name}`);
        }
      }
    }
  });

  test('has the defaults of a person who says the least', () => {
    const stack = newStack();
    policy(stack, {
      rules: [
        LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
        LifecycleRule.disableAmis({ age: LifecycleAge.days(60) }),
        LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)) }),
      ],
    });
    expect(propertiesIn(stack)).toEqual({
      Name: expect.stringMatching(/^images-policy-[0-9a-f]{8}-ami-image$/),
      Status: 'ENABLED',
      ExecutionRole: expect.anything(),
      ResourceType: 'AMI_IMAGE',
      PolicyDetails: [
        { Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 30, Unit: 'DAYS' } },
        { Action: { Type: 'DISABLE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 60, Unit: 'DAYS' } },
        { Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } }, Filter: { Type: 'AGE', Value: 90, Unit: 'DAYS' } },
      ],
      ResourceSelection: { Recipes: [{ Name: 'golden', SemanticVersion: '1.0.0' }] },
    });
  });

  test.each([
    [LifecycleAmiDeletion.AMIS_AND_SNAPSHOTS, { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } }],
    [LifecycleAmiDeletion.AMIS, { Type: 'DELETE', IncludeResources: { Amis: true } }],
    [LifecycleAmiDeletion.RECORD_ONLY, { Type: 'DELETE' }],
  ])('deletes %s', (includeResources, action) => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(3), includeResources })] });
    expect(propertiesIn(stack).PolicyDetails).toEqual([{ Action: action, Filter: { Type: 'COUNT', Value: 3 } }]);
  });

  test.each([
    [LifecycleContainerDeletion.CONTAINERS, { Type: 'DELETE', IncludeResources: { Containers: true } }],
    [LifecycleContainerDeletion.RECORD_ONLY, { Type: 'DELETE' }],
  ])('deletes %s of a container policy', (includeResources, action) => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(3), includeResources, exclusionTags: TAGS })] });
    expect(propertiesIn(stack)).toMatchObject({
      ResourceType: 'CONTAINER_IMAGE',
      PolicyDetails: [{ Action: action, Filter: { Type: 'COUNT', Value: 3 }, ExclusionRules: { TagMap: TAGS } }],
    });
  });

  test('omits what excludes nothing', () => {
    const stack = newStack();
    const nothing = [{}, { isPublic: false }, { regions: [] }, { isPublic: false, regions: [] }];
    nothing.forEach((amiExclusions, index) => policy(stack, {
      rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30), amiExclusions })], tags: {},
    }, `Policy${index}`));
    for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::LifecyclePolicy'))) {
      expect(Properties.PolicyDetails[0]).not.toHaveProperty('ExclusionRules');
      expect(Properties).not.toHaveProperty('Tags');
    }
  });

  test.each([{ regions: ['eu-west-1'] }, { sharedAccounts: ['012345678901'] }, { lastLaunched: LifecycleAge.days(1) }, { tags: TAGS }])(
    'emits IsPublic with any AMI exclusion, or it would drift: %j', amiExclusions => {
      const stack = newStack();
      policy(stack, { rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30), amiExclusions })] });
      expect(propertiesIn(stack).PolicyDetails[0].ExclusionRules.Amis.IsPublic).toBe(false);
    },
  );

  test.each([['no feature flag', {}], ['all recommended feature flags', recommendedFlags]])('is the same with %s', (_, context) => {
    const stack = newStack({}, { context });
    policy(stack, EVERYTHING);
    expect(propertiesIn(stack)).toEqual(EVERYTHING_IN_A_TEMPLATE);
    const resources = Template.fromStack(stack).toJSON().Resources;
    expect(Object.values<CfnResource>(resources).map(resource => (resource as any).Type).sort())
      .toEqual(['AWS::IAM::Role', 'AWS::ImageBuilder::LifecyclePolicy']);
  });

  test('takes tags of Tags.of, and they are validated with the others', () => {
    const stack = newStack();
    policy(stack, { tags: { a: '1' } });
    Tags.of(stack).add('b', '2');
    expect(propertiesIn(stack).Tags).toEqual({ a: '1', b: '2' });

    const bad = newStack();
    policy(bad);
    Tags.of(bad).add('aws:b', '2');
    expect(errorsOf(() => Template.fromStack(bad))).toEqual([expect.stringContaining('LifecyclePolicy.TagKeyFormat')]);
  });
});

describe('tokens', () => {
  test('pass in every field', () => {
    const stack = newStack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    const flag = Lazy.any({ produce: () => ({ Ref: 'Flag' }) }) as unknown as boolean;
    policy(stack, {
      lifecyclePolicyName: text,
      description: text,
      status: text as LifecyclePolicyStatus,
      rules: [
        LifecycleRule.deprecateAmis({ age: LifecycleAge.days(number), exclusionTags: { pinned: text } }),
        LifecycleRule.disableAmis({ age: LifecycleAge.fromDuration(Duration.days(number)) }),
        LifecycleRule.deleteAmis({
          filter: LifecycleFilter.age(LifecycleAge.months(number), { retainAtLeast: number }),
          exclusionTags: { pinned: text },
          amiExclusions: { isPublic: flag, regions: list, sharedAccounts: list, lastLaunched: LifecycleAge.years(number), tags: { keep: text } },
        }),
      ],
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName(text, text), LifecycleRecipe.fromArn(text)),
      tags: { team: text },
    });
    policy(stack, { resourceSelection: LifecycleResourceSelection.tags({ team: text }) }, 'Tagged');

    const [properties] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::LifecyclePolicy')).map(it => it.Properties);
    expect(properties.Name).toEqual({ Ref: 'Text' });
    expect(properties.PolicyDetails[2]).toMatchObject({
      Filter: { Value: { Ref: 'Number' }, Unit: 'MONTHS', RetainAtLeast: { Ref: 'Number' } },
      ExclusionRules: { Amis: { IsPublic: { Ref: 'Flag' }, Regions: { Ref: 'List' }, SharedAccounts: { Ref: 'List' } } },
    });
    expect(properties.ResourceSelection.Recipes[1]).toEqual({
      Name: { 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'Text' }] }] },
      SemanticVersion: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'Text' }] }] },
    });
  });

  test('a duration behind a token is taken in days only', () => {
    const number = Lazy.number({ produce: () => 1 });
    expect(() => LifecycleAge.fromDuration(Duration.hours(number))).toThrow(
      'a LifecycleAge can be made of a token only in days, got a duration in hours: '
      + 'use Duration.days(token), or one of LifecycleAge.days, weeks, months and years',
    );
  });
});

describe('an age', () => {
  test('comes from a duration of whole days, and any other is refused with all other mistakes', () => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.fromDuration(Duration.hours(48)) })] });
    expect(propertiesIn(stack).PolicyDetails[0].Filter).toEqual({ Type: 'AGE', Value: 2, Unit: 'DAYS' });

    const bad = newStack();
    policy(bad, { rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.fromDuration(Duration.hours(36)) })] });
    expect(errorsOf(() => Template.fromStack(bad))).toEqual([
      '[Images/Policy] rules[0].age must be a whole number from 1 to 1000, got 1.5: use whole days '
      + '(cdk-image-governance:LifecyclePolicy.FilterValueRange, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
    ]);
  });
});

describe('the name', () => {
  test('that is generated holds the resource type, so that a change of it replaces the policy', () => {
    const names = [[LifecycleRule.deprecateAmis({ age: LifecycleAge.days(1) })], [containers()]].map(rules => {
      const stack = newStack();
      policy(stack, { rules });
      return propertiesIn(stack).Name;
    });
    expect(names).toEqual(['images-policy-b348b051-ami-image', 'images-policy-b348b051-container-image']);
  });

  test('that is generated fits however deep the construct lies, and differs from that of every other construct', () => {
    const stack = newStack();
    const names = ['a', 'b'].map(last => policy(stack, {}, 'x'.repeat(200) + last).lifecyclePolicyName);
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,126}[a-z0-9]$/);
    }
    expect(names[0]).not.toBe(names[1]);
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([]);
  });

  test('that the core is asked to generate is generated here', () => {
    const stack = newStack();
    policy(stack, { lifecyclePolicyName: PhysicalName.GENERATE_IF_NEEDED });
    expect(propertiesIn(stack).Name).toBe('images-policy-b348b051-ami-image');
  });

  test('is the name, and the ARN the ARN', () => {
    const stack = newStack();
    const named = policy(stack, { lifecyclePolicyName: 'Golden Linux' });
    expect(named.lifecyclePolicyName).toBe('Golden Linux');
    expect(stack.resolve(named.lifecyclePolicyArn)).toEqual({ 'Fn::GetAtt': ['Policy23B91518', 'Arn'] });
    expect(stack.resolve(named.lifecyclePolicyRef)).toEqual({ lifecyclePolicyArn: { 'Fn::GetAtt': ['Policy23B91518', 'Arn'] } });
  });
});

describe('another environment', () => {
  const elsewhere = (name?: string) => {
    const app = new App();
    const stack = new Stack(app, 'Images', { env: ENV });
    const other = new Stack(app, 'Other', { env: { ...ENV, region: 'us-east-1' } });
    const it = policy(stack, { lifecyclePolicyName: name });
    new CfnResource(other, 'User', { type: 'Test::User', properties: { Arn: it.lifecyclePolicyArn, Name: it.lifecyclePolicyName } });
    return () => Object.values(Template.fromStack(other).findResources('Test::User'))[0].Properties;
  };

  test('gets the ARN from the name', () => {
    expect(elsewhere('golden-linux')()).toEqual({
      Arn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:eu-west-1:111111111111:lifecycle-policy/golden-linux']] },
      Name: 'golden-linux',
    });
    expect(JSON.stringify(elsewhere()().Arn)).toContain(`:lifecycle-policy/${elsewhere()().Name}`);
  });

  test('fails where the ARN cannot be known from the name', () => {
    expect(elsewhere('Golden Linux')).toThrow(
      '[Images/Policy] the ARN of this lifecycle policy is needed in another account or Region, and can be derived only from a lifecyclePolicyName '
      + 'of small letters, digits and hyphens, got "Golden Linux": rename the policy, or pass its ARN by other means',
    );
  });
});

describe('an imported policy', () => {
  const ARN = 'arn:aws:imagebuilder:us-east-1:222222222222:lifecycle-policy/golden-linux';

  test('by its ARN has the normalised name that the ARN holds', () => {
    const it = LifecyclePolicy.fromLifecyclePolicyArn(newStack(), 'Imported', ARN);
    expect([it.lifecyclePolicyArn, it.lifecyclePolicyName, it.env]).toEqual([ARN, 'golden-linux', { account: '222222222222', region: 'us-east-1' }]);
    expect(it.lifecyclePolicyRef).toEqual({ lifecyclePolicyArn: ARN });
  });

  test('by an ARN behind a token', () => {
    const stack = newStack();
    const it = LifecyclePolicy.fromLifecyclePolicyArn(stack, 'Imported', new CfnParameter(stack, 'Arn').valueAsString);
    expect(stack.resolve(it.lifecyclePolicyName)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Arn' }] }] }] }] });
  });

  test('by attributes has the name that it was created with', () => {
    const it = LifecyclePolicy.fromLifecyclePolicyAttributes(newStack(), 'Imported', { lifecyclePolicyArn: ARN, lifecyclePolicyName: 'Golden Linux' });
    expect([it.lifecyclePolicyArn, it.lifecyclePolicyName]).toEqual([ARN, 'Golden Linux']);
  });

  test('by its name is of the account and Region of the stack', () => {
    const stack = newStack({ env: ENV });
    const it = LifecyclePolicy.fromLifecyclePolicyName(stack, 'Imported', 'golden-linux');
    expect(stack.resolve(it.lifecyclePolicyArn))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':imagebuilder:eu-west-1:111111111111:lifecycle-policy/golden-linux']] });
    expect(it.lifecyclePolicyName).toBe('golden-linux');
    expect(() => LifecyclePolicy.fromLifecyclePolicyName(stack, 'Token', Aws.STACK_NAME)).not.toThrow();
  });

  test.each(['Golden', 'golden linux', 'golden_linux'])('fails by a name that the ARN does not hold as it is: %s', name => {
    expect(() => LifecyclePolicy.fromLifecyclePolicyName(newStack(), 'Imported', name)).toThrow(
      '[Images/Imported] the ARN of a lifecycle policy can be derived only from a name of small letters, digits and hyphens, '
      + `got ${JSON.stringify(name)}: use fromLifecyclePolicyArn, or fromLifecyclePolicyAttributes with the ARN and this name`,
    );
  });

  test('is no LifecyclePolicy, and ours is', () => {
    const stack = newStack();
    expect(LifecyclePolicy.isLifecyclePolicy(LifecyclePolicy.fromLifecyclePolicyArn(stack, 'Imported', ARN))).toBe(false);
    expect(LifecyclePolicy.isLifecyclePolicy(policy(stack))).toBe(true);
    expect(LifecyclePolicy.isLifecyclePolicy(stack)).toBe(false);
  });
});

describe('the house', () => {
  test('a policy can be visited and changed by an aspect before it is validated', () => {
    const stack = newStack();
    policy(stack, { description: '' });
    Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (node instanceof CfnLifecyclePolicy) {
          node.description = 'set by an aspect';
        }
      },
    });
    expect(propertiesIn(stack).Description).toBe('set by an aspect');
  });

  test('the mistakes of a Stage are told when the Stage is synthesised', () => {
    const stage = new Stage(new App(), 'Prod');
    policy(new Stack(stage, 'Images'), { description: '' });
    expect(errorsOf(() => stage.synth())).toEqual([expect.stringMatching(/^\[Prod\/Images\/Policy\] description must have 1 to 1024 characters/)]);
  });

  test('two syntheses say the same, and no warning twice', () => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(1), includeResources: LifecycleAmiDeletion.AMIS })] });
    const app = stack.node.root as App;
    const said = [1, 2].map(() => app.synth({ force: true }).getStackByName('Images').messages.map(message => message.entry.data));
    expect(said[0]).toEqual(said[1]);
    expect(new Set(said[0]).size).toBe(said[0].length);
    expect(said[0].length).toBeGreaterThan(0);
  });
});

function containers() {
  return LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(1) });
}
