import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { Codec, flag, listOf, mapOf, oneOf, optional, structure, text, wholeNumber } from '../../lib/model/codec';
import { asCloudFormation } from '../cloudformation/as-cloudformation';

/** A codec with values that it can carry. */
interface Kind {
  readonly codec: Codec<any>;
  readonly values: fc.Arbitrary<unknown>;
}

const words = ['AMI', 'SNAPSHOT', ''] as const;
const memberNames = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/).filter(name => !(name in {}));
const keys = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('__proto__', 'constructor', 'toString', 'ContractVersion', '0', ''));

const { kind } = fc.letrec<{ kind: Kind }>(tie => ({
  kind: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Kind>(
      { codec: text, values: fc.string({ unit: 'binary', maxLength: 9 }) },
      { codec: wholeNumber, values: fc.maxSafeInteger() },
      { codec: flag, values: fc.boolean() },
      { codec: oneOf(...words), values: fc.constantFrom(...words) },
    ),
    tie('kind').map((item): Kind => ({ codec: listOf(item.codec), values: fc.array(item.values, { maxLength: 3 }) })),
    tie('kind').map((value): Kind => ({
      codec: mapOf(value.codec), values: fc.array(fc.tuple(keys, value.values), { maxLength: 3 }).map(entries => Object.fromEntries(entries)),
    })),
    fc.array(fc.tuple(memberNames, tie('kind'), fc.boolean()), { maxLength: 4 }).map(members => structureOf(members)),
  ),
}));

function structureOf(members: readonly (readonly [string, Kind, boolean])[]): Kind {
  const unlike = [...new Map(members.map(member => [member[0], member])).values()];
  return {
    codec: structure(Object.fromEntries(unlike.map(([name, { codec }, needed]) => [name, needed ? codec : optional(codec)]))),
    values: fc.record(
      Object.fromEntries(unlike.map(([name, { values }]) => [name, values])),
      { requiredKeys: unlike.filter(([, , needed]) => needed).map(([name]) => name), noNullPrototype: true },
    ),
  };
}

/** What a codec makes of a value, and what it finds wrong. */
function decoded(codec: Codec<unknown>, raw: unknown, path = 'It'): { value: unknown; mistakes: string[] } {
  const mistakes: string[] = [];
  return { value: codec.decode(raw, path, mistakes), mistakes };
}

const mistakesOf = (codec: Codec<any>, raw: unknown, path?: string) => decoded(codec, raw, path).mistakes;

test('whatever a codec carries arrives as it was, through CloudFormation', () => {
  fc.assert(fc.property(kind.chain(({ codec, values }) => values.map(value => ({ codec, value }))), ({ codec, value }) => {
    const { Wire: raw } = asCloudFormation({ Wire: codec.encode(value) });
    deepStrictEqual(decoded(codec, raw), { value, mistakes: [] });
  }), { numRuns: 1_000 });
});

test('the wire has names in Pascal case, and keys of maps as they are', () => {
  const rule = structure({ keepCount: wholeNumber, dryRun: flag, tags: mapOf(text), regions: listOf(text), state: oneOf('DISABLED') });
  expect(rule.encode({ keepCount: 3, dryRun: false, tags: { 'team': 'a', 'aws:x': 'b' }, regions: ['eu-west-1'], state: 'DISABLED' })).toStrictEqual({
    KeepCount: 3, DryRun: false, Tags: { 'team': 'a', 'aws:x': 'b' }, Regions: ['eu-west-1'], State: 'DISABLED',
  });
});

test('what is not given does not travel', () => {
  const rule = structure<{ name?: string; count: number }>({ name: optional(text), count: wholeNumber });
  expect(rule.encode({ count: 1 })).toStrictEqual({ Count: 1 });
  expect(rule.encode({ name: undefined, count: 1 })).toStrictEqual({ Count: 1 });
  expect(decoded(rule, { Count: '1' })).toStrictEqual({ value: { count: 1 }, mistakes: [] });
});

test('tokens pass as they are', () => {
  expect(structure({ name: text, names: listOf(text) }).encode({ name: '${Token[TOKEN.1]}', names: ['#{Token[TOKEN.2]}'] }))
    .toStrictEqual({ Name: '${Token[TOKEN.1]}', Names: ['#{Token[TOKEN.2]}'] });
});

test('what else travels with a structure is not looked at', () => {
  expect(decoded(structure({ name: text }), { Name: 'a', name: 'b', ServiceToken: 'arn', Other: { Deep: [1] } }))
    .toStrictEqual({ value: { name: 'a' }, mistakes: [] });
});

test('keys that objects have by birth are keys as any other', () => {
  const raw = JSON.parse('{"__proto__":"a","constructor":"b","hasOwnProperty":"c"}');
  const { value, mistakes } = decoded(mapOf(text), raw);
  expect(Object.entries(value as object)).toEqual([['__proto__', 'a'], ['constructor', 'b'], ['hasOwnProperty', 'c']]);
  expect(mistakes).toEqual([]);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(mistakesOf(mapOf(wholeNumber), raw)).toEqual([
    'It["__proto__"] must be a whole number, got "a"', 'It["constructor"] must be a whole number, got "b"',
    'It["hasOwnProperty"] must be a whole number, got "c"',
  ]);
});

describe.each<[string, Codec<any>, readonly [unknown, unknown][]]>([
  ['text', text, [['', ''], ['a', 'a'], [5, '5'], [true, 'true']]],
  ['a whole number', wholeNumber, [['0', 0], ['-12', -12], ['007', 7], [3, 3]]],
  ['true or false', flag, [['true', true], ['false', false], [true, true], [false, false]]],
  ['one of a, b', oneOf('a', 'b'), [['a', 'a'], ['b', 'b']]],
  ['a list', listOf(text), [[[], []], [['a'], ['a']]]],
  ['a map', mapOf(text), [[{}, {}], [{ a: 'b' }, { a: 'b' }]]],
  ['a structure', structure({}), [[{}, {}], [{ A: 'b' }, {}]]],
])('%s', (what, codec, fits) => {
  test.each(fits)('can be %j', (raw, value) => {
    expect(decoded(codec, raw)).toStrictEqual({ value, mistakes: [] });
  });

  const anything = ['', 'a', 'c', '1.5', '1e3', ' 1', '1\n', '0x1', '-', '١', 'NaN', 'True', 'FALSE', 'yes', '1', 'a,b', 5, true, null, [], ['a'], {}, { a: 'b' }];
  const refused = new Map([
    ['text', anything.filter(raw => raw === null || typeof raw === 'object')],
    ['a whole number', anything.filter(raw => raw !== '1' && raw !== 5)],
    ['true or false', anything.filter(raw => raw !== true)],
    ['one of a, b', anything.filter(raw => raw !== 'a')],
    ['a list', anything.filter(raw => !Array.isArray(raw))],
    ['a map', anything.filter(raw => raw === null || typeof raw !== 'object' || Array.isArray(raw))],
    ['a structure', anything.filter(raw => raw === null || typeof raw !== 'object' || Array.isArray(raw))],
  ]).get(what)!;
  test.each(refused.map(raw => [raw]))('cannot be %j', raw => {
    expect(mistakesOf(codec, raw)).toEqual([`It must be ${what}, got ${JSON.stringify(raw)}`]);
  });

  test('cannot be missing, unless it is optional', () => {
    expect(mistakesOf(codec, undefined)).toEqual(['It is missing']);
    expect(decoded(optional(codec), undefined)).toStrictEqual({ value: undefined, mistakes: [] });
  });
});

test('an optional value that is there is read as strictly as any', () => {
  expect(mistakesOf(optional(wholeNumber), 'many')).toEqual(['It must be a whole number, got "many"']);
  expect(mistakesOf(optional(wholeNumber), null)).toEqual(['It must be a whole number, got null']);
});

test('every mistake is told, with where it is', () => {
  const spec = structure({
    name: text, rules: listOf(structure({ count: wholeNumber, tags: mapOf(flag) })), state: oneOf('on', 'off'), last: structure({ seen: flag }),
  });
  const raw = { Rules: [{ Count: '1', Tags: {} }, { Count: 'x', Tags: { 'a "b"': 'maybe', 'c': [] } }, 'none'], State: 'ON', Last: {} };
  expect(mistakesOf(spec, raw, '')).toEqual([
    'Name is missing',
    'Rules[1].Count must be a whole number, got "x"',
    'Rules[1].Tags["a \\"b\\""] must be true or false, got "maybe"',
    'Rules[1].Tags["c"] must be true or false, got []',
    'Rules[2] must be a structure, got "none"',
    'State must be one of on, off, got "ON"',
    'Last.Seen is missing',
  ]);
});

// Number() makes 9007199254740992 of it, and says nothing.
test('a whole number that JavaScript cannot hold is refused', () => {
  expect(mistakesOf(wholeNumber, '9007199254740993')).toEqual(['It must be a whole number, got "9007199254740993"']);
});
