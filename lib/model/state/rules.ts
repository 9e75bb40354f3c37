import type { StateSubject } from './input';
import { named } from '../rule';
import { RESULT_USED_ELSEWHERE } from '../used-elsewhere-rule';
import { APP_RULES } from './rules/app';
import { COMBINATION_RULES } from './rules/combinations';
import { FIELD_RULES } from './rules/fields';
import { SURPRISE_RULES } from './rules/surprises';

/**
 * Every rule over a state update.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const IMAGE_STATE_UPDATE_RULES = named<StateSubject>('ImageStateUpdate', [
  ...FIELD_RULES, ...COMBINATION_RULES, ...APP_RULES, ...SURPRISE_RULES, RESULT_USED_ELSEWHERE,
]);
