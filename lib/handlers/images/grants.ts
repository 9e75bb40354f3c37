import { Ami, nameOf, ObservedAmi } from './observed';
import type { Action } from '../../engine/plan';
import { chunked } from '../../model/collections';
import { byId, isEveryone, PrincipalSpec } from '../../model/sharing/principals';
import { factsOf, forEachRight, isOnAmi, Right, RIGHT_NAMES, RightFacts, RightOn } from '../../model/sharing/rights';

/** The encryption of a snapshot: none, by the key that AWS manages for EBS, or by a key of a customer. */
export type Encryption = 'none' | 'AWS-managed key' | 'customer managed key';

/** The principals that have each right on something. Not read where they do not matter. */
type GrantedOn<Thing extends 'AMI' | 'snapshot'> = Readonly<Record<RightOn<Thing>, readonly PrincipalSpec[]>>;

/** A snapshot of an AMI, and its grants. */
export interface SharedSnapshot extends GrantedOn<'snapshot'> {
  readonly snapshotId: string;
  readonly encryption: Encryption;
}

/** An AMI and its grants. None of the AMI itself if it cannot be shared now. */
export interface GrantedAmi extends Omit<ObservedAmi, 'snapshots' | 'tags'>, GrantedOn<'AMI'> {
  readonly snapshots: readonly SharedSnapshot[];
}

/** The principals that are declared for an AMI, by right and by their ids: by one reference or by several. */
export type DeclaredGrants = Readonly<Record<Right, ReadonlyMap<string, PrincipalSpec>>>;

export const NOTHING: DeclaredGrants = forEachRight(() => byId([]));

/** The grants of now, those that the same resource declared before, and those that other policies declare. */
export interface WantedGrants {
  readonly now: DeclaredGrants;
  readonly before: DeclaredGrants;
  readonly others: DeclaredGrants;
}

/** The principals to which a right on an AMI or a snapshot is granted, and from which it is revoked. */
export interface GrantChange {
  readonly right: Right;

  /** The id of the AMI or the snapshot. */
  readonly target: string;
  readonly add: readonly PrincipalSpec[];
  readonly remove: readonly PrincipalSpec[];
}

/** One call that changes grants. */
export interface GrantAction extends Action, GrantChange {
  readonly action: RightFacts['call'];
  readonly ami: Ami;
}

/** A thing that EC2 shares for a right, and the principals that have it, by their ids. */
interface Target {
  readonly target: string;
  readonly granted: ReadonlyMap<string, PrincipalSpec>;
}

/** The things of an AMI that EC2 shares for a right. */
export function targetsOf(ami: GrantedAmi, right: Right): readonly Target[] {
  return isOnAmi(right)
    ? [{ target: ami.imageId, granted: byId(ami[right]) }]
    : ami.snapshots.map(snapshot => ({ target: snapshot.snapshotId, granted: byId(snapshot[right]) }));
}

/**
 * Brings an AMI to what is declared: grants what is missing, and revokes what was declared and is not any more.
 *
 * @param readsAreFresh False if reads may be older than what an update has just written: then the difference between the declarations is
 *   written, whatever was read.
 */
export function changesTo(ami: GrantedAmi, { now, before, others }: WantedGrants, readsAreFresh: boolean): GrantChange[] {
  return RIGHT_NAMES.flatMap(right => targetsOf(ami, right).map(({ target, granted }) => {
    const isAvailable = ami.state === 'available';
    const mayBeRevoked = isAvailable || !isOnAmi(right);
    // Snapshots of a disabled AMI can still be copied: that is revoked, and granted again only if an update that failed revoked it.
    const mayBeGranted = (id: string) => isAvailable || (mayBeRevoked && !readsAreFresh && !before[right].has(id));
    return {
      right,
      target,
      add: those(now[right], id => (!granted.has(id) || (!readsAreFresh && !before[right].has(id))) && mayBeGranted(id)),
      remove: mayBeRevoked
        ? those(before[right], id => !now[right].has(id) && !others[right].has(id) && (granted.has(id) || !readsAreFresh)) : [],
    };
  }));
}

/** Revokes what no policy declares. */
export function changesToUndeclared(ami: GrantedAmi, { now, before, others }: WantedGrants, everyone: boolean): GrantChange[] {
  const declarations = [now, before, others];
  return RIGHT_NAMES.flatMap(right => targetsOf(ami, right).map(({ target, granted }) => ({
    right,
    target,
    add: [],
    remove: those(granted, (id, principal) => (everyone || !isEveryone(principal)) && !declarations.some(declared => declared[right].has(id))),
  })));
}

/** Some of the principals. */
function those(principals: ReadonlyMap<string, PrincipalSpec>, are: (id: string, principal: PrincipalSpec) => boolean): PrincipalSpec[] {
  return [...principals].filter(([id, principal]) => are(id, principal)).map(([, principal]) => principal);
}

/** True if a change of grants changes anything. */
export function isChange({ add, remove }: GrantChange): boolean {
  return add.length + remove.length > 0;
}

/** The principals that get or lose a right. */
export function principalsIn(changes: readonly GrantChange[], right: Right, what: 'add' | 'remove'): readonly PrincipalSpec[] {
  return changes.filter(change => change.right === right).flatMap(change => change[what]);
}

/**
 * The calls that change the grants of an AMI, in their order: grants on its snapshots, so that a principal that can launch can copy; the
 * AMI itself; and last what is revoked on snapshots.
 */
export function callsFor(ami: GrantedAmi, changes: readonly GrantChange[]): GrantAction[] {
  const apart = changes.filter(({ right }) => !factsOf(right).both);
  return [
    ...apart.flatMap(change => call(ami, { ...change, remove: [] })),
    ...changes.filter(({ right }) => factsOf(right).both).flatMap(change => call(ami, change)),
    ...apart.flatMap(change => call(ami, { ...change, add: [] })),
  ];
}

/** The calls that one change takes: several where it is more than a call takes, none where it changes nothing. */
function call({ imageId, region, account, roleArn }: GrantedAmi, { right, target, add, remove }: GrantChange): GrantAction[] {
  const ami: Ami = { imageId, region, account, ...roleArn === undefined ? {} : { roleArn } };
  const { call: action, changes, target: kind } = factsOf(right);
  const entries = [...add.map(principal => ({ principal, isGrant: true })), ...remove.map(principal => ({ principal, isGrant: false }))];
  return chunked(entries, changes).map(some => ({
    action,
    on: kind === 'AMI' ? nameOf(ami) : `${target} of ${nameOf(ami)}`,
    lane: region,
    ami,
    right,
    target,
    add: some.filter(({ isGrant }) => isGrant).map(({ principal }) => principal),
    remove: some.filter(({ isGrant }) => !isGrant).map(({ principal }) => principal),
  }));
}
