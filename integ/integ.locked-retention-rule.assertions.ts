import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { WHEN_IN_FORCE } from './assertions';
import { LOCKS } from './locks';
import { LockedRetentionRule, RetainedResourceType, RuleLock, RuleLockRemoval } from '../lib';

/**
 * The Recycle Bin has the rule, in force and locked. **Whoever deploys it has a rule afterwards that is being unlocked**, which retains volumes
 * for a day: delete it by hand 7 days after the stack went.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-locked-retention-rule-assertions');

const rule = new LockedRetentionRule(stack, 'Rule', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  lock: RuleLock.locked(Duration.days(7)),
  description: 'Volumes of an integration test',
  onRemoval: RuleLockRemoval.UNLOCK,
});

export const test = new IntegTest(app, 'LockedRetentionRuleAssertions', { testCases: [stack], diffAssets: true, hooks: LOCKS });

test.assertions.awsApiCall('rbin', 'GetRule', { Identifier: rule.retentionRuleId }).expect(ExpectedResult.objectLike({
  Status: 'available',
  ResourceType: 'EBS_VOLUME',
  RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'DAYS' },
  Description: 'Volumes of an integration test',
  LockState: 'locked',
  LockConfiguration: { UnlockDelay: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } },
})).waitForAssertions(WHEN_IN_FORCE);
