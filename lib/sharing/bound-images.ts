import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { ImageSharePolicySpec } from '../model/sharing/image-share-policy-contract';

/** An image, as a handler is told of it. */
export type ImageReference = ImageSharePolicySpec['images'][number];

/** What a reference is known to be, even if only the deployment knows which: an AMI, or a build of Image Builder. */
export type ImageKind = 'AMI' | 'IMAGE_BUILD';

/** A selection of images, as one construct uses it. */
export interface BoundImages {
  readonly references: readonly ImageReference[];

  /** What each of them is. */
  readonly kind: ImageKind;

  /** The resource of this app that makes the images, if there is one. */
  readonly resource?: IConstruct;

  /** The roles with which images of other accounts are reached. */
  readonly roles: readonly IRole[];
}
