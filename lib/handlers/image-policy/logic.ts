import type { PolicyAction, Step } from './actions';
import type { ObservedImagePolicies } from './observed';
import { Known, notShared, ownShareOf, shared, unshared } from './steps';
import { isForward } from '../../cloudformation/cause';
import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Logic, Plan, Situation } from '../../engine/plan';
import type { ImagePolicyAttribute, ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { inWords, mistakeInImage, mistakesInImagePolicy } from '../../model/sharing/image-policy-document';

/**
 * Puts a policy on images, and makes of each a resource share that all principals see and that can be taken back.
 *
 * Nothing removes the policy of an image but the end of the share that it became, and only a promoted share can be ended. So a share is
 * promoted even in order to be deleted.
 */
export const logic: Logic<ImagePolicySpec, ObservedImagePolicies, PolicyAction, ImagePolicyAttribute> = {
  plan(situation, observed, applied) {
    const { cause, desired, previous, physicalId } = situation;
    const known: Known = { situation, observed, applied };
    if (isNothing(physicalId)) {
      return { done: true, notes: ['nothing was shared: nothing to take back'] };
    }
    if (desired === undefined) {
      return previous === undefined ? { done: true, notes: ['which images were shared is not known to this version of the handler: they stay so'] }
        : removed(situation, previous, known);
    }
    // In a rollback, and in what may be one, nothing is refused.
    const mayRefuse = isForward(cause) || physicalId === undefined;
    const mistakes = mistakesIn(situation, desired);
    if (mistakes.length > 0) {
      return mayRefuse ? { refuse: mistakes.join('; ') } : { done: true, notes: mistakes };
    }
    const images = [...new Set(desired.images)];
    const asItMay = (steps: readonly Step[]) => steps.map(it => (!mayRefuse && 'refuse' in it ? { done: [it.refuse] } : it));
    const giving = asItMay(images.map(image => shared(image, desired, known)));
    const taking = asItMay([...images.map(image => notShared(image, desired, known)), ...noLongerShared(situation, desired, known)]);
    // Whatever is taken away, of any image, is so after everything is given.
    return next(giving) ?? next(taking) ?? done([...giving, ...taking]);
  },

  physicalId: ({ owner, physicalId, requestId }, _, untouched) => (untouched && physicalId === undefined ? nothingMadeFor(requestId) : owner),

  attributes(situation, observed = {}) {
    const isShared = (image: string) => ownShareOf(image, { situation, observed, applied: [] })?.featureSet === 'STANDARD';
    return { SharedImageCount: String([...new Set(situation.desired!.images)].filter(isShared).length) };
  },
};

/** What is wrong with a declaration that synthesis could not see. */
function mistakesIn({ stackId }: Situation<ImagePolicySpec>, { document, images }: ImagePolicySpec): string[] {
  const [,,, region, account] = stackId.split(':');
  return [
    ...images.flatMap(image => mistakeInImage(image, { account, region }) ?? []),
    ...mistakesInImagePolicy(document, images).map(inWords),
  ];
}

/** Ends the sharing of every image, unless it is to stay. */
function removed({ cause }: Situation<ImagePolicySpec>, { images, onRemoval }: ImagePolicySpec, known: Known): Plan<PolicyAction> {
  if (onRemoval === 'LEAVE' && cause !== 'rolled-back creation') {
    return { done: true, notes: [...new Set(images)].map(image => `${image} stays shared by its policy, as the removal policy says`) };
  }
  const steps = [...new Set(images)].map(image => unshared(image, known));
  return next(steps) ?? done(steps);
}

/** Ends the sharing of images that are not declared any more. */
function noLongerShared({ cause, previous }: Situation<ImagePolicySpec>, { images, onRemoval }: ImagePolicySpec, known: Known): Step[] {
  const dropped = [...new Set(previous?.images)].filter(image => !images.includes(image));
  return onRemoval === 'LEAVE' && isForward(cause)
    ? dropped.map(image => ({ done: [`${image} stays shared by its policy, as the removal policy says`] }))
    : dropped.map(image => unshared(image, known));
}

/** What comes next for all images. Nothing, when all of them are done. */
function next(steps: readonly Step[]): Plan<PolicyAction> | undefined {
  const refusals = steps.flatMap(it => ('refuse' in it ? [it.refuse] : []));
  if (refusals.length > 0) {
    return { refuse: [...new Set(refusals)].join('; ') };
  }
  const acts = steps.flatMap(it => ('act' in it ? [it.act] : []));
  if (acts.length > 0) {
    const stages = Math.max(...acts.map(({ length }) => length));
    return { act: Array.from({ length: stages }, (_, stage) => acts.flatMap(each => each[stage] ?? [])) };
  }
  const waits = steps.flatMap(it => ('waitFor' in it ? [it] : []));
  return waits.length === 0 ? undefined
    : { waitFor: waits.map(({ waitFor }) => waitFor).join(', '), seconds: Math.min(...waits.map(({ seconds }) => seconds)) };
}

function done(steps: readonly Step[]): Plan<PolicyAction> {
  const notes = steps.flatMap(it => ('done' in it ? it.done : []));
  return notes.length > 0 ? { done: true, notes } : { done: true };
}
