import { NamedPolicy, statementsOf } from './decision';

/** A statement of a policy that never decided anything. */
export interface UnusedStatement {
  readonly policy: string;

  /** Its Sid, or else which one of the policy it is. */
  readonly statement: string;
}

/**
 * Which statements of roles ever decided something. A statement counts by its content, so that a policy which is put anew is no
 * new one, and what was taken from a role still counts.
 */
export class StatementUse {
  /** By role, the statements that it ever had and that never decided anything. */
  private readonly waiting = new Map<string, Map<string, UnusedStatement>>();

  /** Those that did. */
  private readonly used = new Set<string>();

  /** Says which policies a role has now. */
  public has(role: string, policies: readonly NamedPolicy[]): void {
    const waiting = this.waiting.get(role) ?? new Map<string, UnusedStatement>();
    this.waiting.set(role, waiting);
    for (const { name: policy, document } of policies) {
      statementsOf(document).forEach((statement: { readonly Sid?: string }, index) => {
        const key = keyOf(role, policy, statement);
        if (!this.used.has(key)) {
          waiting.set(key, { policy, statement: statement.Sid ?? `statement ${index + 1}` });
        }
      });
    }
  }

  /** Says that a statement decided something. */
  public decided(role: string, policy: string, statement: object): void {
    const key = keyOf(role, policy, statement);
    this.used.add(key);
    this.waiting.get(role)?.delete(key);
  }

  public unused(role: string): UnusedStatement[] {
    return [...this.waiting.get(role)?.values() ?? []];
  }
}

function keyOf(role: string, policy: string, statement: object): string {
  return `${role} ${policy} ${JSON.stringify(statement)}`;
}
