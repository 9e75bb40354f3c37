import type { interfaces } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { LockedRetentionRuleProps, LockMechanism } from './locked-retention-rule-props';
import { handledRule, nativeRule } from './locked-rule-resource';
import { RETENTION_RULES, RetentionIndex } from './retention-rule-declaration';
import { IRetentionRule, RetentionRuleGrants } from './retention-rule-interface';
import { RuleLockRemoval } from './rule-lock';
import { RuleLockBase } from './rule-lock-base';
import { LockingIntent, retentionSubjectOf } from '../model/retention/input';
import { inWordsOfTheConstruct } from '../model/retention/properties';
import { LOCKED_RETENTION_RULE_RULES } from '../model/retention/rules';
import { withUnknowns } from '../private/tokens';
import { validateWith } from '../private/validation';

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
    return RETENTION_RULES.of(construct)?.construct === 'LockedRetentionRule';
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

  /**
   * The function that carries out all constructs of this kind in the stack, for an alarm on its errors; with
   * `LockMechanism.CLOUDFORMATION` there is none. A run that ends without an answer to CloudFormation is an error; a deployment that is
   * refused is not.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly handlerFunction?: IFunction;

  constructor(scope: Construct, id: string, props: LockedRetentionRuleProps) {
    super(scope, id);

    const rule = props.lockMechanism === LockMechanism.CLOUDFORMATION ? nativeRule(this, props) : handledRule(this, props);
    this.node.defaultChild = rule.resource;
    this.handlerFunction = rule.handlerFunction;
    this.retentionRuleId = rule.ruleId;
    this.retentionRuleArn = rule.ruleArn;
    this.lockState = rule.lockState;
    this.lockEndTime = rule.lockEndTime;

    RETENTION_RULES.declare(this, () => ({ construct: 'LockedRetentionRule', properties: rule.properties() }));
    validateWith(this, {
      rules: LOCKED_RETENTION_RULE_RULES,
      declared: () => ({ properties: rule.properties(), locking: { ...withUnknowns<LockingIntent>(intentOf(props)), removal: rule.removal() } }),
      inputOf: ({ properties, locking }, usedElsewhere) =>
        retentionSubjectOf(properties, { locking, app: { ...RetentionIndex.for(this).viewFor(this), usedElsewhere } }),
      nameOf: (path, { properties }) => inWordsOfTheConstruct(path, properties),
      use: rule.use,
    });
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

/** The author's intent that the properties of a rule cannot express. */
function intentOf(props: LockedRetentionRuleProps): LockingIntent {
  const { lock, lockMechanism = LockMechanism.CUSTOM_RESOURCE, existingRuleId, onRemoval, reconcile, serviceTimeout } = props;
  const spec = lock._spec();
  const asked = {
    existingRuleId,
    'lock.relock': (spec.state === 'locked' && spec.relock) || undefined,
    'onRemoval': onRemoval === RuleLockRemoval.UNLOCK || undefined,
    reconcile,
    serviceTimeout,
  };
  return {
    mechanism: lockMechanism,
    isUnlocked: spec.state === 'unlocked',
    needsCustomResource: Object.entries(asked).filter(([, value]) => value !== undefined).map(([name]) => name),
    existingRuleId,
  };
}
