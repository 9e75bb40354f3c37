import type { Limit } from '../../lib/model/limit';

// What the docstrings tell of limits: where, and how one knows. Whatever is not told of has its reason here.

/** Properties of constructs with a handler. */
const HANDLED = ['ImageAttributesProps', 'ImageSharePolicyProps', 'ImageStateUpdateProps', 'LockedRetentionRuleProps', 'RetentionRuleLockProps'];

/** Where tags are written. */
const TAGS = ['LifecyclePolicyProps.tags', 'LifecycleResourceSelection.tags(tags)', 'LifecycleRuleOptions.exclusionTags', 'LifecycleAmiExclusions.tags'];

/** Where each limit is told of. */
export const LIMITED: Readonly<Record<string, readonly string[]>> = {
  'lifecycle.name': ['LifecyclePolicyProps.lifecyclePolicyName'],
  'lifecycle.description': ['LifecyclePolicyProps.description'],
  'lifecycle.rules': ['LifecyclePolicyProps.rules'],
  'lifecycle.filterValue': [
    'LifecycleAge', 'LifecycleAge.days(amount)', 'LifecycleAge.weeks(amount)', 'LifecycleAge.months(amount)', 'LifecycleAge.years(amount)',
    'LifecycleAge.fromDuration(duration)', 'LifecycleFilter.age(age)', 'LifecycleFilter.count(imagesToKeep)', 'LifecycleAmiRuleOptions.age',
  ],
  'lifecycle.retainAtLeast': ['LifecycleAgeFilterOptions.retainAtLeast'],
  'lifecycle.tags': ['LifecyclePolicyProps.resourceSelection', ...TAGS],
  'lifecycle.tagKey': TAGS,
  'lifecycle.tagValue': TAGS,
  'lifecycle.sharedAccounts': ['LifecycleAmiExclusions.sharedAccounts'],
  'lifecycle.accountId': ['LifecycleAmiExclusions.sharedAccounts', 'CrossAccountLifecycleRoleProps.sourceAccounts'],
  'lifecycle.region': ['LifecycleAmiExclusions.regions'],
  'lifecycle.lastLaunched': ['LifecycleAge', 'LifecycleAmiExclusions.lastLaunched'],
  'lifecycle.recipes': ['LifecyclePolicyProps.resourceSelection', 'LifecycleResourceSelection.recipes(recipes)'],
  'lifecycle.recipeName': ['LifecycleRecipe.fromName(recipeName)'],
  'lifecycle.semanticVersion': ['LifecycleRecipe', ...['fromArn', 'fromContainerRecipe', 'fromImageRecipe', 'fromName'].map(it => `LifecycleRecipe.${it}(semanticVersion)`)],
  'lifecycle.versionNode': ['LifecycleRecipe'],
  'retention.ruleId': ['IRetentionRule.retentionRuleId', 'RetentionRule.fromRetentionRuleId(retentionRuleId)', 'LockedRetentionRuleProps.existingRuleId'],
  'retention.ruleArn': ['RetentionRule.fromRetentionRuleArn(retentionRuleArn)'],
  'retention.retentionPeriod': [
    'RetentionRuleProps.retentionPeriod', 'LockedRetentionRuleProps.retentionPeriod', 'RetainedResourceType.EBS_SNAPSHOT', 'RetainedResourceType.EC2_IMAGE',
  ],
  'retention.volumeRetentionPeriod': ['RetentionRuleProps.retentionPeriod', 'LockedRetentionRuleProps.retentionPeriod', 'RetainedResourceType.EBS_VOLUME'],
  'retention.unlockDelay': ['RuleLock.locked(unlockDelay)'],
  'retention.description': ['RetentionRuleProps.description', 'LockedRetentionRuleProps.description'],
  'retention.resourceTags': ['RetentionRuleLevel.tags(tags)'],
  'retention.exclusionTags': ['RetentionRuleLevel.regionExcluding(tags)'],
  'retention.resourceTagKey': ['ResourceTag.key'],
  'retention.resourceTagValue': ['ResourceTag.value'],
  'retention.rulesOfResourceTag': ['RetentionRuleLevel.tags(tags)'],
  'retention.tags': ['RetentionRuleProps.tags'],
  'retention.tagKey': ['RetentionRuleProps.tags', 'LockedRetentionRuleProps.tags'],
  'retention.tagValue': ['RetentionRuleProps.tags', 'LockedRetentionRuleProps.tags'],
  'sharing.sharingQuota': ['ImageSharePolicyProps.sharingQuota'],
  'sharing.accountId': ['ImagePrincipal.account(accountId)'],
  'sharing.organizationArn': ['ImagePrincipal.organization(organizationArn)'],
  'sharing.organizationalUnitArn': ['ImagePrincipal.organizationalUnit(organizationalUnitArn)'],
  'sharing.amiId': ['ImageSelection.fromAmiId(amiId)'],
  'sharing.imageBuildArn': ['ImageSelection.fromImageBuildVersionArn(imageBuildVersionArn)'],
  'sharing.region': ['AmiOptions.region'],
  'sharing.imagePolicy': ['BuildSharing.imagePolicy(document)'],
  'sharing.description': ['ImageAttributesProps.description'],
  'sharing.descriptionCharacters': ['ImageAttributesProps.description'],
  'state.image': ['ImageBuild.fromImageBuildVersionArn(imageBuildVersionArn)'],
};

/** Limits of what nobody writes. */
export const UNTOLD: Readonly<Record<string, string>> = {
  'lifecycle.executionRole': 'a role is given as a construct',
  'state.updateAt': 'a date is given as a `Date`',
};

/** Numbers, texts, lists and maps of which no table has a limit. */
export const UNLIMITED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(HANDLED.flatMap(it => [[`${it}.reconcile`, 'any text'], [`${it}.serviceTimeout`, 'CloudFormation\'s own limit, with a test of its own']])),
  'ContainerDeletionOptions.repositories': 'each gets a tag of its own',
  'CrossAccountLifecycleRoleProps.rules': 'they say only what the role may do',
  'ImageAttributesProps.images': 'each is changed by itself',
  'ImageBuildOptions.roles': 'each is used by itself',
  'ImageDeprecationOptions.at': 'any time to come',
  'ImageSelection.fromSsmParameter(parameterName)': 'the name of a parameter that is there',
  'ImageSharePolicyProps.copy': 'the API states no bound',
  'ImageSharePolicyProps.encryptionKeys': 'each has a policy of its own',
  'ImageSharePolicyProps.images': 'each is changed by itself',
  'ImageSharePolicyProps.launch': 'the bound is a property, `sharingQuota`',
  'LifecycleContainerDeletionOptions.repositories': 'each gets a tag of its own',
  'LifecyclePolicy.fromLifecyclePolicyArn(lifecyclePolicyArn)': 'that of a policy that is there',
  'LifecyclePolicy.fromLifecyclePolicyName(lifecyclePolicyName)': 'that of a policy that is there',
  'LifecyclePolicyAttributes.lifecyclePolicyArn': 'that of a policy that is there',
  'LifecyclePolicyAttributes.lifecyclePolicyName': 'that of a policy that is there',
  'LifecycleRecipe.fromArn(recipeArn)': 'that of a recipe that is there',
  'ResourceShareOptions.principals': 'the API states no bound',
  'ResourceShareOptions.resourceShareName': 'the API states no bound',
};

/** Properties without an AWS page. */
export const WITHOUT_PAGE: Readonly<Record<string, string>> = Object.fromEntries(
  HANDLED.map(it => [`${it}.reconcile`, 'any text, which AWS does not look at']),
);

/** What is counted, in words. */
const UNITS = /\b(?:characters|letters|digits|days|weeks|months|years|tags|rules|recipes|accounts|ids|images|organizations|numbers?|key|value|ages?)\b/i;

/** Whether a docstring has the numbers of a limit with their unit in one sentence, or something of the form. */
export function tells(text: string, { min = 0, max, pattern, unit }: Limit): boolean {
  const sentences = text.replace(/\s+/g, ' ').replace(/(?<=[0-9]),(?=[0-9]{3})/g, '').split(/[.;]\s/);
  const bounds = max === undefined ? undefined : new RegExp(`\\b${min} to ${max}\\b${min <= 1 ? `|\\b(?:at most|[Uu]p to) ${max}\\b|\\b1 to ${max}\\b` : ''}`, 'i');
  const inNumbers = bounds !== undefined && sentences.some(sentence => bounds.test(sentence) && UNITS.test(sentence));
  // That a form is of at most a thousand characters or more says nothing to anybody.
  return unit === 'form' && pattern !== undefined ? (inNumbers || max === undefined || max >= 1_000) && tellsForm(text, pattern) : inNumbers;
}

/** Whether a docstring has an example of a form, or how many characters it has. */
function tellsForm(text: string, pattern: RegExp): boolean {
  const lengths = [...pattern.source.matchAll(/(?<!,)\{([0-9]+)\}/g)].map(([, length]) => length);
  const examples = [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
  return examples.some(it => pattern.test(it)) || (lengths.length > 0 && lengths.every(it => new RegExp(`\\b${it}\\b`).test(text)));
}
