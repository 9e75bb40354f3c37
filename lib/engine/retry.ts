import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { sleep } from './clock';
import type { Time } from './plan';

/** There was no time left to try a call again: another run has to. */
export class OutOfTime extends Error {
  public readonly name = 'OutOfTime';
}

/** The longest pause before a call is tried again, in milliseconds: longer, and what may be done would be left unused. */
const LONGEST_PAUSE = 2_000;

/** An error as the SDK throws it. */
type SdkError = Parameters<typeof isThrottlingError>[0];

/** How often a call is tried again whose answer was lost, or that the service failed at. */
const FAULTS = 8;

/**
 * Tries a call again that came too often, as long as the run has time; and some times one whose answer was lost, or that the service
 * failed at. The pauses are random, so that calls which were refused together do not come together again.
 *
 * For a client that does not try again itself (`maxAttempts: 1`): the SDK gives up after some seconds, and hundreds of calls under a
 * quota of some a second take minutes.
 *
 * @throws OutOfTime if the run has no time left
 */
export async function patiently<T>(time: Time, call: () => Promise<T>): Promise<T> {
  for (let most = 250, faults = 0; ; most = Math.min(most * 2, LONGEST_PAUSE)) {
    try {
      return await call();
    } catch (error) {
      if (!isThrottlingError(error as SdkError) && (!isPassing(error as SdkError) || ++faults > FAULTS)) {
        throw error;
      }
      if (time.remaining() < most) {
        throw new OutOfTime(`there was no time left to try again after: ${(error as SdkError).message}`);
      }
      await sleep(most * (0.5 + Math.random() / 2));
      if (!await time.isStillWanted()) {
        throw new Error('the stack went on without this event');
      }
    }
  }
}

/** Whether the next time can be otherwise. */
function isPassing(error: SdkError): boolean {
  return isTransientError(error) || isServerError(error);
}
