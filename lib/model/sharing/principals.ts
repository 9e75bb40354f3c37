import { LIMITS } from './limits';
import { Codec, oneOf, text } from '../codec';
import type { Unknowable } from '../unknown';

// Principals with which images are shared, in the shape that EC2 has for them from the construct to the call: its key is the kind.

/** The name of EC2 for all accounts. */
export const EVERYONE = 'all';

/** Every kind of principal: the key that EC2 has for it, the form of its id, and that form in words. */
const KINDS = {
  'account': { key: 'UserId', pattern: LIMITS.accountId.pattern, form: LIMITS.accountId.form },
  'organization': { key: 'OrganizationArn', pattern: LIMITS.organizationArn.pattern, form: 'the ARN of an organization' },
  'organizational unit': {
    key: 'OrganizationalUnitArn', pattern: LIMITS.organizationalUnitArn.pattern, form: 'the ARN of an organizational unit',
  },
  'everyone': { key: 'Group', pattern: new RegExp(`^${EVERYONE}$`), form: EVERYONE },
} as const;

/** A kind of principal that an image can be shared with. */
export type PrincipalKind = keyof typeof KINDS;

/** A principal, as EC2 names it in launch permissions and permissions to create volumes. */
export type PrincipalSpec =
  | { readonly UserId: string }
  | { readonly OrganizationArn: string }
  | { readonly OrganizationalUnitArn: string }
  | { readonly Group: typeof EVERYONE };

/** A principal as in a template, whose id may be unknown. */
export type PrincipalProperties = { readonly [Key in (typeof KINDS)[PrincipalKind]['key']]?: Unknowable<string> };

const KIND_NAMES = Object.keys(KINDS) as readonly PrincipalKind[];

/** The kind of a principal; none, if it has the keys of none, or of several. */
export function kindOf(principal: PrincipalSpec): PrincipalKind;
export function kindOf(principal: object): PrincipalKind | undefined;
export function kindOf(principal: object): PrincipalKind | undefined {
  const kinds = KIND_NAMES.filter(kind => KINDS[kind].key in principal);
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** The key of a kind of principal. */
export function keyOfKind(kind: PrincipalKind) {
  return KINDS[kind].key;
}

/** The form of the ids of a kind of principal, in words. */
export function formOf(kind: PrincipalKind): string {
  return KINDS[kind].form;
}

/** True if an id has the form of its kind. */
export function isWellFormed(kind: PrincipalKind, id: string): boolean {
  return KINDS[kind].pattern.test(id);
}

/** The id or the ARN of a principal. */
export function idOf(principal: PrincipalSpec): string {
  return (principal as Readonly<Record<string, string>>)[keyOfKind(kindOf(principal))];
}

/** Principals by their ids, each once. */
export function byId(principals: readonly PrincipalSpec[]): ReadonlyMap<string, PrincipalSpec> {
  return new Map(principals.map(principal => [idOf(principal), principal]));
}

/** True if a principal is everyone. */
export function isEveryone(principal: PrincipalSpec): boolean {
  return kindOf(principal) === 'everyone';
}

/** The principals in permissions of EC2. */
export function principalsIn(permissions: readonly object[]): PrincipalSpec[] {
  return permissions.filter((permission): permission is PrincipalSpec => kindOf(permission) !== undefined);
}

/** The principal of a text that came without its kind, as a resource share of RAM has it: an account, if it has no form of another kind. */
export function principalOfText(id: string): PrincipalSpec {
  const kind = KIND_NAMES.find(name => isWellFormed(name, id)) ?? 'account';
  return { [keyOfKind(kind)]: id } as PrincipalSpec;
}

/** A principal on its way to a handler. */
export const principal: Codec<PrincipalSpec> = {
  encode: value => value,
  decode(raw, path, mistakes) {
    const kind = typeof raw === 'object' && raw !== null ? kindOf(raw) : undefined;
    if (kind === undefined) {
      mistakes.push(raw === undefined ? `${path} is missing`
        : `${path} must be a principal by one of ${KIND_NAMES.map(keyOfKind).join(', ')}, got ${JSON.stringify(raw)}`);
      return undefined as never;
    }
    const key = keyOfKind(kind);
    const id = (kind === 'everyone' ? oneOf(EVERYONE) : text).decode((raw as Readonly<Record<string, unknown>>)[key], `${path}.${key}`, mistakes);
    return { [key]: id } as PrincipalSpec;
  },
};
