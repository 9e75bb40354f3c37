import { accessKeyOf } from '../src/server';
import { HOME, StandIn } from '../src/stand-in';

// Requests that break the model of a service, for the services whose operations are few: none reaches what it asks for.

let world: StandIn;

beforeAll(async () => {
  world = await StandIn.start();
});

afterAll(async () => {
  expect(world.faults).toEqual([]);
  await world.stop();
});

async function send(service: string, method: string, path: string, body: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/${service}/aws4_request`;
  const response = await fetch(`${world.server.endpoint}${path}`, { method, body, headers: { authorization, ...headers } });
  return [response.status, await response.text()];
}

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

test.each<[string, string, Record<string, string>, string]>([
  ['a missing member', 'cloudformation', { Action: 'DescribeStackResource', StackName: 'Rules' }, 'DescribeStackResource.LogicalResourceId is missing'],
  ['an unknown member', 'cloudformation', { Action: 'DescribeStacks', Stack: 'Rules' }, 'DescribeStacks.Stack is unknown'],
  ['a text that is too short', 'cloudformation', { Action: 'DescribeStacks', NextToken: '' }, 'DescribeStacks.NextToken has 0, less than 1'],
  ['a missing member', 'sts', { Action: 'AssumeRole', RoleSessionName: 'it' }, 'AssumeRole.RoleArn is missing'],
  ['a number that is none', 'sts', { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::111111111111:role/r', RoleSessionName: 'it', DurationSeconds: 'long' },
    'AssumeRole.DurationSeconds must be a whole number'],
  ['a number out of range', 'sts', { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::111111111111:role/r', RoleSessionName: 'it', DurationSeconds: '1' },
    'AssumeRole.DurationSeconds is 1, less than 900'],
  ['a text that is too long', 'sts', { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::111111111111:role/r', RoleSessionName: 'x'.repeat(65) },
    'AssumeRole.RoleSessionName has 65, more than 64'],
])('%s in %s', async (_, service, fields, wrong) => {
  const [status, body] = await send(service, 'POST', '/', form(fields));
  expect([status, body]).toEqual([400, expect.stringContaining(wrong)]);
});

test.each([
  ['a value that is none of the model', { 'x-amz-invocation-type': 'Soon' }, 'rules', 'Invoke.InvocationType must be one of Event, RequestResponse, DryRun'],
  ['a name that is too long', { 'x-amz-invocation-type': 'Event' }, 'x'.repeat(300), 'Invoke.FunctionName has 300, more than'],
])('%s in lambda', async (_, headers, name, wrong) => {
  const [status, body] = await send('lambda', 'POST', `/2015-03-31/functions/${name}/invocations`, '{}', headers);
  expect([status, body]).toEqual([400, expect.stringContaining(wrong)]);
});
