import { KnownDeclaration, notShared, ownShareOf, shared, unshared } from './image-steps';
import type { ObservedImagePolicies } from './observation';
import type { PolicyAction, SafeStep, Step } from './share-steps';
import type { Logic } from '../../engine/handler';
import type { Fail, Plan, SafePlan } from '../../engine/plan';
import type { Declaring } from '../../engine/request';
import { describeFindingBriefly } from '../../model/rule';
import { IMAGE_POLICY, ImagePolicyAttribute, ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { allowedBy, mistakeInImage } from '../../model/sharing/image-policy-document';

/**
 * Puts a policy on images, and makes of each a resource share that all principals see and that can be revoked.
 *
 * Nothing removes the policy of an image but the end of the share that it became, and only a promoted share can be ended. So a share is
 * promoted even in order to be deleted.
 */
export const logic: Logic<ImagePolicySpec, ObservedImagePolicies, PolicyAction, ImagePolicyAttribute> = {
  deploy(request, observed, done) {
    const steps = stepsFor(request, observed, done);
    return 'mistakes' in steps ? { refuse: steps.mistakes.join('; ') } : planOf(steps.granting, steps.revoking);
  },

  restore(request, observed, done) {
    // The declaration may come from a version with other rules.
    const findings = IMAGE_POLICY.check(request.desired);
    const steps = findings.length > 0 ? { mistakes: findings.map(describeFindingBriefly) } : stepsFor(request, observed, done);
    return 'mistakes' in steps ? { done: true, notes: steps.mistakes }
      : planOf(steps.granting.map(asFarAsPossible), steps.revoking.map(asFarAsPossible));
  },

  remove(request, observed, done) {
    const { previous: { images, onRemoval }, cause } = request;
    const isLeft = onRemoval === 'LEAVE' && cause !== 'rolled-back creation';
    return planOf([...new Set(images)].map(image => (isLeft ? left(image) : unshared(image, { request, observed, done }))));
  },

  identity: ({ owner }) => owner,

  attributes(request, observed = {}) {
    const isShared = (image: string) => ownShareOf(image, { request, observed, done: [] })?.featureSet === 'STANDARD';
    return { SharedImageCount: String([...new Set(request.desired.images)].filter(isShared).length) };
  },
};

/** The reason for which a document is no policy of an image, where the rules let it pass. */
const UNREADABLE = 'the document must be a policy that allows something, all principals the same';

/** The next step of each image: nothing is revoked, of any image, before everything is granted. */
interface Steps {
  readonly granting: readonly Step[];
  readonly revoking: readonly SafeStep[];
}

/** The next step of each image that is or was declared; or the reasons for which the declaration fits no stack of this place. */
function stepsFor(
  request: Declaring<ImagePolicySpec>, observed: ObservedImagePolicies, done: readonly PolicyAction[],
): Steps | { readonly mistakes: readonly string[] } {
  const { desired, home } = request;
  const declared = allowedBy(desired.document);
  const elsewhere = desired.images.flatMap(image => mistakeInImage(image, home) ?? []);
  if (declared === undefined || elsewhere.length > 0) {
    return { mistakes: [...elsewhere, ...declared === undefined ? [UNREADABLE] : []] };
  }
  const known: KnownDeclaration = { request, observed, done, declared };
  const images = [...new Set(desired.images)];
  return {
    granting: images.map(image => shared(image, known)),
    revoking: [...images.map(image => notShared(image, known)), ...dropped(known)],
  };
}

/** Ends the sharing of images that are not declared any more. */
function dropped(known: KnownDeclaration): SafeStep[] {
  const { request } = known;
  const { desired: { images, onRemoval }, previous } = request;
  const isLeft = onRemoval === 'LEAVE' && request.verb === 'deploy' && request.isForward;
  return [...new Set(previous?.images)].filter(image => !images.includes(image)).map(image => (isLeft ? left(image) : unshared(image, known)));
}

/** Leaves an image shared. */
function left(image: string): SafeStep {
  return { done: [`${image} stays shared by its policy, as the removal policy says`] };
}

/** Goes on with the other images where a deployment would be refused or fail. */
function asFarAsPossible(step: Step): Exclude<SafeStep, Fail> {
  if ('refuse' in step) {
    return { done: [step.refuse] };
  }
  return 'fail' in step ? { done: [step.fail] } : step;
}

/** The plan for groups of images, each only once all before it are done. */
function planOf(...groups: readonly (readonly SafeStep[])[]): SafePlan<PolicyAction>;
function planOf(...groups: readonly (readonly Step[])[]): Plan<PolicyAction>;
function planOf(...groups: readonly (readonly Step[])[]): Plan<PolicyAction> {
  for (const steps of groups) {
    const plan = next(steps);
    if (plan !== undefined) {
      return plan;
    }
  }
  const notes = groups.flat().flatMap(step => ('done' in step ? step.done : []));
  return notes.length > 0 ? { done: true, notes } : { done: true };
}

/** The next step of all images together. Returns nothing when all of them are done. */
function next(steps: readonly Step[]): Plan<PolicyAction> | undefined {
  const reasons = steps.flatMap(step => ('refuse' in step ? [step.refuse] : 'fail' in step ? [step.fail] : []));
  if (reasons.length > 0) {
    const reason = [...new Set(reasons)].join('; ');
    return steps.some(step => 'refuse' in step) ? { refuse: reason } : { fail: reason };
  }
  const acts = steps.flatMap(step => ('act' in step ? [step.act] : []));
  if (acts.length > 0) {
    const stages = Math.max(...acts.map(({ length }) => length));
    return { act: Array.from({ length: stages }, (_, stage) => acts.flatMap(each => each[stage] ?? [])) };
  }
  const waits = steps.flatMap(step => ('waitFor' in step ? [step] : []));
  return waits.length === 0 ? undefined
    : { waitFor: waits.map(({ waitFor }) => waitFor).join(', '), seconds: Math.min(...waits.map(({ seconds }) => seconds)) };
}
