import type { StateSubject } from './input';
import { LIBRARY } from '../library';
import type { Rule } from '../rule';
import { APP_RULES } from './rules/app';
import { COMBINATION_RULES } from './rules/combinations';
import { FIELD_RULES } from './rules/fields';
import { SURPRISE_RULES } from './rules/surprises';
import { RESULT_USED_ELSEWHERE } from '../../private/used-elsewhere';

/**
 * Every rule over a state update.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const IMAGE_STATE_UPDATE_RULES: readonly Rule<StateSubject>[] = [
  ...FIELD_RULES, ...COMBINATION_RULES, ...APP_RULES, ...SURPRISE_RULES, RESULT_USED_ELSEWHERE,
].map(rule => ({ ...rule, id: `${LIBRARY}:ImageStateUpdate.${rule.id}` }));
