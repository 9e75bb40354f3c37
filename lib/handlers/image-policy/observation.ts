import { createHash } from 'node:crypto';
import { Request, specsOf } from '../../engine/request';
import type { ImagePolicySpec } from '../../model/sharing/image-policy-contract';
import { allowedBy, AllowedOnImage } from '../../model/sharing/image-policy-document';

/** A principal of a resource share, and the state of its association. */
export interface ObservedPrincipal {
  /** The id of an account, or the ARN of another principal. */
  readonly id: string;
  readonly status?: string;
  readonly message?: string;

  /** True if it is outside the organization, and may have to accept an invitation. */
  readonly external: boolean;
}

/** The promotion of a share for which RAM found no managed permission that allows just what the policy does. */
export interface UnmatchedPromotion {
  /** The number of tries of this operation so far. */
  readonly tries: number;

  /** True in the first look after a try. */
  readonly wasJustTried: boolean;

  /** The ARN of the permission that the policy became. Absent if RAM shows none, and once its promotion was tried. */
  readonly permission?: string;

  /** The reason for which RAM did not promote that permission: mostly, that one of its name exists. */
  readonly refusal?: string;
}

/** A resource share that the image is in, or was. */
export interface ObservedShare {
  readonly arn: string;
  readonly status?: string;
  readonly message?: string;
  readonly featureSet?: string;

  /** The state of the image in it. */
  readonly image: { readonly status?: string; readonly message?: string };

  /** The owner, as its tag names it. */
  readonly owner?: string;

  /** True if a stack has it as a resource of its own. */
  readonly isOfStack: boolean;

  /** The other resources in it, and its principals. Known once it is a standard share. */
  readonly others: readonly string[];
  readonly principals: readonly ObservedPrincipal[];

  /** The permission that was made for it, if there is one and the share is to go. */
  readonly permission?: string;

  /** Present while RAM finds no permission for its promotion. */
  readonly unmatched?: UnmatchedPromotion;
}

/** An image, its policy and its shares. */
export interface ObservedImagePolicy {
  /** `gone`: there is no such build, or it was deleted; `failed`: it was never made, and never will be. */
  readonly build: 'there' | 'building' | 'gone' | 'failed';

  readonly policy?: string;
  readonly shares: readonly ObservedShare[];
}

/** The images of a request, by ARN. One that is malformed, or not of the account and the Region of the stack, is left out. */
export type ObservedImagePolicies = Readonly<Record<string, ObservedImagePolicy>>;

/** The longest value of a tag. */
const TAG_VALUE = 256;

/** The value of the tag of an owner. A name that is too long for it keeps its beginning. */
export function ownerTag({ owner }: Pick<Request<ImagePolicySpec>, 'owner'>): string {
  return owner.length <= TAG_VALUE ? owner : `${owner.slice(0, TAG_VALUE - 17)}-${createHash('sha256').update(owner).digest('hex').slice(0, 16)}`;
}

/** The state of an image in a share. */
export function stateOf({ status, image }: ObservedShare): 'active' | 'ending' | 'ended' {
  if (status === 'DELETED' || image.status === 'DISASSOCIATED' || image.status === 'FAILED') {
    return 'ended';
  }
  return status === 'DELETING' || image.status === 'DISASSOCIATING' ? 'ending' : 'active';
}

/** The rights that the declarations of a request give. */
export function declaredIn(request: Request<ImagePolicySpec>): AllowedOnImage[] {
  return specsOf(request).flatMap(({ document }) => allowedBy(document) ?? []);
}

/** True if a policy allows just what one of the declarations does. */
export function isDeclared(policy: string | undefined, declared: readonly AllowedOnImage[]): boolean {
  const allowed = policy === undefined ? undefined : allowedBy(policy);
  return allowed !== undefined
    && declared.some(({ rights, principals }) => rights === allowed.rights && principals.join() === allowed.principals.join());
}
