import { AmiChange, changeTo, isChange, removalOfUndeclared, Wanted, withoutIdle } from './changes';
import { declaredBy, declaredByOthers, NOTHING } from './grants';
import { amisIn, ObservedShares, SharedAmi } from './observed';
import { mistakesIn, refusalsOf } from './refusals';
import { isForward } from '../../cloudformation/cause';
import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Action, Logic, Plan, Situation } from '../../engine/plan';
import { EVERYONE } from '../../model/images/image-forms';
import type { ImageSharePolicyAttribute, ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { awaited, foreign, malformed, missing, skipped } from '../images/mistakes';
import { Ami, nameOf } from '../images/observed';

/** Shares an AMI, or takes back what was shared. */
export interface ShareAction extends Action {
  readonly action: 'share' | 'remove undeclared grants';
  readonly ami: Ami;
  readonly change: AmiChange;
}

/** Seconds between two looks at an image that is still being made. */
const LOOK_AGAIN = 15;

/** Gives what is declared, takes back what was declared, and touches no grant of others unless it was told to. */
export const logic: Logic<ImageSharePolicySpec, ObservedShares, ShareAction, ImageSharePolicyAttribute> = {
  plan(situation, observed) {
    const { cause, desired, previous, physicalId } = situation;
    if (isNothing(physicalId)) {
      return { done: true, notes: ['nothing was shared: nothing to take back'] };
    }
    if (desired === undefined) {
      return previous === undefined
        ? { done: true, notes: ['what was shared is not known to this version of the handler: it stays'] }
        : unshared(situation, previous, observed);
    }
    // In a rollback, and in what may be one, nothing is refused, nothing is waited for, and reads are not believed.
    const mayRefuse = isForward(cause) || physicalId === undefined;
    if (mayRefuse) {
      const refusals = refusalsFor(desired, previous, observed);
      if (refusals.length > 0) {
        return { refuse: refusals.join('; ') };
      }
      const unfinished = awaited(desired.images, observed.images);
      if (unfinished.length > 0) {
        return { waitFor: unfinished.join(', '), seconds: LOOK_AGAIN };
      }
    }
    const gaveNothing = cause === 'rollback' && previous !== undefined
      && [...refusalsFor(previous, desired, observed), ...awaited(previous.images, observed.images)].length > 0;
    const changes = changesTo(desired, gaveNothing ? publicPartOf(previous) : previous, observed, mayRefuse || gaveNothing);
    const undeclared = isForward(cause) && desired.mode !== 'ADDITIVE' ? undeclaredOn(desired, changes) : [];
    const isUnknown = previous === undefined && physicalId !== undefined;
    return acting([changes.map(({ ami, change }) => action('share', ami, change)), undeclared], [
      ...gaveNothing ? ['the update failed before it changed anything: nothing to take back'] : [],
      ...isUnknown ? ['what was shared before is not known to this version of the handler: it stays'] : [],
      ...skipped(desired.images, observed.images),
      ...undeclared.map(({ on, change }) => `undeclared, and taken away from ${on}: ${inWords(change)}`),
    ]);
  },

  physicalId: ({ owner, physicalId, requestId }, _, untouched) => (untouched && physicalId === undefined ? nothingMadeFor(requestId) : owner),

  attributes({ desired, previous }, observed) {
    const [declared, before] = [desired, previous].map(spec => (observed ? declaredBy(spec, observed) : new Map<string, never>()));
    const amis = observed ? [...amisIn(observed)].filter(([name]) => declared.has(name)).map(([, ami]) => ami) : [];
    const shared = amis.filter(({ state }) => state === 'available');
    const takenOver = shared.flatMap(ami => {
      const [now, old] = [declared.get(nameOf(ami))!, before.get(nameOf(ami)) ?? NOTHING];
      return [
        ...ami.launch.filter(it => now.launch.has(it) && !old.launch.has(it)),
        ...ami.snapshots.flatMap(({ copy }) => copy.filter(it => now.copy.has(it) && !old.copy.has(it))),
      ];
    });
    return { AmiCount: String(shared.length), SkippedAmiCount: String(amis.length - shared.length), TakenOverGrantCount: String(takenOver.length) };
  },
};

/** An AMI, and what becomes of it. */
interface Changed {
  readonly ami: SharedAmi;
  readonly wanted: Wanted;
  readonly change: AmiChange;

  /** Whether the AMI is declared now; otherwise it was before. */
  readonly declared: boolean;
}

/** What brings every AMI that is or was declared to what is declared. */
function changesTo(
  desired: ImageSharePolicySpec | undefined, previous: ImageSharePolicySpec | undefined, observed: ObservedShares, believed: boolean,
): Changed[] {
  const [now, before] = [declaredBy(desired, observed), declaredBy(previous, observed)];
  const others = declaredByOthers(desired ?? previous!, observed);
  const amis = amisIn(observed);
  return [...new Set([...now.keys(), ...before.keys()])].map(name => {
    const ami = amis.get(name)!;
    const wanted = { now: now.get(name) ?? NOTHING, before: before.get(name) ?? NOTHING, others: others.get(name) ?? NOTHING };
    return { ami, wanted, change: changeTo(ami, wanted, believed), declared: now.has(name) };
  });
}

/** Why what is declared is refused. */
function refusalsFor(desired: ImageSharePolicySpec, previous: ImageSharePolicySpec | undefined, observed: ObservedShares): string[] {
  return [
    ...malformed(desired.images, observed.images),
    ...mistakesIn(desired),
    ...missing(desired.images, previous?.images ?? [], observed.images),
    ...foreign(desired.images, observed.images),
    ...changesTo(desired, previous, observed, true).filter(({ declared }) => declared)
      .flatMap(({ ami, change }) => refusalsOf(ami, change, desired, observed)),
  ];
}

/**
 * What is taken back of an update that was refused, or waited in vain: it gave nothing, so what it declared and others had given is
 * theirs. Should the reason have come up only later, what is left behind is what somebody wanted to be shared, but not with everyone.
 */
function publicPartOf(spec: ImageSharePolicySpec): ImageSharePolicySpec {
  const everyone = (principals: readonly string[]) => principals.filter(it => it === EVERYONE);
  return { ...spec, launch: everyone(spec.launch), copy: everyone(spec.copy) };
}

/** Takes back what was declared. */
function unshared({ cause }: Situation<ImageSharePolicySpec>, previous: ImageSharePolicySpec, observed: ObservedShares): Plan<ShareAction> {
  if (previous.onRemoval === 'LEAVE' && cause !== 'rolled-back creation') {
    return { done: true, notes: ['everything that was shared stays shared, as onRemoval says'] };
  }
  const changes = changesTo(undefined, previous, observed, false);
  return acting([changes.map(({ ami, change }) => action('share', ami, change))], skipped(previous.images, observed.images));
}

/** What nobody declared, on every AMI that is declared. */
function undeclaredOn({ mode }: ImageSharePolicySpec, changes: readonly Changed[]): ShareAction[] {
  return changes.filter(({ ami, declared }) => declared && ami.state === 'available').map(({ ami, wanted }) => ({
    ...action('remove undeclared grants', ami, removalOfUndeclared(ami, wanted, mode === 'AUTHORITATIVE_ON_EVERYONE')), irreversible: true,
  })).filter(({ change }) => isChange(change));
}

function action(what: ShareAction['action'], { imageId, region, account, roleArn }: SharedAmi, change: AmiChange): ShareAction {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  return { action: what, on: nameOf(ami), lane: region, ami, change: withoutIdle(change) };
}

function acting(stages: readonly (readonly ShareAction[])[], notes: readonly string[]): Plan<ShareAction> {
  const act = stages.map(stage => stage.filter(({ change }) => isChange(change)));
  // What EC2 answers to a write is all there is to know, and to read every AMI again would double the calls.
  return act.flat().length > 0 ? { act, thenDone: notes } : { done: true, ...notes.length > 0 && { notes } };
}

function inWords({ launch, copy }: AmiChange): string {
  const of = (what: string, principals: readonly string[]) => (principals.length > 0 ? [`${what} ${principals.join(', ')}`] : []);
  return [...of('launch by', launch.remove), ...copy.flatMap(({ snapshotId, remove }) => of(`copy of ${snapshotId} by`, remove))].join('; ');
}
