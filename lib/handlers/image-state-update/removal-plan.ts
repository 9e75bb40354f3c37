import type { StateAction } from './actions';
import { timeInWords } from './amis';
import { cancelDeletions, isParked, leadsTo, planCancellation, scheduledTime } from './executions';
import { ObservedState, stateRead } from './observed';
import { planTransition, wayBetween } from './transition-plan';
import type { Done, SafePlan } from '../../engine/plan';
import type { Remove } from '../../engine/request';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/observed';

/**
 * Leaves the image as it is, or makes it available, if it is in the state that was declared. A rolled-back creation takes the deprecation
 * along that it has scheduled.
 */
export function planRemoval(
  { cause, previous }: Remove<ImageStateUpdateSpec>, observed: ObservedState, done: readonly StateAction[],
): SafePlan<StateAction> {
  const { image, state, onRemoval } = previous;
  const leave = (note: string): Done => ({ done: true, notes: [note] });
  const now = stateRead(observed);
  const cancellation = state === 'DELETED' && cause === 'rolled-back creation' ? cancelDeletions(observed) : undefined;
  if (cancellation !== undefined) {
    return cancellation;
  }
  if (state === 'DELETED' || state === 'AVAILABLE' || observed.record === undefined || buildOf(now) !== 'there') {
    return leave(`${image} is ${now}: nothing to undo`);
  }
  const restores = onRemoval === 'MAKE_AVAILABLE';
  const available: ImageStateUpdateSpec = { ...previous, state: 'AVAILABLE', updateAt: undefined };
  const at = scheduledTime(observed);
  const scheduled = at === undefined ? []
    : observed.open.filter(execution => isParked(execution, observed) && leadsTo(previous, execution, observed));
  if (scheduled.length > 0 && (restores || cause === 'rolled-back creation')) {
    return planCancellation(available, observed, scheduled);
  }
  if (!restores) {
    const then = at === undefined ? '' : `, and will be deprecated at ${timeInWords(at)}`;
    return leave(`${image} stays ${now}${then}, as onRemoval says`);
  }
  if (observed.begun.length === 0) {
    if (now !== state && now !== 'AVAILABLE') {
      return leave(`${image} is ${now}, and was to be ${state}: it stays so, because that is somebody else's`);
    }
    if (at !== undefined) {
      return leave(`${image} will be deprecated at ${timeInWords(at)}: it stays so, because that is somebody else's`);
    }
    if (wayBetween(now, 'AVAILABLE') === undefined) {
      return leave(`${image} is ${now}: nothing to undo`);
    }
  }
  // The share policies of the stack go with it. Those of another stack grant the permissions again when they are reconciled.
  return planTransition(available, observed, { regrants: cause !== 'stack deletion', done });
}
