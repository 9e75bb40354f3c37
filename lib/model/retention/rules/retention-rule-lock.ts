import { UNLOCK_DELAY_COMPLETE, UNLOCK_DELAY_RANGE, USED_ELSEWHERE } from './lock';
import { RULE_ID_WORDS } from './locked-retention-rule';
import { formProblems } from '../../limit';
import type { Rule } from '../../rule';
import { known } from '../../unknown';
import type { LockSubject } from '../input';
import { LIMITS, PAGES } from '../limits';

/** Rules over a lock on a rule that its stack does not own. */
export const LOCK_ALONE_RULES: readonly Rule<LockSubject>[] = [
  {
    id: 'RuleIdFormat',
    severity: 'error',
    summary: `The id of a rule has ${LIMITS.ruleId.form}.`,
    see: LIMITS.ruleId.see,
    check: ({ properties }) => formProblems('RuleId', properties.RuleId, LIMITS.ruleId, ...RULE_ID_WORDS),
  },
  {
    id: 'RuleOfThisApp',
    severity: 'error',
    summary: 'A rule that the app makes itself is locked where it is made.',
    see: PAGES.locking,
    * check({ ruleOfThisApp }) {
      if (ruleOfThisApp !== undefined) {
        yield {
          path: 'RuleId',
          value: ruleOfThisApp,
          message: 'must be a rule that this app does not make',
          remedy: 'replace it by a LockedRetentionRule: CloudFormation could neither change nor delete the rule under this lock, and its stack would be stuck',
        };
      }
    },
  },
  {
    id: 'RuleInPlace',
    severity: 'error',
    summary: 'The rule is of the account and Region of the stack.',
    see: PAGES.considerations,
    * check({ rule, stack }) {
      for (const part of rule && stack ? ['account', 'region'] as const : []) {
        const [there, here] = [known(rule![part]), known(stack![part])];
        if (there !== undefined && here !== undefined && there !== here) {
          yield {
            path: 'RuleId',
            value: there,
            message: `must be a rule of the ${part === 'account' ? 'account' : 'Region'} of the stack, ${here}`,
            remedy: `put the lock into a stack of the ${part === 'account' ? 'account' : 'Region'} of the rule`,
          };
        }
      }
    },
  },
  UNLOCK_DELAY_COMPLETE,
  UNLOCK_DELAY_RANGE,
  USED_ELSEWHERE,
];
