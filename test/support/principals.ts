import type { PrincipalSpec } from '../../lib/model/sharing/principals';

/** A principal, or its id in the form of its kind. */
export type Named = string | PrincipalSpec;

/** Principals of any kind. */
export const principals = (...named: readonly Named[]): PrincipalSpec[] => named.map(it => (typeof it === 'string' ? principal(it) : it));

function principal(id: string): PrincipalSpec {
  if (id === 'all') {
    return { Group: id };
  }
  return id.includes(':organization/') ? { OrganizationArn: id } : id.includes(':ou/') ? { OrganizationalUnitArn: id } : { UserId: id };
}
