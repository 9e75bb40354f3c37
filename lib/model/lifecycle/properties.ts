import type { Resolvable } from '../../private/resolvable';

/** A map of tags. */
export type TagMap = Readonly<Record<string, Resolvable<string>>>;

/** A number and its unit. */
export interface TimeProperties {
  readonly Value?: Resolvable<number>;
  readonly Unit?: Resolvable<string>;
}

/** `Filter` of a rule. */
export interface FilterProperties extends TimeProperties {
  readonly Type?: Resolvable<string>;
  readonly RetainAtLeast?: Resolvable<number>;
}

/** `Action` of a rule. */
export interface ActionProperties {
  readonly Type?: Resolvable<string>;
  readonly IncludeResources?: Resolvable<IncludeResourcesProperties>;
}

/** `IncludeResources` of an action. */
export interface IncludeResourcesProperties {
  readonly Amis?: Resolvable<boolean>;
  readonly Snapshots?: Resolvable<boolean>;
  readonly Containers?: Resolvable<boolean>;
}

/** `ExclusionRules.Amis` of a rule. */
export interface AmiExclusionProperties {
  readonly IsPublic?: Resolvable<boolean>;
  readonly Regions?: Resolvable<readonly Resolvable<string>[]>;
  readonly SharedAccounts?: Resolvable<readonly Resolvable<string>[]>;
  readonly LastLaunched?: Resolvable<TimeProperties>;
  readonly TagMap?: Resolvable<TagMap>;
}

/** `ExclusionRules` of a rule. */
export interface ExclusionProperties {
  readonly TagMap?: Resolvable<TagMap>;
  readonly Amis?: Resolvable<AmiExclusionProperties>;
}

/** An entry of `PolicyDetails`: a rule. */
export interface DetailProperties {
  readonly Action?: Resolvable<ActionProperties>;
  readonly Filter?: Resolvable<FilterProperties>;
  readonly ExclusionRules?: Resolvable<ExclusionProperties>;
}

/** An entry of `ResourceSelection.Recipes`. */
export interface RecipeProperties {
  readonly Name?: Resolvable<string>;
  readonly SemanticVersion?: Resolvable<string>;
}

/** `ResourceSelection` of a policy. */
export interface SelectionProperties {
  readonly Recipes?: Resolvable<readonly Resolvable<RecipeProperties>[]>;
  readonly TagMap?: Resolvable<TagMap>;
}

/**
 * The properties of an `AWS::ImageBuilder::LifecyclePolicy`, as in a template, of which any may be unknown.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-lifecyclepolicy.html
 */
export interface LifecyclePolicyProperties {
  readonly Name?: Resolvable<string>;
  readonly Description?: Resolvable<string>;
  readonly Status?: Resolvable<string>;
  readonly ExecutionRole?: Resolvable<string>;
  readonly ResourceType?: Resolvable<string>;
  readonly PolicyDetails?: Resolvable<readonly Resolvable<DetailProperties>[]>;
  readonly ResourceSelection?: Resolvable<SelectionProperties>;
  readonly Tags?: Resolvable<TagMap>;
}
