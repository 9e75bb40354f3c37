import { aws, begin, calls, create, remove, typeOf, update } from './deployment';
import { serviceModel } from '../../../src/model/service-model';
import type { Service } from '../../../src/service';
import { ServiceError } from '../../../src/service-error';

// Parameters as stacks have them, against as much of Systems Manager as handlers ask of it.

const PARAMETER = 'AWS::SSM::Parameter';
const PROPERTIES = { Name: '/images/golden', Type: 'String', Value: 'ami-1', Description: 'the current one' };
const state = (value: string) => ({
  physicalId: '/images/golden',
  attributes: { Type: 'String', Value: value, Arn: 'arn:aws:ssm:eu-west-1:111111111111:parameter/images/golden' },
});

function parameters(): Service {
  const names = new Set<string>();
  return {
    model: serviceModel('ssm/2014-11-06'),
    invalidRequest: [],
    operations: {
      PutParameter: ({ Name, Overwrite = false }) => {
        if (names.has(Name) && !Overwrite) {
          throw new ServiceError('ParameterAlreadyExists', 'The parameter already exists.');
        }
        names.add(Name);
        return { Version: 1, Tier: 'Standard' };
      },
      AddTagsToResource: () => ({}),
      RemoveTagsFromResource: () => ({}),
      DeleteParameter: ({ Name }) => {
        if (!names.delete(Name)) {
          throw new ServiceError('ParameterNotFound', 'There is no such parameter.');
        }
        return {};
      },
    },
  };
}

beforeEach(() => begin(() => [parameters()]));

test('a parameter is put with its tags', async () => {
  expect(await create(PARAMETER, { ...PROPERTIES, Tags: { team: 'a' } }, { stackTags: { cost: '1' } })).toEqual(state('ami-1'));
  expect(calls()).toEqual([['PutParameter', { ...PROPERTIES, Tags: [{ Key: 'cost', Value: '1' }, { Key: 'team', Value: 'a' }] }]]);
});

test('a parameter without a name gets one, each another', async () => {
  const { Name: _, ...nameless } = PROPERTIES;
  const names = [(await create(PARAMETER, nameless)).physicalId, (await create(PARAMETER, nameless)).physicalId];
  expect(names).toEqual([expect.stringMatching(/^CFN-It-[0-9A-Z]{12}$/), expect.stringMatching(/^CFN-It-[0-9A-Z]{12}$/)]);
  expect(names[0]).not.toBe(names[1]);
  expect(calls().map(([, input]) => input)).toEqual(names.map(Name => ({ ...nameless, Name })));
});

test('an update writes the parameter over, and then changes its tags, which PutParameter does not take with that', async () => {
  const before = { ...PROPERTIES, Tags: { gone: '1', other: '1' } };
  await create(PARAMETER, before);
  calls();
  expect(await update(PARAMETER, '/images/golden', before, { ...PROPERTIES, Value: 'ami-2', Tags: { other: '2' } })).toEqual(state('ami-2'));
  const resource = { ResourceType: 'Parameter', ResourceId: '/images/golden' };
  expect(calls()).toEqual([
    ['PutParameter', { ...PROPERTIES, Value: 'ami-2', Overwrite: true }],
    ['RemoveTagsFromResource', { ...resource, TagKeys: ['gone'] }],
    ['AddTagsToResource', { ...resource, Tags: [{ Key: 'other', Value: '2' }] }],
  ]);
});

test('a name that is taken fails', async () => {
  await create(PARAMETER, PROPERTIES);
  await expect(create(PARAMETER, PROPERTIES)).rejects.toThrow(new Error(
    'Resource handler returned message: "The parameter already exists. (Service: Ssm, Status Code: 400)" '
    + '(RequestToken: local, HandlerErrorCode: AlreadyExists)'));
});

test('a parameter is deleted, and one that is gone is deleted already', async () => {
  await create(PARAMETER, PROPERTIES);
  calls();
  await remove(PARAMETER, '/images/golden');
  await remove(PARAMETER, '/images/golden');
  expect(aws.calls.map(({ error }) => error)).toEqual([undefined, 'ParameterNotFound']);
});

test('only another name replaces a parameter', () => {
  expect(typeOf(PARAMETER)).toMatchObject({ replacedBy: ['Name'], takesStackTags: true });
});
