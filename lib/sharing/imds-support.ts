import type { ImageAttributesSpec } from '../model/sharing/image-attributes-contract';

/**
 * How instances reach the instance metadata service, as their AMI says.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
 */
export class ImdsSupport {
  /**
   * IMDSv2 alone: the AMI gets the IMDS support `v2.0`, **and nobody can undo that for the AMI**. The only way back is a new AMI from
   * its snapshot.
   *
   * Instances that are launched from it from then on require a session token (`HttpTokens` is `required`) and have a response hop limit
   * of 2 (`HttpPutResponseHopLimit`), unless their launch says otherwise. Whatever in the AMI asks for metadata without a token gets
   * none. Use it only if all software in the AMI supports IMDSv2.
   *
   * It is done last in a deployment, and not at all if something before it failed. A rollback leaves it, succeeds, and says so in the log
   * of the handler; so does the removal of the construct.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyImageAttribute.html
   */
  public static v2Irreversibly(): ImdsSupport {
    return new ImdsSupport('v2.0');
  }

  /**
   * @internal
   */
  public readonly _value: NonNullable<ImageAttributesSpec['imdsSupport']>;

  private constructor(value: NonNullable<ImageAttributesSpec['imdsSupport']>) {
    this._value = value;
  }
}
