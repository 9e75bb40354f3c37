import type { Declared } from './grants';
import type { SharedAmi } from './observed';
import { EVERYONE } from '../../model/images/image-forms';

/** Grants that are given and taken. */
export interface GrantChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** What is changed about an AMI: who may launch from it, and who may copy each of its snapshots. */
export interface AmiChange {
  readonly launch: GrantChange;
  readonly copy: readonly (GrantChange & { readonly snapshotId: string })[];
}

/** What is to be, what this policy declared before, and what others declare. */
export interface Wanted {
  readonly now: Declared;
  readonly before: Declared;
  readonly others: Declared;
}

/**
 * Brings an AMI to what is declared: gives what is missing, and takes back what was declared and is not any more.
 *
 * @param believed Whether what was read is believed. Otherwise the difference between the declarations is written whatever was read:
 *   that may be older than what an update wrote just before.
 */
export function changeTo(ami: SharedAmi, { now, before, others }: Wanted, believed: boolean): AmiChange {
  const change = (right: 'launch' | 'copy', there: ReadonlySet<string>): GrantChange => ({
    add: [...now[right]].filter(it => !there.has(it) || (!believed && !before[right].has(it))),
    remove: [...before[right]].filter(it => !now[right].has(it) && !others[right].has(it) && (there.has(it) || !believed)),
  });
  return {
    launch: ami.state === 'available' ? change('launch', new Set(ami.launch)) : { add: [], remove: [] },
    copy: ami.snapshots.map(({ snapshotId, copy }) => {
      const { add, remove } = change('copy', new Set(copy));
      // Snapshots of a disabled AMI can still be copied: that is taken back, and given again only if an update that failed took it.
      return { snapshotId, add: ami.state === 'available' ? add : add.filter(it => !believed && !before.copy.has(it)), remove };
    }),
  };
}

/** Takes away what nobody declared. */
export function removalOfUndeclared(ami: SharedAmi, { now, before, others }: Wanted, everyone: boolean): AmiChange {
  const undeclared = (right: 'launch' | 'copy', there: readonly string[]): GrantChange => ({
    add: [],
    remove: there.filter(it => ![now, before, others].some(declared => declared[right].has(it)) && (everyone || it !== EVERYONE)),
  });
  return {
    launch: undeclared('launch', ami.launch),
    copy: ami.snapshots.map(({ snapshotId, copy }) => ({ snapshotId, ...undeclared('copy', copy) })),
  };
}

/** Whether a change changes anything. */
export function isChange({ launch, copy }: AmiChange): boolean {
  return [launch, ...copy].some(({ add, remove }) => add.length + remove.length > 0);
}

/** Whether a change gives anything to anybody. */
export function gives({ launch, copy }: AmiChange): boolean {
  return [launch, ...copy].some(({ add }) => add.length > 0);
}

/** A change of those snapshots only that it changes. */
export function withoutIdle({ launch, copy }: AmiChange): AmiChange {
  return { launch, copy: copy.filter(({ add, remove }) => add.length + remove.length > 0) };
}
