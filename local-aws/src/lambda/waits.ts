import type { Clock } from '../world';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * Waiting without real time: when everybody who takes part waits, the clock goes on to the moment for which the first of them waits.
 * Nobody sleeps through what somebody else is still at.
 */
export class Waits {
  private readonly parties = new Set<Party>();
  private settling = false;

  constructor(private readonly clock: Clock) {
  }

  /** Takes part: from now on the clock stands still while this one does anything but wait. */
  public join(): Party {
    const party = new Party(() => this.settle(), () => this.parties.delete(party));
    this.parties.add(party);
    return party;
  }

  /** Lets time go by, after whoever begins to wait at the same moment has begun. */
  private settle(): void {
    if (this.settling) {
      return;
    }
    this.settling = true;
    setImmediate(() => {
      this.settling = false;
      const parties = [...this.parties];
      const first = Math.min(...parties.flatMap(({ sleepers }) => [...sleepers].map(({ until }) => until)));
      if (first > this.clock.exactly() && Number.isFinite(first) && parties.every(({ sleepers }) => sleepers.size > 0)) {
        this.clock.advance({ milliseconds: first - this.clock.exactly() });
      }
      const woken = parties.map(party => party.wake(this.clock.exactly()));
      if (woken.includes(true)) {
        this.settle();
      }
    });
  }
}

/** Somebody who takes part in waiting: the deliveries of an event, one after the other. */
export class Party {
  public readonly sleepers = new Set<Sleeper>();

  constructor(private readonly settle: () => void, private readonly left: () => void) {
  }

  /** Waits until a moment, in milliseconds since 1970. */
  public async until(until: number): Promise<void> {
    await new Promise<void>(wake => {
      this.wakeAt(until, wake);
    });
  }

  /** Calls back at a moment, for which this one waits until then, or until it is taken back by what this returns. */
  public wakeAt(until: number, wake: () => void): () => void {
    const sleeper = { until, wake };
    this.sleepers.add(sleeper);
    this.settle();
    return () => this.sleepers.delete(sleeper);
  }

  /** Ends every wait that is over, and returns whether there was one. */
  public wake(now: number): boolean {
    const over = [...this.sleepers].filter(({ until }) => until <= now);
    for (const sleeper of over) {
      // Whoever was woken before may have taken it back.
      if (this.sleepers.delete(sleeper)) {
        sleeper.wake();
      }
    }
    return over.length > 0;
  }

  /** Waits for nothing any more: whoever did never goes on. */
  public forget(): void {
    this.sleepers.clear();
  }

  /** Takes part no longer. */
  public leave(): void {
    this.left();
    this.settle();
  }
}
