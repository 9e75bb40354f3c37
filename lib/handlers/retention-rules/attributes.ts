import { ObservedRule, ruleArnOf } from './observed';
import type { LockAttribute } from '../../model/retention/rule-lock-contract';

/** An attribute that nothing is known of. An empty one would be no value to CloudFormation. */
const NONE = 'none';

/** What a construct tells of a rule and its lock. A rule that was never locked is unlocked. */
export function lockAttributesOf(
  rule: ObservedRule | undefined, ruleId: string | undefined, stackId: string,
): Readonly<Record<LockAttribute, string>> {
  const id = rule?.id ?? ruleId;
  return {
    RuleId: id ?? NONE,
    RuleArn: id === undefined ? NONE : ruleArnOf(id, stackId),
    LockState: rule?.lockState ?? 'unlocked',
    LockEndTime: rule?.lockEndTime ?? NONE,
  };
}
