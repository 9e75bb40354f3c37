import { intrinsic, list, shown, Template, Words } from './template';

/** A statement of an IAM policy, in a template. */
export interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface RoleProperties {
  readonly AssumeRolePolicyDocument: Document;
  readonly Policies?: readonly { readonly PolicyDocument: Document }[];
  readonly ManagedPolicyArns?: readonly unknown[];
}

interface PolicyProperties {
  readonly PolicyDocument: Document;
  readonly Roles?: readonly unknown[];
}

/** The properties of a resource that a function of the stack carries out. */
export interface CustomResourceProperties {
  readonly ServiceToken: unknown;
}

/** The ARN of the role of the function that carries out a custom resource. */
export function roleOfHandler({ ServiceToken: token }: CustomResourceProperties, template: Template): unknown {
  const [, argument] = intrinsic(token) ?? [];
  const handler = template.Resources[String([argument].flat()[0]).split('.')[0]];
  return (handler?.Properties as { readonly Role?: unknown } | undefined)?.Role ?? 'that only the deployment knows';
}

/** Who may act with a role, and what the role may do, from the template that refers to it by its ARN. */
export function roleInWords(arn: unknown, template: Template): Words {
  const [name, argument] = intrinsic(arn) ?? [];
  const id = name === 'Fn::GetAtt' ? String([argument].flat()[0]).split('.')[0] : undefined;
  const resource = id === undefined ? undefined : template.Resources[id];
  if (id === undefined || resource?.Type !== 'AWS::IAM::Role') {
    return { lead: `The role ${shown(arn)}. What it may do is not in this template.`, points: [], notes: [] };
  }
  const role = resource.Properties as RoleProperties;
  const documents = [
    ...(role.Policies ?? []).map(policy => policy.PolicyDocument),
    ...policiesOf(template).filter(({ Roles: roles }) => roles?.some(it => shown(it) === `\${${id}}`)).map(policy => policy.PolicyDocument),
  ];
  return {
    lead: `The role ${shortened(id)}, which can be assumed by ${list(role.AssumeRolePolicyDocument.Statement.map(principalInWords))}. `
      + 'It may do only this:',
    points: [
      ...documents.flatMap(document => document.Statement.map(statementInWords)),
      ...(role.ManagedPolicyArns ?? []).map(policy => `whatever ${withoutPartition(shown(policy))} allows`),
    ],
    notes: [],
  };
}

/** What a statement allows, on what, and if what. */
export function statementInWords({ Effect: effect, Action: action, Resource: resource, Condition: condition }: Statement): string {
  const resources = [resource].flat().map(shown);
  const on = resources.includes('*') ? 'anything' : list(resources.map(it => withoutPartition(it).replace(/(?<=\$\{)\w+/g, shortened)), 'or');
  return `${effect === 'Deny' ? 'never ' : ''}${list([action].flat().map(shown))} on ${on}${conditionsInWords(condition)}`;
}

function policiesOf(template: Template): PolicyProperties[] {
  return Object.values(template.Resources).filter(({ Type: type }) => type === 'AWS::IAM::Policy').map(policy => policy.Properties as PolicyProperties);
}

function principalInWords({ Principal: principal = {}, Condition: condition }: Statement): string {
  return `${list(Object.values(principal).flat().map(shown), 'or')}${conditionsInWords(condition)}`;
}

/** Every condition has to hold. */
function conditionsInWords(conditions: Statement['Condition']): string {
  const all = Object.entries(conditions ?? {}).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => {
    if (operator === 'Null') {
      return `${key} is ${values === 'true' ? 'not ' : ''}given`;
    }
    const relation = RELATIONS[operator] ?? operator;
    return `${key} ${relation} ${list([values].flat().map(value => quoted(withoutPartition(shown(value)))), 'or')}`;
  }));
  return all.length > 0 ? `, if ${list(all)}` : '';
}

const RELATIONS: Record<string, string> = {
  'StringEquals': 'is',
  'StringEqualsIgnoreCase': 'is',
  'StringLike': 'is like',
  'ArnLike': 'is like',
  'ForAllValues:StringEquals': 'is nothing but',
};

/** A logical id that fits into a sentence, with the hash by which it is found. */
function shortened(id: string): string {
  return id.length > 55 ? `${id.slice(0, 40)}...${id.slice(-8)}` : id;
}

function quoted(value: string): string {
  return value.includes(' ') ? `"${value}"` : value;
}

function withoutPartition(arn: string): string {
  return arn.replace(/^arn:(?:\$\{[^}]*\}|[^:]*):/, '');
}
