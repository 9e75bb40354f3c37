import { onAmi, ShareAction } from './actions';
import { includedAmis } from './amis';
import type { ImageStateUpdateSpec } from './contract';
import type { ObservedState, ObservedStateAmi } from './observed';
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
  const declared = new Set(spec.sharedWith);
  return includedAmis(spec, observed).flatMap(ami => {
    const undeclared = (ami.launch ?? []).filter(it => !declared.has(it));
    return undeclared.length === 0 ? [] : [`${nameOf(ami)} by ${undeclared.join(', ')}`];
  });
}

/** As a share policy would change it that declares nothing else. */
function changeOf({ sharedWith = [] }: ImageStateUpdateSpec, ami: ObservedStateAmi, launch: readonly string[]) {
  const now = { launch: new Set(sharedWith), copy: new Set<string>() };
  return changeTo({ ...ami, launch, snapshots: [] }, { now, before: NOTHING, others: NOTHING }, true).launch;
}
