import { KILLING } from '../local-aws/disturbances';
import { EVERYTHING } from '../support/everything';

/** Operations with the ways in which a call of each can be the last of a killed run. A read has no effect, before which it could be. */
export function killings(operations: readonly string[]): [operation: string, how: string][] {
  return [...new Set(operations)].flatMap(operation => {
    const reads = /^(?:Describe|Get|List)/.test(operation);
    return Object.keys(KILLING).filter(how => !reads || EVERYTHING && how.startsWith('after')).map((how): [string, string] => [operation, how]);
  });
}
