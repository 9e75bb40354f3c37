import fc from 'fast-check';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';

const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Rule', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [Record<string, unknown>, LockedRetentionRuleSpec]>> = {
  1: [
    {
      ...ALL_RESOURCES,
      ContractVersion: '1',
      ResourceType: 'EC2_IMAGE',
      RetentionDays: '30',
      Description: '2026',
      Tags: { team: 'platform', empty: '', year: '2026', true: 'false' },
      ExistingRuleId: 'rule0000001',
      Lock: { State: 'locked', UnlockDelayDays: '7', Relock: 'true' },
      OnRemoval: 'UNLOCK',
    },
    {
      resourceType: 'EC2_IMAGE',
      retentionDays: 30,
      description: '2026',
      tags: { team: 'platform', empty: '', year: '2026', true: 'false' },
      existingRuleId: 'rule0000001',
      lock: { state: 'locked', unlockDelayDays: 7, relock: true },
      onRemoval: 'UNLOCK',
    },
  ],
};

/** What a version after this one may send: a rule with exclusions, and a lock that waits for a date. */
const FUTURE = {
  ...RELEASED[1][0],
  ContractVersion: '2',
  RetentionPeriod: { Value: '1', Unit: 'MONTHS' },
  ExcludeResourceTags: [{ Key: 'scratch' }],
  Lock: { State: 'locked', UnlockDelay: 'P30D', From: '2027-01-01' },
};

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: LOCKED_RETENTION_RULE.version }, (_, index) => index + 1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(LOCKED_RETENTION_RULE, raw)).toStrictEqual(spec);
  expect(decodePrevious(LOCKED_RETENTION_RULE, raw)).toStrictEqual(spec);
});

test('what need not be there is not there', () => {
  const raw = { ...ALL_RESOURCES, ContractVersion: '1', ResourceType: 'EBS_VOLUME', RetentionDays: '7', Lock: { State: 'unlocked' }, OnRemoval: 'RETAIN' };
  expect(decode(LOCKED_RETENTION_RULE, raw)).toStrictEqual({ resourceType: 'EBS_VOLUME', retentionDays: 7, lock: { state: 'unlocked' }, onRemoval: 'RETAIN' });
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(LOCKED_RETENTION_RULE, FUTURE)).toThrow(
    'Custom::LockedRetentionRule speaks version 1 to 1 of its contract, got "2": deploy function and resource with the same version of cdk-image-governance');
  expect(decodePrevious(LOCKED_RETENTION_RULE, FUTURE)).toBeUndefined();
  // Newer code may say more without another version: then it is not known what it meant.
  expect(decodePrevious(LOCKED_RETENTION_RULE, { ...FUTURE, ...RELEASED[1][0], ContractVersion: '1' })).toBeUndefined();
});

test.each<[string, Record<string, unknown>, string]>([
  ['a type that this version does not know', { ResourceType: 'EFS_FILE_SYSTEM' }, 'ResourceType must be one of EBS_SNAPSHOT, EC2_IMAGE, EBS_VOLUME, got "EFS_FILE_SYSTEM"'],
  ['no type', { ResourceType: undefined }, 'ResourceType is missing'],
  ['a period that is no number', { RetentionDays: 'a month' }, 'RetentionDays must be a whole number, got "a month"'],
  ['a part of a day', { RetentionDays: '1.5' }, 'RetentionDays must be a whole number, got "1.5"'],
  ['no lock', { Lock: undefined }, 'Lock is missing'],
  ['a state of a lock that is none of a declaration', { Lock: { State: 'pending_unlock' } }, 'Lock.State must be one of locked, unlocked, got "pending_unlock"'],
  ['a delay with a unit', { Lock: { State: 'locked', UnlockDelayDays: '7 days' } }, 'Lock.UnlockDelayDays must be a whole number, got "7 days"'],
  ['a lock without a delay', { Lock: { State: 'locked' } }, 'Lock.UnlockDelayDays is missing'],
  ['a relock that is neither', { Lock: { State: 'locked', UnlockDelayDays: '7', Relock: 'yes' } }, 'Lock.Relock must be true or false, got "yes"'],
  ['a removal that deletes', { OnRemoval: 'DESTROY' }, 'OnRemoval must be one of RETAIN, UNLOCK, got "DESTROY"'],
  ['tags as a list', { Tags: [{ Key: 'team', Value: 'platform' }] }, 'Tags must be a map, got [{"Key":"team","Value":"platform"}]'],
  ['a tag without text', { Tags: { team: { a: '1' } } }, 'Tags["team"] must be text, got {"a":"1"}'],
  ['everything at once', { ResourceType: 'all', RetentionDays: '', Lock: 'locked', OnRemoval: undefined },
    'ResourceType must be one of EBS_SNAPSHOT, EC2_IMAGE, EBS_VOLUME, got "all"; RetentionDays must be a whole number, got ""; Lock must be a structure, got "locked"; OnRemoval is missing'],
])('%s is a mistake', (_, changes, mistake) => {
  const raw = { ...RELEASED[1][0], ...changes };
  expect(() => decode(LOCKED_RETENTION_RULE, raw)).toThrow(new Error(`Custom::LockedRetentionRule cannot read its properties: ${mistake}`));
  expect(decodePrevious(LOCKED_RETENTION_RULE, raw)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const tagKey = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }), fc.constantFrom('__proto__', 'constructor'));
  const asked: fc.Arbitrary<LockedRetentionRuleSpec> = fc.record({
    resourceType: fc.constantFrom('EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'),
    retentionDays: fc.integer({ min: 1, max: 365 }),
    description: fc.string({ unit: 'grapheme', maxLength: 255 }),
    tags: fc.array(fc.tuple(tagKey, fc.string({ unit: 'grapheme', maxLength: 256 })), { maxLength: 47 }).map(tags => Object.fromEntries(tags)),
    existingRuleId: fc.stringMatching(/^[0-9a-zA-Z]{11}$/),
    lock: fc.oneof(
      fc.record({ state: fc.constant('locked' as const), unlockDelayDays: fc.integer({ min: 7, max: 30 }), relock: fc.boolean() },
        { requiredKeys: ['state', 'unlockDelayDays'], noNullPrototype: true }),
      fc.constant({ state: 'unlocked' as const }),
    ),
    onRemoval: fc.constantFrom('RETAIN', 'UNLOCK'),
  }, { requiredKeys: ['resourceType', 'retentionDays', 'lock', 'onRemoval'], noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(LOCKED_RETENTION_RULE, asCloudFormation(encode(LOCKED_RETENTION_RULE, spec)))).toEqual(spec);
  }));
});
