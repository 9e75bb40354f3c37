import type { ObservedState, ObservedStateAmi } from './observed';
import { exclusionsOf, includesAmis, scheduledFor } from './wanted';
import type { ImageStateUpdateSpec } from '../../model/state/image-state-update-contract';
import { nameOf } from '../images/observed';

/** Within how many milliseconds two deprecation times are the same: EC2 rounds them to minutes. */
const ROUNDING = 90_000;

/** For how long after now an AMI that was deprecated at once may seem to be deprecated only then, in milliseconds. */
const SOON = 10 * 60_000;

/** Whether two times of a deprecation are the same to EC2. */
export function isSameTime(one: number, other: number): boolean {
  return Math.abs(one - other) <= ROUNDING;
}

/** The AMIs that are to be changed and can be looked at. Those of other accounts, of which no role is given, are believed. */
export function includedAmis(spec: ImageStateUpdateSpec, { amis }: Pick<ObservedState, 'amis'>): readonly ObservedStateAmi[] {
  return includesAmis(spec) ? amis.filter(({ state }) => state === 'available' || state === 'disabled') : [];
}

/** The AMIs that are not in the state that is declared, and that no exclusion may have left alone. */
export function amisNotAsDeclared(spec: ImageStateUpdateSpec, observed: Pick<ObservedState, 'amis' | 'now'>): readonly ObservedStateAmi[] {
  return includedAmis(spec, observed).filter(ami => !isAsDeclared(ami, spec, observed.now) && !mayBeExcluded(ami, spec));
}

/** How an AMI is, in words. */
export function amiInWords(ami: ObservedStateAmi, now: number): string {
  const { state, deprecationTime } = ami;
  const deprecated = deprecationTime === undefined ? '' : deprecationTime <= now ? ', deprecated' : `, to be deprecated at ${inWords(deprecationTime)}`;
  return `${nameOf(ami)} is ${state}${deprecated}`;
}

/** A time in words. */
export function inWords(time: number): string {
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

/** Whether an exclusion leaves an AMI alone, as far as can be seen: with whom it is shared and when it was launched is not looked at. */
function mayBeExcluded({ region, isPublic, tags = {} }: ObservedStateAmi, spec: ImageStateUpdateSpec): boolean {
  const { regions = [], isPublic: excludesPublic, tagMap = {}, sharedAccounts, lastLaunched } = exclusionsOf(spec);
  return sharedAccounts !== undefined || lastLaunched !== undefined || regions.includes(region) || (excludesPublic === true && isPublic)
    || Object.entries(tagMap).some(([key, value]) => tags[key] === value);
}
