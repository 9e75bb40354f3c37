import { onAmi, ShareAction } from './actions';
import { includedAmis } from './amis';
import type { ObservedState, ObservedStateAmi } from './observed';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { changeTo } from '../image-share-policy/changes';
import { NOTHING } from '../image-share-policy/grants';
import { nameOf } from '../images/observed';

/** What gives the AMIs back who may launch from them, as the share policies of the app declare it. */
export function missingShares(spec: ImageStateUpdateSpec, observed: ObservedState): ShareAction[] {
  return includedAmis(spec, observed).flatMap(ami => {
    const launch = ami.launch === undefined ? [] : changeOf(spec, ami, ami.launch).add;
    return launch.length === 0 ? [] : [{ ...onAmi(ami), action: 'share again', launch }];
  });
}

/** Who may launch from the AMIs although nobody declared it: to disable them takes that away for good. */
export function undeclaredShares(spec: ImageStateUpdateSpec, observed: ObservedState): string[] {
  return includedAmis(spec, observed).flatMap(ami => {
    const declared = declaredFor(spec, ami);
    const undeclared = (ami.launch ?? []).filter(it => !declared.has(it));
    return undeclared.length === 0 ? [] : [`${nameOf(ami)} by ${undeclared.join(', ')}`];
  });
}

/** Whether share policies that may share the image let anybody launch. */
export function isShared({ sharedWith = [], sharedAmis = [] }: ImageStateUpdateSpec): boolean {
  return sharedWith.length + sharedAmis.length > 0;
}

/** Who may launch from an AMI, by what share policies declare for the image, or for the AMI itself. */
function declaredFor({ sharedWith = [], sharedAmis = [] }: ImageStateUpdateSpec, { imageId }: ObservedStateAmi): ReadonlySet<string> {
  return new Set([...sharedWith, ...sharedAmis.filter(({ image }) => image === imageId).flatMap(({ launch }) => launch)]);
}

/** As a share policy would change it that declares nothing else. */
function changeOf(spec: ImageStateUpdateSpec, ami: ObservedStateAmi, launch: readonly string[]) {
  const now = { launch: declaredFor(spec, ami), copy: new Set<string>() };
  return changeTo({ ...ami, launch, snapshots: [] }, { now, before: NOTHING, others: NOTHING }, true).launch;
}
