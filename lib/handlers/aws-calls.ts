import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Deadline } from '../engine/handler';
import { PassingError, retryPassing } from '../engine/retry';

/** An error as the SDK throws it. */
type SdkError = Parameters<typeof isThrottlingError>[0];

function kindOf(error: Error): PassingError | undefined {
  const thrown = error as SdkError;
  return isThrottlingError(thrown) ? 'throttled' : isTransientError(thrown) || isServerError(thrown) ? 'transient' : undefined;
}

/**
 * Makes a call that is tried again while it is throttled and the run has time.
 *
 * For a client that does not try again by itself (`maxAttempts: 1`): the SDK gives up after some seconds, and hundreds of calls under a
 * quota of some a second take minutes.
 *
 * @throws OutOfTime if the run has no time left
 */
export async function retryThrottled<T>(deadline: Deadline, call: () => Promise<T>): Promise<T> {
  return retryPassing(deadline, call, kindOf);
}
