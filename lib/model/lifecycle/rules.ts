import type { Subject } from './input';
import { LIMITS } from './limits';
import { bounds } from '../limit';
import { named } from '../rule';
import { known } from '../unknown';
import { APP_RULES } from './rules/app';
import { COMBINATION_RULES } from './rules/combinations';
import { FIELD_RULES } from './rules/fields';
import { SURPRISE_RULES } from './rules/surprises';
import { PlacedTagMap, tagRules } from './rules/tag-maps';

/** Rules over every map of tags in a policy. */
const TAG_RULES = tagRules<Subject>({
  count: `A policy has at most ${LIMITS.tags.max} tags; a tag selection and an exclusion by tags have ${bounds(LIMITS.tags)}.`,
  tagMapsOf,
  takenForFunctions: ({ intent }) => intent?.tagsTakenForFunctions ?? [],
});

/**
 * Every rule over a lifecycle policy.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const LIFECYCLE_POLICY_RULES = named<Subject>('LifecyclePolicy', [
  ...FIELD_RULES, ...TAG_RULES, ...COMBINATION_RULES, ...APP_RULES, ...SURPRISE_RULES,
]);

/** Every map of tags that is there, known or not. */
function tagMapsOf({ given, details }: Subject): PlacedTagMap[] {
  return [
    { path: 'Tags', tags: given.Tags, mayBeEmpty: true },
    { path: 'ResourceSelection.TagMap', tags: known(given.ResourceSelection)?.TagMap, whenEmpty: 'name a tag, or select by recipes' },
    ...details.flatMap(({ path, exclusionTags, amiExclusions }): PlacedTagMap[] => [
      { path: `${path}.ExclusionRules.TagMap`, tags: exclusionTags },
      { path: `${path}.ExclusionRules.Amis.TagMap`, tags: amiExclusions?.TagMap },
    ]),
  ];
}
