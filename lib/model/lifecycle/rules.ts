import type { Subject } from './input';
import { LIBRARY } from '../library';
import type { Rule } from '../rule';
import { APP_RULES } from './rules/app';
import { COMBINATION_RULES } from './rules/combinations';
import { FIELD_RULES } from './rules/fields';
import { SURPRISE_RULES } from './rules/surprises';
import { TAG_RULES } from './rules/tags';

/**
 * Every rule over a lifecycle policy.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const LIFECYCLE_POLICY_RULES: readonly Rule<Subject>[] = [
  ...FIELD_RULES, ...TAG_RULES, ...COMBINATION_RULES, ...APP_RULES, ...SURPRISE_RULES,
].map(rule => ({ ...rule, id: `${LIBRARY}:LifecyclePolicy.${rule.id}` }));
