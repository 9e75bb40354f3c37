import { EVERYONE, PrincipalSpec } from '../model/sharing/principals';

/**
 * With whom images are shared.
 *
 * Ids and ARNs are of any partition. A malformed one is refused when the app is synthesised, or, if only the deployment knows it,
 * before anything is changed. EC2 looks at the form alone: to share with an account that does not exist succeeds.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
 */
export class ImagePrincipal {
  /**
   * One account, of any organization or of none.
   *
   * @param accountId 12 digits, zeros in front included, as a text. May be a token.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html
   */
  public static account(accountId: string): ImagePrincipal {
    return new ImagePrincipal({ UserId: accountId });
  }

  /**
   * All accounts of an organization, those that join it later included. It may be another one than the stack's.
   *
   * Snapshots cannot be shared with organizations: nobody can copy an image by this alone.
   *
   * @param organizationArn Such as `arn:aws:organizations::111122223333:organization/o-abcdefghij`, with the management account. Neither
   *   the bare id nor the root of the organization. May be a token.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-organizations-and-ous.html
   */
  public static organization(organizationArn: string): ImagePrincipal {
    return new ImagePrincipal({ OrganizationArn: organizationArn });
  }

  /**
   * All accounts of an organizational unit and of those below it, those that come later included.
   *
   * Snapshots cannot be shared with organizational units: nobody can copy an image by this alone.
   *
   * @param organizationalUnitArn Such as `arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-ab12-11111111`, with the management
   *   account. Not the bare id. May be a token.
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-organizations-and-ous.html
   */
  public static organizationalUnit(organizationalUnitArn: string): ImagePrincipal {
    return new ImagePrincipal({ OrganizationalUnitArn: organizationalUnitArn });
  }

  /**
   * Everyone: the image is public.
   *
   * Refused unless a second property allows it as well, and for images that are encrypted or have a watermark. At deployment refused
   * for images with product codes, and where the account blocks public access to AMIs, as new ones do. A Region has 5 public AMIs,
   * unless AWS raises the quota.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
   */
  public static everyone(): ImagePrincipal {
    return new ImagePrincipal({ Group: EVERYONE });
  }

  /**
   * The principal as EC2 names it, with its kind.
   *
   * @internal
   */
  public readonly _spec: PrincipalSpec;

  private constructor(spec: PrincipalSpec) {
    this._spec = spec;
  }
}
