/** Who asks, and where. */
export interface Caller {
  readonly account: string;
  readonly region: string;
}

/** A clock that stands still until a test moves it. */
export class Clock {
  private seconds = Date.UTC(2026, 0, 1) / 1000;

  /** The time, in seconds since 1970. */
  public now(): number {
    return this.seconds;
  }

  /** Lets time go by. */
  public advance(by: { readonly days?: number; readonly hours?: number; readonly seconds?: number }): void {
    this.seconds += (by.days ?? 0) * 86_400 + (by.hours ?? 0) * 3_600 + (by.seconds ?? 0);
  }
}

/**
 * Things of one kind, each of an account and a Region.
 */
export class Regional<T> {
  private readonly places = new Map<string, Map<string, T>>();

  /** The things of a caller's account and Region, by their id. */
  public of({ account, region }: Caller): Map<string, T> {
    const place = `${account}/${region}`;
    const things = this.places.get(place) ?? new Map<string, T>();
    this.places.set(place, things);
    return things;
  }
}
