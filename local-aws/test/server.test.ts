import { ImagebuilderClient, ListImagesCommand, ListLifecyclePoliciesCommand } from '@aws-sdk/client-imagebuilder';
import { serviceModel } from '../src/model/service-model';
import { accessKeyOf, LocalAws } from '../src/server';
import type { Service } from '../src/service';
import { ServiceError } from '../src/service-error';

// The stand-in never passes off a mistake of its own as an answer of AWS.

let aws: LocalAws;

afterEach(() => aws.stop());

async function serving(operations: Service['operations'], accessKeyId = accessKeyOf('111111111111')): Promise<ImagebuilderClient> {
  aws = await LocalAws.start([{ model: serviceModel('imagebuilder/2019-12-02'), invalidRequest: [{ code: 'InvalidRequestException' }], operations }]);
  return new ImagebuilderClient({ region: 'eu-west-1', endpoint: aws.endpoint, maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: 'none' } });
}

test('listens on the loopback interface only', async () => {
  await serving({});
  expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
});

test.each<[string, Service['operations'], object, string]>([
  ['an operation that is not served', {}, new ListImagesCommand({}), 'ListImages is not served'],
  ['an answer that breaks the model', { ListLifecyclePolicies: () => ({ policies: [] }) }, new ListLifecyclePoliciesCommand({}),
    'answer to ListLifecyclePolicies.policies is unknown'],
  ['an error that the operation does not have', {
    ListLifecyclePolicies: () => {
      throw new ServiceError('ResourceInUseException', 'in use');
    },
  }, new ListLifecyclePoliciesCommand({}), 'ListLifecyclePolicies has no error ResourceInUseException'],
])('%s is a fault of the stand-in', async (_, operations, command, fault) => {
  const client = await serving(operations);
  await expect(client.send(command as ListImagesCommand)).rejects.toMatchObject({ name: 'StandInFault', $metadata: { httpStatusCode: 501 } });
  expect(aws.faults).toEqual([fault]);
});

test('a bug of the stand-in is a fault, with its place', async () => {
  const client = await serving({ ListLifecyclePolicies: () => (undefined as unknown as { a: object }).a });
  await expect(client.send(new ListLifecyclePoliciesCommand({}))).rejects.toMatchObject({ name: 'StandInFault', $metadata: { httpStatusCode: 500 } });
  expect(aws.faults).toEqual([expect.stringMatching(/^TypeError: .*server\.test\.ts/s)]);
});

test.each(['ThrottlingException', 'AccessDeniedException'])('%s is an error of every operation', async code => {
  const client = await serving({
    ListLifecyclePolicies: () => {
      throw new ServiceError(code, 'no');
    },
  });
  await expect(client.send(new ListLifecyclePoliciesCommand({}))).rejects.toMatchObject({ name: code, message: 'no' });
  expect(aws.faults).toEqual([]);
});

test('a caller without an account, or of another service, is told so', async () => {
  const client = await serving({}, 'AKIAEXAMPLE');
  await expect(client.send(new ListLifecyclePoliciesCommand({}))).rejects.toMatchObject({ name: 'StandInFault' });
  await fetch(`${aws.endpoint}/rules`, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=LOCAL111111111111/20260101/eu-west-1/rbin/aws4_request' } });
  await fetch(`${aws.endpoint}/ListNothing`, { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=LOCAL111111111111/20260101/eu-west-1/imagebuilder/aws4_request' } });
  expect(aws.faults).toEqual([
    'the access key AKIAEXAMPLE names no account: use LOCAL and the 12 digits of one',
    'the service rbin is not served',
    'no operation is GET /ListNothing',
  ]);
});
