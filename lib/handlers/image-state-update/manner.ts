import type { StateAction } from './actions';

/** How an image is brought to its state. */
export interface Manner {
  /** Whether the launch permissions that are declared are given back. */
  readonly shares: boolean;

  /** Whether an AMI that is not as its record says is a mistake: otherwise it is only said. */
  readonly isStrict: boolean;

  /** What was done since the event arrived in this run. */
  readonly applied: readonly StateAction[];
}
