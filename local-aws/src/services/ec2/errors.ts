import { ServiceError } from '../../service-error';

/**
 * The errors that operations on AMIs and snapshots answer with. The model lists none.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
 */
export const ERRORS: readonly string[] = [
  'AuthFailure', 'DryRunOperation', 'FilterLimitExceeded', 'InternalError', 'InvalidAMIAttributeItemValue', 'InvalidAMIID.Malformed',
  'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable', 'InvalidID', 'InvalidPaginationToken', 'InvalidParameter', 'InvalidParameterCombination', 'InvalidParameterValue',
  'InvalidSnapshot.InUse', 'InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed', 'InvalidUserID.Malformed', 'MissingParameter',
  'OperationNotPermitted', 'ResourceLimitExceeded', 'ServiceUnavailable', 'TagLimitExceeded', 'Unavailable', 'UnknownParameter',
];

/** What is answered to a request that breaks the model, by what is wrong with it. */
export const INVALID_REQUEST = [
  { code: 'UnknownParameter', when: / is unknown$/ },
  { code: 'MissingParameter', when: / is missing$/ },
  { code: 'InvalidAMIAttributeItemValue', when: /\.LaunchPermission\..*\.Group must be one of / },
  { code: 'InvalidParameterValue' },
];

export const dryRun = () => new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');

export const tooManyRequests = () => new ServiceError('RequestLimitExceeded', 'Request limit exceeded.');

export const notAuthorized = (kind: 'image' | 'snapshot', id: string) => new ServiceError('AuthFailure', `Not authorized for ${kind}:${id}`);

export const malformedImageId = (id: string) => new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);

export const noSuchImage = (id: string) => new ServiceError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);

export const imageGone = (id: string) => new ServiceError('InvalidAMIID.Unavailable', `The image ID: '${id}' is no longer available`);

export const imageNotReady = (id: string, state: string) =>
  new ServiceError('InvalidAMIID.Unavailable', `The AMI ID '${id}' is currently ${state} and may not be used for this operation`);

export const malformedSnapshotId = (id: string) => new ServiceError('InvalidSnapshotID.Malformed', `Invalid id: "${id}" (expecting "snap-...")`);

export const noSuchSnapshot = (id: string) => new ServiceError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);

export const snapshotInUse = (id: string, imageId: string) =>
  new ServiceError('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${imageId}`);

export const missing = (parameter: string) => new ServiceError('MissingParameter', `The request must contain the parameter ${parameter}`);

export const noAttributes = () => new ServiceError('InvalidParameterCombination', 'No attributes specified.');

export const badCombination = (message: string) => new ServiceError('InvalidParameterCombination', message);

export const badValue = (message: string) => new ServiceError('InvalidParameterValue', message);

export const badItem = (value: string, type: string) =>
  new ServiceError('InvalidAMIAttributeItemValue', `Invalid attribute item value "${value}" for ${type} item type.`);

export const notPermitted = (message: string) => new ServiceError('OperationNotPermitted', message);

export const overQuota = (quota: number, of: string) =>
  new ServiceError('ResourceLimitExceeded', `You have reached your quota of ${quota} for the number of ${of} allowed in this Region.`);
