/** What the Resource Access Manager asks Image Builder. */
export interface SharedImages {
  /** The tags of an image, if it exists. */
  imageTags(imageArn: string): Readonly<Record<string, string>> | undefined;
}

/** An organization. */
export interface Organization {
  readonly arn: string;
  readonly managementAccount: string;
  readonly accounts: readonly string[];

  /** The ARNs of its organizational units. */
  readonly units?: readonly string[];

  /** Whether resources can be shared within it, before anybody enables that. @default false */
  readonly sharingEnabled?: boolean;
}

/** How the service is to behave where no documentation says it. By default it refuses whatever it may refuse. */
export interface UndocumentedRam {
  /**
   * Whether a policy of exactly GetImage and ListImages matches the default permission of images, so that its share can be promoted
   * without a permission of its own.
   *
   * @default true
   */
  readonly defaultPermissionMatches?: boolean;

  /** Whether what is associated can be associated again, which changes nothing. @default false */
  readonly acceptsRepeatedAssociations?: boolean;

  /** Whether a share that was made from a policy takes tags before it is promoted. @default false */
  readonly tagsSharesFromPolicies?: boolean;

  /** Whether GetImagePolicy says in RAM's own words what a promoted share allows. @default false */
  readonly rewritesPolicies?: boolean;

  /** What comes of a share that is to be deleted while consumers depend on what is in it. @default 'DELETING' */
  readonly dependedOnIs?: 'DELETING' | 'refused';
}

export interface RamOptions extends UndocumentedRam {
  readonly images: SharedImages;

  /** @default - no account is in an organization */
  readonly organization?: Organization;

  /** How long it takes to associate and to disassociate. @default 5 */
  readonly associationSeconds?: number;

  /** How long it takes to promote a share. @default 30 */
  readonly promotionSeconds?: number;

  /** How long it takes until a policy of an image has become a share. @default 5 */
  readonly policySeconds?: number;

  /** How many reads do not see a share that a policy became. @default 0 */
  readonly policyReads?: number;
}
