import type { StateAction } from './actions';
import { timeInWords } from './amis';
import { includesAmis } from './declaration';
import { skippedIn } from './executions';
import { BegunStep, Execution, isKept, isThrough, ObservedState, stateRead } from './observed';
import { isShared } from './regrant';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** The notes of an update that has come to its end. */
export function notesOf(
  spec: ImageStateUpdateSpec, observed: ObservedState, { regrants, done }: { readonly regrants: boolean; readonly done: readonly StateAction[] },
  resources: BegunStep['resources'] & object,
): string[] {
  const skipped = skippedIn(resources);
  const kept = observed.begun.some(isKept);
  const isBetween = observed.begun.some(begun => begun.step === 'between' && isThrough(begun));
  return [
    ...isBetween && includesAmis(spec) ? [`${spec.image} went to ${spec.state} by way of AVAILABLE: its AMIs could be launched in between`] : [],
    ...skipped.length > 0 ? [`left alone: ${skipped.join('; ')}`] : [],
    ...kept ? [`${spec.image} was not deleted, because something of it was left alone: it is ${stateRead(observed)}, and is not tried to be deleted again `
      + 'until what is declared changes'] : [],
    ...lossNotes(done),
    ...regrants ? unreachedNotes(spec, observed) : [],
  ];
}

/** The notes of launch permissions that were taken away for good, and of deprecation times that were left. */
export function lossNotes(done: readonly StateAction[]): string[] {
  const gone = new Set(done.flatMap(action => ('loses' in action ? action.loses ?? [] : [])));
  const dated = new Set(done.flatMap(action => ('leaves' in action ? action.leaves ?? [] : [])));
  return [
    ...gone.size > 0 ? [`no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ${[...gone].join('; ')}`] : [],
    ...dated.size > 0 ? [`these AMIs may keep the time at which they were to be deprecated, until somebody takes it back in EC2: ${[...dated].join(', ')}`] : [],
  ];
}

/** The note of AMIs that may have lost their launch permissions and are out of reach. */
function unreachedNotes(spec: ImageStateUpdateSpec, { amis }: ObservedState): string[] {
  const isToBeShared = includesAmis(spec) && isShared(spec) && spec.state !== 'DISABLED';
  const foreign = isToBeShared ? amis.filter(({ state }) => state === 'foreign') : [];
  return foreign.length === 0 ? []
    : [`these AMIs belong to other accounts, of which no role was given, and were not shared again: ${foreign.map(nameOf).join(', ')}`];
}

/** The note of a deprecation that waits for its date. */
export function scheduledNote({ image }: ImageStateUpdateSpec, { id }: Execution, at: number): string {
  return `${image} will be deprecated at ${timeInWords(at)} by execution ${id}; until then its record is AVAILABLE`;
}

/** The note of an execution that goes on by itself. */
export function pausedNote({ image, state }: ImageStateUpdateSpec, { id }: Execution): string {
  return `execution ${id}, which will make ${image} ${state}, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`;
}

/** The state of the record after a failure, and the remedy. */
export function remedyFor(observed: ObservedState): string {
  return `Its record is ${stateRead(observed)}: mend what failed, and deploy again`;
}
