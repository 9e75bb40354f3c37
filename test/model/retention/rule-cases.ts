import { APP, EXCLUDING_RULE, LOCK, LOCKED_RULE, LockExample, LOCKING, RetentionExample, TAG_LEVEL_RULE, RetentionRuleProperties } from './properties';
import type { TagProperties } from '../../../lib/model/retention/properties';
import type { Written } from '../../../lib/private/tokens';
import { put } from '../../support/properties';
import type { RuleCase } from '../../support/rule-catalogue';

/** A subject that breaks one rule. */
type RetentionCase = RuleCase & RetentionExample;

/** A lock that breaks one rule. */
interface LockCase extends RuleCase {
  readonly subject: LockExample;
}

const locked = (path: string, value: unknown) => put(LOCKED_RULE, path, value);
const tagLevel = (path: string, value: unknown) => put(TAG_LEVEL_RULE, path, value);
const excluding = (path: string, value: unknown) => put(EXCLUDING_RULE, path, value);
const [DAYS, UNIT] = ['RetentionPeriod.RetentionPeriodValue', 'RetentionPeriod.RetentionPeriodUnit'];
const [DELAY, DELAY_UNIT] = ['LockConfiguration.UnlockDelayValue', 'LockConfiguration.UnlockDelayUnit'];
const resourceTags = (count: number) => Array.from({ length: count }, (_, index) => ({ ResourceTagKey: 'number', ResourceTagValue: String(index) }));

export const tags = (count: number): Written<TagProperties>[] => Array.from({ length: count }, (_, index) => ({ Key: `tag${index}`, Value: '' }));

/** One for each rule that holds for any retention rule, locked or not. */
const SHARED_CASES: readonly RetentionCase[] = [
  ...['ResourceType', 'RetentionPeriod', DAYS, UNIT].map(path => ({ rule: 'RequiredProperty', properties: locked(path, undefined) })),
  ...['AMI', 'ami', 'EC2_IMAGES', 'EBS_SNAPSHOTS', 'snapshot', 'VOLUME', 'RDS', '', 'ebs_volume', 'EBS_SNAPSHOT ']
    .map(type => ({ rule: 'KnownResourceType', properties: locked('ResourceType', type) })),
  ...[400, 366, 0, -1, 1.5, NaN, Infinity, '366', 'long'].map(days => ({ rule: 'RetentionPeriodRange', properties: locked(DAYS, days) })),
  ...[8, 30, 0, 0.5].map(days => ({ rule: 'RetentionPeriodRange', properties: excluding(DAYS, days) })),
  ...['WEEKS', 'days', ''].map(unit => ({ rule: 'RetentionPeriodUnit', properties: locked(UNIT, unit) })),
  { rule: 'DescriptionLength', properties: locked('Description', 'a'.repeat(256)) },
  ...['two\nlines', 'two\r\nlines', 'a\ttab', 'no\u00a0break', 'thin\u2009space', '\n', 'end\n'].map(text => ({ rule: 'DescriptionCharacters', properties: locked('Description', text) })),
  ...['available', 'pending'].map(status => ({ rule: 'StatusNotSet', properties: locked('Status', status) })),

  { rule: 'UnlockDelayComplete', properties: locked('LockConfiguration', {}) },
  ...[DELAY, DELAY_UNIT].map(path => ({ rule: 'UnlockDelayComplete', properties: locked(path, undefined) })),
  ...[6, 0, -7, 31, 7.5, NaN, '31'].map(days => ({ rule: 'UnlockDelayRange', properties: locked(DELAY, days) })),
  ...['HOURS', 'Days'].map(unit => ({ rule: 'UnlockDelayUnit', properties: locked(DELAY_UNIT, unit) })),
  { rule: 'LockWithoutResourceTags', properties: locked('ResourceTags', TAG_LEVEL_RULE.ResourceTags) },
  { rule: 'LockWithoutExclusionTags', properties: locked('ExcludeResourceTags', EXCLUDING_RULE.ExcludeResourceTags) },

  { rule: 'TagCount', properties: locked('Tags', tags(51)) },
  { rule: 'TagComplete', properties: locked('Tags[1]', {}) },
  ...['Key', 'Value'].map(part => ({ rule: 'TagComplete', properties: locked(`Tags[0].${part}`, undefined) })),
  ...['aws:team', '', 'a'.repeat(129), 'a,b', 'a\tb', 'aws:'].map(key => ({ rule: 'TagKeyFormat', properties: locked('Tags[0].Key', key) })),
  ...['a;b', 'a'.repeat(257), 'a\nb', '#', 'emoji 🙂'].map(value => ({ rule: 'TagValueFormat', properties: locked('Tags[1].Value', value) })),
  { rule: 'DuplicateTagKey', properties: locked('Tags[1].Key', 'team') },

  { rule: 'SnapshotsRetainedAsLong', properties: put(locked('ResourceType', 'EC2_IMAGE'), 'RetentionPeriod.RetentionPeriodValue', 90), app: { ...APP, snapshotDays: 30 } },
  { rule: 'SnapshotsRetainedAsLong', properties: locked('ResourceType', 'EC2_IMAGE'), app: { ...APP, snapshotDays: 0 } },
  { rule: 'SnapshotsRetainedAsLong', properties: put(locked('ResourceType', 'EC2_IMAGE'), DAYS, '31'), app: { ...APP, snapshotDays: 30 } },
];

/** At least one for each rule over a retention rule. */
export const RULE_CASES: readonly RetentionCase[] = [
  ...SHARED_CASES,
  { rule: 'OneLevel', properties: tagLevel('ExcludeResourceTags', EXCLUDING_RULE.ExcludeResourceTags) },
  { rule: 'SomeResourceTag', properties: tagLevel('ResourceTags', []) },
  { rule: 'SomeResourceTag', properties: locked('ResourceTags', []) },
  { rule: 'ResourceTagCount', properties: tagLevel('ResourceTags', resourceTags(51)) },
  { rule: 'ExclusionTagCount', properties: excluding('ExcludeResourceTags', resourceTags(6)) },
  ...[{ Key: 'team', Value: 'platform' }, { Key: 'team' }, { ResourceTagKey: 'team', Value: 'platform' }].flatMap(tag => [
    { rule: 'ResourceTagSpelling', properties: tagLevel('ResourceTags[1]', tag) },
    { rule: 'ResourceTagSpelling', properties: excluding('ExcludeResourceTags[0]', tag) },
  ]),
  { rule: 'ResourceTagComplete', properties: tagLevel('ResourceTags[1]', {}) },
  ...['ResourceTagKey', 'ResourceTagValue'].flatMap(part => [
    { rule: 'ResourceTagComplete', properties: tagLevel(`ResourceTags[1].${part}`, undefined) },
    { rule: 'ResourceTagComplete', properties: excluding(`ExcludeResourceTags[0].${part}`, undefined) },
  ]),
  ...['', 'a'.repeat(129)].flatMap(key => [
    { rule: 'ResourceTagKeyLength', properties: tagLevel('ResourceTags[1].ResourceTagKey', key) },
    { rule: 'ResourceTagKeyLength', properties: excluding('ExcludeResourceTags[1].ResourceTagKey', key) },
  ]),
  { rule: 'ResourceTagValueLength', properties: tagLevel('ResourceTags[0].ResourceTagValue', 'a'.repeat(257)) },
  { rule: 'ResourceTagValueLength', properties: excluding('ExcludeResourceTags[0].ResourceTagValue', 'a'.repeat(257)) },
  { rule: 'DuplicateResourceTag', properties: tagLevel('ResourceTags[1]', { ResourceTagKey: 'team', ResourceTagValue: 'platform' }) },
  { rule: 'DuplicateResourceTag', properties: excluding('ExcludeResourceTags[2]', { ResourceTagKey: 'scratch', ResourceTagValue: '' }) },
  { rule: 'ResourceTagInTooManyRules', properties: TAG_LEVEL_RULE, app: { ...APP, crowdedTags: [{ index: 0, others: ['App/A', 'App/B', 'App/C', 'App/D', 'App/E'] }] } },
];

const CLOUDFORMATION = { ...LOCKING, mechanism: 'CLOUDFORMATION', existingRuleId: undefined } as const;
const withTags = (Tags: Written<TagProperties>[]): RetentionRuleProperties => ({ ...LOCKED_RULE, Tags });

/** At least one for each rule over a locked retention rule. */
export const LOCKED_RULE_CASES: readonly RetentionCase[] = [
  ...SHARED_CASES,
  { rule: 'UnlockedNeedsCustomResource', properties: locked('LockConfiguration', undefined), locking: { ...CLOUDFORMATION, isUnlocked: true, needsCustomResource: [] } },
  { rule: 'RetainedByCloudFormation', properties: LOCKED_RULE, locking: { ...CLOUDFORMATION, needsCustomResource: [], removal: { deletion: 'Delete', replacement: 'Retain' } } },
  { rule: 'RetainedByCloudFormation', properties: LOCKED_RULE, locking: { ...CLOUDFORMATION, needsCustomResource: [], removal: { deletion: 'Retain' } } },
  { rule: 'RetainedByCloudFormation', properties: LOCKED_RULE, locking: { ...CLOUDFORMATION, needsCustomResource: [], removal: { deletion: 'RetainExceptOnCreate', replacement: 'Retain' } } },
  { rule: 'NeedsCustomResource', properties: LOCKED_RULE, locking: { ...CLOUDFORMATION, needsCustomResource: ['existingRuleId', 'reconcile'] } },
  ...['my-rule', '', 'abCD123456', 'abCD12345678', 'abCD1234567\n', 'arn:aws:rbin:eu-west-1:111111111111:rule/abCD1234567', 'äbCD1234567']
    .map(id => ({ rule: 'RuleIdFormat', properties: LOCKED_RULE, locking: { ...LOCKING, existingRuleId: id } })),
  ...[48, 49, 50].map(count => ({ rule: 'OwnTagCount', properties: withTags(tags(count)), locking: LOCKING })),
  ...['owner', 'made-by', 'unlocked-by'].map(name => ({ rule: 'OwnTagKey', properties: locked('Tags[1].Key', `cdk-image-governance:${name}`) })),
  { rule: 'LockUsedElsewhere', properties: LOCKED_RULE, app: { ...APP, usedElsewhere: [{ attribute: 'LockState', stack: 'App/Dashboard' }] } },
];

/** At least one for each rule over a lock. */
export const LOCK_CASES: readonly LockCase[] = [
  ...['my-rule', '', 'abCD1234567 '].map(id => ({ rule: 'RuleIdFormat', subject: put(LOCK, 'properties.RuleId', id) })),
  { rule: 'RuleOfThisApp', subject: { ...LOCK, ruleOfThisApp: 'App/Images/Rule' } },
  { rule: 'RuleInPlace', subject: { ...LOCK, rule: { account: '222222222222', region: 'us-east-1' } } },
  { rule: 'RuleInPlace', subject: put(LOCK, 'rule.account', '222222222222') },
  { rule: 'RuleInPlace', subject: put(LOCK, 'rule.region', 'us-east-1') },
  { rule: 'UnlockDelayComplete', subject: put(LOCK, `properties.${DELAY}`, undefined) },
  ...[6, 31, 7.5].map(days => ({ rule: 'UnlockDelayRange', subject: put(LOCK, `properties.${DELAY}`, days) })),
  { rule: 'LockUsedElsewhere', subject: { ...LOCK, app: { usedElsewhere: [{ attribute: 'LockEndTime', stack: 'App/Dashboard' }] } } },
];
