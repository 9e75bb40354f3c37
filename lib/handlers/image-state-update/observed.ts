import type { BuildRecord, ObservedAmi } from '../images/observed';

/** How an execution is; `GONE` if it was begun and is not known any more. */
export type ExecutionStatus = 'IN_PROGRESS' | 'PENDING' | 'CANCELLING' | 'CANCELLED' | 'SUCCESS' | 'FAILED' | 'GONE';

/** What became of something that an execution acted on. */
export interface ExecutionResource {
  /** `image`: the record itself. */
  readonly kind: 'image' | 'AMI' | 'snapshot' | 'container';
  readonly id: string;
  readonly region?: string;
  readonly status: string;
  readonly reason?: string;
}

/** An execution of Image Builder. */
export interface Execution {
  readonly id: string;
  readonly status: ExecutionStatus;

  /** When it began, in milliseconds since 1970. */
  readonly startedAt?: number;
}

/** An execution that is not through, whoever began it. */
export interface OpenExecution extends Execution {
  /** What it does with the image, if that is to be seen: `DISABLE`, for example. */
  readonly action?: string;
}

/** The steps of an event: to be available in between, and to be as declared. */
export type Step = 'between' | 'last';

/** A step that was begun. */
export interface BegunStep {
  readonly step: Step;
  readonly target: string;

  /** What goes on; absent if it was done at once. */
  readonly execution?: Execution;

  /** What became of everything, once the execution is through. */
  readonly resources?: readonly ExecutionResource[];
}

/** An AMI of the image, and who may launch from it. */
export interface ObservedStateAmi extends ObservedAmi {
  /** Not read where it does not matter. */
  readonly launch?: readonly string[];
}

/** Everything that a plan needs to know. */
export interface ObservedState {
  /** In milliseconds since 1970. */
  readonly now: number;

  /** Since when nothing was seen to change the image, or to be about to: in milliseconds since 1970, and not before this run looked first. */
  readonly calmSince?: number;

  /** Absent if there is no such build, or if it was deleted. */
  readonly record?: BuildRecord;
  readonly amis: readonly ObservedStateAmi[];
  readonly open: readonly OpenExecution[];

  /** What this event began, as far as it is known. A run that begins anew finds out by asking for the same again. */
  readonly begun: readonly BegunStep[];

  /** How the record was when this event was first looked at. */
  readonly stateBefore: string;
}

/** The state of a record that is not there. */
export const NO_RECORD = 'DELETED';

/** How the record is, by what was read. */
export function stateRead({ record }: Pick<ObservedState, 'record'>): string {
  return record?.state ?? NO_RECORD;
}

/**
 * How the record is. What an execution brought it to is believed: reads can lag behind.
 */
export function stateOf(observed: ObservedState): string {
  const last = observed.begun.filter(isThrough).at(-1);
  return last === undefined || isKept(last) ? stateRead(observed) : last.target;
}

/** Whether a step has brought the image where it was to go. */
export function isThrough({ execution }: BegunStep): boolean {
  return execution === undefined || execution.status === 'SUCCESS';
}

/** Whether an image was to be deleted, and was kept, because something of it was skipped. */
export function isKept({ target, resources = [] }: BegunStep): boolean {
  return target === 'DELETED' && resources.some(({ status }) => status === 'SKIPPED');
}
