/**
 * What a retention rule retains when it is deleted.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin.html
 */
export enum RetainedResourceType {
  /** EBS snapshots, for 1 to 365 days. Archived ones as well. */
  EBS_SNAPSHOT = 'EBS_SNAPSHOT',

  /**
   * EBS-backed AMIs, for 1 to 365 days. Disabled ones as well.
   *
   * An AMI can be restored only as long as its snapshots can: they need a rule that is at least as long.
   */
  EC2_IMAGE = 'EC2_IMAGE',

  /** EBS volumes, for 1 to 7 days. */
  EBS_VOLUME = 'EBS_VOLUME',
}
