import type { Situation } from '../../../lib/engine/plan';
import type { ShareAction } from '../../../lib/handlers/image-share-policy/logic';
import type { ObservedShares, SharedAmi } from '../../../lib/handlers/image-share-policy/observed';
import type { ImageSharePolicySpec } from '../../../lib/model/sharing/image-share-policy-contract';

// Declarations, and what is there, in memory: for the tests of the logic.

export const OWN = '111111111111';
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const [X, Y, Z] = ['222222222222', '333333333333', '012345678901'];
export const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
export const OU = 'arn:aws:organizations::111111111111:ou/o-aaaaaaaaaa/ou-ab12-11111111';
export const BUILD = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';

/** What is asked for: the AMI A, for the account X, unless a test says otherwise. */
export function spec(changes: Partial<ImageSharePolicySpec> = {}): ImageSharePolicySpec {
  return {
    images: [{ image: A }], launch: [X], copy: [], mode: 'ADDITIVE', onRemoval: 'UNSHARE', sharingQuota: 1_000, allowPublicLaunch: false, allowPublicCopy: false,
    ...changes,
  };
}

export function situation(changes: Partial<Situation<ImageSharePolicySpec>>): Situation<ImageSharePolicySpec> {
  return {
    cause: 'creation',
    owner: 'Images/Share',
    stackId: `arn:aws:cloudformation:eu-west-1:${OWN}:stack/Images/1`,
    logicalId: 'Share',
    requestId: 'request',
    physicalId: changes.cause === 'creation' || changes.cause === undefined ? undefined : 'Images/Share',
    ...changes,
  };
}

/** An AMI of the account, available, with a snapshot that is not encrypted, and shared with nobody. */
export function ami(imageId: string, changes: Partial<SharedAmi> = {}): SharedAmi {
  return {
    imageId,
    region: 'eu-west-1',
    account: OWN,
    state: 'available',
    isPublic: false,
    hasWatermark: false,
    hasProductCode: false,
    description: '',
    launch: [],
    snapshots: [{ snapshotId: imageId.replace('ami', 'snap'), encryption: 'none', copy: [] }],
    ...changes,
  };
}

/** What is there: every AMI by its id, and what else references stand for. */
export function observed(amis: readonly SharedAmi[], images: ObservedShares['images'] = {}, publicSharingBlockedIn: readonly string[] = []): ObservedShares {
  return { images: { ...Object.fromEntries(amis.map(it => [it.imageId, { build: 'there' as const, amis: [it] }])), ...images }, publicSharingBlockedIn };
}

/** What becomes of an AMI when something is done to it. */
export function changed(it: SharedAmi, { change: { launch, copy } }: ShareAction): SharedAmi {
  const after = (there: readonly string[], { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] }) =>
    [...new Set([...there, ...add])].filter(principal => !remove.includes(principal));
  return {
    ...it,
    launch: after(it.launch, launch),
    snapshots: it.snapshots.map(snapshot => copy.filter(({ snapshotId }) => snapshotId === snapshot.snapshotId)
      .reduce((so, change) => ({ ...so, copy: after(so.copy, change) }), snapshot)),
  };
}
