import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// The plan of the house: which files of lib know which, how many there are, and how long they are.

const LIB = join(__dirname, '..', 'lib');

/** The most lines of a file. */
const LONGEST_FILE = 400;

/** The most files of lib. It only falls. */
const MOST_FILES = 187;

/** The sources of lib, by their paths below it. */
const sources: ReadonlyMap<string, string> = new Map(readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .map(path => path.replaceAll('\\', '/'))
  .sort()
  .map(path => [path, readFileSync(join(LIB, path), 'utf8')]));

/** The files that each file imports or exports from, types included. */
const imports: ReadonlyMap<string, readonly string[]> = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]));

function importsOf(path: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|\brequire\()\s*'(\.{1,2}\/[^']*|\.{1,2})'/g)].map(([, specifier]) => specifier);
  return specifiers.map(specifier => {
    const base = join(LIB, dirname(path), specifier);
    const file = [`${base}.ts`, join(base, 'index.ts')].find(existsSync);
    if (file === undefined) {
      throw new Error(`${path} imports ${specifier}, which is no file`);
    }
    return relative(LIB, file).replaceAll('\\', '/');
  });
}

/** A way from a file back to itself; `undefined` if there is none. */
function circleThrough(start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (const path of open) {
    for (const next of imports.get(path)!) {
      if (next === start) {
        const way = [path];
        while (way[0] !== start) {
          way.unshift(cameFrom.get(way[0])!);
        }
        return way;
      }
      if (!cameFrom.has(next)) {
        cameFrom.set(next, path);
        open.push(next);
      }
    }
  }
  return undefined;
}

test('no file knows itself by way of others, not by its types either', () => {
  const found = [...imports.keys()].flatMap(path => {
    const circle = circleThrough(path);
    // A circle is told of once, from the first of its files.
    return circle !== undefined && circle.every(other => path <= other) ? [[...circle, path].join(' → ')] : [];
  });
  expect([...imports.values()].flat().length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});

test('what constructs share knows the model, and no construct', () => {
  const upwards = [...imports].filter(([path]) => path.startsWith('private/'))
    .flatMap(([path, others]) => others.filter(other => !/^(?:private|model)\//.test(other)).map(other => `${path} → ${other}`));
  expect(upwards).toEqual([]);
});

test('no file is too long to be read at once', () => {
  const long = [...sources].filter(([, text]) => text.split('\n').length - 1 > LONGEST_FILE).map(([path]) => path);
  expect(long).toEqual([]);
});

test('lib has no more files than it had', () => {
  expect(sources.size).toBeLessThanOrEqual(MOST_FILES);
});
