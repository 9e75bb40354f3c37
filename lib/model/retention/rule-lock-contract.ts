import { Codec, flag, oneOf, optional, structure, wholeNumber } from '../codec';

// What the constructs that lock retention rules have in common.

/** What a construct asks for of the lock of a rule. */
export interface RuleLockSpec {
  readonly state: 'locked' | 'unlocked';

  /** For how many days the rule stays protected after it was unlocked. Of a locked rule only. */
  readonly unlockDelayDays?: number;

  /** Whether an unlock in progress that nobody asked for is taken back. That begins the delay anew. */
  readonly relock?: boolean;
}

export const ruleLock: Codec<RuleLockSpec> = structure<RuleLockSpec>({
  state: oneOf('locked', 'unlocked'), unlockDelayDays: optional(wholeNumber), relock: optional(flag),
});

/** What becomes of the lock when the construct goes. */
export type RemovalSpec = 'RETAIN' | 'UNLOCK';

export const ruleRemoval: Codec<RemovalSpec> = oneOf('RETAIN', 'UNLOCK');

/** What every construct with a lock tells of it. */
export type LockAttribute = 'RuleId' | 'RuleArn' | 'LockState' | 'LockEndTime';

export const LOCK_ATTRIBUTES: readonly LockAttribute[] = ['RuleId', 'RuleArn', 'LockState', 'LockEndTime'];

/** The tag of a rule that says whose it is: `<stackName>/<logicalId>`. */
export const OWNER = 'cdk-image-governance:owner';

/** The tag of a rule that says in which creation it was made: whether a creation that is rolled back made it, or found it. */
export const MADE_BY = 'cdk-image-governance:made-by';

/** The tag of a rule that says which construct unlocked it. */
export const UNLOCKED_BY = 'cdk-image-governance:unlocked-by';

/** The tags that are the library's own. */
export const OWN_TAGS = [OWNER, MADE_BY, UNLOCKED_BY] as const;
