import fc from 'fast-check';
import { BUILD, ORG, OU, X } from './shares';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { IMAGE_SHARE_POLICY, ImageSharePolicySpec } from '../../../lib/model/sharing/image-share-policy-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';
import { principals } from '../../support/principals';

const ROLE = 'arn:aws:iam::222222222222:role/share';
const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Share', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, ImageSharePolicySpec]>> = {
  1: [
    {
      ...ALL_RESOURCES,
      ContractVersion: '1',
      Images: [{ Image: 'ami-5731123e', Region: 'us-east-1', RoleArns: [ROLE] }, { Image: BUILD }],
      Launch: [{ UserId: '012345678901' }, { OrganizationArn: ORG }, { OrganizationalUnitArn: OU }, { Group: 'all' }],
      Copy: [{ UserId: X }],
      Mode: 'AUTHORITATIVE',
      OnRemoval: 'LEAVE',
      SharingQuota: '2000',
      AllowPublicLaunch: 'false',
      AllowPublicCopy: 'true',
      SharedByOthers: [{ Image: BUILD, Launch: [{ UserId: X }], Copy: [] }],
    },
    {
      images: [{ image: 'ami-5731123e', region: 'us-east-1', roleArns: [ROLE] }, { image: BUILD }],
      launch: [{ UserId: '012345678901' }, { OrganizationArn: ORG }, { OrganizationalUnitArn: OU }, { Group: 'all' }],
      copy: [{ UserId: X }],
      mode: 'AUTHORITATIVE',
      onRemoval: 'LEAVE',
      sharingQuota: 2_000,
      allowPublicLaunch: false,
      allowPublicCopy: true,
      sharedByOthers: [{ image: BUILD, launch: [{ UserId: X }], copy: [] }],
    },
  ],
};

/** What a version after this one may send: streams of images, and rights by principal. */
const FUTURE = { ...RELEASED[1][0], ContractVersion: '2', Images: [{ Recipe: 'golden', Keep: '3' }], Launch: { [X]: { Until: '2030-01-01' } } };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: IMAGE_SHARE_POLICY.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(IMAGE_SHARE_POLICY, raw)).toStrictEqual(spec);
  expect(decodePrevious(IMAGE_SHARE_POLICY, raw)).toStrictEqual(spec);
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(IMAGE_SHARE_POLICY, FUTURE)).toThrow('Custom::ImageSharePolicy speaks version 1 to 1 of its contract, got "2"');
  expect(decodePrevious(IMAGE_SHARE_POLICY, FUTURE)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const some = fc.array(fc.oneof(fc.stringMatching(/^[0-9]{12}$/), fc.constantFrom('all', ORG, OU)), { maxLength: 20 }).map(ids => principals(...ids));
  const image = fc.record({ image: fc.string(), region: fc.string(), roleArns: fc.array(fc.string(), { maxLength: 2 }) }, { requiredKeys: ['image'], noNullPrototype: true });
  const asked: fc.Arbitrary<ImageSharePolicySpec> = fc.record({
    images: fc.array(image, { maxLength: 3 }),
    launch: some,
    copy: some,
    mode: fc.constantFrom('ADDITIVE', 'AUTHORITATIVE', 'AUTHORITATIVE_ON_EVERYONE'),
    onRemoval: fc.constantFrom('UNSHARE', 'LEAVE'),
    sharingQuota: fc.integer({ min: 1, max: 10_000 }),
    allowPublicLaunch: fc.boolean(),
    allowPublicCopy: fc.boolean(),
    sharedByOthers: fc.array(fc.record({ image: fc.string(), region: fc.string(), launch: some, copy: some }, { requiredKeys: ['image', 'launch', 'copy'], noNullPrototype: true }), { maxLength: 2 }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(IMAGE_SHARE_POLICY, asCloudFormation(encode(IMAGE_SHARE_POLICY, spec)))).toEqual(spec);
  }));
});

test.each<[string, unknown, string]>([
  ['as a text', '012345678901', 'Launch[0] must be a principal by one of UserId, OrganizationArn, OrganizationalUnitArn, Group, got "012345678901"'],
  ['without a kind', {}, 'Launch[0] must be a principal by one of UserId, OrganizationArn, OrganizationalUnitArn, Group, got {}'],
  ['of two kinds', { UserId: X, Group: 'all' }, 'Launch[0] must be a principal by one of UserId, OrganizationArn, OrganizationalUnitArn, Group, got {"UserId":"222222222222","Group":"all"}'],
  ['of another group', { Group: 'some' }, 'Launch[0].Group must be one of all, got "some"'],
  ['whose id is no text', { UserId: [X] }, 'Launch[0].UserId must be text, got ["222222222222"]'],
])('a principal %s is refused', (_, sent, message) => {
  expect(() => decode(IMAGE_SHARE_POLICY, { ...RELEASED[1][0], Launch: [sent] })).toThrow(message);
});
