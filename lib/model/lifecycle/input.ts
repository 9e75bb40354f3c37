import type { AppView } from './app-facts';
import type { AmiExclusionProperties, DetailProperties, IncludeResourcesProperties, LifecyclePolicyProperties, TagMap } from './properties';
import type { ClosedRepository } from '../../lifecycle/repositories';
import { known, Resolvable } from '../../private/resolvable';

/** What a lifecycle policy governs. */
export type ResourceType = 'AMI_IMAGE' | 'CONTAINER_IMAGE';

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
}

/**
 * What the rules look at: one policy, and what is known around it.
 */
export interface Subject {
  readonly properties: LifecyclePolicyProperties;
  readonly details: readonly Detail[];
  readonly intent?: Intent;
  readonly app?: AppView;
}

/**
 * A rule of a policy with its known parts looked up.
 */
export interface Detail {
  /** `PolicyDetails[0]` */
  readonly path: string;
  readonly properties: DetailProperties;
  readonly action?: string;
  readonly exclusionTags?: TagMap;
  readonly amiExclusions?: AmiExclusionProperties;

  /** Whether the rule was written for another type of resource than the policy's. */
  readonly misplaced: boolean;

  /** Whether a kind of resource is included; `undefined` if that is unknown. */
  includes(kind: keyof IncludeResourcesProperties): boolean | undefined;
}

/**
 * Prepares the properties of a policy for its rules.
 */
export function subjectOf(properties: LifecyclePolicyProperties, intent?: Intent, app?: AppView): Subject {
  const details = known(properties.PolicyDetails)?.flatMap((entry, index) => {
    const detail = known(entry);
    const type = intent?.ruleTypes[index];
    const misplaced = type !== undefined && type !== intent!.ruleTypes[0];
    return detail ? [detailOf(detail, `PolicyDetails[${index}]`, misplaced)] : [];
  });
  return { properties, details: details ?? [], intent, app };
}

function detailOf(properties: DetailProperties, path: string, misplaced: boolean): Detail {
  const action = known(properties.Action);
  const exclusions = known(properties.ExclusionRules);
  return {
    path,
    properties,
    misplaced,
    action: known(action?.Type),
    exclusionTags: known(exclusions?.TagMap),
    amiExclusions: known(exclusions?.Amis),
    includes(kind) {
      if (action === undefined) {
        return undefined;
      }
      const include = known(action.IncludeResources);
      return include === undefined && action.IncludeResources !== undefined ? undefined : flag(include?.[kind]);
    },
  };
}

/** A boolean property, which is false if absent and which a template may write as a text. */
function flag(value: Resolvable<boolean> | undefined): boolean | undefined {
  if (value === undefined) {
    return false;
  }
  const it = known<boolean | string>(value);
  return it === undefined ? undefined : it === true || it === 'true';
}
