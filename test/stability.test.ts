import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, FileSystem, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import * as sources from '../lib';
import { Library, leastOfEach } from './support/least-of-each';
import { ROOT } from './support/markdown';

// What a user's snapshots have in them: nothing that a release of the library changes by being a release.

const ASSETS = join(ROOT, 'assets');

/** The logical ids of one of each construct. */
const LOGICAL_IDS: Readonly<Record<string, readonly string[]>> = {
  CrossAccountLifecycleRole: ['It7F143BA8'],
  ImageAttributes: [
    'It16E14BEE',
    'cdkimagegovernanceImageAttributesHandlerFunction52877366',
    'cdkimagegovernanceImageAttributesHandlerFunctionEventInvokeConfig4F94682F',
    'cdkimagegovernanceImageAttributesHandlerGoOn603716F9',
    'cdkimagegovernanceImageAttributesHandlerLog6A1E5B50',
    'cdkimagegovernanceImageAttributesHandlerRole08235D28',
    'cdkimagegovernanceImageAttributesHandlerRoleDefaultPolicy1D58118A',
  ],
  ImageSharePolicy: [
    'It16E14BEE',
    'cdkimagegovernanceImageSharePolicyHandlerFunction0EA82107',
    'cdkimagegovernanceImageSharePolicyHandlerFunctionEventInvokeConfigBEAF9A64',
    'cdkimagegovernanceImageSharePolicyHandlerGoOnC5D58410',
    'cdkimagegovernanceImageSharePolicyHandlerLog0563CB39',
    'cdkimagegovernanceImageSharePolicyHandlerRole85EF6A55',
    'cdkimagegovernanceImageSharePolicyHandlerRoleDefaultPolicy8FC9D6E5',
  ],
  ImageStateUpdate: [
    'It16E14BEE',
    'cdkimagegovernanceImageStateUpdateHandlerFunction85D33CFE',
    'cdkimagegovernanceImageStateUpdateHandlerFunctionEventInvokeConfig88005872',
    'cdkimagegovernanceImageStateUpdateHandlerGoOn86F20CB0',
    'cdkimagegovernanceImageStateUpdateHandlerLogC4F46E1C',
    'cdkimagegovernanceImageStateUpdateHandlerRoleBE0E5482',
    'cdkimagegovernanceImageStateUpdateHandlerRoleDefaultPolicy840414A6',
    'cdkimagegovernanceLifecycleExecutionRoleEnableAmis2FF53F81',
  ],
  LifecyclePolicy: ['It16E14BEE', 'cdkimagegovernanceLifecycleExecutionRoleDeprecateAmis35F8E5D2'],
  LockedRetentionRule: [
    'ItLockedRule67AAA6CD',
    'cdkimagegovernanceLockedRetentionRuleHandlerFunction45D1C398',
    'cdkimagegovernanceLockedRetentionRuleHandlerFunctionEventInvokeConfigCD1B8B8C',
    'cdkimagegovernanceLockedRetentionRuleHandlerGoOn2F356BA9',
    'cdkimagegovernanceLockedRetentionRuleHandlerLog5FCA6E2D',
    'cdkimagegovernanceLockedRetentionRuleHandlerRole096D5A64',
    'cdkimagegovernanceLockedRetentionRuleHandlerRoleDefaultPolicy93401F66',
  ],
  RetentionRule: ['It16E14BEE'],
  RetentionRuleLock: [
    'It16E14BEE',
    'cdkimagegovernanceRetentionRuleLockHandlerFunction8770306A',
    'cdkimagegovernanceRetentionRuleLockHandlerFunctionEventInvokeConfigF9FBCFFD',
    'cdkimagegovernanceRetentionRuleLockHandlerGoOn4A92E976',
    'cdkimagegovernanceRetentionRuleLockHandlerLog22515BB0',
    'cdkimagegovernanceRetentionRuleLockHandlerRole5CDDB7F6',
    'cdkimagegovernanceRetentionRuleLockHandlerRoleDefaultPolicy47AB1259',
  ],
};

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cdk-image-governance-')));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
});

afterAll(() => rmSync(folder, { recursive: true }));

test('there is one of each construct', () => {
  const constructs = Object.entries(sources).filter(([, it]) => typeof it === 'function' && it.prototype instanceof Construct).map(([name]) => name);
  expect(Object.keys(leastOfEach(sources)).sort()).toEqual(constructs.sort());
});

test('another version of the library makes the same templates, byte for byte, with what the CDK tells AWS of an app', () => {
  const [before, after] = ['1.2.3', '4.5.6'].map(version => filesOf(compiledAs(version)));
  const templates = Object.keys(before).filter(name => name.endsWith('.template.json'));
  expect(templates).toHaveLength(Object.keys(leastOfEach(sources)).length);
  for (const name of [...templates, ...templates.map(it => it.replace('.template.json', '.assets.json'))]) {
    expect(after[name]).toBe(before[name]);
    expect(before[name]).not.toContain('1.2.3');
  }
  expect(before[templates[0]]).toContain('AWS::CDK::Metadata');
  // That of the construct tree, which nobody deploys, is the proof that they differ.
  expect([before, after].map(files => /"cdk-image-governance\.LifecyclePolicy","version":"(.*?)"/.exec(files['tree.json'])?.[1])).toEqual(['1.2.3', '4.5.6']);
});

test('the ids of constructs are those that stacks have: another is another resource, and the end of the one before', () => {
  const ids = Object.entries(leastOfEach(sources)).map(([name, declare]) => {
    const stack = new Stack(new App(), 'Images');
    declare(stack);
    const logicalIds = Object.keys(Template.fromStack(stack).toJSON().Resources);
    // What a policy of a handler is called by is what it allows.
    return [name, logicalIds.filter(id => !/Allows[0-9a-f]{8}[0-9A-F]{8}$/.test(id)).sort()];
  });
  expect(Object.fromEntries(ids)).toEqual(LOGICAL_IDS);
});

describe.each(readdirSync(ASSETS))('the asset of %s', name => {
  test('is called by what is in it, wherever and whenever that was written', () => {
    const copy = join(folder, `copy of ${name}`);
    cpSync(join(ASSETS, name), copy, { recursive: true });
    for (const file of readdirSync(copy)) {
      utimesSync(join(copy, file), new Date(0), new Date(0));
    }
    const before = FileSystem.fingerprint(copy);
    expect(before).toBe(FileSystem.fingerprint(join(ASSETS, name)));

    writeFileSync(join(copy, 'index.js'), `${readFileSync(join(copy, 'index.js'), 'utf8')} `);
    expect(FileSystem.fingerprint(copy)).not.toBe(before);
  });

  test('has nothing in it of the place where it was made', () => {
    for (const file of readdirSync(join(ASSETS, name))) {
      const text = readFileSync(join(ASSETS, name, file), 'utf8');
      expect(text.includes(ROOT)).toBe(false);
      expect(text.includes('package.json')).toBe(false);
    }
  });
});

test('a function is made of the asset that has the hash of its bundle', () => {
  const stack = new Stack(new App(), 'Images');
  leastOfEach(sources).ImageSharePolicy(stack);
  const [code] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.Code.S3Key);
  expect(code).toBe(`${FileSystem.fingerprint(join(ASSETS, 'image-share-policy'))}.zip`);
});

/** What was compiled, as a release of a version has it. */
function compiledAs(version: string): Library {
  const copy = join(folder, version);
  const isCode = (path: string) => statSync(path).isDirectory() || path.endsWith('.js');
  cpSync(join(ROOT, 'lib'), join(copy, 'lib'), { recursive: true, filter: isCode });
  symlinkSync(ASSETS, join(copy, 'assets'), 'dir');
  for (const file of readdirSync(join(copy, 'lib'), { recursive: true }).map(path => join(copy, 'lib', String(path))).filter(path => path.endsWith('.js'))) {
    const code = readFileSync(file, 'utf8');
    writeFileSync(file, code.replace(/(\[JSII_RTTI_SYMBOL_1\] = \{.*version: ")[^"]*(" \})/g, `$1${version}$2`));
  }
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')), version }));
  return jest.requireActual(join(copy, 'lib', 'index.js'));
}

/** The files of an app with one of each construct, by their names. */
function filesOf(library: Library): Record<string, string> {
  const app = new App({ analyticsReporting: true, treeMetadata: true });
  for (const [name, declare] of Object.entries(leastOfEach(library))) {
    declare(new Stack(app, name, { env: { account: '111111111111', region: 'eu-west-1' } }));
  }
  const { directory } = app.synth();
  return Object.fromEntries(readdirSync(directory).filter(name => name.endsWith('.json')).map(name => [name, readFileSync(join(directory, name), 'utf8')]));
}
