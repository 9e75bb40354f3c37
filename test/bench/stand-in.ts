import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetRuleCommand, RbinClient } from '@aws-sdk/client-rbin';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { compareAsync } from './rounds';
import { appOf, deploy, end, holds } from './worlds';
import { addImages, release } from '../../examples/golden-images/demo/inventory';
import { addRules } from '../../examples/golden-images/demo/rules';
import { goldenImages } from '../../examples/golden-images/golden-images';
import type { FunctionDefinition } from '../../local-aws/src/lambda/function-host';
import { IsolatedInvoker } from '../../local-aws/src/lambda/isolated-invoker';
import { accessKeyOf } from '../../local-aws/src/server';
import { HOME, StandIn } from '../../local-aws/src/stand-in';
import { RetentionRuleTags } from '../handlers/retention-rule-tags/retention-rule-tags';

// A process of its own, on the core that the library is developed against: measures the stand-in for AWS, and prints what it found.
// Beside each time stands that of something comparable, taken in turns with it.

// The source maps of tsx slow down the stack traces that the core takes, which would flatter ratios to a synthesis.
process.setSourceMapsEnabled(false);

const BUNDLE = join(__dirname, '..', 'handlers', '.assets', 'retention-rule-tags');
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));

void main();

async function main(): Promise<void> {
  try {
    process.stdout.write(JSON.stringify({
      call: await call(),
      coldFunction: await coldFunction(),
      step: await step(),
      example: await wholeExample(),
      customResource: await wholeCustomResource(),
    }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A call by the real client, against a bare round trip. */
async function call() {
  const world = await StandIn.start();
  const rule = await newRule(world);
  const client = new RbinClient({
    region: HOME.region, endpoint: world.server.endpoint, credentials: { accessKeyId: accessKeyOf(HOME.account), secretAccessKey: 'none' },
  });
  const bare = await bareServer();
  try {
    return await compareAsync(() => client.send(new GetRuleCommand({ Identifier: rule.split('/')[1] })), bare.roundTrip, { warmUp: 50, counted: 200 });
  } finally {
    bare.stop();
    client.destroy();
    await end(world);
  }
}

/** A function that runs for the first time, until it has read its bundle and looked at an event, against a Node.js that does nothing. */
async function coldFunction() {
  const invoker = new IsolatedInvoker();
  const definition: FunctionDefinition = {
    ...HOME, arn: 'arn', name: 'tags', role: 'role', handler: 'index.handler', timeoutSeconds: 60, environment: {}, code: BUNDLE, logGroup: '/aws/lambda/tags',
  };
  const variables = { AWS_REGION: HOME.region, AWS_LAMBDA_FUNCTION_NAME: 'tags', _HANDLER: 'index.handler' };
  const start = invoker.deploy(definition);
  // The processes of functions do not keep this one alive.
  const alive = setInterval(() => undefined, 1_000);
  try {
    return await compareAsync(async () => {
      const environment = start({ variables, now: Date.now, sleep: async () => undefined, wake: () => () => undefined, log: () => undefined });
      const { error } = await environment.invoke({ requestId: 'request', payload: 'null', deadline: Date.now() + 60_000 });
      environment.end();
      // The handler itself has to have seen that this is no event.
      holds(error?.startsWith('TypeError'), `the function did not run: ${error}`);
    }, async () => holds(spawnSync(process.execPath, ['-e', '0']).status === 0, 'Node.js does not run'), { warmUp: 2, counted: 15 });
  } finally {
    clearInterval(alive);
    invoker.dispose();
  }
}

/**
 * What each call of a function costs that runs in this process: an update of a custom resource with all that belongs to it, against as
 * many bare round trips as the function makes calls.
 */
async function step() {
  const world = await StandIn.start();
  const rule = await newRule(world);
  const apps = ['one', 'other'].map(value => tagsApp(rule, value));
  const bare = await bareServer();
  let updates = 0;
  const update = () => deploy(world, apps[++updates % 2], 'Tags', 'UPDATE_COMPLETE');
  const callsOfFunctions = () => world.server.calls.filter(({ role }) => role !== undefined).length;
  try {
    await deploy(world, apps[0], 'Tags', 'CREATE_COMPLETE');
    const before = callsOfFunctions();
    await update();
    const calls = callsOfFunctions() - before;
    const compared = await compareAsync(update, async () => {
      for (let trip = 0; trip < calls; trip++) {
        await bare.roundTrip();
      }
    }, { warmUp: 20, counted: 51 });
    return { ...compared, one: compared.one / calls, other: compared.other / calls };
  } finally {
    bare.stop();
    await end(world);
  }
}

/** The stacks of the example, created, updated and deleted, against the synthesis of the app. */
async function wholeExample() {
  const synthesise = () => {
    const app = new App({ outdir });
    goldenImages(app);
    return app.synth();
  };
  const assembly = synthesise();
  return compareAsync(async () => {
    const world = await StandIn.start();
    await addRules(world);
    addImages(world);
    await release(world);
    for (const { stackName } of assembly.stacks) {
      await wholeLife(world, stackName, assembly, assembly);
    }
    await end(world);
  }, async () => synthesise(), { warmUp: 2, counted: 7 });
}

/** A stack with a custom resource whose function has a process of its own, created, updated and deleted, against the synthesis. */
async function wholeCustomResource() {
  return compareAsync(async () => {
    const world = await StandIn.start({ invoker: new IsolatedInvoker() });
    const rule = await newRule(world);
    await wholeLife(world, 'Tags', tagsApp(rule, 'one'), tagsApp(rule, 'other'));
    await end(world);
  }, async () => tagsApp('arn', 'one'), { warmUp: 1, counted: 7 });
}

/** Creates a stack, updates everything in it that takes tags, and deletes it. */
async function wholeLife(world: StandIn, stackName: string, created: CloudAssembly, updated: CloudAssembly): Promise<void> {
  const { account, region } = created.getStackByName(stackName).environment;
  await deploy(world, created, stackName, 'CREATE_COMPLETE');
  await deploy(world, updated, stackName, 'UPDATE_COMPLETE', { version: '2' });
  const deleted = await world.cloudFormation.delete({ account, region, stackName });
  holds(deleted?.status === 'DELETE_COMPLETE', `${stackName} was not deleted`);
}

/** An app whose only stack puts a tag on a retention rule. */
function tagsApp(ruleArn: string, value: string): CloudAssembly {
  return appOf('Tags', stack => new RetentionRuleTags(stack, 'Tags', { ruleArn, tags: { team: value } }));
}

/** A retention rule that is there already when a stack is deployed. */
async function newRule(world: StandIn): Promise<string> {
  const period = { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' };
  const { RuleArn: arn } = await world.server.call('rbin', 'CreateRule', { ResourceType: 'EC2_IMAGE', RetentionPeriod: period }, HOME);
  world.clock.advance({ minutes: 30 });
  return arn;
}

/** A server that answers with nothing of its own, and a round trip to it on a connection that stays open. */
async function bareServer() {
  const server = createServer((asked, answer) => asked.resume().on('end', () => answer.end('{}')));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  return {
    roundTrip: () => new Promise<void>((resolve, reject) => {
      request({ port, host: '127.0.0.1', agent }, answer => answer.resume().on('end', resolve)).on('error', reject).end();
    }),
    stop: () => {
      agent.destroy();
      server.close();
    },
  };
}
