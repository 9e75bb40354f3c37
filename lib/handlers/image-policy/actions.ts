import { createHash } from 'node:crypto';
import { ObservedPrincipal, ObservedShare, ownerTag } from './observed';
import type { Action, Situation } from '../../engine/plan';
import { chunked } from '../../model/collections';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';

/** Something to do to an image or to the share of its policy. */
export type PolicyAction = Action & (
  | { readonly action: 'PutImagePolicy'; readonly policy: string }
  | { readonly action: 'TagResource'; readonly owner: string; readonly featureSet?: string }
  /** If no managed permission fits, the one that the policy became gets this name first. */
  | { readonly action: 'PromoteResourceShareCreatedFromPolicy'; readonly permission: string }
  | { readonly action: 'AssociateResourceShare'; readonly principals: readonly string[] }
  | { readonly action: 'DisassociateResourceShare'; readonly principals?: readonly string[]; readonly image?: string }
  | { readonly action: 'DeleteResourceShare'; readonly permission?: string }
);

/** What comes next for an image. */
export type Step =
  /** One after the other. */
  | { readonly act: readonly PolicyAction[] }
  | { readonly waitFor: string; readonly seconds: number }
  | { readonly refuse: string }
  | { readonly done: readonly string[] };

/** How many principals a call names. */
const PRINCIPALS = 100;

/** Whether this run did something already that reads may not show yet. */
export function wasDone(applied: readonly PolicyAction[], action: PolicyAction['action'], on: string): boolean {
  return applied.some(it => it.action === action && it.on === on);
}

/** Makes a share known as this resource's, as long as it is not. Before it is a standard one RAM may not take the tag. */
export function tagged(share: ObservedShare, situation: Situation<ImagePolicySpec>, applied: readonly PolicyAction[]): PolicyAction[] {
  const { arn: on, featureSet } = share;
  const isDone = share.owner !== undefined
    || applied.some(it => it.action === 'TagResource' && it.on === on && it.featureSet === featureSet);
  return isDone ? [] : [{ action: 'TagResource', on, owner: ownerTag(situation), featureSet }];
}

/**
 * Brings a share that RAM made of a policy to where it can be managed. Nothing, once it is there.
 *
 * @param rights What the policy allows.
 */
export function promoted(
  share: ObservedShare, rights: string, situation: Situation<ImagePolicySpec>, applied: readonly PolicyAction[],
): Exclude<Step, { refuse: string } | { done: readonly string[] }> | undefined {
  const { arn: on, featureSet } = share;
  if (featureSet === 'STANDARD') {
    const tag = tagged(share, situation, applied);
    return tag.length > 0 ? { act: tag } : undefined;
  }
  if (featureSet !== 'CREATED_FROM_POLICY' || wasDone(applied, 'PromoteResourceShareCreatedFromPolicy', on)) {
    return { waitFor: `RAM to promote ${on}`, seconds: 10 };
  }
  return { act: [...tagged(share, situation, applied), { action: 'PromoteResourceShareCreatedFromPolicy', on, permission: permissionNameFor(rights) }] };
}

/** The name of the permission for some rights: the same in all stacks, and for all images. At most 36 characters. */
export function permissionNameFor(rights: string): string {
  return `cdk-image-governance-${createHash('sha256').update(rights).digest('hex').slice(0, 15)}`;
}

/** Whether a share shares with somebody, or is about to. */
export function isGiven({ status }: Pick<ObservedPrincipal, 'status'>): boolean {
  return status !== 'FAILED' && status !== 'DISASSOCIATED' && status !== 'DISASSOCIATING';
}

/** Shares a standard share with all who are declared. Nothing, if it is. */
export function given(share: ObservedShare, declared: readonly string[], applied: readonly PolicyAction[]): Step | undefined {
  const { arn: on } = share;
  const [byId, done] = [byIdOf(share), principalsOf('AssociateResourceShare', on, applied)];
  const failed = declared.flatMap(id => (done.has(id) && byId.get(id)?.status === 'FAILED' ? byId.get(id)! : []));
  if (failed.length > 0) {
    return { refuse: `${on} is not shared with ${failed.map(({ id, message }) => `${id} (${message ?? 'RAM does not say why'})`).join(', ')}` };
  }
  const missing = declared.map(id => ({ id, ...byId.get(id) }))
    .filter(it => !done.has(it.id) && (it.status === undefined || it.status === 'FAILED' || it.status === 'DISASSOCIATED')).map(({ id }) => id);
  if (missing.length > 0) {
    return { act: chunked(missing, PRINCIPALS).map(principals => ({ action: 'AssociateResourceShare', on, principals })) };
  }
  // Whoever has to accept an invitation is not waited for.
  const coming = declared.map(id => ({ id, ...byId.get(id) }))
    .filter(it => it.status === undefined || !isGiven(it) || (it.status === 'ASSOCIATING' && it.external !== true)).map(({ id }) => id);
  return coming.length === 0 ? undefined : { waitFor: `RAM to share ${on} with ${coming.join(', ')}`, seconds: 5 };
}

/** Ends sharing a standard share with those who are not declared any more. Nothing, if it is not shared with them. */
export function taken(share: ObservedShare, notAnyMore: readonly string[], applied: readonly PolicyAction[]): Step | undefined {
  const { arn: on } = share;
  const [byId, done] = [byIdOf(share), principalsOf('DisassociateResourceShare', on, applied)];
  const there = notAnyMore.flatMap(id => byId.get(id) ?? []);
  const extra = there.filter(it => isGiven(it) && !done.has(it.id)).map(({ id }) => id);
  if (extra.length > 0) {
    return { act: chunked(extra, PRINCIPALS).map(principals => ({ action: 'DisassociateResourceShare', on, principals })) };
  }
  const leaving = there.filter(it => isGiven(it) || it.status === 'DISASSOCIATING');
  return leaving.length === 0 ? undefined
    : ended(on, leaving) ?? { waitFor: `RAM to end sharing ${on} with ${leaving.map(({ id }) => id).join(', ')}`, seconds: 5 };
}

function byIdOf({ principals }: ObservedShare): Map<string, ObservedPrincipal> {
  return new Map(principals.map(it => [it.id, it]));
}

/** Those whom this run named to RAM. */
function principalsOf(action: 'AssociateResourceShare' | 'DisassociateResourceShare', on: string, applied: readonly PolicyAction[]): Set<string> {
  return new Set(applied.flatMap(it => (it.action === action && it.on === on ? it.principals ?? [] : [])));
}

/** What RAM says that keeps something from ending. */
export function ended(
  on: string, leaving: readonly { readonly status?: string; readonly message?: string }[],
): { readonly refuse: string } | undefined {
  const why = leaving.find(({ status, message }) => status === 'DISASSOCIATING' && message !== undefined)?.message;
  return why === undefined ? undefined : { refuse: `${on} cannot be unshared yet: ${why} ${WAY_OUT}` };
}

/** What to do about consumers that keep an image from being unshared. */
export const WAY_OUT = 'RAM ends no sharing as long as consumers depend on the image. Have them stop, and deploy again; '
  + 'or deploy buildFrom with the removal policy RETAIN before, which leaves it shared';
