import type { VirtualTime } from './virtual-time';
import type { ActionResult, Deadline, Logic, Port } from '../../lib/engine/handler';
import type { Action, Plan, SafePlan } from '../../lib/engine/plan';
import type { Run } from '../../lib/engine/reconcile';
import type { Deploy, Request } from '../../lib/engine/request';

// A resource that is a list of things: as small as a handler can be, with its plan in the hands of the test.

export interface ThingsSpec {
  readonly things: readonly string[];
}

/** The things that are there. */
export type Things = readonly string[];

export type ThingsAttribute = 'Count';

export const OWNER = 'Images/Things1A2B3C4D';

/** A creation. */
export const REQUEST: Deploy<ThingsSpec> = {
  verb: 'deploy',
  owner: OWNER,
  incarnation: '1',
  operationId: 'request-1',
  home: { partition: 'aws', account: '111111111111', region: 'eu-west-1' },
  isForward: true,
  desired: { things: ['a', 'b'] },
};

/** An action that makes a thing. */
export const make = (on: string): Action => ({ action: 'Make', on });

/** An action that makes a thing of which nobody can take back anything. */
export const makeForEver = (on: string): Action => ({ action: 'Make', on, irreversible: true });

/** An error as services throw it. */
export const serviceError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** The plans of a test, one after the other; the last one again and again. Whatever the verb, `plan` is asked. */
export function planning(...plans: readonly (Plan<Action> | Error)[]): Logic<ThingsSpec, Things, Action, ThingsAttribute> & { plan: jest.Mock } {
  const left = [...plans];
  const plan = jest.fn((..._: [Request<ThingsSpec>, Things, readonly Action[]]) => {
    const next = left.length > 1 ? left.shift()! : left[0];
    if (next instanceof Error) {
      throw next;
    }
    return next;
  });
  return {
    plan,
    deploy: plan,
    // Nothing but a deployment can refuse: the types of the engine say so.
    restore: (...asked) => plan(...asked) as SafePlan<Action>,
    remove: (...asked) => plan(...asked) as SafePlan<Action>,
    removeUnread: (...asked) => plan(...asked) as SafePlan<Action>,
    identity: (_, observed) => `things-${observed?.length ?? 'unseen'}`,
    attributes: (_, observed) => ({ Count: String(observed?.length ?? 'unseen') }),
  };
}

/** A port to things in memory. */
export class FakePort implements Port<ThingsSpec, Things, Action> {
  public things: string[] = [];

  /** What was asked, in order. */
  public readonly asked: string[] = [];

  /** What happens instead when a thing is made. */
  public readonly instead: Record<string, () => unknown> = {};

  /** What happens instead of the looks, one after the other. */
  public readonly insteadOfLooks: (() => Promise<Things>)[] = [];

  public async observe(..._: Parameters<Port<ThingsSpec, Things, Action>['observe']>): Promise<Things> {
    this.asked.push('look');
    return this.insteadOfLooks.shift()?.() ?? [...this.things];
  }

  public apply({ action, on }: Action, ..._: [Request<ThingsSpec>, Deadline]): Promise<ActionResult | void> {
    this.asked.push(`${action} ${on}`);
    const instead = this.instead[on];
    if (instead !== undefined) {
      return instead() as Promise<void>;
    }
    this.things.push(on);
    return Promise.resolve();
  }
}

/** A run of a function in virtual time: of 14 minutes, for a creation that just arrived. */
export class FakeRun implements Run<Things, Action> {
  public since: number;
  public deadline: number;
  public readonly lines: [string, object | undefined][] = [];
  public before: Run<Things, Action>['before'] = { applied: 0, attempted: false };

  /** Whether the caller still waits, why nothing irreversible may be done, and how often either was asked. */
  public current = true;
  public whyNot?: string;
  public asks = 0;

  /** How long the run may take, in milliseconds. */
  public limit = 14 * 60_000;

  private readonly began: number;

  public constructor(private readonly time: VirtualTime) {
    this.since = this.began = time.now;
    this.deadline = this.since + 3_600_000;
  }

  public readonly log = (step: string, details?: object): void => {
    this.lines.push([step, details]);
  };

  public remaining(): number {
    return this.limit - (this.time.now - this.began);
  }

  public async isCurrent(): Promise<boolean> {
    this.asks++;
    return this.current;
  }

  public async whyNotIrreversible(): Promise<string | undefined> {
    this.asks++;
    return this.whyNot;
  }

  /** The lines of one kind. */
  public said(step: string): (object | undefined)[] {
    return this.lines.filter(line => line[0] === step).map(([, details]) => details);
  }
}
