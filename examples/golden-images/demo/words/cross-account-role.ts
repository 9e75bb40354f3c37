import type { Statement } from './role';
import { list, shown, Words } from './template';

interface CrossAccountRoleProperties {
  readonly RoleName?: unknown;
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
}

/** What a role for lifecycle policies of other accounts is for, from its properties in a template. */
export function crossAccountRoleInWords({ RoleName: name, AssumeRolePolicyDocument: trust }: CrossAccountRoleProperties): Words {
  const accounts = trust.Statement.flatMap(({ Condition: condition }) => [condition?.StringEquals?.['aws:SourceAccount'] ?? []].flat()).map(shown);
  return {
    lead: `Lets lifecycle policies of account ${list(accounts, 'or')} act on the copies of their images in this account.`,
    points: [],
    notes: [`Image Builder looks for it by its name, ${shown(name)}. Without it the copies would stay, and no error would say so.`],
  };
}
