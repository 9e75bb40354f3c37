import { isForward } from './cause';
import { sleep } from './clock';
import { inAnyOrder } from './in-any-order';
import type { Log } from './log';
import type { Action, Logic, Port, Situation } from './logic';
import type { Failure } from './reason';
import { whileDenied } from './retrying';

/** A run of the function, as far as it goes. */
export interface Run {
  readonly log: Log;

  /** When the event arrived, in milliseconds since 1970. */
  readonly since: number;

  /** Until when CloudFormation waits for an answer, in milliseconds since 1970. */
  readonly deadline: number;

  /** How long this run of the function still has, in milliseconds. */
  remaining(): number;

  /** The status of the stack as it is now. */
  stackStatus(): Promise<string | undefined>;

  /** Whether CloudFormation still waits for this event. */
  isCurrent(): Promise<boolean>;
}

/** What came of it. */
export type Result<Observed> = Readonly<{ observed: Observed | undefined; applied: number; attempted: boolean }> & (
  | { readonly came: 'done'; readonly notes: readonly string[] }
  | { readonly came: 'failed'; readonly failures: readonly Failure[] }
  /** Another run has to go on. */
  | { readonly came: 'unfinished' }
);

/** What a run keeps for its end: to answer, or to have another run go on. In milliseconds. */
const RESERVE = 45_000;

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
  let observed: Observed | undefined;
  let pause = 0;
  let attempted = false;
  let waitedFor: string | undefined;
  const soFar = () => ({ observed, applied: applied.length, attempted });
  const failed = (...failures: readonly Failure[]) => ({ came: 'failed', failures, ...soFar() } as const);

  for (;;) {
    try {
      observed = await whileDenied(run.since, () => port.observe(situation));
    } catch (error) {
      return failed({ on: situation.owner, reason: `could not be looked at: ${said(error)}` });
    }
    const plan = logic.plan(situation, observed, applied);
    run.log('plan', { observed, plan });

    if ('done' in plan) {
      return { came: 'done', notes: plan.notes ?? [], ...soFar() };
    }
    if ('refuse' in plan) {
      return failed({ on: situation.owner, reason: plan.refuse });
    }
    if (Date.now() + RESERVE >= run.deadline) {
      const minutes = Math.round((Date.now() - run.since) / 60_000);
      const what = waitedFor ?? ('waitFor' in plan ? plan.waitFor : 'what was done to be seen');
      return failed({ on: situation.owner, reason: `waited ${minutes} minutes for ${what}, and CloudFormation waits no longer: deploy again to go on` });
    }
    if ('waitFor' in plan) {
      waitedFor = plan.waitFor;
      if (run.remaining() < plan.seconds * 1_000 + RESERVE) {
        return { came: 'unfinished', ...soFar() };
      }
      await sleep(plan.seconds * 1_000);
      continue;
    }

    // Reads can lag behind writes: the second time, what was done may only not be seen yet.
    if (run.remaining() < pause + RESERVE) {
      return { came: 'unfinished', ...soFar() };
    }
    await sleep(pause);
    if (waitedFor !== undefined && !await run.isCurrent()) {
      return failed({ on: situation.owner, reason: `the stack went on while this waited for ${waitedFor}` });
    }
    attempted = true;
    pause = Math.min(pause * 2 || 1_000, LONGEST_PAUSE);
    for (const stage of plan.act) {
      const failures = await inStage(stage, applied, port, situation, run);
      if (failures.length > 0) {
        return failed(...failures);
      }
    }
  }
}

/** Does what stands in one list, and returns what failed. */
async function inStage<Spec, Observed, A extends Action>(
  stage: readonly A[], applied: A[], port: Port<Spec, Observed, A>, situation: Situation<Spec>, run: Run,
): Promise<Failure[]> {
  const results = await inAnyOrder(stage, async action => {
    if (action.irreversible) {
      const status = await run.stackStatus();
      if (!isForward(status)) {
        throw new Error(`it cannot be undone, and the stack is ${status ?? 'in a state that could not be read'}`);
      }
    }
    await whileDenied(run.since, () => port.apply(action, situation));
    applied.push(action);
    run.log('applied', { ...action });
  });
  return results.flatMap((result, index) => {
    if (result.status === 'fulfilled') {
      return [];
    }
    const { action, on } = stage[index];
    run.log('failed', { ...stage[index], error: said(result.reason) });
    return [{ on, reason: `${action} failed: ${said(result.reason)}` }];
  });
}

/** What an error says. */
export function said(error: unknown): string {
  return error instanceof Error ? `${error.message} (${error.name})` : String(error);
}
