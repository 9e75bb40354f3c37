import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, ArnPrincipal, IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { idOf, isWellFormed, kindOf, PrincipalKind, PrincipalSpec } from '../model/sharing/principals';
import { known } from '../private/tokens';

/**
 * What whoever launches from an encrypted AMI, or copies it, does with the key of its snapshots.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
 */
const USE = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** The principals that statements of a key policy admit, and the conditions. */
interface Admitted {
  readonly principals: readonly IPrincipal[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Lets principals use a customer managed key as far as a launch needs it: in its policy, or, if that is not this app's, as statements
 * in an output of the stack.
 */
export function admit(scope: Construct, key: IKey, index: number, principals: readonly PrincipalSpec[]): void {
  const statements = statementsFor(principals);
  const added = statements.map(statement => key.addToResourcePolicy(statement, true).statementAdded);
  const missing = statements.filter((_, position) => !added[position]);
  if (missing.length > 0) {
    new CfnOutput(scope, `KeyPolicyStatements${index || ''}`, {
      // CloudFormation takes no functions here.
      description: `What the policy of ${known(key.keyArn) ?? 'the key'} has to allow, so that others can launch from the images that they share`,
      value: Stack.of(scope).toJsonString(missing.map(statement => statement.toStatementJson())),
    });
  }
}

/**
 * Statements for a key policy: what a launch does with the key, and grants only for the services that carry it out.
 *
 * They have no ids: several policies can name one key, and an id has to be unique in its policy.
 */
function statementsFor(principals: readonly PrincipalSpec[]): PolicyStatement[] {
  return admittedOf(principals).flatMap(({ principals: admitted, conditions }) => [
    new PolicyStatement({ actions: USE, principals: [...admitted], resources: ['*'], conditions: { ...conditions } }),
    new PolicyStatement({
      actions: ['kms:CreateGrant'],
      principals: [...admitted],
      resources: ['*'],
      conditions: { ...conditions, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ]);
}

function admittedOf(principals: readonly PrincipalSpec[]): Admitted[] {
  // An id that is malformed is refused by a rule, and has no parts.
  const of = (kind: PrincipalKind) => principals.filter(principal => kindOf(principal) === kind).map(idOf)
    .filter(id => known(id) === undefined || isWellFormed(kind, id));
  const accounts = of('account');
  const organizations = of('organization').map(arn => partOf('/', arn, 1));
  const units = of('organizational unit').map(pathOf);
  const everybody = [new AnyPrincipal()];
  return [
    // An account alone, and not the ARN of its root, is half as long in a policy that holds 32 kB.
    ...accounts.length > 0 ? [{ principals: accounts.map(account => new ArnPrincipal(account)), conditions: {} }] : [],
    ...organizations.length > 0
      ? [{ principals: everybody, conditions: { StringEquals: { 'aws:PrincipalOrgID': organizations } } }] : [],
    ...units.length > 0
      ? [{ principals: everybody, conditions: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': units } } }] : [],
  ];
}

/**
 * The path of whoever is in an organizational unit, or in one below it. The id of a unit has that of the root in it; between the two
 * may be other units.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
 */
function pathOf(organizationalUnitArn: string): string {
  const [organization, unit] = [1, 2].map(index => partOf('/', organizationalUnitArn, index));
  return `${organization}/r-${partOf('-', unit, 1)}/*${unit}/*`;
}

/** A part of a text, which CloudFormation finds where only the deployment knows the text. */
function partOf(delimiter: string, text: string, index: number): string {
  return Fn.select(index, Fn.split(delimiter, text));
}
