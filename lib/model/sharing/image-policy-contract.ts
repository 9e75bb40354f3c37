import { policyOf } from './image-policy-document';
import { inWordsOfTheConstruct } from './properties';
import { IMAGE_SHARE_POLICY_RULES } from './rules';
import { subjectOf } from './share-policy-input';
import { listOf, oneOf, structure, text } from '../codec';
import type { Contract } from '../contract';
import { mistakesIn, Finding, LIBRARY } from '../rule';

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
  check,
  attributes: ['SharedImageCount'],
};

/** The rules over a hand-written policy, which belong to the construct that has it. */
const OF_DOCUMENT = ['ImageFormat', 'ImagePolicyDocument', 'ImagePolicyLength'].map(name => `${LIBRARY}:ImageSharePolicy.${name}`);

function check({ images, document }: ImagePolicySpec): readonly Finding[] {
  const rules = IMAGE_SHARE_POLICY_RULES.filter(({ id }) => OF_DOCUMENT.includes(id));
  const subjectWith = (policy: unknown) => subjectOf({ Images: images.map(Image => ({ Image })) }, {
    buildFrom: { via: 'IMAGE_POLICY', principals: [], document: policy }, encryptionKeys: 0, imageKinds: images.map(() => 'IMAGE_BUILD'),
  });
  const found = mistakesIn(rules, subjectWith(parsed(document)), inWordsOfTheConstruct);
  // With the ARN of an image in it, a policy is longer than it is written.
  const longest = images.map(image => filledIn(image, document)).sort((one, other) => other.length - one.length)[0] ?? '{}';
  return found.length > 0 ? found : mistakesIn(rules.filter(({ id }) => id.endsWith('.ImagePolicyLength')), subjectWith(parsed(longest)), inWordsOfTheConstruct);
}

function filledIn(image: string, document: string): string {
  return typeof parsed(document) === 'object' ? policyOf(image, document) : document;
}

/** A document as JSON; as a text, if it is none. */
function parsed(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return document;
  }
}
