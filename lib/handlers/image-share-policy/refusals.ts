import { ObservedShares, placeOf } from './observed';
import type { ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { idOf, isEveryone } from '../../model/sharing/principals';
import { GrantChange, GrantedAmi, principalsIn } from '../images/grants';
import { nameOf } from '../images/observed';

/** The reasons for which EC2 would not grant what is declared on an AMI. */
export function refusalsOf(
  ami: GrantedAmi, changes: readonly GrantChange[], spec: ImageSharePolicySpec, { publicSharingBlockedIn }: ObservedShares,
): string[] {
  const name = nameOf(ami);
  if (changes.every(({ add }) => add.length === 0)) {
    return [];
  }
  const launchers = principalsIn(changes, 'launch', 'add');
  const becomesPublic = launchers.some(isEveryone);
  const copiesBecomePublic = principalsIn(changes, 'copy', 'add').some(isEveryone);
  const isEncrypted = ami.snapshots.some(({ encryption }) => encryption !== 'none');
  const revoked = new Set(principalsIn(changes, 'launch', 'remove').map(idOf));
  const kept = ami.launch.filter(it => !revoked.has(idOf(it)));
  const shared = new Set([...kept, ...launchers].filter(it => !isEveryone(it)).map(idOf));
  return [
    ...ami.snapshots.filter(({ encryption }) => encryption === 'AWS-managed key').map(({ snapshotId }) =>
      `${name} cannot be shared, because ${snapshotId} is encrypted with the key that AWS manages for EBS: copy the AMI with a customer managed key, `
      + 'and share the copy'),
    ...becomesPublic && isEncrypted ? [`${name} cannot be public, because it is encrypted: share it with accounts, organizations or organizational units`] : [],
    ...copiesBecomePublic && isEncrypted && !becomesPublic ? [`the snapshots of ${name} cannot be public, because they are encrypted: name accounts in copy`] : [],
    ...becomesPublic && ami.hasWatermark ? [`${name} cannot be public, because it has a watermark: share it with accounts, organizations or organizational units`] : [],
    ...becomesPublic && ami.hasProductCode ? [`${name} cannot be public, because it has a product code: share it with accounts`] : [],
    ...becomesPublic && publicSharingBlockedIn.includes(placeOf(ami))
      ? [`${name} cannot be public, because account ${ami.account} blocks public access to AMIs in ${ami.region}: call DisableImageBlockPublicAccess there first`] : [],
    ...launchers.length > 0 && shared.size > spec.sharingQuota
      ? [`${name} would be shared with ${shared.size} accounts, organizations and organizational units, and sharingQuota is ${spec.sharingQuota}: `
        + 'share with organizational units instead of accounts, or have AWS raise the quota and set sharingQuota'] : [],
  ];
}
