import { StandInFault } from '../service-error';

/** What the functions of a template see. */
export interface Scope {
  /** Parameters and pseudo parameters. */
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly mappings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  condition(name: string): boolean;

  /** What `Ref` of a resource returns. */
  ref(logicalId: string): unknown;

  /** What `Fn::GetAtt` of a resource returns. */
  attribute(logicalId: string, name: string): unknown;

  /** The value of an export of another stack. */
  importValue(name: string): unknown;
}

/** What `AWS::NoValue` is: whatever has this value is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** A part of a name in `Fn::Sub`: a reference, or with a `!` something that is to stay as it is. */
const SUBSTITUTED = /\$\{(!?)([^}]*)\}/g;

/**
 * The value of a part of a template.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map(item => resolve(item, scope)).filter(item => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const call = intrinsicIn(value);
  if (call !== undefined) {
    return FUNCTIONS[call.name](call.argument, scope);
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, resolve(part, scope)]).filter(([, part]) => part !== NO_VALUE));
}

/** The function that an object calls, if it does. */
export function intrinsicIn(value: object): { readonly name: string; readonly argument: unknown } | undefined {
  const names = Object.keys(value);
  const name = names.find(it => it === 'Ref' || it.startsWith('Fn::'));
  // A property can be called Ref: it is the function only if it stands alone.
  if (name === undefined || (name === 'Ref' && names.length > 1)) {
    return undefined;
  }
  if (names.length > 1 || !(name in FUNCTIONS)) {
    throw new StandInFault(`${names.join(' with ')} is not modelled`);
  }
  return { name, argument: (value as Record<string, unknown>)[name] };
}

/** Logical id and attribute of `Fn::GetAtt`, which templates have as a list or as text. */
export function attributeAsked(argument: unknown): readonly [string, unknown] {
  if (typeof argument === 'string') {
    const [logicalId, ...rest] = argument.split('.');
    return [logicalId, rest.join('.')];
  }
  return argument as [string, unknown];
}

/** The text of `Fn::Sub`, and the variables that it brings. */
export function textAndVariables(argument: unknown): readonly [string, Readonly<Record<string, unknown>>] {
  return typeof argument === 'string' ? [argument, {}] : argument as [string, Record<string, unknown>];
}

/** The names that the text of `Fn::Sub` refers to. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(SUBSTITUTED)].filter(([, literal]) => literal === '').map(([, , name]) => name.trim());
}

const FUNCTIONS: Readonly<Record<string, (argument: any, scope: Scope) => unknown>> = {
  'Ref': (name: string, { parameters, ref }) => (parameters.has(name) ? parameters.get(name) : ref(name)),

  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, name] = attributeAsked(argument);
    return scope.attribute(logicalId, textIn(name, scope));
  },

  'Fn::Sub': (argument, scope) => {
    const [template, variables] = textAndVariables(argument);
    return template.replace(SUBSTITUTED, (_, literal: string, name: string) => literal ? `\${${name}}` : textOf(substitute(name.trim(), variables, scope)));
  },

  'Fn::Join': ([delimiter, items]: [string, unknown], scope) => listIn(items, scope).map(textOf).join(delimiter),

  'Fn::Split': ([delimiter, value]: [string, unknown], scope) => textIn(value, scope).split(delimiter),

  'Fn::Select': ([index, items]: [unknown, unknown], scope) => {
    const [at, from] = [Number(textIn(index, scope)), listIn(items, scope)];
    if (from[at] === undefined) {
      throw new Error(`Template error: Fn::Select cannot select nonexistent value at index ${at}`);
    }
    return from[at];
  },

  'Fn::If': ([condition, yes, no]: [string, unknown, unknown], scope) => resolve(scope.condition(condition) ? yes : no, scope),

  'Fn::FindInMap': ([map, ...keys]: [unknown, unknown, unknown], scope) => {
    const [name, first, second] = [map, ...keys].map(key => textIn(key, scope));
    const found = scope.mappings[name]?.[first]?.[second];
    if (found === undefined) {
      throw new Error(`Template error: Unable to get mapping for ${name}::${first}::${second}`);
    }
    return found;
  },

  'Fn::ImportValue': (name, scope) => scope.importValue(textIn(name, scope)),

  'Fn::Base64': (value, scope) => Buffer.from(textIn(value, scope)).toString('base64'),

  // Which zones a Region has is of no account here: three of them.
  'Fn::GetAZs': (region, scope) => {
    const of = textIn(region, scope) || scope.parameters.get('AWS::Region') as string;
    return ['a', 'b', 'c'].map(zone => `${of}${zone}`);
  },
};

function substitute(name: string, variables: Readonly<Record<string, unknown>>, scope: Scope): unknown {
  if (name in variables) {
    return resolve(variables[name], scope);
  }
  if (scope.parameters.has(name) || !name.includes('.')) {
    return FUNCTIONS.Ref(name, scope);
  }
  return FUNCTIONS['Fn::GetAtt'](name, scope);
}

function textIn(value: unknown, scope: Scope): string {
  return textOf(resolve(value, scope));
}

function listIn(value: unknown, scope: Scope): unknown[] {
  const items = resolve(value, scope);
  if (!Array.isArray(items)) {
    throw new Error(`Template error: ${JSON.stringify(items)} must be a list`);
  }
  return items;
}

function textOf(value: unknown): string {
  if (typeof value === 'object' || typeof value === 'symbol' || value === undefined) {
    throw new Error(`Template error: ${JSON.stringify(value)} must be a string`);
  }
  return String(value);
}
