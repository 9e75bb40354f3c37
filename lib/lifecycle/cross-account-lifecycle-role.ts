import { Stack, Stage, Token } from 'aws-cdk-lib';
import { IRole, ManagedPolicy, PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { capabilitiesOf, executionStatements } from './execution-permissions';
import type { LifecycleRule } from './lifecycle-rule';
import { closedRepositories, openRepositories } from './repositories';
import { CROSS_ACCOUNT_ROLE_RULES } from '../model/lifecycle/rules/cross-account-role';
import { inTemplateShape, withUnknowns } from '../private/tokens';
import { validateWith } from '../private/validation';

/**
 * Properties of a `CrossAccountLifecycleRole`.
 */
export interface CrossAccountLifecycleRoleProps {
  /**
   * The ids of the accounts whose pipelines distribute images to this account, of 12 digits each. At least one.
   *
   * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
   */
  readonly sourceAccounts: string[];

  /**
   * The rules of the policies that will use the role, so that it can do what these need and no more. At least one.
   *
   * @default - the role has the managed policy that AWS documents, `EC2ImageBuilderLifecycleExecutionPolicy`
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2ImageBuilderLifecycleExecutionPolicy.html
   */
  readonly rules?: LifecycleRule[];
}

/**
 * Lets lifecycle policies of other accounts act on the copies of their images in this account.
 *
 * A lifecycle policy reaches copies that were distributed to other accounts only through a role of a fixed name there,
 * `Ec2ImageBuilderCrossAccountLifecycleAccess`. Without it these copies stay, and no error says so. Images that are only
 * shared by launch permissions stay in the account of their owner and need no such role.
 *
 * Creates this role, which costs nothing. Roles belong to an account and not to a Region: define it once for each account.
 * A second one for the same account is refused when the app is synthesised.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html
 * @example
 *
 * new CrossAccountLifecycleRole(this, 'LifecycleAccess', { sourceAccounts: ['111122223333'], rules });
 */
export class CrossAccountLifecycleRole extends Construct {
  /**
   * The name of the role, which Image Builder prescribes.
   */
  public static readonly ROLE_NAME = 'Ec2ImageBuilderCrossAccountLifecycleAccess';

  /**
   * The role that Image Builder assumes in this account. More permissions can be added to it.
   */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: CrossAccountLifecycleRoleProps) {
    super(scope, id);

    this.role = new Role(this, 'Resource', {
      roleName: CrossAccountLifecycleRole.ROLE_NAME,
      description: 'Lets EC2 Image Builder carry out lifecycle policies of other accounts',
      assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': onlyOne(props.sourceAccounts) },
          ArnLike: { 'aws:SourceArn': 'arn:*:imagebuilder:*:*:image/*/*/*' },
        },
      }),
      ...props.rules
        ? { inlinePolicies: { LifecycleExecution: this.document(props.rules) } }
        : { managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy')] },
    });

    this.node.defaultChild = this.role.node.defaultChild;
    openRepositories(props.rules ?? []);
    validateWith(this, {
      rules: CROSS_ACCOUNT_ROLE_RULES,
      declared: () => ({
        sourceAccounts: withUnknowns<readonly string[]>(props.sourceAccounts),
        ruleCount: props.rules?.length,
        closedRepositories: closedRepositories(props.rules ?? [], this),
      }),
      inputOf: declared => ({ ...declared, namesake: this.namesake() }),
      nameOf: path => path,
    });
  }

  /** The path of an earlier role of this kind in the same account. */
  private namesake(): string | undefined {
    const roles = this.node.root.node.findAll().filter(other => other instanceof CrossAccountLifecycleRole);
    return roles.slice(0, roles.indexOf(this)).find(role => inSameAccount(role, this))?.node.path;
  }

  private document(rules: readonly LifecycleRule[]): PolicyDocument {
    const capabilities = capabilitiesOf(inTemplateShape(rules.map(rule => rule._render())));
    return new PolicyDocument({ statements: executionStatements(capabilities, Stack.of(this)) });
  }
}

/** Tells whether two constructs are in one account: a known one, or an unknown one of the same Stage. */
function inSameAccount(one: IConstruct, other: IConstruct): boolean {
  const { account } = Stack.of(one);
  const { account: otherAccount } = Stack.of(other);
  return Token.isUnresolved(account)
    ? Token.isUnresolved(otherAccount) && Stage.of(one) === Stage.of(other)
    : account === otherAccount;
}

/** A condition on one value as it is usually written; a list behind a token stays one. */
function onlyOne(values: string[]): string | string[] {
  return !Token.isUnresolved(values) && values.length === 1 ? values[0] : values;
}
