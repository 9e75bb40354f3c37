import type { Problem } from './rule';

/**
 * A documented bound on one property.
 */
export interface Limit {
  /** What is bounded, in AWS's words. */
  readonly of: string;

  /** What is counted: characters, entries, or the value itself. */
  readonly unit: 'characters' | 'entries' | 'value' | 'form';

  readonly min?: number;
  readonly max?: number;

  /** Anchored on both sides. */
  readonly pattern?: RegExp;

  /** The pattern in words, after `must be`. */
  readonly form?: string;

  /** The shape of AWS's service model that states the same bound. */
  readonly shape?: string;

  /** The AWS page that states the bound. */
  readonly see: string;

  /** Where this bound differs from the model's on purpose, and why. */
  readonly stricter?: string;
}

/** The code of a Region, in any partition. */
export const REGION_CODE = /^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-[0-9]{1,2}$/;

/** Whether a count, a length or a number is inside the limit. */
export function isWithin(count: number, limit: Limit): boolean {
  return (limit.min === undefined || count >= limit.min) && (limit.max === undefined || count <= limit.max);
}

/** The bounds in words: `1 to 1000`, or `at most 256`. */
export function bounds(limit: Limit): string {
  return limit.min === undefined ? `at most ${limit.max}` : `${limit.min} to ${limit.max}`;
}

/** A text that is too long or too short. */
export function* lengthProblems(path: string, text: string | undefined, limit: Limit, remedy: string): Iterable<Problem> {
  if (text !== undefined && !isWithin(text.length, limit)) {
    yield { path, value: text, message: `must have ${bounds(limit)} characters, and has ${text.length}`, remedy };
  }
}

/** A number that is no whole number, or outside its bounds. */
export function* numberProblems(path: string, number: number | undefined, limit: Limit, remedy: string): Iterable<Problem> {
  if (number !== undefined && !(Number.isInteger(number) && isWithin(number, limit))) {
    yield { path, value: number, message: `must be a whole number from ${bounds(limit)}`, remedy };
  }
}

/** A list or map with too many or too few entries. */
export function* countProblems(path: string, count: number | undefined, limit: Limit, remedy: string): Iterable<Problem> {
  if (count !== undefined && !isWithin(count, limit)) {
    yield { path, value: count, message: `must have ${bounds(limit)} entries`, remedy };
  }
}

/** A text that is not of the documented form. */
export function* formProblems(
  path: string, text: string | undefined, limit: Limit, form: string, remedy: string,
): Iterable<Problem> {
  if (text !== undefined && !limit.pattern!.test(text)) {
    yield { path, value: text, message: `must be ${form}`, remedy };
  }
}
