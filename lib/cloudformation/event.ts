import type { Progress } from '../engine/handler';
import type { Action } from '../engine/plan';

/**
 * The event that CloudFormation sends to a custom resource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html
 */
export interface CustomResourceEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';

  /** The URL that takes the answer, of anyone who has it: it is never logged. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly ResourceType: string;
  readonly LogicalResourceId: string;

  /** The id of the last answer; missing in a creation. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;

  /** In an update. */
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;

  /** The hand-over of an earlier run of the function. */
  readonly HandedOver?: HandOver;
}

/** The message of a run of the function to the run that goes on with its event. */
export interface HandOver {
  /** The first arrival of the event, in milliseconds since 1970. */
  readonly since: number;

  /** The cause of the event. If it has changed since, the event was overtaken. */
  readonly cause: Cause;

  /** The number of actions so far, and whether any was tried. */
  readonly applied: number;
  readonly attempted: boolean;

  /** The progress of the engine so far. Left out where it is too long for an invocation: the next run then looks for itself. */
  readonly progress?: Progress<unknown, Action>;
}

/**
 * The cause of an event.
 *
 * - `creation`, `update`: a deployment declares the resource.
 * - `rollback`: a deployment failed, and what was before is to be again. Must not fail.
 * - `removal`: the resource is no longer in the template, or was replaced. Comes when the deployment can no longer be rolled back.
 * - `rolled-back creation`: the deployment that made the resource failed.
 * - `stack deletion`.
 * - `overtaken`: the event was delivered again after CloudFormation had gone on without it. Not all such events can be told: one that
 *   comes while the stack is again in a state that fits looks like one of that state.
 * - `unknown`: the state of the stack could not be read, or is not listed here. Only what harms nothing may be done.
 */
export type Cause = 'creation' | 'update' | 'rollback' | 'removal' | 'rolled-back creation' | 'stack deletion' | 'overtaken' | 'unknown';

const CAUSES: Record<CustomResourceEvent['RequestType'], Readonly<Record<string, Cause>>> = {
  Create: {
    CREATE_IN_PROGRESS: 'creation',
    UPDATE_IN_PROGRESS: 'creation',
  },
  Update: {
    UPDATE_IN_PROGRESS: 'update',
    UPDATE_ROLLBACK_IN_PROGRESS: 'rollback',
  },
  Delete: {
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'removal',
    ROLLBACK_IN_PROGRESS: 'rolled-back creation',
    UPDATE_ROLLBACK_IN_PROGRESS: 'rolled-back creation',
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'rolled-back creation',
    // Without rollback a failed creation stays; the next deployment deletes it and begins anew.
    UPDATE_IN_PROGRESS: 'rolled-back creation',
    DELETE_IN_PROGRESS: 'stack deletion',
  },
};

/** The parts of a stack's status. */
const STATUS = /^(?:CREATE|DELETE|IMPORT|IMPORT_ROLLBACK|REVIEW|ROLLBACK|UPDATE|UPDATE_ROLLBACK)_(?:(?:COMPLETE_CLEANUP_)?IN_PROGRESS|COMPLETE|FAILED)$/;

/**
 * Tells the cause of an event from the status of the stack.
 *
 * @param stackStatus The status of the stack, if it could be read.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function causeOf(requestType: CustomResourceEvent['RequestType'], stackStatus: string | undefined): Cause {
  return stackStatus === undefined || !STATUS.test(stackStatus) ? 'unknown' : CAUSES[requestType][stackStatus] ?? 'overtaken';
}

/** True on the way forward: only there may something be done that cannot be undone. */
export function isForward(cause: Cause): boolean {
  return cause === 'creation' || cause === 'update';
}
