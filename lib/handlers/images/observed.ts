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
 * The state of an AMI.
 *
 * - `gone`: not there, or hidden from the caller.
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

  /** The deprecation time, past or future, in milliseconds since 1970. */
  readonly deprecationTime?: number;

  /** Its tags; absent if it has none, or if they are not to be seen: they are its owner's. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly snapshots: readonly { readonly snapshotId: string; readonly isEncrypted: boolean }[];
}

/** The image of a reference. */
export interface ObservedImage {
  /**
   * The condition of the build. An AMI is always `there`, and its own state says more.
   *
   * - `gone`: there is no such build, or it was deleted.
   * - `building`: its AMIs are still to come.
   * - `failed`: it was cancelled or failed, and has no AMIs.
   */
  readonly build: 'there' | 'building' | 'gone' | 'failed';
  readonly amis: readonly ObservedAmi[];
}

/** The record of a build in Image Builder. */
export interface BuildRecord {
  /** `AVAILABLE`, for example. */
  readonly state: string;
  readonly isOfContainers: boolean;

  /** The reason of a failed build. */
  readonly reason?: string;

  /** The deprecation time, past or future, in milliseconds since 1970. */
  readonly deprecationTime?: number;
}

/** A build with its AMIs. */
export interface ObservedBuild {
  /** Absent if there is no such build. */
  readonly record?: BuildRecord;
  readonly amis: readonly ObservedAmi[];
}

/** The images of a request, by `keyOf`. */
export type ObservedImages = Readonly<Record<string, ObservedImage>>;

/** The key that tells a reference from others: the image and its Region. */
export function keyOf({ image, region = '' }: Pick<ImageReference, 'image' | 'region'>): string {
  return `${image} ${region}`.trim();
}

/** The name of an AMI, which also tells it from others. */
export function nameOf({ imageId, region }: Ami): string {
  return `${imageId} in ${region}`;
}

/** The errors by which Image Builder says that there is no such image. AWS does not document which of them it is. */
export const NO_SUCH_IMAGE: readonly string[] = ['ResourceNotFoundException', 'InvalidRequestException'];

const BUILDING: readonly (string | undefined)[] = ['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'];

/** The condition of a build, by its status in Image Builder. */
export function buildOf(status: string | undefined): 'there' | 'building' | 'gone' | 'failed' {
  return BUILDING.includes(status) ? 'building'
    : status === 'DELETED' ? 'gone'
      : status === 'FAILED' || status === 'CANCELLED' ? 'failed' : 'there';
}
