import { Token, IResolvable } from 'aws-cdk-lib';
import type { TagsTakenForFunction } from '../model/lifecycle/rules/tag-maps';
import { UNKNOWN } from '../model/unknown';

/** Maps whose keys are the user's own, and stay as they are. */
const MAPS = ['tagMap', 'TagMap'];

/**
 * Properties as the rules of the model take them: `UNKNOWN` in the place of every token and intrinsic function, a text with a token in it
 * and the key of a map included.
 */
export function withUnknowns<T>(properties: unknown): T {
  return read(properties, asIs) as T;
}

/** The same of a structure of an L1, with its names spelt as in a template. */
export function inTemplateShape<T>(structure: unknown): T {
  return read(structure, asInTemplate) as T;
}

type Spelling = (name: string) => string;

const asIs: Spelling = name => name;

const asInTemplate: Spelling = name => name[0].toUpperCase() + name.slice(1);

function read(value: unknown, spelt: Spelling): unknown {
  if (typeof value === 'boolean' || typeof value === 'symbol') {
    return value;
  }
  // An absent value that is there as `null` is left out of templates, and is not missed.
  if (value === null || Token.isUnresolved(value)) {
    return UNKNOWN;
  }
  if (typeof value !== 'object') {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(part => read(part, spelt));
  }
  if (isIntrinsic(value)) {
    return UNKNOWN;
  }
  const result: Record<string | symbol, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    if (part !== undefined) {
      result[name.includes('$') && Token.isUnresolved(name) ? UNKNOWN : spelt(name)] = read(part, MAPS.includes(name) ? asIs : spelt);
    }
  }
  return result;
}

/**
 * The maps of tags with `Ref` or `Fn::…` as their only key, which CloudFormation takes for a function, wherever they are in properties as
 * an app has them.
 */
export function tagsTakenForFunctions(properties: unknown, path = ''): TagsTakenForFunction[] {
  if (typeof properties !== 'object' || properties === null || Token.isUnresolved(properties)) {
    return [];
  }
  return Object.entries(properties).flatMap(([name, part]) => {
    const spelt = asInTemplate(name);
    const at = Array.isArray(properties) ? `${path}[${name}]` : path === '' ? spelt : `${path}.${spelt}`;
    return (spelt === 'Tags' || spelt === 'TagMap') && !Token.isUnresolved(part) && isIntrinsic(part)
      ? [{ path: at, tags: part as object }] : tagsTakenForFunctions(part, at);
  });
}

/**
 * A value, or a token or intrinsic function in its place.
 */
export type Resolvable<T> = T | IResolvable;

/**
 * Properties of the model as an app has them: with a token in the place of what is unknown.
 */
export type Written<T> = T extends typeof UNKNOWN ? IResolvable
  : T extends readonly (infer E)[] ? readonly Written<E>[]
    : T extends object ? { readonly [K in keyof T]: Written<T[K]> } : T;

/**
 * The value if it is known while the app is synthesised, and `undefined` if it is absent or unknown.
 *
 * Tokens and intrinsic functions are unknown, and what is unknown breaks no rule.
 */
export function known<T>(value: Resolvable<T> | undefined): T | undefined {
  if (value === undefined || value === null || Token.isUnresolved(value) || isIntrinsic(value)) {
    return undefined;
  }
  return value as T;
}

/** Tells whether CloudFormation takes a value for a function: `{ Ref: … }` or `{ 'Fn::…': … }`. */
export function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

/** A number property, which a template may write as a text. */
export function number(value: Resolvable<number> | undefined): number | undefined {
  const found = known<number | string>(value);
  return typeof found === 'string' ? Number(found) : found;
}

/** Tells whether two texts are equal, or one is not known. */
export function mayBe(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}
