import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { respond } from '../../lib/cloudformation/respond';
import { sleep } from '../../lib/engine/clock';
import { RESERVE } from '../../lib/engine/reconcile';

jest.mock('../../lib/engine/clock');

/** What arrived: each request with its body. */
interface Arrived {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

type Reply = (response: ServerResponse) => void;

const status = (code: number): Reply => response => response.writeHead(code).end('<Error>no</Error>');
const cut: Reply = response => response.destroy();
const silence: Reply = () => {};

const BODY = new TextEncoder().encode('{"Reason":"ü € 😀"}');
const PATH = '/bucket/answer?X-Amz-Signature=secret&X-Amz-Date=now';

let server: Server;
let arrived: Arrived[];
let replies: Reply[];

beforeEach(done => {
  arrived = [];
  replies = [];
  server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    arrived.push({ method: request.method, url: request.url, headers: request.headers, body });
    (replies.shift() ?? status(200))(response);
  });
  server.listen(0, '127.0.0.1', done);
});

afterEach(done => {
  jest.restoreAllMocks();
  server.close(done);
  server.closeAllConnections();
});

const port = () => (server.address() as AddressInfo).port;
const answer = () => respond(`http://127.0.0.1:${port()}${PATH}`, BODY);
const pauses = () => jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds);

/** What an answer that cannot be delivered fails with. */
async function failure(): Promise<Error> {
  const error = await answer().then(() => undefined, reason => reason);
  expect(error).toBeInstanceOf(Error);
  expect(inspect(error)).not.toMatch(/secret|X-Amz|bucket/);
  return error;
}

test('an answer is put as it is, to the URL as it is, without a content type', async () => {
  await answer();
  expect(arrived).toHaveLength(1);
  const [{ method, url, headers, body }] = arrived;
  expect({ method, url }).toEqual({ method: 'PUT', url: PATH });
  expect(body.equals(BODY)).toBe(true);
  expect(headers).toMatchObject({ 'host': `127.0.0.1:${port()}`, 'content-length': String(BODY.length) });
  expect(headers).not.toHaveProperty('content-type');
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(headers).not.toHaveProperty('authorization');
});

test.each([200, 201, 204])('status %i is a success', async code => {
  replies = [status(code)];
  await answer();
  expect(arrived).toHaveLength(1);
});

test.each<[string, Reply]>([
  ['status 500', status(500)], ['status 503', status(503)], ['status 429', status(429)], ['status 400', status(400)], ['a cut connection', cut],
])('after %s it is sent again, whole', async (_, reply) => {
  replies = [reply, reply];
  await answer();
  expect(arrived.map(({ method, url, body }) => [method, url, body.equals(BODY)])).toEqual(Array(3).fill(['PUT', PATH, true]));
  expect(pauses()).toEqual([500, 1_000]);
});

test('after four attempts with growing pauses it is given up', async () => {
  replies = Array(9).fill(status(503));
  expect((await failure()).message).toBe('CloudFormation did not take the answer after 4 attempts: status 503');
  expect(arrived).toHaveLength(4);
  expect(pauses()).toEqual([500, 1_000, 2_000]);
});

test.each([403, 404, 411])('status %i is not tried again', async code => {
  replies = Array(9).fill(status(code));
  expect((await failure()).message).toBe(`CloudFormation did not take the answer after 1 attempts: status ${code}`);
  expect(arrived).toHaveLength(1);
  expect(pauses()).toEqual([]);
});

test('cut connections are told by their code', async () => {
  replies = Array(9).fill(cut);
  expect((await failure()).message).toMatch(/^CloudFormation did not take the answer after 4 attempts: (ECONNRESET|UND_ERR_SOCKET)$/);
});

test('nobody there is told by its code', async () => {
  const url = `http://127.0.0.1:${port()}${PATH}`;
  await new Promise(closed => server.close(closed));
  await expect(respond(url, BODY)).rejects.toThrow(new Error('CloudFormation did not take the answer after 4 attempts: ECONNREFUSED'));
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
});

test('what is no URL is not in the message either', async () => {
  const error: Error = await respond('secret', BODY).catch(reason => reason);
  expect(error.message).toBe('CloudFormation did not take the answer after 4 attempts: ERR_INVALID_URL');
});

describe('a server that never answers', () => {
  const asked: number[] = [];

  beforeEach(() => {
    const { timeout } = AbortSignal;
    asked.length = 0;
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(milliseconds => {
      asked.push(milliseconds);
      return timeout.call(AbortSignal, 100);
    });
  });

  test('is left after five seconds, and asked again', async () => {
    replies = [silence];
    await answer();
    expect(asked).toEqual([5_000, 5_000]);
    expect(arrived).toHaveLength(2);
  });

  test('is given up', async () => {
    replies = Array(9).fill(silence);
    expect((await failure()).message).toMatch(/^CloudFormation did not take the answer after 4 attempts: /);
    expect(asked).toEqual(Array(4).fill(5_000));
  });

  // The code of a TimeoutError is a number.
  test('is told by a word', async () => {
    replies = Array(9).fill(silence);
    expect((await failure()).message).toBe('CloudFormation did not take the answer after 4 attempts: TimeoutError');
  });

  test('does not keep a run longer than it has for its end', async () => {
    replies = Array(9).fill(silence);
    await failure();
    expect([...asked, ...pauses()].reduce((one, other) => one + other)).toBeLessThan(RESERVE);
  });
});
