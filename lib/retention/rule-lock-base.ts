import { Resource } from 'aws-cdk-lib';
import { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IDependable } from 'constructs';

/** Recycle Bin's names for the events of a locked rule. */
const DETAIL_TYPES = {
  locked: 'Recycle Bin Rule Locked',
  changeAttempted: 'Recycle Bin Rule Change Attempted',
  unlockScheduled: 'Recycle Bin Rule Unlock Scheduled',
  unlockingNotice: 'Recycle Bin Rule Unlocking Notice',
  unlocked: 'Recycle Bin Rule Unlocked',
} as const;

/**
 * The base of constructs that lock a retention rule: the order of the lock, and its events. Its resource is the default child.
 *
 * @internal
 */
export abstract class RuleLockBase extends Resource {
  public abstract readonly retentionRuleArn: string;

  /**
   * Starts something when the rule is locked, or locked again.
   *
   * The event of the first lock of a `LockedRetentionRule` does not arrive: the filter has the ARN of the rule, and so is made after it.
   * That of a `RetentionRuleLock` does if the lock waits for the filter, with `lockAfter`.
   *
   * Creates an EventBridge rule, which costs nothing for events of AWS. The `detail` of the event has `rule-id`, `rule-description`,
   * `unlock-delay-period`, and in `api-name` which call locked the rule. Recycle Bin sends events as best it can: one can be missing.
   *
   * @param id The id of the EventBridge rule.
   * @param options What is started, and how.
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/rbin-eventbridge.html
   */
  public onRuleLocked(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, [DETAIL_TYPES.locked], options);
  }

  /**
   * Starts something when somebody tried to change or delete the rule, and the lock forbade it.
   *
   * The handler of this construct sends no such call: it looks at the rule first. The `detail` has in `api-name` which call was tried;
   * CloudTrail has who tried it. Recycle Bin sends events as best it can: one can be missing.
   *
   * Creates an EventBridge rule, which costs nothing for events of AWS.
   *
   * @param id The id of the EventBridge rule.
   * @param options What is started, and how.
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/rbin-eventbridge.html
   */
  public onRuleChangeAttempted(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, [DETAIL_TYPES.changeAttempted], options);
  }

  /**
   * Starts something when the rule was unlocked, and its unlock delay begins. Until `scheduled-unlock-time` of the `detail` it stays
   * protected, and can be locked again.
   *
   * Creates an EventBridge rule, which costs nothing for events of AWS. Recycle Bin sends events as best it can: one can be missing.
   *
   * @param id The id of the EventBridge rule.
   * @param options What is started, and how.
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/rbin-eventbridge.html
   */
  public onRuleUnlockScheduled(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, [DETAIL_TYPES.unlockScheduled], options);
  }

  /**
   * Starts something once a day during the unlock delay of the rule, until the day before it is over.
   *
   * Creates an EventBridge rule, which costs nothing for events of AWS. Recycle Bin sends events as best it can: one can be missing.
   *
   * @param id The id of the EventBridge rule.
   * @param options What is started, and how.
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/rbin-eventbridge.html
   */
  public onRuleUnlockingNotice(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, [DETAIL_TYPES.unlockingNotice], options);
  }

  /**
   * Starts something when the unlock delay of the rule is over: **from now on it can be changed and deleted**.
   *
   * Creates an EventBridge rule, which costs nothing for events of AWS. Recycle Bin sends events as best it can: one can be missing.
   *
   * @param id The id of the EventBridge rule.
   * @param options What is started, and how.
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/rbin-eventbridge.html
   */
  public onRuleUnlocked(id: string, options: OnEventOptions = {}): Rule {
    return this.on(id, [DETAIL_TYPES.unlocked], options);
  }

  /**
   * Sends all five events of the rule to a topic: locked, change attempted, unlock scheduled, unlocking notice, unlocked.
   *
   * Creates one EventBridge rule for all of them. The policy of the topic, and of its key, then admits EventBridge, if they are of this app.
   * Imported ones have to admit it already: a key has to allow `events.amazonaws.com` both `kms:Decrypt` and `kms:GenerateDataKey*`, which
   * AWS's own `alias/aws/sns` does not. Otherwise the events are lost, and nobody is told.
   *
   * As for `onRuleLocked`, the first lock of a `LockedRetentionRule` is not told of. Recycle Bin sends events as best it can: one can be
   * missing.
   *
   * @param id The id of the EventBridge rule.
   * @param topic Where the events go.
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  public notifyTopic(id: string, topic: ITopic): Rule {
    return this.on(id, Object.values(DETAIL_TYPES), { target: new SnsTopic(topic) });
  }

  /**
   * Locks the rule only after something else of the app is deployed, so that what fails before leaves nothing locked behind.
   *
   * What is given is there before, and in a deletion stays until after. What refers to an attribute of this construct cannot be waited
   * for.
   *
   * @param dependencies What the lock waits for.
   */
  public lockAfter(...dependencies: IDependable[]): void {
    // The resource alone: what filters its events is below this construct as well, and may be what is waited for.
    this.node.defaultChild!.node.addDependency(...dependencies);
  }

  /** The version of the detail is nothing to go by: in AWS's samples it begins with a blank. */
  private on(id: string, detailType: string[], options: OnEventOptions): Rule {
    const rule = new Rule(this, id, options);
    rule.addEventPattern({ source: ['aws.rbin'], resources: [this.retentionRuleArn], detailType });
    rule.addTarget(options.target);
    return rule;
  }
}
