/**
 * What becomes of an image when its state update goes.
 */
export enum ImageStateRemoval {
  /** Nothing: it stays as it is. */
  LEAVE = 'LEAVE',

  /**
   * It is made available again, if it is in the state that was declared, and its AMIs are shared again with whom the share policies of the
   * app declare. When the whole stack is deleted nothing is shared again, for its share policies go as well.
   */
  MAKE_AVAILABLE = 'MAKE_AVAILABLE',
}
