import { known } from '../../../private/resolvable';
import { bounds, countProblems, lengthProblems } from '../../limit';
import { missing } from '../../presence';
import type { Rule } from '../../rule';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES } from '../limits';
import type { ResourceTagProperties, RetentionRuleProperties } from '../properties';
import { tagsOf } from '../selection';

/** Rules over the tags by which a rule selects resources. */
export const SELECTION_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'OneLevel',
    severity: 'error',
    summary: 'A rule has tags that select resources, or tags that exclude them, and not both.',
    see: PAGES.creating,
    * check({ properties }) {
      if (known(properties.ResourceTags)?.length && known(properties.ExcludeResourceTags)?.length) {
        yield { path: 'ExcludeResourceTags', message: 'must not be set together with ResourceTags', remedy: 'select resources, or exclude some: write two rules to do both' };
      }
    },
  },
  {
    id: 'SomeResourceTag',
    severity: 'error',
    summary: 'A tag-level rule names a tag: without any it would be a rule of the whole Region.',
    see: PAGES.creating,
    * check({ properties }) {
      if (known(properties.ResourceTags)?.length === 0) {
        yield { path: 'ResourceTags', value: [], message: 'must name a tag', remedy: 'name one, or leave the list out to retain all resources of the type' };
      }
    },
  },
  {
    id: 'ResourceTagCount',
    severity: 'error',
    summary: `A tag-level rule has ${bounds(LIMITS.resourceTags)} tags of resources.`,
    see: LIMITS.resourceTags.see,
    check: ({ properties }) => countProblems('ResourceTags', known(properties.ResourceTags)?.length || undefined, LIMITS.resourceTags, 'split the tags among rules'),
  },
  {
    id: 'ExclusionTagCount',
    severity: 'error',
    summary: `A Region-level rule has at most ${LIMITS.exclusionTags.max} exclusion tags.`,
    see: LIMITS.exclusionTags.see,
    check: ({ properties }) => countProblems('ExcludeResourceTags', known(properties.ExcludeResourceTags)?.length, LIMITS.exclusionTags,
      'give the resources that are left out one tag in common'),
  },
  {
    id: 'ResourceTagSpelling',
    severity: 'error',
    summary: 'Tags of resources are spelt `ResourceTagKey` and `ResourceTagValue`, and not `Key` and `Value` as in an example of AWS.',
    see: LIMITS.resourceTagKey.see,
    * check({ properties }) {
      for (const { path, tag } of resourceTagsOf(properties)) {
        if (isMisspelt(tag)) {
          yield { path, value: tag, message: 'must be spelt with ResourceTagKey and ResourceTagValue', remedy: 'rename Key and Value, as only the tags of the rule itself have them' };
        }
      }
    },
  },
  {
    id: 'ResourceTagComplete',
    severity: 'error',
    summary: 'A tag of resources has a key and a value, which may be empty.',
    see: PAGES.resource,
    * check({ properties }) {
      for (const { path, tag } of resourceTagsOf(properties).filter(it => !isMisspelt(it.tag))) {
        yield* missing(`${path}.ResourceTagKey`, tag.ResourceTagKey);
        yield* missing(`${path}.ResourceTagValue`, tag.ResourceTagValue);
      }
    },
  },
  {
    id: 'ResourceTagKeyLength',
    severity: 'error',
    summary: `The key of a tag of resources has ${bounds(LIMITS.resourceTagKey)} characters.`,
    see: LIMITS.resourceTagKey.see,
    * check({ properties }) {
      for (const { path, tag } of resourceTagsOf(properties)) {
        yield* lengthProblems(`${path}.ResourceTagKey`, known(tag.ResourceTagKey), LIMITS.resourceTagKey, 'write the key as the resources have it');
      }
    },
  },
  {
    id: 'ResourceTagValueLength',
    severity: 'error',
    summary: `The value of a tag of resources has at most ${LIMITS.resourceTagValue.max} characters.`,
    see: LIMITS.resourceTagValue.see,
    * check({ properties }) {
      for (const { path, tag } of resourceTagsOf(properties)) {
        yield* lengthProblems(`${path}.ResourceTagValue`, known(tag.ResourceTagValue), LIMITS.resourceTagValue, 'write the value as the resources have it');
      }
    },
  },
  {
    id: 'DuplicateResourceTag',
    severity: 'error',
    summary: 'No key and value stand twice in a rule.',
    see: PAGES.resource,
    * check({ properties }) {
      for (const name of ['ResourceTags', 'ExcludeResourceTags'] as const) {
        const tags = tagsOf(properties[name]);
        for (const [index, tag] of tags.entries()) {
          if (tag !== undefined && tags.indexOf(tag) < index) {
            yield { path: `${name}[${index}]`, value: known(properties[name])![index], message: 'must not be a tag that stands before it already', remedy: 'remove one of the two' };
          }
        }
      }
    },
  },
  {
    id: 'ResourceTagInTooManyRules',
    severity: 'warning',
    summary: `A key and value select resources in at most ${LIMITS.rulesOfResourceTag.max} rules of an account and Region.`,
    see: LIMITS.rulesOfResourceTag.see,
    * check({ properties, app }) {
      for (const { index, others } of app?.crowdedTags ?? []) {
        yield {
          path: `ResourceTags[${index}]`,
          value: known(properties.ResourceTags)![index],
          message: `should be in at most ${LIMITS.rulesOfResourceTag.max} rules of an account and Region, and is in ${others.length + 1}`,
          remedy: `remove it from one of the others: ${listed(others)}`,
        };
      }
    },
  },
];

/** How many paths are listed before the rest is counted. */
const LISTED = 8;

function listed(paths: readonly string[]): string {
  return paths.length <= LISTED ? paths.join(', ') : `${paths.slice(0, LISTED).join(', ')} and ${paths.length - LISTED} more`;
}

/** The known entries of both lists of tags, each with its path. */
function resourceTagsOf(properties: RetentionRuleProperties): { readonly path: string; readonly tag: ResourceTagProperties }[] {
  return (['ResourceTags', 'ExcludeResourceTags'] as const).flatMap(name => (known(properties[name]) ?? []).flatMap((entry, index) => {
    const tag = known(entry);
    return tag === undefined ? [] : [{ path: `${name}[${index}]`, tag }];
  }));
}

function isMisspelt(tag: ResourceTagProperties): boolean {
  return 'Key' in tag || 'Value' in tag;
}
