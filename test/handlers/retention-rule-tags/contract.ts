import { mapOf, optional, structure, text, wholeNumber } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';

// An example of a construct with a handler, on which the tests try the engine: tags of a retention rule.

/** The tags that a retention rule is to have, besides those of others. */
export interface RetentionRuleTagsSpec {
  readonly ruleArn: string;
  readonly tags: Readonly<Record<string, string>>;

  /** The delay of a lock of the rule. No principal can undo that before the delay is over. */
  readonly unlockDelayDays?: number;
}

export type RetentionRuleTagsAttribute = 'RuleArn' | 'TagCount';

export const RETENTION_RULE_TAGS: Contract<RetentionRuleTagsSpec, RetentionRuleTagsAttribute> = {
  resourceType: 'Custom::RetentionRuleTags',
  version: 2,
  properties: structure<RetentionRuleTagsSpec>({ ruleArn: text, tags: mapOf(text), unlockDelayDays: optional(wholeNumber) }),
  check: () => [],
  attributes: ['RuleArn', 'TagCount'],
  past: {
    // Version 1 had one tag.
    1: ({ TagKey: key, TagValue: value, ...others }) => ({ ...others, Tags: { [key as string]: value } }),
  },
};
