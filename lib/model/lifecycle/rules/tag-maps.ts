import { bounds, countProblems, isWithin, lengthProblems } from '../../limit';
import type { Rule } from '../../rule';
import { known, Unknowable } from '../../unknown';
import { LIMITS, PAGES } from '../limits';
import type { TagMap } from '../properties';

/** A map of tags that the author of an app wrote, and that CloudFormation takes for a function. */
export interface TagsTakenForFunction {
  readonly path: string;
  readonly tags: object;
}

/** A map of tags, and where it is. */
export interface PlacedTagMap {
  readonly path: string;

  /** Absent if there is none. */
  readonly tags?: Unknowable<TagMap>;
  readonly mayBeEmpty?: boolean;

  /** The remedy for an empty one. */
  readonly whenEmpty?: string;
}

/** The maps of tags of something. */
export interface TagMaps<Subject> {
  /** How many tags each has, in one sentence. */
  readonly count: string;

  /** Its maps. */
  tagMapsOf(subject: Subject): readonly PlacedTagMap[];

  /** Those of an app that CloudFormation takes for a function. */
  takenForFunctions(subject: Subject): readonly TagsTakenForFunction[];
}

/** Rules over maps of tags, wherever these are. */
export function tagRules<Subject>({ count, tagMapsOf, takenForFunctions }: TagMaps<Subject>): readonly Rule<Subject>[] {
  const knownOf = (subject: Subject) => tagMapsOf(subject).flatMap(place => {
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
          const entries = Reflect.ownKeys(tags).length;
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
            if (!(isWithin(key.length, LIMITS.tagKey) && LIMITS.tagKey.pattern.test(key))) {
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
        for (const { path, tags } of takenForFunctions(subject)) {
          yield {
            path,
            value: tags,
            message: 'must not have Ref or Fn::… as its only key, which CloudFormation takes for a function',
            remedy: 'add a second tag, or rename the tag',
          };
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
          for (const key of Reflect.ownKeys(tags)) {
            const at = typeof key === 'string' ? `${path}[${JSON.stringify(key)}]` : path;
            yield* lengthProblems(at, known(tags[key as keyof TagMap]), LIMITS.tagValue, 'shorten the value');
          }
        }
      },
    },
  ];
}
