import { CloudFormationClient, DescribeStackResourceCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { a, clock, cloudFormation, deploy, fail, HOME, ref, remove } from './stack-world';
import { accessKeyOf, LocalAws } from '../../src/server';
import type { AccessRequest } from '../../src/service';
import { cloudFormation as cloudFormationService } from '../../src/services/cloudformation';

// What functions see of stacks, by the real client.

let aws: LocalAws;
let clients: CloudFormationClient[];

beforeEach(async () => {
  clients = [];
  aws = await LocalAws.start([cloudFormationService(cloudFormation.stacks)]);
});

afterEach(async () => {
  clients.forEach(client => client.destroy());
  await aws.stop();
  expect(aws.faults).toEqual([]);
});

const client = (sessionToken?: string, region = HOME.region) => {
  const credentials = { accessKeyId: accessKeyOf(HOME.account), secretAccessKey: 'none', ...sessionToken === undefined ? {} : { sessionToken } };
  const made = new CloudFormationClient({ region, endpoint: aws.endpoint, maxAttempts: 1, credentials });
  clients.push(made);
  return made;
};
const describeStacks = async (StackName?: string, by = client()) => (await by.send(new DescribeStacksCommand({ StackName }))).Stacks;
const describeResource = async (StackName: string, LogicalResourceId: string) =>
  (await client().send(new DescribeStackResourceCommand({ StackName, LogicalResourceId }))).StackResourceDetail;
const invalid = (message: string) => ({ name: 'ValidationError', message, $metadata: { httpStatusCode: 400 } });

test('a stack by its name or ARN', async () => {
  const created = new Date(clock.now() * 1000);
  const { id } = await deploy({ A: a() }, {
    Description: 'Images & more',
    Parameters: { Name: { Type: 'String', Default: 'x' } },
    Outputs: { Id: { Value: ref('A'), Description: 'An id', Export: { Name: 'id' } }, Other: { Value: 'o' } },
    tags: { team: 'a' },
  });
  const stack = {
    StackId: id,
    StackName: 'Stack',
    Description: 'Images & more',
    Parameters: [{ ParameterKey: 'Name', ParameterValue: 'x' }],
    CreationTime: created,
    StackStatus: 'CREATE_COMPLETE',
    DisableRollback: false,
    NotificationARNs: [],
    Outputs: [{ OutputKey: 'Id', OutputValue: 'A-1', Description: 'An id', ExportName: 'id' }, { OutputKey: 'Other', OutputValue: 'o' }],
    Tags: [{ Key: 'team', Value: 'a' }],
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
  expect(await describeStacks('Stack')).toEqual([stack]);
  expect(await describeStacks(id)).toEqual([stack]);
});

test('a stack whose update failed, with why', async () => {
  await deploy({ A: a({ Value: 1 }) });
  clock.advance({ seconds: 9 });
  fail('update A-1');
  await deploy({ A: a({ Value: 2 }) }, { disableRollback: true, terminationProtection: true });
  expect(await describeStacks('Stack')).toMatchObject([{
    StackStatus: 'UPDATE_FAILED',
    StackStatusReason: 'The following resource(s) failed to update: [A].',
    LastUpdatedTime: new Date(clock.now() * 1000),
    DisableRollback: true,
    EnableTerminationProtection: true,
  }]);
});

test('a stack that is deleted is found only by its ARN', async () => {
  const { id } = await deploy({ A: a() });
  await remove();
  expect(await describeStacks(id)).toMatchObject([{ StackStatus: 'DELETE_COMPLETE', DeletionTime: new Date(clock.now() * 1000) }]);
  await expect(describeStacks('Stack')).rejects.toMatchObject(invalid('Stack with id Stack does not exist'));
  expect(await describeStacks()).toEqual([]);
});

test('a stack of another Region is not found', async () => {
  const { id } = await deploy({ A: a() });
  await expect(describeStacks(id, client(undefined, 'eu-west-2'))).rejects.toMatchObject(invalid(`Stack with id ${id} does not exist`));
});

test('all stacks, page by page', async () => {
  await deploy({ A: a() });
  await deploy({ A: a() }, { stackName: 'Other' });
  aws.pageSize = 1;
  const { Stacks: first, NextToken } = await client().send(new DescribeStacksCommand({}));
  const { Stacks: second, NextToken: none } = await client().send(new DescribeStacksCommand({ NextToken }));
  expect([...first!, ...second!].map(({ StackName }) => StackName)).toEqual(['Other', 'Stack']);
  expect(none).toBeUndefined();
});

test('a resource of a stack', async () => {
  const { id } = await deploy({ A: a() });
  const detail = {
    StackName: 'Stack', StackId: id, LogicalResourceId: 'A', PhysicalResourceId: 'A-1', ResourceType: 'Test::Thing',
    LastUpdatedTimestamp: new Date(clock.now() * 1000), ResourceStatus: 'CREATE_COMPLETE', DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  };
  expect(await describeResource('Stack', 'A')).toEqual(detail);
  expect(await describeResource(id, 'A')).toEqual(detail);
  await expect(describeResource('Stack', 'B')).rejects.toMatchObject(invalid('Resource B does not exist for stack Stack'));
  await expect(describeResource('Nope', 'B')).rejects.toMatchObject(invalid("Stack 'Nope' does not exist"));
});

test('a resource that failed to be created, with why and without a physical id', async () => {
  fail('create A');
  await deploy({ A: a() }, { disableRollback: true });
  expect(await describeResource('Stack', 'A')).toMatchObject({ ResourceStatus: 'CREATE_FAILED', ResourceStatusReason: 'create A failed' });
  expect(await describeResource('Stack', 'A')).not.toHaveProperty('PhysicalResourceId');
});

test('what a role needs is on the stack, by its ARN also when it is asked for by its name', async () => {
  const { id } = await deploy({ A: a() });
  const asked: AccessRequest[] = [];
  aws.authorizer = {
    refusal: async (_, request) => {
      asked.push(request);
      return request.resource === '*' ? 'not that' : undefined;
    },
  };
  const role = client(aws.sessions.begin({ account: HOME.account, role: 'arn:aws:iam::111111111111:role/handler' }));
  await describeStacks('Stack', role);
  await expect(describeStacks('Other', role)).rejects.toMatchObject({ name: 'ValidationError' });
  await role.send(new DescribeStackResourceCommand({ StackName: id, LogicalResourceId: 'A' }));
  await expect(describeStacks(undefined, role)).rejects.toMatchObject({ name: 'AccessDenied', message: 'not that' });
  expect(asked).toEqual([
    { action: 'cloudformation:DescribeStacks', resource: id },
    { action: 'cloudformation:DescribeStacks', resource: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Other/*' },
    { action: 'cloudformation:DescribeStackResource', resource: id },
    { action: 'cloudformation:DescribeStacks', resource: '*' },
  ]);
});
