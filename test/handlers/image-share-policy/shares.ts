import type { DecodedEvent } from '../../../lib/cloudformation/request';
import type { ObservedShares } from '../../../lib/handlers/image-share-policy/observed';
import type { GrantAction, GrantedAmi, SharedSnapshot } from '../../../lib/handlers/images/grants';
import type { ImageSharePolicySpec, SharedByOther } from '../../../lib/model/sharing/image-share-policy-contract';
import { idOf, PrincipalSpec } from '../../../lib/model/sharing/principals';
import { Named, principals } from '../../support/principals';

// Declarations, and what is there, in memory: for the tests of the logic.

export const OWN = '111111111111';
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const [X, Y, Z] = ['222222222222', '333333333333', '012345678901'];
export const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
export const OU = 'arn:aws:organizations::111111111111:ou/o-aaaaaaaaaa/ou-ab12-11111111';
export const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';

interface NamedRights {
  readonly launch: readonly Named[];
  readonly copy: readonly Named[];
}

/** What a test declares, with principals by their ids. */
export type Declared = Partial<Omit<ImageSharePolicySpec, 'launch' | 'copy' | 'sharedByOthers'> & NamedRights & {
  readonly sharedByOthers: readonly (Omit<SharedByOther, 'launch' | 'copy'> & NamedRights)[];
}>;

/** What is asked for: the AMI A, for the account X, unless a test says otherwise. */
export function spec({ launch = [X], copy = [], sharedByOthers, ...changes }: Declared = {}): ImageSharePolicySpec {
  return {
    images: [{ image: A }],
    launch: principals(...launch),
    copy: principals(...copy),
    mode: 'ADDITIVE',
    onRemoval: 'UNSHARE',
    sharingQuota: 1_000,
    allowPublicLaunch: false,
    allowPublicCopy: false,
    ...changes,
    ...sharedByOthers && { sharedByOthers: sharedByOthers.map(it => ({ ...it, launch: principals(...it.launch), copy: principals(...it.copy) })) },
  };
}

export function event(changes: Partial<DecodedEvent<ImageSharePolicySpec>>): DecodedEvent<ImageSharePolicySpec> {
  return {
    cause: 'creation',
    stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`,
    logicalId: 'Share',
    requestId: 'request',
    physicalId: changes.cause === 'creation' || changes.cause === undefined ? undefined : 'Images/Share',
    ...changes,
  };
}

/** What a test says of an AMI, with principals by their ids. */
type Changes = Partial<Omit<GrantedAmi, 'launch' | 'snapshots'> & {
  readonly launch: readonly Named[];
  readonly snapshots: readonly (Omit<SharedSnapshot, 'copy'> & Pick<NamedRights, 'copy'>)[];
}>;

/** An AMI of the account, available, with a snapshot that is not encrypted, and shared with nobody. */
export function ami(imageId: string, { launch = [], snapshots, ...changes }: Changes = {}): GrantedAmi {
  return {
    imageId,
    region: 'eu-west-1',
    account: OWN,
    state: 'available',
    isPublic: false,
    hasWatermark: false,
    hasProductCode: false,
    description: '',
    launch: principals(...launch),
    snapshots: (snapshots ?? [{ snapshotId: imageId.replace('ami', 'snap'), encryption: 'none', copy: [] }])
      .map(({ copy, ...snapshot }) => ({ ...snapshot, copy: principals(...copy) })),
    ...changes,
  };
}

/** What is there: every AMI by its id, and what else references stand for. */
export function observed(amis: readonly GrantedAmi[], images: ObservedShares['images'] = {}, publicSharingBlockedIn: readonly string[] = []): ObservedShares {
  return { images: { ...Object.fromEntries(amis.map(it => [it.imageId, { build: 'there' as const, amis: [it] }])), ...images }, publicSharingBlockedIn };
}

/** An AMI after a call. */
export function changed(it: GrantedAmi, { right, target, add, remove }: GrantAction): GrantedAmi {
  const [added, removed] = [add, remove].map(some => new Set(some.map(idOf)));
  const after = (there: readonly PrincipalSpec[]) => [...there.filter(one => !added.has(idOf(one))), ...add].filter(one => !removed.has(idOf(one)));
  return right === 'launch' ? { ...it, launch: after(it.launch) }
    : { ...it, snapshots: it.snapshots.map(snapshot => (snapshot.snapshotId === target ? { ...snapshot, copy: after(snapshot.copy) } : snapshot)) };
}
