/** The number of things of a lane that run at a time. */
const AT_A_TIME = 5;

/**
 * Does something with each of many things, a few at a time, and returns what came of each.
 *
 * @param laneOf In which lane a thing is: a lane that is slow holds up no other. By default all are in one.
 */
export async function inAnyOrder<T, R>(
  things: readonly T[], act: (thing: T) => Promise<R>, laneOf: (thing: T) => string = () => '',
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  const lanes = new Map<string, [number, T][]>();
  for (const entry of things.entries()) {
    const lane = laneOf(entry[1]);
    const there = lanes.get(lane) ?? [];
    there.push(entry);
    lanes.set(lane, there);
  }
  await Promise.all([...lanes.values()].flatMap(lane => {
    const left = lane.values();
    const worker = async () => {
      for (const [index, thing] of left) {
        [results[index]] = await Promise.allSettled([Promise.resolve(thing).then(act)]);
      }
    };
    return Array.from({ length: AT_A_TIME }, worker);
  }));
  return results;
}

/** Returns the results of all, or throws the first failure. */
export function fulfilled<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.map(result => {
    if (result.status === 'rejected') {
      throw result.reason;
    }
    return result.value;
  });
}
