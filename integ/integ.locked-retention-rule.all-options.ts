import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EXISTING_RULE } from './accounts';
import { LOCKS } from './locks';
import { LockedRetentionRule, LockMechanism, RetainedResourceType, RuleLock, RuleLockRemoval } from '../lib';

/**
 * Everything that a locked rule can say. To deploy it, name a rule that no stack made, which retains volumes for a day. **Whoever deploys it
 * has three rules afterwards**, which retain volumes for a day: one that is not locked, one that is being unlocked and can be deleted a week
 * later, and one that is to be unlocked with `aws rbin unlock-rule` first.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-locked-retention-rule-all-options');

const topic = new Topic(stack, 'Topic');
const rule = new LockedRetentionRule(stack, 'Rule', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  lock: RuleLock.locked(Duration.days(7), { relock: true }),
  description: 'Volumes of an integration test',
  tags: { Name: 'cdk-image-governance integ', purpose: 'integration test' },
  existingRuleId: EXISTING_RULE,
  onRemoval: RuleLockRemoval.UNLOCK,
  lockMechanism: LockMechanism.CUSTOM_RESOURCE,
  reconcile: '1',
  serviceTimeout: Duration.minutes(45),
});
rule.lockAfter(topic);
rule.notifyTopic('Notify', topic);
const target = new SnsTopic(topic);
rule.onRuleLocked('Locked', { target });
rule.onRuleChangeAttempted('ChangeAttempted', { target });
rule.onRuleUnlockScheduled('UnlockScheduled', { target });
rule.onRuleUnlockingNotice('UnlockingNotice', { target });
rule.onRuleUnlocked('Unlocked', { target });

new LockedRetentionRule(stack, 'NotLocked', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  lock: RuleLock.unlocked(),
  onRemoval: RuleLockRemoval.RETAIN,
});

const native = new LockedRetentionRule(stack, 'ByCloudFormation', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  lock: RuleLock.locked(Duration.days(7)),
  lockMechanism: LockMechanism.CLOUDFORMATION,
});

const keeper = new Role(stack, 'Keeper', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
rule.grants.read(keeper);
rule.grants.lock(keeper);
rule.grants.unlock(keeper);

for (const [name, { retentionRuleId, retentionRuleArn, lockState, lockEndTime }] of Object.entries({ Rule: rule, Native: native })) {
  new CfnOutput(stack, `${name}Id`, { value: retentionRuleId });
  new CfnOutput(stack, `${name}Arn`, { value: retentionRuleArn });
  new CfnOutput(stack, `${name}LockState`, { value: lockState });
  new CfnOutput(stack, `${name}LockEndTime`, { value: lockEndTime });
}

export const test = new IntegTest(app, 'LockedRetentionRuleAllOptions', { testCases: [stack], diffAssets: true, hooks: LOCKS });
