import { ServiceError, StandInFault } from '../service-error';

/** What becomes of a resource that a stack no longer has. */
export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly NoEcho?: boolean | string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: Policy;
  readonly UpdateReplacePolicy?: Policy;
}

export interface TemplateOutput {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { readonly Name: unknown };
}

/** A template, after JSON was read. */
export interface Template {
  readonly Description?: string;
  readonly Metadata?: object;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

/** Rules are known and not evaluated: CDK's only one asks for a bootstrap version, and every account here is bootstrapped. */
const SECTIONS = ['AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Mappings', 'Conditions', 'Rules', 'Resources', 'Outputs'];
const PARAMETER = ['Type', 'Default', 'AllowedValues', 'AllowedPattern', 'ConstraintDescription', 'NoEcho', 'Description'];
const RESOURCE = ['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];
const OUTPUT = ['Value', 'Description', 'Condition', 'Export'];
const POLICIES = { DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'], UpdateReplacePolicy: ['Delete', 'Retain'] } as const;

/**
 * Refuses a template that CloudFormation would refuse, and one that is not understood here.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function checkTemplate(template: Template): void {
  known('the template', template, SECTIONS);
  Object.entries(template.Parameters ?? {}).forEach(([name, parameter]) => known(`the parameter ${name}`, parameter, PARAMETER));
  Object.entries(template.Outputs ?? {}).forEach(([name, output]) => known(`the output ${name}`, output, OUTPUT));
  if (Object.keys(template.Resources ?? {}).length === 0) {
    throw refusal('Template format error: At least one Resources member must be defined.');
  }
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    known(`the resource ${logicalId}`, resource, RESOURCE);
    for (const [attribute, values] of Object.entries(POLICIES)) {
      const policy = resource[attribute as keyof typeof POLICIES];
      if (policy !== undefined && !(values as readonly string[]).includes(policy)) {
        throw new StandInFault(`${attribute} ${JSON.stringify(policy)} of ${logicalId} is not modelled`);
      }
    }
  }
  const nothing = pathOfNull(template);
  if (nothing !== undefined) {
    throw refusal(`[${nothing}] 'null' values are not allowed in templates`);
  }
}

/** How CloudFormation refuses an operation on a stack before it begins. */
export function refusal(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

function known(what: string, value: object, names: readonly string[]): void {
  const unknown = Object.keys(value).filter(name => !names.includes(name));
  if (unknown.length > 0) {
    throw new StandInFault(`${unknown.join(', ')} of ${what} is not modelled`);
  }
}

function pathOfNull(value: unknown, path = ''): string | undefined {
  if (value === null) {
    return path;
  }
  return typeof value === 'object'
    ? Object.entries(value).map(([name, part]) => pathOfNull(part, `${path}/${name}`)).find(it => it !== undefined)
    : undefined;
}
