// What a person is told by each rule, for the first of its cases, whole. Only the library's name is left out of the ids.

/** By the rules over a state update. */
export const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  RequiredProperty: [
    'error Image is required: set it (RequiredProperty, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  DocumentedValue: [
    'error State must be one of AVAILABLE, DEPRECATED, DISABLED, DELETED, got "": use one of these, in capitals (DocumentedValue, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  ImageFormat: [
    'error Image must be the ARN of an image build, and is that of a version, got "arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0": add the number of the build, as in 1.0.0/1 (ImageFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  UpdateAtFormat: [
    'error UpdateAt must be an instant such as 2027-06-30T00:00:00.000Z, got "Invalid Date": give a date that there is, of a year up to 9999 (UpdateAtFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  ExecutionRoleFormat: [
    'error ExecutionRole must be the name or the ARN of an IAM role, of 1 to 2048 characters, got "": give a role of this account, or leave it out and one with the least permissions is made (ExecutionRoleFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  ExecutionRoleServiceLinked: [
    'error ExecutionRole must not be a service-linked role, with which lifecycle policies do not work, got "arn:aws:iam::111111111111:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder": give an ordinary role that imagebuilder.amazonaws.com may assume, or leave it out and one is made (ExecutionRoleServiceLinked, https://docs.aws.amazon.com/imagebuilder/latest/userguide/create-lifecycle-policies.html)',
  ],
  ExecutionRoleAccount: [
    'error ExecutionRole must be of the account of the update, 111111111111, got "arn:aws:iam::222222222222:role/lifecycle": give a role of this account: a role of another one cannot be passed to a service (ExecutionRoleAccount, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)',
  ],
  SharedAccountCount: [
    'error ExclusionRules.Amis.SharedAccounts must have 1 to 1536 entries, got 0: name an account, or leave the property out (SharedAccountCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmis.html)',
  ],
  AccountIdFormat: [
    'error ExclusionRules.Amis.SharedAccounts[1] must be an account id of 12 digits, got "1": write the id as a text, with its leading zeros (AccountIdFormat, https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html)',
  ],
  RegionFormat: [
    'error ExclusionRules.Amis.Regions[0] must be shaped like a Region code, as us-east-1 is, got "Ireland": write the code of the Region, not its name (RegionFormat, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  LastLaunchedRange: [
    'error ExclusionRules.Amis.LastLaunched.Value must be a whole number from 1 to 365, got 0: use at least 1 (LastLaunchedRange, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LifecyclePolicyDetailExclusionRulesAmisLastLaunched.html)',
  ],
  TagCount: [
    'error ExclusionRules.Amis.TagMap must have 1 to 50 entries, got 0: name a tag, or leave the property out (TagCount, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  TagKeyFormat: [
    'error ExclusionRules.Amis.TagMap must have keys of 1 to 128 letters, digits, spaces and _ . : / = + - @ that do not begin with aws:, got "aws:a": rename the tag (TagKeyFormat, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  TagMapIsNoFunction: [
    'error ExclusionRules.Amis.TagMap must not have Ref or Fn::… as its only key, which CloudFormation takes for a function, got {"Ref":"a"}: add a second tag, or rename the tag (TagMapIsNoFunction, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html)',
  ],
  TagValueLength: [
    'error ExclusionRules.Amis.TagMap["keep"] must have at most 256 characters, and has 257, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (259 characters): shorten the value (TagValueLength, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateLifecyclePolicy.html)',
  ],
  RoleWithResources: [
    'error ExecutionRole must not be set where only the record of the image changes, got "arn:aws:iam::111111111111:role/lifecycle": leave the role out, or include the AMIs (RoleWithResources, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  SomethingIncluded: [
    'error IncludeResources must include something: include the AMIs or the containers, or leave it out with the role (SomethingIncluded, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  DeletionIncludesResources: [
    'error IncludeResources is required where the image is deleted: include the AMIs or the containers; to delete the record alone, use the API DeleteImage (DeletionIncludesResources, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  OnlyDeletionIncludesSnapshotsOrContainers: [
    'error IncludeResources.Snapshots must not be set where the image is to be AVAILABLE, got true: include Amis only (OnlyDeletionIncludesSnapshotsOrContainers, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  SnapshotsNeedAmis: [
    'error IncludeResources.Snapshots must not be set without Amis, got true: include the AMIs as well: a snapshot cannot go while its AMI is there (SnapshotsNeedAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  AmisOrContainers: [
    'error IncludeResources.Containers must not be set beside Amis, got true: include what the image has (AmisOrContainers, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  OnlyDeprecationIsScheduled: [
    'error UpdateAt must not be set where the image is to be AVAILABLE, got "2028-02-29T23:59:59.999Z": leave it out: everything but a deprecation happens at once (OnlyDeprecationIsScheduled, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  ExclusionsNeedAmis: [
    'error ExclusionRules.Amis must not be set where no AMIs are included: leave the exclusions out, or include the AMIs (ExclusionsNeedAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateExclusionRules.html)',
  ],
  DeletedStaysDeleted: [
    'error OnRemoval must be LEAVE where the image is deleted, got "MAKE_AVAILABLE": leave it out: nothing brings a deleted image back (DeletedStaysDeleted, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  ImageWhereUpdateIs: [
    'error Image must be of the Region of the stack, us-east-1, and is of eu-west-1, got "arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1": write the update in a stack where the image is: nobody else can change its state (ImageWhereUpdateIs, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  ContainersOnlyDeleted: [
    'error State must be DELETED, because App/Recipe makes container images, got "DISABLED": remove the update, or delete the image with ImageState.containersDeletedIrreversibly: Image Builder knows no other state of a container image (ContainersOnlyDeleted, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  IncludesWhatRecipeMakes: [
    'error IncludeResources.Amis must not name AMIs, because App/Recipe makes container images: use ImageState.containersDeletedIrreversibly (IncludesWhatRecipeMakes, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  SharedImageNotDeleted: [
    'error State must not be DELETED, because App/Share shares the image, got "DELETED": take the image out of the share policy in one deployment, and delete it in the next: an image that is shared cannot be deleted, and whoever launches from its AMIs fails once they are gone (SharedImageNotDeleted, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_DeleteImage.html)',
  ],
  OneUpdatePerImage: [
    'error Image must be brought to its state by one update, and App/Other does that already, got "arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1": remove one of the two (OneUpdatePerImage, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  DisablingUnshares: [
    'warning State takes away all launch permissions of the AMIs, those that App/Share declares among them, got "DISABLED": expect nobody else to launch from them until ImageState.available of this construct brings the declared ones back: enabling an AMI by itself restores none (DisablingUnshares, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html)',
  ],
  ImageOfStackDeleted: [
    'warning State deletes what CloudFormation still takes to be there, because App/Image makes the image, got "DELETED": remove that resource instead; its DeletionSettings say whether AMIs, snapshots or containers go with it (ImageOfStackDeleted, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-image.html)',
  ],
  SnapshotsOutliveAmis: [
    'warning IncludeResources.Snapshots should be set where AMIs are deleted: include the snapshots, or remove them by other means: they outlive their AMI and go on costing (SnapshotsOutliveAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  ExclusionsKeepRecord: [
    'warning ExclusionRules.Amis may keep the record of the image where it is deleted: expect the image to stay if any of its AMIs is left alone, and the others to go all the same; or exclude nothing (ExclusionsKeepRecord, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html)',
  ],
  CreatedByTag: [
    'warning ExclusionRules.Amis.TagMap["CreatedBy"] should not be used to tell AMIs apart: Image Builder sets it on each, and the execution role reaches no AMI without it, got "EC2 Image Builder": use a tag of another name (CreatedByTag, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
  UnknownRegion: [
    'warning ExclusionRules.Amis.Regions[1] is not a Region that this version of the CDK knows, got "eu-nowhere-9": check the spelling: an exclusion for a Region that does not exist protects nothing (UnknownRegion, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  RolesNeedAmis: [
    'warning RoleArns has no effect where no AMIs are included: leave the roles out, or include the AMIs (RolesNeedAmis, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ResourceStateUpdateIncludeResources.html)',
  ],
  RepositoryAccessTag: [
    'warning IncludeResources.Containers needs the tag LifecycleExecutionAccess = EC2 Image Builder on each ECR repository, and names no repository to tag: give the repositories to the state, or make sure that whoever owns them tags them: without the tag the deletion fails (RepositoryAccessTag, https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-prerequisites.html)',
  ],
  ResultUsedElsewhere: [
    'warning executionId should not be used in another stack, and is in App/Dashboard: pass it by an SSM parameter instead: it changes with what a deployment finds, and CloudFormation changes no export that another stack uses, so the update would fail (ResultUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html)',
  ],
};
