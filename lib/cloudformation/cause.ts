import type { CustomResourceEvent } from './event';

/**
 * Why an event came.
 *
 * - `creation`, `update`: somebody deploys this.
 * - `rollback`: a deployment failed, and what was before is to be again. Must not fail.
 * - `removal`: the resource is no longer in the template, or was replaced. Comes when the deployment can no longer be rolled back.
 * - `rolled-back creation`: the deployment that made the resource failed.
 * - `stack deletion`.
 * - `overtaken`: the event was delivered again after CloudFormation had gone on without it. Not all such events can be told: one that
 *   comes while the stack is again in a state that fits looks like one of that state.
 * - `unknown`: the state of the stack could not be read, or nobody knew of it yet. Do what harms nothing.
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

/** What a stack's status is made of. */
const STATUS = /^(?:CREATE|DELETE|IMPORT|IMPORT_ROLLBACK|REVIEW|ROLLBACK|UPDATE|UPDATE_ROLLBACK)_(?:(?:COMPLETE_CLEANUP_)?IN_PROGRESS|COMPLETE|FAILED)$/;

/**
 * Tells from the state of the stack why an event came.
 *
 * @param stackStatus The status of the stack, if it could be read.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function causeOf(requestType: CustomResourceEvent['RequestType'], stackStatus: string | undefined): Cause {
  return stackStatus === undefined || !STATUS.test(stackStatus) ? 'unknown' : CAUSES[requestType][stackStatus] ?? 'overtaken';
}

/** Whether something that cannot be undone may be done: only on the way forward. */
export function isForward(cause: Cause): boolean {
  return cause === 'creation' || cause === 'update';
}
