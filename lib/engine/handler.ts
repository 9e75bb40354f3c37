import type { Action, Plan, SafePlan } from './plan';
import type { Declaring, Deploy, Remove, RemoveUnread, Request, Restore } from './request';

/** The decisions of a handler: pure, and the same at every delivery of an operation. */
export interface Logic<Spec, Observed, A extends Action, Attribute extends string> {
  /**
   * Decides the next step of a creation or an update.
   *
   * @param done The actions of this operation so far, because reads can lag behind writes.
   */
  deploy(request: Deploy<Spec>, observed: Observed, done: readonly A[]): Plan<A>;

  /** Decides the next step of a rollback, and of what may be one. */
  restore(request: Restore<Spec>, observed: Observed, done: readonly A[]): SafePlan<A>;

  /** Decides the next step of a removal. */
  remove(request: Remove<Spec>, observed: Observed, done: readonly A[]): SafePlan<A>;

  /**
   * Decides the next step of the removal of a declaration that is newer than this code.
   *
   * @default - everything stays, with a note
   */
  removeUnread?(request: RemoveUnread, observed: Observed, done: readonly A[]): SafePlan<A>;

  /**
   * Returns the identity of the resource: the same as long as it is the same thing. Another one replaces it.
   *
   * @param observed The last look; absent if nothing could be read.
   */
  identity(request: Declaring<Spec>, observed: Observed | undefined): string;

  /**
   * True if an earlier delivery of a creation may have made the resource although this run did nothing: its deletion then takes it back.
   *
   * @default - it has not
   */
  mayHaveMade?(request: Deploy<Spec>, observed: Observed | undefined): boolean;

  /**
   * Returns every attribute of the resource, always.
   *
   * @param observed The last look; absent if nothing could be read.
   */
  attributes(request: Declaring<Spec>, observed: Observed | undefined): Readonly<Record<Attribute, string>>;
}

/** The time of a run. */
export interface Deadline {
  /** The time that is left, in milliseconds. */
  remaining(): number;

  /** True unless the operation has ended without this run. For after a pause. */
  isStillWanted(): Promise<boolean>;
}

/** The result of an action, as the service answered: plain data. */
export type ActionResult = Readonly<Record<string, string | number | boolean>>;

/** An action that was taken. */
export interface DoneAction<A extends Action> {
  readonly action: A;
  readonly result?: ActionResult;
}

/** The progress of an operation so far: plain data, which the next run of the function gets as well. */
export interface Progress<Observed, A extends Action> {
  /** The actions that were taken, oldest first. */
  readonly done: readonly DoneAction<A>[];

  /** The last look. */
  readonly observed?: Observed;
}

/** The calls of a handler to AWS. Keeps nothing between two calls. */
export interface Port<Spec, Observed, A extends Action> {
  /** Reads everything that a plan needs. */
  observe(request: Request<Spec>, deadline: Deadline, progress: Progress<Observed, A>): Promise<Observed>;

  /** Takes one action. If it was taken already, that is no error. */
  apply(action: A, request: Request<Spec>, deadline: Deadline): Promise<ActionResult | void>;
}

/** Asks the logic of a handler for its next step. */
export function planFor<Spec, Observed, A extends Action>(
  logic: Logic<Spec, Observed, A, string>, request: Request<Spec>, observed: Observed, done: readonly A[],
): Plan<A> {
  switch (request.verb) {
    case 'deploy': return logic.deploy(request, observed, done);
    case 'restore': return logic.restore(request, observed, done);
    case 'remove': return logic.remove(request, observed, done);
    case 'remove unread': return logic.removeUnread?.(request, observed, done) ?? { done: true, notes: [UNREAD] };
  }
}

/** The note of a declaration that is newer than this code. */
export const UNREAD = 'the former declaration is newer than this version of the handler: what it gave stays';
