import { describe } from './changes';
import { descriptionsIn } from './declared';
import { hasRoomFor, markOn } from './mark';
import type { Situation } from '../../engine/plan';
import { DESCRIPTION_CHARACTERS, DESCRIPTION_LENGTH } from '../../model/images/image-forms';
import { DESCRIBED_BY, ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { foreign, malformed, missing } from '../images/mistakes';
import type { ObservedImages } from '../images/observed';

// What is refused before anything is changed. What synthesis knew it has refused before; this is for what only the deployment knows.

/** Everything for which a declaration is refused. */
export function refusalsFor(
  desired: ImageAttributesSpec, previous: ImageAttributesSpec | undefined, images: ObservedImages, who: Pick<Situation<unknown>, 'owner' | 'stackId'>,
): string[] {
  return [
    ...mistakesIn(desired, images), ...missing(desired.images, previous?.images ?? [], images), ...foreign(desired.images, images),
    ...mistakesOn(desired, previous, images, who),
  ];
}

/** What cannot be meant, whatever there is. */
function mistakesIn({ images: references, description, imdsSupport }: ImageAttributesSpec, images: ObservedImages): string[] {
  return [
    ...malformed(references, images),
    ...references.length === 0 ? ['there is no image: name one, or remove the resource'] : [],
    ...description === undefined && imdsSupport === undefined ? ['there is nothing to set: give a description or IMDS support, or remove the resource'] : [],
    ...description !== undefined && description.length > DESCRIPTION_LENGTH
      ? [`the description has ${description.length} characters, and EC2 takes ${DESCRIPTION_LENGTH}: shorten it`] : [],
    ...description !== undefined && !DESCRIPTION_CHARACTERS.test(description)
      ? ['the description has other characters than ASCII, or a blank at its beginning or end: write it without them'] : [],
  ];
}

/** What keeps an AMI from what is declared. */
function mistakesOn(
  desired: ImageAttributesSpec, previous: ImageAttributesSpec | undefined, images: ObservedImages, who: Pick<Situation<unknown>, 'owner' | 'stackId'>,
): string[] {
  return descriptionsIn({ desired, previous }, images).flatMap(({ name, ami, now, before }) => {
    if (now === undefined || ami.state !== 'available') {
      return [];
    }
    const mark = markOn(ami, who);
    if (mark.of === 'another') {
      return [`${name} is described by ${mark.who} already: describe it in one place; or, if that does not exist any more, remove the tag ${DESCRIBED_BY} from it`];
    }
    const { change: { tags } } = describe(ami, { now, before }, who, true);
    return tags === undefined || hasRoomFor(ami, tags) ? []
      : [`${name} has no room for the tags that keep its description from before: remove two tags, of which an AMI has at most 50`];
  });
}
