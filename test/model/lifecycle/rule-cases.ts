import type { AppView } from '../../../lib/model/lifecycle/app-facts';
import type { Intent } from '../../../lib/model/lifecycle/input';
import { AMI_POLICY, CONTAINER_POLICY, put, LifecyclePolicyProperties } from '../../support/properties';
import type { RuleCase } from '../../support/rule-catalogue';

/** Properties that break one rule. */
interface LifecycleCase extends RuleCase {
  readonly properties: LifecyclePolicyProperties;
  readonly intent?: Intent;
  readonly app?: AppView;
}

const ami = (path: string, value: unknown) => put(AMI_POLICY, path, value);
const container = (path: string, value: unknown) => put(CONTAINER_POLICY, path, value);
const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const [DEPRECATE, DISABLE, DELETE] = ['PolicyDetails[0]', 'PolicyDetails[1]', 'PolicyDetails[2]'];

const INTENT: Intent = {
  ruleTypes: ['AMI_IMAGE', 'AMI_IMAGE', 'AMI_IMAGE'],
  recipeTypes: [undefined],
  recipesOfElsewhere: [undefined],
  closedRepositories: [],
  idleRepositories: [],
  repositoriesGiven: false,
};
const UNKNOWN = { candidates: [], isElsewhere: false };
const APP: AppView = { selectedRecipes: [UNKNOWN], sources: [], sharedNames: [] };
const RECIPE = { path: 'App/Recipe', type: 'AMI_IMAGE', version: '1.0.x', amiTags: new Map() } as const;
const PIPELINE = { path: 'App/Pipeline', recipe: RECIPE, imageTags: new Map(), amiTags: new Map(), launchSharedBy: [], resourceSharedBy: [] } as const;
const OWN = { selectedRecipes: [{ candidates: [RECIPE], isElsewhere: false }], sources: [PIPELINE], sharedNames: [] } as const;
const WILD = put(AMI_POLICY, 'ResourceSelection.Recipes[0].SemanticVersion', '1.0.x');
const TAGGED = put(put(AMI_POLICY, 'ResourceSelection', { TagMap: { team: 'platform' } }), `${DELETE}.Filter.RetainAtLeast`, undefined);

/** At least one for each rule. */
export const RULE_CASES: readonly LifecycleCase[] = [
  ...['Name', 'ExecutionRole', 'ResourceType', 'PolicyDetails', 'ResourceSelection', 'PolicyDetails[0].Action', 'PolicyDetails[0].Action.Type',
    'PolicyDetails[0].Filter', 'PolicyDetails[0].Filter.Type', 'PolicyDetails[0].Filter.Value', `${DELETE}.ExclusionRules.Amis.LastLaunched.Value`,
    `${DELETE}.ExclusionRules.Amis.LastLaunched.Unit`, 'ResourceSelection.Recipes[0].Name', 'ResourceSelection.Recipes[0].SemanticVersion'].map(path => ({ rule: 'RequiredProperty', properties: ami(path, undefined) })),

  { rule: 'DocumentedValue', properties: ami('Status', 'Enabled') },
  { rule: 'DocumentedValue', properties: ami('ResourceType', 'AMI') },
  { rule: 'DocumentedValue', properties: ami(`${DEPRECATE}.Action.Type`, 'ARCHIVE') },
  { rule: 'DocumentedValue', properties: ami(`${DEPRECATE}.Filter.Type`, 'SIZE') },
  { rule: 'DocumentedValue', properties: ami(`${DEPRECATE}.Filter.Unit`, 'HOURS') },
  { rule: 'DocumentedValue', properties: ami(`${DELETE}.ExclusionRules.Amis.LastLaunched.Unit`, 'hours') },

  ...['', 'ab', 'a'.repeat(129), ' abc', 'abc ', 'a.b', 'größe', 'abc\n'].map(name => ({ rule: 'NameFormat', properties: ami('Name', name) })),
  { rule: 'DescriptionLength', properties: ami('Description', '') },
  { rule: 'DescriptionLength', properties: ami('Description', 'a'.repeat(1025)) },
  ...['', 'arn:aws:iam::123:role/a', 'arn:aws:iam::123456789012:user/a', 'a b', 'a'.repeat(2049)]
    .map(role => ({ rule: 'ExecutionRoleFormat', properties: ami('ExecutionRole', role) })),
  {
    rule: 'ExecutionRoleServiceLinked',
    properties: ami('ExecutionRole', 'arn:aws:iam::123456789012:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder'),
  },
  ...['aws-service-role/a', '/aws-service-role/a', 'arn:aws-cn:iam::123456789012:role/aws-service-role/a/b'].map(role => ({
    rule: 'ExecutionRoleServiceLinked', properties: ami('ExecutionRole', role),
  })),
  { rule: 'RuleCount', properties: ami('PolicyDetails', []) },
  { rule: 'RuleCount', also: ['OneRulePerAction'], properties: ami('PolicyDetails[3]', amiRule('DISABLE')) },
  ...[0, -1, 1001, 1.5, NaN].map(value => ({ rule: 'FilterValueRange', properties: ami(`${DEPRECATE}.Filter.Value`, value) })),
  { rule: 'FilterValueRange', properties: container('PolicyDetails[0].Filter.Value', 0) },
  ...[0, 11, 2.5].map(value => ({ rule: 'RetainAtLeastRange', properties: ami(`${DELETE}.Filter.RetainAtLeast`, value) })),

  ...['Tags', 'ResourceSelection', `${DELETE}.ExclusionRules.TagMap`, `${DELETE}.ExclusionRules.Amis.TagMap`].flatMap(path => {
    const at = (tags: object) => path === 'ResourceSelection' ? put(TAGGED, 'ResourceSelection.TagMap', tags) : ami(path, tags);
    return [
      ...path === 'Tags' ? [] : [{ rule: 'TagCount', properties: at({}) }],
      { rule: 'TagCount', properties: at(Object.fromEntries(many(51).map(index => [`tag${index}`, '']))) },
      ...['', 'aws:team', 'a'.repeat(129), 'größe', 'a,b'].map(key => ({ rule: 'TagKeyFormat', properties: at({ [key]: '' }) })),
      { rule: 'TagValueLength', properties: at({ team: 'a'.repeat(257) }) },
    ];
  }),
  ...['Tags', `${DELETE}.ExclusionRules.TagMap`, `${DELETE}.ExclusionRules.Amis.TagMap`].flatMap(path => [{ Ref: 'main' }, { 'Fn::If': 'x' }].map(
    tags => ({ rule: 'TagMapIsNoFunction', properties: ami(path, tags), intent: INTENT }))),
  { rule: 'TagMapIsNoFunction', properties: put(TAGGED, 'ResourceSelection.TagMap', { Ref: 'main' }), intent: INTENT },
  { rule: 'SharedAccountCount', properties: ami(`${DELETE}.ExclusionRules.Amis.SharedAccounts`, []) },
  { rule: 'SharedAccountCount', properties: ami(`${DELETE}.ExclusionRules.Amis.SharedAccounts`, many(1537).map(() => '012345678901')) },
  ...['123', '0123456789012', '12345678901x', '１２３４５６７８９０１２'].map(account => ({
    rule: 'AccountIdFormat', properties: ami(`${DELETE}.ExclusionRules.Amis.SharedAccounts`, ['012345678901', account]),
  })),
  ...['', 'nowhere', 'eu-west', 'EU-WEST-1', 'Ireland', 'eu_west_1'].map(region => ({
    rule: 'RegionFormat', properties: ami(`${DELETE}.ExclusionRules.Amis.Regions`, ['eu-west-1', region]),
  })),
  ...[0, 366, 1.5].map(value => ({ rule: 'LastLaunchedRange', properties: ami(`${DELETE}.ExclusionRules.Amis.LastLaunched.Value`, value) })),
  { rule: 'RecipeCount', properties: ami('ResourceSelection.Recipes', []) },
  { rule: 'RecipeCount', properties: ami('ResourceSelection.Recipes', many(51).map(() => ({ Name: 'golden', SemanticVersion: '1.0.0' }))) },
  ...['ab', 'arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/golden/1.0.0'].map(name => ({
    rule: 'RecipeNameFormat', properties: ami('ResourceSelection.Recipes[0].Name', name),
  })),
  ...['1', '1.0', 'x.1.x', '1.x.0', 'x.x.1', '1.0.*', 'a.b.c', '1.0.0/1', '1073741824.0.0'].map(version => ({
    rule: 'RecipeVersionFormat', properties: ami('ResourceSelection.Recipes[0].SemanticVersion', version),
  })),

  { rule: 'OneResourceType', properties: ami('Name', 'golden'), intent: { ...INTENT, ruleTypes: ['AMI_IMAGE', 'AMI_IMAGE', 'CONTAINER_IMAGE'] } },
  { rule: 'OneRulePerAction', properties: ami(`${DISABLE}`, amiRule('DEPRECATE')) },
  { rule: 'ContainerPolicyOnlyDeletes', properties: container('PolicyDetails[0]', { Action: { Type: 'DISABLE' }, Filter: { Type: 'AGE', Value: 1, Unit: 'DAYS' } }) },
  { rule: 'ContainerPolicyWithoutAmis', properties: container('PolicyDetails[0].Action.IncludeResources', { Amis: true, Snapshots: true, Containers: true }) },
  { rule: 'ContainerPolicyWithoutAmiExclusions', properties: container('PolicyDetails[0].ExclusionRules', { Amis: { IsPublic: false } }) },
  { rule: 'AmiPolicyWithoutContainers', properties: ami(`${DELETE}.Action.IncludeResources.Containers`, true) },
  { rule: 'OnlyDeleteIncludesSnapshotsOrContainers', properties: ami(`${DEPRECATE}.Action.IncludeResources.Snapshots`, true) },
  { rule: 'OnlyDeleteIncludesSnapshotsOrContainers', properties: ami(`${DISABLE}.Action.IncludeResources.Containers`, 'true') },
  { rule: 'SnapshotsNeedAmis', properties: put(ami(`${DELETE}.ExclusionRules`, undefined), `${DELETE}.Action.IncludeResources.Amis`, undefined) },
  { rule: 'RepositoriesNeedContainers', properties: CONTAINER_POLICY, intent: { ...INTENT, ruleTypes: ['CONTAINER_IMAGE'], idleRepositories: [0] } },
  ...[DEPRECATE, DISABLE].map(detail => ({ rule: 'CountOnlyDeletes', properties: ami(`${detail}.Filter`, { Type: 'COUNT', Value: 5 }) })),
  { rule: 'AgeNeedsUnit', properties: ami(`${DEPRECATE}.Filter.Unit`, undefined) },
  { rule: 'CountStandsAlone', properties: container('PolicyDetails[0].Filter', { Type: 'COUNT', Value: 5, Unit: 'DAYS', RetainAtLeast: 1 }) },
  { rule: 'OneSelection', properties: ami('ResourceSelection', {}) },
  { rule: 'OneSelection', properties: put(ami('ResourceSelection.TagMap', { team: 'platform' }), `${DELETE}.Filter.RetainAtLeast`, undefined) },

  { rule: 'NameUnique', properties: AMI_POLICY, app: { ...APP, namesake: 'App/Other' } },
  { rule: 'NameMayCollide', properties: AMI_POLICY, app: { ...APP, nearNamesake: 'App/Other' } },
  { rule: 'RecipeMakesOtherType', properties: AMI_POLICY, intent: { ...INTENT, recipeTypes: ['CONTAINER_IMAGE'] } },
  { rule: 'RecipeMayMakeOtherType', properties: CONTAINER_POLICY, app: { ...APP, selectedRecipes: [{ ...UNKNOWN, otherType: RECIPE }] } },
  { rule: 'RecipeOfOtherEnvironment', properties: AMI_POLICY, intent: { ...INTENT, recipesOfElsewhere: ['Other/Recipe'] } },
  { rule: 'ExecutionRoleAccount', properties: AMI_POLICY, app: { ...APP, account: '111111111111' } },
  { rule: 'PinnedVersionFallsBehind', properties: AMI_POLICY, app: OWN },
  { rule: 'TagsReachNoImage', properties: TAGGED, app: { ...OWN, selectedRecipes: [] } },
  { rule: 'TagsReachNoImage', properties: TAGGED, app: { ...OWN, selectedRecipes: [], sources: [{ ...PIPELINE, imageTags: new Map([['team', 'other']]) }] } },
  { rule: 'SharedImagesTakenAway', properties: put(WILD, `${DELETE}.Filter.RetainAtLeast`, undefined), app: { ...OWN, sources: [{ ...PIPELINE, launchSharedBy: ['App/Share'] }] } },
  { rule: 'SharedImagesTakenAway', properties: TAGGED, app: { ...OWN, selectedRecipes: [], sources: [{ ...PIPELINE, imageTags: 'unknown', resourceSharedBy: ['App/Share'] }] } },
  { rule: 'SharedImagesTakenAway', properties: AMI_POLICY, app: { ...APP, sharedNames: [{ path: 'App/Share', name: 'golden-linux' }] } },
  {
    rule: 'CreatedByTagOverwritten',
    properties: put(WILD, `${DELETE}.Filter.RetainAtLeast`, undefined),
    app: { ...OWN, sources: [{ ...PIPELINE, amiTags: new Map([['CreatedBy', 'me']]) }] },
  },
  { rule: 'ActsWithinADay', properties: AMI_POLICY, app: { ...APP, selectedRecipes: [{ ...UNKNOWN, isElsewhere: true }] } },

  { rule: 'AgesIncrease', properties: ami(`${DISABLE}.Filter`, { Type: 'AGE', Value: 4, Unit: 'WEEKS' }) },
  { rule: 'AgesIncrease', properties: ami(`${DELETE}.Filter.Value`, 9) },
  { rule: 'RecordOnlyDeletion', properties: put(ami(`${DELETE}.ExclusionRules`, undefined), `${DELETE}.Action.IncludeResources`, undefined) },
  { rule: 'RecordOnlyDeletion', properties: container('PolicyDetails[0].Action.IncludeResources', { Containers: false }) },
  { rule: 'SnapshotsOutliveAmis', properties: ami(`${DELETE}.Action.IncludeResources.Snapshots`, false) },
  { rule: 'ExclusionLeavesUnmanagedAmi', properties: ami(`${DELETE}.ExclusionRules.TagMap`, undefined) },
  { rule: 'RetentionCountsPerVersion', properties: WILD },
  { rule: 'RetentionCountsPerVersion', properties: put(TAGGED, `${DELETE}.Filter.RetainAtLeast`, 2) },
  { rule: 'RetentionCountsPerVersion', properties: container('ResourceSelection.Recipes[0].SemanticVersion', 'x.x.x') },
  { rule: 'CreatedByTag', properties: ami(`${DELETE}.ExclusionRules.Amis.TagMap`, { CreatedBy: 'me' }) },
  { rule: 'ExclusionsWithoutAmis', properties: put(ami(`${DISABLE}.ExclusionRules`, { Amis: { IsPublic: true } }), `${DISABLE}.Action.IncludeResources`, undefined) },
  { rule: 'RetainAtLeastOnlyDeletes', properties: ami(`${DISABLE}.Filter.RetainAtLeast`, 1) },
  { rule: 'UnknownRegion', properties: ami(`${DELETE}.ExclusionRules.Amis.Regions`, ['mars-north-1']) },
  { rule: 'RepositoryAccessTag', properties: CONTAINER_POLICY, intent: { ...INTENT, ruleTypes: ['CONTAINER_IMAGE'] } },
  {
    rule: 'RepositoryAccessTag',
    properties: CONTAINER_POLICY,
    intent: { ...INTENT, ruleTypes: ['CONTAINER_IMAGE'], repositoriesGiven: true, closedRepositories: [{ path: 'App/Imported', reason: 'is not of this app' }] },
  },
];

function amiRule(type: string) {
  return { Action: { Type: type, IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 40, Unit: 'DAYS' } };
}
