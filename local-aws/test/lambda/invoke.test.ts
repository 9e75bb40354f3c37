import { InvokeCommand, InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { ARN, aws, functions, put, start, stop } from './world-of-functions';
import { InProcessInvoker } from '../../src/lambda/in-process-invoker';
import { accessKeyOf } from '../../src/server';
import { lambda } from '../../src/services/lambda';

let client: LambdaClient;

beforeEach(async () => {
  await start(new InProcessInvoker());
  client = new LambdaClient({
    region: 'eu-west-1', endpoint: aws.endpoint, maxAttempts: 1, credentials: { accessKeyId: accessKeyOf('111111111111'), secretAccessKey: 'none' },
  });
  put('exports.handler = async event => console.log(JSON.stringify(event));');
});

afterEach(async () => {
  client.destroy();
  await stop();
});

const invoke = (changes: Partial<InvokeCommandInput> = {}) =>
  client.send(new InvokeCommand({ FunctionName: ARN, InvocationType: 'Event', Payload: '{"a":"ü"}', ...changes }));

test.each([ARN, 'tagger'])('a function is invoked as %s', async name => {
  expect((await invoke({ FunctionName: name })).StatusCode).toBe(202);
  await functions.idle();
  expect(functions.logs(ARN)).toEqual(['{"a":"ü"}']);
  expect(aws.calls).toEqual([{
    account: '111111111111', region: 'eu-west-1', service: 'lambda', operation: 'Invoke', input: { FunctionName: name, InvocationType: 'Event', Payload: '{"a":"ü"}' },
  }]);
});

test('an event without a payload is empty', async () => {
  await invoke({ Payload: undefined });
  await functions.idle();
  expect(functions.runs[0].payload).toEqual({});
});

test('a function that there is not is not found', async () => {
  await expect(invoke({ FunctionName: 'other' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException', message: `Function not found: ${ARN.replace('tagger', 'other')}`, $metadata: { httpStatusCode: 404 },
  });
});

test('a payload has to be JSON', async () => {
  await expect(invoke({ Payload: '{' })).rejects.toMatchObject({ name: 'InvalidRequestContentException', $metadata: { httpStatusCode: 400 } });
});

test('a role has to be allowed to invoke a function', async () => {
  const role = 'arn:aws:iam::111111111111:role/tagger';
  const { access } = lambda(functions);
  expect(access!.Invoke({ FunctionName: 'tagger' }, { account: '111111111111', region: 'eu-west-1', role })).toEqual([{ action: 'lambda:InvokeFunction', resource: ARN }]);
});

test.each<[string, Partial<InvokeCommandInput>, string]>([
  ['waiting for what a function returns', { InvocationType: 'RequestResponse' }, 'Invoke with the invocation type RequestResponse is not modelled'],
  ['a version', { FunctionName: `${ARN}:1` }, `a function by ${ARN}:1 is not modelled: only by its name or ARN, without a version, in its own account and Region`],
  ['a function of another account', { FunctionName: ARN.replace('1'.repeat(12), '2'.repeat(12)) },
    `a function by ${ARN.replace('1'.repeat(12), '2'.repeat(12))} is not modelled: only by its name or ARN, without a version, in its own account and Region`],
])('%s is not modelled', async (_, changes, fault) => {
  await expect(invoke(changes)).rejects.toMatchObject({ name: 'StandInFault' });
  expect(aws.faults.splice(0)).toEqual([fault]);
});
