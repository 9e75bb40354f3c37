import fc from 'fast-check';
import { RETENTION_RULE_TAGS, RetentionRuleTagsSpec } from './contract';
import { decode, decodePrevious, encode } from '../../../lib/model/contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';

const RULE = 'arn:aws:rbin:eu-west-1:111111111111:rule/rule0000001';
const ALL_RESOURCES = { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Tags', ServiceTimeout: '3600', Reconcile: '1' };

/** Properties of each version that was released, as CloudFormation sends them, and what they ask for. */
const RELEASED: Readonly<Record<number, readonly [object, RetentionRuleTagsSpec]>> = {
  1: [
    { ...ALL_RESOURCES, ContractVersion: '1', RuleArn: RULE, TagKey: 'team', TagValue: 'platform', UnlockDelayDays: '7' },
    { ruleArn: RULE, tags: { team: 'platform' }, unlockDelayDays: 7 },
  ],
  2: [
    { ...ALL_RESOURCES, ContractVersion: '2', RuleArn: RULE, Tags: { team: 'platform', cost: '' }, UnlockDelayDays: '7' },
    { ruleArn: RULE, tags: { team: 'platform', cost: '' }, unlockDelayDays: 7 },
  ],
};

/** What a version after this one may send. */
const FUTURE = { ...ALL_RESOURCES, ContractVersion: '3', RuleArns: [RULE], Tags: [{ Key: 'team', Value: 'platform' }] };

test('there are properties of every version', () => {
  expect(Object.keys(RELEASED).map(Number)).toEqual(Array.from({ length: RETENTION_RULE_TAGS.version }, (_, index) => index + 1));
  expect(Object.keys(RETENTION_RULE_TAGS.past!).map(Number)).toEqual(Object.keys(RELEASED).map(Number).slice(0, -1));
});

test.each(Object.entries(RELEASED))('properties of version %s are read', (_, [raw, spec]) => {
  expect(decode(RETENTION_RULE_TAGS, raw as Record<string, unknown>)).toStrictEqual(spec);
  expect(decodePrevious(RETENTION_RULE_TAGS, raw as Record<string, unknown>)).toStrictEqual(spec);
});

test('properties of a future version are refused, and unknown if they are what was before', () => {
  expect(() => decode(RETENTION_RULE_TAGS, FUTURE)).toThrow(
    'Custom::RetentionRuleTags speaks version 1 to 2 of its contract, got "3": deploy function and resource with the same version of ' +
    'cdk-image-governance',
  );
  expect(decodePrevious(RETENTION_RULE_TAGS, FUTURE)).toBeUndefined();
});

test('what the construct asks for is what the handler reads', () => {
  const tagKey = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }), fc.constantFrom('__proto__', 'constructor'));
  const asked: fc.Arbitrary<RetentionRuleTagsSpec> = fc.record({
    ruleArn: fc.string(),
    tags: fc.array(fc.tuple(tagKey, fc.string({ unit: 'grapheme', maxLength: 256 })), { maxLength: 50 }).map(tags => Object.fromEntries(tags)),
    unlockDelayDays: fc.integer({ min: 7, max: 30 }),
  }, { requiredKeys: ['ruleArn', 'tags'], noNullPrototype: true });
  fc.assert(fc.property(asked, spec => {
    expect(decode(RETENTION_RULE_TAGS, asCloudFormation(encode(RETENTION_RULE_TAGS, spec)))).toEqual(spec);
  }));
});
