import type { ObservedState, OpenExecution } from './observed';
import { nameOf } from '../images/observed';

/** For how long AMIs may seem to lag behind the record, in milliseconds. */
const IN_STEP_WITHIN = 30_000;

/** Seconds between two looks at what lags. */
export const LOOK_AGAIN = 5;

/** Whether it is only a moment that the image is left alone, as far as this run knows, so that reads may still lag behind what another has done. */
export function isFresh({ now, calmSince = 0 }: ObservedState): boolean {
  return now - calmSince < IN_STEP_WITHIN;
}

/** Whether an execution began only a moment ago. */
export function hasJustBegun({ startedAt = 0 }: OpenExecution, { now }: ObservedState): boolean {
  return now - startedAt < IN_STEP_WITHIN;
}

/** AMIs are given the time to be seen as they are. */
export function toBeInStep(amis: ObservedState['amis']) {
  return { waitFor: `${amis.map(nameOf).join(', ')} to be in step with the record of the image`, seconds: LOOK_AGAIN };
}
