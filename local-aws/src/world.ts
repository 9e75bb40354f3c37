/** Who asks, and where. */
export interface Caller {
  readonly account: string;
  readonly region: string;

  /** The ARN of the role with which it asks. Its policies decide what it may do; who has none may do anything. */
  readonly role?: string;

  /** What its session with the role is called. */
  readonly sessionName?: string;

  /** How much a page of a list holds at most, where a test wants it small. */
  readonly pageSize?: number;
}

/** The partition of the stand-in's world. */
export const PARTITION = 'aws';

type TimeUnit = 'days' | 'hours' | 'minutes' | 'seconds' | 'milliseconds';

/** A clock that stands still until somebody moves it: a test, or whoever would have waited. */
export class Clock {
  private milliseconds = Date.UTC(2026, 0, 1);

  /** The time, in whole seconds since 1970, as AWS's answers have it. */
  public now(): number {
    return Math.floor(this.milliseconds / 1000);
  }

  /** The time, in milliseconds since 1970. */
  public exactly(): number {
    return this.milliseconds;
  }

  /** Lets time go by. */
  public advance({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Partial<Record<TimeUnit, number>>): void {
    this.milliseconds += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  }
}

/**
 * Things of one kind, each of an account and a Region.
 *
 * A thing is never changed, only put in the place of another, so that a service can be looked at as it was some calls ago.
 */
export class Regional<T> {
  private places = new Map<string, Map<string, T>>();

  /** The things of a caller's account and Region, by their id. */
  public of({ account, region }: Pick<Caller, 'account' | 'region'>): Map<string, T> {
    const place = `${account}/${region}`;
    const things = this.places.get(place) ?? new Map<string, T>();
    this.places.set(place, things);
    return things;
  }

  /** Remembers everything as it is now, and returns what brings it back. */
  public remember(): () => void {
    const copy = () => new Map([...this.places].map(([place, things]) => [place, new Map(things)]));
    const remembered = copy();
    return () => {
      this.places = new Map([...remembered].map(([place, things]) => [place, new Map(things)]));
    };
  }
}

/** A page of a list, and the token with which the next one is asked for. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** The page of a list that a token asks for, or the first one. */
export function page<T>(items: readonly T[], most: number | undefined, token: string | undefined, caller: Caller): Page<T> {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  const to = from + Math.min(most ?? Infinity, caller.pageSize ?? Infinity);
  return { items: items.slice(from, to), ...to < items.length ? { nextToken: Buffer.from(String(to)).toString('base64') } : {} };
}
