import { attributesSubjectOf, ImageAttributesProperties } from './image-attributes-input';
import { inWordsOfTheConstruct } from './properties';
import { listOf, oneOf, optional, structure, text } from '../codec';
import type { Contract } from '../contract';
import { mistakesIn } from '../rule';
import { IMAGE_ATTRIBUTES_RULES } from './rules/image-attributes';
import { imageReference, ImageReference } from '../images/image-reference';

/** What an `ImageAttributes` asks of its handler. What it leaves out is not touched. */
export interface ImageAttributesSpec {
  readonly images: readonly ImageReference[];
  readonly description?: string;

  /** Makes instances require IMDSv2. Nobody can undo that for an AMI. */
  readonly imdsSupport?: 'v2.0';
}

/** The AMIs that have what is declared, and those that were left out. */
export type ImageAttributesAttribute = 'AmiCount' | 'SkippedAmiCount';

const properties = structure<ImageAttributesSpec>({ images: listOf(imageReference), description: optional(text), imdsSupport: optional(oneOf('v2.0')) });

export const IMAGE_ATTRIBUTES: Contract<ImageAttributesSpec, ImageAttributesAttribute> = {
  resourceType: 'Custom::ImageAttributes',
  version: 1,
  properties,
  check: spec => mistakesIn(
    IMAGE_ATTRIBUTES_RULES, attributesSubjectOf(properties.encode(spec) as ImageAttributesProperties), inWordsOfTheConstruct,
  ),
  attributes: ['AmiCount', 'SkippedAmiCount'],
};

/** The tag of an AMI that says which resource describes it. */
export const DESCRIBED_BY = 'cdk-image-governance:described-by';

/** The tag of an AMI that keeps its description from before. */
export const DESCRIPTION_BEFORE = 'cdk-image-governance:description-before';
