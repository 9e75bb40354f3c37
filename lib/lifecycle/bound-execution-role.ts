import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IDependable } from 'constructs';

/**
 * A role that has what a policy needs.
 */
export interface BoundExecutionRole {
  readonly role: IRole;

  /** What the policy has to come after, so that the role can do its work. */
  readonly permissions?: IDependable;
}
