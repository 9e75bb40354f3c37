import { IResolvable, Token } from 'aws-cdk-lib';

/**
 * A value, or a token or intrinsic function in its place.
 */
export type Resolvable<T> = T | IResolvable;

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

/** Whether CloudFormation takes a value for a function: `{ Ref: … }` or `{ 'Fn::…': … }`. */
export function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

/** A number property, which a template may write as a text. */
export function number(value: Resolvable<number> | undefined): number | undefined {
  const it = known<number | string>(value);
  return typeof it === 'string' ? Number(it) : it;
}

/** Whether two texts are equal, or one is not known. */
export function mayBe(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}
