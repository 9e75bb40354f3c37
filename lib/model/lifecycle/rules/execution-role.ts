import { bounds, isWithin } from '../../limit';
import type { Problem, Rule } from '../../rule';
import { LIMITS, PAGES } from '../limits';

/** Something that Image Builder carries out with a role. */
export interface WithExecutionRole {
  readonly properties: { readonly ExecutionRole?: string };

  /** Its account, if that is known. */
  readonly app?: { readonly account?: string };
}

/** Rules over the form of an execution role. */
export const FORM_OF_EXECUTION_ROLE: readonly Rule<WithExecutionRole>[] = [
  {
    id: 'ExecutionRoleFormat',
    severity: 'error',
    summary: `The execution role is a role name or role ARN of ${bounds(LIMITS.executionRole)} characters.`,
    see: LIMITS.executionRole.see,
    * check({ properties }) {
      const role = properties.ExecutionRole;
      if (role !== undefined && !(isWithin(role.length, LIMITS.executionRole) && LIMITS.executionRole.pattern.test(role))) {
        yield {
          path: 'ExecutionRole',
          value: role,
          message: `must be the name or the ARN of an IAM role, of ${bounds(LIMITS.executionRole)} characters`,
          remedy: 'give a role of this account, or leave it out and one with the least permissions is made',
        };
      }
    },
  },
  {
    id: 'ExecutionRoleServiceLinked',
    severity: 'error',
    summary: 'The execution role is not a service-linked role.',
    see: PAGES.creating,
    * check({ properties }) {
      const role = properties.ExecutionRole;
      if (role !== undefined && /^(?:arn:[^:]+:iam::[0-9]{12}:role)?\/?aws-service-role\/.+$/.test(role)) {
        yield {
          path: 'ExecutionRole',
          value: role,
          message: 'must not be a service-linked role, with which lifecycle policies do not work',
          remedy: 'give an ordinary role that imagebuilder.amazonaws.com may assume, or leave it out and one is made',
        };
      }
    },
  },
];

/** A role of another account than whose it has to be. */
export function* foreignRole({ properties, app }: WithExecutionRole, of: string): Iterable<Problem> {
  const role = properties.ExecutionRole;
  const account = /^arn:[^:]+:iam::([0-9]{12}):/.exec(role ?? '')?.[1];
  if (account !== undefined && app?.account !== undefined && account !== app.account) {
    yield {
      path: 'ExecutionRole',
      value: role,
      message: `must be of the account of the ${of}, ${app.account}`,
      remedy: 'give a role of this account: a role of another one cannot be passed to a service',
    };
  }
}
