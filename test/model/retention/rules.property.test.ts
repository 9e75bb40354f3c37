import fc from 'fast-check';
import { findings, lockedFindings, LOCKING, RetentionRuleProperties } from './properties';
import { describeFinding, Finding } from '../../../lib/model/rule';
import { put } from '../../support/properties';

const errors = (properties: RetentionRuleProperties): Finding[] => findings(properties).filter(it => it.severity === 'error');

// Inside the limits.

const of = (characters: string, min: number, max = min) => fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max });
const TAG = 'abcXYZ089 äßłあ_.:/=+-@';
const tagKey = of(TAG, 1, 128).filter(key => !key.startsWith('aws:'));
const tags = fc.uniqueArray(fc.record({ Key: tagKey, Value: of(TAG, 0, 256) }), { maxLength: 50, selector: it => it.Key });
const resourceTag = fc.record({ ResourceTagKey: of(`${TAG}\n,;🙂`, 1, 64), ResourceTagValue: of(`${TAG}\n,;🙂`, 0, 128) });
const resourceTags = (max: number, min = 1) => fc.uniqueArray(resourceTag, {
  minLength: min, maxLength: max, selector: it => JSON.stringify(Object.values(it)),
});

const period = (RetentionPeriodValue: fc.Arbitrary<number>) => fc.record({ RetentionPeriodValue, RetentionPeriodUnit: fc.constant('DAYS') });
const kind = fc.oneof(
  fc.record({ ResourceType: fc.constantFrom('EBS_SNAPSHOT', 'EC2_IMAGE'), RetentionPeriod: period(fc.integer({ min: 1, max: 365 })) }),
  fc.record({ ResourceType: fc.constant('EBS_VOLUME'), RetentionPeriod: period(fc.integer({ min: 1, max: 7 })) }),
);
const lock = fc.record({ UnlockDelayValue: fc.integer({ min: 7, max: 30 }), UnlockDelayUnit: fc.constant('DAYS') });
const level: fc.Arbitrary<RetentionRuleProperties> = fc.oneof(
  fc.constant({}),
  fc.record({ LockConfiguration: lock }),
  fc.record({ ResourceTags: resourceTags(50) }),
  fc.record({ ExcludeResourceTags: resourceTags(5, 0) }),
);
const rest = fc.record({ Description: of(`${TAG}"{}🙂`, 0, 127), Tags: tags }, { requiredKeys: [] });
const rule: fc.Arbitrary<RetentionRuleProperties> = fc.tuple(kind, level, rest).map(parts => Object.assign({}, ...parts));
const lockable: fc.Arbitrary<RetentionRuleProperties> = fc.tuple(kind, fc.record({ LockConfiguration: lock }, { requiredKeys: [] }), rest)
  .map(parts => Object.assign({}, ...parts));

// Just outside one of them.

interface Mistake { readonly path: string; readonly value: fc.Arbitrary<unknown>; readonly named?: string }

const outside = (min: number, max: number) => fc.oneof(
  fc.constantFrom(min - 1, max + 1, -1, NaN, Infinity),
  fc.integer({ min, max: max - 1 }).map(it => it + 0.5),
  fc.integer({ min: max + 1 }),
  fc.integer({ min: max + 1 }).map(String),
);
const whiteSpace = fc.constantFrom('\n', '\r', '\t', '\v', '\f', '\u00a0', '\u2003', '\u2028', '\u3000');
const mistakes: Mistake[] = [
  { path: 'ResourceType', value: fc.constantFrom('', 'AMI', 'ec2_image', 'EC2_IMAGE ', 'EBS') },
  { path: 'ResourceType', value: fc.constant(undefined) },
  { path: 'RetentionPeriod', value: outside(1, 365).map(value => ({ RetentionPeriodValue: value, RetentionPeriodUnit: 'DAYS' })) },
  { path: 'RetentionPeriod.RetentionPeriodUnit', value: fc.constantFrom('', 'days', 'HOURS', 'WEEKS', undefined) },
  { path: 'LockConfiguration', value: outside(7, 30).map(value => ({ UnlockDelayValue: value, UnlockDelayUnit: 'DAYS' })) },
  { path: 'LockConfiguration', value: fc.constantFrom({}, { UnlockDelayValue: 7 }, { UnlockDelayUnit: 'DAYS' }, { UnlockDelayValue: 7, UnlockDelayUnit: 'WEEKS' }) },
  { path: 'Description', value: fc.oneof(of('a\n', 256, 300), fc.tuple(of(TAG, 0, 100), whiteSpace, of(TAG, 0, 100)).map(parts => parts.join(''))) },
  { path: 'Status', value: fc.constantFrom('available', 'pending', '') },
  { path: 'ResourceTags', value: fc.oneof(fc.constant([]), resourceTags(60, 51)) },
  { path: 'ResourceTags', value: resourceTag.map(tag => [tag, tag]), named: 'ResourceTags[1]' },
  { path: 'ResourceTags', value: fc.constantFrom('', 'a'.repeat(129)).map(key => [{ ResourceTagKey: key, ResourceTagValue: '' }]), named: 'ResourceTags[0].ResourceTagKey' },
  { path: 'ExcludeResourceTags', value: resourceTags(20, 6) },
  { path: 'ExcludeResourceTags', value: resourceTag.map(tag => [{ ...tag, ResourceTagValue: 'a'.repeat(257) }]), named: 'ExcludeResourceTags[0].ResourceTagValue' },
  { path: 'ExcludeResourceTags', value: tagKey.map(Key => [{ Key, Value: '' }]), named: 'ExcludeResourceTags[0]' },
  { path: 'Tags', value: fc.uniqueArray(tagKey, { minLength: 51, maxLength: 60 }).map(keys => keys.map(Key => ({ Key, Value: '' }))) },
  { path: 'Tags', value: tagKey.map(Key => [{ Key, Value: 'a' }, { Key, Value: 'b' }]), named: 'Tags[1].Key' },
  { path: 'Tags', value: fc.oneof(tagKey.map(key => `aws:${key}`), tagKey.map(key => `${key},`), of('a', 129, 140), fc.constant('')).map(Key => [{ Key, Value: '' }]), named: 'Tags[0].Key' },
  { path: 'Tags', value: fc.oneof(of('a', 257, 300), of(TAG, 0, 100).map(value => `${value}\n`)).map(Value => [{ Key: 'team', Value }]), named: 'Tags[0].Value' },
];

test('any rule inside the limits passes', () => {
  fc.assert(fc.property(rule, properties => {
    expect(errors(properties).map(describeFinding)).toEqual([]);
  }), { numRuns: 500 });
});

test('any rule for a whole Region can be locked where it is made', () => {
  fc.assert(fc.property(lockable, properties => {
    const few = { ...properties, Tags: (properties.Tags as unknown[] | undefined)?.slice(0, 47) } as RetentionRuleProperties;
    expect(lockedFindings(few, { locking: LOCKING }).map(describeFinding)).toEqual([]);
  }), { numRuns: 200 });
});

test.each(mistakes.map((mistake, index) => [index, mistake.named ?? mistake.path, mistake] as const))(
  'mistake %i: any rule with %s just outside them is refused, and the field is named', (_, name, { path, value }) => {
    fc.assert(fc.property(rule, value, (properties, wrong) => {
      const found = errors(put(properties, path, wrong));
      expect(found.map(finding => finding.path).some(it => it.startsWith(name))).toBe(true);
      expect(found.every(finding => describeFinding(finding).startsWith(finding.path))).toBe(true);
    }), { numRuns: 60 });
  },
);
