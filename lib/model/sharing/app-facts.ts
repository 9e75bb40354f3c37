import type { ImageKind } from '../images/image-reference';
import type { UseElsewhere } from '../used-elsewhere-rule';

/**
 * What a share policy's app says about its images. Plain data, so that the rules over it stay pure.
 */
export interface SharingAppView {
  /** The account and the Region of the policy, where they are known. */
  readonly account?: string;
  readonly region?: string;

  /** What the app says of each image of the policy, by number; absent where the app says nothing of it. */
  readonly images: readonly (ImageView | undefined)[];

  /** The share policies before this one that share one of its images as well. The later one reports them. */
  readonly others: readonly OtherSharePolicy[];

  /** Tells whether a Region is one that the CDK knows. */
  readonly isKnownRegion?: (region: string) => boolean;

  /** What other stacks use of what changes. */
  readonly usedElsewhere?: readonly UseElsewhere[];
}

/** What the app says of an image. */
export interface ImageView {
  /** What tells it from other images of the policy's environment, even where only the deployment knows which it is. */
  readonly identity: string;

  /** What it is, where that is known. */
  readonly kind?: ImageKind;

  /** Where a build is, where that is known. */
  readonly account?: string;
  readonly region?: string;

  /** How its snapshots are known to be encrypted; absent if they are not, or if it is not known. */
  readonly encryption?: ImageEncryption;

  /** The path of the recipe that gives its AMIs a watermark. */
  readonly watermarkedBy?: string;

  /** The lifecycle rules of the app that disable or delete it. */
  readonly takenAwayBy: readonly TakingAway[];
}

/** How the snapshots of an image are encrypted. */
export interface ImageEncryption {
  readonly key: 'AWS-managed key' | 'customer managed key' | 'unknown key';

  /** The path of the recipe or distribution that says so. */
  readonly saidBy: string;

  /** What it says. */
  readonly value?: string;
}

/** A lifecycle rule that disables or deletes an image. */
export interface TakingAway {
  /** The path of the lifecycle policy. */
  readonly path: string;
  readonly action: 'DISABLE' | 'DELETE';

  /** Whether AMIs are among what it acts on, or may be. */
  readonly touchesAmis: boolean;

  /** Whether images with some tag are excluded. */
  readonly excludesByTag: boolean;
}

/** Another share policy with an image of this one. */
export interface OtherSharePolicy {
  readonly path: string;

  /** The images of this policy, by number, that are of both. */
  readonly images: readonly number[];

  /** The paths to what this policy grants and the other one as well: `Launch[0]`. */
  readonly sameGrants: readonly string[];

  /** Whom else the other one lets launch, as far as known. */
  readonly launch: readonly string[];

  /** Whether it takes away what it does not declare. */
  readonly isAuthoritative: boolean;

  /** Whether it writes the policy of its images. */
  readonly hasImagePolicy: boolean;
}
