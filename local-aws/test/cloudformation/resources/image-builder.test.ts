import { aws, begin, calls, create, remove, typeOf, update } from './deployment';
import { imageBuilder } from '../../../src/services/image-builder';

// Lifecycle policies as stacks have them.

const POLICY = 'AWS::ImageBuilder::LifecyclePolicy';
const PROPERTIES = {
  Name: 'Golden Linux',
  ExecutionRole: 'arn:aws:iam::111111111111:role/lifecycle',
  ResourceType: 'AMI_IMAGE',
  PolicyDetails: [{
    Action: { Type: 'DELETE', IncludeResources: { Amis: true } },
    Filter: { Type: 'AGE', Unit: 'DAYS', Value: 90 },
    ExclusionRules: { TagMap: { Keep: 'true' } },
  }],
  ResourceSelection: { TagMap: { Stage: 'prod' } },
};
const DETAILS = {
  executionRole: 'arn:aws:iam::111111111111:role/lifecycle',
  resourceType: 'AMI_IMAGE',
  policyDetails: [{
    action: { type: 'DELETE', includeResources: { amis: true } },
    filter: { type: 'AGE', unit: 'DAYS', value: 90 },
    exclusionRules: { tagMap: { Keep: 'true' } },
  }],
  resourceSelection: { tagMap: { Stage: 'prod' } },
};
const ARN = 'arn:aws:imagebuilder:eu-west-1:111111111111:lifecycle-policy/golden-linux';
const STATE = { physicalId: ARN, attributes: { Arn: ARN } };

beforeEach(() => begin(clock => [imageBuilder(clock)]));

test('a policy is created in the shape of the API, with the keys of tags as they are', async () => {
  expect(await create(POLICY, { ...PROPERTIES, Tags: { Team: 'a' } }, { stackTags: { Cost: '1' } })).toEqual(STATE);
  expect(calls()).toEqual([['CreateLifecyclePolicy', { name: 'Golden Linux', ...DETAILS, tags: { Cost: '1', Team: 'a' } }]]);
});

test('an update replaces the whole policy, and changes the tags that differ', async () => {
  const before = { ...PROPERTIES, Description: 'old', Status: 'DISABLED', Tags: { Gone: '1', Same: '1' } };
  await create(POLICY, before, { stackTags: { Cost: '1' } });
  calls();
  expect(await update(POLICY, ARN, before, { ...PROPERTIES, Tags: { Same: '1' } }, { before: { Cost: '1' }, after: { Cost: '2' } })).toEqual(STATE);
  expect(calls()).toEqual([
    ['UpdateLifecyclePolicy', { lifecyclePolicyArn: ARN, ...DETAILS }],
    ['UntagResource', { resourceArn: ARN, tagKeys: ['Gone'] }],
    ['TagResource', { resourceArn: ARN, tags: { Cost: '2' } }],
  ]);
  const { lifecyclePolicy } = await aws.call('imagebuilder', 'GetLifecyclePolicy', { lifecyclePolicyArn: ARN }, { account: '111111111111', region: 'eu-west-1' });
  expect(lifecyclePolicy).toMatchObject({ status: 'ENABLED', tags: { Same: '1', Cost: '2' } });
  expect(lifecyclePolicy).not.toHaveProperty('description');
});

test('each operation has a client token of its own', async () => {
  await create(POLICY, PROPERTIES);
  await update(POLICY, ARN, PROPERTIES, PROPERTIES);
  await update(POLICY, ARN, PROPERTIES, PROPERTIES);
  const tokens = aws.calls.map(({ input }) => input.clientToken);
  expect(tokens).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
  expect(new Set(tokens).size).toBe(3);
});

test('only another name replaces a policy', () => {
  expect(typeOf(POLICY)).toMatchObject({ replacedBy: ['Name'], takesStackTags: true });
});

test('another resource type is an update, which Image Builder refuses', async () => {
  await create(POLICY, PROPERTIES);
  await expect(update(POLICY, ARN, PROPERTIES, {
    ...PROPERTIES, ResourceType: 'CONTAINER_IMAGE', PolicyDetails: [{ ...PROPERTIES.PolicyDetails[0], Action: { Type: 'DELETE' } }],
  })).rejects.toThrow(new Error(
    'Resource handler returned message: "The resource type of a lifecycle policy cannot be changed. '
    + '(Service: Imagebuilder, Status Code: 400)" (RequestToken: local, HandlerErrorCode: InvalidRequest)'));
});

test('a name that is taken fails', async () => {
  await create(POLICY, PROPERTIES);
  await expect(create(POLICY, { ...PROPERTIES, Name: 'golden_linux' })).rejects.toThrow(new Error(
    'Resource handler returned message: "A lifecycle policy with the name golden-linux exists already. '
    + '(Service: Imagebuilder, Status Code: 400)" (RequestToken: local, HandlerErrorCode: AlreadyExists)'));
});

test.each(['InvalidRequestException', 'ResourceNotFoundException'] as const)('a policy is deleted, and what is gone by %s is deleted already', async missingIs => {
  await begin(clock => [imageBuilder(clock, { missingIs })]);
  await create(POLICY, PROPERTIES);
  calls();
  await remove(POLICY, ARN);
  await remove(POLICY, ARN);
  expect(aws.calls.map(({ error }) => error)).toEqual([undefined, missingIs]);
  expect(calls()).toEqual([['DeleteLifecyclePolicy', { lifecyclePolicyArn: ARN }], ['DeleteLifecyclePolicy', { lifecyclePolicyArn: ARN }]]);
});
