/** What a map has for a key, made and kept if there is nothing yet. */
export function memoised<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  if (!map.has(key)) {
    map.set(key, make(key));
  }
  return map.get(key)!;
}

/** Values by their keys, in their order. */
export function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    memoised(groups, keyOf(value), () => []).push(value);
  }
  return groups;
}

/** A list in parts of so many at most. */
export function chunked<T>(values: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / most) }, (_, index) => values.slice(index * most, (index + 1) * most));
}
