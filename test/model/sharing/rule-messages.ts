/**
 * What a person is told by each rule, for the first of its cases, whole. Only the library's name is left out of the ids.
 */
export const RULE_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  PrincipalFormat: [
    'error Launch[1].UserId must be an account id of 12 digits, got "arn:aws:organizations::444444444444:root/o-abcdefghij/r-ab12": share with the organization by its ARN: nothing is shared with roots (PrincipalFormat, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html)',
  ],
  ImageFormat: [
    'error Images[0].Image must be ami- and 17 hexadecimal digits, or 8 of an old AMI, got "": give the id and not the name, which another AMI can have as well (ImageFormat, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html)',
  ],
  RegionFormat: [
    'error Images[1].Region must be a Region code such as eu-west-1, got "": write the code and not the name, without an Availability Zone (RegionFormat, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  UnknownRegion: [
    'warning Images[1].Region is not a Region that this version of the CDK knows, got "mars-north-1": check the spelling: the deployment fails in a Region that does not exist (UnknownRegion, https://docs.aws.amazon.com/general/latest/gr/rande.html)',
  ],
  SharingQuotaRange: [
    'error SharingQuota must be a whole number from 1 to 10000, got 0: set it to the quota that AWS has given the account, or leave it out for the default (SharingQuotaRange, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-quotas.html)',
  ],
  ImagePolicyLength: [
    'error BuildFrom.Document must have 1 to 30000 characters, and has at least 30001: name fewer principals, or use BuildSharing.resourceShare, which has no document (ImagePolicyLength, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_PutImagePolicy.html)',
  ],
  ImagePolicyDocument: [
    'error BuildFrom.Document must be a policy with a statement: write a PolicyDocument (ImagePolicyDocument, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_PutImagePolicy.html)',
  ],
  SomebodyToShareWith: [
    'error BuildFrom.Principals must name somebody, got []: name an account, an organization or an organizational unit, or leave buildFrom out (SomebodyToShareWith, https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html)',
  ],
  DuplicatePrincipal: [
    'error Launch[2].UserId must be named once, got "012345678901": remove it here, as the list has it already (DuplicatePrincipal, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html)',
  ],
  SharingQuota: [
    'error Launch must have at most 1000 accounts, organizations and organizational units, got 1001: share with organizations or organizational units, whose accounts do not count; or have AWS raise the quota, and set sharingQuota (SharingQuota, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-quotas.html)',
  ],
  CopyByAccountsOnly: [
    'error Copy[1].OrganizationArn must be an account: a snapshot cannot be shared with an organization or organizational unit, got "arn:aws:organizations::444444444444:organization/o-abcdefghij": name the accounts that copy, and leave the others in launch, for which no snapshot has to be shared (CopyByAccountsOnly, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolumePermission.html)',
  ],
  OwnerNeedsNoGrant: [
    'warning Launch[0].UserId should not be the account that owns the images, got "111111111111": leave it out: the owner can do everything with them, and the grant counts against the quota (OwnerNeedsNoGrant, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html)',
  ],
  AccountBesideOrganization: [
    'warning Launch names these beside organizations or organizational units to which they may belong, got ["012345678901","333333333333"]: leave out those that belong to one: to take away what they have by themselves would report success, and change nothing (AccountBesideOrganization, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-org-ou-manage.html)',
  ],
  BuildFromNeedsLaunch: [
    'warning BuildFrom lets these see the images in Image Builder, and launch does not let them launch from the AMIs, got ["012345678901"]: name them in launch as well: a build launches an instance from the AMI; or acknowledge this, if a distribution sees to it (BuildFromNeedsLaunch, https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html)',
  ],
  PublicLaunchAllowed: [
    'error Launch[0].Group must not be everyone without allowPublicLaunch, got "all": name those it is for; or set allowPublicLaunch, if everyone may have all that is in the image (PublicLaunchAllowed, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html)',
  ],
  PublicCopyAllowed: [
    'error Copy[0].Group must not be everyone without allowPublicCopy, got "all": name those it is for; or set allowPublicCopy, if everyone may have all the data of the snapshots (PublicCopyAllowed, https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html)',
  ],
  PublicImageUnencrypted: [
    'error EncryptionKeys must not be set where everyone may launch or copy, because what is encrypted cannot be public: share with accounts, organizations or organizational units, or share a copy that is not encrypted (PublicImageUnencrypted, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html)',
  ],
  PublicImageWithoutWatermark: [
    'error Images[0].Image must not have a watermark where everyone may launch, and App/Recipe gives it one, got "ami-0123456789abcdef0": share with accounts, organizations or organizational units, or build the image without a watermark (PublicImageWithoutWatermark, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AttachImageWatermark.html)',
  ],
  PublicImageNotBuiltFrom: [
    'error BuildFrom must not be set where everyone may launch or copy: leave it out, as whoever may launch from an AMI can name its id as the parent image of a recipe (PublicImageNotBuiltFrom, https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html)',
  ],
  SomethingToShare: [
    'error Images must name an image, got []: name the images that are shared, or remove the policy (SomethingToShare, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html)',
  ],
  DuplicateImage: [
    'error Images[1] must be named once, got "ami-0123456789abcdef0": remove it here, as the list has it already (DuplicateImage, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html)',
  ],
  BuildFromNeedsImageBuild: [
    'error BuildFrom needs an image build among the images, and all of them are AMIs: name the build with ImageSelection.fromImageBuild; or leave this out: a recipe can name an AMI that its account may launch (BuildFromNeedsImageBuild, https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html)',
  ],
  BuildFromWhereImageIs: [
    'error Images[0].Image must be of the Region of the stack, eu-west-1, to be built from, and is of us-east-1, got "arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1": set buildFrom in a policy where the image is: Image Builder shares an image nowhere else (BuildFromWhereImageIs, https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html)',
  ],
  AwsManagedKey: [
    'error Images[0].Image must not be encrypted with the key that AWS manages for EBS, and App/Recipe says so, got "alias/aws/ebs": encrypt it with a customer managed key there, and give that in encryptionKeys; or do not encrypt it (AwsManagedKey, https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html)',
  ],
  EncryptedImageNeedsKey: [
    'warning Images[0].Image is encrypted by App/Distribution, and nothing here lets others use the key, got "alias/mine": give the key in encryptionKeys; or see to its policy by other means, and acknowledge this (EncryptedImageNeedsKey, https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html)',
  ],
  LifecycleTakesImageAway: [
    'warning Images[0].Image is disabled in time by App/Lifecycle, got "ami-0123456789abcdef0": pin shared images by a tag that the rule excludes: disabling an AMI removes all its launch permissions, and enabling it restores none (LifecycleTakesImageAway, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html)',
  ],
  AuthoritativePolicyAlone: [
    'error Images[0].Image must not be shared by App/Other as well: this policy takes away what it does not declare, got "ami-0123456789abcdef0": declare everything in one policy, or make both additive (AuthoritativePolicyAlone, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html)',
  ],
  ImagePolicyAlone: [
    'error Images[0].Image must not be shared by App/Other as well: that one writes the policy of the image, which has one owner, got "ami-0123456789abcdef0": declare everything in one policy, or use BuildSharing.resourceShare (ImagePolicyAlone, https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_PutImagePolicy.html)',
  ],
  OnePolicyPerGrant: [
    'error Launch[1].UserId must be named by one policy of an image, and App/Other names it already, got "333333333333": remove it from one of the two: the first that goes would take it away from both (OnePolicyPerGrant, https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_LaunchPermission.html)',
  ],
  ResultUsedElsewhere: [
    'warning amiCount should not be used in another stack, and is in App/Dashboard: pass it by an SSM parameter instead: it changes with what a deployment finds, and CloudFormation changes no export that another stack uses, so the update would fail (ResultUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html)',
  ],
};
