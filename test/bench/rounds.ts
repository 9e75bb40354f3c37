/** How many times the one is of the other, or what was counted: the median of all rounds, the least and the most. */
export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** How often two things are done before it counts, and how often then. */
export interface Rounds {
  readonly warmUp: number;
  readonly counted: number;
}

/**
 * How much longer one thing takes than another.
 *
 * They take turns, so that whatever slows the machine down for a while slows both down. The warm-up is for the
 * compiler of the engine, and for what is loaded when it is first needed.
 */
export function compare(one: () => void, other: () => void, { warmUp, counted }: Rounds): Ratio {
  const ratios = Array.from({ length: warmUp + counted }, () => milliseconds(one) / milliseconds(other));
  return ratioOf(ratios.slice(warmUp));
}

/** How two things compared, and what each of them took in milliseconds: the medians. */
export interface Comparison {
  readonly ratio: Ratio;
  readonly one: number;
  readonly other: number;
}

/** As `compare`, for what takes its time. */
export async function compareAsync(one: Work, other: Work, { warmUp, counted }: Rounds): Promise<Comparison> {
  const times: [number, number][] = [];
  for (let round = 0; round < warmUp + counted; round++) {
    times.push([await millisecondsOf(one), await millisecondsOf(other)]);
  }
  const kept = times.slice(warmUp);
  return {
    ratio: ratioOf(kept.map(([time, yardstick]) => time / yardstick)),
    one: median(kept.map(([time]) => time)),
    other: median(kept.map(([, yardstick]) => yardstick)),
  };
}

type Work = () => Promise<unknown>;

/** What the ratios of single rounds say together. */
export function ratioOf(ratios: readonly number[]): Ratio {
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** What was counted, and comes out the same each time. */
export function exactly(number: number): Ratio {
  return ratioOf([number]);
}

/** The number in the middle, or between the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** How long something takes. */
export function milliseconds(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

async function millisecondsOf(work: Work): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
