import { CancelAction, onAmi, StateAction } from './actions';
import { includedAmis, isSameTime, LAG, waitForAmis } from './amis';
import { includesAmis, scheduledFor } from './declaration';
import type { Execution, ExecutionResource, ObservedState, ObservedStateAmi, OpenExecution } from './observed';
import type { Act, Failure, SafePlan, Wait } from '../../engine/plan';
import type { ImageStateUpdateSpec, TargetState } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** The names of the updates among the actions of executions. */
const ACTION_OF: Readonly<Record<TargetState, string>> = {
  AVAILABLE: 'AVAILABLE', DEPRECATED: 'DEPRECATE', DISABLED: 'DISABLE', DELETED: 'DELETE',
};

/** The time for which an execution may only seem to be paused, because it has not begun yet, in milliseconds. */
const BEGINS_WITHIN = 2 * 60_000;

/** The shortest and the longest pause between two looks at an execution, in seconds. */
const PAUSE = { shortest: 2, longest: 30 };

/** The time of a scheduled deprecation that waits for its date, in milliseconds since 1970; absent if there is none. */
export function scheduledTime({ record, open, now }: ObservedState): number | undefined {
  const at = record?.deprecationTime;
  return at !== undefined && at > now && record!.state === 'AVAILABLE' && open.some(isUnderWay) ? at : undefined;
}

/** True if an execution has not begun to change anything, or waits for its date: it is not waited for, and can be cancelled. */
export function isParked(execution: Execution, observed: ObservedState): boolean {
  return isPaused(execution, observed) || (isUnderWay(execution) && scheduledTime(observed) !== undefined);
}

/** True if Image Builder has paused an execution, perhaps until tomorrow. At its beginning it may only seem so. */
export function isPaused({ status, startedAt = 0 }: Execution, { now }: Pick<ObservedState, 'now'>): boolean {
  return status === 'PENDING' && now - startedAt >= BEGINS_WITHIN;
}

/** True if an execution of another principal brings the image to the declared state. */
export function leadsTo(spec: ImageStateUpdateSpec, execution: OpenExecution, observed: ObservedState): boolean {
  const at = scheduledTime(observed);
  const declared = scheduledFor(spec);
  return at === undefined ? declared === undefined && execution.action === ACTION_OF[spec.state]
    : spec.state === 'DEPRECATED' && declared !== undefined && isSameTime(at, declared);
}

/** Waits for an execution to end. The longer it takes, the longer the pause before the next look. */
export function waitForExecution({ id, startedAt }: Execution, { now }: Pick<ObservedState, 'now'>): Wait {
  const seconds = startedAt === undefined ? PAUSE.shortest : Math.round((now - startedAt) / 2_000);
  return { waitFor: `execution ${id} to end`, seconds: Math.min(Math.max(seconds, PAUSE.shortest), PAUSE.longest) };
}

/**
 * Cancels executions, after their deprecation time is revoked on the AMIs: a run that follows one that was killed in between finds the
 * execution, and cancels it.
 */
export function planCancellation(spec: ImageStateUpdateSpec, observed: ObservedState, open: readonly OpenExecution[]): SafePlan<StateAction> {
  // A deprecation of the AMIs sets another time, and a deletion needs none.
  const isOverwritten = includesAmis(spec) && (spec.state === 'DEPRECATED' || spec.state === 'DELETED');
  const at = isOverwritten ? undefined : scheduledTime(observed);
  const dated = at === undefined ? [] : observed.amis.filter(ami => isDatedAt(at, ami));
  const unseen = at === undefined ? [] : includedAmis(spec, observed).filter(ami => !dated.includes(ami));
  if (unseen.length > 0 && open.some(({ startedAt = 0 }) => observed.now - startedAt < LAG)) {
    return waitForAmis(unseen);
  }
  const isRevoked = (ami: ObservedStateAmi) => includesAmis(spec) && ami.state !== 'foreign';
  const leaves = dated.filter(ami => !isRevoked(ami)).map(nameOf);
  return {
    act: [
      dated.filter(isRevoked).map(ami => ({ ...onAmi(ami), action: 'take the deprecation time back' } as const)),
      open.map(({ id }) => cancel(id, leaves)),
    ],
  };
}

/** Cancels the deletions of an image that is to stay after all; absent if there are none. Nothing restores what they have deleted. */
export function cancelDeletions({ open }: Pick<ObservedState, 'open'>): Act<StateAction> | undefined {
  const deletions = open.filter(({ action, status }) => action === ACTION_OF.DELETED && status !== 'CANCELLING');
  return deletions.length === 0 ? undefined : { act: [deletions.map(({ id }) => cancel(id))] };
}

/** The failures of an execution. The record fails with the resources of the image, and is named only if none of them failed. */
export function failuresIn(resources: readonly ExecutionResource[]): Failure[] {
  const failed = resources.filter(({ status }) => status === 'FAILED');
  const below = failed.filter(({ kind }) => kind !== 'image');
  return (below.length > 0 ? below : failed).map(resource => ({ on: placed(resource), reason: resource.reason ?? 'no reason is given' }));
}

/** The resources that an execution left alone, in words. */
export function skippedIn(resources: readonly ExecutionResource[]): string[] {
  return resources.filter(({ status }) => status === 'SKIPPED')
    .map(resource => `${placed(resource)}${resource.reason === undefined ? '' : ` (${resource.reason})`}`);
}

function cancel(id: string, leaves: readonly string[] = []): CancelAction {
  return { action: 'cancel the execution', on: id, ...leaves.length > 0 && { leaves } };
}

function placed({ kind, id, region }: ExecutionResource): string {
  return kind === 'image' ? 'the record of the image' : `${id}${region === undefined ? '' : ` in ${region}`}`;
}

function isUnderWay({ status }: Execution): boolean {
  return status === 'IN_PROGRESS' || status === 'PENDING';
}

/** True if an AMI may be deprecated at a time: that of an AMI of another account cannot be read. */
function isDatedAt(at: number, { deprecationTime, state }: ObservedStateAmi): boolean {
  return state === 'foreign' || (['available', 'disabled'].includes(state) && deprecationTime !== undefined && isSameTime(deprecationTime, at));
}
