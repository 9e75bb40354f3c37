import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRuleCommand, ListTagsForResourceCommand, RbinClient } from '@aws-sdk/client-rbin';
import { buildSync } from 'esbuild';
import { IdentityStore } from '../../src/iam/identity-store';
import type { FunctionDefinition } from '../../src/lambda/function-host';
import { Functions, FunctionsOptions } from '../../src/lambda/functions';
import type { Invoker } from '../../src/lambda/invoker';
import { LocalAws } from '../../src/server';
import { lambda } from '../../src/services/lambda';
import { recycleBin } from '../../src/services/recycle-bin';
import { Clock } from '../../src/world';

// A world of its own for each test that imports this, with functions, roles and a Recycle Bin for them to work on.

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const ROLE = 'arn:aws:iam::111111111111:role/tagger';
export const ARN = 'arn:aws:lambda:eu-west-1:111111111111:function:tagger';

export let clock: Clock;
export let aws: LocalAws;
export let identities: IdentityStore;
export let functions: Functions;
let administrator: RbinClient;
let folders: string[] = [];

/** Begins a world whose functions run in a certain way. */
export async function start(invoker: Invoker, options?: FunctionsOptions): Promise<void> {
  clock = new Clock();
  identities = new IdentityStore(clock);
  functions = new Functions(clock, invoker, () => aws, options);
  aws = await LocalAws.start([recycleBin(clock), lambda(functions)]);
  aws.authorizer = identities;
  administrator = new RbinClient(aws.clientOf(HOME));
  allow('*');
}

/** Ends a world, in which the stand-in did nothing wrong. */
export async function stop(): Promise<void> {
  await functions.idle();
  functions.dispose();
  administrator.destroy();
  await aws.stop();
  folders.forEach(folder => rmSync(folder, { recursive: true }));
  folders = [];
  expect(aws.faults).toEqual([]);
}

/** A folder with the code of a function, in a project that has a package `neighbour`. */
export function folderOf(code: string): string {
  const project = mkdtempSync(join(tmpdir(), 'project-'));
  folders.push(project);
  const write = (path: string, text: string) => {
    mkdirSync(join(project, path), { recursive: true });
    writeFileSync(join(project, path, 'index.js'), text);
  };
  write('node_modules/neighbour', '');
  write('code', code);
  return join(project, 'code');
}

/** Deploys a function, in the place of what it was. */
export function put(code: string, changes: Partial<FunctionDefinition> = {}): void {
  functions.put({
    ...HOME, arn: ARN, name: 'tagger', role: ROLE, handler: 'index.handler', timeoutSeconds: 60, environment: {}, code: folderOf(code), logGroup: '/aws/lambda/tagger', ...changes,
  });
}

/** What comes of an event. */
export async function outcomeOf(event: object = {}) {
  functions.invoke(ARN, event);
  await functions.idle();
  return functions.runs.map(({ attempt, outcome, error }) => [attempt, outcome, ...error === undefined ? [] : [error]]);
}

/** The lines that a function wrote itself: AWS's own runtime client puts time, request and level before them, and lines of its own about errors. */
export function written(): string[] {
  return functions.logs(ARN).map(line => line.replace(/^\S+Z\t\S+\t[A-Z]+\t/, '')).filter(line => !/^(?:Init|Invoke) Error \t/.test(line));
}

/** Allows the role one thing, and nothing else. */
export function allow(Action: string): void {
  identities.putRole(ROLE, { trust: { Statement: [] }, managedPolicyArns: [] });
  identities.putPolicy(ROLE, 'inline', { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

/** A retention rule to work on. */
export async function ruleArn(): Promise<string> {
  const rule = await administrator.send(new CreateRuleCommand({ ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' } }));
  return rule.RuleArn!;
}

export async function tagsOf(arn: string) {
  return (await administrator.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags;
}

/** A function that tags a rule with the real SDK, all in one file. */
export function taggingBundle(maxAttempts = 1): string {
  const { outputFiles: [file] } = buildSync({
    stdin: {
      contents: `
        import { RbinClient, TagResourceCommand } from '@aws-sdk/client-rbin';
        const client = new RbinClient({ maxAttempts: ${maxAttempts} });
        export const handler = async ({ arn, value }) => {
          try {
            await client.send(new TagResourceCommand({ ResourceArn: arn, Tags: [{ Key: 'by', Value: value }] }));
          } finally {
            console.log('tried', value);
          }
        };`,
      resolveDir: __dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    write: false,
  });
  return file.text;
}
