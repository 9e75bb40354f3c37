/**
 * A `Date` that tells another time than the machine's. Everything else about it is as ever.
 *
 * @param now The time, in milliseconds since 1970.
 */
export function dateAt(real: DateConstructor, now: () => number): DateConstructor {
  const date: DateConstructor = new Proxy(real, {
    construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [now()] : args, as === date ? target : as),
    apply: () => new real(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return date;
}

/** Waiting as `node:timers/promises` has it. What it cannot do here, it refuses. */
export function sleepUntil(now: () => number, sleep: (until: number) => Promise<void>) {
  return async <T>(milliseconds = 1, value?: T, options?: object): Promise<T | undefined> => {
    if (options !== undefined) {
      throw new Error('the stand-in does not know setTimeout with options');
    }
    await sleep(now() + milliseconds);
    return value;
  };
}
