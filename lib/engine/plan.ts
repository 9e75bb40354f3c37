import type { Cause } from '../cloudformation/cause';
import type { Failure } from '../cloudformation/reason';

/** Everything that an event says, in the words of a construct. */
export interface Situation<Spec> {
  readonly cause: Cause;

  /** The stack and the resource in it, as they are written into the tag that says to whom something belongs: `<stackName>/<logicalId>`. */
  readonly owner: string;
  readonly stackId: string;
  readonly logicalId: string;

  /** The same for an event that is delivered again, another for each deployment. */
  readonly requestId: string;

  /** The id of the last answer. */
  readonly physicalId?: string;

  /** What is asked for. Nothing, where the resource is to go. */
  readonly desired?: Spec;

  /** What was asked for before. Nothing in a creation, or if it is newer than this code. */
  readonly previous?: Spec;
}

/** Something to do, and on what. It travels into the log as it is. */
export interface Action {
  readonly action: string;
  readonly on: string;

  /** What it is done in, a few actions at a time: a Region, whose throttling holds up no other. */
  readonly lane?: string;

  /** Whether nobody can undo it. It is then done only while the stack moves forward. */
  readonly irreversible?: boolean;
}

/** What to do next. */
export type Plan<A extends Action> =
  /**
   * Do this: what stands in one list in any order, one list after the other; each only if all before it succeeded. Then look again;
   * or be done, if the service's answers to the actions are all that there is to know, with notes as below.
   */
  | { readonly act: readonly (readonly A[])[]; readonly thenDone?: readonly string[] }
  /** Look again after a while: a second at least. */
  | { readonly waitFor: string; readonly seconds: number }
  /** Fail: before anything else is done, or because of what a service did, one thing after the other. */
  | { readonly refuse: string; readonly failures?: readonly Failure[] }
  /** All is as it should be, or as near to it as can be; notes say what a person should know, and are logged. */
  | { readonly done: true; readonly notes?: readonly string[] };

/** What a handler decides: pure, and the same at every delivery of an event. */
export interface Logic<Spec, Observed, A extends Action, Attribute extends string> {
  /**
   * Decides from what is asked for, what was asked for before, and what is there.
   *
   * @param applied What was done since the event arrived in this run, because reads can lag behind writes.
   */
  plan(situation: Situation<Spec>, observed: Observed, applied: readonly A[]): Plan<A>;

  /**
   * The identity of the resource: the same as long as it is the same thing. Another one replaces it. Not asked in a deletion.
   *
   * @param observed What is there, if it could be read.
   * @param untouched Whether it failed before anything was tried: `nothingMadeFor` is then an id whose deletion takes nothing away.
   */
  physicalId(situation: Situation<Spec>, observed: Observed | undefined, untouched: boolean): string;

  /**
   * What the resource tells the stack: every attribute, always. Not asked in a deletion.
   *
   * @param observed What is there, if it could be read.
   */
  attributes(situation: Situation<Spec>, observed: Observed | undefined): Readonly<Record<Attribute, string>>;
}

/** The time that a run of the function has. */
export interface Time {
  /** How long it still has, in milliseconds. */
  remaining(): number;

  /** Whether the stack did not go on without this event. To be asked after a pause. */
  isStillWanted(): Promise<boolean>;
}

/** What a handler asks of AWS. */
export interface Port<Spec, Observed, A extends Action> {
  /** Reads everything that the plan needs. */
  observe(situation: Situation<Spec>, time: Time): Promise<Observed>;

  /** Does one thing. What is there already, or gone already, is no error. */
  apply(action: A, situation: Situation<Spec>, time: Time): Promise<void>;
}
