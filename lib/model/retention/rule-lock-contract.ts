import type { LockConfigurationProperties } from './properties';
import { Codec, flag, oneOf, optional, structure, wholeNumber } from '../codec';

// What the constructs that lock retention rules have in common.

/** A declared lock. */
export interface LockedSpec {
  readonly state: 'locked';

  /** The days for which the rule stays protected after it is unlocked. */
  readonly unlockDelayDays: number;

  /** True if an unlock in progress that was not declared is taken back. That begins the delay anew. */
  readonly relock?: boolean;
}

/** The declaration that a rule is not locked, or no longer. */
export interface UnlockedSpec {
  readonly state: 'unlocked';
  readonly unlockDelayDays?: undefined;
}

/** The declaration of the lock of a rule. */
export type RuleLockSpec = LockedSpec | UnlockedSpec;

interface AnyLock extends Omit<Partial<LockedSpec>, 'state'> {
  readonly state: RuleLockSpec['state'];
}

const anyLock = structure<AnyLock>({ state: oneOf('locked', 'unlocked'), unlockDelayDays: optional(wholeNumber), relock: optional(flag) });
const locked = structure<LockedSpec>({ state: oneOf('locked'), unlockDelayDays: wholeNumber, relock: optional(flag) });

export const ruleLock: Codec<RuleLockSpec> = {
  encode: lock => anyLock.encode(lock),
  decode: (raw, path, mistakes) => {
    const found: string[] = [];
    const lock = anyLock.decode(raw, path, found);
    mistakes.push(...found);
    return found.length === 0 && lock.state === 'locked' ? locked.decode(raw, path, mistakes) : { state: 'unlocked' };
  },
};

/** The lock as a template of Recycle Bin has it; none, if it is unlocked. */
export function configurationOf({ state, unlockDelayDays }: RuleLockSpec): LockConfigurationProperties | undefined {
  return state === 'unlocked' ? undefined : { UnlockDelayValue: unlockDelayDays, UnlockDelayUnit: 'DAYS' };
}

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
