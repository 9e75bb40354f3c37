import { known, Resolvable } from '../../../private/resolvable';
import { Limit } from '../../limit';
import type { Problem } from '../../rule';
import type { TimeProperties } from '../properties';

/** The units of a time. */
export const UNITS = ['DAYS', 'WEEKS', 'MONTHS', 'YEARS'];

/** What to do about a time that is no whole number of units within its bounds. */
export function inAnotherUnit(time: TimeProperties | undefined, limit: Limit): string {
  const [value = 0, unit] = [known(time?.Value), known(time?.Unit)];
  if (!(value >= limit.min!)) {
    return `use at least ${limit.min}`;
  }
  if (value > limit.max!) {
    return unit === 'YEARS' || value === Infinity ? `use at most ${limit.max}` : 'write it in a larger unit';
  }
  return unit === 'DAYS' ? 'use whole days' : 'write it in a smaller unit';
}

/** A text that is none of a few. */
export function* oneOf(path: string, value: Resolvable<string> | undefined, allowed: readonly string[]): Iterable<Problem> {
  const text = known(value);
  if (text !== undefined && !allowed.includes(text)) {
    yield { path, value: text, message: `must be one of ${allowed.join(', ')}`, remedy: 'use one of these, in capitals' };
  }
}

/** What is wrong with the texts of a list. */
export function* eachForm(
  path: string, list: Resolvable<readonly Resolvable<string>[]> | undefined,
  check: (entry: { path: string; text: string | undefined }) => Iterable<Problem>,
): Iterable<Problem> {
  for (const [index, entry] of known(list)?.entries() ?? []) {
    yield* check({ path: `${path}[${index}]`, text: known(entry) });
  }
}
