import { dayProblems, unitProblems } from './fields';
import { bounds } from '../../limit';
import type { Rule } from '../../rule';
import { known, Known, missing } from '../../unknown';
import { usedElsewhereRule } from '../../used-elsewhere-rule';
import type { RetentionSubject } from '../input';
import { LIMITS, PAGES } from '../limits';
import type { RetentionRuleProperties } from '../properties';

/** Anything with a lock. */
interface Lockable {
  readonly properties: Known<Pick<RetentionRuleProperties, 'LockConfiguration'>>;
  readonly given: Pick<RetentionRuleProperties, 'LockConfiguration'>;
}

/** The parts of a lock. */
export const UNLOCK_DELAY_COMPLETE: Rule<Lockable> = {
  id: 'UnlockDelayComplete',
  severity: 'error',
  summary: 'A lock has an unlock delay with its value and its unit, although CloudFormation requires neither.',
  see: PAGES.lockRule,
  * check({ given }) {
    const lock = known(given.LockConfiguration);
    if (lock !== undefined) {
      yield* missing('LockConfiguration.UnlockDelayValue', lock.UnlockDelayValue);
      yield* missing('LockConfiguration.UnlockDelayUnit', lock.UnlockDelayUnit);
    }
  },
};

/** How long a rule stays protected after it was unlocked. */
export const UNLOCK_DELAY_RANGE: Rule<Lockable> = {
  id: 'UnlockDelayRange',
  severity: 'error',
  summary: `An unlock delay is ${bounds(LIMITS.unlockDelay)} whole days.`,
  see: LIMITS.unlockDelay.see,
  check: ({ properties }) => dayProblems('LockConfiguration.UnlockDelayValue', properties.LockConfiguration?.UnlockDelayValue, LIMITS.unlockDelay,
    days => `must protect the rule for ${days} after it was unlocked`),
};

/** What the lock of a rule says, and which rules can have one. */
export const LOCK_RULES: readonly Rule<RetentionSubject>[] = [
  UNLOCK_DELAY_COMPLETE,
  UNLOCK_DELAY_RANGE,
  {
    id: 'UnlockDelayUnit',
    severity: 'error',
    summary: 'An unlock delay is in days.',
    see: LIMITS.unlockDelay.see,
    check: ({ properties }) => unitProblems('LockConfiguration.UnlockDelayUnit', properties.LockConfiguration?.UnlockDelayUnit),
  },
  {
    id: 'LockWithoutResourceTags',
    severity: 'error',
    summary: 'A tag-level rule is not locked.',
    see: PAGES.locking,
    * check({ properties }) {
      if (properties.LockConfiguration !== undefined && properties.ResourceTags?.length) {
        yield {
          path: 'LockConfiguration',
          message: 'must not be set together with resource tags',
          remedy: 'remove the lock, or the tags: only a rule for all resources of its type in the Region can be locked',
        };
      }
    },
  },
  {
    id: 'LockWithoutExclusionTags',
    severity: 'error',
    summary: 'A Region-level rule with exclusion tags is not locked.',
    see: PAGES.locking,
    * check({ properties }) {
      if (properties.LockConfiguration !== undefined && properties.ExcludeResourceTags?.length) {
        yield {
          path: 'LockConfiguration',
          message: 'must not be set together with exclusion tags',
          remedy: 'remove the lock, or the tags: only a rule for all resources of its type in the Region can be locked',
        };
      }
    },
  },
];

/** What changes with the lock, and must be able to. */
export const USED_ELSEWHERE = usedElsewhereRule('LockUsedElsewhere', 'What changes with the lock is used in its own stack only.', 'the lock');
