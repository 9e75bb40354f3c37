import type { PrincipalProperties } from './principals';
import type { Right } from './rights';
import type { Unknowable } from '../unknown';

/** An entry of `Images`. */
export interface ImageProperties {
  readonly Image?: Unknowable<string>;
  readonly Region?: Unknowable<string>;
  readonly RoleArns?: Unknowable<readonly Unknowable<string>[]>;
}

/** The principals that have a right, in the properties of a template. */
export type PrincipalListProperties = Unknowable<readonly Unknowable<PrincipalProperties>[]>;

/** The principals that have each right, and the rights that everyone may have. */
type RightProperties =
  & { readonly [Name in Right as Capitalize<Name>]?: PrincipalListProperties }
  & { readonly [Name in Right as `AllowPublic${Capitalize<Name>}`]?: Unknowable<boolean> };

/**
 * The properties of a `Custom::ImageSharePolicy`, as in a template, of which any may be unknown.
 */
export interface SharePolicyProperties extends RightProperties {
  readonly Images?: Unknowable<readonly Unknowable<ImageProperties>[]>;
  readonly Mode?: Unknowable<string>;
  readonly OnRemoval?: Unknowable<string>;
  readonly SharingQuota?: Unknowable<number>;
}

/**
 * A path into the properties of a share policy, as the user of the construct wrote it.
 *
 * `Images[0].Image` is `images[0]`, `Launch[0].UserId` is `launch[0]`, and `BuildFrom.Principals[1].UserId` is `buildFrom.principals[1]`.
 */
export function inWordsOfTheConstruct(path: string): string {
  return path
    .replace(/^(Images\[[0-9]+\])\.Image$/, '$1')
    .replace(/\.(?:UserId|OrganizationArn|OrganizationalUnitArn|Group)$/, '')
    .replace(/(^|\.)([A-Z])/g, (_, dot, letter) => dot + letter.toLowerCase());
}
