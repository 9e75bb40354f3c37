import { Token } from 'aws-cdk-lib';
import { LIBRARY } from '../../private/library';
import { formProblems } from '../../private/limit';
import { known } from '../../private/resolvable';
import type { Rule } from '../../private/rule';
import type { CrossAccountLifecycleRoleProps } from '../cross-account-lifecycle-role';
import { LIMITS, PAGES } from '../limits';

/**
 * Every rule over a `CrossAccountLifecycleRole`.
 */
export const CROSS_ACCOUNT_ROLE_RULES: readonly Rule<CrossAccountLifecycleRoleProps>[] = [
  {
    id: `${LIBRARY}:CrossAccountLifecycleRole.SourceAccountCount`,
    severity: 'error',
    summary: 'The role trusts at least one account.',
    see: PAGES.prerequisites,
    * check({ sourceAccounts }) {
      if (sourceAccounts.length === 0) {
        yield {
          path: 'sourceAccounts',
          value: sourceAccounts,
          message: 'must name at least one account',
          remedy: 'name the accounts whose pipelines distribute images to this one',
        };
      }
    },
  },
  {
    id: `${LIBRARY}:CrossAccountLifecycleRole.SourceAccountFormat`,
    severity: 'error',
    summary: 'An account id has 12 digits.',
    see: PAGES.accountIds,
    * check({ sourceAccounts }) {
      for (const [index, account] of (Token.isUnresolved(sourceAccounts) ? [] : sourceAccounts).entries()) {
        yield* formProblems(`sourceAccounts[${index}]`, known(account), LIMITS.accountId, 'an account id of 12 digits',
          'write the id as a text, with its leading zeros');
      }
    },
  },
];
