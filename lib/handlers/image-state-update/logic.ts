import type { StateAction } from './actions';
import { timeInWords } from './amis';
import { includesAmis, isSameState, isSameStateOnly, scheduledFor } from './declaration';
import { leadsTo } from './executions';
import { NO_RECORD, ObservedState, stateOf, stateRead } from './observed';
import { planRemoval } from './removal-plan';
import { planRollback } from './rollback-plan';
import { planStrictTransition, planTransition, wayBetween } from './transition-plan';
import type { Logic } from '../../engine/handler';
import type { Plan } from '../../engine/plan';
import type { Deploy } from '../../engine/request';
import type { ImageStateUpdateAttribute, ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { buildOf } from '../images/observed';

/** Seconds between two looks at an image that is still being built. */
const LOOK_AGAIN = 15;

type StatePlan = Plan<StateAction>;

/** Brings an image to the declared state. Deletes it only in a deployment that says so, and once. */
export const logic: Logic<ImageStateUpdateSpec, ObservedState, StateAction, ImageStateUpdateAttribute> = {
  deploy(request, observed, done) {
    const { desired } = request;
    const previous = request.previous?.image === desired.image ? request.previous : undefined;
    const planned = observed.begun.length === 0 ? beforeTheFirstStep(request, previous, observed) : undefined;
    if (planned !== undefined) {
      return planned;
    }
    const plan = previous !== undefined && isSameStateOnly(previous, desired) ? planTransition : planStrictTransition;
    return plan(desired, observed, { regrants: true, done });
  },

  restore: planRollback,

  remove: planRemoval,

  identity: ({ desired }) => desired.image,

  attributes(_, observed) {
    const resources = observed?.begun.flatMap(({ resources: of = [] }) => of).filter(({ kind }) => kind !== 'image') ?? [];
    // An image that went by way of another state was acted on twice, and each of its AMIs counts once.
    const last = new Map(resources.map(({ kind, id, region, status }) => [`${kind} ${id} ${region}`, status]));
    const count = (status: string) => String([...last.values()].filter(each => each === status).length);
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

/** The plan before any step is begun: a wait, a refusal or an end; absent if the first step can begin. */
function beforeTheFirstStep(
  request: Deploy<ImageStateUpdateSpec>, previous: ImageStateUpdateSpec | undefined, observed: ObservedState,
): StatePlan | undefined {
  const { desired, identity } = request;
  const { image, state } = desired;
  if (observed.record === undefined || observed.record.state === NO_RECORD) {
    return withoutARecord(desired, previous);
  }
  const build = buildOf(observed.record.state);
  if (build === 'building') {
    return { waitFor: `${image} to be built (it is ${observed.record.state})`, seconds: LOOK_AGAIN };
  }
  if (state === 'DELETED' && identity !== undefined && request.previous === undefined) {
    return { refuse: `what was declared before ${image} was to be DELETED is not known to this version of the handler: deploy another state first, and then this` };
  }
  if (state === 'DELETED' && previous !== undefined && isSameState(previous, desired)) {
    return { done: true, notes: [`${image} is ${stateRead(observed)}: it was to be DELETED before, and is not tried to be deleted again until what is declared changes`] };
  }
  const settled = previous !== undefined && isSameStateOnly(previous, desired) ? withoutANewState(desired, observed) : undefined;
  if (settled !== undefined) {
    return settled;
  }
  const refusals = refusalsFor(desired, previous, stateRead(observed), observed);
  return refusals.length > 0 ? { refuse: refusals.join('; ') } : undefined;
}

/** The plan for an image that does not exist, or not any more. */
function withoutARecord({ image, state }: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined): StatePlan {
  if (state === 'DELETED') {
    return { done: true, notes: [`${image} is not there: nothing to delete`] };
  }
  return previous?.state === 'DELETED'
    ? { done: true, notes: [`${image} was deleted, and nobody can bring it back: it is not ${state}, whatever is declared`] }
    : { refuse: `${image} does not exist: name a build that is there` };
}

/** The plan if the state was not declared anew; absent if launch permissions of the AMIs may have to be granted again. */
function withoutANewState(desired: ImageStateUpdateSpec, observed: ObservedState): StatePlan | undefined {
  const { image, state } = desired;
  const now = stateRead(observed);
  if (now !== state || observed.open.length > 0) {
    const isAsDeclared = now === state || observed.open.some(execution => leadsTo(desired, execution, observed));
    return { done: true, notes: isAsDeclared ? [] : [`${image} is ${now}: its state was not declared anew. Change reconcile, and it becomes ${state}`] };
  }
  return includesAmis(desired) ? undefined : { done: true };
}

/** The last execution of the operation, or the one that it left to go on. */
function executionIn(observed: ObservedState | undefined): string | undefined {
  const ids = observed?.begun.flatMap(({ execution }) => execution?.id ?? []) ?? [];
  return ids.at(-1) ?? (observed?.begun.length === 0 ? observed.open.at(-1)?.id : undefined);
}

/** The reasons to refuse a declaration that depend on what was observed: all at once. */
export function refusalsFor(
  spec: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, state: string, observed: ObservedState,
): string[] {
  const { image, includeResources } = spec;
  const isOfContainers = observed.record?.isOfContainers === true;
  const isDeletion = spec.state === 'DELETED';
  return [
    ...isOfContainers && !isDeletion ? [`${image} is made of containers, and can only be deleted: Image Builder knows no other state update of it`] : [],
    ...isOfContainers && isDeletion && includesAmis(spec) ? [`${image} is made of containers: delete its containers, for it has no AMIs`] : [],
    ...!isOfContainers && includeResources?.containers ? [`${image} is made of AMIs: delete its AMIs, for it has no containers`] : [],
    ...pastDate(spec, previous, observed),
    ...withoutAWay(spec, state, observed),
  ];
}

/** Refuses a date that has passed, unless it was declared before: it may pass while it stays declared. */
function pastDate(spec: ImageStateUpdateSpec, previous: ImageStateUpdateSpec | undefined, { now }: ObservedState): string[] {
  const at = scheduledFor(spec);
  const wasDeclared = previous?.image === spec.image && previous.updateAt === spec.updateAt;
  return at === undefined || at > now || wasDeclared ? []
    : [`${spec.image} cannot be deprecated at ${spec.updateAt}, because that is past (it is ${timeInWords(now)}): give a later date, or none to deprecate it now`];
}

function withoutAWay({ image, state: target }: ImageStateUpdateSpec, state: string, { record }: ObservedState): string[] {
  if (wayBetween(state, target) !== undefined) {
    return [];
  }
  const why = record?.reason === undefined ? '' : ` (${record.reason})`;
  return [`${image} is ${state}${why}, and cannot become ${target}: ${state === 'FAILED' || state === 'CANCELLED'
    ? 'it can only be deleted; name a build that is available' : 'name a build that is available'}`];
}
