import { exclusionsOf, includesAmis, scheduledFor } from './declaration';
import type { ObservedState, ObservedStateAmi } from './observed';
import type { Wait } from '../../engine/plan';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** The difference within which two deprecation times are the same, in milliseconds: EC2 rounds them to minutes. */
const ROUNDING = 90_000;

/** The time after now until which an AMI that was deprecated at once may seem to be deprecated only later, in milliseconds. */
const SOON = 10 * 60_000;

/** The time for which AMIs may seem to lag behind the record, in milliseconds. */
export const LAG = 30_000;

/** Seconds between two looks at AMIs that lag behind. */
export const LOOK_AGAIN = 5;

/** True if EC2 takes two times of a deprecation for the same. */
export function isSameTime(one: number, other: number): boolean {
  return Math.abs(one - other) <= ROUNDING;
}

/** The AMIs that are to be changed and can be read. Those of other accounts, of which no role is given, are taken on trust. */
export function includedAmis(spec: ImageStateUpdateSpec, { amis }: Pick<ObservedState, 'amis'>): readonly ObservedStateAmi[] {
  return includesAmis(spec) ? amis.filter(({ state }) => state === 'available' || state === 'disabled') : [];
}

/** The AMIs that are not in the declared state, and that no exclusion may have left alone. */
export function amisNotAsDeclared(spec: ImageStateUpdateSpec, observed: Pick<ObservedState, 'amis' | 'now'>): readonly ObservedStateAmi[] {
  return includedAmis(spec, observed).filter(ami => !isAsDeclared(ami, spec, observed.now) && !mayBeExcluded(ami, spec));
}

/** True if the image was left alone for a moment only, as far as this operation knows: reads may lag behind the writes of another run. */
export function mayLag({ now, calmSince = 0 }: ObservedState): boolean {
  return now - calmSince < LAG;
}

/** Waits for AMIs that may lag behind the record. */
export function waitForAmis(amis: readonly ObservedStateAmi[]): Wait {
  return { waitFor: `${amis.map(nameOf).join(', ')} to be in step with the record of the image`, seconds: LOOK_AGAIN };
}

/** The state of an AMI in words. */
export function amiInWords(ami: ObservedStateAmi, now: number): string {
  const { state, deprecationTime } = ami;
  const deprecated = deprecationTime === undefined ? '' : deprecationTime <= now ? ', deprecated' : `, to be deprecated at ${timeInWords(deprecationTime)}`;
  return `${nameOf(ami)} is ${state}${deprecated}`;
}

/** A time in words. */
export function timeInWords(time: number): string {
  return new Date(time).toISOString();
}

function isAsDeclared({ state, deprecationTime }: ObservedStateAmi, spec: ImageStateUpdateSpec, now: number): boolean {
  const at = scheduledFor(spec);
  switch (spec.state) {
    case 'AVAILABLE': return state === 'available' && (deprecationTime === undefined || deprecationTime > now);
    case 'DEPRECATED': return state === 'available' && deprecationTime !== undefined
      && (at === undefined || at <= now ? deprecationTime <= now + SOON : isSameTime(deprecationTime, at));
    case 'DISABLED': return state === 'disabled';
    case 'DELETED': return false;
  }
}

/** True if an exclusion may leave an AMI alone. The accounts with which it is shared, and its last launch, are not read. */
function mayBeExcluded({ region, isPublic, tags = {} }: ObservedStateAmi, spec: ImageStateUpdateSpec): boolean {
  const { regions = [], isPublic: excludesPublic, tagMap = {}, sharedAccounts, lastLaunched } = exclusionsOf(spec);
  return sharedAccounts !== undefined || lastLaunched !== undefined || regions.includes(region) || (excludesPublic === true && isPublic)
    || Object.entries(tagMap).some(([key, value]) => tags[key] === value);
}
