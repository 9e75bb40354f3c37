import type { Duration, interfaces } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { Retainer, RETAINS, RetentionIndex } from './app-index';
import { handledRule } from './handled-rule';
import { LockMechanism } from './lock-mechanism';
import { nativeRule } from './native-rule';
import type { RetainedResourceType } from './retained-resource-type';
import type { IRetentionRule } from './retention-rule';
import { RetentionRuleGrants } from './retention-rule-grants';
import type { RuleLock } from './rule-lock';
import { RuleLockBase } from './rule-lock-base';
import { RuleLockRemoval } from './rule-lock-removal';
import type { LockingIntent } from '../model/retention/input';
import { inWordsOfTheConstruct } from '../model/retention/property-names';
import { LOCKED_RETENTION_RULE_RULES } from '../model/retention/rules';
import { findingsOf } from '../model/rule';
import { UsedElsewhere } from '../private/used-elsewhere';
import { validateWith } from '../private/validation';

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

/** Marks the constructs of this class, of whichever copy of this library. */
const LOCKED_RETENTION_RULE = Symbol.for('cdk-image-governance.LockedRetentionRule');

/** The end of a lock that does not end, or that nobody tells. */
const NO_END = 'none';

/**
 * Retains snapshots, AMIs or volumes for some time when they are deleted, by a rule that nobody can change or delete.
 *
 * **A locked rule stays as it is until it was unlocked and its unlock delay is over. Nobody can shorten that: no administrator, no stack,
 * and not AWS's console.** Its tags can be changed.
 *
 * Creates a Region-level retention rule by a custom resource, and once for each stack a Lambda function with a role and a log group. The
 * rule and its lock cost nothing. It holds for all resources of its type in the account and Region of the stack, of which each can have
 * 250 rules.
 *
 * A deployment finds its rule by its tag `cdk-image-governance:owner`, which is the name of the stack and the logical id, or makes one,
 * waits until it is in force, and locks it last. So a stack that is deleted and deployed again has the rule that it left behind:
 * but not a nested one, which gets another name each time, and makes another rule.
 *
 * An update that the lock forbids fails before it changes anything, with the day from which it can succeed; a rule is never unlocked to be
 * changed. A rollback never fails: it locks again what the deployment had unlocked, **which begins the unlock delay anew**, and leaves
 * what the lock forbids to restore. An unlock that the app did not ask for is refused and told of, or taken back: see `RuleLock.locked`.
 *
 * A creation that is rolled back deletes the rule that it made, or, **if that is locked already, leaves it and names it in the log**:
 * `lockAfter` lets the lock wait for what may fail.
 *
 * To lock what a `RetentionRule` retains, replace it by this construct with the same id: the new rule is made and locked before
 * CloudFormation deletes the old one.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html
 * @example
 *
 * const rule = new LockedRetentionRule(this, 'Snapshots', {
 *   resourceType: RetainedResourceType.EBS_SNAPSHOT,
 *   retentionPeriod: Duration.days(30),
 *   lock: RuleLock.locked(Duration.days(7)),
 * });
 * rule.notifyTopic('Notify', topic);
 */
export class LockedRetentionRule extends RuleLockBase implements IRetentionRule {
  /**
   * Whether a construct is a `LockedRetentionRule`, of whichever copy of this library.
   *
   * @param construct What is asked about: anything in the construct tree.
   */
  public static isLockedRetentionRule(construct: IConstruct): construct is LockedRetentionRule {
    return LOCKED_RETENTION_RULE in construct;
  }

  /**
   * The id of the rule: 11 letters and digits.
   *
   * @attribute
   */
  public readonly retentionRuleId: string;

  /**
   * The ARN of the rule.
   *
   * @attribute
   */
  public readonly retentionRuleArn: string;

  /**
   * Whether the rule was locked at the end of the last deployment that changed it: `locked`, `pending_unlock` or `unlocked`.
   *
   * It changes with the lock. Another stack that uses it would keep that update from succeeding, and is warned of.
   *
   * @attribute
   */
  public readonly lockState: string;

  /**
   * Until when the rule stays protected, in ISO 8601, if it was being unlocked at the end of the last deployment that changed it, and
   * otherwise `none`. With `LockMechanism.CLOUDFORMATION`, always `none`.
   *
   * It changes with the lock. Another stack that uses it would keep that update from succeeding, and is warned of.
   *
   * @attribute
   */
  public readonly lockEndTime: string;

  constructor(scope: Construct, id: string, props: LockedRetentionRuleProps) {
    super(scope, id);
    Object.defineProperty(this, LOCKED_RETENTION_RULE, { value: true });

    const rule = props.lockMechanism === LockMechanism.CLOUDFORMATION ? nativeRule(this, props) : handledRule(this, props);
    this.node.defaultChild = rule.resource;
    this.retentionRuleId = rule.ruleId;
    this.retentionRuleArn = rule.ruleArn;
    const uses = new UsedElsewhere(this);
    this.lockState = uses.noted('lockState', rule.lockState);
    this.lockEndTime = rule.lockEndTime === undefined ? NO_END : uses.noted('lockEndTime', rule.lockEndTime);

    const retainer = Object.defineProperty(this, RETAINS, { value: () => rule.properties() }) as Construct as Retainer;
    validateWith(this, () => findingsOf(LOCKED_RETENTION_RULE_RULES, {
      properties: rule.properties(),
      locking: { ...intentOf(props), removal: rule.removal() },
      app: { ...RetentionIndex.for(retainer).viewFor(retainer), usedElsewhere: uses.all() },
    }), path => inWordsOfTheConstruct(path, rule.properties()));
  }

  /**
   * Permissions on the rule.
   */
  public get grants(): RetentionRuleGrants {
    return RetentionRuleGrants.fromRetentionRule(this);
  }

  /**
   * A reference to the rule.
   */
  public get ruleRef(): interfaces.aws_rbin.RuleReference {
    return { ruleArn: this.retentionRuleArn };
  }
}

/** What was written that the properties of a rule cannot say. */
function intentOf(props: LockedRetentionRuleProps): LockingIntent {
  const { lock, lockMechanism = LockMechanism.CUSTOM_RESOURCE, existingRuleId, onRemoval, reconcile, serviceTimeout } = props;
  const asked = {
    existingRuleId,
    'lock.relock': lock._relock || undefined,
    'onRemoval': onRemoval === RuleLockRemoval.UNLOCK || undefined,
    reconcile,
    serviceTimeout,
  };
  return {
    mechanism: lockMechanism,
    isUnlocked: lock._unlockDelay === undefined,
    needsCustomResource: Object.entries(asked).filter(([, value]) => value !== undefined).map(([name]) => name),
    existingRuleId,
  };
}
