import fc from 'fast-check';
import { APP, BUILD, findings, ROLE } from './properties';
import { LIMITS } from '../../../lib/model/lifecycle/limits';
import type { Limit } from '../../../lib/model/limit';
import { describeFinding } from '../../../lib/model/rule';
import type { StateUpdateProperties } from '../../../lib/model/state/properties';
import { put } from '../../support/properties';

const errors = (properties: StateUpdateProperties) => findings(properties, { app: APP }).filter(it => it.severity === 'error');

// Inside the limits.

const within = ({ min, max }: Limit) => fc.integer({ min, max });
const digits = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const number = fc.nat().map(String);
const image = fc.tuple(fc.string({ unit: fc.constantFrom(...'abc019-_'), minLength: 1, maxLength: 60 }), number, number, number, number)
  .map(([name, major, minor, patch, build]) => `arn:aws:imagebuilder:eu-west-1:111111111111:image/${name}/${major}.${minor}.${patch}/${build}`);
const instant = fc.date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }).map(it => it.toISOString());
const tagKey = fc.string({ unit: fc.constantFrom(...'abcXYZ089 _.:/=+-@'), minLength: 1, maxLength: 128 }).filter(key => !key.startsWith('aws:'));
const exclusions = fc.record({
  IsPublic: fc.boolean(),
  Regions: fc.array(fc.constantFrom('eu-west-1', 'us-gov-east-1', 'cn-north-1')),
  SharedAccounts: fc.array(digits(12), { minLength: 1, maxLength: 40 }),
  LastLaunched: fc.record({ Value: within(LIMITS.lastLaunched), Unit: fc.constantFrom('DAYS', 'WEEKS', 'MONTHS', 'YEARS') }),
  TagMap: fc.dictionary(tagKey, fc.string({ maxLength: 256 }), { minKeys: 1, maxKeys: 50, noNullPrototype: true }),
}, { requiredKeys: [] });

const AMIS = { Amis: true, Snapshots: false, Containers: false };
const onRemoval = fc.constantFrom('LEAVE', 'MAKE_AVAILABLE');
const record = fc.record({ State: fc.constantFrom('AVAILABLE', 'DEPRECATED', 'DISABLED'), OnRemoval: onRemoval });
const amis = fc.record({
  State: fc.constantFrom('AVAILABLE', 'DEPRECATED', 'DISABLED'), OnRemoval: onRemoval,
  IncludeResources: fc.constant(AMIS), ExecutionRole: fc.constant(ROLE), ExclusionRules: fc.record({ Amis: exclusions }),
});
const scheduled = fc.record({ State: fc.constant('DEPRECATED'), OnRemoval: onRemoval, UpdateAt: instant });
const deletion = fc.record({
  State: fc.constant('DELETED'), OnRemoval: fc.constant('LEAVE'), ExecutionRole: fc.constant(ROLE),
  IncludeResources: fc.boolean().map(Snapshots => ({ ...AMIS, Snapshots })), ExclusionRules: fc.record({ Amis: exclusions }),
});
const containers = fc.record({
  State: fc.constant('DELETED'), OnRemoval: fc.constant('LEAVE'), ExecutionRole: fc.constant(ROLE),
  IncludeResources: fc.constant({ Amis: false, Snapshots: false, Containers: true }),
});
const update: fc.Arbitrary<StateUpdateProperties> = fc.tuple(image, fc.oneof(record, amis, scheduled, deletion, containers))
  .map(([Image, rest]) => ({ Image, ...rest }));

test('any update inside the limits passes', () => {
  fc.assert(fc.property(update, properties => {
    expect(errors(properties).map(describeFinding)).toEqual([]);
  }), { numRuns: 500 });
});

// Just outside one of them.

interface Mistake { readonly path: string; readonly value: fc.Arbitrary<unknown>; readonly named?: string }

const mistakes: readonly Mistake[] = [
  { path: 'Image', value: fc.constantFrom('', BUILD.slice(0, -2), BUILD.replace('1.0.0/1', 'x.x.x'), 'ami-0123456789abcdef0', undefined) },
  { path: 'State', value: fc.constantFrom('', 'available', 'DEPRECATE', 'BUILDING', undefined) },
  { path: 'OnRemoval', value: fc.constantFrom('', 'leave', 'DELETE', undefined) },
  { path: 'UpdateAt', value: fc.oneof(fc.constant('Invalid Date'), instant.map(it => it.slice(0, 10)), instant.map(it => it.replace('Z', ''))) },
  { path: 'ExecutionRole', value: fc.constantFrom('', 'a b', 'arn:aws:iam::222222222222:role/a') },
  { path: 'IncludeResources', value: fc.constant({ Amis: false, Snapshots: false, Containers: false }) },
  {
    path: 'ExclusionRules.Amis.SharedAccounts', value: fc.oneof(fc.constant([]), fc.oneof(digits(11), digits(13)).map(id => [id])),
  },
  { path: 'ExclusionRules.Amis.LastLaunched', value: fc.constantFrom(0, 366, 0.5, NaN, Infinity).map(Value => ({ Value, Unit: 'DAYS' })) },
  { path: 'ExclusionRules.Amis.LastLaunched', value: fc.constantFrom({}, { Value: 1 }, { Unit: 'DAYS' }, { Value: 1, Unit: 'HOURS' }) },
  { path: 'ExclusionRules.Amis.TagMap', value: fc.oneof(fc.constant({}), tagKey.map(key => ({ [`aws:${key}`]: '' })), tagKey.map(key => ({ [key]: 'a'.repeat(257) }))) },
];

test.each(mistakes.map(({ path, value }) => [path, value] as const))('any update with %s just outside them is refused, and the field is named', (path, value) => {
  fc.assert(fc.property(update, value, (properties, wrong) => {
    expect(errors(put(properties, path, wrong)).map(finding => finding.path)).toContainEqual(expect.stringContaining(path));
  }), { numRuns: 60 });
});

test('nothing is said of a property twice by one rule', () => {
  const mistake = fc.constantFrom(...mistakes).chain(({ path, value }) => fc.tuple(fc.constant(path), value));
  fc.assert(fc.property(update, mistake, (properties, [path, wrong]) => {
    const found = errors(put(properties, path, wrong)).map(({ id, path: where }) => `${id} ${where}`);
    expect(new Set(found).size).toBe(found.length);
  }), { numRuns: 200 });
});
