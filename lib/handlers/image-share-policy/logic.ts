import { amisIn, declaredBy, declaredByOthers, ObservedShares } from './observed';
import { refusalsOf } from './refusals';
import type { Logic } from '../../engine/handler';
import type { Act, Done } from '../../engine/plan';
import type { Deploy } from '../../engine/request';
import type { ImageSharePolicyAttribute, ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { idOf, isEveryone } from '../../model/sharing/principals';
import { forEachRight, isOnAmi, RIGHT_NAMES } from '../../model/sharing/rights';
import {
  callsFor, changesTo, changesToUndeclared, GrantAction, GrantChange, GrantedAmi, isChange, NOTHING, targetsOf, WantedGrants,
} from '../images/grants';
import { awaited, foreign, missing, skipped } from '../images/image-checks';
import { nameOf } from '../images/observed';

/** Seconds between two looks at an image that is still being made. */
const LOOK_AGAIN = 15;

/** Grants what is declared, revokes what was declared, and touches no other grant unless the mode says so. */
export const logic: Logic<ImageSharePolicySpec, ObservedShares, GrantAction, ImageSharePolicyAttribute> = {
  deploy(request, observed) {
    const { desired, previous } = request;
    const refusals = refusalsFor(desired, previous, observed);
    if (refusals.length > 0) {
      return { refuse: refusals.join('; ') };
    }
    const unfinished = awaited(desired.images, observed.images);
    if (unfinished.length > 0) {
      return { waitFor: unfinished.join(', '), seconds: LOOK_AGAIN };
    }
    const changed = changedAmis(desired, previous, observed, true);
    const undeclared = undeclaredOn(request, changed);
    return acting([changed, undeclared], [
      ...skipped(desired.images, observed.images),
      ...undeclared.filter(({ changes }) => changes.some(isChange)).map(({ ami, changes }) => `undeclared, and revoked from ${nameOf(ami)}: ${inWords(changes)}`),
    ]);
  },

  restore({ desired, previous, isRollback, previousWasRefused }, observed) {
    const grantedNothing = isRollback && previous !== undefined && (previousWasRefused
      || [...refusalsFor(previous, desired, observed), ...awaited(previous.images, observed.images)].length > 0);
    const changed = changedAmis(desired, grantedNothing ? publicPartOf(previous) : previous, observed, grantedNothing);
    return acting([changed], [
      ...grantedNothing ? ['the update failed before it changed anything: nothing to take back'] : [],
      ...skipped(desired.images, observed.images),
    ]);
  },

  remove({ previous, cause }, observed) {
    return previous.onRemoval === 'LEAVE' && cause !== 'rolled-back creation'
      ? { done: true, notes: ['everything that was shared stays shared, as onRemoval says'] }
      : acting([changedAmis(undefined, previous, observed, false)], skipped(previous.images, observed.images));
  },

  identity: ({ owner }) => owner,

  attributes({ desired, previous }, observed) {
    if (observed === undefined) {
      return { AmiCount: '0', SkippedAmiCount: '0', TakenOverGrantCount: '0' };
    }
    const declared = declaredBy(desired, observed);
    const before = declaredBy(previous, observed);
    const amis = [...amisIn(observed)].filter(([name]) => declared.has(name)).map(([, ami]) => ami);
    const shared = amis.filter(({ state }) => state === 'available');
    const takenOver = shared.flatMap(ami => RIGHT_NAMES.flatMap(right => {
      const now = declared.get(nameOf(ami))![right];
      const then = (before.get(nameOf(ami)) ?? NOTHING)[right];
      return targetsOf(ami, right).flatMap(({ granted }) => [...granted.keys()]).filter(id => now.has(id) && !then.has(id));
    }));
    return { AmiCount: String(shared.length), SkippedAmiCount: String(amis.length - shared.length), TakenOverGrantCount: String(takenOver.length) };
  },
};

/** An AMI and the changes of its grants. */
interface ChangedAmi {
  readonly ami: GrantedAmi;
  readonly wanted: WantedGrants;
  readonly changes: readonly GrantChange[];

  /** True if the AMI is declared now; otherwise it was before. */
  readonly isDeclared: boolean;
}

/** Brings every AMI that is or was declared to what is declared. */
function changedAmis(
  desired: ImageSharePolicySpec | undefined, previous: ImageSharePolicySpec | undefined, observed: ObservedShares, readsAreFresh: boolean,
): ChangedAmi[] {
  const now = declaredBy(desired, observed);
  const before = declaredBy(previous, observed);
  const others = declaredByOthers(desired ?? previous ?? {}, observed);
  const amis = amisIn(observed);
  return [...new Set([...now.keys(), ...before.keys()])].map(name => {
    const ami = amis.get(name)!;
    const wanted = { now: now.get(name) ?? NOTHING, before: before.get(name) ?? NOTHING, others: others.get(name) ?? NOTHING };
    return { ami, wanted, changes: changesTo(ami, wanted, readsAreFresh), isDeclared: now.has(name) };
  });
}

/** The reasons for which what was found keeps a declaration from being deployed. */
function refusalsFor(desired: ImageSharePolicySpec, previous: ImageSharePolicySpec | undefined, observed: ObservedShares): string[] {
  return [
    ...missing(desired.images, previous?.images ?? [], observed.images),
    ...foreign(desired.images, observed.images),
    ...changedAmis(desired, previous, observed, true).filter(({ isDeclared }) => isDeclared)
      .flatMap(({ ami, changes }) => refusalsOf(ami, changes, desired, observed)),
  ];
}

/**
 * The part of an update that is revoked although the update was refused, or waited in vain: it granted nothing, so grants that it declared
 * and that are there belong to others. Should the reason have come up only later, what stays was meant to be shared, but not with everyone.
 */
function publicPartOf(spec: ImageSharePolicySpec): ImageSharePolicySpec {
  return { ...spec, ...forEachRight(right => spec[right].filter(isEveryone)) };
}

/** The grants that no policy declares, on every AMI that is declared. */
function undeclaredOn({ desired: { mode }, isForward }: Deploy<ImageSharePolicySpec>, changed: readonly ChangedAmi[]): ChangedAmi[] {
  return isForward && mode !== 'ADDITIVE'
    ? changed.filter(({ ami, isDeclared }) => isDeclared && ami.state === 'available')
      .map(it => ({ ...it, changes: changesToUndeclared(it.ami, it.wanted, mode === 'AUTHORITATIVE_ON_EVERYONE') }))
    : [];
}

/** Makes the calls: one AMI after the other where they depend on each other. What no policy declares goes last, and for good. */
function acting([declared, undeclared = []]: readonly (readonly ChangedAmi[])[], notes: readonly string[]): Act<GrantAction> | Done {
  const calls = (changed: readonly ChangedAmi[]) => changed.map(({ ami, changes }) => callsFor(ami, changes)).filter(({ length }) => length > 0);
  const forGood = calls(undeclared).map(list => list.map(action => ({ ...action, irreversible: true })));
  const act = [calls(declared), forGood].filter(({ length }) => length > 0);
  // EC2's answer to a write is all there is to know, and to read every AMI again would double the calls.
  return act.length > 0 ? { act, thenDone: notes } : { done: true, ...notes.length > 0 && { notes } };
}

function inWords(changes: readonly GrantChange[]): string {
  return RIGHT_NAMES.flatMap(right => changes.filter(it => it.right === right && it.remove.length > 0)
    .map(({ target, remove }) => `${right}${isOnAmi(right) ? '' : ` of ${target}`} by ${remove.map(idOf).join(', ')}`)).join('; ');
}
