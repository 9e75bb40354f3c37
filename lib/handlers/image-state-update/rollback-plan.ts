import type { StateAction } from './actions';
import { timeInWords } from './amis';
import { includesAmis, isSameState } from './declaration';
import { cancelDeletions, isParked, leadsTo, scheduledTime } from './executions';
import { NO_RECORD, ObservedState, stateRead } from './observed';
import { planTransition, wayBetween } from './transition-plan';
import type { Done, SafePlan } from '../../engine/plan';
import type { Restore } from '../../engine/request';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/observed';

/**
 * Brings back the state that was declared before, if the update that failed may have changed it. Deletes nothing, and leaves images alone
 * that the update did not touch.
 */
export function planRollback(
  { desired, previous }: Restore<ImageStateUpdateSpec>, observed: ObservedState, done: readonly StateAction[],
): SafePlan<StateAction> {
  const { image, state } = desired;
  const leave = (note: string): Done => ({ done: true, notes: [note] });
  if (previous !== undefined && previous.image !== image) {
    return leave(`${image} was not touched by the update: it stays as it is`);
  }
  const now = stateRead(observed);
  const build = buildOf(now);
  if (build === 'gone' || now === NO_RECORD) {
    return leave(`${image} is not there, and nobody can bring it back`);
  }
  if (build === 'building') {
    return leave(`${image} is still being built (it is ${now}): it stays as it is`);
  }
  const cancellation = previous?.state === 'DELETED' && state !== 'DELETED' ? cancelDeletions(observed) : undefined;
  if (cancellation !== undefined) {
    return cancellation;
  }
  if (state === 'DELETED') {
    return leave(`${image} is ${now}: a rollback deletes nothing`);
  }
  const untouched = observed.begun.length === 0 ? noteOfUntouched(desired, previous, now, observed) : undefined;
  return untouched !== undefined ? leave(untouched)
    : planTransition(withTouchedAmis(desired, previous), observed, { regrants: true, done });
}

/** The note of a state that the update which failed has not brought about; absent if it may have. */
function noteOfUntouched(
  desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, now: string, observed: ObservedState,
): string | undefined {
  const { image, state } = desired;
  const mayBeOfUpdate = previous === undefined || isSameState(previous, desired) || statesBetween(desired, previous).includes(now);
  if (!mayBeOfUpdate || wayBetween(now, state) === undefined) {
    return `${image} is ${now}, which is not of the update that failed: it stays so`;
  }
  const parked = previous === undefined ? [] : observed.open.filter(execution => isParked(execution, observed));
  // Of an image whose state was not declared anew, only the launch permissions may have changed.
  if (previous !== undefined && isSameState(previous, desired) && (now !== state || parked.length > 0)) {
    return `${image} is ${now}, and was so before: it stays so`;
  }
  const at = scheduledTime(observed);
  const isDeclared = parked.some(execution => [desired, ...previous ? [previous] : []].some(spec => leadsTo(spec, execution, observed)));
  return at !== undefined && parked.length > 0 && !isDeclared
    ? `${image} will be deprecated at ${timeInWords(at)}, which is not of the update that failed: it stays so` : undefined;
}

/** The states in which an update that failed may have left an image, or a run of its rollback that was killed on the way. */
function statesBetween({ state: from, updateAt: fromAt }: ImageStateUpdateSpec, { state: to, updateAt }: ImageStateUpdateSpec): string[] {
  // Until its date, and on the way to another, an image is available.
  return [from, to, ...wayBetween(from, to) ?? [], ...wayBetween(to, from) ?? [], ...(fromAt ?? updateAt) === undefined ? [] : ['AVAILABLE']];
}

/**
 * The declaration, with the AMIs if the update that failed included them: they are restored as well. They are not disabled with the
 * record, because that takes launch permissions away for good, and no declaration asks for it.
 */
function withTouchedAmis(desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined): ImageStateUpdateSpec {
  if (previous === undefined || includesAmis(desired) || !includesAmis(previous) || previous.state === 'DELETED' || desired.state === 'DISABLED') {
    return desired;
  }
  const { includeResources, exclusionRules, executionRole } = previous;
  return { ...desired, includeResources, exclusionRules, executionRole };
}
