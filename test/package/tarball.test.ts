import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import ts from 'typescript';
import { Installation, Package } from './installed';
import { usedFilesOf } from './used-files';
import { IsolatedInvoker } from '../../local-aws/src/lambda/isolated-invoker';
import { seed } from '../../local-aws/src/seed';
import { HOME, StandIn } from '../../local-aws/src/stand-in';
import { blocksIn, page, ROOT } from '../support/markdown';

// The tarball is the product: everything here is of what `npm pack` makes of the compiled package.

/** What nobody has to download to use the library, in bytes. */
const MOST = 3_000_000;

let installed: Package;

beforeAll(() => {
  installed = new Package();
});

afterAll(() => installed?.remove());

test(`has less than ${MOST / 1e6} MB`, () => {
  process.stdout.write(`The tarball has ${installed.files.length} files and ${(installed.size / 1e6).toFixed(2)} MB.\n`);
  expect(installed.size).toBeLessThan(MOST);
});

test('holds nothing that nothing leads to', () => {
  const used = usedFilesOf(installed);
  expect(installed.files.filter(file => !used.has(file))).toEqual([]);
});

test('brings no package along', () => {
  const { dependencies, bundledDependencies, optionalDependencies, peerDependencies } = installed.description;
  expect([dependencies, bundledDependencies, optionalDependencies]).toEqual([undefined, undefined, undefined]);
  expect(Object.keys(peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

test('holds no test and no source, in no map either', () => {
  expect(installed.files.filter(file => /\.test\.|\.map$|^test\/|(?<!\.d)\.ts$|\.tsx$/.test(file))).toEqual([]);
  expect(installed.files.filter(file => /sourcesContent|sourceMappingURL=/.test(installed.read(file)))).toEqual([]);
});

test('holds no secret, no settings, and nothing of the machine on which it was made', () => {
  expect(installed.files.filter(file => /(?:^|\/)\./.test(file))).toEqual(['.jsii']);
  const secrets = /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|PRIVATE KEY-----|_authToken|\b(?:npm_|ghp_|github_pat_)\w{30}|aws_secret_access_key *=/i;
  const places = ['lib', 'node_modules'].map(folder => join(ROOT, folder));
  expect(installed.files.filter(file => secrets.test(installed.read(file)))).toEqual([]);
  expect(installed.files.filter(file => places.some(place => installed.read(file).includes(place)))).toEqual([]);
});

test('holds the notice and the licence of every package that is in a bundle', () => {
  const handlers = readdirSync(join(installed.folder, 'assets'));
  const lambdas = handlers.map(name => `lib/handlers/${name}/${name}.lambda.ts`);
  const bundled: string[][] = JSON.parse(execFileSync(process.execPath, [join(__dirname, 'bundled-packages.mjs'), ...lambdas], { cwd: ROOT, encoding: 'utf8' }));
  const missing = handlers.flatMap((handler, index) => {
    const notices = installed.read(`assets/${handler}/THIRD-PARTY-NOTICES.txt`);
    expect(bundled[index].length).toBeGreaterThan(10);
    return bundled[index].filter(folder => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const [notice] = notices.split(`\n${'-'.repeat(80)}\n\n`).filter(it => it.split('\n').includes(`${name} ${version} (${license})`));
      const texts = readdirSync(folder).filter(file => /^(?:licen[cs]e|notice)/i.test(file)).map(file => readFileSync(join(folder, file), 'utf8'));
      return notice === undefined || !/Permission is hereby granted|Apache License/.test(notice)
        || texts.some(text => !notice.includes(text.replace(/\r\n/g, '\n').trimEnd()));
    }).map(folder => `${handler}: ${folder}`);
  });
  expect(missing).toEqual([]);
});

describe('installed in an empty folder', () => {
  const apps: Record<string, Installation> = {};

  beforeAll(async () => {
    apps.minimum = installed.installBeside(join(ROOT, 'node_modules'));
    apps.newest = installed.installBeside(join(ROOT, 'test', 'newest', 'node_modules'));
    await Promise.all(Object.values(apps).map(app => {
      app.write('example.js', javascriptOf(firstExample()));
      app.write('every-handler.js', javascriptOf(readFileSync(join(__dirname, 'every-handler.ts'), 'utf8')));
      app.write('app.js', `
        const { App, Stack } = require('aws-cdk-lib');
        const app = new App({ outdir: 'cdk.out' });
        new (require('./example').Fixture)(app, 'Example');
        require('./every-handler').everyHandler(new Stack(app, 'EveryHandler', { env: ${JSON.stringify(HOME)} }));
        app.synth();`);
      return app.run('app.js');
    }));
  });

  const templateOf = (app: Installation, stack: string) => JSON.parse(readFileSync(join(app.folder, 'cdk.out', `${stack}.template.json`), 'utf8'));

  test('has the oldest core that it asks for beside it, and the newest', () => {
    const { peerDependencies } = installed.description;
    for (const peer of ['aws-cdk-lib', 'constructs']) {
      const [minimum, newest] = [apps.minimum.versionOf(peer), apps.newest.versionOf(peer)];
      expect(peerDependencies[peer]).toBe(`^${minimum}`);
      expect(newest.split('.')[0]).toBe(minimum.split('.')[0]);
      expect(newest.localeCompare(minimum, 'en', { numeric: true })).toBe(1);
    }
  });

  test.each(['minimum', 'newest'])('the first example of the README is synthesised with the %s core', core => {
    const { Resources: resources } = templateOf(apps[core], 'Example');
    const [policy] = Object.values<any>(resources).filter(({ Type }) => Type === 'AWS::ImageBuilder::LifecyclePolicy');
    expect(policy.Properties.PolicyDetails.map(({ Action, Filter }: any) => `${Action.Type} ${Filter.Value} ${Filter.Unit}`)).toEqual([
      'DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 90 DAYS',
    ]);
  });

  test('both cores make the same of it, and of every custom resource', () => {
    for (const stack of ['Example', 'EveryHandler']) {
      expect(templateOf(apps.newest, stack).Resources).toEqual(templateOf(apps.minimum, stack).Resources);
    }
  });

  test('every bundled handler does its work', async () => {
    const world = await StandIn.start({ invoker: new IsolatedInvoker() });
    try {
      await seed(world);
      const { status } = await world.deploy(new CloudAssembly(join(apps.minimum.folder, 'cdk.out')), 'EveryHandler');
      await world.functions.idle();
      expect(status).toBe('CREATE_COMPLETE');
      expect(world.functions.runs.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([]);
      expect(new Set(world.functions.runs.map(run => run.function)).size).toBe(readdirSync(join(installed.folder, 'assets')).length);
      expect(world.faults).toEqual([]);
    } finally {
      await world.stop();
    }
  });
});

/** The first example of the README as a file, in its fixture, with what the reader has. */
function firstExample(): string {
  const [{ info, code }] = blocksIn(page('README.md')).filter(it => it.info.startsWith('ts'));
  const fixture = page(`rosetta/${/\bfixture=(\w+)/.exec(info)![1]}.ts-fixture`);
  const imports = /^import [^]*? from '[^']+';$/gm;
  const recipe = 'const recipe = new imagebuilder.CfnImageRecipe(this, "Recipe", { name: "golden", version: "1.0.0", parentImage: "ami" });';
  return [
    ...code.match(imports)!,
    fixture.replace(/^declare .*$/gm, '').replace('/// here', () => `${recipe}\n${code.replace(imports, '')}`).replace('class Fixture', 'export $&'),
  ].join('\n');
}

function javascriptOf(source: string): string {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}
