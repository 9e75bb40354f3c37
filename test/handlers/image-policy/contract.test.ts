import fc from 'fast-check';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { IMAGE_POLICY, ImagePolicySpec } from '../../../lib/model/sharing/image-policy-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';

const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const DOCUMENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"012345678901"},"Action":"imagebuilder:GetImage"}]}';
const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Policy', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, ImagePolicySpec]>> = {
  1: [
    { ...ALL_RESOURCES, ContractVersion: '1', Images: [GOLDEN], Document: DOCUMENT, OnRemoval: 'LEAVE' },
    { images: [GOLDEN], document: DOCUMENT, onRemoval: 'LEAVE' },
  ],
};

/** What a version after this one may send: a document for each image. */
const FUTURE = { ...ALL_RESOURCES, ContractVersion: '2', Policies: { [GOLDEN]: DOCUMENT }, OnRemoval: 'UNSHARE' };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: IMAGE_POLICY.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(IMAGE_POLICY, raw)).toStrictEqual(spec);
  expect(decodePrevious(IMAGE_POLICY, raw)).toStrictEqual(spec);
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(IMAGE_POLICY, FUTURE)).toThrow('Custom::ImagePolicy speaks version 1 to 1 of its contract, got "2"');
  expect(decodePrevious(IMAGE_POLICY, FUTURE)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const asked: fc.Arbitrary<ImagePolicySpec> = fc.record({
    images: fc.array(fc.string(), { maxLength: 5 }), document: fc.string(), onRemoval: fc.constantFrom('UNSHARE', 'LEAVE'),
  }, { noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(IMAGE_POLICY, asCloudFormation(encode(IMAGE_POLICY, spec)))).toEqual(spec);
  }));
});
