import { noSuchImage } from './errors';
import { accountsOf, Filtered, filtered, paged } from './filters';
import type { Image } from './images';
import { holds } from './launch-permissions';
import { isPublic, Store } from './store';
import { shownTags } from './tags';
import type { Operation } from '../../service';
import { ServiceError } from '../../service-error';
import type { Caller } from '../../world';

const FILTERS: Filtered<Image> = {
  'description': it => it.description,
  'image-id': it => it.imageId,
  'is-public': it => String(isPublic(it)),
  'name': it => it.name,
  'owner-id': it => it.account,
  'state': it => it.state,
};

/**
 * The AMIs that a caller may see: its own, those that are shared with its account or organization, and public ones.
 *
 * Modelled from the API reference (DescribeImages) and the user guide ("Describe deprecated AMIs", "Describe disabled AMIs",
 * "Use AMI watermarks to track and identify AMIs"): whoever sees an AMI sees its watermarks.
 */
export function describeImages(store: Store): Operation {
  return (input, caller) => {
    const { ImageIds: ids, Owners: owners, ExecutableUsers: users, IncludeDeprecated: deprecated = false, IncludeDisabled: disabled = false } = input;
    if (!disabled && asksForDisabled(input)) {
      throw new ServiceError('InvalidParameter', 'Disabled AMIs are only described with IncludeDisabled.');
    }
    const visible = store.images.of(caller.region).filter(image => mayLaunch(store, image, caller.account));
    for (const id of ids ?? []) {
      if (!visible.includes(store.image(caller, id))) {
        throw noSuchImage(id);
      }
    }
    const ownedBy = owners && accountsOf(owners, caller, ['amazon', 'aws-marketplace', 'aws-backup-vault']);
    const sharedWith = users && accountsOf(users, caller, ['all']);
    const asked = visible
      .filter(image => disabled || image.state !== 'disabled')
      .filter(image => deprecated || image.account === caller.account || !isDeprecated(store, image))
      .filter(image => ids === undefined || ids.includes(image.imageId))
      .filter(image => ownedBy === undefined || ownedBy.includes(image.account))
      .filter(image => sharedWith === undefined || sharedWith.some((it: string) => isShared(store, image, it, caller)))
      .map(image => image.account === caller.account ? image : { ...image, tags: {} });
    const { items, nextToken } = paged(filtered(asked, input.Filters, FILTERS), input, caller);
    return { Images: items.map(image => shown(store, image, caller)), ...nextToken === undefined ? {} : { NextToken: nextToken } };
  };
}

function asksForDisabled({ Filters: filters = [] }: any): boolean {
  return filters.some(({ Name: name, Values: values = [] }: any) => name === 'state' && values.includes('disabled'));
}

function isDeprecated({ clock }: Store, { deprecationTime = Infinity }: Image): boolean {
  return deprecationTime <= clock.now();
}

function mayLaunch(store: Store, image: Image, account: string): boolean {
  return image.account === account || isPublic(image) || isSharedWith(image, account) || isSharedWithGroupOf(store, image, account);
}

function isSharedWith({ launchPermissions }: Image, account: string): boolean {
  return holds(launchPermissions, { UserId: account });
}

function isSharedWithGroupOf({ options: { groups } }: Store, { launchPermissions }: Image, account: string): boolean {
  return groups.some(({ arn, accounts }) => accounts.includes(account)
    && launchPermissions.some(it => it.OrganizationArn === arn || it.OrganizationalUnitArn === arn));
}

/** Whether an AMI is shared with whom a request names. Only for its own account a caller learns of shares with the organization. */
function isShared(store: Store, image: Image, who: string, caller: Caller): boolean {
  return who === 'all' ? isPublic(image)
    : isSharedWith(image, who) || (who === caller.account && isSharedWithGroupOf(store, image, who));
}

function shown(store: Store, image: Image, { account }: Caller): object {
  const { imageId, name, state, description, imdsSupport, deprecationTime, lastLaunchedTime, productCodes, watermarks, tags } = image;
  return {
    ImageId: imageId,
    ImageLocation: `${image.account}/${name}`,
    Name: name,
    State: state,
    OwnerId: image.account,
    CreationDate: time(image.creationDate),
    Public: isPublic(image),
    Architecture: 'x86_64',
    ImageType: 'machine',
    PlatformDetails: 'Linux/UNIX',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    VirtualizationType: 'hvm',
    BlockDeviceMappings: store.snapshotsOf(image).map(({ snapshotId, encryption }, index) => ({
      DeviceName: `/dev/xvd${String.fromCharCode(97 + index)}`,
      Ebs: { SnapshotId: snapshotId, VolumeSize: 8, VolumeType: 'gp3', DeleteOnTermination: true, Encrypted: encryption !== 'none' },
    })),
    ...description === undefined ? {} : { Description: description },
    ...imdsSupport === undefined ? {} : { ImdsSupport: imdsSupport },
    ...deprecationTime === undefined ? {} : { DeprecationTime: time(deprecationTime) },
    ...productCodes.length === 0 ? {} : { ProductCodes: productCodes.map(code => ({ ProductCodeId: code, ProductCodeType: 'marketplace' })) },
    ...watermarks.length === 0 ? {} : {
      ImageWatermarks: watermarks.map(key => ({
        WatermarkKey: key,
        SourceImageRegion: image.region,
        SourceImageId: imageId,
        SourceImageCreationTime: image.creationDate,
        WatermarkCreationTime: image.creationDate,
      })),
    },
    ...image.account === account ? {
      DeregistrationProtection: image.deregistrationProtection,
      ...lastLaunchedTime === undefined ? {} : { LastLaunchedTime: time(lastLaunchedTime) },
      ...shownTags(tags),
    } : {},
  };
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
