import { onAmi, ShareAction, StateAction } from './actions';
import { includedAmis, LOOK_AGAIN } from './amis';
import { includesAmis } from './declaration';
import type { ObservedState, ObservedStateAmi } from './observed';
import type { Act, Wait } from '../../engine/plan';
import { byId, idOf, PrincipalSpec } from '../../model/sharing/principals';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** The time for which an AMI that an execution has enabled may still seem to be disabled, in milliseconds. */
const SEEN_WITHIN = 10 * 60_000;

/** Grants the declared launch permissions again that AMIs lost; absent if none is missing. */
export function planRegrant(spec: ImageStateUpdateSpec, observed: ObservedState, done: readonly StateAction[]): Act<StateAction> | Wait | undefined {
  if (!isShared(spec)) {
    return undefined;
  }
  const unseen = enabledUnseen(spec, observed);
  if (unseen.length > 0) {
    return { waitFor: `${unseen.join(', ')} to be seen as available`, seconds: LOOK_AGAIN };
  }
  // Once: reads can lag behind.
  const granted = new Set(done.filter(({ action }) => action === 'share again').map(({ on }) => on));
  const missing = missingGrants(spec, observed).filter(({ on }) => !granted.has(on));
  return missing.length === 0 ? undefined : { act: [missing] };
}

/** The launch permissions of the AMIs that no share policy declares: disabling the AMIs takes them away for good. */
export function undeclaredGrants(spec: ImageStateUpdateSpec, observed: ObservedState): string[] {
  return includedAmis(spec, observed).flatMap(ami => {
    const declared = declaredFor(spec, ami);
    const undeclared = (ami.launch ?? []).map(idOf).filter(id => !declared.has(id));
    return undeclared.length === 0 ? [] : [`${nameOf(ami)} by ${undeclared.join(', ')}`];
  });
}

/** True if share policies that may share the image grant any launch permission. */
export function isShared({ sharedWith = [], sharedAmis = [] }: ImageStateUpdateSpec): boolean {
  return sharedWith.length + sharedAmis.length > 0;
}

/** The launch permissions that share policies of the app declare and AMIs lack. Only those of an available AMI can be changed. */
function missingGrants(spec: ImageStateUpdateSpec, observed: ObservedState): ShareAction[] {
  return includedAmis(spec, observed).filter(({ state }) => state === 'available').flatMap(ami => {
    const granted = byId(ami.launch ?? []);
    const launch = ami.launch === undefined ? [] : [...declaredFor(spec, ami).values()].filter(principal => !granted.has(idOf(principal)));
    return launch.length === 0 ? [] : [{ ...onAmi(ami), action: 'share again', launch }];
  });
}

/** The principals that share policies let launch from an AMI, declared for the image or for the AMI itself, by their ids. */
function declaredFor({ sharedWith = [], sharedAmis = [] }: ImageStateUpdateSpec, { imageId }: ObservedStateAmi): ReadonlyMap<string, PrincipalSpec> {
  return byId([...sharedWith, ...sharedAmis.filter(({ image }) => image === imageId).flatMap(({ launch }) => launch)]);
}

/** The AMIs that an execution of this operation has enabled just now, and that still read as disabled. */
function enabledUnseen(spec: ImageStateUpdateSpec, { begun, amis, now }: ObservedState): string[] {
  const enabling = begun.find(({ target, execution, resources }) => target === 'AVAILABLE' && execution?.status === 'SUCCESS' && resources !== undefined);
  if (!includesAmis(spec) || enabling === undefined || now - (enabling.execution!.startedAt ?? 0) > SEEN_WITHIN) {
    return [];
  }
  const enabled = new Set(enabling.resources!.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id));
  return amis.filter(({ state, imageId }) => state === 'disabled' && enabled.has(imageId)).map(nameOf);
}
