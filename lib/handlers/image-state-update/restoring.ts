import type { StateAction } from './actions';
import { inWords } from './amis';
import { bringTo } from './bringing';
import { sparing } from './cancelling';
import { isParked, leadsTo, scheduledTime } from './executions';
import { NO_RECORD, ObservedState, stateRead } from './observed';
import { wayBetween } from './transitions';
import { includesAmis, isSameState } from './wanted';
import type { Plan, Situation } from '../../engine/plan';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/image-build';

/**
 * What a rollback does, and what may be one: it brings back what was, if the update that failed may have changed it; it destroys nothing,
 * refuses nothing, and touches no image that the update did not touch.
 */
export function restored(
  { previous }: Situation<ImageStateUpdateSpec>, desired: ImageStateUpdateSpec, observed: ObservedState, applied: readonly StateAction[],
): Plan<StateAction> {
  const { image, state } = desired;
  const done = (note: string) => ({ done: true, notes: [note] } as const);
  if (previous !== undefined && previous.image !== image) {
    return done(`${image} was not touched by the update: it stays as it is`);
  }
  const now = stateRead(observed);
  const build = buildOf(now);
  if (build === 'gone' || now === NO_RECORD) {
    return done(`${image} is not there, and nobody can bring it back`);
  }
  if (build === 'building') {
    return done(`${image} is still being built (it is ${now}): it stays as it is`);
  }
  const spared = previous?.state === 'DELETED' && state !== 'DELETED' ? sparing(observed) : undefined;
  if (spared !== undefined) {
    return spared;
  }
  if (state === 'DELETED') {
    return done(`${image} is ${now}: a rollback deletes nothing`);
  }
  const mayBeOfUpdate = previous === undefined || isSameState(previous, desired) || statesBetween(desired, previous).includes(now);
  if (observed.begun.length === 0 && (!mayBeOfUpdate || wayBetween(now, state) === undefined)) {
    return done(`${image} is ${now}, which is not of the update that failed: it stays so`);
  }
  const parked = observed.begun.length === 0 && previous !== undefined ? observed.open.filter(it => isParked(it, observed)) : [];
  // Of an image whose state was not declared anew, only the launch permissions may have changed.
  if (observed.begun.length === 0 && previous !== undefined && isSameState(previous, desired) && (now !== state || parked.length > 0)) {
    return done(`${image} is ${now}, and was so before: it stays so`);
  }
  const at = scheduledTime(observed);
  if (at !== undefined && parked.length > 0 && !parked.some(it => [desired, previous!].some(of => leadsTo(of, it, observed)))) {
    return done(`${image} will be deprecated at ${inWords(at)}, which is not of the update that failed: it stays so`);
  }
  return bringTo(withWhatWasTouched(desired, previous), observed, { shares: true, isStrict: false, applied });
}

/** In which states an update that failed may have left an image, or a run of its rollback that was killed on the way. */
function statesBetween({ state: from, updateAt: fromAt }: ImageStateUpdateSpec, { state: to, updateAt }: ImageStateUpdateSpec): string[] {
  // Until its date, and on the way to another, an image is available.
  return [from, to, ...wayBetween(from, to) ?? [], ...wayBetween(to, from) ?? [], ...(fromAt ?? updateAt) === undefined ? [] : ['AVAILABLE']];
}

/**
 * What was updated with its AMIs is restored with them, even where they were not included before. But it is not disabled with them: that
 * takes launch permissions away for good, and nobody declared it.
 */
function withWhatWasTouched(desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined): ImageStateUpdateSpec {
  if (previous === undefined || includesAmis(desired) || !includesAmis(previous) || previous.state === 'DELETED' || desired.state === 'DISABLED') {
    return desired;
  }
  const { includeResources, exclusionRules, executionRole } = previous;
  return { ...desired, includeResources, exclusionRules, executionRole };
}
