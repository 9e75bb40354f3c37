import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { SOON } from './assertions';
import { LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule } from '../lib';

/** Image Builder has the policy with every rule of it. The recipe does not exist: without images, there is nothing to do. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-lifecycle-policy-assertions');

const policy = new LifecyclePolicy(stack, 'Policy', {
  rules: [
    LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
    LifecycleRule.disableAmis({ age: LifecycleAge.weeks(8) }),
    LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.months(6), { retainAtLeast: 3 }), exclusionTags: { pinned: 'true' } }),
  ],
  resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('cdk-image-governance-integ', '1.0.0')),
});

export const test = new IntegTest(app, 'LifecyclePolicyAssertions', { testCases: [stack], diffAssets: true });

/** What the policy has to have, whichever the order of its rules in the answer. */
const expected: Record<string, unknown>[] = [
  { status: 'ENABLED', resourceType: 'AMI_IMAGE', resourceSelection: { recipes: [{ name: 'cdk-image-governance-integ', semanticVersion: '1.0.0' }] } },
  ...[
    { action: { type: 'DEPRECATE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 30, unit: 'DAYS' } },
    { action: { type: 'DISABLE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 8, unit: 'WEEKS' } },
    {
      action: { type: 'DELETE', includeResources: { amis: true, snapshots: true } },
      filter: { type: 'AGE', value: 6, unit: 'MONTHS', retainAtLeast: 3 },
      exclusionRules: { tagMap: { pinned: 'true' } },
    },
  ].map(detail => ({ policyDetails: Match.arrayWith([Match.objectLike(detail)]) })),
];
for (const lifecyclePolicy of expected) {
  test.assertions.awsApiCall('imagebuilder', 'GetLifecyclePolicy', { lifecyclePolicyArn: policy.lifecyclePolicyArn })
    .expect(ExpectedResult.objectLike({ lifecyclePolicy })).waitForAssertions(SOON);
}
