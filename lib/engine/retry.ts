import { sleep } from './clock';
import type { Deadline } from './handler';

/** Thrown where no time is left to try a call again: another run of the function has to. */
export class OutOfTime extends Error {
  public readonly name = 'OutOfTime';
}

/** Thrown where a service does not know something yet that was made just before. Tried again as denied calls are. */
export class NotYetPropagated extends Error {
  public readonly name = 'NotYetPropagated';
}

/** The kinds of errors that pass: the call came too often, or its answer was lost, or the service failed at it. */
export type PassingError = 'throttled' | 'transient';

/** The longest pause before a throttled call is tried again, in milliseconds: a longer one would leave capacity unused. */
const LONGEST_PAUSE = 2_000;

/** The number of times that a call with a transient error is tried again. */
const TRANSIENT_RETRIES = 8;

/**
 * Tries a throttled call again as long as the run has time, and a call with a transient error 8 times. The pauses are random, so that
 * calls which were refused together do not come together again.
 *
 * @param kindOf Tells the kind of an error; `undefined` if it does not pass.
 * @throws OutOfTime if the run has no time left
 */
export async function retryPassing<T>(deadline: Deadline, call: () => Promise<T>, kindOf: (error: Error) => PassingError | undefined): Promise<T> {
  for (let most = 250, transient = 0; ; most = Math.min(most * 2, LONGEST_PAUSE)) {
    try {
      return await call();
    } catch (error) {
      const kind = kindOf(error as Error);
      if (kind === undefined || (kind === 'transient' && ++transient > TRANSIENT_RETRIES)) {
        throw error;
      }
      if (deadline.remaining() < most) {
        throw new OutOfTime(`there was no time left to try again after: ${(error as Error).message}`);
      }
      await sleep(most * (0.5 + Math.random() / 2));
      if (!await deadline.isStillWanted()) {
        throw new Error('the stack went on without this event');
      }
    }
  }
}

/** The names of the errors by which services deny a call. */
const DENIED = ['AccessDenied', 'AccessDeniedException', 'ForbiddenException', 'UnauthorizedOperation'];

/** The time after the arrival of an operation in which a new policy or role may not be known everywhere, in milliseconds. */
const PROPAGATION = 60_000;

/** True if a service denied a call. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.includes(error.name);
}

/**
 * Tries a denied call again in the first minute: its policy may have been changed just before, and IAM is eventually consistent.
 *
 * @param since The arrival of the operation, in milliseconds since 1970.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export async function retryDenied<T>(since: number, call: () => Promise<T>): Promise<T> {
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      return await call();
    } catch (error) {
      if (!(isDenied(error) || error instanceof NotYetPropagated) || Date.now() - since >= PROPAGATION) {
        throw error;
      }
      await sleep(pause);
    }
  }
}
