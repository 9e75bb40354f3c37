import { isSameTime } from './amis';
import type { Execution, ExecutionResource, ObservedState, OpenExecution } from './observed';
import { ACTION_OF } from './transitions';
import { scheduledFor } from './wanted';
import type { Failure } from '../../cloudformation/reason';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';

/** For how long an execution may only seem to be paused, because it has not begun yet, in milliseconds. */
const BEGINS_WITHIN = 2 * 60_000;

/** The shortest and the longest pause between two looks at an execution, in seconds. */
const [SHORTEST, LONGEST] = [2, 30];

/** When a scheduled deprecation that waits for its date takes place, in milliseconds since 1970; nothing, if there is none. */
export function scheduledTime({ record, open, now }: ObservedState): number | undefined {
  const at = record?.deprecationTime;
  return at !== undefined && at > now && record!.state === 'AVAILABLE' && open.some(isUnderWay) ? at : undefined;
}

/** Whether an execution has not begun to change anything, or waits for its date: it holds nobody up, and can be cancelled. */
export function isParked(execution: Execution, observed: ObservedState): boolean {
  return isPaused(execution, observed) || (isUnderWay(execution) && scheduledTime(observed) !== undefined);
}

/** Whether an execution is paused by Image Builder, perhaps until tomorrow, and does not only look so at its beginning. */
export function isPaused({ status, startedAt = 0 }: Execution, { now }: Pick<ObservedState, 'now'>): boolean {
  return status === 'PENDING' && now - startedAt >= BEGINS_WITHIN;
}

/** The executions that delete the image and have not ended. */
export function deletions({ open }: Pick<ObservedState, 'open'>): readonly OpenExecution[] {
  return open.filter(({ action, status }) => action === ACTION_OF.DELETED && status !== 'CANCELLING');
}

/** Whether an execution that somebody began will bring the image where it is to be. */
export function leadsTo(spec: ImageStateUpdateSpec, execution: OpenExecution, observed: ObservedState): boolean {
  const [at, wanted] = [scheduledTime(observed), scheduledFor(spec)];
  return at === undefined ? wanted === undefined && execution.action === ACTION_OF[spec.state]
    : spec.state === 'DEPRECATED' && wanted !== undefined && isSameTime(at, wanted);
}

/** What is waited for, and how long until the next look: the longer it takes, the less often. */
export function waitFor({ id, startedAt }: Execution, { now }: Pick<ObservedState, 'now'>) {
  const seconds = startedAt === undefined ? SHORTEST : Math.round((now - startedAt) / 2_000);
  return { waitFor: `execution ${id} to end`, seconds: Math.min(Math.max(seconds, SHORTEST), LONGEST) };
}

/** What did not come about. The record fails with what belongs to it, and is named only if nothing else is. */
export function failuresIn(resources: readonly ExecutionResource[]): Failure[] {
  const failed = resources.filter(({ status }) => status === 'FAILED');
  const below = failed.filter(({ kind }) => kind !== 'image');
  return (below.length > 0 ? below : failed).map(it => ({ on: placed(it), reason: it.reason ?? 'no reason is given' }));
}

/** What was left alone, in words. */
export function skippedIn(resources: readonly ExecutionResource[]): string[] {
  return resources.filter(({ status }) => status === 'SKIPPED').map(inShort);
}

function inShort(resource: ExecutionResource): string {
  return `${placed(resource)}${resource.reason === undefined ? '' : ` (${resource.reason})`}`;
}

function placed({ kind, id, region }: ExecutionResource): string {
  return kind === 'image' ? 'the record of the image' : `${id}${region === undefined ? '' : ` in ${region}`}`;
}

function isUnderWay({ status }: Execution): boolean {
  return status === 'IN_PROGRESS' || status === 'PENDING';
}
