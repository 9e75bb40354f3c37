import { Lazy, Token } from 'aws-cdk-lib';
import { APP, EXCLUDING_RULE, findings, LOCK, LOCKED_RULE, lockedFindings, LockExample, lockFindings, RetentionExample, LOCKING, messages, TAG_LEVEL_RULE, RetentionRuleProperties } from './properties';
import { LOCK_CASES, LOCKED_RULE_CASES, RULE_CASES, tags } from './rule-cases';
import { LOCK_MESSAGES, LOCKED_RULE_MESSAGES, RULE_MESSAGES } from './rule-messages';
import { inWordsOfTheConstruct } from '../../../lib/model/retention/properties';
import { LOCKED_RETENTION_RULE_RULES, RETENTION_RULE_LOCK_RULES, RETENTION_RULE_RULES } from '../../../lib/model/retention/rules';
import { UNKNOWN } from '../../../lib/model/unknown';
import { withUnknowns } from '../../../lib/private/tokens';
import { put } from '../../support/properties';
import { inWords, testCatalogue, testUnknownParts } from '../../support/rule-catalogue';

const EXAMPLES = [['a locked rule', LOCKED_RULE], ['a tag-level rule', TAG_LEVEL_RULE], ['a rule with exclusion tags', EXCLUDING_RULE]] as const;
const lockedMessages = (subject: RetentionExample) => inWords(lockedFindings(subject.properties, subject));
const lockMessages = (subject: LockExample) => inWords(lockFindings(subject));

describe.each(EXAMPLES)('%s without mistakes breaks no rule', (_, properties) => {
  test('by itself, or with all that is known besides', () => {
    expect(messages(properties)).toEqual([]);
    expect(messages(properties, { app: { ...APP, snapshotDays: 365 } })).toEqual([]);
    expect(lockedMessages({ properties, locking: LOCKING, app: APP })).toEqual([]);
  });
});

test('a lock without mistakes breaks no rule', () => {
  expect(lockMessages(LOCK)).toEqual([]);
  expect(lockMessages({ properties: { RuleId: 'abCD1234567' } })).toEqual([]);
});

describe('of a retention rule', () => {
  testCatalogue({ construct: 'RetentionRule', rules: RETENTION_RULE_RULES, cases: RULE_CASES, messages: RULE_MESSAGES, findings: it => findings(it.properties, it) });
});

describe('of a locked retention rule', () => {
  testCatalogue({
    construct: 'LockedRetentionRule', rules: LOCKED_RETENTION_RULE_RULES, cases: LOCKED_RULE_CASES, messages: LOCKED_RULE_MESSAGES,
    findings: it => lockedFindings(it.properties, it),
  });
});

describe('of a lock', () => {
  testCatalogue({ construct: 'RetentionRuleLock', rules: RETENTION_RULE_LOCK_RULES, cases: LOCK_CASES, messages: LOCK_MESSAGES, findings: it => lockFindings(it.subject) });
});

describe('what is unknown breaks no rule', () => {
  const besides = { app: { ...APP, snapshotDays: 365 } };
  testUnknownParts(EXAMPLES.map(([name, properties]) => [name, properties, (it: RetentionRuleProperties) => messages(it, besides)]));
  testUnknownParts([['a rule of a custom resource', LOCKED_RULE, (properties: RetentionRuleProperties) => lockedMessages({ properties, locking: LOCKING })]]);
  testUnknownParts([['a lock', LOCK.properties, (properties: LockExample['properties']) => lockMessages({ ...LOCK, properties })]]);

  test('the id of a rule, its account and Region, or those of the stack', () => {
    const token = Token.asString({ Ref: 'Somewhere' });
    expect(lockedMessages({ properties: LOCKED_RULE, locking: { ...LOCKING, existingRuleId: token } })).toEqual([]);
    for (const path of ['rule.account', 'rule.region', 'stack.account', 'stack.region']) {
      expect(lockMessages(put(LOCK, path, token))).toEqual([]);
    }
  });

  test('all of it', () => {
    const token = Lazy.any({ produce: () => undefined });
    for (const [, properties] of EXAMPLES) {
      const all: RetentionRuleProperties = Object.fromEntries(Object.keys(properties).map(name => [name, token]));
      expect(messages(all)).toEqual([]);
      expect(lockedMessages({ properties: all, locking: { ...LOCKING, existingRuleId: token } })).toEqual([]);
    }
  });

  test('a status that a condition may take away', () => {
    expect(messages(put(LOCKED_RULE, 'Status', { 'Fn::If': ['Condition', 'available', { Ref: 'AWS::NoValue' }] }))).toEqual([]);
  });

  test('tags that may not be there', () => {
    const maybe = { 'Fn::If': ['Condition', [], { Ref: 'AWS::NoValue' }] };
    expect(messages(put(put(LOCKED_RULE, 'ResourceTags', maybe), 'ExcludeResourceTags', maybe))).toEqual([]);
    expect(messages(put(put(TAG_LEVEL_RULE, 'LockConfiguration', maybe), 'ExcludeResourceTags', maybe))).toEqual([]);
  });

  test('the same tag behind a token', () => {
    const key = Token.asString({ Ref: 'Key' });
    expect(messages(put(LOCKED_RULE, 'Tags', [{ Key: key, Value: '' }, { Key: key, Value: '' }]))).toEqual([]);
    const tag = { ResourceTagKey: key, ResourceTagValue: '' };
    expect(messages(put(TAG_LEVEL_RULE, 'ResourceTags', [tag, tag]))).toEqual([]);
  });
});

describe('accepted', () => {
  const DAYS = 'RetentionPeriod.RetentionPeriodValue';

  test.each([[LOCKED_RULE, 1], [LOCKED_RULE, 365], [LOCKED_RULE, '365'], [EXCLUDING_RULE, 1], [EXCLUDING_RULE, 7]])('%j for %j days', (properties, days) => {
    expect(messages(put(properties, DAYS, days))).toEqual([]);
  });

  test('a period that only the longest of all types can have, where the type is unknown', () => {
    expect(messages(put(put(EXCLUDING_RULE, DAYS, 365), 'ResourceType', { Ref: 'Type' }))).toEqual([]);
  });

  test.each([7, 30, '30'])('an unlock delay of %j days', days => {
    expect(messages(put(LOCKED_RULE, 'LockConfiguration.UnlockDelayValue', days))).toEqual([]);
  });

  test.each(['', ' ', 'a'.repeat(255), 'Größe: 🙂 "quoted"'])('the description %j', description => {
    expect(messages(put(LOCKED_RULE, 'Description', description))).toEqual([]);
  });

  test('as many tags as there can be', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => ({ ResourceTagKey: String(index), ResourceTagValue: '' }));
    expect(messages(put(LOCKED_RULE, 'Tags', tags(50)))).toEqual([]);
    expect(messages(put(LOCKED_RULE, 'Tags', []))).toEqual([]);
    expect(messages(put(TAG_LEVEL_RULE, 'ResourceTags', many(50)))).toEqual([]);
    expect(messages(put(EXCLUDING_RULE, 'ExcludeResourceTags', many(5)))).toEqual([]);
    expect(messages(put(EXCLUDING_RULE, 'ExcludeResourceTags', []))).toEqual([]);
  });

  test('any tag of resources, those of AWS included', () => {
    const odd = [{ ResourceTagKey: 'aws:cloudformation:stack-name', ResourceTagValue: 'a\n,;' }, { ResourceTagKey: '🙂'.repeat(64), ResourceTagValue: 'a'.repeat(256) }];
    expect(messages(put(TAG_LEVEL_RULE, 'ResourceTags', odd))).toEqual([]);
  });

  test('one key with several values', () => {
    const values = ['a', 'b', ''].map(ResourceTagValue => ({ ResourceTagKey: 'team', ResourceTagValue }));
    expect(messages(put(TAG_LEVEL_RULE, 'ResourceTags', values))).toEqual([]);
  });

  test.each(['a'.repeat(128), 'a b', 'a\u00a0b', '_.:/=+-@', 'Straße', '日本', 'awsome:team', 'AWS:team'])('the tag key %j', key => {
    expect(messages(put(LOCKED_RULE, 'Tags[0].Key', key))).toEqual([]);
  });

  test('a lock beside empty lists of exclusion tags', () => {
    expect(messages(put(LOCKED_RULE, 'ExcludeResourceTags', []))).toEqual([]);
  });
});

describe('of a rule that is locked where it is made', () => {
  const withTags = (count: number) => put(LOCKED_RULE, 'Tags', tags(count));

  test('the library keeps three tags for itself, where a custom resource makes the rule', () => {
    expect(lockedMessages({ properties: withTags(47), locking: LOCKING })).toEqual([]);
    expect(lockedMessages({ properties: withTags(50), locking: { ...LOCKING, mechanism: 'CLOUDFORMATION', needsCustomResource: [] } })).toEqual([]);
    expect(lockedFindings(withTags(51), { locking: LOCKING }).map(({ id }) => id)).toEqual(['cdk-image-governance:LockedRetentionRule.TagCount']);
  });

  test('a custom resource can do all that CloudFormation cannot', () => {
    expect(lockedMessages({
      properties: put(LOCKED_RULE, 'LockConfiguration', undefined),
      locking: { ...LOCKING, isUnlocked: true, needsCustomResource: ['existingRuleId', 'reconcile', 'onRemoval'] },
    })).toEqual([]);
  });

  test('an ordinary rule may have tags of those keys, which then say nothing', () => {
    expect(messages(put(LOCKED_RULE, 'Tags[0].Key', 'cdk-image-governance:owner'))).toEqual([]);
  });
});

test('an AMI rule whose snapshots are retained as long, or for a time that is not known', () => {
  const ofAmis = put(LOCKED_RULE, 'ResourceType', 'EC2_IMAGE');
  expect(messages(ofAmis, { app: { ...APP, snapshotDays: 30 } })).toEqual([]);
  expect(messages(ofAmis, { app: APP })).toEqual([]);
  expect(messages(LOCKED_RULE, { app: { ...APP, snapshotDays: 0 } })).toEqual([]);
});

test('many others with the same tag are counted', () => {
  const others = Array.from({ length: 20 }, (_, index) => `App/${index}`);
  expect(findings(TAG_LEVEL_RULE, { app: { ...APP, crowdedTags: [{ index: 1, others }] } })).toEqual([expect.objectContaining({
    path: 'ResourceTags[1]',
    message: 'should be in at most 5 rules of an account and Region, and is in 21',
    remedy: 'remove it from one of the others: App/0, App/1, App/2, App/3, App/4, App/5, App/6, App/7 and 12 more',
  })]);
});

describe('the remedy fits the mistake', () => {
  const remedies = (properties: RetentionRuleProperties) => findings(properties).map(({ remedy }) => remedy);

  test.each([
    ['AMI', 'use EC2_IMAGE'], ['IMAGE', 'use EC2_IMAGE'], ['AWS::EC2::Volume', 'use EBS_VOLUME'], ['snapshot', 'use EBS_SNAPSHOT'],
    ['AMI_SNAPSHOT', 'use EBS_SNAPSHOT'], ['RDS', 'use one of these: the Recycle Bin takes nothing else'],
  ])('of the type %s', (type, remedy) => {
    expect(remedies(put(LOCKED_RULE, 'ResourceType', type))).toEqual([remedy]);
  });

  test.each([[0, 'use at least 1'], [366, 'use at most 365'], [1.5, 'use whole days'], [365.5, 'use at most 365'], [0.5, 'use at least 1']])('of %d days', (days, remedy) => {
    expect(remedies(put(LOCKED_RULE, 'RetentionPeriod.RetentionPeriodValue', days))).toEqual([remedy]);
  });

  test('of a volume', () => {
    expect(remedies(put(EXCLUDING_RULE, 'RetentionPeriod.RetentionPeriodValue', 30))).toEqual(['use at most 7, and retain snapshots of the volumes for longer']);
  });

  test.each([
    ['a\nb', 'newline'], ['a\r\nb', 'carriage return'], ['a\tb', 'tab'], ['a\u00a0b', 'no-break space'], ['a\u2009b', 'character U+2009'], ['a\fb', 'character U+000C'],
  ])('of the description %j, which has a %s', (description, name) => {
    expect(findings(put(LOCKED_RULE, 'Description', description)).map(({ message }) => message)).toEqual([`must have no other white space than blanks, and has a ${name}`]);
  });
});

test('a description can be too long and have a tab', () => {
  expect(findings(put(LOCKED_RULE, 'Description', '\t'.repeat(256))).map(({ id }) => id.split('.')[1])).toEqual(['DescriptionLength', 'DescriptionCharacters']);
});

test.each([
  ['ResourceType', 'resourceType'], ['RetentionPeriod.RetentionPeriodValue', 'retentionPeriod'], ['RetentionPeriod.RetentionPeriodUnit', 'retentionPeriod'],
  ['LockConfiguration', 'lock'], ['LockConfiguration.UnlockDelayValue', 'lock'], ['ResourceTags', 'level.tags'],
  ['ResourceTags[0].ResourceTagKey', 'level.tags[0].key'], ['ResourceTags[10].ResourceTagValue', 'level.tags[10].value'], ['ResourceTags[1]', 'level.tags[1]'],
  ['ExcludeResourceTags', 'level.regionExcluding'], ['ExcludeResourceTags[1].ResourceTagValue', 'level.regionExcluding[1].value'],
  ['Tags', 'tags'], ['Tags[0].Key', 'tags'], ['Tags[0].Value', 'tags["team"]'], ['Tags[5].Value', 'tags'], ['Description', 'description'], ['Status', 'status'],
  ['ExistingRuleId', 'existingRuleId'], ['existingRuleId', 'existingRuleId'], ['RuleId', 'retentionRule'], ['LockState', 'lockState'],
])('in the words of the construct %s is %s', (path, words) => {
  expect(inWordsOfTheConstruct(path, withUnknowns<object>(LOCKED_RULE))).toBe(words);
});

test('nor are the keys of tags needed for that', () => {
  expect(inWordsOfTheConstruct('Tags[0].Value')).toBe('tags');
  expect(inWordsOfTheConstruct('Tags[0].Value', { Tags: UNKNOWN })).toBe('tags');
});
