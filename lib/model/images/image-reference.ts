import { Codec, listOf, optional, structure, text } from '../codec';

/** An image, as a construct names it: an AMI, or a build of Image Builder, which stands for its AMIs in all Regions. */
export interface ImageReference {
  /** The id of an AMI, or the ARN of an image build version. */
  readonly image: string;

  /** Where the AMI is. @default - where the stack is */
  readonly region?: string;

  /** Roles of other accounts that own the AMIs. An AMI is reached with the role of its account. */
  readonly roleArns?: readonly string[];
}

/** The kind of an image, even if only the deployment knows which it is: an AMI, or a build of Image Builder. */
export type ImageKind = 'AMI' | 'IMAGE_BUILD';

/** How an image travels. */
export const imageReference: Codec<ImageReference> = structure<ImageReference>({
  image: text, region: optional(text), roleArns: optional(listOf(text)),
});
