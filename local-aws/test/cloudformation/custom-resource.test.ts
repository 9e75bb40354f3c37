import { request as httpRequest } from 'node:http';
import { a, begin, clock, cloudFormation, deploy, events, fail, idsOf, ref, remove } from './stack-world';
import { Answers } from '../../src/cloudformation/answers';
import { customResources } from '../../src/cloudformation/custom-resource';
import type { OperationOptions } from '../../src/cloudformation/operation';
import type { Clock } from '../../src/world';

// What CloudFormation says to custom resources, and what it makes of their answers.

type Event = Record<string, any>;
type Body = string | Event | undefined;

/** What the function answers to an event: by default that all is well. Nothing is no answer. */
let answerTo: (event: Event) => Body | Promise<Body>;
let received: Event[];
let answers: Answers;

const TOKEN = 'arn:aws:lambda:eu-west-1:111111111111:function:handler';
const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Stack/00000000-0000-4000-8000-000000000001';

beforeEach(() => world());

afterEach(() => answers.stop());

async function world(options: OperationOptions = {}): Promise<void> {
  await answers?.stop();
  received = [];
  answerTo = event => success(event);
  const running = new Set<Promise<unknown>>();
  const functions = {
    invoke: (arn: string, event: Event) => {
      expect(arn).toBe(TOKEN);
      received.push(event);
      const run = handle(event).finally(() => running.delete(run));
      running.add(run);
    },
    idle: async () => {
      await Promise.all(running);
    },
  };
  // The clock of the world is there only when it has begun.
  const time = { exactly: () => clock.exactly(), now: () => clock.now(), advance: by => clock.advance(by) } as Clock;
  answers = await Answers.start(time);
  begin(options, customResources({ functions, answers, clock: time }));
}

async function handle(event: Event): Promise<void> {
  const body = await answerTo(event);
  if (body !== undefined) {
    await send(event, body);
  }
}

const success = ({ StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'id-1' }: Event, changes: Event = {}): Event =>
  ({ Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId, ...changes });
const failure = (event: Event, Reason: string, changes: Event = {}) => success(event, { Status: 'FAILED', Reason, ...changes });

/** Sends an answer as it should be sent, unless told otherwise. */
function send({ ResponseURL }: Event, body: Body, { method = 'PUT', headers, url = ResponseURL }: { method?: string; headers?: Record<string, string>; url?: string } = {}): Promise<number> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    httpRequest(url, { method, headers: headers ?? { 'content-length': String(bytes.length) } }, response => {
      response.resume().on('end', () => resolve(response.statusCode!));
    }).on('error', reject).end(bytes);
  });
}

const custom = (Properties: Record<string, unknown> = {}, others: object = {}) =>
  a({ ServiceToken: TOKEN, ...Properties }, { Type: 'Custom::Thing', ...others });
const short = () => received.splice(0).map(({ RequestType, PhysicalResourceId, ResourceProperties, OldResourceProperties }) =>
  [RequestType, PhysicalResourceId, ResourceProperties.Value, OldResourceProperties?.Value]);

test('the events of a creation, an update and a deletion, with every scalar as text', async () => {
  await deploy({ Guard: custom({ Value: { deep: [1, true, 'x'] }, ServiceTimeout: 60 }) });
  await deploy({ Guard: custom({ Value: 2.5 }) });
  await remove();
  const common = { ServiceToken: TOKEN, ResponseURL: expect.any(String), StackId: STACK_ID, LogicalResourceId: 'Guard', ResourceType: 'Custom::Thing' };
  const first = { ServiceToken: TOKEN, Value: { deep: ['1', 'true', 'x'] }, ServiceTimeout: '60' };
  const second = { ServiceToken: TOKEN, Value: '2.5' };
  const id = (number: number) => `00000000-0000-4000-9000-00000000000${number}`;
  expect(received).toEqual([
    { RequestType: 'Create', ...common, RequestId: id(1), ResourceProperties: first },
    { RequestType: 'Update', ...common, RequestId: id(2), PhysicalResourceId: 'id-1', ResourceProperties: second, OldResourceProperties: first },
    { RequestType: 'Delete', ...common, RequestId: id(3), PhysicalResourceId: 'id-1', ResourceProperties: second },
  ]);
  expect(new Set(received.map(({ ResponseURL }) => ResponseURL)).size).toBe(3);
  expect([answers.faults, answers.ignored]).toEqual([[], []]);
});

test('Ref is the physical id and Fn::GetAtt the data of an answer, in which what is null is left out of events', async () => {
  answerTo = event => success(event, { Data: { 'Arn': 'arn', 'A.B': 1, 'None': null } });
  const attribute = (name: string) => ({ 'Fn::GetAtt': ['Guard', name] });
  expect(await deploy({ Guard: custom(), Other: custom({ Value: [attribute('Arn'), attribute('A.B'), attribute('None'), ref('Guard')] }) }))
    .toMatchObject({ status: 'CREATE_COMPLETE' });
  expect(received[1].ResourceProperties.Value).toEqual(['arn', '1', 'id-1']);
});

test('an attribute that an answer lacks fails the deployment', async () => {
  await deploy({ Guard: custom(), B: a({ Value: { 'Fn::GetAtt': ['Guard', 'Arn'] } }) });
  expect(events()).toContain(
    `CREATE_FAILED B (CustomResource attribute error: Vendor response doesn't contain Arn attribute in object ${STACK_ID}|Guard|local)`,
  );
});

test('AWS::CloudFormation::CustomResource is one, too', async () => {
  await deploy({ Guard: custom({}, { Type: 'AWS::CloudFormation::CustomResource' }) });
  expect(received[0].ResourceType).toBe('AWS::CloudFormation::CustomResource');
});

test('another service token is refused, and nothing is sent', async () => {
  await deploy({ Guard: custom() });
  short();
  expect(await deploy({ Guard: a({ ServiceToken: `${TOKEN}2` }, { Type: 'Custom::Thing' }) })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(events()).toContain('UPDATE_FAILED id-1 (Modifying service token is not allowed.)');
  expect(received).toEqual([]);
});

test('the reason of a failure, and the Delete of what failed, with the physical id of its answer', async () => {
  answerTo = event => (event.RequestType === 'Create' ? failure(event, 'It is locked', { PhysicalResourceId: 'half' }) : success(event));
  expect(await deploy({ Guard: custom({ Value: 'x' }) })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(events()).toContain(
    'CREATE_FAILED half (Received response status [FAILED] from custom resource. Message returned: It is locked (RequestId: 00000000-0000-4000-9000-000000000001))',
  );
  expect(short()).toEqual([['Create', undefined, 'x', undefined], ['Delete', 'half', 'x', undefined]]);
});

test('an update that fails is sent an update back, and keeps the physical id', async () => {
  await deploy({ Guard: custom({ Value: 1 }) });
  short();
  answerTo = event => (event.ResourceProperties.Value === '2' ? failure(event, 'no') : success(event));
  expect(await deploy({ Guard: custom({ Value: 2 }) })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(short()).toEqual([['Update', 'id-1', '2', '1'], ['Update', 'id-1', '1', '2']]);
});

test('the physical id of a failed update counts, too: the update back has it, and what is no longer used is deleted', async () => {
  await deploy({ Guard: custom({ Value: 1 }) });
  short();
  answerTo = event => event.OldResourceProperties?.Value === '1' ? failure(event, 'no', { PhysicalResourceId: 'id-2' }) : success(event, { PhysicalResourceId: 'id-1' });
  expect(idsOf(await deploy({ Guard: custom({ Value: 2 }) }))).toEqual({ Guard: 'id-1' });
  expect(short()).toEqual([['Update', 'id-1', '2', '1'], ['Update', 'id-2', '1', '2'], ['Delete', 'id-2', '2', undefined]]);
});

test('an update back that fails leaves the rollback to be continued, with the same event again', async () => {
  await deploy({ Guard: custom({ Value: 1 }) });
  short();
  answerTo = event => failure(event, 'no');
  expect(await deploy({ Guard: custom({ Value: 2 }) })).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
  answerTo = event => success(event);
  await cloudFormation.continueUpdateRollback({ account: '111111111111', region: 'eu-west-1', stackName: 'Stack' });
  expect(short()).toEqual([['Update', 'id-1', '2', '1'], ['Update', 'id-1', '1', '2'], ['Update', 'id-1', '1', '2']]);
});

test('an update that answers with another physical id replaces: the old one is deleted in clean-up', async () => {
  await deploy({ Guard: custom({ Value: 1 }) });
  short();
  answerTo = event => success(event, { PhysicalResourceId: event.RequestType === 'Update' ? 'id-2' : event.PhysicalResourceId });
  expect(idsOf(await deploy({ Guard: custom({ Value: 2 }) }))).toEqual({ Guard: 'id-2' });
  expect(short()).toEqual([['Update', 'id-1', '2', '1'], ['Delete', 'id-1', '1', undefined]]);
});

test('a custom resource of an update that is rolled back is updated back, and what was new is deleted', async () => {
  await deploy({ Guard: custom({ Value: 1 }), B: a({ Value: 1 }) });
  short();
  fail('update B-1');
  await deploy({ Guard: custom({ Value: 2 }), New: custom({ Value: 'new' }), B: a({ Value: 2 }, { DependsOn: ['Guard', 'New'] }) });
  expect(short()).toEqual([
    ['Update', 'id-1', '2', '1'], ['Create', undefined, 'new', undefined], ['Update', 'id-1', '1', '2'], ['Delete', 'id-1', 'new', undefined],
  ]);
});

describe('without an answer', () => {
  const NO_ANSWER = 'CloudFormation did not receive a response from your custom resource. Please check your logs for requestId [00000000-0000-4000-9000-000000000001]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.';

  test.each([[undefined, 3_600], [1, 1], ['3600', 3_600]])('with the time-out %p, the resource fails after %p seconds, and is deleted with an id that is made up', async (ServiceTimeout, seconds) => {
    answerTo = event => (event.RequestType === 'Create' ? undefined : success(event));
    const before = clock.now();
    await deploy({ Guard: custom(ServiceTimeout === undefined ? {} : { ServiceTimeout }) });
    expect(clock.now() - before).toBe(seconds);
    expect(events()).toContain(`CREATE_FAILED Stack-Guard-000000000001 (${NO_ANSWER})`);
    expect(short().map(([type, id]) => [type, id])).toEqual([['Create', undefined], ['Delete', 'Stack-Guard-000000000001']]);
  });

  test('an update keeps the physical id', async () => {
    await deploy({ Guard: custom({ Value: 1 }) });
    answerTo = event => (event.ResourceProperties.Value === '2' ? undefined : success(event));
    expect(idsOf(await deploy({ Guard: custom({ Value: 2 }) }))).toEqual({ Guard: 'id-1' });
  });

  test('a deletion fails', async () => {
    await deploy({ Guard: custom() });
    answerTo = () => undefined;
    expect(await remove()).toMatchObject({ status: 'DELETE_FAILED' });
  });

  test.each([0, 3_601, 1.5, 'soon'])('the time-out %p is none', async ServiceTimeout => {
    await deploy({ Guard: custom({ ServiceTimeout }) });
    expect(events()).toContain(`CREATE_FAILED Guard (Invalid ServiceTimeout: ${ServiceTimeout} is not a number of seconds from 1 to 3600.)`);
    expect(received).toEqual([]);
  });

  test('in time: one that comes when the time-out is over does not count', async () => {
    answerTo = event => {
      clock.advance({ seconds: event.RequestType === 'Create' ? 60 : 59 });
      return success(event);
    };
    await deploy({ Guard: custom({ ServiceTimeout: 60 }) });
    expect(short().map(([type, id]) => [type, id])).toEqual([['Create', undefined], ['Delete', 'Stack-Guard-000000000001']]);
    expect(answers.ignored).toEqual(['00000000-0000-4000-9000-000000000001: too late']);
    expect(cloudFormation.events.at(-1)!.status).toBe('ROLLBACK_COMPLETE');
  });
});

describe('an answer', () => {
  test('of more than 4,096 bytes fails the resource, and its physical id is not known', async () => {
    const long = (event: Event, bytes: number) => {
      const empty = JSON.stringify(success(event, { Data: { text: '' } })).length;
      return success(event, { Data: { text: 'x'.repeat(bytes - empty) } });
    };
    answerTo = event => long(event, 4_096);
    expect(await deploy({ Guard: custom() })).toMatchObject({ status: 'CREATE_COMPLETE' });
    answerTo = event => (event.RequestType === 'Create' ? long(event, 4_097) : success(event));
    await deploy({ Guard: custom() }, { stackName: 'Other' });
    expect(events()).toContain('CREATE_FAILED Other-Guard-000000000001 (Response object is too long.)');
    expect(answers.faults).toEqual(['00000000-0000-4000-9000-000000000002: Response object is too long.']);
  });

  test.each([
    ['Response is not valid JSON.', () => 'no'],
    ['Response is not valid JSON.', () => 'null'],
    ['Invalid StackId', (event: Event) => success(event, { StackId: undefined })],
    ['Invalid RequestId', (event: Event) => success(event, { RequestId: 'other' })],
    ['Invalid LogicalResourceId', (event: Event) => success(event, { LogicalResourceId: 'Other' })],
    ['Invalid PhysicalResourceId', (event: Event) => success(event, { PhysicalResourceId: '' })],
    ['Invalid PhysicalResourceId', (event: Event) => success(event, { PhysicalResourceId: 'x'.repeat(1_025) })],
    ['Invalid Status', (event: Event) => success(event, { Status: 'OK' })],
    ['Invalid Data', (event: Event) => success(event, { Data: ['x'] })],
    ['Invalid Reason', (event: Event) => failure(event, '')],
  ])('fails the resource: %s', async (reason, wrong) => {
    answerTo = event => (event.RequestType === 'Create' ? wrong(event) : success(event));
    await deploy({ Guard: custom() });
    expect(events().find(it => it.startsWith('CREATE_FAILED'))).toMatch(new RegExp(`\\(${reason}\\)$`));
    expect(answers.faults).toEqual([`00000000-0000-4000-9000-000000000001: ${reason}`]);
  });

  test.each([
    [403, 'the URL is signed without a content type, not with text/plain', { headers: { 'content-type': 'text/plain', 'content-length': '2' } }],
    [400, 'the answer does not tell its length', { headers: { 'transfer-encoding': 'chunked' } }],
    [403, 'the URL is for PUT, not POST', { method: 'POST' }],
  ])('is refused by %p: %s; another one can still be sent', async (status, fault, how) => {
    answerTo = async event => {
      expect(await send(event, '{}', how)).toBe(status);
      return success(event);
    };
    expect(await deploy({ Guard: custom() })).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(answers.faults).toEqual([`00000000-0000-4000-9000-000000000001: ${fault}`]);
  });

  test('is refused at any other URL', async () => {
    answerTo = async event => {
      expect(await send(event, '{}', { url: `${event.ResponseURL}x` })).toBe(403);
      expect(await send(event, '{}', { url: event.ResponseURL.replace('000001', '000002') })).toBe(403);
      return success(event);
    };
    await deploy({ Guard: custom() });
    expect(answers.faults).toEqual([
      '00000000-0000-4000-9000-000000000001: the URL is not one that was given',
      '/response/00000000-0000-4000-9000-000000000002: the URL is not one that was given',
    ]);
  });

  test('counts once: a second one is taken and ignored', async () => {
    answerTo = async event => {
      expect(await send(event, success(event, { PhysicalResourceId: 'first' }))).toBe(200);
      expect(await send(event, success(event, { PhysicalResourceId: 'second' }))).toBe(200);
      return undefined;
    };
    expect(idsOf(await deploy({ Guard: custom() }))).toEqual({ Guard: 'first' });
    // The stack went on with the first one.
    while (answers.ignored.length === 0) {
      await new Promise(setImmediate);
    }
    expect(answers.ignored).toEqual(['00000000-0000-4000-9000-000000000001: a second answer']);
    expect(answers.faults).toEqual([]);
  });
});

test('side by side, several are waited for at once', async () => {
  await world({ sideBySide: true });
  answerTo = async event => {
    while (received.length < 2) {
      await new Promise(setImmediate);
    }
    return success(event);
  };
  expect(await deploy({ A: custom(), B: custom() })).toMatchObject({ status: 'CREATE_COMPLETE' });
});
