import { createServer, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UPDATE } from './answers';
import { STACK_ID } from './events';
import { CLIENT, Aws } from '../../lib/cloudformation/stack';
import { RESERVE } from '../../lib/engine/reconcile';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:Things';

let server: Server;
let asked: { readonly method?: string; readonly url?: string; readonly type: unknown; readonly body: string }[];
let reply: (response: ServerResponse) => void;
const environment = { ...process.env };

beforeEach(done => {
  asked = [];
  server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    asked.push({ method, url, type: headers['x-amz-invocation-type'], body: Buffer.concat(await request.toArray()).toString() });
    reply(response);
  });
  server.listen(0, '127.0.0.1', () => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'LOCAL111111111111',
      AWS_SECRET_ACCESS_KEY: 'none',
    });
    done();
  });
});

afterEach(done => {
  process.env = { ...environment };
  server.close(done);
  server.closeAllConnections();
});

const xml = (status: number, body: string) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
};

const stacks = (...members: string[]) => xml(200, '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">' +
  `<DescribeStacksResult><Stacks>${members.join('')}</Stacks></DescribeStacksResult></DescribeStacksResponse>`);

test('the status of a stack is asked for by its id', async () => {
  reply = stacks(`<member><StackName>Images</StackName><StackId>${STACK_ID}</StackId><StackStatus>UPDATE_ROLLBACK_IN_PROGRESS</StackStatus></member>`);
  expect(await new Aws().stackStatus(STACK_ID)).toBe('UPDATE_ROLLBACK_IN_PROGRESS');
  expect(asked.map(({ body }) => Object.fromEntries(new URLSearchParams(body))))
    .toEqual([{ Action: 'DescribeStacks', Version: '2010-05-15', StackName: STACK_ID }]);
});

test('a stack that is not told of has no status', async () => {
  reply = stacks();
  expect(await new Aws().stackStatus(STACK_ID)).toBeUndefined();
});

test('an error is thrown as it is', async () => {
  reply = xml(400, '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>no such stack</Message></Error></ErrorResponse>');
  await expect(new Aws().stackStatus(STACK_ID)).rejects.toMatchObject({ name: 'ValidationError', message: 'no such stack' });
  expect(asked).toHaveLength(1);
});

test('an event is handed over to a function that nobody waits for', async () => {
  reply = response => response.writeHead(202).end();
  const event = { ...UPDATE, HandedOver: { since: 1, cause: 'update', applied: 2, attempted: true } as const };
  await new Aws().handOver(event, FUNCTION);
  expect(asked).toEqual([{
    method: 'POST', url: `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`, type: 'Event', body: JSON.stringify(event),
  }]);
});

test('no call hangs, and those for the status fit into what a run keeps for its end', async () => {
  reply = stacks();
  const aws = new Aws();
  await aws.stackStatus(STACK_ID);
  reply = response => response.writeHead(202).end();
  await aws.handOver(UPDATE, FUNCTION);
  const clients = Object.values(aws) as CloudFormationClient[];
  expect(clients).toHaveLength(2);
  const attempts: number[] = [];
  for (const { config } of clients) {
    const handler = config.requestHandler as unknown as { httpHandlerConfigs(): { readonly requestTimeout: number } };
    attempts.push(await config.maxAttempts());
    expect(handler.httpHandlerConfigs().requestTimeout).toBe(5_000);
  }
  // A hand-over whose answer is lost is not made twice.
  expect(attempts).toEqual([4, 1]);
  expect(4 * 5_000).toBeLessThan(RESERVE);
});

test('a call that hangs fails', async () => {
  reply = () => {};
  const impatient = new CloudFormationClient({ ...CLIENT, maxAttempts: 1, requestHandler: { ...CLIENT.requestHandler, requestTimeout: 50 } });
  await expect(impatient.send(new DescribeStacksCommand({ StackName: STACK_ID }))).rejects.toMatchObject({ name: 'TimeoutError' });
});
