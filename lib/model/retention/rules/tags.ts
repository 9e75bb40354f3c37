import { bounds, countProblems, isWithin } from '../../limit';
import type { Rule } from '../../rule';
import { Known, known, knownPartOf, missing } from '../../unknown';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES } from '../limits';
import type { RetentionRuleProperties, TagProperties } from '../properties';

/** Rules over the tags of the rule itself. */
export const TAG_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'TagCount',
    severity: 'error',
    summary: `A rule has at most ${LIMITS.tags.max} tags.`,
    see: LIMITS.tags.see,
    check: ({ properties }) => countProblems('Tags', properties.Tags?.length, LIMITS.tags, 'use fewer tags'),
  },
  {
    id: 'TagComplete',
    severity: 'error',
    summary: 'A tag has a key and a value, which may be empty.',
    see: PAGES.tag,
    * check({ given }) {
      for (const { path, given: tag } of knownTagsOf(given)) {
        yield* missing(`${path}.Key`, tag.Key);
        yield* missing(`${path}.Value`, tag.Value);
      }
    },
  },
  {
    id: 'TagKeyFormat',
    severity: 'error',
    summary: `A tag key has ${bounds(LIMITS.tagKey)} of the documented characters and does not begin with \`aws:\`.`,
    see: LIMITS.tagKey.see,
    * check({ given }) {
      for (const { path, tag } of knownTagsOf(given)) {
        const key = tag.Key;
        if (key !== undefined && !(isWithin(key.length, LIMITS.tagKey) && LIMITS.tagKey.pattern.test(key))) {
          yield {
            path: `${path}.Key`,
            value: key,
            message: `must have ${bounds(LIMITS.tagKey)} ${CHARACTERS} that do not begin with aws:`,
            remedy: key.startsWith('aws:') ? 'rename the tag: aws: is for tags of AWS' : 'rename the tag',
          };
        }
      }
    },
  },
  {
    id: 'TagValueFormat',
    severity: 'error',
    summary: `A tag value has at most ${LIMITS.tagValue.max} of the documented characters.`,
    see: LIMITS.tagValue.see,
    * check({ given }) {
      for (const { path, tag } of knownTagsOf(given)) {
        const value = tag.Value;
        if (value !== undefined && !(isWithin(value.length, LIMITS.tagValue) && LIMITS.tagValue.pattern.test(value))) {
          const [wrong] = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u.exec(value) ?? [];
          yield {
            path: `${path}.Value`,
            value,
            message: `must have at most ${LIMITS.tagValue.max} ${CHARACTERS}`,
            remedy: wrong === undefined ? 'shorten the value' : `write the value without ${JSON.stringify(wrong)}`,
          };
        }
      }
    },
  },
  {
    id: 'DuplicateTagKey',
    severity: 'error',
    summary: 'No tag key stands twice in a rule.',
    see: PAGES.tagging,
    * check({ properties }) {
      const keys = (properties.Tags ?? []).map(entry => entry?.Key);
      for (const [index, key] of keys.entries()) {
        if (key !== undefined && keys.indexOf(key) < index) {
          yield { path: `Tags[${index}].Key`, value: key, message: 'must not be the key of a tag before it as well', remedy: 'remove one of the two' };
        }
      }
    },
  },
];

const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

/** A tag that is known, at least in part. */
interface KnownTag {
  readonly path: string;
  readonly tag: Known<TagProperties>;
  readonly given: TagProperties;
}

/** The known tags of a rule. */
export function knownTagsOf({ Tags: tags }: RetentionRuleProperties): KnownTag[] {
  return (known(tags) ?? []).flatMap((entry, index) => {
    const given = known(entry);
    return given === undefined ? [] : [{ path: `Tags[${index}]`, tag: knownPartOf(given), given }];
  });
}
