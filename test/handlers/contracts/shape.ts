import type { Contract } from '../../../lib/model/contract';

/** What a contract lets travel: of each property, by its path, what it is. What need not be there ends in `?`. */
export type Shape = Readonly<Record<string, string>>;

/** A value of which only the codec knows what it is. */
const UNKNOWN: unknown = new Proxy({}, {
  // To make a list of a value, `encode` maps it; to make a structure of it, it asks for its members; to make a map, for its keys.
  get: (_, name) => (name === 'map' ? (encode: (item: unknown) => unknown) => [encode(UNKNOWN)] : UNKNOWN),
  has: () => false,
  ownKeys: () => ['*'],
  getOwnPropertyDescriptor: () => ({ value: UNKNOWN, enumerable: true, configurable: true }),
});

/** Nothing that a scalar could be: decoding it tells what the scalar is. */
const NO_SCALAR = Object.freeze({});

/** What a contract lets travel, found out by what it encodes and what it refuses. */
export function shapeOf({ properties }: Contract<any, string>): Shape {
  const whole = withoutScalars(properties.encode(UNKNOWN));
  const mistakesOf = (raw: unknown) => {
    const mistakes: string[] = [];
    properties.decode(raw, '', mistakes);
    return mistakes;
  };
  const kinds = new Map(matches(mistakesOf(whole), /^(\S+) must be (.*), got \{\}$/));
  const needed = new Set(emptied(whole).flatMap(raw => matches(mistakesOf(raw), /^(\S+) is (missing)$/)).map(([path]) => path));
  return Object.fromEntries(membersOf(whole, '', '', kinds, needed));
}

function withoutScalars(value: unknown): unknown {
  if (value === UNKNOWN) {
    return NO_SCALAR;
  }
  return Array.isArray(value)
    ? value.map(withoutScalars)
    : Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, withoutScalars(part)]));
}

/** A value in which one structure, or map, is empty: one of each. */
function emptied(value: unknown): unknown[] {
  if (value === NO_SCALAR) {
    return [];
  }
  if (Array.isArray(value)) {
    return emptied(value[0]).map(item => [item]);
  }
  return [{}, ...Object.entries(value as object).flatMap(([name, part]) => emptied(part).map(other => ({ ...value as object, [name]: other })))];
}

function membersOf(value: unknown, path: string, shown: string, kinds: Map<string, string>, needed: Set<string>): [string, string][] {
  if (value === NO_SCALAR) {
    return [[shown, kinds.get(path)!]];
  }
  if (Array.isArray(value)) {
    return membersOf(value[0], `${path}[0]`, `${shown}[]`, kinds, needed);
  }
  return Object.entries(value as object).flatMap(([name, part]) => {
    if (name === '*') {
      return membersOf(part, `${path}["*"]`, `${shown}{}`, kinds, needed);
    }
    const at = path === '' ? name : `${path}.${name}`;
    return membersOf(part, at, `${shown === '' ? '' : `${shown}.`}${name}${needed.has(at) ? '' : '?'}`, kinds, needed);
  });
}

function matches(mistakes: readonly string[], form: RegExp): [string, string][] {
  return mistakes.flatMap(mistake => {
    const match = form.exec(mistake);
    return match ? [[match[1], match[2]] as [string, string]] : [];
  });
}
