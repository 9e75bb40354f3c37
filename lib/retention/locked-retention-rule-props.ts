import type { Duration } from 'aws-cdk-lib';
import type { RetainedResourceType } from './retention-rule';
import type { RuleLock, RuleLockRemoval } from './rule-lock';

/**
 * What locks a retention rule, and owns it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html
 */
export enum LockMechanism {
  /** A custom resource, which makes, changes and locks the rule. It never sends what the lock forbids. */
  CUSTOM_RESOURCE = 'CUSTOM_RESOURCE',

  /**
   * CloudFormation's own `AWS::Rbin::Rule` with its lock configuration, for templates that must have no function.
   *
   * CloudFormation keeps fewer promises under a lock: an update that changes the rule, and one that changes nothing but the tags of the
   * stack, can fail, and its rollback with it, until the rule has been unlocked by other means and its delay is over. The rule stays
   * when the construct is removed or replaced.
   */
  CLOUDFORMATION = 'CLOUDFORMATION',
}

/**
 * Properties of a `LockedRetentionRule`.
 */
export interface LockedRetentionRuleProps {
  /**
   * What the rule retains. It cannot be changed, and a deployment that tries is refused: a construct of another id makes another rule.
   *
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html
   */
  readonly resourceType: RetainedResourceType;

  /**
   * For how long resources stay in the Recycle Bin: 1 to 365 whole days, of volumes 1 to 7. **Of a locked rule it cannot be changed.**
   *
   * A resource in the bin keeps the period with which it came there. Nobody can delete it before that is over. Snapshots and volumes
   * in the bin cost what they cost outside of it; AMIs there count against the quota of AMIs.
   *
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_RetentionPeriod.html
   */
  readonly retentionPeriod: Duration;

  /**
   * Whether the rule is locked, and for how long it stays protected after it was unlocked.
   *
   * To unlock the rule, deploy `RuleLock.unlocked()` and nothing else. To change the delay, do so, wait until the old delay is over, and
   * deploy the new one.
   *
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html
   */
  readonly lock: RuleLock;

  /**
   * A description of at most 255 characters, on one line, without tabs and no-break spaces. **Of a locked rule it cannot be changed.**
   *
   * @default - no description
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html
   */
  readonly description?: string;

  /**
   * Up to 47 tags of the rule itself, beside those that `Tags.of` gives it; the other 3 of the 50 that a rule can have are kept for the
   * library. They can be changed while the rule is locked.
   *
   * A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`; a value has at most 256 of these
   * characters.
   *
   * @default - no tags
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_TagResource.html
   */
  readonly tags?: { [key: string]: string };

  /**
   * The id of a rule that is there already and is taken over: 11 letters and digits. It has to be a Region-level rule without exclusion
   * tags, of the account and Region of the stack and of the same resource type.
   *
   * One that is not locked is changed to what is declared, and locked. One that is locked has to be equal in period, description and
   * unlock delay: otherwise the deployment fails before it changes anything. Tags that it has besides stay. A rule that another construct
   * has, as its tag `cdk-image-governance:owner` says, is refused.
   *
   * Without this, or with another id, the rule that the construct has by then stays its rule: another id is refused.
   *
   * @default - a rule is made
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_GetRule.html
   */
  readonly existingRuleId?: string;

  /**
   * What becomes of the lock when the construct is removed from the app, or its stack is deleted. **The rule itself stays in either case.**
   *
   * @default RuleLockRemoval.RETAIN - the rule stays as it is
   */
  readonly onRemoval?: RuleLockRemoval;

  /**
   * What makes and locks the rule. Another mechanism makes another rule; the one before stays, as its removal says.
   *
   * @default LockMechanism.CUSTOM_RESOURCE
   */
  readonly lockMechanism?: LockMechanism;

  /**
   * Any text. When it changes, the next deployment looks at the rule again, and restores what somebody has changed, as far as the lock
   * allows.
   *
   * Without a change of a property, a deployment looks at nothing.
   *
   * @default - none
   */
  readonly reconcile?: string;

  /**
   * How long CloudFormation waits for the rule: 2 minutes to an hour. The first rule of an account and Region can take 30 minutes to come
   * into force, and is locked after that.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceTimeout?: Duration;
}
