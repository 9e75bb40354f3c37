import { known } from './resolvable';

/**
 * A structure of an L1 with its names spelt as in a template. Tag maps are the user's own, and stay as they are.
 */
export function inTemplateShape<T>(structure: unknown): T {
  // Most parts are plain values, which stay as they are, tokens or not.
  if (typeof structure !== 'object' || structure === null) {
    return structure as T;
  }
  if (Array.isArray(structure)) {
    return structure.map(inTemplateShape) as T;
  }
  const it = known(structure);
  if (it === undefined) {
    return structure as T;
  }
  const result: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(it)) {
    if (part !== undefined) {
      result[name[0].toUpperCase() + name.slice(1)] = name === 'tagMap' ? part : inTemplateShape(part);
    }
  }
  return result as T;
}
