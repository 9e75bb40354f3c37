import type { Limit } from '../limit';

const API = 'https://docs.aws.amazon.com/recyclebin/latest/APIReference/';
const GUIDE = 'https://docs.aws.amazon.com/ebs/latest/userguide/';

/** The AWS pages that the retention wing refers to. */
export const PAGES = {
  createRule: `${API}API_CreateRule.html`,
  getRule: `${API}API_GetRule.html`,
  retentionPeriod: `${API}API_RetentionPeriod.html`,
  resourceTag: `${API}API_ResourceTag.html`,
  lockRule: `${API}API_LockRule.html`,
  unlockDelay: `${API}API_UnlockDelay.html`,
  tag: `${API}API_Tag.html`,
  creating: `${GUIDE}recycle-bin-create-rule.html`,
  considerations: `${GUIDE}recycle-bin-factors.html`,
  permissions: `${GUIDE}recycle-bin-perms.html`,
  locking: `${GUIDE}recycle-bin-lock.html`,
  tagging: `${GUIDE}recycle-bin-tag-resource.html`,
  resource: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html',
} as const;

/**
 * Every documented bound on a retention rule, checked against AWS's own service model by a test.
 */
export const LIMITS = {
  ruleId: {
    of: 'id of a rule',
    unit: 'form',
    shape: 'RuleIdentifier',
    see: PAGES.getRule,
    pattern: /^[0-9a-zA-Z]{11}$/,
    form: '11 letters and digits',
    stricter: 'the pattern of the model is not anchored, and lets anything stand around the id',
  },
  ruleArn: {
    of: 'ARN of a rule',
    unit: 'form',
    shape: 'RuleArn',
    see: PAGES.permissions,
    pattern: /^arn:aws[^:]*:rbin:[a-z0-9-]+:[0-9]{12}:rule\/[0-9a-zA-Z]{11}$/,
    stricter: 'the pattern of the model repeats the id, and is no regular expression in JavaScript',
  },
  retentionPeriod: {
    of: 'days for which snapshots and AMIs are retained',
    unit: 'value',
    min: 1,
    max: 365,
    shape: 'RetentionPeriodValue',
    see: PAGES.retentionPeriod,
    stricter: 'the model says 3650; the documentation says 365 in words',
  },
  volumeRetentionPeriod: {
    of: 'days for which volumes are retained',
    unit: 'value',
    min: 1,
    max: 7,
    shape: 'RetentionPeriodValue',
    see: PAGES.retentionPeriod,
    stricter: 'the model says 3650 for every type; the documentation says 7 for volumes in words',
  },
  unlockDelay: {
    of: 'days for which a rule stays protected after it was unlocked',
    unit: 'value',
    min: 7,
    max: 30,
    shape: 'UnlockDelayValue',
    see: PAGES.unlockDelay,
  },
  description: { of: 'description', unit: 'characters', max: 255, shape: 'Description', see: PAGES.createRule, pattern: /^[\S ]{0,255}$/ },
  resourceTags: {
    of: 'tags of the resources that a tag-level rule retains',
    unit: 'entries',
    min: 1,
    max: 50,
    shape: 'ResourceTags',
    see: PAGES.createRule,
    stricter: 'the model takes an empty list, with which a rule is no tag-level rule',
  },
  exclusionTags: {
    of: 'tags of the resources that a Region-level rule leaves out',
    unit: 'entries',
    max: 5,
    shape: 'ExcludeResourceTags',
    see: PAGES.createRule,
  },
  resourceTagKey: {
    of: 'key of a tag of resources',
    unit: 'characters',
    min: 1,
    max: 128,
    shape: 'ResourceTagKey',
    see: PAGES.resourceTag,
    pattern: /^[\S\s]{1,128}$/,
  },
  resourceTagValue: {
    of: 'value of a tag of resources',
    unit: 'characters',
    max: 256,
    shape: 'ResourceTagValue',
    see: PAGES.resourceTag,
    pattern: /^[\S\s]{0,256}$/,
  },
  rulesOfResourceTag: {
    of: 'rules of an account and Region with the same tag of resources',
    unit: 'value',
    max: 5,
    see: PAGES.createRule,
    stricter: 'the model states it in words only',
  },
  tags: {
    of: 'tags of a rule',
    unit: 'entries',
    max: 50,
    shape: 'TagList',
    see: PAGES.creating,
    stricter: 'the model says 200; the documentation says 50',
  },
  tagKey: {
    of: 'key of a tag of a rule',
    unit: 'form',
    min: 1,
    max: 128,
    shape: 'TagKey',
    see: PAGES.tag,
    pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u,
    stricter: 'the model does not say that aws: is reserved',
  },
  tagValue: { of: 'value of a tag of a rule', unit: 'form', max: 256, shape: 'TagValue', see: PAGES.tag, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
} as const satisfies Record<string, Limit>;

// The bounds of a retention rule by type, and by the names that the handlers use.

/** The types of resources that Recycle Bin retains. */
export const RETAINED_TYPES = ['EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'] as const;

/** A type of resource that Recycle Bin retains. */
export type RetainedType = typeof RETAINED_TYPES[number];

/** The fewest days for which resources of any type are retained. */
export const SHORTEST_RETENTION = LIMITS.retentionPeriod.min;

/** The most days for which resources of a type are retained. */
export const LONGEST_RETENTION: Readonly<Record<RetainedType, number>> = {
  EBS_SNAPSHOT: LIMITS.retentionPeriod.max, EC2_IMAGE: LIMITS.retentionPeriod.max, EBS_VOLUME: LIMITS.volumeRetentionPeriod.max,
};

export const { min: SHORTEST_UNLOCK_DELAY, max: LONGEST_UNLOCK_DELAY } = LIMITS.unlockDelay;
export const { pattern: RULE_ID } = LIMITS.ruleId;
export const { pattern: RULE_ARN } = LIMITS.ruleArn;
export const { pattern: RULE_DESCRIPTION } = LIMITS.description;
