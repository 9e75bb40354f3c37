import type { StateAction } from './actions';
import { inWords } from './amis';
import { bringTo } from './bringing';
import { cancelling, sparing } from './cancelling';
import { isParked, leadsTo, scheduledTime } from './executions';
import { ObservedState, stateRead } from './observed';
import { wayBetween } from './transitions';
import type { Plan, Situation } from '../../engine/plan';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/image-build';

/**
 * What becomes of an image whose update goes: nothing, or it is made available, if it is what was declared. A deprecation that a
 * creation has scheduled goes with the creation when that is rolled back.
 */
export function removed(
  { cause, previous }: Situation<ImageStateUpdateSpec>, observed: ObservedState, applied: readonly StateAction[],
): Plan<StateAction> {
  const done = (note: string) => ({ done: true, notes: [note] } as const);
  if (previous === undefined) {
    return done('what was declared is not known to this version of the handler: the image stays as it is');
  }
  const { image, state, onRemoval } = previous;
  const now = stateRead(observed);
  const spared = state === 'DELETED' && cause === 'rolled-back creation' ? sparing(observed) : undefined;
  if (spared !== undefined) {
    return spared;
  }
  if (state === 'DELETED' || state === 'AVAILABLE' || observed.record === undefined || buildOf(now) !== 'there') {
    return done(`${image} is ${now}: nothing to undo`);
  }
  const restores = onRemoval === 'MAKE_AVAILABLE';
  const available: ImageStateUpdateSpec = { ...previous, state: 'AVAILABLE', updateAt: undefined };
  const at = scheduledTime(observed);
  const scheduled = at === undefined ? []
    : observed.open.filter(it => isParked(it, observed) && leadsTo(previous, it, observed));
  if (scheduled.length > 0 && (restores || cause === 'rolled-back creation')) {
    return cancelling(available, observed, scheduled);
  }
  if (!restores) {
    const then = at === undefined ? '' : `, and will be deprecated at ${inWords(at)}`;
    return done(`${image} stays ${now}${then}, as onRemoval says`);
  }
  if (observed.begun.length === 0 && now !== state && now !== 'AVAILABLE') {
    return done(`${image} is ${now}, and was to be ${state}: it stays so, because that is somebody else's`);
  }
  if (observed.begun.length === 0 && at !== undefined) {
    return done(`${image} will be deprecated at ${inWords(at)}: it stays so, because that is somebody else's`);
  }
  if (observed.begun.length === 0 && wayBetween(now, 'AVAILABLE') === undefined) {
    return done(`${image} is ${now}: nothing to undo`);
  }
  // With the stack go its share policies, or they are of another stack and give it back when they are reconciled.
  return bringTo(available, observed, { shares: cause !== 'stack deletion', isStrict: false, applied });
}
