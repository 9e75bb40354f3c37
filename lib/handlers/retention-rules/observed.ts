import type { Home } from '../../engine/request';
import type { LockAttribute } from '../../model/retention/rule-lock-contract';

/** A retention rule as it is. */
export interface ObservedRule {
  readonly id: string;
  readonly arn: string;
  readonly resourceType: string;
  readonly retentionDays: number;

  /** Empty if there is none. */
  readonly description: string;

  /** False as long as the rule does not retain anything yet. */
  readonly isAvailable: boolean;

  /** True for a Region-level rule without exclusions; false if tags select or exclude. */
  readonly isForAll: boolean;

  /** Absent if the rule was never locked. */
  readonly lockState?: 'locked' | 'pending_unlock' | 'unlocked';

  /** The delay of the present or the last lock. */
  readonly unlockDelayDays?: number;

  /** The end of the protection of a rule that is being unlocked, in ISO 8601. */
  readonly lockEndTime?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** True if the lock of a rule forbids to change or delete it. */
export function isProtected({ lockState }: ObservedRule): boolean {
  return lockState === 'locked' || lockState === 'pending_unlock';
}

/** The id in the ARN of a rule; nothing for any other text. */
export function ruleIdIn(text: string | undefined): string | undefined {
  return /^arn:[^:]+:rbin:[^:]*:[^:]*:rule\/([0-9a-zA-Z]{11})$/.exec(text ?? '')?.[1];
}

/** The ARN of a rule at home. */
export function ruleArnOf(ruleId: string, { partition, account, region }: Home): string {
  return `arn:${partition}:rbin:${region}:${account}:rule/${ruleId}`;
}

/** An attribute without a value: CloudFormation takes no empty one. */
const NONE = 'none';

/** The attributes of a rule and its lock. A rule that was never locked is unlocked. */
export function lockAttributesOf(
  rule: ObservedRule | undefined, ruleId: string | undefined, home: Home,
): Readonly<Record<LockAttribute, string>> {
  const id = rule?.id ?? ruleId;
  return {
    RuleId: id ?? NONE,
    RuleArn: id === undefined ? NONE : ruleArnOf(id, home),
    LockState: rule?.lockState ?? 'unlocked',
    LockEndTime: rule?.lockEndTime ?? NONE,
  };
}
