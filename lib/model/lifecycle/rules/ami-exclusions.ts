import { bounds, countProblems, formProblems, numberProblems, Limit } from '../../limit';
import type { Problem, Rule } from '../../rule';
import { Known, known, missing } from '../../unknown';
import { LIMITS, PAGES } from '../limits';
import type { AmiExclusionProperties, TimeProperties } from '../properties';

/** AMI exclusions, and where they are. */
export interface PlacedExclusions {
  readonly path: string;

  /** Their known part. */
  readonly exclusions?: Known<AmiExclusionProperties>;

  /** The exclusions, of which any may be unknown. */
  readonly given?: AmiExclusionProperties;

  /** Tells whether a Region is known; absent where the known ones are not. */
  readonly isKnownRegion?: (region: string) => boolean;
}

/** Rules over one field of AMI exclusions each. */
export const FIELDS_OF_EXCLUSIONS: readonly Rule<PlacedExclusions>[] = [
  {
    id: 'SharedAccountCount',
    severity: 'error',
    summary: `An exclusion names ${bounds(LIMITS.sharedAccounts)} accounts.`,
    see: LIMITS.sharedAccounts.see,
    * check({ path, exclusions }) {
      const accounts = exclusions?.SharedAccounts;
      yield* countProblems(`${path}.SharedAccounts`, accounts?.length, LIMITS.sharedAccounts,
        accounts?.length ? 'exclude by an AMI tag instead' : 'name an account, or leave the property out',
      );
    },
  },
  {
    id: 'AccountIdFormat',
    severity: 'error',
    summary: 'An account id has 12 digits.',
    see: PAGES.accountIds,
    * check({ path, exclusions }) {
      yield* eachForm(`${path}.SharedAccounts`, exclusions?.SharedAccounts, account => formProblems(
        account.path, account.text, LIMITS.accountId, LIMITS.accountId.form, 'write the id as a text, with its leading zeros',
      ));
    },
  },
  {
    id: 'RegionFormat',
    severity: 'error',
    summary: 'A Region has the form of a Region code.',
    see: LIMITS.region.see,
    * check({ path, exclusions }) {
      yield* eachForm(`${path}.Regions`, exclusions?.Regions, region => formProblems(
        region.path, region.text, LIMITS.region, 'shaped like a Region code, as us-east-1 is', 'write the code of the Region, not its name',
      ));
    },
  },
  {
    id: 'LastLaunchedRange',
    severity: 'error',
    summary: `The time since the last launch, in any unit, is a whole number from ${bounds(LIMITS.lastLaunched)}.`,
    see: LIMITS.lastLaunched.see,
    * check({ path, exclusions }) {
      const lastLaunched = exclusions?.LastLaunched;
      yield* numberProblems(`${path}.LastLaunched.Value`, lastLaunched?.Value, LIMITS.lastLaunched,
        inAnotherUnit(lastLaunched, LIMITS.lastLaunched),
      );
    },
  },
];

/** What the service accepts in AMI exclusions, though it protects nothing. */
export const UNKNOWN_REGION: Rule<PlacedExclusions> = {
  id: 'UnknownRegion',
  severity: 'warning',
  summary: 'A Region of an exclusion is one that the CDK knows.',
  see: LIMITS.region.see,
  * check({ path, exclusions, isKnownRegion }) {
    for (const [index, region] of exclusions?.Regions?.entries() ?? []) {
      if (region !== undefined && LIMITS.region.pattern.test(region) && isKnownRegion?.(region) === false) {
        yield {
          path: `${path}.Regions[${index}]`,
          value: region,
          message: 'is not a Region that this version of the CDK knows',
          remedy: 'check the spelling: an exclusion for a Region that does not exist protects nothing',
        };
      }
    }
  },
};

/** What excludes everything that the execution role reaches. */
export const CREATED_BY_TAG: Rule<PlacedExclusions> = {
  id: 'CreatedByTag',
  severity: 'warning',
  summary: 'The AMI tag `CreatedBy` belongs to Image Builder: the permissions of the execution role depend on it.',
  see: PAGES.prerequisites,
  * check({ path, given }) {
    const value = known(given?.TagMap)?.CreatedBy;
    if (value !== undefined) {
      yield {
        path: `${path}.TagMap["CreatedBy"]`,
        value: known(value),
        message: 'should not be used to tell AMIs apart: Image Builder sets it on each, and the execution role reaches no AMI without it',
        remedy: 'use a tag of another name',
      };
    }
  },
};

/** A rule over AMI exclusions as one over whatever has some. */
export function wherever<Subject>(exclusionsOf: (subject: Subject) => readonly PlacedExclusions[], rule: Rule<PlacedExclusions>): Rule<Subject> {
  return { ...rule, check: subject => exclusionsOf(subject).flatMap(it => [...rule.check(it)]) };
}

/** The required fields of AMI exclusions that are not there. */
export function* missingInExclusions({ path, given }: PlacedExclusions): Iterable<Problem> {
  const lastLaunched = known(given?.LastLaunched);
  if (lastLaunched) {
    yield* missing(`${path}.LastLaunched.Value`, lastLaunched.Value);
    yield* missing(`${path}.LastLaunched.Unit`, lastLaunched.Unit);
  }
}

/** The fields of AMI exclusions that have none of the documented values. */
export function undocumentedInExclusions({ path, exclusions }: PlacedExclusions): Iterable<Problem> {
  return oneOf(`${path}.LastLaunched.Unit`, exclusions?.LastLaunched?.Unit, UNITS);
}

/** Tells whether exclusions can hold anything back: `IsPublic: false`, which the service adds by itself, cannot. */
export function excludesAmis(exclusions: AmiExclusionProperties | undefined): boolean {
  return Object.entries(exclusions ?? {}).some(([name, value]) => !(name === 'IsPublic' && value === false));
}

/** The units of a time. */
export const UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'YEARS'];

/** The remedy for a time that is no whole number of units within its bounds. */
export function inAnotherUnit(time: Known<TimeProperties> | undefined, limit: Limit): string {
  const [value = 0, unit] = [time?.Value, time?.Unit];
  if (!(value >= limit.min!)) {
    return `use at least ${limit.min}`;
  }
  if (value > limit.max!) {
    return unit === 'YEARS' || value === Infinity ? `use at most ${limit.max}` : 'write it in a larger unit';
  }
  return unit === 'DAYS' ? 'use whole days' : 'write it in a smaller unit';
}

/** A text that is none of a few. */
export function* oneOf(path: string, text: string | undefined, allowed: readonly string[]): Iterable<Problem> {
  if (text !== undefined && !allowed.includes(text)) {
    yield { path, value: text, message: `must be one of ${allowed.join(', ')}`, remedy: 'use one of these, in capitals' };
  }
}

/** The problems of the texts of a list. */
export function* eachForm(
  path: string, list: readonly (string | undefined)[] | undefined,
  check: (entry: { path: string; text: string | undefined }) => Iterable<Problem>,
): Iterable<Problem> {
  for (const [index, text] of list?.entries() ?? []) {
    yield* check({ path: `${path}[${index}]`, text });
  }
}
