import { mapOf, optional, structure, text, wholeNumber } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';

// A toy that shows how a construct with a handler is made, and on which the tests try the kernel: tags of a retention rule.

/** Tags that a retention rule is to have, besides those of others. */
export interface RetentionRuleTagsSpec {
  readonly ruleArn: string;
  readonly tags: Readonly<Record<string, string>>;

  /** Locks the rule as well. Nobody can undo that before the delay is over. */
  readonly unlockDelayDays?: number;
}

export type RetentionRuleTagsAttribute = 'RuleArn' | 'TagCount';

export const RETENTION_RULE_TAGS: Contract<RetentionRuleTagsSpec, RetentionRuleTagsAttribute> = {
  resourceType: 'Custom::RetentionRuleTags',
  version: 2,
  properties: structure<RetentionRuleTagsSpec>({ ruleArn: text, tags: mapOf(text), unlockDelayDays: optional(wholeNumber) }),
  attributes: ['RuleArn', 'TagCount'],
  past: {
    // Version 1 had one tag.
    1: ({ TagKey: key, TagValue: value, ...others }) => ({ ...others, Tags: { [key as string]: value } }),
  },
};
