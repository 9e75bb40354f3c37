import { bounds, isWithin, lengthProblems, Limit } from '../../limit';
import type { Problem, Rule } from '../../rule';
import { inside, missing, number } from '../../unknown';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES, RETAINED_TYPES, RetainedType } from '../limits';

/** Rules over one field each. */
export const FIELD_RULES: readonly Rule<RetentionSubject>[] = [
  {
    id: 'RequiredProperty',
    severity: 'error',
    summary: 'Every property that CreateRule requires is there.',
    see: PAGES.createRule,
    * check({ given: { ResourceType: type, RetentionPeriod: period } }) {
      yield* missing('ResourceType', type);
      yield* missing('RetentionPeriod.RetentionPeriodValue', inside(period, it => it.RetentionPeriodValue));
      yield* missing('RetentionPeriod.RetentionPeriodUnit', inside(period, it => it.RetentionPeriodUnit));
    },
  },
  {
    id: 'KnownResourceType',
    severity: 'error',
    summary: 'A rule retains EBS snapshots, EBS-backed AMIs or EBS volumes.',
    see: PAGES.createRule,
    * check({ properties }) {
      const type = properties.ResourceType;
      if (type !== undefined && !isRetained(type)) {
        const meant = MEANT.find(([pattern]) => pattern.test(type))?.[1];
        yield {
          path: 'ResourceType',
          value: type,
          message: `must be one of ${RETAINED_TYPES.join(', ')}`,
          remedy: meant === undefined ? 'use one of these: the Recycle Bin takes nothing else' : `use ${meant}`,
        };
      }
    },
  },
  {
    id: 'RetentionPeriodRange',
    severity: 'error',
    summary: `Snapshots and AMIs are retained for ${bounds(LIMITS.retentionPeriod)} whole days, volumes for ${bounds(LIMITS.volumeRetentionPeriod)}.`,
    see: PAGES.retentionPeriod,
    check({ properties }) {
      const isOfVolumes = properties.ResourceType === 'EBS_VOLUME';
      const limit = isOfVolumes ? LIMITS.volumeRetentionPeriod : LIMITS.retentionPeriod;
      return dayProblems('RetentionPeriod.RetentionPeriodValue', properties.RetentionPeriod?.RetentionPeriodValue, limit,
        days => `must be ${days}${isOfVolumes ? ' for volumes' : ''}`, isOfVolumes ? ', and retain snapshots of the volumes for longer' : '');
    },
  },
  {
    id: 'RetentionPeriodUnit',
    severity: 'error',
    summary: 'A retention period is in days.',
    see: PAGES.retentionPeriod,
    check: ({ properties }) => unitProblems('RetentionPeriod.RetentionPeriodUnit', properties.RetentionPeriod?.RetentionPeriodUnit),
  },
  {
    id: 'DescriptionLength',
    severity: 'error',
    summary: `A description has at most ${LIMITS.description.max} characters.`,
    see: LIMITS.description.see,
    check: ({ properties }) => lengthProblems('Description', properties.Description, LIMITS.description, 'shorten it'),
  },
  {
    id: 'DescriptionCharacters',
    severity: 'error',
    summary: 'A description is one line, with no other white space than blanks.',
    see: LIMITS.description.see,
    * check({ properties }) {
      const description = properties.Description;
      const [wrong] = /[^\S ]/.exec(description ?? '') ?? [];
      if (wrong !== undefined) {
        yield {
          path: 'Description',
          value: description,
          message: `must have no other white space than blanks, and has a ${WHITE_SPACE[wrong] ?? `character ${codePointOf(wrong)}`}`,
          remedy: 'write a blank in its place: CloudFormation lets it pass, and Recycle Bin refuses it',
        };
      }
    },
  },
  {
    id: 'StatusNotSet',
    severity: 'error',
    summary: 'The status of a rule is not set: it is Recycle Bin that says when a rule is in force.',
    see: PAGES.resource,
    * check({ properties }) {
      const status = properties.Status;
      if (status !== undefined) {
        yield { path: 'Status', value: status, message: 'must not be set', remedy: 'remove it: it says whether the rule is in force yet, which no template can choose' };
      }
    },
  },
];

/** What is meant by names that are none. */
const MEANT: readonly (readonly [RegExp, RetainedType])[] = [[/snap/i, 'EBS_SNAPSHOT'], [/ami|image/i, 'EC2_IMAGE'], [/vol/i, 'EBS_VOLUME']];

const WHITE_SPACE: Readonly<Record<string, string>> = { '\n': 'newline', '\r': 'carriage return', '\t': 'tab', '\u00a0': 'no-break space' };

function codePointOf(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function isRetained(type: string): type is RetainedType {
  return (RETAINED_TYPES as readonly string[]).includes(type);
}

/**
 * A number of days that is no whole number, or outside its bounds.
 *
 * @param must What must hold, with the bounds in words.
 * @param instead What can be done besides, where there are too many.
 */
export function* dayProblems(
  path: string, value: number | undefined, limit: Limit, must: (days: string) => string, instead = '',
): Iterable<Problem> {
  const days = number(value);
  if (days !== undefined && !(Number.isInteger(days) && isWithin(days, limit))) {
    const remedy = days > limit.max! ? `use at most ${limit.max}${instead}` : days < limit.min! ? `use at least ${limit.min}` : 'use whole days';
    yield { path, value: value, message: must(`${bounds(limit)} whole days`), remedy };
  }
}

/** A unit that is not the only one that there is. */
export function* unitProblems(path: string, unit: string | undefined): Iterable<Problem> {
  if (unit !== undefined && unit !== 'DAYS') {
    yield { path, value: unit, message: 'must be DAYS', remedy: 'count in days, which is the only unit that there is' };
  }
}
