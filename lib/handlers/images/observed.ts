import type { ImageReference } from '../../model/images/image-reference';

/** An AMI, and how it is reached. */
export interface Ami {
  readonly imageId: string;
  readonly region: string;

  /** The account that owns it. */
  readonly account: string;

  /** The role with which it is reached, if it is another account's. */
  readonly roleArn?: string;
}

/**
 * How an AMI is.
 *
 * - `gone`: not there, or hidden from who asks.
 * - `foreign`: it belongs to another account, and no role of that account was given.
 * - `failed`: it was never made, and never will be.
 */
export type AmiState = 'available' | 'pending' | 'disabled' | 'gone' | 'foreign' | 'failed';

/** An AMI as it is. */
export interface ObservedAmi extends Ami {
  readonly state: AmiState;
  readonly isPublic: boolean;
  readonly hasWatermark: boolean;
  readonly hasProductCode: boolean;
  readonly description: string;
  readonly imdsSupport?: string;

  /** Since when, or from when on, it is deprecated, in milliseconds since 1970. */
  readonly deprecationTime?: number;

  /** Its tags; absent if it has none, or if they are not to be seen: they are its owner's. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly snapshots: readonly { readonly snapshotId: string; readonly isEncrypted: boolean }[];
}

/** What a reference stands for. */
export interface ObservedImage {
  /**
   * How the build is; an AMI is always `there`, and its own state says more.
   *
   * - `gone`: there is no such build, or it was deleted.
   * - `building`: its AMIs are still to come.
   * - `failed`: it was cancelled or failed, and has no AMIs.
   */
  readonly build: 'there' | 'building' | 'gone' | 'failed';
  readonly amis: readonly ObservedAmi[];
}

/** What Image Builder says of a build. */
export interface BuildRecord {
  /** `AVAILABLE`, for example. */
  readonly state: string;
  readonly isOfContainers: boolean;

  /** Why the build failed. */
  readonly reason?: string;

  /** Since when, or from when on, it is deprecated, in milliseconds since 1970. */
  readonly deprecationTime?: number;
}

/** A build with its AMIs. */
export interface ObservedBuild {
  /** Absent if there is no such build. */
  readonly record?: BuildRecord;
  readonly amis: readonly ObservedAmi[];
}

/** The images that an event tells of, by `keyOf`. */
export type ObservedImages = Readonly<Record<string, ObservedImage>>;

/** What tells a reference from others: in which place which image is meant. */
export function keyOf({ image, region = '' }: Pick<ImageReference, 'image' | 'region'>): string {
  return `${image} ${region}`.trim();
}

/** An AMI in words, which are also what tells it from others. */
export function nameOf({ imageId, region }: Ami): string {
  return `${imageId} in ${region}`;
}
