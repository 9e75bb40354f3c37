/** Writes what happens, a JSON object a line, for whoever looks into CloudWatch Logs. */
export type Log = (step: string, details?: object) => void;

/** A log whose lines all have the same context. */
export function logWith(context: object): Log {
  return (step, details = {}) => process.stdout.write(`${JSON.stringify({ step, ...context, ...details }, secretless)}\n`);
}

/** What never gets into a log: with the URL, anybody could answer. */
function secretless(name: string, value: unknown): unknown {
  return name === 'ResponseURL' ? undefined : value;
}
