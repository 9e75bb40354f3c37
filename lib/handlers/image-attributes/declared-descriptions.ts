import { isInDoubt } from './description-changes';
import { desiredOf, Request } from '../../engine/request';
import type { ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { keyOf, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** Every AMI that a specification names, once, by name. None without a specification. */
export function amisOf(spec: ImageAttributesSpec | undefined, images: ObservedImages): ReadonlyMap<string, ObservedAmi> {
  return new Map((spec?.images ?? []).flatMap(reference => images[keyOf(reference)]?.amis ?? []).map(ami => [nameOf(ami), ami]));
}

/** The declarations whose descriptions count: the one that is to hold, and the one before. */
export interface Declarations {
  readonly desired?: ImageAttributesSpec;
  readonly previous?: ImageAttributesSpec;
}

/** The declarations of a request. */
export function declarationsOf(request: Request<ImageAttributesSpec>): Declarations {
  return { desired: desiredOf(request), previous: request.previous };
}

/** Every AMI that is described now or was before, by name, with both descriptions. */
export function descriptionsIn({ desired, previous }: Declarations, images: ObservedImages) {
  const described = (spec: ImageAttributesSpec | undefined) => amisOf(spec?.description === undefined ? undefined : spec, images);
  const now = described(desired);
  const before = described(previous);
  return [...new Map([...before, ...now])].map(([name, ami]) => ({
    name, ami, now: now.has(name) ? desired!.description : undefined, before: before.has(name) ? previous!.description : undefined,
  }));
}

/** True if reads may show half of what an event before this one wrote. */
export function isAnyInDoubt(request: Request<ImageAttributesSpec>, images: ObservedImages): boolean {
  return descriptionsIn(declarationsOf(request), images).filter(({ ami }) => ami.state === 'available').some(({ ami, now, before }) => {
    const written = [before, request.verb === 'deploy' ? undefined : now].filter(description => description !== undefined);
    return isInDoubt(ami, written, request, now !== undefined);
  });
}
