/**
 * What becomes of what a share policy declares when the policy is removed, or its stack.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
 */
export enum ImageShareRemoval {
  /** It is taken back, whoever granted it first. */
  UNSHARE = 'UNSHARE',

  /** It stays, and nothing manages it any more. */
  LEAVE = 'LEAVE',
}
