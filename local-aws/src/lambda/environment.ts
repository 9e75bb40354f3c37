import type { FunctionDefinition } from './function-host';
import type { ExecutionEnvironment, StartEnvironment } from './invoker';
import { variablesOf } from './variables';
import type { Party } from './waits';
import type { LocalAws } from '../server';
import type { Run } from '../sessions';
import type { Clock } from '../world';

/** How a run ended. */
export interface RunResult {
  readonly outcome: 'succeeded' | 'failed' | 'timed out';

  /** What it failed with. */
  readonly error?: string;
}

/** What environments share with the host of the functions. */
export interface Host {
  readonly clock: Clock;
  readonly aws: LocalAws;

  /** How long a run may take by the real clock, in milliseconds: one that takes longer hangs. */
  readonly patience: number;
  log(text: string): void;
}

interface Current {
  readonly party: Party;
  readonly deadline: number;
  readonly end: (result: RunResult) => void;

  /** Goes off if it hangs. */
  guard: NodeJS.Timeout;
}

/**
 * An execution environment with what Lambda does around it: credentials of its own, which the code may keep as long as it lives, and
 * a time limit for each run. Once killed it is of no use, and nothing that its code still asks is heard.
 */
export class Environment implements Run {
  public killed = false;
  private readonly inner: ExecutionEnvironment;
  private current?: Current;

  constructor(start: StartEnvironment, private readonly definition: FunctionDefinition, private readonly host: Host) {
    const { clock, aws } = host;
    const { account, role, name } = definition;
    const sessionToken = aws.sessions.begin({ account, role, name, run: this });
    this.inner = start({
      variables: variablesOf(definition, { sessionToken, endpoint: aws.endpoint, now: clock.exactly() }),
      now: () => clock.exactly(),
      sleep: until => this.sleep(until),
      wake: (until, callback) => this.wake(until, callback),
      log: text => host.log(text),
    });
  }

  /** Whether it can run another event. */
  public get usable(): boolean {
    return !this.killed && this.inner.usable;
  }

  /** Runs the function once. */
  public async run(requestId: string, payload: string, party: Party): Promise<RunResult> {
    const deadline = this.host.clock.exactly() + this.definition.timeoutSeconds * 1000;
    const ended = new Promise<RunResult>(end => {
      this.current = { party, deadline, end, guard: this.guard() };
    });
    const done = this.inner.invoke({ requestId, payload, deadline })
      .then(({ error }): RunResult => (error === undefined ? { outcome: 'succeeded' } : { outcome: 'failed', error }));
    try {
      return await Promise.race([ended, done]);
    } finally {
      clearTimeout(this.current!.guard);
      this.current = undefined;
      party.forget();
    }
  }

  public kill(): void {
    const { timeoutSeconds } = this.definition;
    this.end();
    this.current?.end({ outcome: 'timed out', error: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds` });
  }

  /** Ends it at once. */
  public end(): void {
    this.killed = true;
    this.inner.end();
  }

  private async sleep(until: number): Promise<void> {
    const { current } = this;
    if (current === undefined || this.killed) {
      return never();
    }
    // While it waits, it may be for others that are not done.
    clearTimeout(current.guard);
    await current.party.until(Math.min(until, current.deadline));
    clearTimeout(current.guard);
    current.guard = this.guard();
    if (until < current.deadline) {
      return undefined;
    }
    this.kill();
    return never();
  }

  private wake(until: number, callback: () => void): () => void {
    const { current } = this;
    if (current === undefined || this.killed) {
      return () => {};
    }
    return current.party.wakeAt(Math.min(until, current.deadline), () => (until < current.deadline ? callback() : this.kill()));
  }

  /** Ends a run that hangs: this process has nothing to do for so long. On a machine that is too busy everything takes longer. */
  private guard(patience = this.host.patience, begun = performance.eventLoopUtilization()): NodeJS.Timeout {
    return setTimeout(() => {
      const left = this.host.patience - performance.eventLoopUtilization(begun).idle;
      if (left > 0 && this.current !== undefined) {
        this.current.guard = this.guard(left, begun);
        return;
      }
      this.host.aws.faults.push(`a run of ${this.definition.name} takes more than ${this.host.patience / 1000} s of real time`);
      this.kill();
    }, patience);
  }
}

function never(): Promise<never> {
  return new Promise<never>(() => undefined);
}
