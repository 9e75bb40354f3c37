import { Stack } from 'aws-cdk-lib';
import { IRole, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, DependencyGroup, IDependable } from 'constructs';
import { Capability, executionStatements } from './execution-permissions';
import { LIBRARY } from '../model/rule';

/**
 * Options of the role that is made for a policy.
 */
export interface LeastPrivilegeRoleOptions {
  /**
   * Lets Image Builder assume the role only for the account of the stack, by the condition `aws:SourceAccount`.
   *
   * The trust policy that AWS documents for this role has no conditions. Whether Image Builder presents the account has
   * not been verified: if it does not, no error shows until the first run, up to a day after the deployment. Look at a run
   * of the policy before you rely on it.
   *
   * @default false - the documented trust policy, without conditions
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  readonly restrictToSourceAccount?: boolean;
}

/**
 * Options of a role that the app brings.
 */
export interface ExistingExecutionRoleOptions {
  /**
   * Adds to the role what the rules of the policy need, and no more.
   *
   * As everywhere in the CDK, a role that is imported with `mutable: false` takes nothing.
   *
   * @default false - nothing is added
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly addPermissions?: boolean;
}

/**
 * The role with which Image Builder carries a lifecycle policy out.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
 */
export class LifecycleExecutionRole {
  /**
   * A role that can do what the rules of the policy need, and no more.
   *
   * Policies of a stack that need the same share one role. Like the managed policy of AWS, it reaches only AMIs and
   * snapshots with the tag `CreatedBy: EC2 Image Builder`, and repositories with `LifecycleExecutionAccess: EC2 Image Builder`.
   *
   * @param options Who may assume the role.
   */
  public static leastPrivilege(options: LeastPrivilegeRoleOptions = {}): LifecycleExecutionRole {
    return new LifecycleExecutionRole((scope, capabilities) => sharedRole(scope, capabilities, options));
  }

  /**
   * A role of the app, or an imported one.
   *
   * Image Builder (`imagebuilder.amazonaws.com`) has to be able to assume it. It is of the account of the policy, and no
   * service-linked role.
   *
   * @param role The role, which the app makes or refers to.
   * @param options Whether it gets the permissions here, or has them already.
   */
  public static fromRole(role: IRole, options: ExistingExecutionRoleOptions = {}): LifecycleExecutionRole {
    return new LifecycleExecutionRole((scope, capabilities) => existingRole(scope, capabilities, role, options));
  }

  private constructor(private readonly bind: (scope: Construct, capabilities: readonly Capability[]) => BoundExecutionRole) {}

  /**
   * @internal
   */
  public _bind(scope: Construct, capabilities: readonly Capability[]): BoundExecutionRole {
    return this.bind(scope, capabilities);
  }
}

/** A role that has what a policy needs. */
interface BoundExecutionRole {
  readonly role: IRole;

  /** The permissions that the policy has to come after, so that the role can do its work. */
  readonly permissions?: IDependable;
}

function sharedRole(
  scope: Construct, capabilities: readonly Capability[], { restrictToSourceAccount }: LeastPrivilegeRoleOptions,
): BoundExecutionRole {
  const stack = Stack.of(scope);
  const sourceAccount = restrictToSourceAccount ? stack.account : undefined;
  const id = [`${LIBRARY}.LifecycleExecutionRole`, ...capabilities, ...sourceAccount ? ['SourceAccount'] : []].join('.');
  const role = stack.node.tryFindChild(id) as Role | undefined ?? new Role(stack, id, {
    // In the console, roles of one stack differ by this: their names are cut.
    description: `Lets EC2 Image Builder carry out lifecycle policies: ${capabilities.join(', ') || 'FindImages'}`,
    assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com', sourceAccount
      ? { conditions: { StringEquals: { 'aws:SourceAccount': sourceAccount } } }
      : {}),
    inlinePolicies: { LifecycleExecution: new PolicyDocument({ statements: executionStatements(capabilities, stack) }) },
  });
  return { role };
}

function existingRole(
  scope: Construct, capabilities: readonly Capability[], role: IRole, { addPermissions }: ExistingExecutionRoleOptions,
): BoundExecutionRole {
  if (!addPermissions) {
    return { role };
  }
  const results = executionStatements(capabilities, Stack.of(scope)).map(statement => {
    // Several policies may add to one document, in which no Sid may be there twice.
    statement.sid = undefined;
    return role.addToPrincipalPolicy(statement);
  });
  return {
    role,
    permissions: new DependencyGroup(...results.flatMap(({ policyDependable }) => policyDependable ?? [])),
  };
}
