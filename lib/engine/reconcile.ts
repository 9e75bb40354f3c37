import { sleep } from './clock';
import { inAnyOrder } from './lanes';
import type { Log } from './log';
import type { Action, Logic, Port, Situation, Time } from './plan';
import { OutOfTime } from './retry';
import { whileDenied } from './retry-denied';
import { Cause, isForward } from '../cloudformation/cause';
import type { Failure } from '../cloudformation/reason';

/** A run of the function, as far as it goes. */
export interface Run {
  readonly log: Log;

  /** When the event arrived, in milliseconds since 1970. */
  readonly since: number;

  /** Until when CloudFormation waits for an answer, in milliseconds since 1970. */
  readonly deadline: number;

  /** How much earlier runs did for this event, and whether they tried anything. */
  readonly before: { readonly applied: number; readonly attempted: boolean };

  /** How long this run of the function still has, in milliseconds. */
  remaining(): number;

  /** Why the event came, as the stack is now. */
  causeNow(): Promise<Cause>;
}

/** What came of it. */
export type Result<Observed> = Readonly<{ observed: Observed | undefined; applied: number; attempted: boolean }> & (
  | { readonly came: 'done'; readonly notes: readonly string[] }
  | { readonly came: 'failed'; readonly failures: readonly Failure[] }
  /** Another run has to go on. */
  | { readonly came: 'unfinished' }
);

/** What a run keeps for its end: to answer, or to have another run go on. In milliseconds. */
export const RESERVE = 45_000;

/** What is to be said of an event that is not waited for any more. */
export const WENT_ON = 'the stack went on without this event';

/** For how long it is believed that CloudFormation still waits for an event, in milliseconds. */
const BELIEVED = 1_000;

/** The longest pause after actions whose effect is not seen yet, in milliseconds. */
const LONGEST_PAUSE = 10_000;

/**
 * Looks, plans and acts until there is nothing left to do.
 *
 * Whatever happens in between, the next run begins by looking: a crash after any action can be resumed.
 */
export async function reconcile<Spec, Observed, A extends Action>(
  logic: Logic<Spec, Observed, A, string>, port: Port<Spec, Observed, A>, situation: Situation<Spec>, run: Run,
): Promise<Result<Observed>> {
  const applied: A[] = [];
  const time = timeOf(run, situation);
  let observed: Observed | undefined;
  let { attempted } = run.before;
  let pause = 0;
  let waitedFor: string | undefined;
  const soFar = () => ({ observed, applied: run.before.applied + applied.length, attempted });
  const failed = (...failures: readonly Failure[]) => ({ came: 'failed', failures, ...soFar() } as const);

  for (;;) {
    try {
      observed = await whileDenied(run.since, () => port.observe(situation, time));
    } catch (error) {
      if (error instanceof OutOfTime) {
        return { came: 'unfinished', ...soFar() };
      }
      return failed({ on: situation.owner, reason: `could not be looked at: ${said(error)}` });
    }
    const plan = logic.plan(situation, observed, applied);
    run.log('plan', { observed, plan });

    if ('done' in plan) {
      return { came: 'done', notes: plan.notes ?? [], ...soFar() };
    }
    if ('refuse' in plan) {
      plan.failures?.forEach(failure => run.log('failed', { ...failure }));
      return failed({ on: situation.owner, reason: plan.refuse }, ...plan.failures ?? []);
    }
    const left = run.deadline - RESERVE - Date.now();
    if (left <= 0 && (attempted || waitedFor !== undefined)) {
      const minutes = Math.round((Date.now() - run.since) / 60_000);
      const what = 'waitFor' in plan ? plan.waitFor : attempted ? 'what was done to be seen' : waitedFor;
      return failed({ on: situation.owner, reason: `waited ${minutes} minutes for ${what}, and CloudFormation waits no longer: deploy again to go on` });
    }
    const wait = 'waitFor' in plan ? Math.max(plan.seconds, 1) * 1_000 : pause;
    const inThisRun = run.remaining() - RESERVE;
    if (wait > 0 && inThisRun <= 0) {
      return { came: 'unfinished', ...soFar() };
    }
    await sleep(Math.max(Math.min(wait, inThisRun, left), 0));
    if ('waitFor' in plan) {
      waitedFor = plan.waitFor;
      continue;
    }

    // Reads can lag behind writes: the second time, what was done may only not be seen yet.
    if ((waitedFor !== undefined || pause > 0) && !await isCurrent(situation, run)) {
      return failed({ on: situation.owner, reason: `the stack went on while this waited for ${waitedFor ?? 'what was done to be seen'}` });
    }
    // To look at hundreds of things takes a while as well.
    if (waitedFor === undefined && pause === 0 && !await time.isStillWanted()) {
      return failed({ on: situation.owner, reason: WENT_ON });
    }
    pause = Math.min(pause * 2 || 1_000, LONGEST_PAUSE);
    attempted = true;
    const failures: Failure[] = [];
    for (const stage of plan.act) {
      const { failures: here, complete } = await inStage(stage, applied, port, situation, run, time);
      failures.push(...here);
      // What comes later may take away what could not be put in its place, in a rollback too.
      if (failures.length > 0) {
        break;
      }
      if (!complete) {
        return { came: 'unfinished', ...soFar() };
      }
    }
    if (failures.length > 0) {
      return failed(...failures);
    }
    if (plan.thenDone !== undefined) {
      return { came: 'done', notes: plan.thenDone, ...soFar() };
    }
  }
}

/** The time that a port may take: the end of the run is for the answer, or for handing over. */
export function timeOf(run: Run, situation: Situation<unknown>): Time {
  let asked = Date.now();
  let current: Promise<boolean> = Promise.resolve(true);
  return {
    remaining: () => run.remaining() - RESERVE / 2,
    isStillWanted: async () => {
      if (Date.now() - asked >= BELIEVED) {
        asked = Date.now();
        current = isCurrent(situation, run);
      }
      return current;
    },
  };
}

/** Whether CloudFormation still waits for this event. A stack that cannot be read says nothing. */
async function isCurrent({ cause }: Situation<unknown>, run: Run): Promise<boolean> {
  const now = await run.causeNow();
  return now === cause || now === 'unknown' || (cause === 'unknown' && now !== 'overtaken');
}

/** Does what stands in one list, and returns what failed, and whether all of it was begun. */
async function inStage<Spec, Observed, A extends Action>(
  stage: readonly A[], applied: A[], port: Port<Spec, Observed, A>, situation: Situation<Spec>, run: Run, time: Time,
): Promise<{ readonly failures: readonly Failure[]; readonly complete: boolean }> {
  let complete = true;
  const results = await inAnyOrder(stage, async action => {
    if (time.remaining() < 0) {
      complete = false;
      return;
    }
    await whileDenied(run.since, async () => {
      const cause = action.irreversible ? await run.causeNow() : undefined;
      if (cause !== undefined && !isForward(cause)) {
        throw new Error(`it cannot be undone, and this is not, or no longer, the way forward (${cause})`);
      }
      await port.apply(action, situation, time);
    });
    applied.push(action);
    run.log('applied', { ...action });
  }, ({ lane = '' }) => lane);
  const failures = results.flatMap((result, index) => {
    if (result.status === 'fulfilled') {
      return [];
    }
    if (result.reason instanceof OutOfTime) {
      complete = false;
      return [];
    }
    const { action, on } = stage[index];
    run.log('failed', { ...stage[index], error: said(result.reason) });
    return [{ on, reason: `${action} failed: ${said(result.reason)}` }];
  });
  return { failures, complete };
}

/** What an error says. */
export function said(error: unknown): string {
  return error instanceof Error ? `${error.message} (${error.name})` : String(error);
}
