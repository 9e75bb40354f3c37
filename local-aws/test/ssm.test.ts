import {
  AddTagsToResourceCommand, DeleteParameterCommand, GetParameterCommand, GetParametersCommand, ListTagsForResourceCommand, PutParameterCommand,
  PutParameterCommandInput, RemoveTagsFromResourceCommand, SSMClient,
} from '@aws-sdk/client-ssm';
import { accessKeyOf, LocalAws } from '../src/server';
import type { Service } from '../src/service';
import { ssm, SsmOptions } from '../src/services/ssm';
import { Caller, Clock } from '../src/world';

const HOME = { account: '111111111111', region: 'eu-west-1' };
const NAME = '/images/golden';
const ARN = 'arn:aws:ssm:eu-west-1:111111111111:parameter/images/golden';

let clock: Clock;
let service: Service;
let aws: LocalAws;
let client: SSMClient;
let clients: SSMClient[];

async function start(options?: SsmOptions): Promise<void> {
  clock = new Clock();
  service = ssm(clock, options);
  aws = await LocalAws.start([service]);
  clients = [];
  client = clientOf(HOME);
}

async function stop(): Promise<void> {
  clients.forEach(it => it.destroy());
  await aws.stop();
  expect(aws.faults).toEqual([]);
}

beforeEach(() => start());

afterEach(() => stop());

function clientOf(caller: Caller): SSMClient {
  const made = new SSMClient(aws.clientOf(caller));
  clients.push(made);
  return made;
}

async function whole<T extends { $metadata: object }>(answer: Promise<T>) {
  const { $metadata: _, ...said } = await answer;
  return said;
}

const put = (changes: Partial<PutParameterCommandInput> = {}) =>
  client.send(new PutParameterCommand({ Name: NAME, Type: 'String', Value: 'ami-0123456789abcdef0', ...changes }));
const over = (changes: Partial<PutParameterCommandInput> = {}) =>
  client.send(new PutParameterCommand({ Name: NAME, Value: 'ami-0123456789abcdef1', Overwrite: true, ...changes }));
const get = async (name = NAME, by = client) => (await by.send(new GetParameterCommand({ Name: name }))).Parameter;
const value = async (name?: string) => (await get(name))?.Value;
const remove = (name = NAME) => client.send(new DeleteParameterCommand({ Name: name }));
const resource = { ResourceType: 'Parameter', ResourceId: NAME } as const;
const tags = async () => (await client.send(new ListTagsForResourceCommand(resource))).TagList;

describe('a parameter', () => {
  const STORED = {
    Name: NAME, Type: 'String', DataType: 'text', Value: 'ami-0123456789abcdef0', Version: 1, ARN, LastModifiedDate: new Date('2026-01-01T00:00:00Z'),
  };

  test('is put, got and deleted', async () => {
    expect(await whole(put())).toStrictEqual({ Version: 1, Tier: 'Standard' });
    expect(await get()).toStrictEqual(STORED);
    expect(await whole(remove())).toStrictEqual({});
    const gone = { name: 'ParameterNotFound', message: 'The parameter /images/golden does not exist.', $metadata: { httpStatusCode: 400 } };
    await expect(get()).rejects.toMatchObject(gone);
    await expect(remove()).rejects.toMatchObject(gone);
  });

  test('is written over only if it shall be, and keeps its versions', async () => {
    await put({ Tier: 'Advanced' });
    await expect(put()).rejects.toMatchObject({
      name: 'ParameterAlreadyExists', message: 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    });
    clock.advance({ days: 1 });
    expect(await whole(over())).toStrictEqual({ Version: 2, Tier: 'Advanced' });
    expect(await get()).toStrictEqual({ ...STORED, Value: 'ami-0123456789abcdef1', Version: 2, LastModifiedDate: new Date('2026-01-02T00:00:00Z') });
    expect(await get(`${NAME}:1`)).toStrictEqual({ ...STORED, Selector: ':1' });
    await expect(get(`${NAME}:3`)).rejects.toMatchObject({
      name: 'ParameterVersionNotFound', message: 'Systems Manager could not find version 3 of /images/golden.',
    });
  });

  test('that is not there yet can be written over too', async () => {
    await over({ Type: 'StringList', Value: 'a,b' });
    expect(await get()).toMatchObject({ Type: 'StringList', Value: 'a,b', Version: 1 });
  });

  test.each([[NAME, ARN], ['plain', 'arn:aws:ssm:eu-west-1:111111111111:parameter/plain']])('%s is called by its ARN as well', async (Name, arn) => {
    await put({ Name });
    expect(await get(arn)).toMatchObject({ Name, ARN: arn });
    expect(await get(`${arn}:1`)).toMatchObject({ Name, Selector: ':1' });
  });

  test('is of one account and Region', async () => {
    await put();
    for (const elsewhere of [{ ...HOME, account: '222222222222' }, { ...HOME, region: 'us-east-1' }]) {
      await expect(get(NAME, clientOf(elsewhere))).rejects.toMatchObject({ name: 'ParameterNotFound' });
    }
  });

  test('is one of several that are got at once', async () => {
    await put();
    await put({ Name: 'other', Value: 'b' });
    const { Parameters: found, ...rest } = await whole(client.send(new GetParametersCommand({ Names: [NAME, 'none', 'other', `${NAME}:2`] })));
    expect(found!.map(it => [it.Name, it.Value])).toEqual([[NAME, 'ami-0123456789abcdef0'], ['other', 'b']]);
    expect(rest).toStrictEqual({ InvalidParameters: ['none', `${NAME}:2`] });
    expect((await client.send(new GetParametersCommand({ Names: ['other'] }))).Parameters).toHaveLength(1);
  });

  test('has tags', async () => {
    await put({ Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] });
    await client.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'a', Value: '3' }, { Key: 'c', Value: '' }] }));
    await client.send(new RemoveTagsFromResourceCommand({ ...resource, TagKeys: ['b', 'none'] }));
    await over();
    expect(await tags()).toEqual([{ Key: 'a', Value: '3' }, { Key: 'c', Value: '' }]);
    const Tags = Array.from({ length: 49 }, (_, index) => ({ Key: `key-${index}`, Value: '' }));
    await expect(client.send(new AddTagsToResourceCommand({ ...resource, Tags }))).rejects.toMatchObject({
      name: 'TooManyTagsError', message: 'A parameter has at most 50 tags.',
    });
    await remove();
    await expect(tags()).rejects.toMatchObject({ name: 'InvalidResourceId', message: 'The parameter /images/golden does not exist.' });
  });
});

describe('a parameter of an AMI', () => {
  const image = { DataType: 'aws:ec2:image' };

  test('has the id of an AMI', async () => {
    await put(image);
    expect(await get()).toMatchObject({ DataType: 'aws:ec2:image', Value: 'ami-0123456789abcdef0' });
    await expect(over({ Value: 'golden' })).rejects.toMatchObject({
      name: 'ValidationException', message: 'The value of a parameter of the data type aws:ec2:image is the id of an AMI.',
    });
    await over({ Value: 'ami-5731123e' });
    expect(await value()).toBe('ami-5731123e');
  });

  test('is put with success and without effect if the AMI is not there', async () => {
    await stop();
    await start({ imageExists: (id, { account }) => id === 'ami-0123456789abcdef0' && account === HOME.account });
    expect(await whole(put({ ...image, Name: 'gone', Value: 'ami-0123456789abcdef9' }))).toStrictEqual({ Version: 1, Tier: 'Standard' });
    await expect(get('gone')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await put(image);
    await over();
    expect(await get()).toMatchObject({ Value: 'ami-0123456789abcdef0', Version: 1 });
  });
});

describe('PutParameter refuses', () => {
  const invalid = (message: string) => ({ name: 'ValidationException', message, $metadata: { httpStatusCode: 400 } });
  const badName = invalid('A parameter name has letters, digits and ._-, and in a hierarchy begins with a slash.');
  const reserved = invalid('A parameter name cannot begin with aws or ssm.');

  test.each<[Partial<PutParameterCommandInput>, object]>([
    [{ Type: undefined }, invalid('A parameter type is required when you create a parameter.')],
    [{ Name: 'images/golden' }, badName],
    [{ Name: '/images/golden/' }, badName],
    [{ Name: 'golden image' }, badName],
    [{ Name: '/aws/golden' }, reserved],
    [{ Name: 'SSM-golden' }, reserved],
    [{ Name: '/a'.repeat(16) }, { name: 'HierarchyLevelLimitExceededException', message: 'A hierarchy has at most 15 levels.' }],
    [{ Value: '' }, invalid('The value of a parameter of the tier Standard has 1 to 4096 bytes.')],
    [{ Value: 'ä'.repeat(2_049) }, invalid('The value of a parameter of the tier Standard has 1 to 4096 bytes.')],
    [{ Value: 'a'.repeat(8_193), Tier: 'Advanced' }, invalid('The value of a parameter of the tier Advanced has 1 to 8192 bytes.')],
    [{ DataType: 'number' }, invalid('The data type number is not supported.')],
    [{ AllowedPattern: 'ami-[0-9]+' }, { name: 'ParameterPatternMismatchException', message: 'The value does not match the pattern ami-[0-9]+.' }],
    [{ AllowedPattern: '(' }, { name: 'InvalidAllowedPatternException', message: 'The pattern ( is not a regular expression.' }],
    [{ Overwrite: true, Tags: [{ Key: 'a', Value: '1' }] }, invalid('Tags and overwrite cannot be used together. Use AddTagsToResource.')],
  ])('%j', async (changes, expected) => {
    await expect(put(changes)).rejects.toMatchObject(expected);
    await expect(get(changes.Name)).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  test('another type', async () => {
    await put();
    await expect(over({ Type: 'StringList' })).rejects.toMatchObject({
      name: 'HierarchyTypeMismatchException', message: 'The type of a parameter cannot be changed.',
    });
    expect(await get()).toMatchObject({ Type: 'String', Version: 1 });
  });

  test('nothing that is just within the limits', async () => {
    await put({ Name: '/a'.repeat(15), Value: 'ä'.repeat(2_048), AllowedPattern: 'ä+' });
    await put({ Value: 'a'.repeat(8_192), Tier: 'Advanced' });
  });

  test('what is not modelled, and says so', async () => {
    await expect(put({ Type: 'SecureString' })).rejects.toMatchObject({ name: 'StandInFault' });
    await expect(client.send(new ListTagsForResourceCommand({ ...resource, ResourceType: 'Document' }))).rejects.toMatchObject({ name: 'StandInFault' });
    await put();
    for (let version = 2; version <= 100; version++) {
      await over();
    }
    await expect(over()).rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual([
      'secure strings, policies and intelligent tiering of parameters are not modelled',
      'tags of a Document are not modelled',
      'what happens to more than 100 versions of a parameter is not modelled',
    ]);
  });
});

describe('a request that breaks AWS\'s model', () => {
  const name = 'n'.repeat(2_049);

  test.each<[string, object, string]>([
    ['GetParameter', {}, 'GetParameter.Name is missing'],
    ['GetParameter', { Name: '' }, 'GetParameter.Name has 0, less than 1'],
    ['GetParameter', { Name: name }, 'GetParameter.Name has 2049, more than 2048'],
    ['GetParameter', { Name: NAME, WithDecryption: 'no' }, 'GetParameter.WithDecryption must be true or false'],
    ['GetParameters', {}, 'GetParameters.Names is missing'],
    ['GetParameters', { Names: [] }, 'GetParameters.Names has 0, less than 1'],
    ['GetParameters', { Names: Array(11).fill('a') }, 'GetParameters.Names has 11, more than 10'],
    ['GetParameters', { Names: NAME }, 'GetParameters.Names must be a list'],
    ['PutParameter', { Name: NAME }, 'PutParameter.Value is missing'],
    ['PutParameter', { Name: NAME, Value: 1 }, 'PutParameter.Value must be a string'],
    ['PutParameter', { Name: NAME, Value: 'a', Type: 'Integer' }, 'PutParameter.Type must be one of String, StringList, SecureString'],
    ['PutParameter', { Name: NAME, Value: 'a', Tier: 'Free' }, 'PutParameter.Tier must be one of Standard, Advanced, Intelligent-Tiering'],
    ['PutParameter', { Name: NAME, Value: 'a', Description: 'd'.repeat(1_025) }, 'PutParameter.Description has 1025, more than 1024'],
    ['PutParameter', { Name: NAME, Value: 'a', Tags: [{ Key: 'a' }] }, 'PutParameter.Tags[0].Value is missing'],
    ['PutParameter', { Name: NAME, Value: 'a', Tags: [{ Key: '', Value: '' }] }, 'PutParameter.Tags[0].Key has 0, less than 1'],
    ['PutParameter', { Name: NAME, Value: 'a', KeyId: 'a b' }, 'PutParameter.KeyId must match ^([a-zA-Z0-9:/_-]+)$'],
    ['PutParameter', { Name: NAME, Value: 'a', Labels: [] }, 'PutParameter.Labels is unknown'],
    ['DeleteParameter', {}, 'DeleteParameter.Name is missing'],
    ['AddTagsToResource', { ...resource }, 'AddTagsToResource.Tags is missing'],
    ['AddTagsToResource', { ...resource, ResourceType: 'Image', Tags: [] }, expect.stringMatching(/^AddTagsToResource\.ResourceType must be one of .*Parameter/)],
    ['RemoveTagsFromResource', { ...resource }, 'RemoveTagsFromResource.TagKeys is missing'],
    ['ListTagsForResource', { ResourceType: 'Parameter' }, 'ListTagsForResource.ResourceId is missing'],
  ])('%s %j', async (operation, body, message) => {
    await put();
    const response = await fetch(aws.endpoint, {
      method: 'POST',
      headers: {
        'authorization': `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/ssm/aws4_request`,
        'x-amz-target': `AmazonSSM.${operation}`,
      },
      body: JSON.stringify(body),
    });
    expect({ status: response.status, ...await response.json() as object }).toEqual({ status: 400, __type: 'ValidationException', Message: message });
    expect([await get(), await tags()]).toMatchObject([{ Version: 1 }, []]);
  });
});

describe('what a role needs', () => {
  const on = (action: string, context: object = {}, arn = ARN) => ({ action: `ssm:${action}`, resource: arn, context: { 'aws:ResourceTag/team': 'a', ...context } });
  const untagged = { action: 'ssm:GetParameters', resource: 'arn:aws:ssm:eu-west-1:111111111111:parameter/other', context: {} };
  const requested = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' };
  const Tags = [{ Key: 'a', Value: '1' }];

  test.each<[string, object, object[]]>([
    ['GetParameter', { Name: NAME }, [on('GetParameter')]],
    ['GetParameter', { Name: `${ARN}:1` }, [on('GetParameter')]],
    ['GetParameters', { Names: [NAME, 'other'] }, [on('GetParameters'), untagged]],
    ['PutParameter', { Name: NAME, Overwrite: true }, [on('PutParameter', { 'ssm:Overwrite': 'true' })]],
    ['PutParameter', { Name: NAME, Tags }, [on('PutParameter', { 'ssm:Overwrite': 'false', ...requested }), on('AddTagsToResource', requested)]],
    ['DeleteParameter', { Name: NAME }, [on('DeleteParameter')]],
    ['AddTagsToResource', { ...resource, Tags }, [on('AddTagsToResource', requested)]],
    ['RemoveTagsFromResource', { ...resource, TagKeys: ['a'] }, [on('RemoveTagsFromResource', { 'aws:TagKeys': ['a'] })]],
    ['ListTagsForResource', resource, [on('ListTagsForResource')]],
  ])('for %s %j', async (operation, input, requests) => {
    await put({ Tags: [{ Key: 'team', Value: 'a' }] });
    expect(service.access![operation](input, HOME)).toEqual(requests);
  });

  test('is said of every operation', () => {
    expect(Object.keys(service.access!).sort()).toEqual(Object.keys(service.operations).sort());
  });
});
