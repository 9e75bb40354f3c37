/**
 * How a value travels from a construct to a handler. CloudFormation makes a string of every scalar on the way; `decode` undoes
 * that, and says everything that is wrong.
 */
export interface Codec<T> {
  /** Tokens pass as they are. */
  encode(value: T): unknown;

  /**
   * @param path Where the value is, for the mistakes.
   * @param mistakes What is wrong; what is returned then is of no use.
   */
  decode(raw: unknown, path: string, mistakes: string[]): T;
}

/** Text. */
export const text: Codec<string> = scalar('text', raw => raw);

/** A whole number. */
export const wholeNumber: Codec<number> = scalar('a whole number',
  raw => (/^-?[0-9]+$/.test(raw) && Number.isSafeInteger(Number(raw)) ? Number(raw) : undefined));

/** True or false. */
export const flag: Codec<boolean> = scalar('true or false', raw => (raw === 'true' ? true : raw === 'false' ? false : undefined));

/** One of a few words. */
export function oneOf<T extends string>(...words: readonly T[]): Codec<T> {
  return scalar(`one of ${words.join(', ')}`, raw => words.find(word => word === raw));
}

/** A list. */
export function listOf<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    encode: values => (isToken(values) ? values : values.map(value => item.encode(value))),
    decode: (raw, path, mistakes) => (Array.isArray(raw)
      ? raw.map((part, index) => item.decode(part, `${path}[${index}]`, mistakes))
      : wrong('a list', raw, path, mistakes)),
  };
}

/** Values by a key of the user's. */
export function mapOf<T>(value: Codec<T>): Codec<Readonly<Record<string, T>>> {
  return {
    encode: values => (isToken(values) ? values : Object.fromEntries(Object.entries(values).map(([key, part]) => [key, value.encode(part)]))),
    decode: (raw, path, mistakes) => (isObject(raw)
      ? Object.fromEntries(Object.entries(raw).map(([key, part]) => [key, value.decode(part, `${path}[${JSON.stringify(key)}]`, mistakes)]))
      : wrong('a map', raw, path, mistakes)),
  };
}

/** A value that need not be there. */
export function optional<T>(value: Codec<T>): Codec<T | undefined> {
  return {
    encode: part => (part === undefined ? undefined : value.encode(part)),
    decode: (raw, path, mistakes) => (raw === undefined ? undefined : value.decode(raw, path, mistakes)),
  };
}

/** Named values. A name `keepCount` travels as `KeepCount`; what else travels with it is not looked at. */
export function structure<T extends object>(members: { readonly [K in keyof T]-?: Codec<T[K]> }): Codec<T> {
  const known = Object.entries(members) as [keyof T & string, Codec<unknown>][];
  return {
    encode: value => (isToken(value) ? value : Object.fromEntries(
      known.filter(([name]) => value[name] !== undefined).map(([name, codec]) => [onTheWire(name), codec.encode(value[name])]))),
    decode: (raw, path, mistakes) => {
      if (!isObject(raw)) {
        return wrong('a structure', raw, path, mistakes);
      }
      const at = path === '' ? '' : `${path}.`;
      const decoded = known.map(([name, codec]) => [name, codec.decode(raw[onTheWire(name)], at + onTheWire(name), mistakes)]);
      return Object.fromEntries(decoded.filter(([, value]) => value !== undefined));
    },
  };
}

function scalar<T>(what: string, read: (raw: string) => T | undefined): Codec<T> {
  return {
    encode: value => value,
    decode: (raw, path, mistakes) => {
      const value = typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' ? read(String(raw)) : undefined;
      return value ?? wrong(what, raw, path, mistakes);
    },
  };
}

function wrong(what: string, raw: unknown, path: string, mistakes: string[]): never {
  mistakes.push(raw === undefined ? `${path} is missing` : `${path} must be ${what}, got ${JSON.stringify(raw)}`);
  return undefined as never;
}

/** Whether a value is known only when the app is synthesised: the CDK's own mark of it. */
function isToken(value: object): boolean {
  return 'resolve' in value && typeof value.resolve === 'function';
}

function onTheWire(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
