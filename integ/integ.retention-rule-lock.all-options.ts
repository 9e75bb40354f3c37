import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EXISTING_RULE } from './accounts';
import { LOCKS } from './locks';
import { RetentionRule, RetentionRuleLock, RuleLock, RuleLockRemoval } from '../lib';

/**
 * Everything that a lock can say. To deploy it, name a rule that no stack made: **it is being unlocked afterwards**, and can be deleted 7 days
 * after the stack went.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-lock-all-options');

const topic = new Topic(stack, 'Topic');
const lock = new RetentionRuleLock(stack, 'Lock', {
  retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', EXISTING_RULE),
  lock: RuleLock.locked(Duration.days(7), { relock: true }),
  onRemoval: RuleLockRemoval.UNLOCK,
  reconcile: '1',
  serviceTimeout: Duration.minutes(45),
});
lock.lockAfter(topic);
lock.notifyTopic('Notify', topic);
const target = new SnsTopic(topic);
lock.onRuleLocked('Locked', { target });
lock.onRuleChangeAttempted('ChangeAttempted', { target });
lock.onRuleUnlockScheduled('UnlockScheduled', { target });
lock.onRuleUnlockingNotice('UnlockingNotice', { target });
lock.onRuleUnlocked('Unlocked', { target });

new CfnOutput(stack, 'RuleId', { value: lock.retentionRuleId });
new CfnOutput(stack, 'RuleArn', { value: lock.retentionRuleArn });
new CfnOutput(stack, 'LockState', { value: lock.lockState });
new CfnOutput(stack, 'LockEndTime', { value: lock.lockEndTime });

export const test = new IntegTest(app, 'RetentionRuleLockAllOptions', { testCases: [stack], diffAssets: true, hooks: LOCKS });
