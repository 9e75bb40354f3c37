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
  for (const name of ['../lib', '../lib/lifecycle', '../lib/model/rule', 'cdk-image-governance', 'cdk-image-governance/lifecycle']) {
    expect(require.resolve(name)).toMatch(/[\\/]lib[\\/].*\.ts$/);
  }
});

test('every wing, and every tool beside the wings, is a subpath of the package', () => {
  const { exports, typesVersions } = jest.requireActual<Record<string, any>>('../package.json');
  const wings = readdirSync(join(__dirname, '..', 'lib'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !['private', 'model', 'handlers', 'cloudformation', 'engine'].includes(entry.name)).map(entry => entry.name);
  const tools = readdirSync(join(__dirname, '..', 'lib')).filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts') && file !== 'index.ts');
  const subpaths = [...wings.map(wing => [wing, `lib/${wing}/index`]), ...tools.map(file => file.slice(0, -3)).map(tool => [tool, `lib/${tool}`])];
  expect(Object.keys(exports)).toEqual(['.', ...subpaths.map(([subpath]) => `./${subpath}`), './package.json', './.jsii']);
  expect(typesVersions['*']).toEqual(Object.fromEntries(subpaths.map(([subpath, path]) => [subpath, [`${path}.d.ts`]])));
  for (const [subpath, path] of subpaths) {
    expect(exports[`./${subpath}`]).toEqual({ types: `./${path}.d.ts`, default: `./${path}.js` });
  }
});
