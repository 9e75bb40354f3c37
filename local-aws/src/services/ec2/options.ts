import type { Buckets } from './throttling';

/** An organization or an organizational unit, and who is in it. */
export interface SharingGroup {
  /** The ARN of the organization or organizational unit. */
  readonly arn: string;
  readonly accounts: readonly string[];
}

/** How the service is to behave where no documentation says it. By default it refuses whatever it may refuse. */
export interface UndocumentedEc2 {
  /**
   * Whether a request with a launch permission that is wrong changes the others that it names, before it fails.
   *
   * @default false - it changes nothing
   */
  readonly appliesGoodPrincipals?: boolean;

  /** How sharing a disabled AMI is refused. @default 'InvalidAMIID.Unavailable' */
  readonly disabledIs?: 'InvalidAMIID.Unavailable' | 'OperationNotPermitted';

  /**
   * Whether a disabled AMI takes whatever does not share it: another description, IMDS support, the removal of launch permissions.
   *
   * @default false
   */
  readonly changesDisabledImages?: boolean;

  /** What an AMI is that was deregistered. @default 'InvalidAMIID.NotFound' */
  readonly deregisteredIs?: 'InvalidAMIID.NotFound' | 'InvalidAMIID.Unavailable';

  /** Whether a disabled AMI can be disabled again and an available one enabled, which changes nothing. @default false */
  readonly acceptsRepeatedStates?: boolean;
}

export interface Ec2Options extends UndocumentedEc2 {
  /** The organizations and organizational units whose accounts see what is shared with them. @default - none */
  readonly groups?: readonly SharingGroup[];

  /** Whether public sharing is blocked where nobody has decided, as it is for accounts that never had a public AMI. @default true */
  readonly blocksPublicAccess?: boolean;

  /** With how many accounts, organizations and organizational units an AMI can be shared. @default 1000 */
  readonly sharingQuota?: number;

  /** How many AMIs of an account can be public in a Region. @default 5 */
  readonly publicImagesQuota?: number;

  /** The buckets from which requests take tokens, such as `documentedBuckets`. @default - requests are not throttled */
  readonly throttling?: Buckets;
}
