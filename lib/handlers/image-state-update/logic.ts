import type { StateAction } from './actions';
import { bringTo } from './bringing';
import { leadsTo } from './executions';
import { NO_RECORD, ObservedState, stateOf, stateRead } from './observed';
import { malformed, refusalsFor } from './refusals';
import { removed } from './removal';
import { restored } from './restoring';
import { includesAmis, isSame, isSameState } from './wanted';
import { isForward } from '../../cloudformation/cause';
import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Logic, Plan, Situation } from '../../engine/plan';
import type { ImageStateUpdateAttribute, ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/image-build';

/** Seconds between two looks at an image that is still being built. */
const LOOK_AGAIN = 15;

type StatePlan = Plan<StateAction>;
type StateSituation = Situation<ImageStateUpdateSpec>;

/** Brings an image to the state that is declared. What cannot be undone is done only by a deployment that says so, and once. */
export const logic: Logic<ImageStateUpdateSpec, ObservedState, StateAction, ImageStateUpdateAttribute> = {
  plan(situation, observed, applied) {
    const { cause, desired, physicalId } = situation;
    if (isNothing(physicalId)) {
      return { done: true, notes: ['nothing was done with an image: nothing to undo'] };
    }
    if (desired === undefined) {
      return removed(situation, observed, applied);
    }
    // What may be a rollback refuses nothing.
    return isForward(cause) || physicalId === undefined
      ? forward(situation, desired, observed, applied)
      : restored(situation, desired, observed, applied);
  },

  physicalId: ({ desired, physicalId, requestId }, _, untouched) =>
    (untouched && physicalId === undefined ? nothingMadeFor(requestId) : desired!.image),

  attributes(_, observed) {
    const resources = observed?.begun.flatMap(({ resources: of = [] }) => of).filter(({ kind }) => kind !== 'image') ?? [];
    // An image that went by way of another state was acted on twice, and each of its AMIs counts once.
    const last = new Map(resources.map(({ kind, id, region, status }) => [`${kind} ${id} ${region}`, status]));
    const count = (status: string) => String([...last.values()].filter(it => it === status).length);
    return {
      PreviousState: observed?.stateBefore ?? 'UNKNOWN',
      ResultingState: observed === undefined ? 'UNKNOWN' : stateOf(observed),
      ExecutionId: executionIn(observed) ?? 'none',
      ChangedCount: count('SUCCESS'),
      SkippedCount: count('SKIPPED'),
      FailedCount: count('FAILED'),
    };
  },
};

/** What a creation or an update does, on the way forward. */
function forward(situation: StateSituation, desired: ImageStateUpdateSpec, observed: ObservedState, applied: readonly StateAction[]): StatePlan {
  const previous = situation.previous?.image === desired.image ? situation.previous : undefined;
  const mistakes = malformed(desired);
  if (mistakes.length > 0) {
    return { refuse: mistakes.join('; ') };
  }
  const begun = observed.begun.at(-1);
  if (begun === undefined) {
    const unfinished = beforeTheFirstStep(situation, desired, previous, observed);
    if (unfinished !== undefined) {
      return unfinished;
    }
  }
  return bringTo(desired, observed, { shares: true, isStrict: !isOnlyBesideTheState(desired, previous), applied });
}

/** What is to be said before anything is begun; nothing, if it can begin. */
function beforeTheFirstStep(
  situation: StateSituation, desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, observed: ObservedState,
): StatePlan | undefined {
  const { image, state } = desired;
  if (observed.record === undefined || observed.record.state === NO_RECORD) {
    return withoutARecord(desired, previous);
  }
  const build = buildOf(observed.record.state);
  if (build === 'building') {
    return { waitFor: `${image} to be built (it is ${observed.record.state})`, seconds: LOOK_AGAIN };
  }
  if (state === 'DELETED' && situation.cause === 'update' && situation.previous === undefined) {
    return { refuse: `what was declared before ${image} was to be DELETED is not known to this version of the handler: deploy another state first, and then this` };
  }
  if (state === 'DELETED' && previous !== undefined && isSameState(previous, desired)) {
    return { done: true, notes: [`${image} is ${stateRead(observed)}: it was to be DELETED before, and is not tried to be deleted again until what is declared changes`] };
  }
  if (isOnlyBesideTheState(desired, previous)) {
    const settled = besideTheState(desired, observed);
    if (settled !== undefined) {
      return settled;
    }
  }
  const refusals = refusalsFor(desired, previous, stateRead(observed), observed);
  return refusals.length > 0 ? { refuse: refusals.join('; ') } : undefined;
}

/** There is no such image, or not any more. */
function withoutARecord({ image, state }: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined): StatePlan {
  if (state === 'DELETED') {
    return { done: true, notes: [`${image} is not there: nothing to delete`] };
  }
  return previous?.state === 'DELETED'
    ? { done: true, notes: [`${image} was deleted, and nobody can bring it back: it is not ${state}, whatever is declared`] }
    : { refuse: `${image} does not exist: name a build that is there` };
}

/** Whether only with whom the image is shared has changed, or what becomes of it: that is no word about its state. */
function isOnlyBesideTheState(desired: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined): boolean {
  return previous !== undefined && isSameState(previous, desired) && !isSame(previous, desired);
}

/** What is to be said if the image is not in its state, or its AMIs are not included; nothing, if they may have to be shared again. */
function besideTheState(desired: ImageStateUpdateSpec, observed: ObservedState): StatePlan | undefined {
  const { image, state } = desired;
  const now = stateRead(observed);
  if (now !== state || observed.open.length > 0) {
    const isAsDeclared = now === state || observed.open.some(it => leadsTo(desired, it, observed));
    return { done: true, notes: isAsDeclared ? [] : [`${image} is ${now}: its state was not declared anew. Change reconcile, and it becomes ${state}`] };
  }
  return includesAmis(desired) ? undefined : { done: true };
}

/** The execution that did it last. */
function executionIn(observed: ObservedState | undefined): string | undefined {
  const ids = observed?.begun.flatMap(({ execution }) => execution?.id ?? []) ?? [];
  return ids.at(-1) ?? (observed?.begun.length === 0 ? observed.open.at(-1)?.id : undefined);
}
