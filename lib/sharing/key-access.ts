import { CfnOutput, Names, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { principalKindOf } from '../private/image-forms';
import { known } from '../private/resolvable';

/**
 * What whoever launches from an encrypted AMI, or copies it, does with the key of its snapshots.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
 */
const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** Whom statements of a key policy admit, and under which conditions. */
interface Admitted {
  readonly name: string;
  readonly principals: readonly IPrincipal[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Lets principals use a customer managed key as far as a launch needs it: in its policy, or, if that is not this app's, as statements
 * in an output of the stack.
 */
export function admit(scope: Construct, key: IKey, index: number, principals: readonly string[]): void {
  const statements = statementsFor(principals);
  const added = statements.map(statement => key.addToResourcePolicy(statement, true).statementAdded);
  const missing = statements.filter((_, position) => !added[position]);
  if (missing.length > 0) {
    const id = `KeyPolicyStatements${index || ''}`;
    const output = new CfnOutput(scope, id, {
      description: `What the policy of the key ${key.keyArn} has to allow, so that others can launch from the images that they share`.slice(0, 1_024),
      value: Stack.of(scope).toJsonString(missing.map(statement => statement.toStatementJson())),
    });
    output.overrideLogicalId(Names.uniqueResourceName(output, { maxLength: 255 }));
  }
}

/** Statements for a key policy: what a launch does with the key, and grants only for the services that carry it out. */
export function statementsFor(principals: readonly string[]): PolicyStatement[] {
  return admittedOf(principals).flatMap(({ name, principals: admitted, conditions }) => [
    new PolicyStatement({ sid: `Launch${name}`, actions: USE, principals: [...admitted], resources: ['*'], conditions: { ...conditions } }),
    new PolicyStatement({
      sid: `LaunchGrants${name}`,
      actions: ['kms:CreateGrant'],
      principals: [...admitted],
      resources: ['*'],
      conditions: { ...conditions, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ]);
}

function admittedOf(principals: readonly string[]): Admitted[] {
  const of = (kind: ReturnType<typeof principalKindOf>) => principals.filter(it => principalKindOf(known(it) ?? '') === kind);
  // What only the deployment knows can be an account alone: the forms of the others are conditions, which need parts of the ARN.
  const accounts = principals.filter(it => known(it) === undefined || principalKindOf(it) === 'account');
  const organizations = of('organization').map(arn => arn.split('/')[1]);
  const units = of('organizational unit').map(pathOf);
  const everybody = [new AnyPrincipal()];
  return [
    // An account alone, and not the ARN of its root, is half as long in a policy that holds 32 kB.
    ...accounts.length > 0 ? [{ name: 'Accounts', principals: accounts.map(it => new ArnPrincipal(it)), conditions: {} }] : [],
    ...organizations.length > 0
      ? [{ name: 'Organizations', principals: everybody, conditions: { StringEquals: { 'aws:PrincipalOrgID': organizations } } }] : [],
    ...units.length > 0
      ? [{ name: 'OrganizationalUnits', principals: everybody, conditions: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': units } } }] : [],
  ];
}

/**
 * The path of whoever is in an organizational unit, or in one below it. The id of a unit has that of the root in it; between the two
 * may be other units.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
 */
function pathOf(organizationalUnitArn: string): string {
  const [, organization, unit] = organizationalUnitArn.split('/');
  return `${organization}/r-${unit.split('-')[1]}/*${unit}/*`;
}
