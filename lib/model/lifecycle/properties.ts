import type { Unknowable, UNKNOWN } from '../unknown';

/** The kind of images that a lifecycle policy governs. */
export type ResourceType = 'AMI_IMAGE' | 'CONTAINER_IMAGE';

/** A map of tags. The value of a tag whose key is unknown is by `UNKNOWN`. */
export type TagMap = Readonly<Record<string, Unknowable<string>>> & { readonly [UNKNOWN]?: Unknowable<string> };

/** A number and its unit. */
export interface TimeProperties {
  readonly Value?: Unknowable<number>;
  readonly Unit?: Unknowable<string>;
}

/** `Filter` of a rule. */
export interface FilterProperties extends TimeProperties {
  readonly Type?: Unknowable<string>;
  readonly RetainAtLeast?: Unknowable<number>;
}

/** `Action` of a rule. */
export interface ActionProperties {
  readonly Type?: Unknowable<string>;
  readonly IncludeResources?: Unknowable<IncludeResourcesProperties>;
}

/** `IncludeResources` of an action. */
export interface IncludeResourcesProperties {
  readonly Amis?: Unknowable<boolean>;
  readonly Snapshots?: Unknowable<boolean>;
  readonly Containers?: Unknowable<boolean>;
}

/** `ExclusionRules.Amis` of a rule. */
export interface AmiExclusionProperties {
  readonly IsPublic?: Unknowable<boolean>;
  readonly Regions?: Unknowable<readonly Unknowable<string>[]>;
  readonly SharedAccounts?: Unknowable<readonly Unknowable<string>[]>;
  readonly LastLaunched?: Unknowable<TimeProperties>;
  readonly TagMap?: Unknowable<TagMap>;
}

/** `ExclusionRules` of a rule. */
export interface ExclusionProperties {
  readonly TagMap?: Unknowable<TagMap>;
  readonly Amis?: Unknowable<AmiExclusionProperties>;
}

/** An entry of `PolicyDetails`: a rule. */
export interface DetailProperties {
  readonly Action?: Unknowable<ActionProperties>;
  readonly Filter?: Unknowable<FilterProperties>;
  readonly ExclusionRules?: Unknowable<ExclusionProperties>;
}

/** An entry of `ResourceSelection.Recipes`. */
export interface RecipeProperties {
  readonly Name?: Unknowable<string>;
  readonly SemanticVersion?: Unknowable<string>;
}

/** `ResourceSelection` of a policy. */
export interface SelectionProperties {
  readonly Recipes?: Unknowable<readonly Unknowable<RecipeProperties>[]>;
  readonly TagMap?: Unknowable<TagMap>;
}

/**
 * The properties of an `AWS::ImageBuilder::LifecyclePolicy`, as in a template, of which any may be unknown.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-lifecyclepolicy.html
 */
export interface LifecyclePolicyProperties {
  readonly Name?: Unknowable<string>;
  readonly Description?: Unknowable<string>;
  readonly Status?: Unknowable<string>;
  readonly ExecutionRole?: Unknowable<string>;
  readonly ResourceType?: Unknowable<string>;
  readonly PolicyDetails?: Unknowable<readonly Unknowable<DetailProperties>[]>;
  readonly ResourceSelection?: Unknowable<SelectionProperties>;
  readonly Tags?: Unknowable<TagMap>;
}

/** CloudFormation properties, and what the construct calls them. The first match of each line applies, in order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Name$/, 'lifecyclePolicyName'],
  [/^PolicyDetails/, 'rules'],
  [/^ResourceSelection\.Recipes/, 'resourceSelection.recipes'],
  [/^ResourceSelection\.TagMap/, 'resourceSelection.tags'],
  [/\.Action\.IncludeResources\.[A-Za-z]+$/, '.includeResources'],
  [/\.Action\.Type$/, ''],
  [/\.Filter\.(?:Value|Unit|Type)$/, '.filter'],
  [/\.Filter\.RetainAtLeast$/, '.filter.retainAtLeast'],
  [/\.LastLaunched\.(?:Value|Unit)$/, '.LastLaunched'],
  [/\.ExclusionRules\.TagMap/, '.exclusionTags'],
  [/\.ExclusionRules\.Amis/, '.amiExclusions'],
  [/\.TagMap/, '.tags'],
];

/**
 * A path into the CloudFormation properties of a lifecycle policy, as the user of the construct wrote it.
 *
 * `PolicyDetails[0].ExclusionRules.Amis.SharedAccounts[1]` is `rules[0].amiExclusions.sharedAccounts[1]`.
 *
 * @param actions What each rule does: only a rule that deletes has a filter, the others have an age.
 */
export function inWordsOfTheConstruct(path: string, actions: readonly string[]): string {
  return WORDS
    .reduce((text, [pattern, word]) => text.replace(pattern, word), path)
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase())
    .replace(/^rules\[([0-9]+)\]\.filter$/, (text, index) => actions[index] === 'DELETE' ? text : `rules[${index}].age`);
}
