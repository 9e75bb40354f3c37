import { randomUUID } from 'node:crypto';
import { Environment, Host, RunResult } from './environment';
import type { FunctionDefinition, FunctionHost } from './function-host';
import type { Invoker, StartEnvironment } from './invoker';
import { Party, Waits } from './waits';
import type { LocalAws } from '../server';
import type { Clock } from '../world';

/** An event on its way to a function. */
export interface Delivery {
  /** The ARN of the function. */
  readonly function: string;

  /** The same for an event that is delivered again. */
  readonly requestId: string;

  /** Which delivery of the event it is, from 1. */
  readonly attempt: number;

  /** Whether the event was delivered although another delivery of it did not fail. */
  readonly duplicate: boolean;
  readonly payload: unknown;
}

/** A run of a function that is over. */
export interface FunctionRun extends Delivery, RunResult {
  /** The ARN of the role that it ran with. */
  readonly role: string;
}

/** Settings of `Functions`. */
export interface FunctionsOptions {
  /**
   * How long a run may take by the real clock, in milliseconds, while this process has nothing else to do. One that takes longer is a fault
   * of the stand-in.
   *
   * @default 30000
   */
  readonly patience?: number;
}

/** The pauses before an event that failed is delivered again, in minutes. */
const PAUSES = [1, 2];

/**
 * Lambda, as far as it runs functions for asynchronous events.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class Functions implements FunctionHost {
  /** Every run, in the order in which they ended. */
  public readonly runs: FunctionRun[] = [];

  /** Events for functions that there were not, or no longer. */
  public readonly undelivered: Delivery[] = [];

  /** Whether events are delivered twice, as can happen: one after the other, or at the same time. */
  public deliverTwice?: 'after' | 'side by side';

  private readonly deployed = new Map<string, Deployed>();
  private readonly texts = new Map<string, string>();
  private readonly deliveries = new Set<Promise<void>>();
  private readonly waits: Waits;

  /**
   * @param aws The server that functions talk to. It is asked for when the first one runs.
   */
  constructor(
    private readonly clock: Clock,
    private readonly invoker: Invoker,
    private readonly aws: () => LocalAws,
    private readonly options: FunctionsOptions = {},
  ) {
    this.waits = new Waits(clock);
  }

  public put(definition: FunctionDefinition): void {
    this.remove(definition.arn);
    this.deployed.set(definition.arn, new Deployed(definition, this.invoker.deploy(definition)));
  }

  public remove(arn: string): void {
    this.deployed.get(arn)?.retire();
    this.deployed.delete(arn);
  }

  /** A function as it is now. */
  public definition(arn: string): FunctionDefinition | undefined {
    return this.deployed.get(arn)?.definition;
  }

  public invoke(arn: string, event: object): void {
    const delivery: Delivery = { function: arn, requestId: randomUUID(), attempt: 1, duplicate: false, payload: event };
    const delivered = this.deliverAsOften(delivery)
      .catch((error: Error) => {
        this.aws().faults.push(error.stack!);
      })
      .finally(() => this.deliveries.delete(delivered));
    this.deliveries.add(delivered);
  }

  public async idle(): Promise<void> {
    while (this.deliveries.size > 0) {
      await Promise.all(this.deliveries);
    }
  }

  /** What a function wrote to stdout and stderr, line by line. */
  public logs(arn: string): string[] {
    return (this.texts.get(arn) ?? '').split('\n').filter(line => line !== '');
  }

  /** Ends whatever still runs. */
  public dispose(): void {
    [...this.deployed.keys()].forEach(arn => this.remove(arn));
    this.invoker.dispose();
  }

  private async deliverAsOften(delivery: Delivery): Promise<void> {
    const { deliverTwice } = this;
    const first = this.deliver(delivery);
    if (deliverTwice === 'side by side') {
      await Promise.all([first, this.deliver({ ...delivery, duplicate: true })]);
    } else {
      await first;
      if (deliverTwice === 'after') {
        await this.deliver({ ...delivery, duplicate: true });
      }
    }
  }

  /** Delivers an event until a run succeeds: three times at most. */
  private async deliver(delivery: Delivery): Promise<void> {
    const party = this.waits.join();
    try {
      // Whoever invokes has its answer before the function begins.
      await new Promise(setImmediate);
      for (let attempt = 1; await this.attempt({ ...delivery, attempt }, party) && attempt <= PAUSES.length; attempt++) {
        await party.until(this.clock.exactly() + PAUSES[attempt - 1] * 60_000);
      }
    } finally {
      party.leave();
    }
  }

  /** Delivers an event once, and returns whether it has to be delivered again. */
  private async attempt(delivery: Delivery, party: Party): Promise<boolean> {
    const deployed = this.deployed.get(delivery.function);
    if (deployed === undefined) {
      this.undelivered.push(delivery);
      return false;
    }
    const result = await deployed.run(delivery, party, this.hostOf(delivery.function));
    this.runs.push({ ...delivery, ...result, role: deployed.definition.role });
    return result.outcome !== 'succeeded';
  }

  private hostOf(arn: string): Host {
    const log = (text: string) => this.texts.set(arn, (this.texts.get(arn) ?? '') + text);
    return { clock: this.clock, aws: this.aws(), patience: this.options.patience ?? 30_000, log };
  }
}

/** A function with the code and the configuration that it has at a time, and the environments in which it runs. */
class Deployed {
  private readonly warm: Environment[] = [];
  private retired = false;

  constructor(public readonly definition: FunctionDefinition, private readonly start: StartEnvironment) {
  }

  /** Runs the function in an environment that is free, or in a new one. */
  public async run({ requestId, payload }: Delivery, party: Party, host: Host): Promise<RunResult> {
    const environment = this.warm.pop() ?? new Environment(this.start, this.definition, host);
    const result = await environment.run(requestId, JSON.stringify(payload), party);
    if (environment.usable && !this.retired) {
      this.warm.push(environment);
    } else {
      environment.end();
    }
    return result;
  }

  /** Takes it out of use. What runs, runs to its end. */
  public retire(): void {
    this.retired = true;
    this.warm.forEach(environment => environment.end());
    this.warm.length = 0;
  }
}
