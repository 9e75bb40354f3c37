import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The sources and what they are compiled to lie in one folder, and node would prefer the latter.

test('jest runs the sources, even where stale output lies beside them', () => {
  const folder = mkdtempSync(join(__dirname, 'stale-'));
  try {
    writeFileSync(join(folder, 'it.ts'), 'export const from: string = \'the source\';');
    writeFileSync(join(folder, 'it.js'), 'exports.from = \'stale output\';');
    expect(jest.requireActual<{ from: string }>(join(folder, 'it')).from).toBe('the source');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the library that the tests import, by whichever name, is its sources', () => {
  for (const name of ['../lib', '../lib/lifecycle', '../lib/private/rule', 'cdk-image-governance', 'cdk-image-governance/lifecycle']) {
    expect(require.resolve(name)).toMatch(/[\\/]lib[\\/].*\.ts$/);
  }
});

test('every wing is a subpath of the package', () => {
  const { exports, typesVersions } = jest.requireActual<Record<string, any>>('../package.json');
  const wings = readdirSync(join(__dirname, '..', 'lib'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !['private', 'handlers'].includes(entry.name)).map(entry => entry.name);
  expect(Object.keys(exports)).toEqual(['.', ...wings.map(wing => `./${wing}`), './package.json', './.jsii', './.warnings.jsii.js']);
  expect(typesVersions['*']).toEqual(Object.fromEntries(wings.map(wing => [wing, [`lib/${wing}/index.d.ts`]])));
  for (const wing of wings) {
    expect(exports[`./${wing}`]).toEqual({ types: `./lib/${wing}/index.d.ts`, default: `./lib/${wing}/index.js` });
  }
});
