import { reference } from './reference';
import {
  lockedRetentionRuleInWords, LockedRetentionRuleProperties, retentionRuleInWords, retentionRuleLockInWords, ruleInWords,
} from '../../examples/golden-images/demo/words/retention';
import type { RetentionRuleProperties } from '../model/retention/properties';

const IN_THE_BIN = 'What is in the Recycle Bin stays there for its time, whatever becomes of the rule.';
const LOCK = 'While it is locked, and for 7 days after it is unlocked, nobody can change or delete the rule: no administrator and no stack.';
const RELOCK = 'An unlock that the app did not ask for is taken back.';
const UNLOCKED = 'The rule is unlocked, if it was locked: it can be changed when its unlock delay is over.';
const STAYS = 'When it is removed, the rule stays as it is.';

const tag = (ResourceTagKey: string, ResourceTagValue?: string) => ({ ResourceTagKey, ResourceTagValue });

describe('a retention rule', () => {
  test.each<[string, Partial<RetentionRuleProperties>, string]>([
    ['of a Region', {}, 'AMI for 14 days'],
    ['of snapshots', { ResourceType: 'EBS_SNAPSHOT' }, 'snapshot for 14 days'],
    ['of a type that only the deployment knows', { ResourceType: reference('Type') }, '${Type} for 14 days'],
    ['for so long as only the deployment knows', { RetentionPeriod: { RetentionPeriodValue: reference('Days') } }, 'AMI for ${Days} days'],
    ['of a tag', { ResourceTags: [tag('keep', 'true')] }, 'AMI that has the tag keep=true for 14 days'],
    ['of tags', { ResourceTags: [tag('keep'), reference('Tag')] }, 'AMI that has the tag keep= or one that only the deployment knows for 14 days'],
    ['of unknown tags', { ResourceTags: reference('Tags') }, 'AMI that has the tag ${Tags} for 14 days'],
    ['with exclusions', { ExcludeResourceTags: [tag('a', '1'), tag('b', '2')] }, 'AMI without the tag a=1 or b=2 for 14 days'],
  ])('%s', (_, changes, retained) => {
    const period = { RetentionPeriodValue: 14, RetentionPeriodUnit: 'DAYS' };
    expect(retentionRuleInWords({ ResourceType: 'EC2_IMAGE', RetentionPeriod: period, ...changes })).toEqual({
      lead: `Retains every ${retained} when it is deleted: for so long it can be restored, and nobody can delete it.`,
      points: [],
      notes: [IN_THE_BIN],
    });
  });
});

describe('a locked retention rule', () => {
  const LOCKED = { State: 'locked', UnlockDelayDays: 7 };

  test.each<[string, Partial<LockedRetentionRuleProperties>, string[]]>([
    ['that is locked', {}, [LOCK, STAYS]],
    ['that is locked again', { Lock: { ...LOCKED, Relock: true } }, [LOCK, RELOCK, STAYS]],
    ['that is not locked again', { Lock: { ...LOCKED, Relock: 'false' } }, [LOCK, STAYS]],
    ['that is unlocked', { Lock: { State: 'unlocked' } }, [UNLOCKED, STAYS]],
    ['that is unlocked when it goes', { OnRemoval: 'UNLOCK' }, [LOCK, 'When it is removed, the rule stays, and is unlocked.']],
    ['that was there before', { ExistingRuleId: 'abCD1234567' }, ['Its rule is abCD1234567, which was there before.', LOCK, STAYS]],
  ])('%s', (_, changes, notes) => {
    expect(lockedRetentionRuleInWords({ ResourceType: 'EBS_VOLUME', RetentionDays: 7, Lock: LOCKED, OnRemoval: 'RETAIN', ...changes })).toEqual({
      lead: 'Retains every volume for 7 days when it is deleted: for so long it can be restored, and nobody can delete it.', points: [], notes,
    });
  });

  test('of which only the lock is the app\'s', () => {
    expect(retentionRuleLockInWords({ RuleId: 'abCD1234567', Lock: LOCKED, OnRemoval: 'RETAIN' })).toEqual({
      lead: 'Sees to the lock of the retention rule abCD1234567, which somebody else has made, and changes nothing else of it.', points: [], notes: [LOCK, STAYS],
    });
  });
});

test.each([
  ['is not locked', {}],
  ['is not locked', { lock: 'unlocked', delay: 7 }],
  ['is locked, and protected for 7 days after it is unlocked', { lock: 'locked', delay: 7 }],
  ['is being unlocked, and protected until 2026-01-08T00:00:00.000Z', { lock: 'pending_unlock', delay: 7, until: '2026-01-08T00:00:00.000Z' }],
])('a rule that %s, as Recycle Bin says it', (words, lock) => {
  expect(ruleInWords({ id: 'rule0000001', account: '111111111111', type: 'EC2_IMAGE', days: 30, ...lock }))
    .toBe(`rule0000001 retains every deleted AMI for 30 days, and ${words}`);
});
