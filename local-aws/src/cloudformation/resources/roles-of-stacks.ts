import type { PolicyDocument } from '../../iam/policy-document';
import type { Roles } from '../../iam/roles';
import { StandInFault } from '../../service-error';
import { PARTITION } from '../../world';

interface DeclaredRole {
  readonly trust: PolicyDocument;

  /** The managed policies that the role itself names. */
  readonly managedPolicyArns: readonly string[];
}

/**
 * The roles that stacks made, with who attaches managed policies to them: the role itself, or the policy. `Roles` cannot be asked,
 * so it is kept here.
 */
export class RolesOfStacks {
  private readonly roles = new Map<string, DeclaredRole>();

  /** By the ARN of a policy, the ARNs of the roles to which it attaches itself. */
  private readonly attachments = new Map<string, readonly string[]>();

  constructor(private readonly store: Roles) {
  }

  /** Creates a role, or changes what it says of itself. */
  public put(arn: string, role: DeclaredRole): void {
    this.roles.set(arn, role);
    this.store.putRole(arn, { ...role, managedPolicyArns: [...new Set([...role.managedPolicyArns, ...this.attachedTo(arn)])] });
  }

  public remove(arn: string): void {
    this.roles.delete(arn);
    this.store.removeRole(arn);
  }

  /** Attaches a policy to roles, and to no others. */
  public attach(policyArn: string, roleArns: readonly string[]): void {
    const before = this.attachments.get(policyArn) ?? [];
    this.attachments.set(policyArn, roleArns);
    for (const arn of new Set([...roleArns, ...before])) {
      const role = this.roles.get(arn);
      if (role !== undefined) {
        this.put(arn, role);
      } else if (roleArns.includes(arn)) {
        throw new StandInFault(`${arn} was not made by a stack: what else is attached to it is not known`);
      }
    }
  }

  /** The ARN of a role by its name. One that no stack made has no path. */
  public arnOf(account: string, name: string): string {
    const own = [...this.roles.keys()].find(arn => arn.startsWith(`arn:${PARTITION}:iam::${account}:role/`) && arn.endsWith(`/${name}`));
    return own ?? `arn:${PARTITION}:iam::${account}:role/${name}`;
  }

  private attachedTo(roleArn: string): string[] {
    return [...this.attachments].filter(([, roleArns]) => roleArns.includes(roleArn)).map(([policyArn]) => policyArn);
  }
}
