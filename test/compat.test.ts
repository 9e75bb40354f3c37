import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, lastRelease } from '../projenrc/compat';

let folder: string;

beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'compat-')); });

afterAll(() => rmSync(folder, { recursive: true }));

test('the last release is the first below its heading', () => {
  expect(lastRelease('# Upgrading\n\n### 9.9.9\n\n## Releases\n\nNone yet.\n')).toBeUndefined();
  expect(lastRelease('# Upgrading\n\n## Releases\n\n### 0.2.0, of March\n\nA change.\n\n### 0.1.0\n')).toBe('0.2.0');
});

test('an API that has grown is compatible, and one that has lost something is not, unless that is meant', () => {
  const [small, large] = [release('small', ['launch']), release('large', ['launch', 'copy'])];
  const ignored = join(folder, '.compatignore');
  expect(compare(small, large, ignored)).toEqual({ isCompatible: true, report: '' });
  expect(compare(large, small, ignored)).toEqual({ isCompatible: false, report: expect.stringContaining('removed:it.Shared.copy') });
  writeFileSync(ignored, 'removed:it.Shared.copy\n');
  expect(compare(large, small, ignored).isCompatible).toBe(true);
});

test('a release that is not there is no compatible one', () => {
  expect(compare(join(folder, 'nowhere'), release('here', []), '').isCompatible).toBe(false);
});

/** A package with a structure of some properties, which is experimental, as this library is. */
function release(name: string, properties: readonly string[]): string {
  mkdirSync(join(folder, name));
  writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name: 'it', version: '1.0.0', jsii: {} }));
  writeFileSync(join(folder, name, '.jsii'), JSON.stringify({
    schema: 'jsii/0.10.0', name: 'it', version: '1.0.0', fingerprint: '*', jsiiVersion: '6.0.0', description: 'It', license: 'Apache-2.0',
    docs: { stability: 'experimental' },
    types: {
      'it.Shared': {
        assembly: 'it', fqn: 'it.Shared', kind: 'interface', name: 'Shared', datatype: true,
        properties: properties.map(it => ({ name: it, abstract: true, immutable: true, optional: true, type: { primitive: 'string' } })),
      },
    },
  }));
  return join(folder, name);
}
