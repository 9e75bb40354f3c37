import { NO_VALUE } from './intrinsics';
import type { Stack } from './stack';
import { refusal, Template, TemplateParameter } from './template';
import { ServiceError, StandInFault } from '../service-error';
import { PARTITION } from '../world';

/** A parameter of a stack, as DescribeStacks shows it. */
export interface Parameter {
  readonly ParameterKey: string;
  readonly ParameterValue: string;

  /** What stands in the Parameter Store under the name that is the value. */
  readonly ResolvedValue?: string;
}

/** The value of a parameter of the Parameter Store. */
export type ReadParameter = (name: string) => Promise<string>;

const STORED = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LISTS = ['CommaDelimitedList', 'List<String>', 'List<Number>'];
const SCALARS = ['String', 'Number'];

/**
 * The parameters of a stack: what they are in the template, and how they are shown.
 *
 * @param given What was given for them. What is not given is by default, also in an update.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export async function parametersOf(template: Template, given: Readonly<Record<string, string>>, read: ReadParameter) {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(given).filter(name => !(name in declared));
  if (unknown.length > 0) {
    throw refusal(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }
  const missing = Object.keys(declared).filter(name => given[name] === undefined && declared[name].Default === undefined);
  if (missing.length > 0) {
    throw refusal(`Parameters: [${missing.join(', ')}] must have values`);
  }
  const values = new Map<string, unknown>();
  const shown: Parameter[] = [];
  for (const [name, parameter] of Object.entries(declared)) {
    const value = given[name] ?? String(parameter.Default);
    check(name, parameter, value);
    const type = STORED.exec(parameter.Type)?.[1];
    const stored = type === undefined ? undefined : await readOrRefuse(value, read);
    values.set(name, typed(name, type ?? parameter.Type, stored ?? value));
    shown.push({
      ParameterKey: name,
      ParameterValue: String(parameter.NoEcho) === 'true' ? '****' : value,
      ...stored === undefined ? {} : { ResolvedValue: stored },
    });
  }
  return { values, shown };
}

/** What every template can refer to without declaring it. */
export function pseudoParameters({ account, region, id, name }: Pick<Stack, 'account' | 'region' | 'id' | 'name'>) {
  return new Map<string, unknown>([
    ['AWS::AccountId', account],
    ['AWS::NotificationARNs', []],
    ['AWS::NoValue', NO_VALUE],
    ['AWS::Partition', PARTITION],
    ['AWS::Region', region],
    ['AWS::StackId', id],
    ['AWS::StackName', name],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);
}

function check(name: string, { Type, AllowedValues, AllowedPattern }: TemplateParameter, value: string): void {
  if (AllowedValues && !AllowedValues.map(String).includes(value)) {
    throw refusal(`Parameter '${name}' must be one of AllowedValues`);
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) {
    throw refusal(`Parameter '${name}' must match pattern ${AllowedPattern}`);
  }
  if (Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) {
    throw refusal(`Parameter '${name}' must be a number.`);
  }
}

async function readOrRefuse(name: string, read: ReadParameter): Promise<string> {
  try {
    return await read(name);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ParameterNotFound') {
      throw refusal(`Unable to fetch parameters [${name}] from parameter store for this account.`);
    }
    throw error;
  }
}

function typed(name: string, type: string, value: string): unknown {
  if (LISTS.includes(type)) {
    return value.split(',').map(item => item.trim());
  }
  if (!SCALARS.includes(type) && !type.startsWith('AWS::')) {
    throw new StandInFault(`the type ${type} of the parameter ${name} is not modelled`);
  }
  return value;
}
