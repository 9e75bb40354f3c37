import { formProblems } from '../../limit';
import { named } from '../../rule';
import { known, Unknowable } from '../../unknown';
import type { ClosedRepository } from '../input';
import { LIMITS, PAGES } from '../limits';

/** What the rules look at. */
export interface CrossAccountRole {
  readonly sourceAccounts: Unknowable<readonly Unknowable<string>[]>;

  /** How many rules the role is made for; absent if it has the managed policy. */
  readonly ruleCount?: number;

  /** The repositories of this account that these rules delete from, and that stay closed. */
  readonly closedRepositories?: readonly ClosedRepository[];

  /** The path of another role of this kind in the same account. */
  readonly namesake?: string;
}

/**
 * Every rule over a `CrossAccountLifecycleRole`.
 */
export const CROSS_ACCOUNT_ROLE_RULES = named<CrossAccountRole>('CrossAccountLifecycleRole', [
  {
    id: 'OnePerAccount',
    severity: 'error',
    summary: 'An account has one such role, in whichever Region it is defined: its name is fixed.',
    see: PAGES.prerequisites,
    * check({ namesake }) {
      if (namesake !== undefined) {
        yield {
          path: 'Ec2ImageBuilderCrossAccountLifecycleAccess',
          message: `must be defined once in an account, and ${namesake} defines it already`,
          remedy: 'define it in one Region, with the source accounts of both',
        };
      }
    },
  },
  {
    id: 'SourceAccountCount',
    severity: 'error',
    summary: 'The role trusts at least one account.',
    see: PAGES.prerequisites,
    * check({ sourceAccounts }) {
      if (known(sourceAccounts)?.length === 0) {
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
    id: 'SourceAccountFormat',
    severity: 'error',
    summary: 'An account id has 12 digits.',
    see: PAGES.accountIds,
    * check({ sourceAccounts }) {
      for (const [index, account] of known(sourceAccounts)?.entries() ?? []) {
        yield* formProblems(`sourceAccounts[${index}]`, known(account), LIMITS.accountId, LIMITS.accountId.form,
          'write the id as a text, with its leading zeros');
      }
    },
  },
  {
    id: 'RuleCount',
    severity: 'error',
    summary: 'The role is made for at least one rule, or has the managed policy.',
    see: PAGES.prerequisites,
    * check({ ruleCount }) {
      if (ruleCount === 0) {
        yield {
          path: 'rules', value: [], message: 'must name at least one rule, as without any the role can do nothing',
          remedy: 'name the rules of the policies that use the role, or leave it out for the managed policy',
        };
      }
    },
  },
  {
    id: 'RepositoryAccessTag',
    severity: 'warning',
    summary: 'Containers are deleted only from repositories with the tag `LifecycleExecutionAccess: EC2 Image Builder`.',
    see: PAGES.prerequisites,
    * check({ closedRepositories = [] }) {
      for (const { path: repository, reason } of closedRepositories) {
        yield {
          path: 'rules', value: repository,
          message: `need the tag LifecycleExecutionAccess = EC2 Image Builder on this repository, which ${reason}`,
          remedy: 'see to the tag where the repository is defined: without it every run fails',
        };
      }
    },
  },
]);
