import { Limit } from '../limit';
import { LIMITS as SHARING } from '../sharing/limits';

const API = 'https://docs.aws.amazon.com/imagebuilder/latest/APIReference/';
const GUIDE = 'https://docs.aws.amazon.com/imagebuilder/latest/userguide/';

/** The AWS pages that the wing refers to. */
export const PAGES = {
  update: `${API}API_StartResourceStateUpdate.html`,
  includeResources: `${API}API_ResourceStateUpdateIncludeResources.html`,
  exclusionRules: `${API}API_ResourceStateUpdateExclusionRules.html`,
  deleteImage: `${API}API_DeleteImage.html`,
  rules: `${GUIDE}image-lifecycle-rules.html`,
  prerequisites: `${GUIDE}image-lifecycle-prerequisites.html`,
  passRole: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  disableAmi: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/disable-an-ami.html',
  image: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-imagebuilder-image.html',
} as const;

/**
 * The bounds on a state update that are not those of the exclusions and the role of a lifecycle policy, checked against AWS's own
 * service model by a test.
 */
export const LIMITS = {
  image: { ...SHARING.imageBuildArn, see: PAGES.update },
  updateAt: {
    of: 'time of a scheduled deprecation',
    unit: 'form',
    see: PAGES.update,
    pattern: /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,3})?Z$/,
    stricter: 'the model takes any number of seconds; it travels as ISO 8601 in UTC',
  },
} as const satisfies Record<string, Limit>;
