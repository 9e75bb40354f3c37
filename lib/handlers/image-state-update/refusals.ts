import { inWords } from './amis';
import type { ObservedState } from './observed';
import { wayBetween } from './transitions';
import { includesAmis, scheduledFor } from './wanted';
import { IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';

// What is refused before anything is changed. What synthesis knew it has refused before; this is for what only the deployment knows.

/** What cannot be meant, whatever there is. */
export function malformed({ image }: ImageStateUpdateSpec): string[] {
  return IMAGE_BUILD_ARN.test(image) ? []
    : [`${JSON.stringify(image)} is no build of an image: give the ARN of an image with its version and build, without wildcards`];
}

/** Why what is declared is refused, everything at once. */
export function refusalsFor(
  spec: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, state: string, observed: ObservedState,
): string[] {
  const { image, includeResources } = spec;
  const isOfContainers = observed.record?.isOfContainers === true;
  const isDeletion = spec.state === 'DELETED';
  return [
    ...isOfContainers && !isDeletion ? [`${image} is made of containers, and can only be deleted: Image Builder knows no other state update of it`] : [],
    ...isOfContainers && isDeletion && includesAmis(spec) ? [`${image} is made of containers: delete its containers, for it has no AMIs`] : [],
    ...!isOfContainers && includeResources?.containers ? [`${image} is made of AMIs: delete its AMIs, for it has no containers`] : [],
    ...pastDate(spec, previous, observed),
    ...withoutAWay(spec, state, observed),
  ];
}

/** A date of before was right when it was declared: it may pass while it stays declared. */
function pastDate(spec: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, { now }: ObservedState): string[] {
  const at = scheduledFor(spec);
  const wasDeclared = previous?.image === spec.image && previous.updateAt === spec.updateAt;
  return at === undefined || at > now || wasDeclared ? []
    : [`${spec.image} cannot be deprecated at ${spec.updateAt}, because that is past (it is ${inWords(now)}): give a later date, or none to deprecate it now`];
}

function withoutAWay({ image, state: target }: ImageStateUpdateSpec, state: string, { record }: ObservedState): string[] {
  if (wayBetween(state, target) !== undefined) {
    return [];
  }
  const why = record?.reason === undefined ? '' : ` (${record.reason})`;
  return [`${image} is ${state}${why}, and cannot become ${target}: ${state === 'FAILED' || state === 'CANCELLED'
    ? 'it can only be deleted; name a build that is available' : 'name a build that is available'}`];
}
