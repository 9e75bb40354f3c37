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
