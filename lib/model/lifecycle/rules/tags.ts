import { tagRules } from './tag-maps';
import type { PlacedTagMap } from './tag-maps';
import { known, Resolvable } from '../../../private/resolvable';
import { bounds } from '../../limit';
import type { Rule } from '../../rule';
import type { Subject } from '../input';
import { LIMITS } from '../limits';
import type { TagMap } from '../properties';

/** Rules over every map of tags in a policy. */
export const TAG_RULES: readonly Rule<Subject>[] = tagRules({
  count: `A policy has at most ${LIMITS.tags.max} tags; a tag selection and an exclusion by tags have ${bounds(LIMITS.tags)}.`,
  tagMapsOf,
  isOfApp: ({ intent }) => intent !== undefined,
});

/** Every map of tags that is there, known or not. */
function tagMapsOf({ properties, details }: Subject): PlacedTagMap<Resolvable<TagMap> | undefined>[] {
  return [
    { path: 'Tags', tags: properties.Tags, mayBeEmpty: true },
    { path: 'ResourceSelection.TagMap', tags: known(properties.ResourceSelection)?.TagMap, whenEmpty: 'name a tag, or select by recipes' },
    ...details.flatMap(({ path, properties: { ExclusionRules: rules }, amiExclusions }) => [
      { path: `${path}.ExclusionRules.TagMap`, tags: known(rules)?.TagMap },
      { path: `${path}.ExclusionRules.Amis.TagMap`, tags: amiExclusions?.TagMap },
    ]),
  ];
}
