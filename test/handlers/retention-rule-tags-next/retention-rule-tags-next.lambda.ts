import { lambdaHandler } from '../../../lib/cloudformation/handler';
import { Codec, mapOf, optional, structure, text, wholeNumber } from '../../../lib/model/codec';
import type { Contract } from '../../../lib/model/contract';
import { RecycleBin } from '../retention-rule-tags/aws';
import { RETENTION_RULE_TAGS, RetentionRuleTagsAttribute, RetentionRuleTagsSpec } from '../retention-rule-tags/contract';
import { logic } from '../retention-rule-tags/logic';

// The example of a version that is not released yet: its contract calls tags labels, and reads the declarations before it.

const wire = structure<Omit<RetentionRuleTagsSpec, 'tags'> & { readonly labels: RetentionRuleTagsSpec['tags'] }>({
  ruleArn: text, labels: mapOf(text), unlockDelayDays: optional(wholeNumber),
});

const properties: Codec<RetentionRuleTagsSpec> = {
  encode: ({ tags, ...others }) => wire.encode({ ...others, labels: tags }),
  decode: (raw, path, mistakes) => {
    const { labels, ...others } = wire.decode(raw, path, mistakes);
    return { ...others, tags: labels };
  },
};

const NEXT: Contract<RetentionRuleTagsSpec, RetentionRuleTagsAttribute> = {
  ...RETENTION_RULE_TAGS,
  version: 3,
  properties,
  past: { ...RETENTION_RULE_TAGS.past, 2: ({ Tags: tags, ...others }) => ({ ...others, Labels: tags }) },
};

export const handler = lambdaHandler({ contract: NEXT, logic, port: new RecycleBin() });
