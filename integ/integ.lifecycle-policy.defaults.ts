import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { LifecycleAge, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule } from '../lib';

/** The least that a person can say. The recipe need not be there: without images, there is nothing to do. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-lifecycle-policy-defaults');

new LifecyclePolicy(stack, 'Policy', {
  rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })],
  resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('cdk-image-governance-integ', '1.0.0')),
});

export const test = new IntegTest(app, 'LifecyclePolicyDefaults', { testCases: [stack], diffAssets: true });
