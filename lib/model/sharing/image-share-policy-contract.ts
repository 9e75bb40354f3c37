import { flag, listOf, oneOf, optional, structure, text, wholeNumber } from '../codec';
import type { Contract } from '../contract';
import { imageReference, ImageReference } from '../images/image-reference';

/** Who may do what with an image: accounts, organizations and organizational units, by id or ARN, or `all`. */
export interface ImageRights {
  /** Who may launch instances. */
  readonly launch: readonly string[];

  /** Who may copy the image: the snapshots are shared. Accounts, or `all`. */
  readonly copy: readonly string[];
}

/** What another policy of the app grants on one of the images. */
export interface SharedByOther extends ImageRights {
  readonly image: string;
  readonly region?: string;
}

/** What an `ImageSharePolicy` asks of its handler. */
export interface ImageSharePolicySpec extends ImageRights {
  readonly images: readonly ImageReference[];

  /**
   * What becomes of grants that nobody declared: they stay; they go, but for that of everybody; or they all go.
   */
  readonly mode: 'ADDITIVE' | 'AUTHORITATIVE' | 'AUTHORITATIVE_ON_EVERYONE';

  /** What becomes of the declared grants when the resource goes. */
  readonly onRemoval: 'UNSHARE' | 'LEAVE';

  /** With how many accounts, organizations and organizational units an AMI may be shared. */
  readonly sharingQuota: number;

  /** Whether everybody may launch, and copy, if it is declared. */
  readonly allowPublicLaunch: boolean;
  readonly allowPublicCopy: boolean;

  /** What this policy does not take away, even if it no longer declares it. */
  readonly sharedByOthers?: readonly SharedByOther[];
}

/** The AMIs that have what is declared, those that were left out, and the grants that were there before they were declared. */
export type ImageSharePolicyAttribute = 'AmiCount' | 'SkippedAmiCount' | 'TakenOverGrantCount';

export const IMAGE_SHARE_POLICY: Contract<ImageSharePolicySpec, ImageSharePolicyAttribute> = {
  resourceType: 'Custom::ImageSharePolicy',
  version: 1,
  properties: structure<ImageSharePolicySpec>({
    images: listOf(imageReference),
    launch: listOf(text),
    copy: listOf(text),
    mode: oneOf('ADDITIVE', 'AUTHORITATIVE', 'AUTHORITATIVE_ON_EVERYONE'),
    onRemoval: oneOf('UNSHARE', 'LEAVE'),
    sharingQuota: wholeNumber,
    allowPublicLaunch: flag,
    allowPublicCopy: flag,
    sharedByOthers: optional(listOf(structure<SharedByOther>({ image: text, region: optional(text), launch: listOf(text), copy: listOf(text) }))),
  }),
  attributes: ['AmiCount', 'SkippedAmiCount', 'TakenOverGrantCount'],
};
