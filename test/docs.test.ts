import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import {
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../lib';
import { anchorsIn, blocksIn, linksIn, page, pages, ROOT, undefinedNamesIn } from './support/markdown';
import { newStack } from './support/stacks';
import { capabilitiesOf, Capability, executionStatements } from '../lib/lifecycle/execution-permissions';
import { UNKNOWN } from '../lib/model/unknown';
import { generatedPages, limitsPage, RULES, rulesPage } from '../projenrc/docs-pages';
import { inWords, lifeIn, picture } from '../projenrc/picture';

/** How pages outside the repository, such as the README on Construct Hub, refer to files of it. */
const ON_GITHUB = 'https://github.com/cdkimagegovernance/cdk-image-governance/blob/main/';

const RULE_IDS = new Set(Object.values(RULES).flat().map(({ id }) => id));

describe('the generated pages', () => {
  test.each(Object.entries(generatedPages()))('%s is up to date: if not, run `npx projen docs`', (path, text) => {
    expect(page(path)).toBe(text);
  });

  test('escape what would end a cell, and leave out what a limit does not have', () => {
    const text = limitsPage({ Thing: { version: { of: 'version', unit: 'form', pattern: /^(?:a|b)$/, see: 'https://docs.aws.amazon.com/x/API_Thing.html' } } });
    expect(text).toContain('| version |  |  |  | [Thing](https://docs.aws.amazon.com/x/API_Thing.html) |');
    expect(text).toContain('| version | `^(?:a\\|b)$` |');
    expect(text).not.toContain('Deliberate differences');
  });

  test('leave out a heading below which there would be nothing', () => {
    const text = rulesPage({ Thing: [{ id: 'a:b', severity: 'warning', summary: 'It holds.', see: 'https://docs.aws.amazon.com/a/b.html', check: () => [] }] });
    expect(text).toContain('## Thing\n\n### Warnings\n\n');
    expect(text).not.toContain('### Errors');
  });
});

test.each(pages())('%s refers only to files, headings, links and rules that are there', path => {
  const text = page(path);
  expect(linksIn(text).filter(link => !resolves(link, path))).toEqual([]);
  expect(undefinedNamesIn(text)).toEqual([]);
  expect((text.match(/cdk-image-governance:\w+\.\w+/g) ?? []).filter(id => !RULE_IDS.has(id))).toEqual([]);
});

function resolves(link: string, from: string): boolean {
  const inRepository = link.startsWith(ON_GITHUB) ? link.slice(ON_GITHUB.length) : undefined;
  if (inRepository === undefined && /^https:/.test(link)) {
    return true;
  }
  const [file, anchor] = (inRepository ?? link).split('#');
  const target = inRepository !== undefined ? file : file === '' ? from : posix.join(posix.dirname(from), file);
  return existsSync(join(ROOT, target)) && (anchor === undefined || anchorsIn(page(target)).has(anchor));
}

describe('the picture of the life of an image', () => {
  test('is of the life that the examples of README.md declare, and is where it says', () => {
    const [image] = /<picture>[^]*<\/picture>/.exec(page('README.md'))!;
    expect(/alt="([^"]*)"/.exec(image)![1]).toBe(inWords(lifeIn(page('README.md'))));
    const pictures = [...image.matchAll(/"https:\/\/raw\.githubusercontent\.com\/cdkimagegovernance\/cdk-image-governance\/main\/([^"]+)"/g)].map(([, path]) => path);
    expect(pictures.sort()).toEqual(Object.keys(generatedPages()).filter(path => path.endsWith('.svg')).sort());
  });

  test('tells each day and each construct in words, which stay inside', () => {
    const drawn = picture({ deprecated: 10, disabled: 200, deleted: 300, retained: 7 }, 'dark');
    const [width] = /width="(\d+)"/.exec(drawn)!.slice(1).map(Number);
    const words = [...drawn.matchAll(/<text x="(\d+)"[^>]*>([^<]*)</g)].map(([, x, text]) => ({ x: Number(x), text }));
    expect(words.filter(({ text }) => /^day/.test(text)).map(({ text }) => text)).toEqual(['day 0', 'day 10', 'day 200', 'day 300', 'day 307']);
    expect(words.map(({ text }) => text)).toEqual(expect.arrayContaining(['LifecyclePolicy', 'ImageSharePolicy', 'ImageStateUpdate', 'RetentionRule']));
    expect(words.filter(({ x }) => x < 0 || x > width)).toEqual([]);
  });

  test('is not drawn of a page without the examples', () => {
    expect(() => lifeIn('LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) });')).toThrow('no example has disableAmis');
  });
});

describe('README.md', () => {
  const [errors, warning] = blocksIn(page('README.md')).filter(({ info }) => info === 'text').map(({ code }) => code.trimEnd());

  test('shows errors as the library words them', () => {
    const stack = goldenImages([
      LifecycleRule.deprecateAmis({ age: LifecycleAge.days(1095) }),
      LifecycleRule.deleteAmis({
        filter: LifecycleFilter.age(LifecycleAge.years(4)),
        exclusionTags: { pinned: 'true' },
        amiExclusions: { sharedAccounts: ['11122223333'] },
      }),
    ]);
    expect(messagesOf(stack)).toEqual(errors.split('\n'));
  });

  test('shows a warning as the library words it', () => {
    const stack = goldenImages([
      LifecycleRule.deprecateAmis({ age: LifecycleAge.days(95) }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)) }),
    ]);
    expect(messagesOf(stack)).toEqual([expect.stringContaining(warning)]);
  });

  test('has the two commands on lines of their own', () => {
    const commands = blocksIn(page('README.md')).filter(({ info }) => info === 'sh').map(({ code }) => code);
    expect(commands).toEqual(['npm run demo\n', 'npm cit\n']);
  });
});

function goldenImages(rules: LifecycleRule[]): Stack {
  const stack = newStack();
  const recipe = new CfnImageRecipe(stack, 'Recipe', { name: 'golden', version: '1.0.x', parentImage: 'ami-0123456789abcdef0' });
  new LifecyclePolicy(stack, 'GoldenImages', {
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(recipe)),
    rules,
  });
  return stack;
}

/** What a synthesis says: its errors, or else its warnings. */
function messagesOf(stack: Stack): string[] {
  try {
    return (stack.node.root as App).synth().getStackByName(stack.stackName).messages.map(({ entry }) => entry.data as string);
  } catch (error) {
    return (error as Error).message.split('\n').slice(1).map(line => line.trim());
  }
}

describe('docs/permissions.md', () => {
  /** The actions of each capability, and of every policy (''), as the table of the execution role has them. */
  function documented(): Record<string, string[]> {
    const section = /## The execution role\n([^]*?)\n## /.exec(page('docs/permissions.md'))![1];
    const actions: Record<string, string[]> = {};
    let capability = '';
    for (const [, first, needed, statement, cell] of section.matchAll(/^\| (?:`(\w+)`)? *\| (.*?) *\| `(\w+)` \| (.*?) \|/gm)) {
      capability = first ?? (needed === '' ? capability : '');
      actions[capability] = [...actions[capability] ?? [], ...[...cell.matchAll(/`([^`]+)`/g)].map(([, action]) => `${statement} ${action}`)];
    }
    return actions;
  }

  function granted(capabilities: readonly Capability[]): string[] {
    return executionStatements(capabilities, newStack()).flatMap(({ sid, actions }) => actions.map(action => `${sid} ${action}`));
  }

  test('lists for each capability the statements and actions that the role gets', () => {
    const { '': everyPolicy, ...byCapability } = documented();
    expect(everyPolicy).toEqual(granted([]));
    for (const [capability, actions] of Object.entries(byCapability)) {
      expect([capability, ...actions]).toEqual([capability, ...granted([capability as Capability]).filter(action => !everyPolicy.includes(action))]);
    }
  });

  test('leaves out no capability', () => {
    const everything = capabilitiesOf(['MAKE_AVAILABLE', 'DEPRECATE', 'DISABLE', 'DELETE'].map(type => ({
      Action: { Type: type, IncludeResources: UNKNOWN }, ExclusionRules: { Amis: { IsPublic: true } },
    })), { TagMap: {} });
    expect(Object.keys(documented()).filter(capability => capability !== '').sort()).toEqual([...everything].sort());
  });
});
