import { FIELD_RULES } from './rules/fields';
import { IMAGE_RULES } from './rules/images';
import { OTHER_POLICY_RULES } from './rules/others';
import { PRINCIPAL_RULES } from './rules/principals';
import { PUBLIC_RULES } from './rules/public';
import type { SharingSubject } from './share-policy-input';
import { named } from '../rule';
import { RESULT_USED_ELSEWHERE } from '../used-elsewhere-rule';

/**
 * Every rule over a share policy.
 *
 * All are pure functions of CloudFormation-shaped properties, and so hold for a construct and for a raw template alike.
 */
export const IMAGE_SHARE_POLICY_RULES = named<SharingSubject>('ImageSharePolicy', [
  ...FIELD_RULES, ...PRINCIPAL_RULES, ...PUBLIC_RULES, ...IMAGE_RULES, ...OTHER_POLICY_RULES, RESULT_USED_ELSEWHERE,
]);
