import { badCombination, badValue, missing, noAttributes, notPermitted, snapshotInUse } from './errors';
import { accountsOf, Filtered, filtered, paged } from './filters';
import type { Snapshot } from './images';
import type { Store } from './store';
import { shownTags } from './tags';
import type { Operation } from '../../service';
import { StandInFault } from '../../service-error';
import type { Caller } from '../../world';
import { ebsKeyArn } from '../kms';

type Permission = Snapshot['createVolumePermissions'][number];

interface PermissionChange {
  readonly Add: readonly Permission[];
  readonly Remove: readonly Permission[];
}

const MAX_CHANGES = 500;

const FILTERS: Filtered<Snapshot> = {
  'description': it => it.description,
  'encrypted': it => String(it.encryption !== 'none'),
  'owner-id': it => it.account,
  'snapshot-id': it => it.snapshotId,
  'status': () => 'completed',
};

/**
 * Snapshots, and who may make volumes of them: accounts or everybody, never an organization.
 *
 * Modelled from the API reference (ModifySnapshotAttribute, DescribeSnapshotAttribute, DescribeSnapshots, DeleteSnapshot) and the EBS
 * user guide ("Share an Amazon EBS snapshot").
 */
export function snapshotOperations(store: Store): Record<string, Operation> {
  const mayCopy = ({ account, createVolumePermissions: permissions }: Snapshot, who: string) =>
    account === who || permissions.some(it => it.UserId === who || it.Group === 'all');
  return {
    ModifySnapshotAttribute: (input, caller) => {
      const change = requestedChange(input);
      const snapshot = store.ownSnapshot(caller, input.SnapshotId);
      if (change.Add.length > 0) {
        refuseSharing(snapshot, change.Add);
      }
      const kept = [...snapshot.createVolumePermissions, ...change.Add].filter(it => !change.Remove.some(other => same(it, other)));
      store.images.saveSnapshot({
        ...snapshot, createVolumePermissions: kept.filter((it, index) => kept.findIndex(other => same(it, other)) === index),
      });
      return {};
    },

    DescribeSnapshotAttribute: ({ SnapshotId, Attribute: attribute }, caller) => {
      const { createVolumePermissions } = store.ownSnapshot(caller, SnapshotId);
      if (attribute !== 'createVolumePermission') {
        throw new StandInFault(`the attribute ${attribute} of a snapshot is not modelled`);
      }
      return { SnapshotId, CreateVolumePermissions: [...createVolumePermissions].reverse() };
    },

    DescribeSnapshots: (input, caller) => {
      const { SnapshotIds: ids, OwnerIds: owners, RestorableByUserIds: users } = input;
      (ids ?? []).forEach((id: string) => store.snapshot(caller, id));
      const ownedBy = owners && accountsOf(owners, caller, ['amazon']);
      const sharedWith = users && accountsOf(users, caller, ['all']);
      const asked = store.images.snapshotsOf(caller.region)
        .filter(snapshot => mayCopy(snapshot, caller.account))
        .filter(({ snapshotId }) => ids === undefined || ids.includes(snapshotId))
        .filter(({ account }) => ownedBy === undefined || ownedBy.includes(account))
        .filter(snapshot => sharedWith === undefined || sharedWith.some((who: string) => restorableBy(snapshot, who, caller)))
        .map(snapshot => snapshot.account === caller.account ? snapshot : { ...snapshot, tags: {} });
      const { items, nextToken } = paged(filtered(asked, input.Filters, FILTERS), input, caller);
      return { Snapshots: items.map(shown), ...nextToken === undefined ? {} : { NextToken: nextToken } };
    },

    // An AMI keeps its snapshots, even when it is disabled.
    DeleteSnapshot: ({ SnapshotId }, caller) => {
      const snapshot = store.ownSnapshot(caller, SnapshotId);
      const user = store.images.of(caller.region).find(({ snapshots }) => snapshots.includes(SnapshotId));
      if (user !== undefined) {
        throw snapshotInUse(SnapshotId, user.imageId);
      }
      store.images.removeSnapshot(snapshot);
      return {};
    },
  };
}

/** Whether a snapshot is among those that somebody may restore: of others a caller sees only its own snapshots. */
function restorableBy({ account, createVolumePermissions: permissions }: Snapshot, who: string, caller: Caller): boolean {
  return who === 'all' ? permissions.some(it => it.Group === 'all')
    : who === caller.account ? account === who || permissions.some(it => it.UserId === who)
      : account === caller.account && permissions.some(it => it.UserId === who);
}

/** What a request changes. There are two ways to say it, as for AMIs. */
function requestedChange(input: any): PermissionChange {
  const { Attribute: attribute, OperationType: type, CreateVolumePermission: permission, GroupNames: groups = [], UserIds: users = [] } = input;
  const listed: Permission[] = [...groups.map((Group: string) => ({ Group })), ...users.map((UserId: string) => ({ UserId }))];
  if (attribute === 'productCodes') {
    throw badValue('Only createVolumePermission can be modified.');
  }
  if (permission !== undefined && (listed.length > 0 || type !== undefined)) {
    throw badCombination('Permissions are given in one way at a time.');
  }
  if (listed.length > 0 && type === undefined) {
    throw missing('OperationType');
  }
  const { Add = [], Remove = [] }: Partial<PermissionChange> = permission ?? (type === 'add' ? { Add: listed } : { Remove: listed });
  const changed = [...Add, ...Remove];
  if (changed.length === 0) {
    throw noAttributes();
  }
  if (Add.length > 0 && Remove.length > 0) {
    throw badCombination('Permissions cannot be added and removed in one request.');
  }
  if (changed.length > MAX_CHANGES) {
    throw badValue(`A request changes at most ${MAX_CHANGES} permissions.`);
  }
  const wrong = changed.find(({ UserId: user, Group: group }) =>
    (user === undefined) === (group === undefined) || (user !== undefined ? !/^[0-9]{12}$/.test(user) : group !== 'all'));
  if (wrong !== undefined) {
    throw badValue(`Invalid permission: ${JSON.stringify(wrong)}`);
  }
  return { Add, Remove };
}

function refuseSharing({ encryption }: Snapshot, added: readonly Permission[]): void {
  if (encryption === 'aws/ebs') {
    throw notPermitted('Encrypted snapshots with EBS default key cannot be shared');
  }
  if (encryption !== 'none' && added.some(({ Group: group }) => group === 'all')) {
    throw notPermitted('Encrypted snapshots cannot be made public.');
  }
}

function same(one: Permission, other: Permission): boolean {
  return one.UserId === other.UserId && one.Group === other.Group;
}

function shown({ snapshotId, account, region, encryption, startTime, description, tags }: Snapshot): object {
  return {
    SnapshotId: snapshotId,
    OwnerId: account,
    State: 'completed',
    Progress: '100%',
    StartTime: startTime,
    VolumeSize: 8,
    Description: description,
    StorageTier: 'standard',
    Encrypted: encryption !== 'none',
    ...encryption === 'none' ? {} : { KmsKeyId: encryption === 'aws/ebs' ? ebsKeyArn({ account, region }) : encryption },
    ...shownTags(tags),
  };
}
