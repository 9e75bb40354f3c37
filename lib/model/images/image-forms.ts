import type { ImageKind } from './image-reference';
import { LIMITS } from '../sharing/limits';

// The forms of images, by the names that the handlers use.

export const { pattern: AMI_ID } = LIMITS.amiId;
export const { pattern: IMAGE_BUILD_ARN } = LIMITS.imageBuildArn;
export const { max: DESCRIPTION_LENGTH } = LIMITS.description;
export const { pattern: DESCRIPTION_CHARACTERS } = LIMITS.descriptionCharacters;

/** The kind of image that a text names; none, if it is malformed. */
export function imageKindOf(text: string): ImageKind | undefined {
  return AMI_ID.test(text) ? 'AMI' : IMAGE_BUILD_ARN.test(text) ? 'IMAGE_BUILD' : undefined;
}
