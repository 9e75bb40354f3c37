import { principal, PrincipalSpec } from './principals';
import { inWordsOfTheConstruct, SharePolicyProperties } from './properties';
import { forEachRight, permissionForEveryone, Right, RIGHT_NAMES } from './rights';
import { IMAGE_SHARE_POLICY_RULES } from './rules';
import { subjectOf } from './share-policy-input';
import { Codec, flag, listOf, oneOf, optional, structure, text, wholeNumber } from '../codec';
import type { Contract } from '../contract';
import { imageReference, ImageReference } from '../images/image-reference';
import { mistakesIn } from '../rule';

/** The principals that have each right. */
export type ImageRights = Readonly<Record<Right, readonly PrincipalSpec[]>>;

/** The rights that everyone may have, if it is declared. */
type PublicRights = { readonly [Name in Right as `allowPublic${Capitalize<Name>}`]: boolean };

/** What another policy of the app grants on one of the images. */
export interface SharedByOther extends ImageRights {
  readonly image: string;
  readonly region?: string;
}

/** What an `ImageSharePolicy` asks of its handler. */
export interface ImageSharePolicySpec extends ImageRights, PublicRights {
  readonly images: readonly ImageReference[];

  /**
   * What becomes of grants that nobody declared: they stay; they go, but for that of everybody; or they all go.
   */
  readonly mode: 'ADDITIVE' | 'AUTHORITATIVE' | 'AUTHORITATIVE_ON_EVERYONE';

  /** What becomes of the declared grants when the resource goes. */
  readonly onRemoval: 'UNSHARE' | 'LEAVE';

  /** With how many accounts, organizations and organizational units an AMI may be shared. */
  readonly sharingQuota: number;

  /** What this policy does not take away, even if it no longer declares it. */
  readonly sharedByOthers?: readonly SharedByOther[];
}

/** The AMIs that have what is declared, those that were left out, and the grants that were there before they were declared. */
export type ImageSharePolicyAttribute = 'AmiCount' | 'SkippedAmiCount' | 'TakenOverGrantCount';

const publicRights = Object.fromEntries(RIGHT_NAMES.map(right => [permissionForEveryone(right), flag])) as Record<keyof PublicRights, Codec<boolean>>;

const properties = structure<ImageSharePolicySpec>({
  images: listOf(imageReference),
  ...forEachRight(() => listOf(principal)),
  mode: oneOf('ADDITIVE', 'AUTHORITATIVE', 'AUTHORITATIVE_ON_EVERYONE'),
  onRemoval: oneOf('UNSHARE', 'LEAVE'),
  sharingQuota: wholeNumber,
  ...publicRights,
  sharedByOthers: optional(listOf(structure<SharedByOther>({ image: text, region: optional(text), ...forEachRight(() => listOf(principal)) }))),
});

export const IMAGE_SHARE_POLICY: Contract<ImageSharePolicySpec, ImageSharePolicyAttribute> = {
  resourceType: 'Custom::ImageSharePolicy',
  version: 1,
  properties,
  check: spec => mistakesIn(IMAGE_SHARE_POLICY_RULES, subjectOf(properties.encode(spec) as SharePolicyProperties), inWordsOfTheConstruct),
  attributes: ['AmiCount', 'SkippedAmiCount', 'TakenOverGrantCount'],
};
