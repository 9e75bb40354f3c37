import type { DecodedEvent } from '../../../lib/cloudformation/request';
import { Ami, ObservedAmi, ObservedImages } from '../../../lib/handlers/images/observed';
import type { ImageAttributesSpec } from '../../../lib/model/sharing/image-attributes-contract';

// Declarations, and what is there, in memory: for the tests of the logic.

export const OWN = '111111111111';
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';

/** What is asked for: that the AMI A is described as golden, unless a test says otherwise. */
export function spec(changes: Partial<ImageAttributesSpec> = {}): ImageAttributesSpec {
  return { images: [{ image: A }], description: 'golden', ...changes };
}

export function eventWith(changes: Partial<DecodedEvent<ImageAttributesSpec>>): DecodedEvent<ImageAttributesSpec> {
  return {
    cause: 'creation',
    stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`,
    logicalId: 'Attributes',
    requestId: 'request',
    physicalId: changes.cause === 'creation' || changes.cause === undefined ? undefined : 'Images/Attributes',
    ...changes,
  };
}

/** An AMI of the account, available, that somebody described. */
export function ami(imageId: string, changes: Partial<ObservedAmi> = {}): ObservedAmi {
  return {
    imageId, region: 'eu-west-1', account: OWN, state: 'available', isPublic: false, hasWatermark: false, hasProductCode: false, description: 'as it was', snapshots: [],
    ...changes,
  };
}

/** The tags of an AMI that the resource describes. */
export const marked = (before?: string, { imageId }: Pick<Ami, 'imageId'> = { imageId: A }, by = `${OWN}/eu-west-1/Images/Attributes`) => ({
  'cdk-image-governance:described-by': `${imageId} ${by}`, ...before === undefined ? {} : { 'cdk-image-governance:description-before': before },
});

/** What is there: every AMI by its id. */
export function observed(amis: readonly ObservedAmi[], changes: ObservedImages = {}): ObservedImages {
  return { ...Object.fromEntries(amis.map(it => [it.imageId, { build: 'there' as const, amis: [it] }])), ...changes };
}
