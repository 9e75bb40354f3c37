import { inWords } from './amis';
import { skippedIn } from './executions';
import type { Manner } from './manner';
import { BegunStep, Execution, isKept, isThrough, ObservedState, stateRead } from './observed';
import { isShared } from './shares';
import { includesAmis } from './wanted';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** What a person should know. */
export function notesOf(spec: ImageStateUpdateSpec, observed: ObservedState, manner: Manner, resources: BegunStep['resources'] & object): string[] {
  const skipped = skippedIn(resources);
  const kept = observed.begun.some(isKept);
  const isBetween = observed.begun.some(it => it.step === 'between' && isThrough(it));
  return [
    ...isBetween && includesAmis(spec) ? [`${spec.image} went to ${spec.state} by way of AVAILABLE: its AMIs could be launched in between`] : [],
    ...skipped.length > 0 ? [`left alone: ${skipped.join('; ')}`] : [],
    ...kept ? [`${spec.image} was not deleted, because something of it was left alone: it is ${stateRead(observed)}, and is not tried to be deleted again `
      + 'until what is declared changes'] : [],
    ...leftBy(manner),
    ...unreached(spec, observed, manner),
  ];
}

/** Which launch permissions this run took away for good, and which deprecation times it left. */
export function leftBy({ applied }: Pick<Manner, 'applied'>): string[] {
  const gone = applied.flatMap(it => ('loses' in it ? it.loses ?? [] : []));
  const dated = new Set(applied.flatMap(it => ('leaves' in it ? it.leaves ?? [] : [])));
  return [
    ...gone.length > 0 ? [`no share policy that this update knows of declares these launch permissions, and to disable the AMIs took them away for good: ${gone.join('; ')}`] : [],
    ...dated.size > 0 ? [`these AMIs may keep the time at which they were to be deprecated, until somebody takes it back in EC2: ${[...dated].join(', ')}`] : [],
  ];
}

/** The AMIs that may have lost their launch permissions and cannot be given them back. */
function unreached(spec: ImageStateUpdateSpec, { amis }: ObservedState, { shares }: Manner): string[] {
  const isToBeShared = shares && includesAmis(spec) && isShared(spec) && spec.state !== 'DISABLED';
  const foreign = isToBeShared ? amis.filter(({ state }) => state === 'foreign') : [];
  return foreign.length === 0 ? []
    : [`these AMIs belong to other accounts, of which no role was given, and were not shared again: ${foreign.map(nameOf).join(', ')}`];
}

/** What is to be deprecated later. */
export function scheduledNote({ image }: ImageStateUpdateSpec, { id }: Execution, at: number): string {
  return `${image} will be deprecated at ${inWords(at)} by execution ${id}; until then its record is AVAILABLE`;
}

/** What goes on by itself. */
export function pausedNote({ image, state }: ImageStateUpdateSpec, { id }: Execution): string {
  return `execution ${id}, which will make ${image} ${state}, is paused by Image Builder, perhaps until tomorrow: it goes on by itself`;
}

/** In which state things are, and how to go on. */
export function wayOn(observed: ObservedState): string {
  return `Its record is ${stateRead(observed)}: mend what failed, and deploy again`;
}
