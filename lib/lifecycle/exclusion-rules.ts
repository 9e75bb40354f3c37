import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { LifecycleAmiExclusions } from './lifecycle-rule';

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
