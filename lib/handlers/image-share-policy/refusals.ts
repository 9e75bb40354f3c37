import { AmiChange, gives } from './changes';
import { ObservedShares, placeOf, SharedAmi } from './observed';
import { EVERYONE, principalKindOf } from '../../model/images/image-forms';
import type { ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { nameOf } from '../images/observed';

// What is refused before anything is changed. What synthesis knew it has refused before; this is for what only the deployment knows.

/** What cannot be meant, whatever there is. */
export function mistakesIn(spec: ImageSharePolicySpec): string[] {
  const { launch, copy, allowPublicLaunch, allowPublicCopy } = spec;
  const malformed = (right: string, principals: readonly string[]) => principals.filter(it => principalKindOf(it) === undefined)
    .map(it => `${right} names ${JSON.stringify(it)}: give an account of twelve digits, or the ARN of an organization or organizational unit`);
  return [
    ...spec.images.length === 0 ? ['there is no image to share: name one, or remove the policy'] : [],
    ...malformed('launch', launch),
    ...malformed('copy', copy),
    ...copy.filter(it => ['organization', 'organizational unit'].includes(principalKindOf(it)!))
      .map(it => `copy names ${it}: snapshots are shared with accounts only`),
    ...launch.includes(EVERYONE) && !allowPublicLaunch ? ['launch names everyone: set allowPublicLaunch if that is meant'] : [],
    ...copy.includes(EVERYONE) && !allowPublicCopy ? ['copy names everyone: set allowPublicCopy if that is meant'] : [],
  ];
}

/** What keeps an AMI from what is declared. */
export function refusalsOf(ami: SharedAmi, change: AmiChange, spec: ImageSharePolicySpec, { publicSharingBlockedIn }: ObservedShares): string[] {
  const name = nameOf(ami);
  if (!gives(change)) {
    return [];
  }
  const becomesPublic = change.launch.add.includes(EVERYONE);
  const copiesBecomePublic = change.copy.some(({ add }) => add.includes(EVERYONE));
  const isEncrypted = ami.snapshots.some(({ encryption }) => encryption !== 'none');
  const shared = new Set([...ami.launch.filter(it => !change.launch.remove.includes(it)), ...change.launch.add]);
  shared.delete(EVERYONE);
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
    ...change.launch.add.length > 0 && shared.size > spec.sharingQuota
      ? [`${name} would be shared with ${shared.size} accounts, organizations and organizational units, and sharingQuota is ${spec.sharingQuota}: `
        + 'share with organizational units instead of accounts, or have AWS raise the quota and set sharingQuota'] : [],
  ];
}
