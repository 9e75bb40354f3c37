import type { Service } from './service';

/** A write that reads do not see yet. */
interface Unseen {
  readonly before: () => void;
  reads: number;
}

/** Reads that lag behind writes: after each write, the next reads of its service see what was there before. */
export class Lag {
  /** How many reads do not see a write. */
  public reads = 0;

  private readonly unseen = new Map<Service, Unseen[]>();
  private readonly busy = new Map<Service, Promise<unknown>>();

  /** Carries an operation out, in the past if it is a read that lags. */
  public async around<T>(service: Service, operation: string, carryOut: () => Promise<T>): Promise<T> {
    if (this.reads === 0 && !this.unseen.has(service)) {
      return carryOut();
    }
    // One after the other: while a read looks at the past, nobody may write.
    const before = this.busy.get(service);
    const result = Promise.resolve(before).then(() => this.inTime(service, operation, carryOut));
    this.busy.set(service, result.catch(() => undefined));
    return result;
  }

  private async inTime<T>(service: Service, operation: string, carryOut: () => Promise<T>): Promise<T> {
    if (!/^(?:Get|List|Describe)/.test(operation)) {
      if (this.reads > 0) {
        this.unseen.set(service, [...this.unseen.get(service) ?? [], { before: remember(service), reads: this.reads }]);
      }
      return carryOut();
    }
    const unseen = (this.unseen.get(service) ?? []).filter(write => write.reads > 0);
    if (unseen.length === 0) {
      return carryOut();
    }
    unseen.forEach(write => write.reads--);
    const now = remember(service);
    unseen[0].before();
    try {
      return await carryOut();
    } finally {
      now();
    }
  }
}

function remember({ state = [] }: Service): () => void {
  const back = state.map(things => things.remember());
  return () => back.forEach(restore => restore());
}
