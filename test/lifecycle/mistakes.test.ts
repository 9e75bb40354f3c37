import { Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { LifecycleAge, LifecycleFilter, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule } from '../../lib';
import { errorsOf, newStack, policy, propertiesIn } from '../support/stacks';

describe('mistakes', () => {
  test('of all constructs are told at once, in the words of the construct', () => {
    const stack = newStack();
    policy(stack, {
      lifecyclePolicyName: 'x',
      description: '',
      rules: [
        LifecycleRule.deprecateAmis({ age: LifecycleAge.days(0), exclusionTags: {} }),
        LifecycleRule.deleteAmis({
          filter: LifecycleFilter.age(LifecycleAge.days(1001), { retainAtLeast: 11 }),
          amiExclusions: { sharedAccounts: ['123'], regions: ['nowhere'], lastLaunched: LifecycleAge.days(366), tags: {} },
        }),
        LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(0) }),
      ],
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('y', 'x.1.x')),
      tags: { 'aws:a': '' },
    });
    policy(stack, { rules: [], resourceSelection: LifecycleResourceSelection.tags({}) }, 'Other');
    expect(errorsOf(() => Template.fromStack(stack)).map(line => /^(\[.+?\] \S+) .*e:LifecyclePolicy\.(\w+)/.exec(line)!.slice(1).join(' '))).toEqual([
      '[Images/Policy] description DescriptionLength',
      '[Images/Policy] lifecyclePolicyName NameFormat',
      '[Images/Policy] rules[0].exclusionTags TagCount',
      '[Images/Policy] rules[0].age FilterValueRange',
      '[Images/Policy] rules[1].amiExclusions.lastLaunched LastLaunchedRange',
      '[Images/Policy] rules[1].amiExclusions.regions[0] RegionFormat',
      '[Images/Policy] rules[1].amiExclusions.sharedAccounts[0] AccountIdFormat',
      '[Images/Policy] rules[1].amiExclusions.tags TagCount',
      '[Images/Policy] rules[1].filter.retainAtLeast RetainAtLeastRange',
      '[Images/Policy] rules[1].filter FilterValueRange',
      '[Images/Policy] rules[2] OneResourceType',
      '[Images/Policy] rules[2].filter FilterValueRange',
      '[Images/Policy] resourceSelection.recipes[0].name RecipeNameFormat',
      '[Images/Policy] resourceSelection.recipes[0].semanticVersion RecipeVersionFormat',
      '[Images/Policy] tags TagKeyFormat',
      '[Images/Other] rules RuleCount',
      '[Images/Other] resourceSelection.tags TagCount',
    ]);
  });

  test('of AMI and container rules in one policy are told once', () => {
    const stack = newStack();
    policy(stack, { rules: [containers(), LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(1), amiExclusions: { isPublic: true } })] });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      '[Images/Policy] rules[1] must govern containers, as the first rule of the policy does: write a policy for the AMIs and another one for the '
      + 'containers (cdk-image-governance:LifecyclePolicy.OneResourceType, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
    ]);
  });

  test('made on the L1 are found as well, and what is right there is not taken for one', () => {
    const stack = newStack();
    const resource = policy(stack).node.defaultChild as CfnLifecyclePolicy;
    resource.policyDetails = [{ action: { type: 'DISABLE', includeResources: { amis: true, snapshots: true } }, filter: { type: 'COUNT', value: 1 } }];
    expect(errorsOf(() => Template.fromStack(stack)).map(line => /e:LifecyclePolicy\.(\w+)/.exec(line)![1]))
      .toEqual(['OnlyDeleteIncludesSnapshotsOrContainers', 'CountOnlyDeletes']);

    resource.policyDetails = [
      { action: { type: 'DISABLE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 1, unit: 'DAYS' } },
      { action: { type: 'DELETE', includeResources: { amis: true, snapshots: true } }, filter: { type: 'AGE', value: 2, unit: 'DAYS' } },
    ];
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([]);
  });

  test('of a time are told with a remedy that can be followed', () => {
    const remedies = ([
      [LifecycleAge.days(0), 'use at least 1'], [LifecycleAge.years(NaN), 'use at least 1'], [LifecycleAge.days(1001), 'write it in a larger unit'],
      [LifecycleAge.years(1001), 'use at most 1000'], [LifecycleAge.days(Infinity), 'use at most 1000'], [LifecycleAge.days(1.5), 'use whole days'],
      [LifecycleAge.weeks(1.5), 'write it in a smaller unit'],
    ] as const).map(([age, remedy]) => {
      const stack = newStack();
      policy(stack, { rules: [LifecycleRule.deprecateAmis({ age })] });
      return [/: ([^:]+) \(cdk/.exec(errorsOf(() => Template.fromStack(stack))[0])![1], remedy];
    });
    expect(remedies.map(([told]) => told)).toEqual(remedies.map(([, remedy]) => remedy));
  });

  test('in a long list are told in its order', () => {
    const stack = newStack();
    const versions = Array.from({ length: 12 }, (_, index) => index === 2 || index === 10 ? 'x.1.x' : '1.0.0');
    policy(stack, { resourceSelection: LifecycleResourceSelection.recipes(...versions.map(version => LifecycleRecipe.fromName('golden', version))) });
    expect(errorsOf(() => Template.fromStack(stack)).map(line => /recipes\[([0-9]+)\]/.exec(line)![1])).toEqual(['2', '10']);
  });

  test('with the action of a rule are told of the rule', () => {
    const stack = newStack();
    policy(stack, { rules: [1, 2].map(days => LifecycleRule.disableAmis({ age: LifecycleAge.days(days) })) });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringMatching(/^\[Images\/Policy\] rules\[1\] must differ from the action/)]);
  });

  test('that make a map of tags a function are found in whatever way they came', () => {
    const stack = newStack();
    policy(stack, { rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(1), exclusionTags: { Ref: 'main' } })] });
    Tags.of(stack).add('Fn::GetAtt', 'x');
    expect(errorsOf(() => Template.fromStack(stack)).map(line => /^\[\S+ (\S+) .*e:LifecyclePolicy\.(\w+)/.exec(line)!.slice(1))).toEqual([
      ['rules[0].exclusionTags', 'TagMapIsNoFunction'], ['tags', 'TagMapIsNoFunction'],
    ]);
  });

  test('that an escape hatch makes are the user\'s own', () => {
    const stack = newStack();
    const resource = policy(stack).node.defaultChild as CfnLifecyclePolicy;
    resource.addPropertyOverride('PolicyDetails.0.Filter.Value', 2000);
    expect(propertiesIn(stack).PolicyDetails[0].Filter.Value).toBe(2000);
  });
});

function containers() {
  return LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(1) });
}
