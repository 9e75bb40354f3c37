/** What stands in a snapshot in the place of the hash of a bundled handler. */
const HIDDEN = '<hash of the handler>';

/** How the CDK writes the hash of an asset: in the key of an object, whatever is before it, and in metadata. */
const HASH = /[0-9a-f]{64}(?=\.zip$)|(?<=^asset\.)[0-9a-f]{64}$/;

/** How the functions of this library, and no others, are described. */
const DESCRIPTION = /^Carries out Custom::[A-Z]\w*$/;

/** Where a function has the hash of its code. */
const PLACES = [['Properties', 'Code', 'S3Key'], ['Metadata', 'aws:asset:path']];

/** Prints a value, as pretty-format does. */
export type Printer<Config> = (value: unknown, config: Config, indentation: string, depth: number, refs: unknown[]) => string;

/** Whether a value is a function of this library in a template, with a hash to hide. */
export function test(value: unknown): boolean {
  return at(value, ['Type']) === 'AWS::Lambda::Function'
    && DESCRIPTION.test(textAt(value, ['Properties', 'Description']))
    && PLACES.some(place => HASH.test(textAt(value, place)));
}

/** Prints such a function without the hash, and all else of it as it is. */
export function serialize<Config>(
  value: unknown, config: Config, indentation: string, depth: number, refs: unknown[], printer: Printer<Config>,
): string {
  return printer(PLACES.reduce(hidden, value), config, indentation, depth, refs);
}

/**
 * A snapshot serializer, for jest and whatever else takes those of pretty-format: the hash of a handler's bundle, which another version
 * of the library brings, changes no snapshot.
 */
export default { test, serialize };

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((it, name) => (it as Record<string, unknown> | null | undefined)?.[name], value);
}

function textAt(value: unknown, path: readonly string[]): string {
  const found = at(value, path);
  return typeof found === 'string' ? found : '';
}

/** A copy of a value, in which a text has no hash. */
function hidden(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) {
    return typeof value === 'string' ? value.replace(HASH, HIDDEN) : value;
  }
  return typeof value === 'object' && value !== null && name in value
    ? { ...value, [name]: hidden((value as Record<string, unknown>)[name], rest) }
    : value;
}
