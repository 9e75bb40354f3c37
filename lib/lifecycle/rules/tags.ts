import { Token } from 'aws-cdk-lib';
import { bounds, countProblems, isWithin, lengthProblems } from '../../private/limit';
import { isIntrinsic, known, Resolvable } from '../../private/resolvable';
import type { Rule } from '../../private/rule';
import { LIMITS, PAGES } from '../limits';
import type { TagMap } from '../properties';
import type { Subject } from '../subject';

/** Rules over every map of tags in a policy. */
export const TAG_RULES: readonly Rule<Subject>[] = [
  {
    id: 'TagCount',
    severity: 'error',
    summary: `A policy has at most ${LIMITS.tags.max} tags; a tag selection and an exclusion by tags have ${bounds(LIMITS.tags)}.`,
    see: LIMITS.tags.see,
    * check(subject) {
      for (const { path, tags, mayBeEmpty, whenEmpty } of knownTagMapsOf(subject)) {
        const count = Object.keys(tags).length;
        if (!(mayBeEmpty && count === 0)) {
          yield* countProblems(path, count, LIMITS.tags, count === 0 ? whenEmpty ?? 'name a tag, or leave the property out' : 'use fewer tags');
        }
      }
    },
  },
  {
    id: 'TagKeyFormat',
    severity: 'error',
    summary: `A tag key has ${bounds(LIMITS.tagKey)} of the documented characters and does not begin with \`aws:\`.`,
    see: LIMITS.tagKey.see,
    * check(subject) {
      for (const { path, tags } of knownTagMapsOf(subject)) {
        for (const key of Object.keys(tags)) {
          if (known(key) !== undefined && !(isWithin(key.length, LIMITS.tagKey) && LIMITS.tagKey.pattern.test(key))) {
            yield {
              path,
              value: key,
              message: `must have keys of ${bounds(LIMITS.tagKey)} letters, digits, spaces and _ . : / = + - @ that do not begin with aws:`,
              remedy: 'rename the tag',
            };
          }
        }
      }
    },
  },
  {
    id: 'TagMapIsNoFunction',
    severity: 'error',
    summary: 'No map of tags has `Ref` or `Fn::…` as its only key: CloudFormation would take it for a function.',
    see: PAGES.functions,
    * check(subject) {
      // In a raw template it is a function. What a person wrote in an app is no token, and so is meant as a tag.
      for (const { path, tags } of subject.intent ? tagMapsOf(subject) : []) {
        if (!Token.isUnresolved(tags) && isIntrinsic(tags)) {
          yield {
            path,
            value: tags,
            message: 'must not have Ref or Fn::… as its only key, which CloudFormation takes for a function',
            remedy: 'add a second tag, or rename the tag',
          };
        }
      }
    },
  },
  {
    id: 'TagValueLength',
    severity: 'error',
    summary: `A tag value has at most ${LIMITS.tagValue.max} characters.`,
    see: LIMITS.tagValue.see,
    * check(subject) {
      for (const { path, tags } of knownTagMapsOf(subject)) {
        for (const [key, value] of Object.entries(tags)) {
          yield* lengthProblems(`${path}[${JSON.stringify(key)}]`, known(value), LIMITS.tagValue, 'shorten the value');
        }
      }
    },
  },
];

interface PlacedTagMap<T> {
  readonly path: string;
  readonly tags: T;
  readonly mayBeEmpty?: boolean;

  /** What to do about an empty one. */
  readonly whenEmpty?: string;
}

/** Every map of tags that is there, known or not. */
function tagMapsOf({ properties, details }: Subject): PlacedTagMap<Resolvable<TagMap>>[] {
  const places: PlacedTagMap<Resolvable<TagMap> | undefined>[] = [
    { path: 'Tags', tags: properties.Tags, mayBeEmpty: true },
    { path: 'ResourceSelection.TagMap', tags: known(properties.ResourceSelection)?.TagMap, whenEmpty: 'name a tag, or select by recipes' },
    ...details.flatMap(({ path, properties: { ExclusionRules: rules }, amiExclusions }) => [
      { path: `${path}.ExclusionRules.TagMap`, tags: known(rules)?.TagMap },
      { path: `${path}.ExclusionRules.Amis.TagMap`, tags: amiExclusions?.TagMap },
    ]),
  ];
  return places.flatMap(place => place.tags === undefined ? [] : [{ ...place, tags: place.tags }]);
}

function knownTagMapsOf(subject: Subject): PlacedTagMap<TagMap>[] {
  return tagMapsOf(subject).flatMap(place => {
    const tags = known(place.tags);
    return tags === undefined ? [] : [{ ...place, tags }];
  });
}
