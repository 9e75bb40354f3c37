import type { AppView } from './app-facts';
import type {
  AmiExclusionProperties, DetailProperties, IncludeResourcesProperties, LifecyclePolicyProperties, ResourceType, TagMap,
} from './properties';
import { flag, Known, known, knownPartOf, UNKNOWN, Unknowable } from '../unknown';
import type { TagsTakenForFunction } from './rules/tag-maps';

/** An ECR repository that stays closed to lifecycle policies. */
export interface ClosedRepository {
  readonly path: string;

  /** Why, as the end of a sentence about it. */
  readonly reason: string;
}

/**
 * What the author of a policy wrote that its properties cannot say.
 */
export interface Intent {
  /** What each rule was written for. */
  readonly ruleTypes: readonly ResourceType[];

  /** What kind of image each selected recipe makes, where it is known. */
  readonly recipeTypes: readonly (ResourceType | undefined)[];

  /** The ECR repositories that rules delete from, and that stay closed to them. */
  readonly closedRepositories: readonly ClosedRepository[];

  /** The rules, by number, that name repositories and delete nothing from them. */
  readonly idleRepositories: readonly number[];

  /** Where each selected recipe of this app is, if it is in another account or Region than the policy. */
  readonly recipesOfElsewhere: readonly (string | undefined)[];

  /** Whether the containers that a rule deletes are in repositories that the author gave. */
  readonly repositoriesGiven: boolean;

  /** Maps of tags that CloudFormation takes for a function. */
  readonly tagsTakenForFunctions?: readonly TagsTakenForFunction[];
}

/**
 * What the rules look at: one policy, and what is known around it.
 */
export interface Subject {
  /** The known part of the properties. */
  readonly properties: Known<LifecyclePolicyProperties>;

  /** The properties, of which any may be unknown. */
  readonly given: LifecyclePolicyProperties;
  readonly details: readonly Detail[];
  readonly intent?: Intent;
  readonly app?: AppView;

  /** Tells whether a Region is known; absent where the known ones are not. */
  readonly isKnownRegion?: (region: string) => boolean;
}

/**
 * A rule of a policy with its known parts looked up.
 */
export interface Detail {
  /** `PolicyDetails[0]` */
  readonly path: string;

  /** The known part of the rule. */
  readonly properties: Known<DetailProperties>;

  /** The rule, of which any part may be unknown. */
  readonly given: DetailProperties;
  readonly action?: string;
  readonly exclusionTags?: TagMap;

  /** The AMI exclusions, of which any may be unknown. */
  readonly amiExclusions?: AmiExclusionProperties;

  /** True for a rule that was written for another type of resource than the policy's. */
  readonly misplaced: boolean;

  /** Tells whether a kind of resource is included; `undefined` if that is unknown. */
  includes(kind: keyof IncludeResourcesProperties): boolean | undefined;
}

/**
 * Prepares the properties of a policy for its rules.
 */
export function subjectOf(given: LifecyclePolicyProperties, intent?: Intent, app?: AppView): Subject {
  const details = known(given.PolicyDetails)?.flatMap((entry, index) => {
    const type = intent?.ruleTypes[index];
    const misplaced = type !== undefined && type !== intent!.ruleTypes[0];
    return entry === UNKNOWN || entry === undefined ? [] : [detailOf(entry, `PolicyDetails[${index}]`, misplaced)];
  });
  return { properties: knownPartOf(given), given, details: details ?? [], intent, app, isKnownRegion: app?.isKnownRegion };
}

function detailOf(given: DetailProperties, path: string, misplaced: boolean): Detail {
  const properties = knownPartOf(given);
  const exclusions = known(given.ExclusionRules);
  return {
    path,
    properties,
    given,
    misplaced,
    action: properties.Action?.Type,
    exclusionTags: known(exclusions?.TagMap),
    amiExclusions: known(exclusions?.Amis),
    includes: kind => (properties.Action === undefined ? undefined : isIncluded(known(given.Action)?.IncludeResources, kind)),
  };
}

/** Tells whether a kind of resource is included; `undefined` if that is unknown. */
export function isIncluded(
  included: Unknowable<IncludeResourcesProperties> | undefined, kind: keyof IncludeResourcesProperties,
): boolean | undefined {
  return flag(included === UNKNOWN ? UNKNOWN : included?.[kind]);
}
