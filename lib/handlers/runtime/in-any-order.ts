/** How many things are done at a time. */
const AT_A_TIME = 5;

/** Does something with each of many things, a few at a time, and returns what came of each. */
export async function inAnyOrder<T, R>(things: readonly T[], act: (thing: T) => Promise<R>): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  const left = things.entries();
  const worker = async () => {
    for (const [index, thing] of left) {
      [results[index]] = await Promise.allSettled([Promise.resolve(thing).then(act)]);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}
