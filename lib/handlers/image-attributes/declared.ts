import { isInDoubt } from './changes';
import { isForward } from '../../cloudformation/cause';
import type { Situation } from '../../engine/plan';
import type { ImageAttributesSpec } from '../../model/sharing/image-attributes-contract';
import { keyOf, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** Every AMI that a specification names, by name: by one reference or by several. None, if there is none. */
export function amisOf(spec: ImageAttributesSpec | undefined, images: ObservedImages): ReadonlyMap<string, ObservedAmi> {
  return new Map((spec?.images ?? []).flatMap(reference => images[keyOf(reference)]?.amis ?? []).map(ami => [nameOf(ami), ami]));
}

/** Every AMI that is described now or was before, by name, with both descriptions. */
export function descriptionsIn({ desired, previous }: Pick<Situation<ImageAttributesSpec>, 'desired' | 'previous'>, images: ObservedImages) {
  const [now, before] = [desired, previous].map(spec => (spec?.description === undefined ? new Map<string, ObservedAmi>() : amisOf(spec, images)));
  return [...new Map([...before, ...now])].map(([name, ami]) => ({
    name, ami, now: now.has(name) ? desired!.description : undefined, before: before.has(name) ? previous!.description : undefined,
  }));
}

/**
 * Whether refusals may be made: the stack moves forward, or the resource is new. In a rollback, and in what may be one, nothing is
 * refused, nothing is waited for, and what was read is not believed.
 */
export function mayRefuse({ cause, desired, physicalId }: Situation<ImageAttributesSpec>): boolean {
  return desired !== undefined && (isForward(cause) || physicalId === undefined);
}

/** Whether what was read may be half of what an event before this one wrote. */
export function isAnyInDoubt(situation: Situation<ImageAttributesSpec>, images: ObservedImages): boolean {
  return descriptionsIn(situation, images).filter(({ ami }) => ami.state === 'available').some(({ ami, now, before }) => {
    const written = [before, mayRefuse(situation) ? undefined : now].filter(it => it !== undefined);
    return isInDoubt(ami, written, situation, now !== undefined);
  });
}
