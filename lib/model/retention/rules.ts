import type { LockSubject, RetentionSubject } from './input';
import { named } from '../rule';
import { FIELD_RULES } from './rules/fields';
import { LOCK_RULES, USED_ELSEWHERE } from './rules/lock';
import { LOCKED_RULES } from './rules/locked-retention-rule';
import { LOCK_ALONE_RULES } from './rules/retention-rule-lock';
import { APP_RULES, SELECTION_RULES } from './rules/selection';
import { TAG_RULES } from './rules/tags';

/**
 * Every rule over a retention rule.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const RETENTION_RULE_RULES = named<RetentionSubject>('RetentionRule', [
  ...FIELD_RULES, ...SELECTION_RULES, ...LOCK_RULES, ...TAG_RULES, ...APP_RULES,
]);

/** Every rule over a retention rule that is locked where it is made. */
export const LOCKED_RETENTION_RULE_RULES = named<RetentionSubject>('LockedRetentionRule', [
  ...FIELD_RULES, ...LOCK_RULES, ...TAG_RULES, ...APP_RULES, ...LOCKED_RULES, USED_ELSEWHERE,
]);

/** Every rule over the lock of a retention rule that is made elsewhere. */
export const RETENTION_RULE_LOCK_RULES = named<LockSubject>('RetentionRuleLock', LOCK_ALONE_RULES);
