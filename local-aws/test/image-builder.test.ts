import {
  CreateLifecyclePolicyCommand, CreateLifecyclePolicyCommandInput, DeleteLifecyclePolicyCommand, GetLifecyclePolicyCommand, ImagebuilderClient,
  LifecyclePolicy as Policy, ListLifecyclePoliciesCommand, ListTagsForResourceCommand, TagResourceCommand, UntagResourceCommand,
  UpdateLifecyclePolicyCommand,
} from '@aws-sdk/client-imagebuilder';
import { accessKeyOf, LocalAws } from '../src/server';
import { imageBuilder } from '../src/services/image-builder';
import { Caller, Clock } from '../src/world';

const HOME = { account: '111111111111', region: 'eu-west-1' };
const ARN = 'arn:aws:imagebuilder:eu-west-1:111111111111:lifecycle-policy/golden-linux';

let clock: Clock;
let aws: LocalAws;
let client: ImagebuilderClient;
let token = 0;

beforeEach(async () => {
  clock = new Clock();
  aws = await LocalAws.start([imageBuilder(clock)]);
  client = clientOf(HOME);
});

afterEach(async () => {
  client.destroy();
  await aws.stop();
});

/** A real client, which knows of the stand-in only where it listens. */
function clientOf(caller: Caller): ImagebuilderClient {
  return new ImagebuilderClient(aws.clientOf(caller));
}

function request(changes: Partial<CreateLifecyclePolicyCommandInput> = {}): CreateLifecyclePolicyCommandInput {
  return {
    name: 'Golden Linux',
    executionRole: 'arn:aws:iam::111111111111:role/lifecycle',
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: 'DEPRECATE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 30, unit: 'DAYS' } }],
    resourceSelection: { recipes: [{ name: 'Golden Linux', semanticVersion: '1.x.x' }] },
    clientToken: `token-${token++}`,
    ...changes,
  };
}

const create = (changes?: Partial<CreateLifecyclePolicyCommandInput>, by = client) => by.send(new CreateLifecyclePolicyCommand(request(changes)));
const get = async (arn = ARN): Promise<Policy> => (await client.send(new GetLifecyclePolicyCommand({ lifecyclePolicyArn: arn }))).lifecyclePolicy!;
const update = ({ name: _, ...changes }: Partial<CreateLifecyclePolicyCommandInput> = {}) => {
  const { name: __, tags: ___, ...input } = request(changes);
  return client.send(new UpdateLifecyclePolicyCommand({ lifecyclePolicyArn: ARN, ...input }));
};

describe('a lifecycle policy', () => {
  test('is created, and read as it was written', async () => {
    const input = request({ description: 'Golden', tags: { team: 'platform' } });
    const { lifecyclePolicyArn, clientToken } = await client.send(new CreateLifecyclePolicyCommand(input));
    expect([lifecyclePolicyArn, clientToken]).toEqual([ARN, input.clientToken]);

    const { clientToken: _, ...written } = input;
    const now = new Date(clock.now() * 1000);
    expect(await get()).toEqual({ ...written, arn: ARN, status: 'ENABLED', dateCreated: now, dateUpdated: now });
    expect(aws.calls.map(call => call.operation)).toEqual(['CreateLifecyclePolicy', 'GetLifecyclePolicy']);
    expect(aws.faults).toEqual([]);
  });

  test('is enabled and has no description after an update that says nothing of them', async () => {
    await create({ status: 'DISABLED', description: 'Golden', tags: { team: 'platform' } });
    clock.advance({ days: 1 });
    await update();
    expect(await get()).toMatchObject({ name: 'Golden Linux', status: 'ENABLED', tags: { team: 'platform' } });
    expect((await get()).description).toBeUndefined();
    expect((await get()).dateUpdated!.getTime() - (await get()).dateCreated!.getTime()).toBe(86_400_000);
  });

  test('has isPublic as soon as it has AMI exclusions', async () => {
    const [detail] = request().policyDetails!;
    await create({ policyDetails: [{ ...detail, exclusionRules: { amis: { regions: ['eu-west-1'] } } }] });
    expect((await get()).policyDetails![0].exclusionRules).toEqual({ amis: { isPublic: false, regions: ['eu-west-1'] } });
  });

  test('is listed a page at a time, and deleted', async () => {
    for (const name of ['one', 'two', 'three']) {
      await create({ name });
    }
    const first = await client.send(new ListLifecyclePoliciesCommand({ maxResults: 2 }));
    const second = await client.send(new ListLifecyclePoliciesCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([first, second].map(page => page.lifecyclePolicySummaryList!.map(it => it.name))).toEqual([['one', 'two'], ['three']]);
    expect(second.nextToken).toBeUndefined();

    const [{ arn }] = first.lifecyclePolicySummaryList!;
    await client.send(new DeleteLifecyclePolicyCommand({ lifecyclePolicyArn: arn }));
    await expect(get(arn)).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('is tagged and untagged', async () => {
    await create();
    await client.send(new TagResourceCommand({ resourceArn: ARN, tags: { a: '1', b: '2' } }));
    await client.send(new UntagResourceCommand({ resourceArn: ARN, tagKeys: ['a'] }));
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn: ARN }))).tags).toEqual({ b: '2' });
    await expect(client.send(new TagResourceCommand({ resourceArn: `${ARN}-not`, tags: { a: '1' } })))
      .rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is of one account and Region', async () => {
    await create();
    for (const elsewhere of [{ ...HOME, account: '222222222222' }, { ...HOME, region: 'us-east-1' }]) {
      const other = clientOf(elsewhere);
      expect((await other.send(new ListLifecyclePoliciesCommand({}))).lifecyclePolicySummaryList).toEqual([]);
      await expect(create({}, other)).resolves.toMatchObject({ lifecyclePolicyArn: expect.stringContaining(`${elsewhere.region}:${elsewhere.account}`) });
      other.destroy();
    }
  });

  test.each(['golden linux', 'GOLDEN_LINUX', 'Golden Linux'])('is not created a second time as %s', async name => {
    await create();
    await expect(create({ name })).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });

  test('is created once for a client token, which is good for one set of parameters', async () => {
    const input = request();
    const twice = await Promise.all([1, 2].map(() => client.send(new CreateLifecyclePolicyCommand(input))));
    expect(twice.map(it => it.lifecyclePolicyArn)).toEqual([ARN, ARN]);
    await expect(client.send(new CreateLifecyclePolicyCommand({ ...input, description: 'other' })))
      .rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  test('does not change its resource type', async () => {
    await create();
    await expect(update({
      resourceType: 'CONTAINER_IMAGE',
      policyDetails: [{ action: { type: 'DELETE', includeResources: { containers: true } }, filter: { type: 'COUNT', value: 1 } }],
    })).rejects.toMatchObject({ name: 'InvalidRequestException', message: 'The resource type of a lifecycle policy cannot be changed.' });
  });
});

describe('refused, although each field by itself is right', () => {
  const age = { type: 'AGE', value: 30, unit: 'DAYS' } as const;
  const count = { type: 'COUNT', value: 5 } as const;
  const rule = (type: 'DELETE' | 'DEPRECATE' | 'DISABLE', includeResources: object = {}, filter: object = age, exclusionRules?: object) =>
    ({ policyDetails: [{ action: { type, includeResources }, filter, exclusionRules }] }) as Partial<CreateLifecyclePolicyCommandInput>;
  const containers = (...args: Parameters<typeof rule>) => ({ ...rule(...args), resourceType: 'CONTAINER_IMAGE' }) as const;

  test.each<[Partial<CreateLifecyclePolicyCommandInput>]>([
    [{ resourceSelection: {} }],
    [{ resourceSelection: { recipes: request().resourceSelection!.recipes, tagMap: { a: 'b' } } }],
    [{ policyDetails: [...rule('DELETE').policyDetails!, ...rule('DELETE').policyDetails!] }],
    [containers('DISABLE')],
    [containers('DELETE', { amis: true })],
    [containers('DELETE', { snapshots: true })],
    [containers('DELETE', {}, age, { amis: { isPublic: true } })],
    [rule('DELETE', { containers: true })],
    [rule('DEPRECATE', { amis: true, snapshots: true })],
    [rule('DISABLE', { amis: true }, count)],
    [rule('DELETE', { snapshots: true })],
    [rule('DELETE', {}, { type: 'AGE', value: 30 })],
  ])('%j', async changes => {
    await expect(create(changes)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(aws.calls).toMatchObject([{ operation: 'CreateLifecyclePolicy', error: 'InvalidRequestException' }]);
  });
});

describe('a request that breaks AWS\'s model', () => {
  // Sent by hand: the client would drop what it does not know.
  const send = async (body: object) => {
    const response = await fetch(`${aws.endpoint}/CreateLifecyclePolicy`, {
      method: 'PUT',
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/eu-west-1/imagebuilder/aws4_request` },
      body: JSON.stringify(body),
    });
    return { status: response.status, code: response.headers.get('x-amzn-errortype'), ...await response.json() as { message: string } };
  };
  const at = (path: string, value: unknown) => {
    const body = structuredClone(request()) as any;
    const names = path.split('.');
    const last = names.pop()!;
    names.reduce((it, name) => it[name], body)[last] = value;
    return body;
  };

  test.each<[string, unknown, string]>([
    ['name', undefined, 'CreateLifecyclePolicy.name is missing'],
    ['policyDetails.0.filter.value', undefined, 'CreateLifecyclePolicy.policyDetails[0].filter.value is missing'],
    ['lockState', 'x', 'CreateLifecyclePolicy.lockState is unknown'],
    ['policyDetails.0.action.includeResources.volumes', true, 'CreateLifecyclePolicy.policyDetails[0].action.includeResources.volumes is unknown'],
    ['status', 'PAUSED', 'CreateLifecyclePolicy.status must be one of DISABLED, ENABLED'],
    ['status', 1, 'CreateLifecyclePolicy.status must be a string'],
    ['name', 'a', 'CreateLifecyclePolicy.name must match ^[-_A-Za-z-0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z-0-9]$'],
    ['description', '', 'CreateLifecyclePolicy.description has 0, less than 1'],
    ['description', 'a'.repeat(1025), 'CreateLifecyclePolicy.description has 1025, more than 1024'],
    ['policyDetails', [], 'CreateLifecyclePolicy.policyDetails has 0, less than 1'],
    ['policyDetails', {}, 'CreateLifecyclePolicy.policyDetails must be a list'],
    ['resourceSelection', [], 'CreateLifecyclePolicy.resourceSelection must be a structure'],
    ['policyDetails.0.filter.value', 1001, 'CreateLifecyclePolicy.policyDetails[0].filter.value is 1001, more than 1000'],
    ['policyDetails.0.filter.value', 1.5, 'CreateLifecyclePolicy.policyDetails[0].filter.value must be a whole number'],
    ['policyDetails.0.action.includeResources.amis', 'true', 'CreateLifecyclePolicy.policyDetails[0].action.includeResources.amis must be true or false'],
    ['tags', {}, 'CreateLifecyclePolicy.tags has 0, less than 1'],
    ['tags', [], 'CreateLifecyclePolicy.tags must be a map'],
    ['tags', { 'aws:a': '' }, 'CreateLifecyclePolicy.tags key "aws:a" must match ^(?!aws:)[a-zA-Z0-9\\s_.:/=+\\-@]*$'],
    ['tags', { a: 'b'.repeat(257) }, 'CreateLifecyclePolicy.tags["a"] has 257, more than 256'],
  ])('%s: %j', async (path, value, message) => {
    expect(await send(at(path, value))).toEqual({ status: 400, code: 'InvalidRequestException', message });
    expect(aws.faults).toEqual([]);
  });

  test('in several ways is told all of them', async () => {
    expect((await send({ ...at('status', 'PAUSED'), name: 'a' })).message.split('; ')).toHaveLength(2);
  });
});
