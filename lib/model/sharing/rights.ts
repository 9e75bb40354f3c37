import { PAGES } from './limits';
import type { PrincipalKind } from './principals';

/** A right, and all that differs between rights. */
export interface RightFacts {
  /** The thing that EC2 shares for the right: the AMI itself, or each of its snapshots. */
  readonly target: 'AMI' | 'snapshot';

  /** The kinds of principals that can have the right. */
  readonly principals: readonly PrincipalKind[];

  /** The operation that reads the principals that have it. */
  readonly read: 'DescribeImageAttribute' | 'DescribeSnapshotAttribute';

  /** The call that changes it, and the attribute that the call changes. */
  readonly call: 'ModifyImageAttribute' | 'ModifySnapshotAttribute';
  readonly attribute: 'LaunchPermission' | 'CreateVolumePermission';

  /** The most changes in one call. */
  readonly changes: number;

  /** True if one call can grant and revoke. */
  readonly both: boolean;

  /** True if the right is read whether or not it is declared. */
  readonly isAlwaysRead: boolean;

  /** The data that everyone has with it, in words, and the AWS page about that. */
  readonly everyone: { readonly gets: string; readonly page: string };

  /** The AWS page. */
  readonly page: string;
}

/**
 * Every right that EC2 keeps by itself. Grants of a snapshot come before those of its AMI, so that a principal that can launch can copy
 * as well; revocations come after.
 */
export const RIGHTS = {
  launch: {
    target: 'AMI',
    principals: ['account', 'organization', 'organizational unit', 'everyone'],
    read: 'DescribeImageAttribute',
    call: 'ModifyImageAttribute',
    attribute: 'LaunchPermission',
    changes: 10_000,
    both: true,
    isAlwaysRead: true,
    everyone: { gets: 'all that is in the image', page: PAGES.public },
    page: PAGES.launchPermission,
  },
  copy: {
    target: 'snapshot',
    principals: ['account', 'everyone'],
    read: 'DescribeSnapshotAttribute',
    call: 'ModifySnapshotAttribute',
    attribute: 'CreateVolumePermission',
    changes: 500,
    both: false,
    isAlwaysRead: false,
    everyone: { gets: 'all the data of the snapshots', page: PAGES.snapshots },
    page: PAGES.createVolumePermission,
  },
} as const satisfies Readonly<Record<string, RightFacts>>;

/** A right on an image. */
export type Right = keyof typeof RIGHTS;

/** A right on an AMI itself, or on its snapshots. */
export type RightOn<Target extends RightFacts['target']> = {
  readonly [Name in Right]: (typeof RIGHTS)[Name]['target'] extends Target ? Name : never;
}[Right];

/** The names of all rights. */
export const RIGHT_NAMES = Object.keys(RIGHTS) as readonly Right[];

/** The facts about a right. */
export function factsOf(right: Right): RightFacts {
  return RIGHTS[right];
}

/** True if EC2 shares the AMI itself for a right. */
export function isOnAmi(right: Right): right is RightOn<'AMI'> {
  return factsOf(right).target === 'AMI';
}

/** Makes something of each right. */
export function forEachRight<T>(make: (right: Right) => T): Readonly<Record<Right, T>> {
  return Object.fromEntries(RIGHT_NAMES.map(right => [right, make(right)])) as Record<Right, T>;
}

/** The name of a right in the properties of a template, also as the end of other names. */
export function inProperties<Name extends Right>(right: Name): Capitalize<Name> {
  return right[0].toUpperCase() + right.slice(1) as Capitalize<Name>;
}

/** The name of the property that lets everyone have a right. */
export function permissionForEveryone<Name extends Right>(right: Name): `allowPublic${Capitalize<Name>}` {
  return `allowPublic${inProperties(right)}`;
}
