import type { Duration } from 'aws-cdk-lib';
import type { RuleLockSpec } from '../model/retention/rule-lock-contract';

/**
 * What a lock does about those who open it by other means.
 */
export interface RuleLockOptions {
  /**
   * Whether an unlock in progress that the app did not ask for is taken back: the rule is locked again, **and its unlock delay begins
   * anew** with the next unlock.
   *
   * It is looked at when the construct changes, or its `reconcile`.
   *
   * @default false - the deployment fails before it changes anything, and says until when the rule stays protected
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-unlock.html
   */
  readonly relock?: boolean;
}

/**
 * Whether a retention rule is locked.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html
 */
export class RuleLock {
  /**
   * The rule is locked: **nobody can change or delete it, nor shorten the delay, until it was unlocked and the unlock delay is over.**
   * There is no way around that, for anyone.
   *
   * @param unlockDelay For how long the rule stays protected after it was unlocked: 7 to 30 whole days. It cannot be changed while the
   *   rule is locked or its unlock delay runs.
   * @param options What becomes of an unlock that the app did not ask for.
   */
  public static locked(unlockDelay: Duration, options: RuleLockOptions = {}): RuleLock {
    return new RuleLock(unlockDelay, options.relock);
  }

  /**
   * The rule is not locked. One that this construct had locked is unlocked: it stays protected until its unlock delay is over, and can
   * be changed from then on. A rollback locks it again.
   */
  public static unlocked(): RuleLock {
    return new RuleLock();
  }

  private constructor(private readonly unlockDelay?: Duration, private readonly relock?: boolean) {}

  /**
   * The lock as a handler is asked for it.
   *
   * @internal
   */
  public _spec(): RuleLockSpec {
    return this.unlockDelay === undefined
      ? { state: 'unlocked' } : { state: 'locked', unlockDelayDays: this.unlockDelay.toDays({ integral: false }), relock: this.relock };
  }
}

/**
 * What becomes of the lock of a retention rule when its construct is removed from the app, or its stack is deleted. The rule itself
 * stays in either case.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-unlock.html
 */
export enum RuleLockRemoval {
  /** The rule stays as it is, locked or not, and nothing manages it any more. */
  RETAIN = 'RETAIN',

  /**
   * The rule is unlocked: it stays protected until its unlock delay is over, and can be deleted from then on. The log of the handler and
   * Recycle Bin's event say until when.
   */
  UNLOCK = 'UNLOCK',
}
