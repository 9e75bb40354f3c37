import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EXISTING_RULE } from './accounts';
import { WHEN_IN_FORCE } from './assertions';
import { LOCKS } from './locks';
import { RetentionRule, RetentionRuleLock, RuleLock, RuleLockRemoval } from '../lib';

/**
 * The Recycle Bin has locked a rule that no stack made. To deploy it, name one: **it is being unlocked afterwards**, and can be deleted 7 days
 * after the stack went.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-lock-assertions');

new RetentionRuleLock(stack, 'Lock', {
  retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', EXISTING_RULE),
  lock: RuleLock.locked(Duration.days(7)),
  onRemoval: RuleLockRemoval.UNLOCK,
});

export const test = new IntegTest(app, 'RetentionRuleLockAssertions', { testCases: [stack], diffAssets: true, hooks: LOCKS });

test.assertions.awsApiCall('rbin', 'GetRule', { Identifier: EXISTING_RULE }).expect(ExpectedResult.objectLike({
  Status: 'available',
  LockState: 'locked',
  LockConfiguration: { UnlockDelay: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } },
})).waitForAssertions(WHEN_IN_FORCE);
