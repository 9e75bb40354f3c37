import { createHash } from 'node:crypto';
import type { Situation } from '../../engine/plan';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { allowedBy, AllowedOnImage } from '../../model/sharing/image-policy-document';

/** Somebody with whom a share shares, and how that stands. */
export interface ObservedPrincipal {
  /** An account by its id, anybody else by the ARN. */
  readonly id: string;
  readonly status?: string;
  readonly message?: string;

  /** Whether it is outside the organization, and may have to accept an invitation. */
  readonly external: boolean;
}

/** A resource share that the image is in, or was. */
export interface ObservedShare {
  readonly arn: string;
  readonly status?: string;
  readonly message?: string;
  readonly featureSet?: string;

  /** How the image stands in it. */
  readonly image: { readonly status?: string; readonly message?: string };

  /** To whom it belongs, as its tag says. */
  readonly owner?: string;

  /** Whether a stack has it as a resource of its own. */
  readonly isOfStack: boolean;

  /** What else is in it, and with whom it is shared. Known once it is a standard one. */
  readonly others: readonly string[];
  readonly principals: readonly ObservedPrincipal[];

  /** The permission that was made for it, if there is one and the share is to go. */
  readonly permission?: string;
}

/** An image as it is. */
export interface ObservedImagePolicy {
  /** `gone`: there is no such build, or it was deleted; `failed`: it was never made, and never will be. */
  readonly build: 'there' | 'building' | 'gone' | 'failed';

  /** Its policy. */
  readonly policy?: string;
  readonly shares: readonly ObservedShare[];
}

/** The images that an event tells of, by ARN. One that is malformed, or not of the account and the Region of the stack, is left out. */
export type ObservedImagePolicies = Readonly<Record<string, ObservedImagePolicy>>;

/** How long the value of a tag is at most. */
const TAG_VALUE = 256;

/** The value of the tag of an owner. Names that are too long for it keep their beginning. */
export function ownerTag({ owner }: Pick<Situation<unknown>, 'owner'>): string {
  return owner.length <= TAG_VALUE ? owner : `${owner.slice(0, TAG_VALUE - 17)}-${createHash('sha256').update(owner).digest('hex').slice(0, 16)}`;
}

/** How a share stands to its image. */
export function stateOf({ status, image }: ObservedShare): 'active' | 'ending' | 'ended' {
  if (status === 'DELETED' || image.status === 'DISASSOCIATED' || image.status === 'FAILED') {
    return 'ended';
  }
  return status === 'DELETING' || image.status === 'DISASSOCIATING' ? 'ending' : 'active';
}

/** What the declarations of an event allow. */
export function declaredIn({ desired, previous }: Situation<ImagePolicySpec>): AllowedOnImage[] {
  return [desired, previous].flatMap(spec => (spec === undefined ? [] : allowedBy(spec.document) ?? []));
}

/** Whether a policy is one of those that are or were declared. */
export function isDeclared(policy: string | undefined, declared: readonly AllowedOnImage[]): boolean {
  const allowed = policy === undefined ? undefined : allowedBy(policy);
  return allowed !== undefined && declared.some(it => isSame(it, allowed));
}

export function isSame(one: AllowedOnImage, other: AllowedOnImage): boolean {
  return one.rights === other.rights && one.principals.join() === other.principals.join();
}
