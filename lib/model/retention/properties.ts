import type { Unknowable } from '../unknown';
import { known } from '../unknown';

// The properties of an `AWS::Rbin::Rule`, as in a template. Any of them may be unknown.

export interface RetentionPeriodProperties {
  readonly RetentionPeriodValue?: Unknowable<number>;
  readonly RetentionPeriodUnit?: Unknowable<string>;
}

export interface ResourceTagProperties {
  readonly ResourceTagKey?: Unknowable<string>;
  readonly ResourceTagValue?: Unknowable<string>;
}

/** The lock, which is flat here and nested in the API. */
export interface LockConfigurationProperties {
  readonly UnlockDelayValue?: Unknowable<number>;
  readonly UnlockDelayUnit?: Unknowable<string>;
}

export interface TagProperties {
  readonly Key?: Unknowable<string>;
  readonly Value?: Unknowable<string>;
}

export interface RetentionRuleProperties {
  readonly ResourceType?: Unknowable<string>;
  readonly RetentionPeriod?: Unknowable<RetentionPeriodProperties>;
  readonly Description?: Unknowable<string>;
  readonly ResourceTags?: Unknowable<readonly Unknowable<ResourceTagProperties>[]>;
  readonly ExcludeResourceTags?: Unknowable<readonly Unknowable<ResourceTagProperties>[]>;
  readonly LockConfiguration?: Unknowable<LockConfigurationProperties>;

  /** A template can set it, and must not. */
  readonly Status?: Unknowable<string>;
  readonly Tags?: Unknowable<readonly Unknowable<TagProperties>[]>;
}

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
