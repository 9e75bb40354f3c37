import type { Ami, AmiReference } from './amis';

/** Which AMIs a state update leaves alone. */
export interface AmiExclusions {
  readonly isPublic?: boolean;
  readonly regions?: readonly string[];
  readonly sharedAccounts?: readonly string[];
  readonly lastLaunched?: { readonly value: number; readonly unit: string };
  readonly tagMap?: Readonly<Record<string, string>>;
}

/** How long units are. The calendar's months and years are not modelled. */
const SECONDS: Record<string, number> = { DAYS: 86_400, WEEKS: 7 * 86_400, MONTHS: 30 * 86_400, YEARS: 365 * 86_400 };

/**
 * Why an AMI is left alone, if it is: the first rule that matches, in the order of Region, public, tag, shared account, last launched.
 *
 * An AMI of which no launch is known is not excluded by its last launch.
 *
 * @see User guide, "How lifecycle management rules work for Image Builder image resources"
 */
export function exclusion(rules: AmiExclusions | undefined, { region }: AmiReference, ami: Ami, now: number): string | undefined {
  if (rules === undefined) {
    return undefined;
  }
  const { isPublic = false, regions = [], sharedAccounts = [], lastLaunched, tagMap = {} } = rules;
  const tag = Object.entries(tagMap).find(([key, value]) => ami.tags[key] === value);
  const account = sharedAccounts.find(it => ami.sharedAccounts.includes(it));
  const launchedSince = lastLaunched && now - lastLaunched.value * SECONDS[lastLaunched.unit];
  return regions.includes(region) ? `The AMI is in the excluded Region ${region}.`
    : isPublic && ami.isPublic ? 'The AMI is public.'
      : tag ? `The AMI has the excluded tag ${tag[0]}.`
        : account !== undefined ? `The AMI is shared with the excluded account ${account}.`
          : launchedSince !== undefined && ami.lastLaunched !== undefined && ami.lastLaunched >= launchedSince ? 'The AMI was launched recently.'
            : undefined;
}
