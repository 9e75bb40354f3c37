/** Something that failed, and why. */
export interface Failure {
  readonly on: string;
  readonly reason: string;
}

/** One call that changes something, and what it changes. Travels into the log and to the next run as it is: plain data. */
export interface Action {
  readonly action: string;
  readonly on: string;

  /** The lane of the action, mostly a Region: a few actions of a lane run at a time, and a throttled lane holds up no other. */
  readonly lane?: string;

  /** True if the action cannot be undone. The engine takes it only while the operation moves forward. */
  readonly irreversible?: boolean;
}

/** Actions in any order. A list among them is taken one after the other; the first that fails ends that list, and no other. */
export type Stage<A extends Action> = readonly (A | readonly A[])[];

/** Acts, one stage after the other, each only if all before it succeeded. */
export interface Act<A extends Action> {
  readonly act: readonly Stage<A>[];

  /**
   * The notes with which the operation then is done. Without them the engine looks again. For services whose answers to the actions are all
   * there is to know.
   */
  readonly thenDone?: readonly string[];
}

/** Looks again after a while: at least a second. */
export interface Wait {
  readonly waitFor: string;
  readonly seconds: number;
}

/** Ends the operation: all is as declared, or as near to it as can be. Notes are for a person, and are logged. */
export interface Done {
  readonly done: true;
  readonly notes?: readonly string[];
}

/** Fails because a service did not do what it had accepted. */
export interface Fail {
  readonly fail: string;
  readonly failures?: readonly Failure[];
}

/** Refuses the operation before anything is changed. */
export interface Refuse {
  readonly refuse: string;
}

/** A plan without a way to refuse: a rollback must succeed, and a removal must not hold a stack up. */
export type SafePlan<A extends Action> = Act<A> | Wait | Done | Fail;

/** The next step of a deployment. */
export type Plan<A extends Action> = SafePlan<A> | Refuse;
