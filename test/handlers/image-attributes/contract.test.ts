import fc from 'fast-check';
import { BUILD } from './amis';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { IMAGE_ATTRIBUTES, ImageAttributesSpec } from '../../../lib/model/sharing/image-attributes-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';

const ROLE = 'arn:aws:iam::222222222222:role/describe';
const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Attributes', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, ImageAttributesSpec]>> = {
  1: [
    {
      ...ALL_RESOURCES,
      ContractVersion: '1',
      Images: [{ Image: 'ami-5731123e', Region: 'us-east-1', RoleArns: [ROLE] }, { Image: BUILD }],
      Description: '2026',
      ImdsSupport: 'v2.0',
    },
    { images: [{ image: 'ami-5731123e', region: 'us-east-1', roleArns: [ROLE] }, { image: BUILD }], description: '2026', imdsSupport: 'v2.0' },
  ],
};

/** What a version after this one may send: the tags of an AMI, and descriptions by Region. */
const FUTURE = { ...RELEASED[1][0], ContractVersion: '2', Description: { 'eu-west-1': 'golden' }, Tags: { team: 'platform' } };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: IMAGE_ATTRIBUTES.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(IMAGE_ATTRIBUTES, raw)).toStrictEqual(spec);
  expect(decodePrevious(IMAGE_ATTRIBUTES, raw)).toStrictEqual(spec);
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(IMAGE_ATTRIBUTES, FUTURE)).toThrow('Custom::ImageAttributes speaks version 1 to 1 of its contract, got "2"');
  expect(decodePrevious(IMAGE_ATTRIBUTES, FUTURE)).toBeUndefined();
});

test('an IMDS support that this version does not know is refused', () => {
  const raw = { ...RELEASED[1][0], ImdsSupport: 'v3.0' };
  expect(() => decode(IMAGE_ATTRIBUTES, raw)).toThrow('Custom::ImageAttributes cannot read its properties: ImdsSupport must be one of v2.0, got "v3.0"');
  expect(decodePrevious(IMAGE_ATTRIBUTES, raw)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const image = fc.record({ image: fc.string(), region: fc.string(), roleArns: fc.array(fc.string(), { maxLength: 2 }) }, { requiredKeys: ['image'], noNullPrototype: true });
  const asked: fc.Arbitrary<ImageAttributesSpec> = fc.record({
    images: fc.array(image, { maxLength: 3 }), description: fc.string(), imdsSupport: fc.constant('v2.0' as const),
  }, { requiredKeys: ['images'], noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(IMAGE_ATTRIBUTES, asCloudFormation(encode(IMAGE_ATTRIBUTES, spec)))).toEqual(spec);
  }));
});
