import type { IResource, interfaces } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';

/**
 * A retention rule of the Recycle Bin, of this app or imported.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin.html
 */
export interface IRetentionRule extends IResource, interfaces.aws_rbin.IRuleRef {
  /**
   * The id of the rule: 11 letters and digits.
   *
   * @attribute
   */
  readonly retentionRuleId: string;

  /**
   * The ARN of the rule, which ends in its id.
   *
   * @attribute
   */
  readonly retentionRuleArn: string;

  /**
   * Permissions on the rule.
   */
  readonly grants: RetentionRuleGrants;
}

/**
 * Permissions on a retention rule.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-perms.html
 */
export class RetentionRuleGrants {
  /**
   * The permissions on a rule of this app or an imported one.
   *
   * @param rule What a principal gets permissions on.
   */
  public static fromRetentionRule(rule: IRetentionRule): RetentionRuleGrants {
    return new RetentionRuleGrants(rule);
  }

  private constructor(private readonly rule: IRetentionRule) {}

  /**
   * Lets a principal read the rule, with its lock and its tags.
   *
   * @param grantee Who may.
   */
  public read(grantee: IGrantable): Grant {
    return this.allow(grantee, 'rbin:GetRule', 'rbin:ListTagsForResource');
  }

  /**
   * Lets a principal lock the rule, with an unlock delay of its choice. **Until the rule was unlocked and the delay is over, nobody can
   * change or delete it.**
   *
   * @param grantee Who may.
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_LockRule.html
   */
  public lock(grantee: IGrantable): Grant {
    return this.allow(grantee, 'rbin:LockRule');
  }

  /**
   * Lets a principal unlock the rule: it can be changed and deleted when its unlock delay is over.
   *
   * @param grantee Who may.
   * @see https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_UnlockRule.html
   */
  public unlock(grantee: IGrantable): Grant {
    return this.allow(grantee, 'rbin:UnlockRule');
  }

  private allow(grantee: IGrantable, ...actions: string[]): Grant {
    return Grant.addToPrincipal({ grantee, actions, resourceArns: [this.rule.retentionRuleArn] });
  }
}
