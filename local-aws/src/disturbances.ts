/** What happens to a call, instead of or besides what should. */
export type Disturbance =
  | { readonly kind: 'throttled' }
  | { readonly kind: 'error'; readonly code: string; readonly message: string; readonly details?: Readonly<Record<string, unknown>> }
  | { readonly kind: 'late'; readonly milliseconds: number }
  | { readonly kind: 'meanwhile'; happens(): Promise<unknown> }
  | { readonly kind: 'cut' | 'killed'; readonly when: 'before' | 'after' };

/** The call is refused because there were too many. */
export const throttled: Disturbance = { kind: 'throttled' };

/** The call fails, with an error that its operation has. */
export function failing(code: string, message = 'injected', details?: Readonly<Record<string, unknown>>): Disturbance {
  return { kind: 'error', code, message, details };
}

/** The call takes effect at once, and its answer comes late: by the real clock, because a client waits by it. */
export function late(milliseconds: number): Disturbance {
  return { kind: 'late', milliseconds };
}

/** Somebody does something just before the call takes effect. */
export function meanwhile(happens: () => Promise<unknown>): Disturbance {
  return { kind: 'meanwhile', happens };
}

/** The connection is cut before the call takes effect, or after it did. */
export function cut(when: 'before' | 'after'): Disturbance {
  return { kind: 'cut', when };
}

/** The function that makes the call is killed, as at its time limit, before the call takes effect or after it did. */
export function killed(when: 'before' | 'after'): Disturbance {
  return { kind: 'killed', when };
}

/** What can go wrong with a call, and go right when it is made again. */
export const PASSING: Readonly<Record<string, Disturbance>> = {
  'throttled': throttled,
  'answered late': late(30),
  'cut before it takes effect': cut('before'),
  'cut after it took effect': cut('after'),
};

/** What ends a run of a function, and lets the next one go on. */
export const KILLING: Readonly<Record<string, Disturbance>> = {
  'before it takes effect': killed('before'),
  'after it took effect': killed('after'),
};

/** Operations with the ways in which a call of each can be the last of a killed run. A read has no effect, before which it could be. */
export function killings(operations: readonly string[]): [operation: string, how: string][] {
  return [...new Set(operations)].flatMap(operation => {
    const reads = /^(?:Describe|Get|List)/.test(operation);
    return Object.keys(KILLING).filter(how => !reads || how.startsWith('after')).map((how): [string, string] => [operation, how]);
  });
}

interface Planned {
  readonly operation: string;
  readonly disturbance: Disturbance;
  readonly service?: string;
  calls: number;
  readonly nth: number;
  readonly times: number;
}

/** What a test has planned to go wrong on the wire. */
export class Disturbances {
  private readonly planned: Planned[] = [];

  /**
   * Plans a disturbance for calls of an operation.
   *
   * @param at Which of the calls from now on: the nth, or as many as `times` from the nth on. By default the next one.
   */
  public plan(operation: string, disturbance: Disturbance, at: Partial<Pick<Planned, 'nth' | 'times' | 'service'>> = {}): void {
    this.planned.push({ operation, disturbance, service: at.service, calls: 0, nth: at.nth ?? 1, times: at.times ?? 1 });
  }

  /** What happens to a call that is made now. */
  public next(service: string, operation: string): Disturbance | undefined {
    const concerned = this.planned.filter(it => it.operation === operation && (it.service ?? service) === service);
    concerned.forEach(it => it.calls++);
    return concerned.find(it => it.calls >= it.nth && it.calls < it.nth + it.times)?.disturbance;
  }

  /** What was planned and has not happened is not to happen any more. */
  public forget(): void {
    this.planned.length = 0;
  }

  /** What was planned and has not happened. */
  public get outstanding(): string[] {
    return this.planned.filter(it => it.calls < it.nth).map(it => `${it.operation}: ${it.disturbance.kind}`);
  }
}
