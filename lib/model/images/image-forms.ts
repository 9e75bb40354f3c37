// How images and those with whom they are shared are written. Both sides of a custom resource ask: constructs what is known at
// synthesis, handlers what was not. So nothing of the CDK is here.

/** An account: twelve digits, zeros in front included. */
export const ACCOUNT_ID = /^[0-9]{12}$/;

/** The ARN of an organization, in any partition. */
export const ORGANIZATION_ARN = /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/;

/** The ARN of an organizational unit, in any partition. */
export const ORGANIZATIONAL_UNIT_ARN = /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/;

/** What EC2 calls everybody. */
export const EVERYONE = 'all';

/** An AMI: 17 digits, or 8 of an old one. */
export const AMI_ID = /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** A build of an image, by Image Builder: a version of it alone is none. */
export const IMAGE_BUILD_ARN = /^arn:aws[^:]*:imagebuilder:[^:]+:(?:[0-9]{12}|aws(?:-[a-z-]+)?):image\/[a-z0-9-_]+\/[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+$/;

/** With whom an image is shared. */
export type PrincipalKind = 'account' | 'organization' | 'organizational unit' | 'everyone';

/** What kind of principal a text is; none, if it is malformed. */
export function principalKindOf(text: string): PrincipalKind | undefined {
  return ACCOUNT_ID.test(text) ? 'account'
    : ORGANIZATION_ARN.test(text) ? 'organization'
      : ORGANIZATIONAL_UNIT_ARN.test(text) ? 'organizational unit'
        : text === EVERYONE ? 'everyone' : undefined;
}

/** How many characters the description of an AMI has at most. */
export const DESCRIPTION_LENGTH = 255;

/**
 * The characters of a description. EC2 refuses whatever is not ASCII when a description is changed; that is not documented. Blanks at
 * either end are refused here because nobody means them, and what EC2 makes of them is not documented.
 */
export const DESCRIPTION_CHARACTERS = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;
