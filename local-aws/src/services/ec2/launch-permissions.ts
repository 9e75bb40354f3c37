import { badCombination, badItem, badValue } from './errors';
import type { ServiceError } from '../../service-error';
import { StandInFault } from '../../service-error';

/** Who may launch instances from an AMI: one of these. */
export interface LaunchPermission {
  readonly UserId?: string;
  readonly Group?: string;
  readonly OrganizationArn?: string;
  readonly OrganizationalUnitArn?: string;
}

/** Launch permissions that are given and taken. */
export interface LaunchPermissionChange {
  readonly Add: readonly LaunchPermission[];
  readonly Remove: readonly LaunchPermission[];
}

/** Everybody. */
export const EVERYBODY: LaunchPermission = { Group: 'all' };

/** How many launch permissions a request changes at most. */
const MAX_CHANGES = 10_000;

/** What each kind of principal looks like, and what messages call it. */
const KINDS: Readonly<Record<keyof LaunchPermission, { readonly form: RegExp; readonly type: string }>> = {
  UserId: { form: /^[0-9]{12}$/, type: 'userId' },
  Group: { form: /^all$/, type: 'UserGroup' },
  OrganizationArn: { form: /^arn:aws[^:]*:organizations::[0-9]{12}:organization\/o-[a-z0-9]{10,32}$/, type: 'OrganizationArn' },
  OrganizationalUnitArn: {
    form: /^arn:aws[^:]*:organizations::[0-9]{12}:ou\/o-[a-z0-9]{10,32}\/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, type: 'OrganizationalUnitArn',
  },
};

/** What is wrong with one launch permission, if anything is. */
function wrongWith(permission: LaunchPermission): ServiceError | undefined {
  const named = Object.entries(permission) as [keyof LaunchPermission, string][];
  if (named.length !== 1) {
    return badCombination('A launch permission is of one account, group, organization or organizational unit.');
  }
  const [[kind, value]] = named;
  return KINDS[kind].form.test(value) ? undefined : badItem(value, KINDS[kind].type);
}

/** The part of a change that is right, and what is wrong with the rest. */
export function checked({ Add, Remove }: LaunchPermissionChange): { readonly good: LaunchPermissionChange; readonly wrong?: ServiceError } {
  if (Add.length + Remove.length > MAX_CHANGES) {
    throw badValue(`A request changes at most ${MAX_CHANGES} launch permissions.`);
  }
  const removed = new Set(Remove.map(keyOf));
  if (Add.some(it => removed.has(keyOf(it)))) {
    throw new StandInFault('what a launch permission that is both added and removed does is not modelled');
  }
  const right = (permissions: readonly LaunchPermission[]) => permissions.filter(it => wrongWith(it) === undefined);
  return { good: { Add: right(Add), Remove: right(Remove) }, wrong: [...Add, ...Remove].map(wrongWith).find(it => it !== undefined) };
}

/** Launch permissions after a change. They are a set: giving what is there and taking what is not change nothing. */
export function after(permissions: readonly LaunchPermission[], { Add, Remove }: LaunchPermissionChange): LaunchPermission[] {
  const set = new Map([...permissions, ...Add].map(it => [keyOf(it), it]));
  Remove.forEach(it => set.delete(keyOf(it)));
  return [...set.values()];
}

/** Whether a permission is among others. */
export function holds(permissions: readonly LaunchPermission[], permission: LaunchPermission): boolean {
  const key = keyOf(permission);
  return permissions.some(it => keyOf(it) === key);
}

/** How many accounts, organizations and organizational units there are, which a quota limits. */
export function entities(permissions: readonly LaunchPermission[]): number {
  return permissions.filter(({ Group: group }) => group === undefined).length;
}

function keyOf(permission: LaunchPermission): string {
  return Object.entries(permission).flat().join(' ');
}
