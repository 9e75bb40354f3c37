import { InProcessInvoker } from './in-process-invoker';
import { ARN, aws, clock, functions, outcomeOf, put, ruleArn, start, stop, taggingBundle } from './world-of-functions';
import { killed } from '../disturbances';

// What keeps a function apart from the tests although it runs in their process.

beforeEach(() => start(new InProcessInvoker()));

afterEach(() => stop());

const said = () => JSON.parse(functions.logs(ARN)[0]);

test('the environment variables are those of Lambda and those of the function, and no others', async () => {
  put('exports.handler = async () => console.log(JSON.stringify(process.env));', { environment: { OWN: 'value' } });
  await outcomeOf();
  expect(said()).toEqual({
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'tagger',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/tagger',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
    AWS_ACCESS_KEY_ID: 'LOCAL111111111111',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_SESSION_TOKEN: expect.any(String),
    AWS_ENDPOINT_URL: aws.endpoint,
    LAMBDA_TASK_ROOT: '/var/task',
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
  expect([outcome, (error as string).split('\n')[0]]).toEqual(['failed', "Error: Cannot find module 'neighbour'"]);
});

test('what a function imports while it runs is found as what it requires', async () => {
  put(`exports.handler = async ({ name }) => {
    const { default: module, homedir } = await import(name);
    console.log(JSON.stringify([module.homedir === homedir, homedir()]));
  };`);
  await outcomeOf({ name: 'node:os' });
  expect(said()).toEqual([true, '/var/task']);
  expect((await outcomeOf({ name: 'neighbour' })).at(-1)).toEqual([3, 'failed', "Error: Cannot find module 'neighbour'"]);
});

test('a function tells the time of the clock, in every way', async () => {
  clock.advance({ days: 1 });
  put(`exports.handler = async () => console.log(JSON.stringify([
    new Date(), Date.now(), Date().slice(0, 15), new Date(0), Date.UTC(2000), new Date() instanceof Date, Object.getPrototypeOf(new Date()) === Date.prototype,
    new (class extends Date {})().getTime(),
  ]));`);
  await outcomeOf();
  const now = clock.exactly();
  expect(said()).toEqual([new Date(now).toISOString(), now, new Date(now).toString().slice(0, 15), '1970-01-01T00:00:00.000Z', Date.UTC(2000), true, true, now]);
});

test('a run that is killed goes on with nothing: it neither tries again nor answers nor writes', async () => {
  const arn = await ruleArn();
  put(`${taggingBundle(8)};
    const { handler } = module.exports;
    module.exports = { handler: event => { setTimeout(() => console.log('later'), 200); return handler(event).finally(() => fetch('${aws.endpoint}/answer')); } };`);
  aws.disturbances.plan('TagResource', killed('before'), { times: 3 });
  expect((await outcomeOf({ arn, value: 'x' })).map(([, outcome]) => outcome)).toEqual(['timed out', 'timed out', 'timed out']);
  const heard = aws.calls.length;
  await new Promise(resolve => setTimeout(resolve, 300));
  expect(aws.calls).toHaveLength(heard);
  expect(aws.faults).toEqual([]);
  expect(functions.logs(ARN)).toEqual([]);
});

test('a setTimeout that could be aborted is refused', async () => {
  put('exports.handler = () => require("timers/promises").setTimeout(1, 0, { ref: false });');
  expect((await outcomeOf())[0]).toEqual([1, 'failed', 'Error: the stand-in does not know setTimeout with options']);
});
