import { declaredIn, isDeclared, ObservedImagePolicies, ObservedImagePolicy, ObservedShare, ownerTag, stateOf } from './observation';
import { ended, granted, PolicyAction, promoted, revoked, SafeStep, Step, wasDone } from './share-steps';
import type { Declaring, Request } from '../../engine/request';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { allowedBy, AllowedOnImage, policyOf } from '../../model/sharing/image-policy-document';

/** The facts from which the next step of an image follows. */
export interface Known<R extends Request<ImagePolicySpec> = Request<ImagePolicySpec>> {
  readonly request: R;
  readonly observed: ObservedImagePolicies;
  readonly done: readonly PolicyAction[];
}

/** The facts of a request that declares a policy. */
export interface KnownDeclaration extends Known<Declaring<ImagePolicySpec>> {
  /** The rights that the policy gives. */
  readonly declared: AllowedOnImage;
}

const NOTHING: ObservedImagePolicy = { build: 'gone', shares: [] };

/** The share that RAM made of the policy of this resource. */
export function ownShareOf(image: string, known: Known): ObservedShare | undefined {
  return activeOf(image, known).find(share => isOwn(share, image, known));
}

/** The next step until an image is shared as is declared. */
export function shared(image: string, known: KnownDeclaration): Step {
  const { build, policy } = known.observed[image] ?? NOTHING;
  if (build !== 'there') {
    return build === 'building' ? { waitFor: `${image} to be built`, seconds: 15 } : { done: [`${image} is not there (${build}): it is left out`] };
  }
  const own = ownShareOf(image, known);
  return own === undefined ? put(image, known) : managed(image, own, policy, known);
}

/** Puts the policy on an image that this resource does not share yet. */
function put(image: string, { request, observed, done }: KnownDeclaration): Step {
  const { policy, shares } = observed[image];
  const other = shares.find(share => stateOf(share) === 'active');
  if (other !== undefined) {
    const whose = other.owner === undefined ? 'which is not of this stack' : `which belongs to ${other.owner}`;
    return {
      refuse: `${image} is shared by ${other.arn} already, ${whose}: one image has one owner of its policy. End that first, or leave buildFrom `
        + 'out here',
    };
  }
  const leaving = shares.find(share => stateOf(share) === 'ending');
  if (leaving !== undefined) {
    return ended(leaving.arn, [{ status: 'DISASSOCIATING', message: leaving.image.message }]) ?? { waitFor: `${leaving.arn} to end`, seconds: 5 };
  }
  if (wasDone(done, 'PutImagePolicy', image)) {
    return { waitFor: `RAM to make a resource share of the policy of ${image}`, seconds: 5 };
  }
  // A policy that this resource declared may have become no share.
  if (policy !== undefined && !isDeclared(policy, declaredIn(request))) {
    return {
      refuse: `${image} has a policy already, which this stack did not declare: one image has one owner of its policy, and there is no way to `
        + 'remove it but by its resource share. Share the image by its owner, or declare the same policy here to take it over',
    };
  }
  return { act: [{ action: 'PutImagePolicy', on: image, policy: policyOf(image, request.desired.document) }] };
}

/** Brings the share of this resource to what is declared. */
function managed(image: string, own: ObservedShare, policy: string | undefined, { request, declared, done }: KnownDeclaration): Step {
  const differs = policy !== undefined && !isDeclared(policy, [declared]);
  if (own.featureSet === 'CREATED_FROM_POLICY' && differs && !wasDone(done, 'PutImagePolicy', image)) {
    return { act: [{ action: 'PutImagePolicy', on: image, policy: policyOf(image, request.desired.document) }] };
  }
  if (own.status === 'FAILED') {
    return { fail: `RAM could not share ${image}: ${own.message ?? 'it does not say why'}` };
  }
  const promotion = promoted(own, declared.rights, request, done);
  if (promotion !== undefined) {
    return promotion;
  }
  const rights = wasDone(done, 'PutImagePolicy', image) ? undefined : rightsOf(policy, request);
  if (rights !== undefined && rights !== declared.rights) {
    return {
      refuse: `what principals may do with ${image} cannot be changed: RAM manages its policy since it was promoted. Deploy without buildFrom, `
        + 'and then with the new document; whom the document names can be changed at any time',
    };
  }
  return granted(own, declared.principals, done) ?? { done: [] };
}

/** The next step until principals that are not declared any more do not have an image. For an image of which all that is declared is granted. */
export function notShared(image: string, known: KnownDeclaration): SafeStep {
  const { request: { previous }, declared, done } = known;
  const own = ownShareOf(image, known);
  const before = previous && allowedBy(previous.document);
  // An update that changes rights was refused, and granted nothing.
  if (own === undefined || before === undefined || before.rights !== declared.rights) {
    return { done: [] };
  }
  return revoked(own, before.principals.filter(principal => !declared.principals.includes(principal)), done) ?? { done: [] };
}

/**
 * The rights of the principals of a promoted share: as the policy says; or as was declared, if RAM says it in other words.
 *
 * Nothing, if neither is known.
 */
function rightsOf(policy: string | undefined, { previous }: Request<ImagePolicySpec>): string | undefined {
  return (policy === undefined ? undefined : allowedBy(policy)?.rights) ?? (previous && allowedBy(previous.document)?.rights);
}

/** The next step until this resource does not share an image any more. */
export function unshared(image: string, known: Known): SafeStep {
  const { request, observed, done } = known;
  const { policy, shares } = observed[image] ?? NOTHING;
  const own = ownShareOf(image, known);
  if (own === undefined) {
    const leaving = shares.find(share => stateOf(share) === 'ending' && isOwn(share, image, known));
    if (leaving !== undefined) {
      return ended(leaving.arn, [{ ...leaving.image, status: 'DISASSOCIATING' }]) ?? { waitFor: `${leaving.arn} to end`, seconds: 5 };
    }
    const isLeft = policy !== undefined && isDeclared(policy, declaredIn(request)) && activeOf(image, known).length === 0;
    return {
      done: [
        ...isLeft ? [`${image} still has its policy, of which RAM shows no resource share: it stays, for nothing removes it`] : [],
        ...leftBy(image, shares, done),
      ],
    };
  }
  const { arn: on, others, permission } = own;
  if (others.length > 0 && own.featureSet === 'STANDARD') {
    return wasDone(done, 'DisassociateResourceShare', on) ? { waitFor: `${image} to leave ${on}`, seconds: 5 }
      : { act: [{ action: 'DisassociateResourceShare', on, image }] };
  }
  if (wasDone(done, 'DeleteResourceShare', on)) {
    return ended(on, [own.image]) ?? { waitFor: `${on} to end`, seconds: 5 };
  }
  return promoted(own, rightsOf(policy, request) ?? '', request, done)
    ?? { act: [{ action: 'DeleteResourceShare', on, ...permission === undefined ? {} : { permission } }] };
}

/** The notes of what a removal leaves. */
function leftBy(image: string, shares: readonly ObservedShare[], done: readonly PolicyAction[]): string[] {
  return done.filter(({ on }) => shares.some(({ arn }) => arn === on)).flatMap(each => {
    if (each.action === 'DeleteResourceShare' && each.permission !== undefined) {
      return [`the managed permission ${each.permission}, which was made for ${image}, stays: other resource shares may use it`];
    }
    return each.action === 'DisassociateResourceShare' && each.image === image ? [`${each.on} stays: somebody has put something else into it`] : [];
  });
}

/** The shares that the image is in. */
function activeOf(image: string, { observed }: Known): ObservedShare[] {
  return (observed[image] ?? NOTHING).shares.filter(share => stateOf(share) === 'active');
}

/**
 * True if a share is of the policy of this resource.
 *
 * The tag says it. Before a share has it, the policy does: it is what is or was declared, and a share that RAM makes of a policy has only
 * the image in it.
 */
function isOwn(share: ObservedShare, image: string, { request, observed, done }: Known): boolean {
  if (share.owner !== undefined || wasDone(done, 'TagResource', share.arn)) {
    return share.owner === undefined || share.owner === ownerTag(request);
  }
  return !share.isOfStack && share.others.length === 0
    && (wasDone(done, 'PutImagePolicy', image) || isDeclared(observed[image].policy, declaredIn(request)));
}
