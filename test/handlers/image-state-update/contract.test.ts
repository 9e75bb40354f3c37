import fc from 'fast-check';
import { IMAGE, OTHER_ROLE, ROLE } from './cases';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { IMAGE_STATE_UPDATE, ImageStateUpdateSpec } from '../../../lib/model/state/image-state-update-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';
import { principals } from '../../support/principals';

const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:State', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, ImageStateUpdateSpec]>> = {
  1: [
    {
      ...ALL_RESOURCES,
      ContractVersion: '1',
      Image: IMAGE,
      State: 'DEPRECATED',
      UpdateAt: '2030-01-01T00:00:00.000Z',
      IncludeResources: { Amis: 'true', Snapshots: 'false', Containers: 'false' },
      ExclusionRules: {
        Amis: { IsPublic: 'true', Regions: ['us-east-1'], SharedAccounts: ['012345678901'], LastLaunched: { Value: '2', Unit: 'WEEKS' }, TagMap: { keep: 'yes' } },
      },
      ExecutionRole: ROLE,
      RoleArns: [OTHER_ROLE],
      OnRemoval: 'MAKE_AVAILABLE',
      SharedWith: [{ UserId: '012345678901' }, { OrganizationArn: 'arn' }],
      SharedAmis: [{ Image: 'ami-5731123e', Launch: [{ Group: 'all' }] }],
    },
    {
      image: IMAGE,
      state: 'DEPRECATED',
      updateAt: '2030-01-01T00:00:00.000Z',
      includeResources: { amis: true, snapshots: false, containers: false },
      exclusionRules: {
        amis: { isPublic: true, regions: ['us-east-1'], sharedAccounts: ['012345678901'], lastLaunched: { value: 2, unit: 'WEEKS' }, tagMap: { keep: 'yes' } },
      },
      executionRole: ROLE,
      roleArns: [OTHER_ROLE],
      onRemoval: 'MAKE_AVAILABLE',
      sharedWith: [{ UserId: '012345678901' }, { OrganizationArn: 'arn' }],
      sharedAmis: [{ image: 'ami-5731123e', launch: [{ Group: 'all' }] }],
    },
  ],
};

/** What a version after this one may send: a stream of images, and another state. */
const FUTURE = { ...RELEASED[1][0], ContractVersion: '2', Image: { Recipe: 'golden', Keep: '3' }, State: 'ARCHIVED' };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: IMAGE_STATE_UPDATE.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(IMAGE_STATE_UPDATE, raw)).toStrictEqual(spec);
  expect(decodePrevious(IMAGE_STATE_UPDATE, raw)).toStrictEqual(spec);
});

test('the record alone needs no more than an image, a state, and what becomes of it', () => {
  expect(decode(IMAGE_STATE_UPDATE, { ...ALL_RESOURCES, ContractVersion: '1', Image: IMAGE, State: 'DISABLED', OnRemoval: 'LEAVE' }))
    .toStrictEqual({ image: IMAGE, state: 'DISABLED', onRemoval: 'LEAVE' });
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(IMAGE_STATE_UPDATE, FUTURE)).toThrow('Custom::ImageStateUpdate speaks version 1 to 1 of its contract, got "2"');
  expect(decodePrevious(IMAGE_STATE_UPDATE, FUTURE)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const some = fc.array(fc.string(), { maxLength: 3 });
  const optional = { requiredKeys: [], noNullPrototype: true };
  const amis = fc.record({
    isPublic: fc.boolean(),
    regions: some,
    sharedAccounts: fc.array(fc.stringMatching(/^[0-9]{12}$/), { maxLength: 3 }),
    lastLaunched: fc.record({ value: fc.integer({ min: 1, max: 365 }), unit: fc.constantFrom('DAYS', 'WEEKS', 'MONTHS', 'YEARS') }, { noNullPrototype: true }),
    tagMap: fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true }),
  }, optional);
  const asked: fc.Arbitrary<ImageStateUpdateSpec> = fc.record({
    image: fc.string(),
    state: fc.constantFrom('AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'),
    updateAt: fc.string(),
    includeResources: fc.record({ amis: fc.boolean(), snapshots: fc.boolean(), containers: fc.boolean() }, { noNullPrototype: true }),
    exclusionRules: fc.record({ amis }, optional),
    executionRole: fc.string(),
    roleArns: some,
    onRemoval: fc.constantFrom('LEAVE', 'MAKE_AVAILABLE'),
    sharedWith: some.map(ids => principals(...ids)),
  }, { requiredKeys: ['image', 'state', 'onRemoval'], noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(IMAGE_STATE_UPDATE, asCloudFormation(encode(IMAGE_STATE_UPDATE, spec)))).toEqual(spec);
  }));
});
