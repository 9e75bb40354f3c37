import { sleep } from './clock';

/** Names of the error by which services say that a role may not. */
const DENIED = ['AccessDenied', 'AccessDeniedException', 'ForbiddenException', 'UnauthorizedOperation'];

/** For how long after an event arrived a new policy may not be known everywhere yet, in milliseconds. */
const POLICY_LAG = 60_000;

/** Whether a role was not allowed to do something. */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.includes(error.name);
}

/**
 * Tries again what a role may not do, in the first minute: the policy may have been changed just before, and IAM is eventually
 * consistent. Throttling and cut connections are the SDK's to try again.
 *
 * @param since When the event arrived, in milliseconds since 1970.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export async function whileDenied<T>(since: number, call: () => Promise<T>): Promise<T> {
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 10_000)) {
    try {
      return await call();
    } catch (error) {
      if (!isDenied(error) || Date.now() - since >= POLICY_LAG) {
        throw error;
      }
      await sleep(pause);
    }
  }
}
