import { listOf, oneOf, structure, text } from '../codec';
import type { Contract } from '../contract';

/** What a hand-written policy of images asks of its handler. */
export interface ImagePolicySpec {
  /** The ARNs of image builds. Each gets the policy, and a resource share of its own. */
  readonly images: readonly string[];

  /** The policy, as JSON. A statement without a resource is about the image. */
  readonly document: string;

  /** What becomes of the sharing when the resource goes, or an image is not of it any more. */
  readonly onRemoval: 'UNSHARE' | 'LEAVE';
}

/** The key of the tag that says to which resource of which stack a resource share belongs. */
export const OWNER = 'cdk-image-governance:owner';

/** How many images are shared. */
export type ImagePolicyAttribute = 'SharedImageCount';

export const IMAGE_POLICY: Contract<ImagePolicySpec, ImagePolicyAttribute> = {
  resourceType: 'Custom::ImagePolicy',
  version: 1,
  properties: structure<ImagePolicySpec>({ images: listOf(text), document: text, onRemoval: oneOf('UNSHARE', 'LEAVE') }),
  attributes: ['SharedImageCount'],
};
