import { createHash } from 'node:crypto';
import { ObservedPrincipal, ObservedShare, ownerTag, UnmatchedPromotion } from './observation';
import type { Action, Fail, Refuse, Wait } from '../../engine/plan';
import type { Request } from '../../engine/request';
import { chunked } from '../../model/collections';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';

/** A call that changes an image, or the resource share of its policy. */
export type PolicyAction = Action & (
  | { readonly action: 'PutImagePolicy'; readonly policy: string }
  | { readonly action: 'TagResource'; readonly owner: string; readonly featureSet?: string }
  /**
   * Returns `unmatched` if RAM finds no permission that fits. Only the last try fails by that, and then also says the reason for which
   * the permission of the policy was not promoted.
   */
  | { readonly action: 'PromoteResourceShareCreatedFromPolicy'; readonly isLastTry?: true; readonly refusal?: string }
  /** Makes a managed permission of the one that the policy of a share became. Returns `refusal` if RAM refuses its parameters. */
  | { readonly action: 'PromotePermissionCreatedFromPolicy'; readonly name: string; readonly share: string }
  | { readonly action: 'AssociateResourceShare'; readonly principals: readonly string[] }
  | { readonly action: 'DisassociateResourceShare'; readonly principals?: readonly string[]; readonly image?: string }
  | { readonly action: 'DeleteResourceShare'; readonly permission?: string }
);

/** The end of the steps of an image, with notes. */
interface StepsDone {
  readonly done: readonly string[];
}

/** Actions one after the other. */
interface Acts {
  readonly act: readonly PolicyAction[];
}

/** The next step of an image in an operation that refuses nothing. */
export type SafeStep = Acts | Wait | Fail | StepsDone;

/** The next step of an image in a deployment. */
export type Step = SafeStep | Refuse;

/** The most principals that a call names. */
const PRINCIPALS = 100;

/** The most tries to promote a share for which no permission fits: a new permission may be known late. */
const TRIES = 10;

/** True if this operation took an action already. Reads may not show it yet. */
export function wasDone(done: readonly PolicyAction[], action: PolicyAction['action'], on: string): boolean {
  return done.some(each => each.action === action && each.on === on);
}

/** Tags a share with its owner, unless it is tagged. RAM may refuse a tag of a share that is not a standard one yet. */
function tagged(share: ObservedShare, request: Request<ImagePolicySpec>, done: readonly PolicyAction[]): PolicyAction[] {
  const { arn: on, featureSet } = share;
  const isDone = share.owner !== undefined
    || done.some(each => each.action === 'TagResource' && each.on === on && each.featureSet === featureSet);
  return isDone ? [] : [{ action: 'TagResource', on, owner: ownerTag(request), featureSet }];
}

/**
 * Makes a standard share, which can be managed, of one that RAM made of a policy. Returns nothing once it is one.
 *
 * @param rights The rights that the policy gives.
 */
export function promoted(
  share: ObservedShare, rights: string, request: Request<ImagePolicySpec>, done: readonly PolicyAction[],
): Acts | Wait | undefined {
  const { arn: on, featureSet } = share;
  const tag = tagged(share, request, done);
  if (featureSet === 'STANDARD') {
    return tag.length > 0 ? { act: tag } : undefined;
  }
  if (featureSet === 'CREATED_FROM_POLICY' && share.unmatched !== undefined) {
    return promotedAgain(share, share.unmatched, rights, done);
  }
  return featureSet !== 'CREATED_FROM_POLICY' || wasDone(done, 'PromoteResourceShareCreatedFromPolicy', on)
    ? { waitFor: `RAM to promote ${on}`, seconds: 10 }
    : { act: [...tag, { action: 'PromoteResourceShareCreatedFromPolicy', on }] };
}

/** Promotes a share again for which no permission fitted: first the permission that its policy became, if that is there. */
function promotedAgain(
  { arn: on }: ObservedShare, { tries, wasJustTried, permission, refusal }: UnmatchedPromotion, rights: string,
  done: readonly PolicyAction[],
): Acts | Wait {
  const promotion: PolicyAction = {
    action: 'PromoteResourceShareCreatedFromPolicy', on, ...tries + 1 < TRIES ? {} : { isLastTry: true, ...refusal === undefined ? {} : { refusal } },
  };
  if (permission !== undefined && !wasDone(done, 'PromotePermissionCreatedFromPolicy', permission)) {
    return { act: [{ action: 'PromotePermissionCreatedFromPolicy', on: permission, name: permissionNameFor(rights), share: on }, promotion] };
  }
  return wasJustTried ? { waitFor: `RAM to find a permission for ${on}`, seconds: 3 } : { act: [promotion] };
}

/** The name of the permission for some rights: the same in all stacks, and for all images. It has at most 36 characters. */
function permissionNameFor(rights: string): string {
  return `cdk-image-governance-${createHash('sha256').update(rights).digest('hex').slice(0, 15)}`;
}

/** True if a principal has a share, or is about to get it. */
function isGranted({ status }: Pick<ObservedPrincipal, 'status'>): boolean {
  return status !== 'FAILED' && status !== 'DISASSOCIATED' && status !== 'DISASSOCIATING';
}

/** Shares a standard share with all declared principals. Returns nothing if they have it. */
export function granted(share: ObservedShare, declared: readonly string[], done: readonly PolicyAction[]): SafeStep | undefined {
  const { arn: on } = share;
  const byId = byIdOf(share);
  const named = principalsOf('AssociateResourceShare', on, done);
  const failed = declared.flatMap(id => (named.has(id) && byId.get(id)?.status === 'FAILED' ? byId.get(id)! : []));
  if (failed.length > 0) {
    return { fail: `${on} is not shared with ${failed.map(({ id, message }) => `${id} (${message ?? 'RAM does not say why'})`).join(', ')}` };
  }
  const missing = declared.map(id => ({ id, ...byId.get(id) }))
    .filter(({ id, status }) => !named.has(id) && (status === undefined || status === 'FAILED' || status === 'DISASSOCIATED')).map(({ id }) => id);
  if (missing.length > 0) {
    return { act: chunked(missing, PRINCIPALS).map(principals => ({ action: 'AssociateResourceShare', on, principals })) };
  }
  // A principal that has to accept an invitation is not waited for.
  const coming = declared.map(id => ({ id, ...byId.get(id) }))
    .filter(each => each.status === undefined || !isGranted(each) || (each.status === 'ASSOCIATING' && each.external !== true)).map(({ id }) => id);
  return coming.length === 0 ? undefined : { waitFor: `RAM to share ${on} with ${coming.join(', ')}`, seconds: 5 };
}

/** Ends sharing a standard share with principals that are not declared any more. Returns nothing if they do not have it. */
export function revoked(share: ObservedShare, undeclared: readonly string[], done: readonly PolicyAction[]): SafeStep | undefined {
  const { arn: on } = share;
  const byId = byIdOf(share);
  const named = principalsOf('DisassociateResourceShare', on, done);
  const there = undeclared.flatMap(id => byId.get(id) ?? []);
  const extra = there.filter(each => isGranted(each) && !named.has(each.id)).map(({ id }) => id);
  if (extra.length > 0) {
    return { act: chunked(extra, PRINCIPALS).map(principals => ({ action: 'DisassociateResourceShare', on, principals })) };
  }
  const leaving = there.filter(each => isGranted(each) || each.status === 'DISASSOCIATING');
  return leaving.length === 0 ? undefined
    : ended(on, leaving) ?? { waitFor: `RAM to end sharing ${on} with ${leaving.map(({ id }) => id).join(', ')}`, seconds: 5 };
}

function byIdOf({ principals }: ObservedShare): Map<string, ObservedPrincipal> {
  return new Map(principals.map(principal => [principal.id, principal]));
}

/** The principals that this operation named to RAM. */
function principalsOf(action: 'AssociateResourceShare' | 'DisassociateResourceShare', on: string, done: readonly PolicyAction[]): Set<string> {
  return new Set(done.flatMap(each => (each.action === action && each.on === on ? each.principals ?? [] : [])));
}

/** Fails with the reason for which RAM does not end a share. Returns nothing if RAM gives none. */
export function ended(on: string, leaving: readonly { readonly status?: string; readonly message?: string }[]): Fail | undefined {
  const why = leaving.find(({ status, message }) => status === 'DISASSOCIATING' && message !== undefined)?.message;
  return why === undefined ? undefined : { fail: `${on} cannot be unshared yet: ${why} ${WAY_OUT}` };
}

/** The ways to unshare an image on which consumers depend. */
export const WAY_OUT = 'RAM ends no sharing as long as consumers depend on the image. Have them stop, and deploy again; '
  + 'or deploy buildFrom with the removal policy RETAIN before, which leaves it shared';
