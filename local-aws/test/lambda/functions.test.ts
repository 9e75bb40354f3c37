import { allow, ARN, aws, clock, functions, identities, outcomeOf, put, ROLE, ruleArn, start, stop, taggingBundle, tagsOf, written } from './world-of-functions';
import { killed } from '../../src/disturbances';
import { InProcessInvoker } from '../../src/lambda/in-process-invoker';
import { IsolatedInvoker } from '../../src/lambda/isolated-invoker';

// What Lambda promises, whichever way functions run.

const SLEEPS = `
  const { setTimeout } = require('node:timers/promises');
  exports.handler = async ({ seconds }, context) => {
    const before = Date.now();
    console.log(new Date().toISOString(), context.getRemainingTimeInMillis());
    await setTimeout(seconds * 1000);
    console.log((Date.now() - before) / 1000, context.getRemainingTimeInMillis());
  };`;
const COUNTS = 'let count = 0; exports.handler = async () => { console.log(++count); };';
const FAILS = 'exports.handler = async (event, { awsRequestId }) => { console.log(event.name, awsRequestId); throw new TypeError("no"); };';

describe.each([['in the process', () => new InProcessInvoker()], ['isolated', () => new IsolatedInvoker()]])('%s', (_, invoker) => {
  let tagging: string;

  beforeAll(() => {
    tagging = taggingBundle();
  });

  beforeEach(() => start(invoker()));

  afterEach(() => stop());

  test('an event reaches the function, and a run succeeds', async () => {
    put('exports.handler = async event => console.log(JSON.stringify(event));');
    await outcomeOf({ a: [1, 'b'] });
    expect(functions.runs).toEqual([
      { function: ARN, requestId: expect.any(String), attempt: 1, duplicate: false, payload: { a: [1, 'b'] }, outcome: 'succeeded', role: ROLE },
    ]);
    expect(written()).toEqual(['{"a":[1,"b"]}']);
  });

  test('an event that fails is delivered twice more, after one and two minutes, and is the same', async () => {
    put(FAILS);
    const began = clock.now();
    expect(await outcomeOf({ name: 'event' })).toEqual([[1, 'failed', 'TypeError: no'], [2, 'failed', 'TypeError: no'], [3, 'failed', 'TypeError: no']]);
    expect(clock.now() - began).toBe(180);
    expect(written()).toEqual(Array.from({ length: 3 }, () => `event ${functions.runs[0].requestId}`));
  });

  test('an event that fails once is not delivered a third time', async () => {
    put('let runs = 0; exports.handler = async () => { if (runs++ === 0) throw new Error("once"); };');
    expect(await outcomeOf()).toEqual([[1, 'failed', 'Error: once'], [2, 'succeeded']]);
  });

  test.each([
    ['throws as it is loaded', 'throw new RangeError("at once");', 'RangeError: at once'],
    ['has another export', 'exports.other = async () => {};', 'Runtime.HandlerNotFound: index.handler is undefined or not exported'],
    ['takes a callback', 'exports.handler = (event, context, callback) => callback();', expect.stringMatching(/^Runtime.CallbackHandlerDeprecated: ./)],
    ['ends its process', 'exports.handler = async () => process.exit(3);', 'Runtime.ExitError: Runtime exited with error: exit status: 3'],
  ])('a function that %s fails', async (__, code, error) => {
    put(code);
    expect(await outcomeOf()).toEqual([1, 2, 3].map(attempt => [attempt, 'failed', error]));
  });

  test('what a function sleeps goes by on the clock, and not in reality', async () => {
    put(SLEEPS);
    const real = performance.now();
    const began = clock.now();
    await outcomeOf({ seconds: 42 });
    expect(written()).toEqual(['2026-01-01T00:00:00.000Z 60000', '42 18000']);
    expect(clock.now() - began).toBe(42);
    expect(performance.now() - real).toBeLessThan(5000);
  });

  test('a function that sleeps past its time limit is killed at the limit', async () => {
    put(SLEEPS);
    const began = clock.now();
    expect(await outcomeOf({ seconds: 60 })).toEqual([1, 2, 3].map(attempt => [attempt, 'timed out', 'Task timed out after 60.00 seconds']));
    expect(clock.now() - began).toBe(3 * 60 + 180);
    expect(written()).toHaveLength(3);
  });

  test('waits at the same time take the time of the longest', async () => {
    put(`
      const { setTimeout } = require('node:timers/promises');
      exports.handler = async () => {
        const slept = await Promise.all([20, 10, 30].map(seconds => setTimeout(seconds * 1000, seconds)));
        console.log(slept, Date.now() / 1000 % 60);
      };`);
    await outcomeOf();
    expect(written()).toEqual(['[ 20, 10, 30 ] 30']);
  });

  test('what a function imports while it runs sleeps by the clock as well', async () => {
    put(`exports.handler = async () => {
      const { setTimeout } = await import('node:timers/promises');
      await setTimeout(7000);
    };`);
    const began = clock.now();
    await outcomeOf();
    expect(clock.now() - began).toBe(7);
  });

  test('functions that run at the same time do not sleep through what the other does', async () => {
    put(SLEEPS);
    const began = clock.now();
    functions.invoke(ARN, { seconds: 20 });
    functions.invoke(ARN, { seconds: 50 });
    await functions.idle();
    expect(clock.now() - began).toBe(50);
    expect(functions.runs.map(({ outcome, payload }) => [outcome, payload])).toEqual([['succeeded', { seconds: 20 }], ['succeeded', { seconds: 50 }]]);
  });

  test('an environment is kept for the next event, until the function changes, and not after a crash', async () => {
    put(COUNTS);
    await outcomeOf();
    await outcomeOf();
    put(COUNTS);
    await outcomeOf();
    expect(written()).toEqual(['1', '2', '1']);
    put('let count = 0; exports.handler = async () => { console.log(++count); if (count === 2) process.exit(1); };');
    await outcomeOf();
    await outcomeOf();
    expect(written().slice(3)).toEqual(['1', '2', '1']);
  });

  test('a function that gets other code runs it', async () => {
    put('exports.handler = async () => console.log("old");');
    await outcomeOf();
    put('exports.handler = async () => console.log("new");');
    await outcomeOf();
    expect(written()).toEqual(['old', 'new']);
  });

  test('an event for a function that is not there, or no longer, is not run', async () => {
    put(FAILS);
    functions.remove(ARN);
    await outcomeOf({ name: 'event' });
    expect(functions.runs).toEqual([]);
    expect(functions.undelivered).toEqual([{ function: ARN, requestId: expect.any(String), attempt: 1, duplicate: false, payload: { name: 'event' } }]);
  });

  test('an event can be delivered again although it succeeded', async () => {
    put(COUNTS);
    functions.deliverTwice = 'after';
    expect(await outcomeOf()).toEqual([[1, 'succeeded'], [1, 'succeeded']]);
    expect(written()).toEqual(['1', '2']);
    const [first, second] = functions.runs;
    expect([first.duplicate, second.duplicate]).toEqual([false, true]);
    expect(second.requestId).toBe(first.requestId);
  });

  test('an event can be delivered twice at the same time, to two environments', async () => {
    put(`let count = 0; const { setTimeout } = require('node:timers/promises');
      exports.handler = async () => { console.log('begins', ++count); await setTimeout(1000); console.log('ends'); };`);
    functions.deliverTwice = 'side by side';
    const began = clock.now();
    expect(await outcomeOf()).toEqual([[1, 'succeeded'], [1, 'succeeded']]);
    expect(clock.now() - began).toBe(1);
    expect(written().sort()).toEqual(['begins 1', 'begins 1', 'ends', 'ends']);
  });

  test('a function calls AWS with its role, and its policies count at each call', async () => {
    const arn = await ruleArn();
    put(tagging);
    await outcomeOf({ arn, value: 'first' });
    expect(aws.calls.at(-1)).toEqual({
      account: '111111111111', region: 'eu-west-1', role: ROLE, service: 'rbin', operation: 'TagResource',
      input: { ResourceArn: arn, Tags: [{ Key: 'by', Value: 'first' }] },
    });
    allow('rbin:UntagResource');
    await outcomeOf({ arn, value: 'second' });
    expect(functions.runs.map(({ outcome, error }) => error ?? outcome)).toEqual(['succeeded', ...Array.from({ length: 3 }, () => expect.stringMatching(
      /^AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role\/tagger\/tagger is not authorized to perform: rbin:TagResource on resource: /,
    ))]);
    expect(await tagsOf(arn)).toEqual([{ Key: 'by', Value: 'first' }]);
    expect(identities.unusedStatements(ROLE).map(it => it.statement)).toEqual(['statement 1']);
  });

  test.each(['before', 'after'] as const)('a function that is killed %s a call takes effect is run again', async when => {
    const arn = await ruleArn();
    put(tagging);
    aws.disturbances.plan('TagResource', killed(when));
    const done = outcomeOf({ arn, value: 'x' });
    expect(await done).toEqual([[1, 'timed out', 'Task timed out after 60.00 seconds'], [2, 'succeeded']]);
    expect(aws.calls.filter(it => it.operation === 'TagResource')).toHaveLength(when === 'before' ? 1 : 2);
    expect(written()).toEqual(['tried x']);
  });
});

test('a run that hangs is a mistake', async () => {
  await start(new InProcessInvoker(), { patience: 50 });
  put('exports.handler = () => new Promise(() => {});');
  functions.invoke(ARN, {});
  await functions.idle();
  expect(functions.runs.map(it => it.outcome)).toEqual(['timed out', 'timed out', 'timed out']);
  expect(aws.faults.splice(0)).toEqual(Array.from({ length: 3 }, () => 'a run of tagger takes more than 0.05 s of real time'));
  await stop();
});

