import { Limit, REGION_CODE } from '../limit';

const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/';
const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/';

/** The AWS pages that the lifecycle wing refers to. */
export const PAGES = {
  create: `${API}API_CreateLifecyclePolicy.html`,
  detail: `${API}API_LifecyclePolicyDetail.html`,
  action: `${API}API_LifecyclePolicyDetailAction.html`,
  includeResources: `${API}API_LifecyclePolicyDetailActionIncludeResources.html`,
  filter: `${API}API_LifecyclePolicyDetailFilter.html`,
  exclusionRules: `${API}API_LifecyclePolicyDetailExclusionRules.html`,
  amiExclusions: `${API}API_LifecyclePolicyDetailExclusionRulesAmis.html`,
  lastLaunched: `${API}API_LifecyclePolicyDetailExclusionRulesAmisLastLaunched.html`,
  selection: `${API}API_LifecyclePolicyResourceSelection.html`,
  recipe: `${API}API_LifecyclePolicyResourceSelectionRecipe.html`,
  deleteImage: `${API}API_DeleteImage.html`,
  rules: `${GUIDE}image-lifecycle-rules.html`,
  execution: `${GUIDE}lifecycle-policy-execution.html`,
  creating: `${GUIDE}create-lifecycle-policies.html`,
  prerequisites: `${GUIDE}image-lifecycle-prerequisites.html`,
  functions: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html',
  passRole: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  disableAmi: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html',
  sample: 'https://github.com/aws-samples/amazon-ec2-image-builder-samples/tree/main/lifecycle',
  regions: 'https://docs.aws.amazon.com/general/latest/gr/rande.html',
  accountIds: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
} as const;

/**
 * Every documented bound on a lifecycle policy, checked against AWS's own service model by a test.
 */
export const LIMITS = {
  name: {
    of: 'policy name',
    unit: 'form',
    min: 3,
    max: 128,
    shape: 'ResourceName',
    see: PAGES.create,
    pattern: /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/,
  },
  description: { of: 'description', unit: 'characters', min: 1, max: 1024, shape: 'NonEmptyString', see: PAGES.create },
  executionRole: {
    of: 'execution role, a name or an ARN',
    unit: 'form',
    min: 1,
    max: 2048,
    shape: 'RoleNameOrArn',
    see: PAGES.create,
    pattern: /^(?:arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/)?[a-zA-Z_0-9+=,.@\-_/]+$/,
  },
  rules: { of: 'rules of a policy', unit: 'entries', min: 1, max: 3, shape: 'LifecyclePolicyDetails', see: PAGES.create },
  filterValue: {
    of: 'age or count of a filter', unit: 'value', min: 1, max: 1000, shape: 'LifecyclePolicyDetailFilterValue', see: PAGES.filter,
  },
  retainAtLeast: {
    of: 'images to retain per recipe version',
    unit: 'value',
    min: 1,
    max: 10,
    shape: 'LifecyclePolicyDetailFilterRetainAtLeast',
    see: PAGES.filter,
  },
  tags: { of: 'tags of a policy, a selection or an exclusion', unit: 'entries', min: 1, max: 50, shape: 'TagMap', see: PAGES.create },
  tagKey: {
    of: 'tag key',
    unit: 'form',
    min: 1,
    max: 128,
    shape: 'TagKey',
    see: PAGES.create,
    pattern: /^(?!aws:)[a-zA-Z0-9\s_.:/=+\-@]*$/,
  },
  tagValue: { of: 'tag value', unit: 'characters', max: 256, shape: 'TagValue', see: PAGES.create },
  sharedAccounts: { of: 'accounts of an exclusion', unit: 'entries', min: 1, max: 1536, shape: 'AccountList', see: PAGES.amiExclusions },
  accountId: {
    of: 'account id', unit: 'form', shape: 'AccountId', see: PAGES.amiExclusions, pattern: /^[0-9]{12}$/, form: 'an account id of 12 digits',
  },
  region: {
    of: 'Region of an exclusion',
    unit: 'form',
    min: 1,
    max: 1024,
    shape: 'NonEmptyString',
    see: PAGES.regions,
    pattern: REGION_CODE,
    stricter: 'the model takes any text; every Region code that AWS lists has this form',
  },
  lastLaunched: {
    of: 'time since the last launch',
    unit: 'value',
    min: 1,
    max: 365,
    shape: 'LifecyclePolicyDetailExclusionRulesAmisLastLaunchedValue',
    see: PAGES.lastLaunched,
  },
  recipes: {
    of: 'recipes of a selection', unit: 'entries', min: 1, max: 50, shape: 'LifecyclePolicyResourceSelectionRecipes', see: PAGES.selection,
  },
  recipeName: {
    of: 'recipe name',
    unit: 'form',
    min: 3,
    max: 128,
    shape: 'ResourceName',
    see: PAGES.recipe,
    pattern: /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/,
  },
  semanticVersion: {
    of: 'recipe version',
    unit: 'form',
    shape: 'WildcardVersionNumber',
    see: PAGES.creating,
    pattern: /^(?:[0-9]+\.[0-9]+\.(?:[0-9]+|x)|[0-9]+\.x\.x|x\.x\.x)$/,
    stricter: 'the model lets a number follow a wildcard; the user guide documents 1.0.0, 1.0.x, 1.x.x and x.x.x only',
  },
  versionNode: {
    of: 'each number of a recipe version',
    unit: 'value',
    min: 0,
    max: 1073741823,
    see: PAGES.creating,
    stricter: 'the model states no bound; the documentation of semantic versions says 2^30 - 1',
  },
} as const satisfies Record<string, Limit>;
