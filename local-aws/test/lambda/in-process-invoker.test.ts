import { createServer, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ARN, aws, clock, functions, outcomeOf, put, ruleArn, start, stop, taggingBundle } from './world-of-functions';
import { killed, throttled } from '../../src/disturbances';
import { InProcessInvoker } from '../../src/lambda/in-process-invoker';

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

describe('setTimeout', () => {
  /** How much time goes by while a function runs, in milliseconds: by the clock, and in fact. */
  const timeOf = async (event = {}): Promise<{ byTheClock: number; real: number }> => {
    const [time, realTime] = [clock.exactly(), performance.now()];
    await outcomeOf(event);
    return { byTheClock: clock.exactly() - time, real: performance.now() - realTime };
  };

  test('costs no real time where a function does nothing but wait', async () => {
    put(`exports.handler = async () => {
      await new Promise(resolve => setTimeout((...args) => resolve(console.log(...args)), 50_000, 'after', 'that'));
      await Promise.all([3_000, 1_000, 2_000].map(pause => new Promise(resolve => setTimeout(resolve, pause)).then(() => console.log(pause))));
    };`);
    const { byTheClock, real } = await timeOf();
    expect(byTheClock).toBe(53_000);
    expect(real).toBeLessThan(byTheClock);
    expect(functions.logs(ARN)).toEqual(['after that', '1000', '2000', '3000']);
  });

  test('costs no real time where the SDK pauses before it tries again', async () => {
    const arn = await ruleArn();
    put(taggingBundle(8));
    aws.disturbances.plan('TagResource', throttled, { times: 7 });
    const { byTheClock, real } = await timeOf({ arn, value: 'x' });
    expect(functions.runs.map(({ outcome }) => outcome)).toEqual(['succeeded']);
    expect(aws.calls.filter(({ operation }) => operation === 'TagResource')).toHaveLength(8);
    expect(byTheClock).toBeGreaterThan(real);
  });

  test('ends with the run that is at its limit', async () => {
    put('exports.handler = () => new Promise(resolve => setTimeout(resolve, 60_000));');
    expect((await outcomeOf())[0]).toEqual([1, 'timed out', 'Task timed out after 60.00 seconds']);
  });

  test('can be taken back, by another that is due at the same time as well', async () => {
    put(`exports.handler = async () => {
      clearTimeout(setTimeout(() => console.log('taken back'), 10));
      const other = new Promise(resolve => setTimeout(() => { clearTimeout(last); resolve(); }, 20));
      const last = setTimeout(() => console.log('taken back'), 20);
      await other;
      await new Promise(resolve => setTimeout(resolve, 30));
    };`);
    expect((await timeOf()).byTheClock).toBe(50);
    expect(functions.logs(ARN)).toEqual([]);
  });

  describe.each([
    ['fetch', '() => fetch(url)'],
    ['http', '() => new Promise(resolve => require(\'node:http\').get(url, answer => answer.resume().on(\'end\', resolve)))'],
    ['http, imported while it runs', 'async () => { const http = await import(\'node:http\'); await new Promise(resolve => http.request(url, resolve).end()); }'],
  ])('as the guard of a request by %s', (_, ask) => {
    let url: string;
    let answer: RequestListener;
    const server = createServer((...args) => answer(...args));

    beforeAll(async () => {
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });

    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    const guarding = (before: string, after: string) => put(`exports.handler = async ({ url, limit }) => {
      const ask = ${ask};
      await new Promise((resolve, reject) => {
        const guard = () => setTimeout(() => resolve(console.log('given up')), limit);
        const guards = [${before}];
        ask().then(() => { guards.forEach(clearTimeout); console.log('answered'); resolve(); }, reject);
        guards.push(${after});
      });
    };`);

    test.each([['before', 'guard()', ''], ['after', '', 'guard()']])('does not go off early: begun %s it', async (__, before, after) => {
      answer = (___, response) => setTimeout(() => response.end(), 100);
      guarding(before, after);
      const { byTheClock, real } = await timeOf({ url, limit: 10_000 });
      expect(functions.logs(ARN)).toEqual(['answered']);
      expect(byTheClock).toBe(0);
      expect(real).toBeGreaterThan(95);
    });

    test('goes off by the real clock if there is no answer', async () => {
      let late: ServerResponse;
      answer = (___, response) => {
        late = response;
      };
      guarding('guard()', '');
      const { byTheClock, real } = await timeOf({ url, limit: 100 });
      late!.end();
      expect(functions.logs(ARN)).toEqual(['given up']);
      expect(byTheClock).toBe(0);
      expect(real).toBeGreaterThan(95);
    });
  });

  test.each(['require("node:fs/promises")', 'require("fs").promises'])('does not go off while a file is read, by %s', async fs => {
    put(`exports.handler = async () => {
      const guard = setTimeout(() => console.log('given up'), 10_000);
      for (let time = 0; time < 100; time++) {
        await ${fs}.readFile('/etc/hostname').catch(() => {});
      }
      clearTimeout(guard);
    };`);
    expect((await timeOf()).byTheClock).toBe(0);
    expect(functions.logs(ARN)).toEqual([]);
  });
});
