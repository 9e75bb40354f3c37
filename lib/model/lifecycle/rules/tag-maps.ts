import { Token } from 'aws-cdk-lib';
import { isIntrinsic, known, Resolvable } from '../../../private/resolvable';
import { bounds, countProblems, isWithin, lengthProblems } from '../../limit';
import type { Rule } from '../../rule';
import { LIMITS, PAGES } from '../limits';
import type { TagMap } from '../properties';

/** A map of tags, and where it is. */
export interface PlacedTagMap<T> {
  readonly path: string;
  readonly tags: T;
  readonly mayBeEmpty?: boolean;

  /** What to do about an empty one. */
  readonly whenEmpty?: string;
}

/** What maps of tags something has. */
export interface TagMaps<Subject> {
  /** How many tags each has, in one sentence. */
  readonly count: string;

  /** Its maps. */
  tagMapsOf(subject: Subject): readonly PlacedTagMap<Resolvable<TagMap> | undefined>[];

  /** Whether it is written in an app, and not a raw template. */
  isOfApp(subject: Subject): boolean;
}

/** Rules over maps of tags, wherever these are. */
export function tagRules<Subject>({ count, tagMapsOf, isOfApp }: TagMaps<Subject>): readonly Rule<Subject>[] {
  const thereOf = (subject: Subject) => tagMapsOf(subject).flatMap(place => place.tags === undefined ? [] : [{ ...place, tags: place.tags }]);
  const knownOf = (subject: Subject) => thereOf(subject).flatMap(place => {
    const tags = known(place.tags);
    return tags === undefined ? [] : [{ ...place, tags }];
  });

  return [
    {
      id: 'TagCount',
      severity: 'error',
      summary: count,
      see: LIMITS.tags.see,
      * check(subject) {
        for (const { path, tags, mayBeEmpty, whenEmpty } of knownOf(subject)) {
          const entries = Object.keys(tags).length;
          if (!(mayBeEmpty && entries === 0)) {
            yield* countProblems(path, entries, LIMITS.tags, entries === 0 ? whenEmpty ?? 'name a tag, or leave the property out' : 'use fewer tags');
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
        for (const { path, tags } of knownOf(subject)) {
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
        for (const { path, tags } of isOfApp(subject) ? thereOf(subject) : []) {
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
        for (const { path, tags } of knownOf(subject)) {
          for (const [key, value] of Object.entries(tags)) {
            yield* lengthProblems(`${path}[${JSON.stringify(key)}]`, known(value), LIMITS.tagValue, 'shorten the value');
          }
        }
      },
    },
  ];
}
