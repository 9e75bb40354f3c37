import fc from 'fast-check';
import { mapOf, optional, structure, text, wholeNumber } from '../../lib/model/codec';
import { BrokenContract, Contract, decode, decodePrevious, encode } from '../../lib/model/contract';
import { asCloudFormation } from '../cloudformation/as-cloudformation';

interface ShareSpec {
  readonly image: string;
  readonly accounts: Readonly<Record<string, string>>;
  readonly days?: number;
}

/** Version 1 had `Ami` and one `Account`, version 2 had `Image` and one `Account`. */
const SHARE: Contract<ShareSpec, never> = {
  resourceType: 'Custom::Share',
  version: 3,
  properties: structure<ShareSpec>({ image: text, accounts: mapOf(text), days: optional(wholeNumber) }),
  check: () => [],
  attributes: [],
  past: {
    1: ({ Ami: Image, ...others }) => ({ ...others, Image }),
    2: ({ Account: account, ...others }) => ({ ...others, Accounts: { [account as string]: 'read' } }),
  },
};

const newest = { ContractVersion: '3', Image: 'ami-1', Accounts: { 111111111111: 'read' }, ServiceToken: 'arn:aws:lambda:::function' };
const read = { image: 'ami-1', accounts: { 111111111111: 'read' } };

test('the version travels with the properties', () => {
  expect(encode(SHARE, { image: 'ami-1', accounts: {}, days: 3 })).toStrictEqual({ ContractVersion: 3, Image: 'ami-1', Accounts: {}, Days: 3 });
});

test('what a construct asks for is what its handler reads', () => {
  const spec = fc.record({
    image: fc.string({ unit: 'binary' }), accounts: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), days: fc.integer(),
  }, { requiredKeys: ['image', 'accounts'], noNullPrototype: true });
  fc.assert(fc.property(spec, asked => {
    expect(decode(SHARE, asCloudFormation(encode(SHARE, asked)))).toEqual(asked);
  }));
});

test.each([
  ['this version', newest],
  ['version 2', { ContractVersion: '2', Image: 'ami-1', Account: '111111111111' }],
  ['version 1', { ContractVersion: '1', Ami: 'ami-1', Account: '111111111111' }],
])('properties of %s are read', (_, properties) => {
  const raw = JSON.stringify(properties);
  expect(decode(SHARE, properties)).toStrictEqual(read);
  expect(decodePrevious(SHARE, properties)).toStrictEqual(read);
  expect(JSON.stringify(properties)).toBe(raw);
});

test('a past version is brought up step by step, from its own on', () => {
  const steps: number[] = [];
  const step = (from: number) => (properties: Readonly<Record<string, unknown>>) => {
    steps.push(from);
    return properties;
  };
  const stepwise = { ...SHARE, version: 4, past: { 1: step(1), 2: step(2), 3: step(3) } };
  decode(stepwise, { ...newest, ContractVersion: '2' });
  expect(steps.splice(0)).toEqual([2, 3]);
  decode(stepwise, { ...newest, ContractVersion: '1' });
  expect(steps.splice(0)).toEqual([1, 2, 3]);
  decode(stepwise, { ...newest, ContractVersion: '4' });
  expect(steps).toEqual([]);
});

describe.each([
  ['missing', undefined], ['0', '0'], ['negative', '-1'], ['newer', '4'], ['text', 'three'], ['empty', ''], ['a fraction', '1.5'], ['endless', 'Infinity'],
])('a version that is %s', (_, version) => {
  const { ContractVersion, ...unversioned } = newest;
  const properties = version === undefined ? unversioned : { ...unversioned, ContractVersion: version };

  test('is refused', () => {
    expect(() => decode(SHARE, properties)).toThrow(new BrokenContract(
      `Custom::Share speaks version 1 to 3 of its contract, got ${JSON.stringify(version)}: ` +
      'deploy function and resource with the same version of cdk-image-governance',
    ));
    expect(() => decode(SHARE, properties)).toThrow(BrokenContract);
  });

  test('makes unknown what was before', () => {
    expect(decodePrevious(SHARE, properties)).toBeUndefined();
  });
});

test('all mistakes are told at once', () => {
  const broken = { ContractVersion: '3', Accounts: ['111111111111'], Days: 'soon' };
  expect(() => decode(SHARE, broken)).toThrow(new BrokenContract(
    'Custom::Share cannot read its properties: Image is missing; Accounts must be a map, got ["111111111111"]; Days must be a whole number, got "soon"',
  ));
  expect(decodePrevious(SHARE, broken)).toBeUndefined();
});

test('mistakes in properties of a past version are told as the newest version calls them', () => {
  expect(() => decode(SHARE, { ContractVersion: '1', Account: '111111111111' })).toThrow(new BrokenContract(
    'Custom::Share cannot read its properties: Image is missing',
  ));
});

test('where nothing was before, nothing was asked for before', () => {
  expect(decodePrevious(SHARE, undefined)).toBeUndefined();
});

test('a way up from a past version that does not work breaks the contract, wherever it does not', () => {
  const wrongWay = { ...SHARE, version: 4, past: { 1: SHARE.past![1], 2: () => { throw new RangeError('not so'); } } };
  expect(() => decode(wrongWay, { ContractVersion: '1' }))
    .toThrow(new BrokenContract('Custom::Share cannot bring its properties up to date from version 1: not so'));
  expect(() => decode(wrongWay, { ContractVersion: '3' }))
    .toThrow(/^Custom::Share cannot bring its properties up to date from version 3: .* is not a function$/);
  expect(['1', '2', '3'].map(version => decodePrevious(wrongWay, { ContractVersion: version }))).toEqual([undefined, undefined, undefined]);
});

test('an error of another kind is not taken for a broken contract', () => {
  const wrongCodec = { ...SHARE, properties: { ...SHARE.properties, decode: () => { throw new RangeError('not so'); } } };
  expect(() => decodePrevious(wrongCodec, newest)).toThrow(new RangeError('not so'));
});

test('no contract uses what travels beside its properties', () => {
  const greedy: Contract<Record<string, string | undefined>, never> = {
    ...SHARE,
    check: () => [],
    properties: structure<Record<string, string | undefined>>({
      contractVersion: optional(text), reconcile: optional(text), serviceTimeout: optional(text), serviceToken: optional(text), other: optional(text),
    }),
  };
  const refused = (...names: string[]) => new Error(`the contract of Custom::Share uses ${names.join(', ')}, which is reserved`);
  expect(() => encode(greedy, { contractVersion: '9' })).toThrow(refused('ContractVersion'));
  expect(() => encode(greedy, { reconcile: 'now', serviceTimeout: '60', serviceToken: 'arn', other: 'x' }))
    .toThrow(refused('Reconcile', 'ServiceTimeout', 'ServiceToken'));
  expect(encode(greedy, { other: 'x' })).toStrictEqual({ ContractVersion: 3, Other: 'x' });
});

test('previous properties of this version that say more than this code knows are those of newer code, and unknown', () => {
  expect(decodePrevious(SHARE, newest)).toEqual(read);
  expect(decodePrevious(SHARE, { ...newest, ServiceTimeout: '300', Reconcile: 'again' })).toEqual(read);
  expect(decodePrevious(SHARE, { ...newest, Regions: ['eu-west-1'] })).toBeUndefined();
});
