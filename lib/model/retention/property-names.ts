import type { RetentionRuleProperties } from './properties';
import { known } from '../../private/resolvable';

/** CloudFormation properties, and what the constructs call them. The first match of each line applies, in order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^RetentionPeriod\..+$/, 'retentionPeriod'],
  [/^LockConfiguration(?:\..+)?$/, 'lock'],
  [/^ResourceTags/, 'level.tags'],
  [/^ExcludeResourceTags/, 'level.regionExcluding'],
  [/\.ResourceTag(?=Key$|Value$)/, '.'],
  [/^RuleId$/, 'retentionRule'],
];

/**
 * A path into the properties of a retention rule or its lock, as the user of the construct wrote it.
 *
 * `ResourceTags[0].ResourceTagKey` is `level.tags[0].key`, `Tags[0].Value` is `tags["team"]`, and `LockConfiguration.UnlockDelayValue` is
 * `lock`.
 *
 * @param properties Of the rule, for the keys of its tags.
 */
export function inWordsOfTheConstruct(path: string, properties: Pick<RetentionRuleProperties, 'Tags'> = {}): string {
  return WORDS
    .reduce((text, [pattern, word]) => text.replace(pattern, word), path)
    .replace(/^Tags\[([0-9]+)\]\.(Key|Value)$/, (_, index, part) => {
      const key = known(known(known(properties.Tags)?.[Number(index)])?.Key);
      return part === 'Key' || key === undefined ? 'tags' : `tags[${JSON.stringify(key)}]`;
    })
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase());
}
