import type { Failure } from '../engine/plan';

/** The longest reason, in bytes: CloudFormation takes 4,096 for the whole answer. */
export const REASON_BYTES = 900;

/** The longest reason of one failure among several, so that a long one does not hide the others. */
const FAILURE_BYTES = 250;

/** The place of the log that has everything. */
export interface LogPlace {
  readonly logGroup: string;
  readonly requestId: string;
}

/**
 * The reason of all failures, as far as they fit; the log has the rest.
 *
 * @param before A sentence that stands before it.
 */
export function reasonOf(before: string, failures: readonly Failure[], log: LogPlace): string {
  const most = failures.length > 1 ? FAILURE_BYTES : REASON_BYTES;
  const whole = failures.every(({ reason }) => bytes(reason) <= most);
  const all = failures.map(({ on, reason }) => `${on}: ${bytes(reason) > most ? `${cut(reason, most)} ...` : reason}`);
  for (let shown = all.length; shown > 0; shown--) {
    const rest = shown < all.length ? `; and ${all.length - shown} more: ${placeIn(log)}` : whole ? '' : `; all of it: ${placeIn(log)}`;
    const reason = `${before} ${all.slice(0, shown).join('; ')}${rest}`;
    if (bytes(reason) <= REASON_BYTES) {
      return reason;
    }
  }
  return fitting(`${before} ${failures.map(({ on, reason }) => `${on}: ${reason}`).join('; ')}`, log);
}

/** A text that is cut where it is too long, with the place where the log has the whole. */
export function fitting(whole: string, log: LogPlace): string {
  if (bytes(whole) <= REASON_BYTES) {
    return whole;
  }
  const rest = ` ...; all of it: ${placeIn(log)}`;
  return cut(whole, REASON_BYTES - bytes(rest)) + rest;
}

function placeIn({ logGroup, requestId }: LogPlace): string {
  return `log group ${logGroup}, request ${requestId}`;
}

/** The beginning of a text. No character is cut in two. */
function cut(text: string, most: number): string {
  let [length, kept] = [0, ''];
  for (const character of text) {
    length += bytes(character);
    if (length > most) {
      break;
    }
    kept += character;
  }
  return kept;
}

/** The length of a text in an answer, in which some characters take several bytes. */
function bytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
