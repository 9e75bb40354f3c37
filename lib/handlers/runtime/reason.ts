/** How long a reason may be, in bytes: CloudFormation takes 4,096 for the whole answer. */
export const REASON_BYTES = 900;

/** Something that failed, and why. */
export interface Failure {
  readonly on: string;
  readonly reason: string;
}

/** Where the log says everything. */
export interface LogPlace {
  readonly logGroup: string;
  readonly requestId: string;
}

/**
 * Everything that failed, as far as it fits; the log has the rest.
 *
 * @param before A sentence that stands before it.
 */
export function reasonOf(before: string, failures: readonly Failure[], log: LogPlace): string {
  const all = failures.map(({ on, reason }) => `${on}: ${reason}`);
  for (let shown = all.length; shown > 0; shown--) {
    const rest = shown < all.length ? `; and ${all.length - shown} more: ${placeIn(log)}` : '';
    const reason = `${before} ${all.slice(0, shown).join('; ')}${rest}`;
    if (bytes(reason) <= REASON_BYTES) {
      return reason;
    }
  }
  return fitting(`${before} ${all.join('; ')}`, log);
}

/** A text that is cut where it is too long, with the place where the log has the whole. */
export function fitting(whole: string, log: LogPlace): string {
  if (bytes(whole) <= REASON_BYTES) {
    return whole;
  }
  const rest = ` ...; all of it: ${placeIn(log)}`;
  const room = REASON_BYTES - bytes(rest);
  // A character of several bytes is not cut in two.
  return Buffer.from(whole).subarray(0, room).toString().replace(/\uFFFD+$/, '') + rest;
}

function placeIn({ logGroup, requestId }: LogPlace): string {
  return `log group ${logGroup}, request ${requestId}`;
}

function bytes(of: string): number {
  return Buffer.byteLength(of);
}
