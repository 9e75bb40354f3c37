import type { Problem } from './rule';
import { known, Resolvable } from '../private/resolvable';

/** A field of a structure; of an unknown structure, something unknown. */
export function inside<T>(structure: Resolvable<T> | undefined, field: (it: T) => unknown): unknown {
  const it = known(structure);
  return it === undefined ? structure : field(it);
}

/** A property that is not there. */
export function* missing(path: string, value: unknown): Iterable<Problem> {
  if (value === undefined) {
    yield { path, message: 'is required', remedy: 'set it' };
  }
}
