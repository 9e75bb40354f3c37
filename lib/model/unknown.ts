import type { Problem } from './rule';

/** A value that only the deployment knows: of a token, or of a function of a template. What is unknown breaks no rule. */
export const UNKNOWN: unique symbol = Symbol.for('cdk-image-governance.unknown');

/** A value, or `UNKNOWN` in its place. */
export type Unknowable<T> = T | typeof UNKNOWN;

/** A structure with nothing in the place of what is unknown, at any depth. */
export type Known<T> = T extends typeof UNKNOWN ? undefined
  : T extends readonly (infer E)[] ? readonly Known<E>[]
    : T extends object ? { readonly [K in keyof T]: Known<T[K]> } : T;

/** The known part of a structure: what is unknown of it is absent. */
export function knownPartOf<T>(value: T): Known<T>;
export function knownPartOf(value: unknown): unknown {
  if (value === UNKNOWN) {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  if (Array.isArray(value)) {
    const parts = value.map(knownPartOf);
    return parts.some((part, index) => part !== value[index]) ? parts : value;
  }
  // Most structures are known altogether, and need no copy.
  let copy: Record<string, unknown> | undefined;
  for (const [name, part] of Object.entries(value)) {
    const knownPart = knownPartOf(part);
    if (knownPart !== part) {
      copy ??= { ...value };
      copy[name] = knownPart;
    }
  }
  return copy ?? value;
}

/** The value, if it is there and known. */
export function known<T>(value: Unknowable<T> | undefined): T | undefined {
  return value === UNKNOWN ? undefined : value;
}

/** A field of a structure; of an unknown structure, an unknown one. */
export function inside<T, V>(structure: Unknowable<T> | undefined, field: (of: T) => Unknowable<V> | undefined): Unknowable<V> | undefined {
  const there = known(structure);
  return there === undefined ? structure as typeof UNKNOWN | undefined : field(there);
}

/** A property that is not there. */
export function* missing(path: string, value: unknown): Iterable<Problem> {
  if (value === undefined) {
    yield { path, message: 'is required', remedy: 'set it' };
  }
}

/** A boolean property, which is false if absent and which a template may write as a text. `undefined` if it is unknown. */
export function flag(value: Unknowable<boolean> | undefined): boolean | undefined {
  return value === undefined ? false : value === UNKNOWN ? undefined : String(value) === 'true';
}

/** A number property, which a template may write as a text. */
export function number(value: Unknowable<number> | undefined): number | undefined {
  const written: unknown = known(value);
  return typeof written === 'string' ? Number(written) : known(value);
}
