import { createServer, OutgoingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteRuleCommand, GetRuleCommand, ListRulesCommand, LockRuleCommand, RbinClient, TagResourceCommand, UnlockRuleCommand, UntagResourceCommand,
  UpdateRuleCommand,
} from '@aws-sdk/client-rbin';
import { clientOfHandler, PlentyOfTime } from './in-recycle-bin';
import { retryThrottled } from '../../../lib/handlers/aws-calls';
import { cut, failing } from '../../../local-aws/src/disturbances';
import {
  arnOf, aws, byHand, CONFLICT, days, delay, get, idOf, lockedFor, NOT_FOUND, tags, update, whole,
} from '../../../local-aws/src/recycle-bin-client';
import { VirtualTime } from '../../engine/virtual-time';

jest.mock('../../../lib/engine/clock');

let time: VirtualTime;

beforeEach(() => {
  time = new VirtualTime();
});

afterEach(() => jest.restoreAllMocks());

const EXCLUDED = [{ ResourceTagKey: 'keep', ResourceTagValue: 'no' }, { ResourceTagKey: 'scratch' }];

/** A rule with exclusions, made by hand: the client drops them on their way there as well. */
const excluding = async (ExcludeResourceTags: object[] = EXCLUDED): Promise<string> =>
  (await byHand('POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), ExcludeResourceTags })).Identifier;

describe('exclusion tags', () => {
  // A newer client may know them. Then this library needs no client of its own any more.
  test('are on the wire, and the SDK drops them', async () => {
    const id = await excluding();
    expect((await byHand('GET', `/rules/${id}`)).ExcludeResourceTags).toEqual(EXCLUDED);
    expect(await get(id)).not.toHaveProperty('ExcludeResourceTags');
  });

  test('are brought by the client of the handlers, with all the rest', async () => {
    const id = await excluding();
    const answer = await whole(clientOfHandler().send(new GetRuleCommand({ Identifier: id })));
    expect(answer).toStrictEqual({ ...await whole(get(id)), ExcludeResourceTags: EXCLUDED });
    expect(answer).toStrictEqual({
      status: 200,
      Identifier: id,
      RuleArn: arnOf(id),
      ResourceType: 'EC2_IMAGE',
      RetentionPeriod: days(30),
      ExcludeResourceTags: EXCLUDED,
      Status: 'pending',
    });
  });

  test('that were taken away are none', async () => {
    const id = await excluding();
    await byHand('PATCH', `/rules/${id}`, { ExcludeResourceTags: [] });
    expect(await clientOfHandler().send(new GetRuleCommand({ Identifier: id }))).toMatchObject({ ExcludeResourceTags: [] });
  });

  test('are not told of a rule that has none, and nothing else is otherwise', async () => {
    const id = await lockedFor(7);
    expect(await whole(clientOfHandler().send(new GetRuleCommand({ Identifier: id })))).toStrictEqual(await whole(get(id)));
  });

  test('come with answers that other calls have', async () => {
    const [id, client] = [await excluding(), clientOfHandler()];
    const Identifier = id;
    expect(await client.send(new UpdateRuleCommand({ Identifier, Description: 'new' }))).toMatchObject({ Description: 'new', ExcludeResourceTags: EXCLUDED });
    expect(await client.send(new ListRulesCommand({ ResourceType: 'EC2_IMAGE' }))).not.toHaveProperty('ExcludeResourceTags');
  });

  test('of many answers at once are not mixed up', async () => {
    const client = clientOfHandler();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => excluding([{ ResourceTagKey: `key-${index}` }])));
    expect(await Promise.all(ids.map(async Identifier => (await client.send(new GetRuleCommand({ Identifier })) as any).ExcludeResourceTags)))
      .toEqual(ids.map((_, index) => [{ ResourceTagKey: `key-${index}` }]));
  });
});

describe('an answer without a body', () => {
  test('is one: to DeleteRule and UntagResource, which is 204', async () => {
    const client = clientOfHandler();
    const id = await idOf({ Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] });
    expect(await whole(client.send(new UntagResourceCommand({ ResourceArn: arnOf(id), TagKeys: ['a'] })))).toStrictEqual({ status: 204 });
    expect(await tags(id)).toEqual([{ Key: 'b', Value: '2' }]);
    expect(await whole(client.send(new DeleteRuleCommand({ Identifier: id })))).toStrictEqual({ status: 204 });
    await expect(get(id)).rejects.toMatchObject(NOT_FOUND);
  });

  test('or with an empty one: to TagResource, which is 201', async () => {
    const id = await idOf();
    expect(await whole(clientOfHandler().send(new TagResourceCommand({ ResourceArn: arnOf(id), Tags: [{ Key: 'a', Value: '1' }] })))).toStrictEqual({ status: 201 });
    expect(await tags(id)).toEqual([{ Key: 'a', Value: '1' }]);
  });
});

describe('an error', () => {
  test('is what it is to the SDK', async () => {
    const [id, client] = [await lockedFor(7), clientOfHandler()];
    await expect(client.send(new GetRuleCommand({ Identifier: 'none0000000' }))).rejects.toMatchObject({ ...NOT_FOUND, message: 'The retention rule does not exist.' });
    await expect(client.send(new LockRuleCommand({ Identifier: id, LockConfiguration: delay(8) })))
      .rejects.toMatchObject({ ...CONFLICT, message: 'The unlock delay of a locked rule cannot be changed.' });
    aws.disturbances.plan('UnlockRule', failing('AccessDeniedException', 'not you'));
    await expect(client.send(new UnlockRuleCommand({ Identifier: id }))).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not you' });
    await expect(update(id, { Description: 'x' })).rejects.toMatchObject(CONFLICT);
  });

  test('is not tried again by the SDK: that is for whoever knows the time that is left', async () => {
    aws.disturbances.plan('GetRule', failing('InternalServerException', 'try again'));
    await expect(clientOfHandler().send(new GetRuleCommand({ Identifier: await idOf() }))).rejects.toMatchObject({ name: 'InternalServerException' });
    expect(aws.calls.map(({ operation }) => operation)).toEqual(['CreateRule', 'GetRule']);
  });

  test('of the connection is told as one that may pass', async () => {
    const [id, client] = [await idOf(), clientOfHandler()];
    aws.disturbances.plan('GetRule', cut('after'));
    expect(await retryThrottled(new PlentyOfTime(), () => client.send(new GetRuleCommand({ Identifier: id })))).toMatchObject({ Identifier: id });
    expect(time.pauses).toHaveLength(1);
  });
});

describe('what answers instead of Recycle Bin', () => {
  const HTML = { type: 'text/html', body: '<html><body><h1>Service Unavailable</h1></body></html>' };
  const JSON_TYPE = 'application/json';

  let server: Server;
  let client: RbinClient;
  let asked: number;

  afterEach(async () => {
    client.destroy();
    await new Promise(resolve => server.close(resolve));
  });

  interface Answer {
    readonly status: number;
    readonly type: string;
    readonly body: string;
    readonly headers?: OutgoingHttpHeaders;
  }

  /** A server that gives these answers, one after the other, and the last one again and again. */
  async function answering(...answers: Answer[]): Promise<void> {
    server = createServer((_, response) => {
      const { status, type, body, headers } = answers[Math.min(asked++, answers.length - 1)];
      response.writeHead(status, { ...headersOf(type), ...headers }).end(body);
    });
    await listening();
  }

  async function listening(): Promise<void> {
    asked = 0;
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    client = clientOfHandler(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  /** The date is that of the client: the SDK tries again what came at another. */
  const headersOf = (type: string) => ({ 'content-type': type, 'connection': 'close', 'date': new Date(time.now).toUTCString() });

  const RULE = { status: 200, type: JSON_TYPE, body: JSON.stringify({ Identifier: 'rule0000001', ExcludeResourceTags: EXCLUDED }) };
  const read = () => retryThrottled(new PlentyOfTime(), () => client.send(new GetRuleCommand({ Identifier: 'rule0000001' })));

  test.each([
    ['an error without a body', { status: 503, type: JSON_TYPE, body: '' }],
    ['an error with an empty body', { status: 500, type: JSON_TYPE, body: '{}' }],
    ['an error in HTML', { status: 503, ...HTML }],
    ['an error of a gateway in HTML', { status: 502, ...HTML }],
    ['an error in cut JSON', { status: 500, type: JSON_TYPE, body: '{"Message":"Int' }],
    ['throttling in HTML', { status: 429, ...HTML }],
    ['throttling without a body', { status: 429, type: JSON_TYPE, body: '', headers: { 'x-amzn-errortype': 'ThrottlingException' } }],
  ])('%s passes', async (_, answer) => {
    await answering(answer, answer, RULE);
    expect(await read()).toMatchObject({ Identifier: 'rule0000001', ExcludeResourceTags: EXCLUDED });
    expect([asked, time.pauses.length]).toEqual([3, 2]);
  });

  test.each([
    ['a refusal in HTML', { status: 403, ...HTML }],
    ['a refusal without a body', { status: 403, type: JSON_TYPE, body: '' }],
    ['HTML for a success', { status: 200, ...HTML }],
  ])('%s is thrown at once', async (_, answer) => {
    await answering(answer);
    await expect(read()).rejects.toThrow(Error);
    expect([asked, time.pauses]).toEqual([1, []]);
  });

  test('a refusal without a body says by a header what it is', async () => {
    await answering({ status: 403, type: JSON_TYPE, body: '', headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
    await expect(read()).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  });

  test('an answer that comes in pieces is one', async () => {
    const ExcludeResourceTags = Array.from({ length: 5 }, (_, index) => ({ ResourceTagKey: `${'\u00e9'.repeat(127)}${index}`, ResourceTagValue: '\u{1f512}'.repeat(128) }));
    const body = Buffer.from(JSON.stringify({ Identifier: 'rule0000001', ExcludeResourceTags }));
    server = createServer((_, response) => {
      asked++;
      response.writeHead(200, headersOf(JSON_TYPE));
      // No piece ends where a character does.
      for (let from = 0; from < body.length; from += 333) {
        response.write(body.subarray(from, from + 333));
      }
      response.end();
    });
    await listening();
    expect(await read()).toMatchObject({ Identifier: 'rule0000001', ExcludeResourceTags });
    expect(asked).toBe(1);
  });

  test('an answer whose body is cut is asked for again', async () => {
    server = createServer((_, response) => {
      response.writeHead(200, { ...headersOf(JSON_TYPE), 'content-length': RULE.body.length });
      if (++asked === 1) {
        response.write(RULE.body.slice(0, 20));
        setImmediate(() => response.destroy());
      } else {
        response.end(RULE.body);
      }
    });
    await listening();
    expect(await read()).toMatchObject({ Identifier: 'rule0000001', ExcludeResourceTags: EXCLUDED });
    expect([asked, time.pauses.length]).toEqual([2, 1]);
  });
});
