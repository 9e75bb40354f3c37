/** Something to do, after other things. */
export interface Step {
  readonly after: readonly Step[];

  /** Does it, and returns whether that went well. */
  run(): Promise<boolean>;
}

/**
 * What becomes of the other steps when one fails.
 *
 * - `stop`: none begins any more. What has begun ends.
 * - `leave out what comes after`: whatever has to come after it does not begin.
 * - `go on`: as if it had gone well.
 */
export type AfterFailure = 'stop' | 'leave out what comes after' | 'go on';

/** Steps of a list of things, each after others of the list. */
export function stepsOf<T>(things: readonly T[], isAfter: (thing: T, other: T) => boolean, run: (thing: T) => Promise<boolean>): Step[] {
  const steps = things.map(thing => ({ after: [] as Step[], run: () => run(thing) }));
  steps.forEach((step, index) => step.after.push(...steps.filter((_, at) => at !== index && isAfter(things[index], things[at]))));
  return steps;
}

/**
 * Carries steps out in their order: one at a time, always the first of the list that can begin, or side by side whatever can.
 *
 * @returns whether all went well
 */
export async function carryOut(steps: readonly Step[], afterFailure: AfterFailure, sideBySide: boolean): Promise<boolean> {
  const waiting = new Set(steps);
  const over = new Set<Step>();
  const running = new Set<Promise<void>>();
  const thrown: unknown[] = [];
  let stopped = false;
  let failed = false;

  const begin = (step: Step): void => {
    waiting.delete(step);
    const run = step.run().then(
      wentWell => {
        failed ||= !wentWell;
        stopped ||= !wentWell && afterFailure === 'stop';
        if (!wentWell && afterFailure === 'leave out what comes after') {
          leaveOut(step, waiting);
        }
        over.add(step);
      },
      error => {
        thrown.push(error);
        stopped = true;
      },
    ).finally(() => running.delete(run));
    running.add(run);
  };

  for (;;) {
    const ready = stopped ? [] : [...waiting].filter(step => step.after.every(it => over.has(it)));
    const room = sideBySide ? ready.length : 1 - running.size;
    // What is left over when a deployment stopped half-way can depend on each other in a circle: then the first of them begins.
    const next = ready.length === 0 && running.size === 0 && !stopped ? [...waiting].slice(0, 1) : ready.slice(0, room);
    next.forEach(begin);
    if (running.size === 0) {
      break;
    }
    await Promise.race(running);
  }
  if (thrown.length > 0) {
    throw thrown[0];
  }
  return !failed;
}

function leaveOut(failed: Step, waiting: Set<Step>): void {
  for (const step of [...waiting].filter(({ after }) => after.includes(failed))) {
    waiting.delete(step);
    leaveOut(step, waiting);
  }
}
