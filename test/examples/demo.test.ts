import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mistake, mistakeAsWritten } from '../../examples/golden-images/demo/mistake';
import { synthesise } from '../../examples/golden-images/demo/synthesis';

const DEMO = resolve(__dirname, '../../examples/golden-images/demo');

describe('npm run demo', () => {
  let elsewhere: string;
  let output: string;

  beforeAll(() => {
    // Elsewhere than in the project, with nothing that a person may have set.
    elsewhere = mkdtempSync(join(tmpdir(), 'golden-images-demo-'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(DEMO, 'start.mjs')], {
      cwd: elsewhere, env: { PATH: process.env.PATH, HOME: elsewhere }, encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    output = stdout;
  }, 60_000);

  afterAll(() => {
    rmSync(elsewhere, { recursive: true, force: true });
  });

  test.each([
    ['what the output is', 'Golden images: an AWS CDK app that says what will become of its machine images'],
    ['each stack', 'Stack GoldenLinux, for account 111111111111 in eu-west-1'],
    ['each construct', 'GoldenLinux/Lifecycle, a lifecycle policy'],
    ['what it does', 'Does       Every day, AMI images of the recipe Golden Linux (all versions) are\n           - deprecated 30 days after they were built'],
    ['what it leaves alone', 'Never touched: images tagged keep=true.'],
    ['what its role may do', '- ec2:DescribeImages on anything;'],
    ['what was checked', /^Checked {4}\d+ rules: no errors, no warnings\.$/m],
    ['what the app acknowledges', '(cdk-image-governance:LifecyclePolicy.RetentionCountsPerVersion,'],
    ['what changed', 'Template   No difference from the committed templates/GoldenLinux.template.json.'],
    ['what is wrong with a mistake', '[Mistake/Lifecycle] rules[1].filter must be a whole number from 1 to 1000, got 0'],
    ['what to read next', 'README.md, then docs/.'],
  ])('tells %s', (_, line) => {
    expect(output).toEqual(typeof line === 'string' ? expect.stringContaining(line) : expect.stringMatching(line));
  });

  test('has neither colours nor lines that do not fit', () => {
    expect(output).not.toContain('\u001b');
    expect(output.split('\n').filter(line => line.length > 110)).toEqual([]);
  });
});

test('sources run, and not what was compiled from them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-images-sources-'));
  try {
    writeFileSync(join(folder, 'main.ts'), "import { from } from './part';\nconsole.log(from);");
    // The index of a folder is what tsx by itself takes the output of.
    mkdirSync(join(folder, 'part'));
    writeFileSync(join(folder, 'part', 'index.ts'), "export const from = 'source';");
    writeFileSync(join(folder, 'part', 'index.js'), "exports.from = 'output';");

    const { stdout } = spawnSync(process.execPath, [
      '--import', pathToFileURL(require.resolve('tsx')).href,
      '--import', pathToFileURL(join(DEMO, '..', '..', '..', 'projenrc', 'sources-first.mjs')).href,
      join(folder, 'main.ts'),
    ], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('source');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the mistakes', () => {
  test('are shown as they are written', () => {
    const source = readFileSync(join(DEMO, 'mistake.ts'), 'utf8').replace(/\s+/g, ' ');
    expect(mistakeAsWritten()).toMatch(/^new LifecyclePolicy\(stack[^]+\n\}\);$/);
    expect(source).toContain(mistakeAsWritten().replace(/\s+/g, ' '));
  });

  test('are four, and told at once', () => {
    expect(() => synthesise(mistake)).toThrow(/(?:\n {2}\[Mistake\/Lifecycle\] [^\n]+){4}$/);
  });
});
