import type { PrincipalSpec } from '../../model/sharing/principals';
import type { BuildRecord, ObservedAmi } from '../images/observed';

/** The status of an execution; `GONE` if it was begun and is not known any more. */
export type ExecutionStatus = 'IN_PROGRESS' | 'PENDING' | 'CANCELLING' | 'CANCELLED' | 'SUCCESS' | 'FAILED' | 'GONE';

/** The result of an execution for one resource. */
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

  /** In milliseconds since 1970. */
  readonly startedAt?: number;
}

/** An execution that has not ended, of this operation or of another principal. */
export interface OpenExecution extends Execution {
  /** The name of its action, if it can be read: `DISABLE`, for example. */
  readonly action?: string;
}

/** The steps of an operation: to be available in between, and to be as declared. */
export type Step = 'between' | 'last';

/** A step that was begun. */
export interface BegunStep {
  readonly step: Step;
  readonly target: string;

  /** Absent if the update was done at once. */
  readonly execution?: Execution;

  /** The result for each resource. Absent until the execution has ended. */
  readonly resources?: readonly ExecutionResource[];
}

/** An AMI of the image. */
export interface ObservedStateAmi extends ObservedAmi {
  /** The principals that may launch from it. Not read where they do not matter. */
  readonly launch?: readonly PrincipalSpec[];
}

/** Everything that a plan needs: plain data. */
export interface ObservedState {
  /** In milliseconds since 1970. */
  readonly now: number;

  /**
   * The time since which no other principal was seen to change the image, in milliseconds since 1970, and at the earliest that of the
   * first look.
   */
  readonly calmSince?: number;

  /** Absent if there is no such build, or if it was deleted. */
  readonly record?: BuildRecord;
  readonly amis: readonly ObservedStateAmi[];
  readonly open: readonly OpenExecution[];

  /** The steps that this operation has begun, as far as they are known. A run that begins anew learns of them by asking for the same again. */
  readonly begun: readonly BegunStep[];

  /** The state of the record at the first look. */
  readonly stateBefore: string;
}

/** The state of a record that is not there. */
export const NO_RECORD = 'DELETED';

/** The state of the record as it was read. */
export function stateRead({ record }: Pick<ObservedState, 'record'>): string {
  return record?.state ?? NO_RECORD;
}

/** The state of the record. The target of a successful execution counts: reads can lag behind. */
export function stateOf(observed: ObservedState): string {
  const last = observed.begun.filter(isThrough).at(-1);
  return last === undefined || isKept(last) ? stateRead(observed) : last.target;
}

/** True if a step has brought the image to its target. */
export function isThrough({ execution }: BegunStep): boolean {
  return execution === undefined || execution.status === 'SUCCESS';
}

/** True if an image was to be deleted, and was kept, because something of it was skipped. */
export function isKept({ target, resources = [] }: BegunStep): boolean {
  return target === 'DELETED' && resources.some(({ status }) => status === 'SKIPPED');
}
