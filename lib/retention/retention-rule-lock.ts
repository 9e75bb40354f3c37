import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { Construct } from 'constructs';
import { RETENTION_RULES } from './retention-rule-declaration';
import type { IRetentionRule } from './retention-rule-interface';
import { RuleLock, RuleLockRemoval } from './rule-lock';
import { RuleLockBase } from './rule-lock-base';
import { AroundLock, LockSubject, lockSubjectOf } from '../model/retention/input';
import { inWordsOfTheConstruct } from '../model/retention/properties';
import { lockOf, RETENTION_RULE_LOCK, RetentionRuleLockSpec } from '../model/retention/retention-rule-lock-contract';
import { LockAttribute, UNLOCKED_BY } from '../model/retention/rule-lock-contract';
import { RETENTION_RULE_LOCK_RULES } from '../model/retention/rules';
import { CustomResourceKind, HandledConstruct } from '../private/handled-construct';
import { referenced } from '../private/references';
import { withUnknowns } from '../private/tokens';
import { validateWith } from '../private/validation';

const RULE_LOCK_RESOURCE: CustomResourceKind<RetentionRuleLockSpec, LockAttribute> = {
  contract: RETENTION_RULE_LOCK,
  bundle: join(__dirname, '..', '..', 'assets', 'retention-rule-lock'),
  statements: () => [],
};

/**
 * Properties of a `RetentionRuleLock`.
 */
export interface RetentionRuleLockProps {
  /**
   * The rule that is locked: a Region-level rule without exclusion tags, of the account and Region of the stack. One that this app makes
   * is refused: use `LockedRetentionRule` in its place.
   *
   * Another rule here is locked as well, and of the one before becomes what `onRemoval` says.
   */
  readonly retentionRule: IRetentionRule;

  /**
   * Whether the rule is locked, and for how long it stays protected after it was unlocked.
   *
   * To unlock the rule, deploy `RuleLock.unlocked()`. To change the delay, do so, wait until the old delay is over, and deploy the new one.
   *
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html
   */
  readonly lock: RuleLock;

  /**
   * What becomes of the lock when the construct is removed from the app, or its stack is deleted.
   *
   * @default RuleLockRemoval.RETAIN - the rule stays as it is
   */
  readonly onRemoval?: RuleLockRemoval;

  /**
   * Any text. When it changes, the next deployment looks at the rule again, and locks what somebody has unlocked, if its delay is over.
   *
   * Without a change of a property, a deployment looks at nothing.
   *
   * @default - none
   */
  readonly reconcile?: string;

  /**
   * How long CloudFormation waits for the rule: 2 minutes to an hour. A rule that is not in force yet is waited for within it.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
   */
  readonly serviceTimeout?: Duration;
}

/**
 * Locks a retention rule that the stack does not own, and changes nothing else of it.
 *
 * **A locked rule stays as it is until it was unlocked and its unlock delay is over. Nobody can shorten that: no administrator, no stack,
 * and not AWS's console.** Its tags can be changed.
 *
 * Creates a custom resource, and once for each stack a Lambda function with a role and a log group. The lock costs nothing.
 *
 * A rule that is not there, one with resource tags or exclusion tags, and one that somebody else has locked with another delay, is left
 * as it is: the deployment fails before it changes anything, and says why. Only a lock that this construct had is unlocked by it. A
 * rollback never fails: it locks again what the deployment had unlocked, **which begins the unlock delay anew**; **what the deployment
 * has locked stays locked.** An unlock that the app did not ask for is refused and told of, or taken back: see `RuleLock.locked`.
 *
 * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_LockRule.html
 * @example
 *
 * const lock = new RetentionRuleLock(this, 'Lock', {
 *   retentionRule: RetentionRule.fromRetentionRuleId(this, 'Rule', 'abCD1234567'),
 *   lock: RuleLock.locked(Duration.days(14)),
 * });
 * // The event of this very lock is sent as well.
 * lock.lockAfter(topic, lock.notifyTopic('Notify', topic));
 */
export class RetentionRuleLock extends RuleLockBase {
  /**
   * The function that carries out all constructs of this kind in the stack, for an alarm on its errors. A run that ends without an answer
   * to CloudFormation is an error; a deployment that is refused is not.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  public readonly handlerFunction: IFunction;

  /**
   * The id of the rule: 11 letters and digits.
   */
  public readonly retentionRuleId: string;

  /**
   * The ARN of the rule, as `retentionRule` has it.
   */
  public readonly retentionRuleArn: string;

  /**
   * Whether the rule was locked at the end of the last deployment that changed the lock: `locked`, `pending_unlock` or `unlocked`.
   *
   * It changes with the lock. Another stack that uses it would keep that update from succeeding, and is warned of.
   *
   * @attribute
   */
  public readonly lockState: string;

  /**
   * Until when the rule stays protected, in ISO 8601, if it was being unlocked at the end of the last deployment that changed the lock,
   * and otherwise `none`.
   *
   * It changes with the lock. Another stack that uses it would keep that update from succeeding, and is warned of.
   *
   * @attribute
   */
  public readonly lockEndTime: string;

  constructor(scope: Construct, id: string, props: RetentionRuleLockProps) {
    super(scope, id);

    const { retentionRule: rule, lock, onRemoval = RuleLockRemoval.RETAIN, reconcile, serviceTimeout } = props;
    const spec: RetentionRuleLockSpec = { ruleId: rule.retentionRuleId, lock: lock._spec(), onRemoval };
    const handled = new HandledConstruct(this, RULE_LOCK_RESOURCE, { spec, reconcile, serviceTimeout });
    this.handlerFunction = handled.handlerFunction;
    // The rule's own, which do not wait for its lock.
    this.retentionRuleId = rule.retentionRuleId;
    this.retentionRuleArn = rule.retentionRuleArn;
    this.lockState = handled.changingAttribute('LockState');
    this.lockEndTime = handled.changingAttribute('LockEndTime');

    handled.allow(
      new PolicyStatement({
        sid: 'Lock', actions: ['rbin:GetRule', 'rbin:ListTagsForResource', 'rbin:LockRule', 'rbin:UnlockRule'], resources: [this.retentionRuleArn],
      }),
      this.mark(),
    );
    validateWith(this, {
      rules: RETENTION_RULE_LOCK_RULES,
      declared: () => withUnknowns<PlacedLock>({ properties: lockOf(spec), rule: placeOf(rule.env), stack: placeOf(Stack.of(this)) }),
      inputOf: ({ properties, ...places }, usedElsewhere) =>
        lockSubjectOf(properties, { ...places, ruleOfThisApp: madeHere(rule), app: { usedElsewhere } }),
      nameOf: path => inWordsOfTheConstruct(path),
      use: handled.use,
    });
  }

  /** Lets the handler say on the rule who unlocked it, in this tag and in no other. */
  private mark(): PolicyStatement {
    return new PolicyStatement({
      sid: 'UnlockedBy',
      actions: ['rbin:TagResource', 'rbin:UntagResource'],
      resources: [this.retentionRuleArn],
      conditions: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': [UNLOCKED_BY] },
        'Null': { 'aws:TagKeys': 'false' },
      },
    });
  }
}

/** A lock, and the places of its rule and its stack. */
type PlacedLock = Pick<AroundLock, 'rule' | 'stack'> & { readonly properties: LockSubject['given'] };

/** The account and the Region of a construct, as far as they are known. */
function placeOf({ account, region }: { readonly account: string; readonly region: string }): AroundLock['rule'] {
  return { account, region };
}

/** The path of a rule that the app makes, also if it is referred to by its id or ARN; nothing, if it is of elsewhere. */
function madeHere(rule: IRetentionRule): string | undefined {
  const targets = [rule, ...[rule.retentionRuleId, rule.retentionRuleArn].flatMap(text => referenced(text)?.node.scopes ?? [])];
  return targets.find(target => RETENTION_RULES.isDeclaredBy(target) || CfnRule.isCfnRule(target))?.node.path;
}
