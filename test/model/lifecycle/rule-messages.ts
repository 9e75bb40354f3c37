/**
 * What a person is told by each rule, for the first of its cases, whole. Only the library's name is left out of the ids.
 */
export const RULE_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  RequiredProperty: [
    'error Name is required: set it (RequiredProperty, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  DocumentedValue: [
    'error Status must be one of ENABLED, DISABLED, got "Enabled": use one of these, in capitals (DocumentedValue, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  NameFormat: [
    'error Name must be 3 to 128 letters, digits, hyphens and underscores, with spaces only inside, got "": choose such a name, or leave it out and one is generated (NameFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  DescriptionLength: [
    'error Description must have 1 to 1024 characters, and has 0, got "": shorten it, or leave it out to have none (DescriptionLength, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  ExecutionRoleFormat: [
    'error ExecutionRole must be the name or the ARN of an IAM role, of 1 to 2048 characters, got "": give a role of this account, or leave it out and one with the least permissions is made (ExecutionRoleFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  ExecutionRoleServiceLinked: [
    'error ExecutionRole must not be a service-linked role, with which lifecycle policies do not work, got "arn:aws:iam::123456789012:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder": give an ordinary role that imagebuilder.amazonaws.com may assume, or leave it out and one is made (ExecutionRoleServiceLinked, https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-lifecycle-policies.html)',
  ],
  RuleCount: [
    'error PolicyDetails must have 1 to 3 entries, got 0: write one rule for each action, at most one each (RuleCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  FilterValueRange: [
    'error PolicyDetails[0].Filter.Value must be a whole number from 1 to 1000, got 0: use at least 1 (FilterValueRange, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  RetainAtLeastRange: [
    'error PolicyDetails[2].Filter.RetainAtLeast must be a whole number from 1 to 10, got 0: leave it out to retain none; to keep more images, filter by count (RetainAtLeastRange, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  TagCount: [
    'error Tags must have 1 to 50 entries, got 51: use fewer tags (TagCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  TagKeyFormat: [
    'error Tags must have keys of 1 to 128 letters, digits, spaces and _ . : / = + - @ that do not begin with aws:, got "": rename the tag (TagKeyFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  TagValueLength: [
    'error Tags["team"] must have at most 256 characters, and has 257, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (259 characters): shorten the value (TagValueLength, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  TagMapIsNoFunction: [
    'error Tags must not have Ref or Fn::… as its only key, which CloudFormation takes for a function, got {"Ref":"main"}: add a second tag, or rename the tag (TagMapIsNoFunction, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html)',
  ],
  SharedAccountCount: [
    'error PolicyDetails[2].ExclusionRules.Amis.SharedAccounts must have 1 to 1536 entries, got 0: name an account, or leave the property out (SharedAccountCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html)',
  ],
  AccountIdFormat: [
    'error PolicyDetails[2].ExclusionRules.Amis.SharedAccounts[1] must be an account id of 12 digits, got "123": write the id as a text, with its leading zeros (AccountIdFormat, https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html)',
  ],
  RegionFormat: [
    'error PolicyDetails[2].ExclusionRules.Amis.Regions[1] must be shaped like a Region code, as us-east-1 is, got "": write the code of the Region, not its name (RegionFormat, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  LastLaunchedRange: [
    'error PolicyDetails[2].ExclusionRules.Amis.LastLaunched.Value must be a whole number from 1 to 365, got 0: use at least 1 (LastLaunchedRange, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmisLastLaunched.html)',
  ],
  RecipeCount: [
    'error ResourceSelection.Recipes must have 1 to 50 entries, got 0: select by tags, or split the recipes among policies (RecipeCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
  ],
  RecipeNameFormat: [
    'error ResourceSelection.Recipes[0].Name must be 3 to 128 letters, digits, hyphens and underscores, with spaces only inside, got "ab": write the name of the recipe, not its ARN (RecipeNameFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelectionRecipe.html)',
  ],
  RecipeVersionFormat: [
    'error ResourceSelection.Recipes[0].SemanticVersion must be of the form 1.0.0, 1.0.x, 1.x.x or x.x.x, with numbers up to 1073741823, got "1": write x for every part to the right of the first wildcard (RecipeVersionFormat, https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-lifecycle-policies.html)',
  ],
  OneResourceType: [
    'error PolicyDetails[2] must govern AMIs, as the first rule of the policy does: write a policy for the AMIs and another one for the containers (OneResourceType, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  OneRulePerAction: [
    'error PolicyDetails[1].Action.Type must differ from the action of every other rule, and the first rule has the same, got "DEPRECATE": merge the two rules, or move one into a policy of its own (OneRulePerAction, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetail.html)',
  ],
  ContainerPolicyOnlyDeletes: [
    'error PolicyDetails[0].Action.Type must be DELETE in a container policy, got "DISABLE": container images can be deleted, but neither deprecated nor disabled (ContainerPolicyOnlyDeletes, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailAction.html)',
  ],
  ContainerPolicyWithoutAmis: [
    'error PolicyDetails[0].Action.IncludeResources.Amis must not be set in a container policy, got true: include Containers, or make it an AMI policy (ContainerPolicyWithoutAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
    'error PolicyDetails[0].Action.IncludeResources.Snapshots must not be set in a container policy, got true: include Containers, or make it an AMI policy (ContainerPolicyWithoutAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  ContainerPolicyWithoutAmiExclusions: [
    'error PolicyDetails[0].ExclusionRules.Amis must not be set in a container policy: exclude images by their tags (ContainerPolicyWithoutAmiExclusions, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRules.html)',
  ],
  AmiPolicyWithoutContainers: [
    'error PolicyDetails[2].Action.IncludeResources.Containers must not be set in an AMI policy, got true: include Amis and Snapshots, or make it a container policy (AmiPolicyWithoutContainers, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  OnlyDeleteIncludesSnapshotsOrContainers: [
    'error PolicyDetails[0].Action.IncludeResources.Snapshots must not be set in a rule that is to deprecate images, got true: include Amis only (OnlyDeleteIncludesSnapshotsOrContainers, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  SnapshotsNeedAmis: [
    'error PolicyDetails[2].Action.IncludeResources.Snapshots must not be set without Amis, got true: include the AMIs as well: a snapshot cannot go while its AMI is there (SnapshotsNeedAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
    'warning PolicyDetails[2].Action.IncludeResources.Amis should be set in a rule that deletes: include them, or remove what is left by other means: AMIs and snapshots outlive their record, go on costing, and no lifecycle policy finds them again (RecordOnlyDeletion, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  RepositoriesNeedContainers: [
    'error PolicyDetails[0].repositories must not be set in a rule that deletes records only, as the tag would open them to deletion: leave it out, or include the containers (RepositoriesNeedContainers, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
    'warning PolicyDetails[0].Action.IncludeResources.Containers needs the tag LifecycleExecutionAccess = EC2 Image Builder on each ECR repository, and the rule names no repository to tag: give the repositories to the rule, or make sure that whoever owns them tags them: without the tag every run fails (RepositoryAccessTag, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
  CountOnlyDeletes: [
    'error PolicyDetails[0].Filter.Type must be AGE in a rule that is to deprecate images, got "COUNT": filter by age, or delete (CountOnlyDeletes, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  AgeNeedsUnit: [
    'error PolicyDetails[0].Filter.Unit is required by a filter by age: set DAYS, WEEKS, MONTHS or YEARS (AgeNeedsUnit, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  CountStandsAlone: [
    'error PolicyDetails[0].Filter.Unit must not be set in a filter by count, got "DAYS": leave it out: the count itself says how many images are kept (CountStandsAlone, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
    'error PolicyDetails[0].Filter.RetainAtLeast must not be set in a filter by count, got 1: leave it out: the count itself says how many images are kept (CountStandsAlone, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  OneSelection: [
    'error ResourceSelection must have either Recipes or TagMap, and has neither: select by one of them, and write another policy for the other (OneSelection, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
  ],
  NameUnique: [
    'error Name must differ from the name of App/Other by more than capitals, spaces and underscores, got "golden-linux": rename one of the two, or leave a name out and one is generated (NameUnique, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  NameMayCollide: [
    'warning Name should differ from the name of App/Other by more than hyphens against spaces or underscores, got "golden-linux": rename one of the two: it is not documented whether Image Builder tells them apart (NameMayCollide, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  RecipeMakesOtherType: [
    'error ResourceSelection.Recipes[0] must be an image recipe in an AMI policy, got "golden-linux": select it in a policy for containers (RecipeMakesOtherType, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
  ],
  RecipeMayMakeOtherType: [
    'warning ResourceSelection.Recipes[0].Name is in this app only the name of App/Recipe, which makes AMIs, got "golden-containers": select it in a policy for AMIs, if it is the one that is meant (RecipeMayMakeOtherType, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
  ],
  RecipeOfOtherEnvironment: [
    'warning ResourceSelection.Recipes[0] is Other/Recipe, which is of another account or Region, where the policy selects nothing, got "golden-linux": define the policy where the recipe is; images that are distributed are governed from there (RecipeOfOtherEnvironment, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyResourceSelection.html)',
  ],
  ExecutionRoleAccount: [
    'error ExecutionRole must be of the account of the policy, 111111111111, got "arn:aws:iam::123456789012:role/service/lifecycle": give a role of this account: a role of another one cannot be passed to a service (ExecutionRoleAccount, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)',
  ],
  PinnedVersionFallsBehind: [
    'warning ResourceSelection.Recipes[0].SemanticVersion pins one version, while App/Recipe makes a new one of 1.0.x with each change, got "1.0.0": select 1.0.x: images of every other version stay for ever (PinnedVersionFallsBehind, https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-lifecycle-policies.html)',
  ],
  TagsReachNoImage: [
    'warning ResourceSelection.TagMap selects no image of this app: none of App/Pipeline puts one of these tags on its images, got {"team":"platform"}: set the tags as ImageTags of the pipeline (tags of the AMI or of the pipeline do not count, and builds that are started by hand get none), or select by recipes (TagsReachNoImage, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html)',
  ],
  SharedImagesTakenAway: [
    'warning PolicyDetails[1] takes images away that App/Share shares, got "DISABLE": pin shared images by a tag that the rule excludes: disabling an AMI removes all its launch permissions, and enabling it restores none (SharedImagesTakenAway, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html)',
    'warning PolicyDetails[2] takes images away that App/Share shares, got "DELETE": put a tag that the rule excludes on shared images: whoever launches from a shared AMI fails once it is gone (SharedImagesTakenAway, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_DeleteImage.html)',
  ],
  CreatedByTagOverwritten: [
    'warning ResourceSelection selects images of App/Pipeline, whose AMIs get this as their CreatedBy tag, got "me": use a tag of another name: without CreatedBy = EC2 Image Builder the execution role is denied access to the AMI (CreatedByTagOverwritten, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
  ActsWithinADay: [
    'warning Status lets the first run act within 24 hours on images of golden-linux, which this app does not define and which therefore may have old ones, got "ENABLED": deploy the policy DISABLED, look at what it selects, then enable it; or acknowledge this (ActsWithinADay, https://docs.aws.amazon.com/imagebuilder/latest/userguide/lifecycle-policy-execution.html)',
  ],
  AgesIncrease: [
    'warning PolicyDetails[1].Filter.Value should be longer than the 30 DAYS after which images are deprecated, got "4 WEEKS": an image takes one step a day, and is first deprecated, then disabled on a later day (AgesIncrease, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html)',
  ],
  RecordOnlyDeletion: [
    'warning PolicyDetails[2].Action.IncludeResources.Amis should be set in a rule that deletes: include them, or remove what is left by other means: AMIs and snapshots outlive their record, go on costing, and no lifecycle policy finds them again (RecordOnlyDeletion, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  SnapshotsOutliveAmis: [
    'warning PolicyDetails[2].Action.IncludeResources.Snapshots should be set in a rule that deletes AMIs: include the snapshots, or remove them by other means: they outlive their AMI and go on costing (SnapshotsOutliveAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailActionIncludeResources.html)',
  ],
  ExclusionLeavesUnmanagedAmi: [
    'warning PolicyDetails[2].ExclusionRules.Amis should come with an exclusion by tags of the image in a rule that deletes: also exclude a tag that pins images, and put it on those to keep: an AMI exclusion may keep the AMI but not its record, and then nothing manages the AMI any more (ExclusionLeavesUnmanagedAmi, https://github.com/aws-samples/amazon-ec2-image-builder-samples/tree/main/lifecycle)',
  ],
  RetentionCountsPerVersion: [
    'warning PolicyDetails[2].Filter.RetainAtLeast holds for each recipe version by itself, and 1.0.x selects every version, got 3: expect as many images of each version to stay, because Image Builder keeps no number across versions (RetentionCountsPerVersion, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html)',
  ],
  CreatedByTag: [
    'warning PolicyDetails[2].ExclusionRules.Amis.TagMap["CreatedBy"] should not be used to tell AMIs apart: Image Builder sets it on each, and the execution role reaches no AMI without it, got "me": use a tag of another name (CreatedByTag, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
  ExclusionsWithoutAmis: [
    'warning PolicyDetails[1].ExclusionRules.Amis has no effect, because the rule acts on the record of the image only: include the AMIs, or exclude images by their tags (ExclusionsWithoutAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html)',
  ],
  RetainAtLeastOnlyDeletes: [
    'warning PolicyDetails[1].Filter.RetainAtLeast has no effect in a rule that does not delete, got 1: leave it out (RetainAtLeastOnlyDeletes, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailFilter.html)',
  ],
  UnknownRegion: [
    'warning PolicyDetails[2].ExclusionRules.Amis.Regions[0] is not a Region that this version of the CDK knows, got "mars-north-1": check the spelling: an exclusion for a Region that does not exist protects nothing (UnknownRegion, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  RepositoryAccessTag: [
    'warning PolicyDetails[0].Action.IncludeResources.Containers needs the tag LifecycleExecutionAccess = EC2 Image Builder on each ECR repository, and the rule names no repository to tag: give the repositories to the rule, or make sure that whoever owns them tags them: without the tag every run fails (RepositoryAccessTag, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
};
