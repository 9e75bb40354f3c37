import { intrinsic, list, shown, tagsInWords, Words } from './template';
import type * as Model from '../../../../lib/model/lifecycle/properties';
import { known, Resolvable, Written } from '../../../../lib/private/tokens';

type AmiExclusionProperties = Written<Model.AmiExclusionProperties>;
type DetailProperties = Written<Model.DetailProperties>;
type FilterProperties = Written<Model.FilterProperties>;
type IncludeResourcesProperties = Written<Model.IncludeResourcesProperties>;
type LifecyclePolicyProperties = Written<Model.LifecyclePolicyProperties>;
type SelectionProperties = Written<Model.SelectionProperties>;
type TimeProperties = Written<Model.TimeProperties>;

/** What an `AWS::ImageBuilder::LifecyclePolicy` does, from its properties in a template. */
export function lifecyclePolicyInWords(properties: LifecyclePolicyProperties): Words {
  const containers = properties.ResourceType === 'CONTAINER_IMAGE';
  const images = `${containers ? 'container images' : 'AMI images'} ${selectionInWords(known(properties.ResourceSelection))}`;
  const lead = properties.Status === 'DISABLED'
    ? `Nothing for now: the policy is disabled. If it were enabled, every day ${images} would be`
    : `Every day, ${images} are`;

  const details = known(properties.PolicyDetails);
  const exclusions = details?.map(detail => exclusionsOf(known(detail))) ?? [];
  const common = exclusions[0]?.filter(exclusion => exclusions.every(others => others.includes(exclusion))) ?? [];
  const rules = details?.map((detail, index) => (
    ruleInWords(known(detail), containers, exclusions[index].filter(exclusion => !common.includes(exclusion)))
  )) ?? [UNKNOWN_RULE];

  return {
    lead: rules.length === 1 ? `${lead} ${rules[0]}.` : lead,
    points: rules.length === 1 ? [] : rules,
    notes: [
      ...rules.length > 1 ? ['An image takes one of these steps a day at the most.'] : [],
      ...common.length > 0 ? [`Never touched: ${list(common)}.`] : [],
      ...details?.some(detail => isDeletion(known(detail))) ? ['Builds that failed or were cancelled are deleted at any age.'] : [],
      `In Image Builder it has ${list(identityInWords(properties))}.`,
    ],
  };
}

const UNKNOWN_RULE = 'treated by a rule that only the deployment knows';

function selectionInWords(selection: SelectionProperties | undefined): string {
  if (selection?.TagMap) {
    return `of any recipe that are tagged ${tagsInWords(selection.TagMap)}`;
  }
  const recipes = known(selection?.Recipes)?.map(recipe => {
    const { Name: name, SemanticVersion: version } = known(recipe) ?? {};
    return name === undefined ? shown(recipe) : `${shown(name)} (${versionsInWords(shown(version))})`;
  });
  return recipes ? `of the ${recipes.length === 1 ? 'recipe' : 'recipes'} ${list(recipes)}` : 'that only the deployment knows';
}

function versionsInWords(version: string): string {
  return version === 'x.x.x' ? 'all versions' : version.includes('x') ? `versions ${version}` : `version ${version}`;
}

const DONE: Record<string, string> = { DEPRECATE: 'deprecated', DISABLE: 'disabled', DELETE: 'deleted' };

function ruleInWords(detail: DetailProperties | undefined, containers: boolean, exclusions: readonly string[]): string {
  const [action, filter] = [known(detail?.Action), known(detail?.Filter)];
  const done = DONE[shown(action?.Type)];
  if (filter === undefined || done === undefined || intrinsic(action?.IncludeResources)) {
    return UNKNOWN_RULE;
  }
  const exceptions = [...filter.RetainAtLeast === undefined ? [] : [newest(filter.RetainAtLeast)], ...exclusions];
  return `${done} ${filterInWords(filter)}, ${resourcesInWords(known(action?.IncludeResources) ?? {}, isDeletion(detail), containers)}`
    + (exceptions.length > 0 ? `; except ${list(exceptions)}` : '');
}

function isDeletion(detail: DetailProperties | undefined): boolean {
  return known(detail?.Action)?.Type === 'DELETE';
}

function filterInWords(filter: FilterProperties): string {
  return filter.Type === 'COUNT' ? `down to ${newest(filter.Value)}` : `${timeInWords(filter)} after they were built`;
}

function newest(count: Resolvable<number> | undefined): string {
  return `the ${count === 1 ? '' : `${shown(count)} `}newest of each recipe version`;
}

function timeInWords({ Value: value, Unit: unit }: TimeProperties): string {
  const units = shown(unit).toLowerCase();
  return `${shown(value)} ${value === 1 ? units.replace(/s$/, '') : units}`;
}

const RESOURCES = { Amis: 'AMIs', Snapshots: 'snapshots', Containers: 'containers in ECR' } as const;

/** What goes the way of the image record, and what stays. */
function resourcesInWords(included: IncludeResourcesProperties, deletes: boolean, containers: boolean): string {
  const kinds = containers ? ['Containers'] as const : deletes ? ['Amis', 'Snapshots'] as const : ['Amis'] as const;
  const [going, staying] = [true, false].map(wanted => kinds.filter(kind => isSet(included[kind]) === wanted).map(kind => RESOURCES[kind]));
  if (going.length === 0) {
    return `but only in the records of Image Builder: their ${list(staying)} stay as they are`;
  }
  return `with their ${list(going)}${staying.length > 0 ? `, but without the ${list(staying)}` : ''}`;
}

function isSet(flag: unknown): boolean {
  return flag === true || flag === 'true';
}

/** What a rule leaves alone: each entry by itself is enough. */
function exclusionsOf(detail: DetailProperties | undefined): string[] {
  const { TagMap: tags, Amis: amis } = known(detail?.ExclusionRules) ?? {};
  return [
    ...tags ? [`images tagged ${tagsInWords(tags)}`] : [],
    ...amiExclusionsInWords(known(amis) ?? {}),
    ...[detail?.ExclusionRules, amis].some(intrinsic) ? ['what only the deployment knows'] : [],
  ];
}

function amiExclusionsInWords(exclusions: AmiExclusionProperties): string[] {
  const { IsPublic: isPublic, Regions: regions, SharedAccounts: accounts, LastLaunched: launched, TagMap: tags } = exclusions;
  return [
    ...isSet(isPublic) ? ['AMIs that are public'] : [],
    ...regions ? [`AMIs in ${anyOf(regions)}`] : [],
    ...accounts ? [`AMIs that are shared with ${anyOf(accounts)}`] : [],
    ...launched ? [`AMIs that were launched within the last ${timeInWords(known(launched) ?? {}).replace(/^1 /, '')}`] : [],
    ...tags ? [`AMIs tagged ${tagsInWords(tags)}`] : [],
  ];
}

function anyOf(values: Resolvable<readonly unknown[]>): string {
  return list(known(values)?.map(shown) ?? [shown(values)], 'or');
}

function identityInWords({ Name: name, Description: description, Tags: tags }: LifecyclePolicyProperties): string[] {
  return [
    `the name ${shown(name)}`,
    ...description === undefined ? [] : [`the description "${shown(description)}"`],
    ...tags === undefined ? [] : [`the tags ${tagsInWords(tags, 'and')}`],
  ];
}
