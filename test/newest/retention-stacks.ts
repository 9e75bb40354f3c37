import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  LockedRetentionRule, LockMechanism, RetainedResourceType, RetentionRule, RetentionRuleLevel, RetentionRuleLock, RuleLock, RuleLockRemoval,
} from '../../lib';

/**
 * Stacks that together use every construct and every option of the wing retention, and raise no warning.
 */
export function everyRetentionOption(app: App): void {
  retained(new Stack(app, 'Retained'));
  locked(new Stack(app, 'Locked'));
  lockedByCloudFormation(new Stack(app, 'LockedByCloudFormation'));
  lockedAlone(new Stack(app, 'LockedAlone'));
}

const { EBS_SNAPSHOT, EBS_VOLUME, EC2_IMAGE } = RetainedResourceType;
const TAGS = { Name: 'golden', team: 'platform' };
const LOCKED = RuleLock.locked(Duration.days(14), { relock: true });

function retained(stack: Stack): void {
  const level = RetentionRuleLevel.tags({ key: 'governance', value: 'golden' }, { key: 'pinned' });
  const rule = new RetentionRule(stack, 'Snapshots', {
    resourceType: EBS_SNAPSHOT,
    retentionPeriod: Duration.days(365),
    level,
    description: 'Golden snapshots can be restored for a year',
    tags: TAGS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  new RetentionRule(stack, 'Amis', { resourceType: EC2_IMAGE, retentionPeriod: Duration.days(90), level });
  new RetentionRule(stack, 'Volumes', {
    resourceType: EBS_VOLUME, retentionPeriod: Duration.days(7), level: RetentionRuleLevel.regionExcluding({ key: 'lifetime', value: 'short' }),
  });
  const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
  for (const { grants } of [
    rule,
    RetentionRule.fromRetentionRuleId(stack, 'ById', 'abCD1234567'),
    RetentionRule.fromRetentionRuleArn(stack, 'ByArn', 'arn:aws:rbin:eu-central-1:444444444444:rule/abCD1234567'),
  ]) {
    grants.read(auditor);
    grants.lock(auditor);
    grants.unlock(auditor);
  }
}

function locked(stack: Stack): void {
  const topic = new Topic(stack, 'Topic', { enforceSSL: true });
  const rule = new LockedRetentionRule(stack, 'Rule', {
    resourceType: EBS_SNAPSHOT,
    retentionPeriod: Duration.days(30),
    lock: LOCKED,
    description: 'Nobody deletes a snapshot for good',
    tags: TAGS,
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
  const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
  rule.grants.read(auditor);

  new LockedRetentionRule(stack, 'TakenOver', {
    resourceType: EC2_IMAGE, retentionPeriod: Duration.days(30), lock: LOCKED, existingRuleId: 'abCD1234567', onRemoval: RuleLockRemoval.RETAIN,
  });
  new LockedRetentionRule(stack, 'Unlocked', { resourceType: EBS_VOLUME, retentionPeriod: Duration.days(7), lock: RuleLock.unlocked() });
}

function lockedByCloudFormation(stack: Stack): void {
  new LockedRetentionRule(stack, 'Rule', {
    resourceType: EBS_SNAPSHOT,
    retentionPeriod: Duration.days(30),
    lock: RuleLock.locked(Duration.days(7)),
    description: 'Locked without a function',
    tags: TAGS,
    lockMechanism: LockMechanism.CLOUDFORMATION,
  });
}

function lockedAlone(stack: Stack): void {
  const topic = new Topic(stack, 'Topic', { enforceSSL: true });
  const lock = new RetentionRuleLock(stack, 'Lock', {
    retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567'),
    lock: LOCKED,
    onRemoval: RuleLockRemoval.UNLOCK,
    reconcile: '1',
    serviceTimeout: Duration.minutes(45),
  });
  lock.lockAfter(topic, lock.notifyTopic('Notify', topic));
}
