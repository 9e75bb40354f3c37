import { Ami, AmiState, keyOf, nameOf, ObservedImage } from './observed';
import type { ImageReference } from '../../model/images/image-reference';

/** The images of references, by `keyOf`, as far as they count here. */
export type SeenImages = Readonly<Record<string, Pick<ObservedImage, 'build'> & { readonly amis: readonly (Ami & { readonly state: AmiState })[] }>>;

/** Refuses images that are not there. One that was declared before is left out instead. */
export function missing(references: readonly ImageReference[], previous: readonly ImageReference[], images: SeenImages): string[] {
  const before = new Set(previous.map(keyOf));
  return references.filter(it => !before.has(keyOf(it))).flatMap(reference => {
    const { build = 'there', amis = [] } = images[keyOf(reference)] ?? {};
    if (build === 'gone') {
      return [`${reference.image} does not exist: name a build that is there`];
    }
    if (build === 'failed') {
      return [`${reference.image} failed or was cancelled, and has no AMI: name another build`];
    }
    // Of the AMIs of a build some may have ended before it.
    const ami = amis.find(({ imageId }) => imageId === reference.image);
    switch (ami?.state) {
      case 'gone': return [`${nameOf(ami)} does not exist, or is hidden from account ${ami.account}: check the id and the Region`];
      case 'failed': return [`${nameOf(ami)} was never made: name another AMI`];
      default: return [];
    }
  });
}

/** Refuses AMIs that cannot be reached. */
export function foreign(references: readonly ImageReference[], images: SeenImages): string[] {
  return each(references, images).filter(({ state }) => state === 'foreign')
    .map(ami => `${nameOf(ami)} belongs to another account, of which no role was given: give one with the image, or have its owner do this`);
}

/** The images that are still being made. */
export function awaited(references: readonly ImageReference[], images: SeenImages): string[] {
  return references.flatMap(reference => {
    const { build = 'there', amis = [] } = images[keyOf(reference)] ?? {};
    return build === 'building' ? [`${reference.image} to be built`]
      : amis.filter(({ state }) => state === 'pending').map(ami => `${nameOf(ami)} to be available`);
  });
}

const SKIPPED: Readonly<Partial<Record<AmiState, string>>> = {
  disabled: 'is disabled, and is left out: enable it, change reconcile and deploy again, and it gets what is declared',
  failed: 'was never made: it is left out',
  foreign: 'belongs to another account: it is left out',
  gone: 'does not exist any more: it is left out',
  pending: 'is still being made: it is left out',
};

/** The notes of images on which a declaration has no effect. */
export function skipped(references: readonly ImageReference[], images: SeenImages): string[] {
  const without = references.flatMap(reference => {
    const { build } = images[keyOf(reference)] ?? { build: 'gone' };
    return build === 'there' ? [] : [`${reference.image} has no AMIs (${build}): it is left out`];
  });
  return [...each(references, images).flatMap(ami => (SKIPPED[ami.state] === undefined ? [] : [`${nameOf(ami)} ${SKIPPED[ami.state]}`])), ...without];
}

/** Every AMI of references, once. */
function each(references: readonly ImageReference[], images: SeenImages) {
  return [...new Map(references.flatMap(reference => images[keyOf(reference)]?.amis ?? []).map(ami => [nameOf(ami), ami])).values()];
}
