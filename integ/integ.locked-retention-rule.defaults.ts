import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { LOCKS } from './locks';
import { LockedRetentionRule, RetainedResourceType, RuleLock } from '../lib';

/**
 * The least that a person can say. **Whoever deploys it has a locked rule afterwards**, which retains volumes for a day: unlock it with
 * `aws rbin unlock-rule`, and delete it a week later.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-locked-retention-rule-defaults');

new LockedRetentionRule(stack, 'Rule', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  lock: RuleLock.locked(Duration.days(7)),
});

export const test = new IntegTest(app, 'LockedRetentionRuleDefaults', { testCases: [stack], diffAssets: true, hooks: LOCKS });
