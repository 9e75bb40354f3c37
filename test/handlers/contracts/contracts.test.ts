import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DECLARED } from './declared';
import { Fixture, fixtureOf, futureOf, Sent, today, versionsOf } from './fixtures';
import { shapeOf } from './shape';
import { listOf, oneOf, optional, structure, text } from '../../../lib/model/codec';
import { BrokenContract, Contract, decode, decodePrevious } from '../../../lib/model/contract';

const HANDLERS = join(__dirname, '..', '..', '..', 'lib', 'handlers');

const events = ({ least, everything }: Fixture): [string, Sent][] => [['least', least], ['everything', everything]];

test('every handler is here', () => {
  const handlers = readdirSync(HANDLERS, { recursive: true }).map(String).filter(file => file.endsWith('.lambda.ts')).map(file => file.split(/[\\/]/)[0]);
  expect(Object.keys(DECLARED).sort()).toEqual(handlers.sort());
});

describe.each(Object.entries(DECLARED))('the contract of %s', (handler, declared) => {
  const { contract } = declared;
  const present = today(declared);

  test('has a fixture of every version: for a new one, run `npx projen contracts`', () => {
    expect(versionsOf(handler)).toEqual(Array.from({ length: contract.version }, (_, index) => index + 1));
  });

  test.each(versionsOf(handler))('of version %d is read as it was read then', version => {
    const fixture = fixtureOf(handler, version);
    expect([fixture.resourceType, fixture.version]).toEqual([contract.resourceType, version]);
    for (const [, { properties, asks }] of events(fixture)) {
      expect(properties.ContractVersion).toBe(String(version));
      expect(decode(contract, properties)).toStrictEqual(asks);
      expect(decodePrevious(contract, properties)).toStrictEqual(asks);
    }
  });

  test('lets travel what it let travel when its version came: anything else is a new version', () => {
    expect(present.shape).toEqual(fixtureOf(handler, contract.version).shape);
  });

  // Otherwise an upgrade of the library would be an update of every resource of its users.
  test.each(['least', 'everything'] as const)('is sent by the construct as it was, with %s declared', which => {
    expect(present[which].properties).toEqual(fixtureOf(handler, contract.version)[which].properties);
  });

  test('has nothing that its fixture does not have', () => {
    const { shape, everything } = fixtureOf(handler, contract.version);
    expect(Object.keys(shape).filter(path => !isIn(everything.properties, path.replaceAll('?', '')))).toEqual([]);
  });

  test('of a version that is not there yet is refused, and unknown if it is what was before', () => {
    const { properties } = futureOf(handler);
    expect(() => decode(contract, properties)).toThrow(new BrokenContract(
      `${contract.resourceType} speaks version 1 to ${contract.version} of its contract, got "1000": ` +
      'deploy function and resource with the same version of cdk-image-governance',
    ));
    expect(decodePrevious(contract, properties)).toBeUndefined();
  });

  test('of a version that is not there yet is not broken by its version alone', () => {
    const properties = { ...futureOf(handler).properties, ContractVersion: String(contract.version) };
    expect(() => decode(contract, properties)).toThrow(/^Custom::\w+ cannot read its properties: /);
    expect(decodePrevious(contract, properties)).toBeUndefined();
  });

  test.each(['least', 'everything'] as const)('with a property more is read, and unknown if it is what was before, with %s declared', which => {
    const { properties, asks } = fixtureOf(handler, contract.version)[which];
    const newer = { ...properties, OfTheFuture: { What: 'nobody knows' } };
    expect(decode(contract, newer)).toStrictEqual(asks);
    expect(decodePrevious(contract, newer)).toBeUndefined();
  });

  test.each(Object.entries(present.shape).filter(([, kind]) => kind.startsWith('one of ')))('with a word that is not known yet in %s is refused', (path, kind) => {
    const newer = withWord(fixtureOf(handler, contract.version).everything.properties, path.replaceAll('?', '').split('.'));
    expect(() => decode(contract, newer)).toThrow(new BrokenContract(
      `${contract.resourceType} cannot read its properties: ${path.replaceAll('?', '')} must be ${kind}, got "OF_THE_FUTURE"`,
    ));
    expect(decodePrevious(contract, newer)).toBeUndefined();
  });
});

describe('the shape of a contract', () => {
  interface Spec { readonly words: readonly { readonly word: 'a' | 'b'; readonly note?: string }[] }
  const contract = (properties: Contract<any, never>['properties']): Contract<any, never> => ({ resourceType: 'Custom::Any', version: 1, attributes: [], properties, check: () => [] });
  const shape = shapeOf(contract(structure<Spec>({ words: listOf(structure({ word: oneOf('a', 'b'), note: optional(text) })) })));

  test('says of everything what it is, and whether it need not be there', () => {
    expect(shape).toEqual({ 'Words[].Word': 'one of a, b', 'Words[].Note?': 'text' });
  });

  test.each([
    ['a word more', structure<any>({ words: listOf(structure<any>({ word: oneOf('a', 'b', 'c'), note: optional(text) })) })],
    ['a name more', structure<any>({ words: listOf(structure<any>({ word: oneOf('a', 'b'), note: optional(text), more: optional(text) })) })],
    ['a name less', structure<any>({ words: listOf(structure<any>({ word: oneOf('a', 'b') })) })],
    ['what has to be there', structure<any>({ words: listOf(structure<any>({ word: oneOf('a', 'b'), note: text })) })],
    ['what need not be there', structure<any>({ words: optional(listOf(structure<any>({ word: oneOf('a', 'b'), note: optional(text) }))) })],
    ['no list', structure<any>({ words: structure<any>({ word: oneOf('a', 'b'), note: optional(text) }) })],
  ])('is another with %s', (_, properties) => {
    expect(shapeOf(contract(properties))).not.toEqual(shape);
  });
});

/** Whether something is at a path, `Images[].Region` for example, in one item at least. */
function isIn(value: any, path: string): boolean {
  const [, name, list, map, rest] = /^([^.[{]+)(\[\])?(\{\})?\.?(.*)$/.exec(path)!;
  const parts: unknown[] = list ? value[name] ?? [] : map ? Object.values(value[name] ?? {}) : [value[name]];
  return parts.some(part => part !== undefined && (rest === '' || isIn(part, rest)));
}

function withWord(properties: any, [name, ...rest]: string[]): any {
  return { ...properties, [name]: rest.length === 0 ? 'OF_THE_FUTURE' : withWord(properties[name], rest) };
}
