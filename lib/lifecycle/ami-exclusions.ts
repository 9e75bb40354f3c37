import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { LifecycleAge } from './lifecycle-filter';

/**
 * AMIs that a rule leaves alone. An AMI to which any of these applies is excluded.
 *
 * In a rule that deletes, an excluded AMI stays, but a sample of AWS says that its image record goes all the same:
 * then nothing manages the AMI any more. Pin what must stay by `exclusionTags` of the rule as well.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html
 */
export interface LifecycleAmiExclusions {
  /**
   * Excludes public AMIs.
   *
   * @default false
   */
  readonly isPublic?: boolean;

  /**
   * Excludes AMIs in these Regions, by code, such as `eu-west-1`.
   *
   * A code that the CDK does not know yet is accepted with a warning.
   *
   * @default - no Region is excluded
   */
  readonly regions?: string[];

  /**
   * Excludes AMIs that are shared with any of these accounts.
   *
   * 1 to 1536 ids of 12 digits. A share with an organization or an organizational unit does not count,
   * as far as is documented.
   *
   * @default - shared AMIs are not excluded
   */
  readonly sharedAccounts?: string[];

  /**
   * Excludes AMIs that were launched within this time: 1 to 365 days, weeks, months or years.
   *
   * An AMI of which no launch is recorded is not excluded. EC2 records a launch with a delay of up to 24 hours.
   *
   * @default - recently launched AMIs are not excluded
   */
  readonly lastLaunched?: LifecycleAge;

  /**
   * Excludes AMIs with any of these tags, of which key and value match exactly.
   *
   * 1 to 50 tags of the EC2 AMI itself. A key has 1 to 128 letters, digits, blanks and `_.:/=+-@`, and does not begin with `aws:`; a
   * value has at most 256 characters.
   *
   * @default - no AMI is excluded by its tags
   */
  readonly tags?: { [key: string]: string };
}

/** AMI exclusions, in which nothing is left open. */
export interface RenderedAmiExclusions {
  readonly isPublic: boolean;
  readonly regions?: string[];
  readonly sharedAccounts?: string[];
  readonly lastLaunched?: CfnLifecyclePolicy.LastLaunchedProperty;
  readonly tagMap?: Record<string, string>;
}

/** The images and AMIs that a rule leaves alone; none, if it leaves none. */
export function exclusionRules(tags?: Record<string, string>, amis?: LifecycleAmiExclusions): CfnLifecyclePolicy.ExclusionRulesProperty | undefined {
  const excluded = amiExclusions(amis);
  return tags || excluded ? { tagMap: tags, ...excluded ? { amis: excluded } : {} } : undefined;
}

/**
 * Leaves out what excludes nothing, but keeps an empty map or list of accounts that the user wrote, for the rules to refuse.
 */
export function amiExclusions(amis: LifecycleAmiExclusions = {}): RenderedAmiExclusions | undefined {
  const { isPublic = false, regions, sharedAccounts, lastLaunched, tags } = amis;
  const others = {
    ...regions?.length ? { regions } : {},
    ...sharedAccounts ? { sharedAccounts } : {},
    ...lastLaunched ? { lastLaunched: lastLaunched._render() } : {},
    ...tags ? { tagMap: tags } : {},
  };
  // Image Builder stores IsPublic whenever there are AMI exclusions: a template without it would drift.
  return isPublic || Object.keys(others).length > 0 ? { isPublic, ...others } : undefined;
}
