import { StateAction, updateTo } from './actions';
import { amiInWords, amisNotAsDeclared, includedAmis, mayLag, waitForAmis } from './amis';
import { scheduledFor } from './declaration';
import { failuresIn, isParked, isPaused, leadsTo, planCancellation, scheduledTime, waitForExecution } from './executions';
import { lossNotes, notesOf, pausedNote, remedyFor, scheduledNote } from './messages';
import { BegunStep, Execution, ObservedState, stateOf, stateRead } from './observed';
import { isShared, planRegrant, undeclaredGrants } from './regrant';
import type { Plan, SafePlan } from '../../engine/plan';
import type { ImageStateUpdateSpec, TargetState } from '../../model/state/image-state-update-contract';

/** The options of a transition. */
export interface TransitionOptions {
  /** True if the declared launch permissions are granted again. */
  readonly regrants: boolean;

  /** The actions of the operation so far. */
  readonly done: readonly StateAction[];
}

/** An image whose record is as declared, while its AMIs are not. A deployment may refuse that. */
interface OutOfStep {
  readonly outOfStep: string;

  /** The plan that reports it in a note. */
  readonly otherwise: SafePlan<StateAction>;
}

type Transition = SafePlan<StateAction> | OutOfStep;

/** The states from which another is reached by one call. */
const SOURCES: Readonly<Record<TargetState, readonly string[]>> = {
  AVAILABLE: ['DEPRECATED', 'DISABLED'],
  DEPRECATED: ['AVAILABLE'],
  DISABLED: ['AVAILABLE', 'DEPRECATED'],
  DELETED: ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'FAILED', 'CANCELLED'],
};

/**
 * The states through which an image gets from one to another: none if it is there, `undefined` if there is no way.
 *
 * There is no listed transition from disabled to deprecated, but one by way of available.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-lifecycle-rules.html
 */
export function wayBetween(from: string, to: TargetState): readonly TargetState[] | undefined {
  if (from === to) {
    return [];
  }
  if (SOURCES[to].includes(from)) {
    return [to];
  }
  return SOURCES[to].includes('AVAILABLE') && SOURCES.AVAILABLE.includes(from) ? ['AVAILABLE', to] : undefined;
}

/**
 * Brings an image to its state, a step at a time: the executions of this operation come first, then those of others, then the declared
 * launch permissions, and then the next step of the way. Reports AMIs that are not as their record in a note.
 */
export function planTransition(spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): SafePlan<StateAction> {
  const transition = transitionOf(spec, observed, options);
  return 'outOfStep' in transition ? transition.otherwise : transition;
}

/** Brings an image to its state as `planTransition` does, and refuses AMIs that are not as their record. */
export function planStrictTransition(spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): Plan<StateAction> {
  const transition = transitionOf(spec, observed, options);
  return 'outOfStep' in transition ? { refuse: transition.outOfStep } : transition;
}

function transitionOf(spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): Transition {
  const last = observed.begun.at(-1);
  return (last && afterStep(last, spec, observed, options))
    ?? afterOthers(spec, observed, options)
    ?? nextStep(spec, observed, options);
}

/** The plan for open executions of others; absent if there are none. */
function afterOthers(spec: ImageStateUpdateSpec, observed: ObservedState, { regrants, done }: TransitionOptions): SafePlan<StateAction> | undefined {
  const own = new Set(observed.begun.map(({ execution }) => execution?.id));
  const others = observed.open.filter(({ id }) => !own.has(id));
  const running = others.find(execution => !isParked(execution, observed));
  if (running !== undefined) {
    return waitForExecution(running, observed);
  }
  const [parked] = others;
  if (parked === undefined) {
    return undefined;
  }
  if (leadsTo(spec, parked, observed)) {
    const at = scheduledTime(observed);
    const note = at === undefined ? pausedNote(spec, parked) : scheduledNote(spec, parked, at);
    const regrant = regrants && spec.state === 'DEPRECATED' ? planRegrant(spec, observed, done) : undefined;
    return regrant ?? { done: true, notes: [note, ...lossNotes(done)] };
  }
  return planCancellation(spec, observed, others);
}

/** The plan after a step that was begun; absent if the image is to be looked at. */
function afterStep(begun: BegunStep, spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): Transition | undefined {
  const { step, execution, resources = [] } = begun;
  const plan = execution && afterExecution(begun, execution, spec, observed, options);
  if (plan !== undefined) {
    return plan;
  }
  const isLaunchable = begun.target !== 'DISABLED' && begun.target !== 'DELETED';
  const regrant = options.regrants && isLaunchable ? planRegrant(spec, observed, options.done) : undefined;
  if (regrant !== undefined) {
    return regrant;
  }
  return step === 'between' ? nextStep(spec, observed, options) : { done: true, notes: notesOf(spec, observed, options, resources) };
}

/** The plan after an execution of this operation; absent if it was successful. */
function afterExecution(
  { step, target, resources = [] }: BegunStep, execution: Execution, spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions,
): SafePlan<StateAction> | undefined {
  const { id, status } = execution;
  const at = scheduledFor(spec);
  switch (status) {
    case 'SUCCESS':
      return undefined;
    case 'FAILED':
    case 'CANCELLED':
      return { fail: `execution ${id}, which was to make the image ${target}, ended as ${status}. ${remedyFor(observed)}`, failures: failuresIn(resources) };
    case 'GONE':
      return stateRead(observed) === target ? undefined
        : { fail: `execution ${id}, which was to make the image ${target}, is not known any more. ${remedyFor(observed)}` };
    case 'IN_PROGRESS':
    case 'PENDING':
      if (step === 'last' && target === 'DEPRECATED' && at !== undefined && at > observed.now) {
        return { done: true, notes: [scheduledNote(spec, execution, at), ...notesOf(spec, observed, options, [])] };
      }
      if (!isPaused(execution, observed)) {
        break;
      }
      return step === 'last' ? { done: true, notes: [pausedNote(spec, execution), ...lossNotes(options.done)] }
        : {
          fail: `execution ${id}, which was to make ${spec.image} ${target} on the way to ${spec.state}, is paused by Image Builder, perhaps until `
            + 'tomorrow: change reconcile and deploy again when it is through',
        };
    default:
  }
  return waitForExecution(execution, observed);
}

/** The next step of the way; or the end of it. */
function nextStep(spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): Transition {
  const state = stateOf(observed);
  const way = wayTo(spec, state, observed);
  if (way === undefined) {
    return { fail: `${spec.image} is ${state}, and cannot become ${spec.state}` };
  }
  if (way.length === 0) {
    return inDeclaredState(spec, observed, options);
  }
  const [target] = way;
  if (options.regrants && target === 'DEPRECATED') {
    // A run that was killed may have enabled them just now.
    const disabled = isShared(spec) ? includedAmis(spec, observed).filter(ami => ami.state === 'disabled') : [];
    if (disabled.length > 0 && mayLag(observed)) {
      return waitForAmis(disabled);
    }
    const regrant = planRegrant(spec, observed, options.done);
    if (regrant !== undefined) {
      return regrant;
    }
  }
  const at = scheduledFor(spec);
  // A date that has passed since it was declared means now.
  const dated = at === undefined || at > observed.now ? spec : { ...spec, updateAt: undefined };
  const loses = target === 'DISABLED' ? undeclaredGrants(spec, observed) : [];
  return { act: [[updateTo(target, way.length === 1 ? 'last' : 'between', dated, loses)]] };
}

/** The states through which the image goes. A deprecated image is deprecated at a date only by way of available. */
function wayTo(spec: ImageStateUpdateSpec, state: string, { now }: ObservedState): readonly TargetState[] | undefined {
  const at = scheduledFor(spec);
  return spec.state === 'DEPRECATED' && state === 'DEPRECATED' && at !== undefined && at > now ? ['AVAILABLE', 'DEPRECATED'] : wayBetween(state, spec.state);
}

/** The plan for an image whose record is as declared: its AMIs may not be. */
function inDeclaredState(spec: ImageStateUpdateSpec, observed: ObservedState, options: TransitionOptions): Transition {
  const off = spec.state === 'DELETED' ? [] : amisNotAsDeclared(spec, observed);
  // The writes of a run that was killed may not be seen yet.
  if (off.length > 0 && mayLag(observed)) {
    return waitForAmis(off);
  }
  const isLaunchable = spec.state !== 'DISABLED' && spec.state !== 'DELETED';
  const regrant = options.regrants && isLaunchable ? planRegrant(spec, observed, options.done) : undefined;
  const notes = notesOf(spec, observed, options, []);
  if (off.length === 0) {
    return regrant ?? { done: true, notes };
  }
  const outOfStep = `${spec.image} is ${spec.state} already, but of its AMIs ${off.map(ami => amiInWords(ami, observed.now)).join(', ')}: bring the record `
    + `alone to ${spec.state === 'AVAILABLE' ? 'DEPRECATED' : 'AVAILABLE'}, deploy, and then deploy this again`;
  return { outOfStep, otherwise: regrant ?? { done: true, notes: [outOfStep, ...notes] } };
}
