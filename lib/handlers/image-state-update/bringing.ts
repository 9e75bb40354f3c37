import { StateAction, updateTo } from './actions';
import { amiInWords, amisNotAsDeclared, includedAmis } from './amis';
import { cancelling } from './cancelling';
import { failuresIn, isParked, isPaused, leadsTo, scheduledTime, waitFor } from './executions';
import { isFresh, LOOK_AGAIN, toBeInStep } from './in-step';
import type { Manner } from './manner';
import { leftBy, notesOf, pausedNote, scheduledNote, wayOn } from './notes';
import { BegunStep, Execution, ObservedState, stateOf, stateRead } from './observed';
import { isShared, missingShares, undeclaredShares } from './shares';
import { wayBetween } from './transitions';
import { includesAmis, scheduledFor } from './wanted';
import type { Plan } from '../../engine/plan';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** For how long an AMI that an execution has enabled may still seem to be disabled, in milliseconds. */
const SEEN_WITHIN = 10 * 60_000;

type StatePlan = Plan<StateAction>;

/**
 * Brings an image to its state, a step at a time: what this event began comes first, then what others began, then the launch permissions
 * that are declared, and then the next step of the way.
 */
export function bringTo(spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner): StatePlan {
  const last = observed.begun.at(-1);
  return (last && afterStep(last, spec, observed, manner))
    ?? afterOthers(spec, observed, manner)
    ?? nextStep(spec, observed, manner);
}

/** What is to be done about executions of others that are open; nothing, if there are none. */
function afterOthers(spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner): StatePlan | undefined {
  const own = new Set(observed.begun.map(({ execution }) => execution?.id));
  const others = observed.open.filter(({ id }) => !own.has(id));
  const running = others.find(it => !isParked(it, observed));
  if (running !== undefined) {
    return waitFor(running, observed);
  }
  const [parked] = others;
  if (parked === undefined) {
    return undefined;
  }
  if (leadsTo(spec, parked, observed)) {
    const at = scheduledTime(observed);
    const notes = at === undefined ? [pausedNote(spec, parked)] : [scheduledNote(spec, parked, at)];
    const shared = manner.shares && spec.state === 'DEPRECATED' ? sharingAgain(spec, observed, manner) : undefined;
    return shared ?? { done: true, notes: [...notes, ...leftBy(manner)] };
  }
  return cancelling(spec, observed, others);
}

/** What follows on a step that was begun; nothing, if the image is to be looked at. */
function afterStep(begun: BegunStep, spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner): StatePlan | undefined {
  const { step, execution, resources = [] } = begun;
  if (execution !== undefined) {
    const ended = afterExecution(begun, execution, spec, observed, manner);
    if (ended !== undefined) {
      return ended;
    }
  }
  if (manner.shares && begun.target !== 'DISABLED' && begun.target !== 'DELETED') {
    const shared = sharingAgain(spec, observed, manner);
    if (shared !== undefined) {
      return shared;
    }
  }
  return step === 'between' ? nextStep(spec, observed, manner) : { done: true, notes: notesOf(spec, observed, manner, resources) };
}

/** What follows on an execution; nothing, if it was successful. */
function afterExecution(
  { step, target, resources = [] }: BegunStep, execution: Execution, spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner,
): StatePlan | undefined {
  const { id, status } = execution;
  const at = scheduledFor(spec);
  switch (status) {
    case 'SUCCESS':
      return undefined;
    case 'FAILED':
    case 'CANCELLED':
      return { refuse: `execution ${id}, which was to make the image ${target}, ended as ${status}. ${wayOn(observed)}`, failures: failuresIn(resources) };
    case 'GONE':
      return stateRead(observed) === target ? undefined
        : { refuse: `execution ${id}, which was to make the image ${target}, is not known any more. ${wayOn(observed)}` };
    case 'IN_PROGRESS':
    case 'PENDING':
      if (step === 'last' && target === 'DEPRECATED' && at !== undefined && at > observed.now) {
        return { done: true, notes: [scheduledNote(spec, execution, at), ...notesOf(spec, observed, manner, [])] };
      }
      if (!isPaused(execution, observed)) {
        break;
      }
      return step === 'last' ? { done: true, notes: [pausedNote(spec, execution), ...leftBy(manner)] }
        : {
          refuse: `execution ${id}, which was to make ${spec.image} ${target} on the way to ${spec.state}, is paused by Image Builder, perhaps until `
          + 'tomorrow: change reconcile and deploy again when it is through',
        };
    default:
  }
  return waitFor(execution, observed);
}

/** Gives the launch permissions back that are declared; nothing, if there are none to give. */
function sharingAgain(spec: ImageStateUpdateSpec, observed: ObservedState, { applied }: Manner): StatePlan | undefined {
  if (!isShared(spec)) {
    return undefined;
  }
  const unseen = enabledUnseen(spec, observed);
  if (unseen.length > 0) {
    return { waitFor: `${unseen.join(', ')} to be seen as available`, seconds: LOOK_AGAIN };
  }
  const done = new Set(applied.filter(({ action }) => action === 'share again').map(({ on }) => on));
  const missing = missingShares(spec, observed).filter(({ on }) => !done.has(on));
  return missing.length === 0 ? undefined : { act: [missing] };
}

/** The AMIs that an execution of this event has enabled just now, and that still read as disabled. */
function enabledUnseen(spec: ImageStateUpdateSpec, { begun, amis, now }: ObservedState): string[] {
  const enabling = begun.find(({ target, execution, resources }) => target === 'AVAILABLE' && execution?.status === 'SUCCESS' && resources !== undefined);
  if (!includesAmis(spec) || enabling === undefined || now - (enabling.execution!.startedAt ?? 0) > SEEN_WITHIN) {
    return [];
  }
  const enabled = new Set(enabling.resources!.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id));
  return amis.filter(({ state, imageId }) => state === 'disabled' && enabled.has(imageId)).map(nameOf);
}

/** The next step of the way; or the end of it. */
function nextStep(spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner): StatePlan {
  const state = stateOf(observed);
  const way = wayTo(spec, state, observed);
  if (way === undefined) {
    return { refuse: `${spec.image} is ${state}, and cannot become ${spec.state}` };
  }
  if (way.length === 0) {
    return standing(spec, observed, manner);
  }
  const [target] = way;
  if (manner.shares && target === 'DEPRECATED') {
    // A run that was killed may have enabled them just now.
    const disabled = isShared(spec) ? includedAmis(spec, observed).filter(ami => ami.state === 'disabled') : [];
    if (disabled.length > 0 && isFresh(observed)) {
      return toBeInStep(disabled);
    }
    const shared = sharingAgain(spec, observed, manner);
    if (shared !== undefined) {
      return shared;
    }
  }
  const isLast = way.length === 1;
  const at = scheduledFor(spec);
  // A date that has passed since it was declared means now.
  const dated = at === undefined || at > observed.now ? spec : { ...spec, updateAt: undefined };
  const loses = target === 'DISABLED' ? undeclaredShares(spec, observed) : [];
  return { act: [[updateTo(target, isLast ? 'last' : 'between', dated, loses)]] };
}

/** Through which states the image goes. One that is deprecated already is deprecated at a date only by way of available. */
function wayTo(spec: ImageStateUpdateSpec, state: string, { now }: ObservedState) {
  const at = scheduledFor(spec);
  return spec.state === 'DEPRECATED' && state === 'DEPRECATED' && at !== undefined && at > now
    ? (['AVAILABLE', 'DEPRECATED'] as const) : wayBetween(state, spec.state);
}

/** The record is as declared: are its AMIs? */
function standing(spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner): StatePlan {
  const off = spec.state === 'DELETED' ? [] : amisNotAsDeclared(spec, observed);
  const message = `${spec.image} is ${spec.state} already, but of its AMIs ${off.map(ami => amiInWords(ami, observed.now)).join(', ')}: bring the record alone to `
    + `${spec.state === 'AVAILABLE' ? 'DEPRECATED' : 'AVAILABLE'}, deploy, and then deploy this again`;
  // What a run that was killed has done may not be seen yet.
  if (off.length > 0 && isFresh(observed)) {
    return toBeInStep(off);
  }
  if (off.length > 0 && manner.isStrict) {
    return { refuse: message };
  }
  const shared = manner.shares && spec.state !== 'DISABLED' && spec.state !== 'DELETED' ? sharingAgain(spec, observed, manner) : undefined;
  return shared ?? { done: true, notes: [...off.length > 0 ? [message] : [], ...notesOf(spec, observed, manner, [])] };
}
