import { Limit, REGION_CODE } from '../limit';

const EC2 = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/';
const EC2_API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/';
const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide/';
const IMAGE_BUILDER = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/';

/** The AWS pages that the sharing wing refers to. */
export const PAGES = {
  accounts: `${EC2}sharingamis-explicit.html`,
  organizations: `${EC2}share-amis-with-organizations-and-ous.html`,
  organizationGrants: `${EC2}share-amis-org-ou-manage.html`,
  public: `${EC2}sharingamis-intro.html`,
  quotas: `${EC2}ami-quotas.html`,
  disableAmi: `${EC2}disable-an-ami.html`,
  modifyImage: `${EC2_API}API_ModifyImageAttribute.html`,
  launchPermission: `${EC2_API}API_LaunchPermission.html`,
  modifySnapshot: `${EC2_API}API_ModifySnapshotAttribute.html`,
  createVolumePermission: `${EC2_API}API_CreateVolumePermission.html`,
  createImage: `${EC2_API}API_CreateImage.html`,
  watermark: `${EC2_API}API_AttachImageWatermark.html`,
  snapshots: `${EBS}ebs-modifying-snapshot-permissions.html`,
  keys: `${EBS}share-kms-key.html`,
  images: `${EC2}finding-an-ami.html`,
  getImage: `${IMAGE_BUILDER}API_GetImage.html`,
  imagePolicy: `${IMAGE_BUILDER}API_PutImagePolicy.html`,
  deleteImage: `${IMAGE_BUILDER}API_DeleteImage.html`,
  buildFrom: 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-shared-resources.html',
  resourceShare: 'https://docs.aws.amazon.com/ram/latest/APIReference/API_CreateResourceShare.html',
  accountIds: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html',
  regions: 'https://docs.aws.amazon.com/general/latest/gr/rande.html',
} as const;

/** With how many accounts, organizations and organizational units AWS lets an AMI be shared, unless it is asked for more. */
export const DEFAULT_SHARING_QUOTA = 1_000;

/**
 * Every documented bound on sharing images, checked against AWS's own service models by a test.
 */
export const LIMITS = {
  sharingQuota: {
    of: 'accounts, organizations and organizational units of an AMI',
    unit: 'value',
    min: 1,
    max: 10_000,
    see: PAGES.quotas,
    stricter: `the model states no bound; the documented quota is ${DEFAULT_SHARING_QUOTA} and can be raised, and one call changes at most 10000`,
  },
  accountId: { of: 'account id', unit: 'form', shape: 'AccountId', see: PAGES.accountIds, pattern: /^[0-9]{12}$/, form: 'an account id of 12 digits' },
  organizationArn: {
    of: 'ARN of an organization',
    unit: 'form',
    shape: 'OrganizationArn',
    see: PAGES.organizations,
    pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/,
  },
  organizationalUnitArn: {
    of: 'ARN of an organizational unit',
    unit: 'form',
    shape: 'OrganizationalUnitArn',
    see: PAGES.organizations,
    pattern: /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
    stricter: 'the pattern of the model does not end, and lets anything follow',
  },
  amiId: {
    of: 'AMI id',
    unit: 'form',
    shape: 'ImageId',
    see: PAGES.images,
    pattern: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
    form: 'ami- and 17 hexadecimal digits, or 8 of an old AMI',
    stricter: 'the model takes any text; the documented ids have 8 or 17 hexadecimal digits',
  },
  imageBuildArn: {
    of: 'ARN of an image build',
    unit: 'form',
    shape: 'ImageBuildVersionArn',
    see: PAGES.getImage,
    pattern: /^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image\/[a-z0-9-_]+\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/,
    form: 'the ARN of an image with its version and its build',
  },
  region: {
    of: 'Region of an AMI',
    unit: 'form',
    see: PAGES.regions,
    pattern: REGION_CODE,
    stricter: 'the model takes any text; every Region code that AWS lists has this form',
  },
  imagePolicy: { of: 'policy document of an image', unit: 'characters', min: 1, max: 30_000, shape: 'ResourcePolicyDocument', see: PAGES.imagePolicy },
  description: {
    of: 'description of an AMI',
    unit: 'characters',
    min: 0,
    max: 255,
    shape: 'ImageDescriptionRequest',
    see: PAGES.createImage,
  },
  descriptionCharacters: {
    of: 'characters of the description of an AMI',
    unit: 'form',
    see: PAGES.modifyImage,
    // No author means blanks at either end, and what EC2 makes of them is not documented.
    pattern: /^(?:[!-~](?:[ -~]*[!-~])?)?$/,
    stricter: 'the model takes any text; EC2 refuses what is not ASCII when a description is changed, which it does not document',
  },
} as const satisfies Record<string, Limit>;
