/**
 * What becomes of an image when its state update goes.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartResourceStateUpdate.html
 */
export enum ImageStateRemoval {
  /** Nothing: it stays as it is. */
  LEAVE = 'LEAVE',

  /**
   * It is made available again, if it is in the state that was declared, and its AMIs are shared again with whom the share policies of the
   * app declare. When the whole stack is deleted nothing is shared again, for its share policies go as well.
   *
   * So it is when a creation is rolled back, also of an image that was in this state before: an image that was recalled by other means is
   * then available.
   */
  MAKE_AVAILABLE = 'MAKE_AVAILABLE',
}
