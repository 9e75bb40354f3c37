/** Writes what happens, a JSON object a line, for a person who reads CloudWatch Logs. */
export type Log = (step: string, details?: object) => void;

/** The longest line, in characters. Half of a longer one is kept, because JSON in JSON takes up to twice the room. */
const LINE = 16_384;

/** A log whose lines all have the same context. */
export function logWith(context: object): Log {
  return (step, details = {}) => {
    const line = asJson({ ...details, step, ...context }) ?? JSON.stringify({ step, ...context, details: 'cannot be written as JSON' });
    process.stdout.write(`${line.length <= LINE ? line : asJson({ step, ...context, beginning: line.slice(0, LINE / 2) })}\n`);
  };
}

/** An object as JSON, whatever is in it: to log must never be what fails. */
function asJson(entry: object): string | undefined {
  try {
    return withoutSecrets(entry);
  } catch {
    return undefined;
  }
}

function withoutSecrets(entry: object): string {
  const above: unknown[] = [];
  return JSON.stringify(entry, function (this: unknown, name: string, value: unknown) {
    // With the URL, anybody could answer.
    if (name === 'ResponseURL') {
      return undefined;
    }
    if (typeof value === 'bigint') {
      return String(value);
    }
    while (above.length > 0 && above.at(-1) !== this) {
      above.pop();
    }
    if (above.includes(value)) {
      return 'in itself';
    }
    if (typeof value === 'object' && value !== null) {
      above.push(value);
    }
    return value;
  });
}
