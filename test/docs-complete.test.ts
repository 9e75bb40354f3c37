import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as library from '../lib';
import { DECLARED } from './handlers/contracts/declared';
import { futureOf } from './handlers/contracts/fixtures';
import { documented } from './support/documented';
import { leastOfEach } from './support/least-of-each';
import { blocksIn, linksIn, page, ROOT } from './support/markdown';
import { decode } from '../lib/model/contract';
import { OWN_TAGS } from '../lib/model/retention/rule-lock-contract';
import { DESCRIBED_BY, DESCRIPTION_BEFORE } from '../lib/model/sharing/image-attributes-contract';
import { OWNER as OWNER_OF_SHARE } from '../lib/model/sharing/image-policy-contract';

// Every construct has a page, and what people ask before they use, deploy or upgrade has one as well.

const CONSTRUCTS = documented().filter(({ kind }) => kind === 'construct').map(({ id }) => id);

const kebab = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

const pageOf = (construct: string) => `docs/${kebab(construct)}.md`;

test('there are constructs', () => {
  expect(CONSTRUCTS.sort()).toEqual(Object.keys(leastOfEach(library)).sort());
});

test.each([
  ...CONSTRUCTS.map(construct => `${kebab(construct)}.md`),
  'concepts.md', 'limits.md', 'rules.md', 'failure-modes.md', 'permissions.md', 'service-behaviour.md', 'upgrading.md', 'decisions/README.md',
])('docs/README.md leads to %s', name => {
  expect(linksIn(page('docs/README.md'))).toContain(name);
  expect(existsSync(join(ROOT, 'docs', name))).toBe(true);
});

describe.each(CONSTRUCTS)('the page of %s', construct => {
  const text = page(pageOf(construct));

  test('begins with an example of it', () => {
    expect(blocksIn(text)[0].code).toContain(`new ${construct}(`);
  });

  test('says what is created, all of it', () => {
    const [, created] = /^## What is created\n([^]*?)^## /m.exec(text)!;
    const stack = new Stack(new App(), 'Images');
    leastOfEach(library)[construct](stack);
    const types = Object.values<{ readonly Type: string }>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type);
    // A policy of a role is told of with it.
    const missing = types.filter(type => type !== 'AWS::IAM::Policy' && !created.includes(`\`${type}\``));
    expect(missing).toEqual([]);
  });

  test('has a state diagram', () => {
    expect(diagramsIn(text).length).toBeGreaterThan(0);
  });

  test('leads to its rules', () => {
    expect(linksIn(text)).toContain(`rules.md#${construct.toLowerCase()}`);
  });
});

test.each(['failure-modes', 'permissions', 'rules'])('docs/%s.md has something on every construct', name => {
  const text = page(`docs/${name}.md`);
  expect(CONSTRUCTS.filter(construct => !new RegExp(`\\b${construct}s?\\b|\\(${kebab(construct)}\\.md`).test(text))).toEqual([]);
});

test('every state of a diagram has words, and is reached', () => {
  const diagrams = readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md'))
    .flatMap(name => diagramsIn(page(`docs/${name}`)).map(code => [name, code] as const));
  expect(diagrams.length).toBeGreaterThanOrEqual(CONSTRUCTS.length);
  for (const [name, code] of diagrams) {
    const named = [...code.matchAll(/^ {2}state "[^"]+" as (\w+)$/gm)].map(([, id]) => id);
    const transitions = [...code.matchAll(/^ {2}(\[\*\]|\w+) --> (\[\*\]|\w+)(?:: .+)?$/gm)];
    const lines = code.trimEnd().split('\n').filter(line => line.trim() !== '');
    expect([name, lines.length]).toEqual([name, 1 + named.length + transitions.length]);
    expect([name, new Set(transitions.flatMap(([, from, to]) => [from, to]).filter(it => it !== '[*]'))]).toEqual([name, new Set(named)]);
    expect([name, named.filter(id => !transitions.some(([, from, to]) => to === id && from !== id))]).toEqual([name, []]);
  }
});

describe('docs/upgrading.md', () => {
  const text = page('docs/upgrading.md');
  const { peerDependencies, engines } = JSON.parse(page('package.json'));

  test('has the versions that package.json has', () => {
    const [, ...cells] = /^\| not released yet \| `(.*?)` \| `(.*?)` \| `(.*?)` \| `(.*?)` \|$/m.exec(text)!;
    const stack = new Stack(new App(), 'Images');
    leastOfEach(library).ImageSharePolicy(stack);
    const [runtime] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Runtime);
    expect(cells).toEqual([peerDependencies['aws-cdk-lib'], peerDependencies.constructs, engines.node, runtime]);
  });

  test('has every contract, with its version', () => {
    const rows = [...text.matchAll(/^\| `[\w.]+` \| `(Custom::\w+)` \| (\d+) \| .+ \|$/gm)].map(([, type, version]) => [type, Number(version)]);
    expect(rows.sort()).toEqual(Object.values(DECLARED).map(({ contract }) => [contract.resourceType, contract.version]).sort());
  });

  test('has every tag of ownership', () => {
    const tags = [...text.matchAll(/^\| `(cdk-image-governance:[\w-]+)` \|/gm)].map(([, tag]) => tag);
    expect(tags.sort()).toEqual([...new Set([...OWN_TAGS, OWNER_OF_SHARE, DESCRIBED_BY, DESCRIPTION_BEFORE])].sort());
  });

  test('has the words with which properties of the future are refused', () => {
    const { contract } = DECLARED['image-share-policy'];
    const properties = { ...futureOf('image-share-policy').properties, ContractVersion: '2' };
    const refused = () => decode({ ...contract, version: 1 }, properties);
    expect(refused).toThrow(/`(Custom::ImageSharePolicy speaks .*?)`/.exec(text)![1]);
  });
});

function diagramsIn(text: string): string[] {
  return blocksIn(text).filter(({ info, code }) => info === 'mermaid' && code.startsWith('stateDiagram-v2\n')).map(({ code }) => code);
}
