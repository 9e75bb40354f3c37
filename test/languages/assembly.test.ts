import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, extent, readAssembly } from './assembly';

describe('differences', () => {
  test.each([
    ['a value', { a: { b: 1 } }, { a: { b: 2 } }, ['a.b: 1 is wanted, and 2 is found']],
    ['a type', { a: '1' }, { a: 1 }, ['a: "1" is wanted, and 1 is found']],
    ['what is missing', { a: { b: 1 }, c: 1 }, { c: 1 }, ['a: {"b":1} is wanted, and nothing is found']],
    ['what is too much', {}, { a: null }, ['a: nothing is wanted, and null is found']],
    ['the order of a list', { a: [1, 2] }, { a: [2, 1] }, ['a.0: 1 is wanted, and 2 is found', 'a.1: 2 is wanted, and 1 is found']],
    ['the length of a list', { a: [1] }, { a: [1, 2] }, ['a.1: nothing is wanted, and 2 is found']],
    ['a list that is an object', { a: [1] }, { a: { 0: 1 } }, ['a: [1] is wanted, and {"0":1} is found']],
  ])('%s', (_, wanted, found, expected) => {
    expect(differences(wanted, found)).toEqual(expected);
    expect(differences(wanted, structuredClone(wanted))).toEqual([]);
  });

  test('the order of properties is none', () => {
    expect(differences({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });

  test('what is long is cut off', () => {
    expect(differences({ a: 'x'.repeat(1000) }, {})).toEqual([`a: "${'x'.repeat(299)}… is wanted, and nothing is found`]);
  });
});

test('all of an assembly is read but where its constructs were made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  try {
    mkdirSync(join(folder, 'asset.1234'));
    const files = {
      'One.template.json': JSON.stringify({ Resources: { Rule: { Type: 'AWS::Rbin::Rule' } } }),
      'Two.template.json': JSON.stringify({ Resources: { A: {}, B: {} } }),
      'One.metadata.json': JSON.stringify({
        '/One/Rule': [
          { type: 'aws:cdk:creationStack', data: ['app.py:1'] }, { type: 'aws:cdk:logicalId', data: 'Rule' },
          { type: 'aws:cdk:warning', data: 'look at it', trace: ['app.py:2'] },
        ],
      }),
      [join('asset.1234', 'index.js')]: 'exports.handler = 1;',
      [join('asset.1234', 'NOTICES.txt')]: 'none',
      'tree.json': '{}',
    };
    Object.entries(files).forEach(([file, text]) => writeFileSync(join(folder, file), text));

    const assembly = readAssembly(folder);
    expect(assembly).toEqual({
      templates: { One: { Resources: { Rule: { Type: 'AWS::Rbin::Rule' } } }, Two: { Resources: { A: {}, B: {} } } },
      assets: { 'asset.1234/NOTICES.txt': 'none', 'asset.1234/index.js': 'exports.handler = 1;' },
      metadata: { One: { '/One/Rule': [{ type: 'aws:cdk:logicalId', data: 'Rule' }, { type: 'aws:cdk:warning', data: 'look at it' }] } },
    });
    expect(extent(assembly)).toBe('2 stacks, 3 resources, 1 functions');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
