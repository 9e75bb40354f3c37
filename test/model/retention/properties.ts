import {
  AroundLock, LockingIntent, LockProperties, lockSubjectOf, RetentionAppView, RetentionSubject, retentionSubjectOf,
} from '../../../lib/model/retention/input';
import type * as Model from '../../../lib/model/retention/properties';
import { LOCKED_RETENTION_RULE_RULES, RETENTION_RULE_LOCK_RULES, RETENTION_RULE_RULES } from '../../../lib/model/retention/rules';
import { Finding, findingsOf } from '../../../lib/model/rule';
import type { Written } from '../../../lib/private/tokens';
import { withUnknowns } from '../../../lib/private/tokens';
import { inWords } from '../../support/rule-catalogue';

/** The properties of a rule, as an app has them. */
export type RetentionRuleProperties = Written<Model.RetentionRuleProperties>;

/** A rule for all snapshots of a Region, which is locked, without mistakes. */
export const LOCKED_RULE: RetentionRuleProperties = {
  ResourceType: 'EBS_SNAPSHOT',
  RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' },
  Description: 'Snapshots of golden images: ŝ',
  LockConfiguration: { UnlockDelayValue: 14, UnlockDelayUnit: 'DAYS' },
  Tags: [{ Key: 'team', Value: 'platform' }, { Key: 'Größe', Value: '' }],
};

/** A rule for AMIs with tags, without mistakes. */
export const TAG_LEVEL_RULE: RetentionRuleProperties = {
  ResourceType: 'EC2_IMAGE',
  RetentionPeriod: { RetentionPeriodValue: 365, RetentionPeriodUnit: 'DAYS' },
  ResourceTags: [{ ResourceTagKey: 'team', ResourceTagValue: 'platform' }, { ResourceTagKey: 'golden', ResourceTagValue: '' }],
};

/** A rule for volumes without tags, without mistakes. */
export const EXCLUDING_RULE: RetentionRuleProperties = {
  ResourceType: 'EBS_VOLUME',
  RetentionPeriod: { RetentionPeriodValue: 7, RetentionPeriodUnit: 'DAYS' },
  ExcludeResourceTags: [{ ResourceTagKey: 'scratch', ResourceTagValue: '' }, { ResourceTagKey: 'team', ResourceTagValue: 'ßeta' }],
};

/** What an app says of a rule that nobody has to be warned of. */
export const APP: RetentionAppView = { crowdedTags: [], usedElsewhere: [] };

/** What the author of a locked rule wrote besides. */
export const LOCKING: Written<LockingIntent> = { mechanism: 'CUSTOM_RESOURCE', isUnlocked: false, needsCustomResource: ['existingRuleId'], existingRuleId: 'abCD1234567' };

/** A lock, and what is known around it. */
export interface LockExample extends Written<AroundLock> {
  readonly properties: Written<LockProperties>;
}

/** A lock without mistakes. */
export const LOCK: LockExample = {
  properties: { RuleId: 'abCD1234567', LockConfiguration: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' } },
  rule: { account: '111111111111', region: 'eu-west-1' },
  stack: { account: '111111111111', region: 'eu-west-1' },
  app: { usedElsewhere: [] },
};

/** What the rules may know besides the properties. */
type Besides = Written<Pick<RetentionSubject, 'locking'>> & Pick<RetentionSubject, 'app'>;

/** A rule, and what is known around it. */
export type RetentionExample = Besides & { readonly properties: RetentionRuleProperties };

/** Everything that the rules say of the properties of a rule. */
export function findings(properties: RetentionRuleProperties, besides: Besides = {}): Finding[] {
  return findingsOf(RETENTION_RULE_RULES, retentionSubjectOf(withUnknowns(properties), { app: besides.app }));
}

/** Everything that they say of those of a locked one. */
export function lockedFindings(properties: RetentionRuleProperties, { app, locking }: Besides = {}): Finding[] {
  return findingsOf(LOCKED_RETENTION_RULE_RULES, retentionSubjectOf(withUnknowns(properties), { app, locking: withUnknowns(locking) }));
}

/** Everything that they say of a lock. */
export function lockFindings({ properties, ...around }: LockExample): Finding[] {
  return findingsOf(RETENTION_RULE_LOCK_RULES, lockSubjectOf(withUnknowns(properties), withUnknowns(around)));
}

/** What is said of the properties of a rule, in words. */
export function messages(properties: RetentionRuleProperties, besides: Besides = {}): string[] {
  return inWords(findings(properties, besides));
}
