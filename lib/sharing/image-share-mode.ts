import type { ImageSharePolicySpec } from '../model/sharing/image-share-policy-contract';

/**
 * Options of an authoritative policy.
 */
export interface AuthoritativeOptions {
  /**
   * Whether a public image that the policy does not declare public is no longer public either.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
   */
  readonly removesEveryone?: boolean;
}

/**
 * What becomes of grants that a policy does not declare.
 *
 * Whichever it is, what the policy declares is its own. A grant that was there before, by whoever's hand, is taken over, and goes
 * when it is not declared any more.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-explicit.html
 */
export class ImageShareMode {
  /**
   * They stay: the policy touches only what it declares, or declared before.
   */
  public static additive(): ImageShareMode {
    return new ImageShareMode('ADDITIVE');
  }

  /**
   * They are taken away, last of all, and each is named in the log of the handler.
   *
   * This cannot be undone: a rollback does not give them back. What somebody grants later stays until the next deployment that changes
   * the policy.
   *
   * An image has at most one policy if that is authoritative. Grants that a distribution of Image Builder makes are taken away as well.
   *
   * @param options What becomes of the grant to everyone.
   */
  public static authoritative(options: AuthoritativeOptions = {}): ImageShareMode {
    return new ImageShareMode(options.removesEveryone ? 'AUTHORITATIVE_ON_EVERYONE' : 'AUTHORITATIVE');
  }

  /**
   * @internal
   */
  public readonly _value: ImageSharePolicySpec['mode'];

  private constructor(value: ImageSharePolicySpec['mode']) {
    this._value = value;
  }
}

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
