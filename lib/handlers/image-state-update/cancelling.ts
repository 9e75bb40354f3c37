import { CancelAction, onAmi, StateAction } from './actions';
import { includedAmis, isSameTime } from './amis';
import { deletions, scheduledTime } from './executions';
import { hasJustBegun, toBeInStep } from './in-step';
import type { ObservedState, OpenExecution } from './observed';
import { includesAmis } from './wanted';
import type { Plan } from '../../engine/plan';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** Ends what is open, after the AMIs were told not to be deprecated at its date. So a run that is killed in between finds it again. */
export function cancelling(spec: ImageStateUpdateSpec, observed: ObservedState, open: readonly OpenExecution[]): Plan<StateAction> {
  // To deprecate AMIs sets another time, and a deletion needs none.
  const isOverwritten = includesAmis(spec) && (spec.state === 'DEPRECATED' || spec.state === 'DELETED');
  const at = isOverwritten ? undefined : scheduledTime(observed);
  const dated = at === undefined ? [] : observed.amis.filter(ami => isDatedAt(at, ami));
  const unseen = at === undefined ? [] : includedAmis(spec, observed).filter(ami => !dated.includes(ami));
  if (unseen.length > 0 && open.some(it => hasJustBegun(it, observed))) {
    return toBeInStep(unseen);
  }
  const isTaken = (ami: ObservedState['amis'][number]) => includesAmis(spec) && ami.state !== 'foreign';
  const leaves = dated.filter(ami => !isTaken(ami)).map(nameOf);
  return {
    act: [
      dated.filter(isTaken).map(ami => ({ ...onAmi(ami), action: 'take the deprecation time back' } as const)),
      open.map(({ id }): CancelAction => ({ action: 'cancel the execution', on: id, ...leaves.length > 0 && { leaves } })),
    ],
  };
}

/** Ends what still deletes an image, which is not to be deleted after all. What was deleted by then nobody brings back. */
export function sparing(observed: Pick<ObservedState, 'open'>): Plan<StateAction> | undefined {
  const open = deletions(observed);
  return open.length === 0 ? undefined : { act: [open.map(({ id }): CancelAction => ({ action: 'cancel the execution', on: id }))] };
}

/** Whether an AMI is to be deprecated at a time, as far as can be seen: of another account's nothing can. */
function isDatedAt(at: number, { deprecationTime, state }: ObservedState['amis'][number]): boolean {
  return state === 'foreign' || (['available', 'disabled'].includes(state) && deprecationTime !== undefined && isSameTime(deprecationTime, at));
}
