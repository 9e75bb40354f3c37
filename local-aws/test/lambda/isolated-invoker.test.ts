import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ARN, aws, clock, folderOf, functions, outcomeOf, put, start, stop, written } from './world-of-functions';
import { IsolatedInvoker } from '../../src/lambda/isolated-invoker';

// What keeps a function apart from the project and from the tests.

beforeEach(() => start(new IsolatedInvoker()));

afterEach(() => stop());

/** Begins anew. */
async function startWith(invoker: IsolatedInvoker): Promise<void> {
  functions.dispose();
  await aws.stop();
  await start(invoker);
}

const said = () => JSON.parse(written()[0]);

test('the environment variables are those of Lambda and those of the function, and no others', async () => {
  put('exports.handler = async () => console.log(JSON.stringify(process.env));', { environment: { OWN: 'value' } });
  process.env.OF_THE_TESTS = 'secret';
  await outcomeOf();
  delete process.env.OF_THE_TESTS;
  expect(said()).toEqual({
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'tagger',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tagger',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:[0-9]+$/),
    AWS_ACCESS_KEY_ID: 'LOCAL111111111111',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_SESSION_TOKEN: expect.any(String),
    AWS_ENDPOINT_URL: aws.endpoint,
    LAMBDA_TASK_ROOT: expect.stringMatching(/[0-9a-f]{32}$/),
    _HANDLER: 'index.handler',
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    OWN: 'value',
  });
});

test('a function cannot reach what is in the node_modules of its project', async () => {
  put('require("neighbour"); exports.handler = async () => {};');
  const [[, outcome, error]] = await outcomeOf();
  // AWS's own runtime client has words of its own before it.
  expect([outcome, (error as string).split('\n')[0]]).toEqual(['failed', expect.stringMatching(/\bError: Cannot find module 'neighbour'$/)]);
});

test('a function reads nothing but its code, and starts no processes', async () => {
  put(`
    const { readFileSync } = require('node:fs');
    const { spawnSync } = require('node:child_process');
    const code = act => { try { act(); return 'done'; } catch (error) { return error.code; } };
    exports.handler = async () => console.log(JSON.stringify([
      code(() => readFileSync(__filename)), code(() => readFileSync(${JSON.stringify(__filename)})), code(() => readFileSync('/etc/hostname')), code(() => spawnSync('true')),
    ]));`);
  await outcomeOf();
  expect(said()).toEqual(['done', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED', 'ERR_ACCESS_DENIED']);
});

test('a function runs where its code was copied to, and the copy goes with the invoker', async () => {
  const own = folderOf('exports.handler = async () => console.log(JSON.stringify([__dirname, process.cwd()]));');
  put('', { code: own });
  await outcomeOf();
  const [folder, workingDirectory] = said();
  expect(workingDirectory).toBe(folder);
  expect(folder).not.toBe(own);
  expect(existsSync(folder)).toBe(true);
  functions.dispose();
  expect(existsSync(dirname(folder))).toBe(false);
});

test('what is said of a run is what Lambda says', async () => {
  put('exports.handler = async (event, context) => console.log(JSON.stringify({ ...context, left: context.getRemainingTimeInMillis() }));');
  await outcomeOf();
  // AWS's own runtime client says more.
  expect(said()).toEqual(expect.objectContaining({
    awsRequestId: functions.runs[0].requestId,
    functionName: 'tagger',
    functionVersion: '$LATEST',
    invokedFunctionArn: ARN,
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/tagger',
    logStreamName: expect.any(String),
    left: 60_000,
  }));
});

test('a process that crashes leaves what it wrote', async () => {
  put('exports.handler = () => { console.error("about to"); setTimeout(() => { throw new Error("crash"); }); return new Promise(() => {}); };');
  const [first] = await outcomeOf();
  expect(first).toEqual([1, 'failed', 'Runtime.ExitError: Runtime exited with error: exit status: 1']);
  expect(written()).toEqual(expect.arrayContaining(['about to', 'Error: crash']));
});

test('another Node.js can be given', async () => {
  const node = join(folderOf(''), 'node');
  writeFileSync(node, `#!/bin/sh\nOTHER=yes exec '${process.env.LAMBDA_NODE ?? process.execPath}' "$@"\n`, { mode: 0o755 });
  await startWith(new IsolatedInvoker(node));
  put('exports.handler = async () => console.log(JSON.stringify(process.env.OTHER));');
  await outcomeOf();
  expect(said()).toBe('yes');
});

test('another runtime client can be given, which lives by the clock as well', async () => {
  const client = folderOf('');
  writeFileSync(join(client, 'index.mjs'), `
    import { setTimeout } from 'node:timers/promises';
    const api = \`http://\${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation\`;
    for (;;) {
      const { headers } = await fetch(\`\${api}/next\`);
      const began = new Date();
      await setTimeout(5000);
      console.log(process.argv.length, began, new Date());
      await fetch(\`\${api}/\${headers.get('lambda-runtime-aws-request-id')}/response\`, { method: 'POST', body: 'null' });
    }`);
  await startWith(new IsolatedInvoker(undefined, client));
  put('');
  await outcomeOf();
  clock.advance({ hours: 1 });
  await outcomeOf();
  expect(written()).toEqual(['2 2026-01-01T00:00:00.000Z 2026-01-01T00:00:05.000Z', '2 2026-01-01T01:00:05.000Z 2026-01-01T01:00:10.000Z']);
});

test('nothing is left behind', async () => {
  const before = readdirSync(tmpdir()).filter(it => it.startsWith('lambda-'));
  const invoker = new IsolatedInvoker();
  expect(readdirSync(tmpdir()).filter(it => it.startsWith('lambda-'))).toHaveLength(before.length + 1);
  invoker.dispose();
  expect(readdirSync(tmpdir()).filter(it => it.startsWith('lambda-'))).toEqual(before);
});
