import { posix } from 'node:path';
import type { Package } from './installed';

/** What each registry and reader expects to find. */
const FOR_READERS = ['package.json', 'README.md', 'LICENSE', 'NOTICE'];

/**
 * The files of the package that something leads to: its package.json, another file that is used, or what the tools of jsii look for.
 */
export function usedFilesOf(installed: Package): Set<string> {
  const files = new Set(installed.files);
  const found = new Set<string>();
  const missing = new Set<string>();
  const use = (path: string) => (files.has(path) ? found : missing).add(path);

  [...FOR_READERS, ...namedIn(installed.description), ...fixturesOf(installed)].forEach(use);
  // A set goes on to what is added meanwhile.
  for (const file of found) {
    referencesIn(file, installed, files).forEach(use);
  }
  if (missing.size > 0) {
    throw new Error(`the package has no ${[...missing].join(', ')}, which something in it refers to`);
  }
  return found;
}

/** What a package.json names, in `exports` and elsewhere. */
function namedIn({ main, types, exports, typesVersions }: Record<string, any>): string[] {
  const texts = (value: unknown): string[] => (typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts));
  return texts([main, types, exports, typesVersions]).map(path => posix.normalize(path));
}

/** The fixtures in which tools of jsii compile the examples of the README and of the assembly. */
function fixturesOf(installed: Package): string[] {
  const named = ['README.md', '.jsii'].flatMap(path => [...installed.read(path).matchAll(/\bfixture=(\w+)/g)].map(([, name]) => name));
  return ['default', ...new Set(named)].map(name => `rosetta/${name}.ts-fixture`);
}

/** What a file refers to. A module is its code and its declaration: who uses one has the other. */
function referencesIn(file: string, installed: Package, files: ReadonlySet<string>): string[] {
  if (!/^lib\/.*\.(?:js|d\.ts)$/.test(file)) {
    return [];
  }
  const text = installed.read(file);
  const module = file.replace(/\.(?:js|d\.ts)$/, '');
  const beside = [...text.matchAll(/(?:require\(|import\(|from )["'](\.[^"']*)["']/g)].map(([, path]) => {
    const target = posix.join(posix.dirname(file), path);
    return files.has(`${target}/index.js`) ? `${target}/index.js` : `${target}.js`;
  });
  const assets = [...text.matchAll(/'assets', '([^']+)'/g)].flatMap(([, name]) => ['index.js', 'THIRD-PARTY-NOTICES.txt'].map(it => `assets/${name}/${it}`));
  return [`${module}.js`, `${module}.d.ts`, ...beside, ...assets];
}
