import { eachForm, inAnotherUnit, oneOf, UNITS } from './values';
import { isKnownRegion } from '../../../private/regions';
import { known } from '../../../private/resolvable';
import { bounds, countProblems, formProblems, numberProblems } from '../../limit';
import { missing } from '../../presence';
import type { Problem, Rule } from '../../rule';
import { LIMITS, PAGES } from '../limits';
import type { AmiExclusionProperties } from '../properties';

/** AMI exclusions, and where they are. */
export interface PlacedExclusions {
  readonly path: string;
  readonly exclusions?: AmiExclusionProperties;
}

/** Rules over one field of AMI exclusions each. */
export const FIELDS_OF_EXCLUSIONS: readonly Rule<PlacedExclusions>[] = [
  {
    id: 'SharedAccountCount',
    severity: 'error',
    summary: `An exclusion names ${bounds(LIMITS.sharedAccounts)} accounts.`,
    see: LIMITS.sharedAccounts.see,
    * check({ path, exclusions }) {
      const accounts = known(exclusions?.SharedAccounts);
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
        account.path, account.text, LIMITS.accountId, 'an account id of 12 digits', 'write the id as a text, with its leading zeros',
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
      const lastLaunched = known(exclusions?.LastLaunched);
      yield* numberProblems(`${path}.LastLaunched.Value`, known(lastLaunched?.Value), LIMITS.lastLaunched,
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
  * check({ path, exclusions }) {
    for (const [index, entry] of known(exclusions?.Regions)?.entries() ?? []) {
      const region = known(entry);
      if (region !== undefined && LIMITS.region.pattern.test(region) && !isKnownRegion(region)) {
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
  * check({ path, exclusions }) {
    const value = known(exclusions?.TagMap)?.CreatedBy;
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

/** What is required of AMI exclusions, and is not there. */
export function* missingInExclusions({ path, exclusions }: PlacedExclusions): Iterable<Problem> {
  const lastLaunched = known(exclusions?.LastLaunched);
  if (lastLaunched) {
    yield* missing(`${path}.LastLaunched.Value`, lastLaunched.Value);
    yield* missing(`${path}.LastLaunched.Unit`, lastLaunched.Unit);
  }
}

/** What of AMI exclusions is none of the documented values. */
export function undocumentedInExclusions({ path, exclusions }: PlacedExclusions): Iterable<Problem> {
  return oneOf(`${path}.LastLaunched.Unit`, known(exclusions?.LastLaunched)?.Unit, UNITS);
}

/** Whether exclusions can hold anything back: `IsPublic: false`, which the service adds by itself, cannot. */
export function excludesAmis(exclusions: AmiExclusionProperties | undefined): boolean {
  return Object.entries(exclusions ?? {}).some(([name, value]) => !(name === 'IsPublic' && value === false));
}
