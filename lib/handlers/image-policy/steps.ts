import { ended, given, PolicyAction, promoted, Step, taken, wasDone } from './actions';
import { declaredIn, isDeclared, ObservedImagePolicies, ObservedImagePolicy, ObservedShare, ownerTag, stateOf } from './observed';
import type { Situation } from '../../engine/plan';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { allowedBy, AllowedOnImage, policyOf } from '../../model/sharing/image-policy-document';

/** What is known when the next step of an image is looked for. */
export interface Known {
  readonly situation: Situation<ImagePolicySpec>;
  readonly observed: ObservedImagePolicies;
  readonly applied: readonly PolicyAction[];
}

const NOTHING: ObservedImagePolicy = { build: 'gone', shares: [] };

/** The share that RAM made of the policy of this resource. */
export function ownShareOf(image: string, known: Known): ObservedShare | undefined {
  return activeOf(image, known).find(share => isOwn(share, image, known));
}

/** What comes next until an image is shared as is declared. */
export function shared(image: string, desired: ImagePolicySpec, known: Known): Step {
  const { build, policy } = known.observed[image] ?? NOTHING;
  if (build !== 'there') {
    return build === 'building' ? { waitFor: `${image} to be built`, seconds: 15 } : { done: [`${image} is not there (${build}): it is left out`] };
  }
  const own = ownShareOf(image, known);
  return own === undefined ? put(image, desired, known) : managed(image, own, policy, desired, known);
}

/** Puts the policy on an image that is not shared by this resource yet. */
function put(image: string, desired: ImagePolicySpec, { situation, observed, applied }: Known): Step {
  const { policy, shares } = observed[image];
  const [other] = shares.filter(it => stateOf(it) === 'active');
  if (other !== undefined) {
    const whose = other.owner === undefined ? 'which is not of this stack' : `which belongs to ${other.owner}`;
    return { refuse: `${image} is shared by ${other.arn} already, ${whose}: one image has one owner of its policy. End that first, or leave buildFrom out here` };
  }
  const leaving = shares.find(it => stateOf(it) === 'ending');
  if (leaving !== undefined) {
    return ended(leaving.arn, [{ status: 'DISASSOCIATING', message: leaving.image.message }]) ?? { waitFor: `${leaving.arn} to end`, seconds: 5 };
  }
  if (wasDone(applied, 'PutImagePolicy', image)) {
    return { waitFor: `RAM to make a resource share of the policy of ${image}`, seconds: 5 };
  }
  // What this resource declared may have become no share.
  if (policy !== undefined && !isDeclared(policy, declaredIn(situation))) {
    return {
      refuse: `${image} has a policy already, which this stack did not declare: one image has one owner of its policy, and there is no way to `
        + 'remove it but by its resource share. Share the image by its owner, or declare the same policy here to take it over',
    };
  }
  return { act: [{ action: 'PutImagePolicy', on: image, policy: policyOf(image, desired.document) }] };
}

/** Brings the share of this resource to what is declared. */
function managed(image: string, own: ObservedShare, policy: string | undefined, desired: ImagePolicySpec, known: Known): Step {
  const { situation, applied } = known;
  const declared = allowedBy(desired.document)!;
  const differs = policy !== undefined && !isDeclared(policy, [declared]);
  if (own.featureSet === 'CREATED_FROM_POLICY' && differs && !wasDone(applied, 'PutImagePolicy', image)) {
    return { act: [{ action: 'PutImagePolicy', on: image, policy: policyOf(image, desired.document) }] };
  }
  if (own.status === 'FAILED') {
    return { refuse: `RAM could not share ${image}: ${own.message ?? 'it does not say why'}` };
  }
  const promotion = promoted(own, declared.rights, situation, applied);
  if (promotion !== undefined) {
    return promotion;
  }
  const before = situation.previous && allowedBy(situation.previous.document);
  const rights = wasDone(applied, 'PutImagePolicy', image) ? undefined : rightsOf(policy, before);
  if (rights !== undefined && rights !== declared.rights) {
    return {
      refuse: `what principals may do with ${image} cannot be changed: RAM manages its policy since it was promoted. Deploy without buildFrom, `
        + 'and then with the new document; whom the document names can be changed at any time',
    };
  }
  return given(own, declared.principals, applied) ?? { done: [] };
}

/** What comes next until an image is not shared with those any more who are not declared any more. For when all is given that is declared. */
export function notShared(image: string, desired: ImagePolicySpec, known: Known): Step {
  const { situation: { previous }, applied } = known;
  const own = ownShareOf(image, known);
  const [declared, before] = [desired, previous].map(spec => spec && allowedBy(spec.document));
  // An update that changes rights was refused, and gave nobody anything.
  if (own === undefined || before === undefined || before.rights !== declared!.rights) {
    return { done: [] };
  }
  return taken(own, before.principals.filter(it => !declared!.principals.includes(it)), applied) ?? { done: [] };
}

/**
 * What the principals of a promoted share may do: as the policy says; or as was declared, if RAM says it in other words.
 *
 * Nothing, if neither is known.
 */
function rightsOf(policy: string | undefined, before: AllowedOnImage | undefined): string | undefined {
  return (policy === undefined ? undefined : allowedBy(policy)?.rights) ?? before?.rights;
}

/** What comes next until an image is not shared by this resource any more. */
export function unshared(image: string, known: Known): Step {
  const { situation, observed, applied } = known;
  const { policy, shares } = observed[image] ?? NOTHING;
  const own = ownShareOf(image, known);
  if (own === undefined) {
    const leaving = shares.find(it => stateOf(it) === 'ending' && isOwn(it, image, known));
    if (leaving !== undefined) {
      return ended(leaving.arn, [{ ...leaving.image, status: 'DISASSOCIATING' }]) ?? { waitFor: `${leaving.arn} to end`, seconds: 5 };
    }
    const isLeft = policy !== undefined && isDeclared(policy, declaredIn(situation)) && activeOf(image, known).length === 0;
    return { done: [...isLeft ? [`${image} still has its policy, of which RAM shows no resource share: it stays, for nothing removes it`] : [], ...leftBy(image, shares, applied)] };
  }
  const { arn: on, others, permission } = own;
  if (others.length > 0 && own.featureSet === 'STANDARD') {
    return wasDone(applied, 'DisassociateResourceShare', on) ? { waitFor: `${image} to leave ${on}`, seconds: 5 }
      : { act: [{ action: 'DisassociateResourceShare', on, image }] };
  }
  if (wasDone(applied, 'DeleteResourceShare', on)) {
    return ended(on, [own.image]) ?? { waitFor: `${on} to end`, seconds: 5 };
  }
  const before = situation.previous && allowedBy(situation.previous.document);
  return promoted(own, rightsOf(policy, before) ?? '', situation, applied) ?? { act: [{ action: 'DeleteResourceShare', on, ...permission === undefined ? {} : { permission } }] };
}

/** What a removal leaves behind. */
function leftBy(image: string, shares: readonly ObservedShare[], applied: readonly PolicyAction[]): string[] {
  return applied.flatMap(it => {
    if (!shares.some(({ arn }) => arn === it.on)) {
      return [];
    }
    return it.action === 'DeleteResourceShare' && it.permission !== undefined
      ? [`the managed permission ${it.permission}, which was made for ${image}, stays: other resource shares may use it`]
      : it.action === 'DisassociateResourceShare' && it.image === image ? [`${it.on} stays: somebody has put something else into it`] : [];
  });
}

/** The shares that the image is in. */
function activeOf(image: string, { observed }: Known): ObservedShare[] {
  return (observed[image] ?? NOTHING).shares.filter(it => stateOf(it) === 'active');
}

/**
 * Whether a share is of the policy of this resource.
 *
 * The tag says it. Before a share has it, the policy does: it is what is or was declared, and what RAM makes of a policy has only the
 * image in it.
 */
function isOwn(share: ObservedShare, image: string, { situation, observed, applied }: Known): boolean {
  if (share.owner !== undefined || wasDone(applied, 'TagResource', share.arn)) {
    return share.owner === undefined || share.owner === ownerTag(situation);
  }
  return !share.isOfStack && share.others.length === 0
    && (wasDone(applied, 'PutImagePolicy', image) || isDeclared(observed[image].policy, declaredIn(situation)));
}

