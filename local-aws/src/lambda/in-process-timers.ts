import type { Surroundings } from './invoker';

type Callback = (...args: any[]) => void;

/** What else there is to a timer, besides that of Node.js. */
interface Timer {
  /** When it goes off, in milliseconds since 1970. */
  readonly until: number;
  readonly goOff: () => void;

  /** Has it wait by the clock no longer. */
  withdraw?: () => void;
}

/**
 * The timers that one environment started.
 *
 * As long as it waits for an answer they run by the real clock, as the server and the network do: they may guard what is under way, and must
 * not go off before it had its time. Without any, they are a sleep, for which it waits by the clock, without real time: it is so that the SDK
 * pauses before it tries again. Intervals run by the real clock always.
 */
export class Timers {
  private readonly running = new Map<NodeJS.Timeout, Timer | undefined>();
  private sleeping = true;
  private ended = false;

  constructor(private readonly surroundings: Surroundings) {
  }

  public readonly setTimeout = (callback: Callback, after?: number, ...args: unknown[]): NodeJS.Timeout => {
    const milliseconds = Math.max(Number(after) || 1, 1);
    const goOff = () => {
      this.stop(started);
      callback(...args);
    };
    const started = setTimeout(goOff, milliseconds);
    const timer: Timer = { until: this.surroundings.now() + milliseconds, goOff };
    this.add(started, timer);
    if (this.sleeping && !this.ended) {
      this.sleepFor(timer);
    }
    return started;
  };

  public readonly setInterval = (callback: Callback, milliseconds?: number, ...args: unknown[]): NodeJS.Timeout => {
    const started = setInterval(callback, milliseconds, ...args);
    this.add(started);
    return started;
  };

  /** Stops a timer of this environment. */
  public readonly stop = (started: NodeJS.Timeout | undefined): void => {
    clearTimeout(started);
    if (started) {
      this.running.get(started)?.withdraw?.();
      this.running.delete(started);
    }
  };

  /** Has timers go off by the clock, or by the real clock alone. */
  public sleep(whether: boolean): void {
    this.sleeping = whether;
    for (const timer of this.running.values()) {
      if (timer && whether) {
        this.sleepFor(timer);
      } else {
        timer?.withdraw?.();
      }
    }
  }

  public end(): void {
    this.ended = true;
    [...this.running.keys()].forEach(this.stop);
  }

  private add(started: NodeJS.Timeout, timer?: Timer): void {
    if (this.ended) {
      clearTimeout(started);
    } else {
      this.running.set(started, timer);
    }
  }

  private sleepFor(timer: Timer): void {
    timer.withdraw = this.surroundings.wake(timer.until, timer.goOff);
  }
}
