import { sleep } from './clock';
import { ActionResult, Deadline, DoneAction, Logic, planFor, Port, Progress } from './handler';
import { inAnyOrder } from './lanes';
import type { Log } from './log';
import type { Act, Action, Failure, Plan, Stage } from './plan';
import type { Request } from './request';
import { OutOfTime, retryDenied } from './retry';

/** One run of the engine: a function has 15 minutes, and an operation may take several runs. */
export interface Run<Observed, A extends Action> {
  readonly log: Log;

  /** The arrival of the operation, in milliseconds since 1970. */
  readonly since: number;

  /** The end of the time that the caller waits, in milliseconds since 1970. */
  readonly deadline: number;

  /** The progress of earlier runs: the number of their actions, and whether they tried any. Of a long one, the rest may be lost. */
  readonly before: Partial<Progress<Observed, A>> & { readonly applied: number; readonly attempted: boolean };

  /** The time that this run still has, in milliseconds. */
  remaining(): number;

  /** True unless the caller went on without this operation. */
  isCurrent(): Promise<boolean>;

  /** Returns why an action that cannot be undone must not be taken now; nothing if it may. */
  whyNotIrreversible(): Promise<string | undefined>;
}

/** The result of a run. */
export type Result<Observed, A extends Action = Action> = Readonly<{
  observed: Observed | undefined; applied: number; attempted: boolean; done: readonly DoneAction<A>[];
}> & (
  | { readonly came: 'done'; readonly notes: readonly string[] }
  | { readonly came: 'failed'; readonly failures: readonly Failure[] }
  /** Another run has to go on. */
  | { readonly came: 'unfinished' }
);

/** The time that a run keeps for its end: to answer, or to hand over to another run. In milliseconds. */
export const RESERVE = 45_000;

/** The failure of an operation that the caller does not wait for any more. */
export const WENT_ON = 'the stack went on without this event';

/** The time for which an operation is believed to be current, in milliseconds. */
const BELIEVED = 1_000;

/** The longest pause after actions whose effect is not seen yet, in milliseconds. */
const LONGEST_PAUSE = 10_000;

/**
 * Looks, plans and acts until nothing is left to do.
 *
 * The next run begins by looking, whatever has happened in between: a crash after any action can be resumed.
 */
export async function reconcile<Spec, Observed, A extends Action>(
  logic: Logic<Spec, Observed, A, string>, port: Port<Spec, Observed, A>, request: Request<Spec>, run: Run<Observed, A>,
): Promise<Result<Observed, A>> {
  return new Reconciliation(logic, port, request, run).toTheEnd();
}

class Reconciliation<Spec, Observed, A extends Action> {
  private readonly done: DoneAction<A>[];
  private readonly deadline: Deadline;
  private observed: Observed | undefined;
  private applied: number;
  private attempted: boolean;

  /** The pause before the next actions: none before the first. */
  private pause = 0;
  private waitedFor: string | undefined;

  public constructor(
    private readonly logic: Logic<Spec, Observed, A, string>, private readonly port: Port<Spec, Observed, A>,
    private readonly request: Request<Spec>, private readonly run: Run<Observed, A>,
  ) {
    this.deadline = deadlineOf(run);
    this.done = [...run.before.done ?? []];
    this.observed = run.before.observed;
    this.applied = run.before.applied;
    this.attempted = run.before.attempted;
  }

  public async toTheEnd(): Promise<Result<Observed, A>> {
    for (;;) {
      const result = await this.step();
      if (result !== undefined) {
        return result;
      }
    }
  }

  /** Looks, plans and acts once. Returns nothing if the next look is due. */
  private async step(): Promise<Result<Observed, A> | undefined> {
    try {
      this.observed = await observe(this.port, this.request, this.run, this.deadline, { done: this.done, observed: this.observed });
    } catch (error) {
      return error instanceof OutOfTime ? this.unfinished() : this.failed({ on: this.request.owner, reason: `could not be read: ${errorText(error)}` });
    }
    const plan = planFor(this.logic, this.request, this.observed, this.done.map(({ action }) => action));
    this.run.log('plan', { observed: this.observed, plan });
    return this.ended(plan) ?? await this.waited(plan) ?? ('act' in plan ? this.act(plan) : undefined);
  }

  /** The end that a plan is; nothing, if it goes on. */
  private ended(plan: Plan<A>): Result<Observed, A> | undefined {
    const { owner: on } = this.request;
    if ('done' in plan) {
      return this.succeeded(plan.notes);
    }
    if ('refuse' in plan) {
      return this.failed({ on, reason: plan.refuse });
    }
    if ('fail' in plan) {
      plan.failures?.forEach(failure => this.run.log('failed', { ...failure }));
      return this.failed({ on, reason: plan.fail }, ...plan.failures ?? []);
    }
    return undefined;
  }

  /** Waits as long as a plan asks for, or until what was done can be seen. Returns the end if there is no time, or nobody waits any more. */
  private async waited(plan: Plan<A>): Promise<Result<Observed, A> | undefined> {
    const { run } = this;
    const left = run.deadline - RESERVE - Date.now();
    if (left <= 0 && (this.attempted || this.waitedFor !== undefined)) {
      const minutes = Math.round((Date.now() - run.since) / 60_000);
      const what = 'waitFor' in plan ? plan.waitFor : this.attempted ? 'what was done to be seen' : this.waitedFor;
      return this.failed({ on: this.request.owner, reason: `waited ${minutes} minutes for ${what}, and CloudFormation waits no longer: deploy again to go on` });
    }
    const wait = 'waitFor' in plan ? Math.max(plan.seconds, 1) * 1_000 : this.pause;
    const inThisRun = run.remaining() - RESERVE;
    if (wait > 0 && inThisRun <= 0) {
      return this.unfinished();
    }
    await sleep(Math.max(Math.min(wait, inThisRun, left), 0));
    if ('waitFor' in plan) {
      this.waitedFor = plan.waitFor;
      return undefined;
    }
    return this.overtaken();
  }

  /** The end of an operation that is not waited for any more: reads can lag behind writes, and to look at hundreds of things takes a while. */
  private async overtaken(): Promise<Result<Observed, A> | undefined> {
    const hasWaited = this.waitedFor !== undefined || this.pause > 0;
    if (hasWaited ? await this.run.isCurrent() : await this.deadline.isStillWanted()) {
      return undefined;
    }
    const reason = hasWaited ? `the stack went on while this waited for ${this.waitedFor ?? 'what was done to be seen'}` : WENT_ON;
    return this.failed({ on: this.request.owner, reason });
  }

  private async act(plan: Act<A>): Promise<Result<Observed, A> | undefined> {
    this.pause = Math.min(this.pause * 2 || 1_000, LONGEST_PAUSE);
    this.attempted = true;
    for (const stage of plan.act) {
      const { failures, complete } = await this.inStage(stage);
      // A later stage may take away what could not be put in its place, in a rollback too.
      if (failures.length > 0) {
        return this.failed(...failures);
      }
      if (!complete) {
        return this.unfinished();
      }
    }
    return plan.thenDone === undefined ? undefined : this.succeeded(plan.thenDone);
  }

  /** Takes the actions of a stage. Returns what failed, and whether all of it was begun. */
  private async inStage(stage: Stage<A>): Promise<{ readonly failures: readonly Failure[]; readonly complete: boolean }> {
    let complete = true;
    const lists = stage.map(entry => (Array.isArray(entry) ? entry as readonly A[] : [entry as A])).filter(({ length }) => length > 0);
    const results = await inAnyOrder(lists, async list => {
      for (const action of list) {
        if (this.deadline.remaining() < 0) {
          complete = false;
          return [];
        }
        try {
          await this.take(action);
        } catch (error) {
          if (error instanceof OutOfTime) {
            complete = false;
            return [];
          }
          this.run.log('failed', { ...action, error: errorText(error) });
          return [{ on: action.on, reason: `${action.action} failed: ${errorText(error)}` }];
        }
      }
      return [];
    }, ([{ lane = '' }]) => lane);
    return { failures: results.flatMap(result => (result.status === 'fulfilled' ? result.value : [])), complete };
  }

  private async take(action: A): Promise<void> {
    const result = await retryDenied(this.run.since, async (): Promise<ActionResult | void> => {
      const why = action.irreversible ? await this.run.whyNotIrreversible() : undefined;
      if (why !== undefined) {
        throw new Error(`skipped: it cannot be undone, and ${why}`);
      }
      return this.port.apply(action, this.request, this.deadline);
    });
    this.done.push({ action, ...result === undefined ? {} : { result } });
    this.applied++;
    this.run.log('applied', { ...action });
  }

  private succeeded(notes: readonly string[] = []): Result<Observed, A> {
    return { came: 'done', notes, ...this.soFar() };
  }

  private failed(...failures: readonly Failure[]): Result<Observed, A> {
    return { came: 'failed', failures, ...this.soFar() };
  }

  private unfinished(): Result<Observed, A> {
    return { came: 'unfinished', ...this.soFar() };
  }

  private soFar() {
    const { observed, applied, attempted, done } = this;
    return { observed, applied, attempted, done };
  }
}

/** Reads what a plan needs. Denied reads are tried again in the first minute. */
export async function observe<Spec, Observed, A extends Action>(
  port: Port<Spec, Observed, A>, request: Request<Spec>, run: Run<Observed, A>, deadline: Deadline, progress: Progress<Observed, A>,
): Promise<Observed> {
  return retryDenied(run.since, () => port.observe(request, deadline, progress));
}

/** The time that a port may take: the end of the run is for the answer, or for the hand-over. */
export function deadlineOf(run: Pick<Run<never, never>, 'remaining' | 'isCurrent'>): Deadline {
  let asked = Date.now();
  let current: Promise<boolean> = Promise.resolve(true);
  return {
    remaining: () => run.remaining() - RESERVE / 2,
    isStillWanted: async () => {
      if (Date.now() - asked >= BELIEVED) {
        asked = Date.now();
        current = run.isCurrent();
      }
      return current;
    },
  };
}

/** The text of an error. */
export function errorText(error: unknown): string {
  return error instanceof Error ? `${error.message} (${error.name})` : String(error);
}
