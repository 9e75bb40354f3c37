import { sleep } from '../engine/clock';

/** The most attempts to send an answer. */
const ATTEMPTS = 4;

/** The status by which S3 says, among others, that the body did not arrive in time. */
const TIMED_OUT = 400;

/** The time for one attempt, in milliseconds. */
const TIMEOUT = 5_000;

/**
 * Sends an answer to where CloudFormation waits for it.
 *
 * As bytes, because with a string comes a content type, which the presigned URL can refuse; to the URL as it is.
 *
 * @throws Error if it cannot be delivered. The URL is a secret, so the message does not have it.
 */
export async function respond(url: string, answer: Uint8Array): Promise<void> {
  for (let attempt = 1, pause = 500; ; attempt++, pause *= 2) {
    const refusal = await put(url, answer);
    if (refusal === undefined) {
      return;
    }
    if (attempt === ATTEMPTS || !refusal.canPass) {
      throw new Error(`CloudFormation did not take the answer after ${attempt} attempts: ${refusal.why}`);
    }
    await sleep(pause);
  }
}

interface Refusal {
  readonly why: string;

  /** True if another attempt can succeed. */
  readonly canPass: boolean;
}

async function put(url: string, body: Uint8Array): Promise<Refusal | undefined> {
  try {
    const { ok, status } = await fetch(url, { method: 'PUT', body, signal: AbortSignal.timeout(TIMEOUT) });
    return ok ? undefined : { why: `status ${status}`, canPass: status >= 500 || status === 429 || status === TIMED_OUT };
  } catch (error) {
    // The cause has the reason; the message of fetch itself says nothing.
    const { cause = error } = error as Error;
    const { code, name } = cause as Error & { code?: unknown };
    return { why: typeof code === 'string' ? code : name, canPass: true };
  }
}
