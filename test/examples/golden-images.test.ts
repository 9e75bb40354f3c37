import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import * as library from 'cdk-image-governance';
import { Construct } from 'constructs';
import { CHAPTERS } from '../../examples/golden-images/demo/chapters';
import { commit, difference, fileNameOf } from '../../examples/golden-images/demo/committed';
import { synthesise, SynthesisedStack } from '../../examples/golden-images/demo/synthesis';
import { goldenImages } from '../../examples/golden-images/golden-images';

const EXAMPLE = resolve(__dirname, '../../examples/golden-images');

let stacks: SynthesisedStack[];

beforeAll(() => {
  stacks = synthesise(goldenImages);
});

describe('templates', () => {
  test('those committed are those synthesised', () => {
    const folder = join(EXAMPLE, 'templates');
    const committed = Object.fromEntries(readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]));
    const synthesised = Object.fromEntries(stacks.map(stack => [fileNameOf(stack), stack.text]));

    // Named one by one first: the whole of a template would drown what has to be done.
    const outdated = [...new Set([...Object.keys(committed), ...Object.keys(synthesised)])].filter(file => committed[file] !== synthesised[file]);
    const advice = outdated.map(file => `${file} is out of date: look at npm run demo, then take it over by npm run demo -- --update`);
    expect(advice).toEqual([]);
  });

  test('that differ are shown as cdk diff shows them', () => {
    const { stack, template } = stacks[0];
    const changed = { ...template, Description: 'Something else' };
    const text = difference({ ...stacks[0], template: changed, text: JSON.stringify(changed) });

    expect(stripVTControlCharacters(text!)).toBe(
      `Template\n[~] Description Description: ${template.Description} to Something else\n\n`);
    expect(stack.stackName).toBe('GoldenLinux');
  });

  test('are updated all at once, and those without a stack go', () => {
    const folder = mkdtempSync(join(tmpdir(), 'golden-images-templates-'));
    try {
      writeFileSync(join(folder, 'Gone.template.json'), '{}');
      commit(stacks, folder);

      expect(readdirSync(folder).sort()).toEqual(stacks.map(fileNameOf).sort());
      expect(readFileSync(join(folder, 'Member.template.json'), 'utf8')).toBe(stacks.find(({ stack }) => stack.stackName === 'Member')!.text);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('are the same in every time zone, language and folder', () => {
    const kiritimati = templatesOf({ TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    const newfoundland = templatesOf({ TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' });

    expect(Object.keys(kiritimati)).toEqual(stacks.map(fileNameOf).sort());
    expect(newfoundland).toEqual(kiritimati);
    for (const stack of stacks) {
      expect(JSON.parse(kiritimati[fileNameOf(stack)])).toEqual(stack.template);
    }
  });
});

describe('constructs', () => {
  const constructs = Object.entries(library as Record<string, unknown>)
    .filter((entry): entry is [string, typeof Construct] => typeof entry[1] === 'function' && entry[1].prototype instanceof Construct);

  test('are found', () => {
    expect(constructs.map(([name]) => name)).toEqual(expect.arrayContaining([
      'LifecyclePolicy', 'CrossAccountLifecycleRole', 'ImageSharePolicy', 'ImageAttributes', 'RetentionRule', 'LockedRetentionRule', 'RetentionRuleLock',
      'ImageStateUpdate',
    ]));
  });

  test.each(constructs)('%s is in the example, and has a chapter in the demo', (_, construct) => {
    expect(stacks.flatMap(({ stack }) => stack.node.findAll()).filter(it => it instanceof construct).length).toBeGreaterThan(0);
    expect(CHAPTERS.map(chapter => chapter.construct)).toContain(construct);
  });
});

describe('warnings', () => {
  test('none is left', () => {
    expect(stacks.flatMap(({ open }) => open)).toEqual([]);
  });

  test('two are acknowledged, and the demo knows of them', () => {
    expect(stacks.flatMap(({ acknowledged }) => acknowledged)).toEqual([
      {
        path: expect.stringMatching(/^GoldenLinux\/Lifecycle/),
        id: 'cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion',
        message: expect.stringContaining('rules[2].filter.retainAtLeast'),
      },
      {
        path: expect.stringMatching(/^Release\/Sharing/),
        id: 'cdk-image-governance:ImageSharePolicy.AccountBesideOrganization',
        message: expect.stringContaining('["333333333333"]'),
      },
    ]);
  });
});

test('a recall changes the state alone, and the rights that go with it; its warning is acknowledged', () => {
  const { stack, template, open, acknowledged } = synthesise(app => goldenImages(app, { recalled: true })).find(({ stack: { stackName } }) => stackName === 'PartnerLinux')!;
  const states = (resources: object) => Object.values(resources).filter(({ Type }) => Type === 'Custom::ImageStateUpdate').map(({ Properties: { State, SharedWith } }) => [State, SharedWith]);
  expect([states(template.Resources), open]).toEqual([[['DISABLED', [{ UserId: '333333333333' }]]], []]);
  expect(acknowledged).toEqual([{
    path: expect.stringMatching(`^${stack.node.path}/Recall`), id: 'cdk-image-governance:ImageStateUpdate.DisablingUnshares', message: expect.stringContaining('PartnerLinux/Sharing'),
  }]);
});

/** The templates that the app writes when the CDK CLI runs it in an environment. */
function templatesOf(environment: Record<string, string>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), `golden-images-${environment.LANG}-`));
  try {
    execFileSync(process.execPath, [
      '--import', pathToFileURL(require.resolve('tsx')).href,
      '--import', pathToFileURL(join(EXAMPLE, '..', '..', 'projenrc', 'sources-first.mjs')).href,
      join(EXAMPLE, 'app.ts'),
    ], {
      cwd: folder,
      env: { ...environment, PATH: process.env.PATH, CDK_OUTDIR: join(folder, 'out'), TSX_TSCONFIG_PATH: resolve(EXAMPLE, '..', 'tsconfig.json') },
      stdio: 'pipe',
    });
    const files = readdirSync(join(folder, 'out')).filter(file => file.endsWith('.template.json')).sort();
    return Object.fromEntries(files.map(file => [file, readFileSync(join(folder, 'out', file), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
