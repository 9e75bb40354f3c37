import { IResource, interfaces, Stack } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';

/**
 * An Image Builder lifecycle policy, of this app or imported.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-image-lifecycles.html
 */
export interface ILifecyclePolicy extends IResource, interfaces.aws_imagebuilder.ILifecyclePolicyRef {
  /**
   * The ARN of the policy, with the name in the form that Image Builder gave it: in small letters, without spaces.
   *
   * @attribute
   */
  readonly lifecyclePolicyArn: string;

  /**
   * The name that the policy was given; of an imported one as its ARN has it, unless something else was said.
   *
   * @attribute
   */
  readonly lifecyclePolicyName: string;

  /**
   * Permissions on the policy and its runs.
   */
  readonly grants: LifecyclePolicyGrants;
}

/**
 * Permissions on a lifecycle policy and its runs.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html
 */
export class LifecyclePolicyGrants {
  /**
   * The permissions on a policy of this app or an imported one.
   *
   * @param policy What a principal gets permissions on.
   */
  public static fromLifecyclePolicy(policy: ILifecyclePolicy): LifecyclePolicyGrants {
    return new LifecyclePolicyGrants(policy);
  }

  private constructor(private readonly policy: ILifecyclePolicy) {}

  /**
   * Lets a principal read the policy.
   *
   * @param grantee Who may.
   */
  public read(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['imagebuilder:GetLifecyclePolicy'], resourceArns: [this.policy.lifecyclePolicyArn] });
  }

  /**
   * Lets a principal see the runs of the policy, and what each did to which image.
   *
   * No event tells of a run: to watch a policy means to list its runs. The ids of runs are not known beforehand, so
   * the permission to look into one holds for all runs of the account and Region.
   *
   * @param grantee Who may.
   */
  public readExecutions(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['imagebuilder:ListLifecycleExecutions'],
      resourceArns: [this.policy.lifecyclePolicyArn],
    }).combine(Grant.addToPrincipal({
      grantee,
      actions: ['imagebuilder:GetLifecycleExecution', 'imagebuilder:ListLifecycleExecutionResources'],
      resourceArns: [this.executionArns()],
    }));
  }

  /**
   * Lets a principal stop runs. What a run has done by then stays done.
   *
   * The ids of runs are not known beforehand, so the permission holds for all runs of the account and Region, those
   * of other policies included.
   *
   * @param grantee Who may.
   */
  public cancelExecutions(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: ['imagebuilder:CancelLifecycleExecution'], resourceArns: [this.executionArns()] });
  }

  private executionArns(): string {
    const { account, region } = this.policy.env;
    return Stack.of(this.policy).formatArn({ service: 'imagebuilder', account, region, resource: 'lifecycle-execution', resourceName: '*' });
  }
}
