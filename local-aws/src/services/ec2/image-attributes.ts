import { requestedChange } from './attribute-change';
import { badValue, notPermitted, overQuota } from './errors';
import type { Image } from './images';
import { after, checked, entities, EVERYBODY, holds, LaunchPermissionChange } from './launch-permissions';
import { isPublic, Store } from './store';
import type { Operation } from '../../service';
import { ServiceError, StandInFault } from '../../service-error';
import type { Caller } from '../../world';

/** A public AMI is deprecated at the latest two years after it was created. */
export const PUBLIC_LIFE = 2 * 365 * 86_400;

const BLOCKED = 'You can\'t publicly share this image because block public access for AMIs is enabled for this account. '
  + 'To publicly share the image, you must call the DisableImageBlockPublicAccess API.';

const AWS_MANAGED_KEY = 'Snapshots encrypted with the AWS Managed CMK can\'t be shared. Specify another snapshot.';

/**
 * What an AMI says of itself, and who may launch from it.
 *
 * Modelled from the API reference (ModifyImageAttribute, DescribeImageAttribute, ResetImageAttribute) and the user guide ("Understand
 * shared AMI usage", "Share an AMI with specific AWS accounts", "Share an AMI with organizations and organizational units", "AMI
 * quotas", "Use AMI watermarks to track and identify AMIs").
 */
export function imageAttributeOperations(store: Store): Record<string, Operation> {
  return {
    ModifyImageAttribute: (input, caller) => {
      const change = requestedChange(input);
      if ('LaunchPermission' in change) {
        share(store, store.changeableImage(caller, input.ImageId, change.LaunchPermission.Add.length > 0), change.LaunchPermission, caller);
        return {};
      }
      const image = store.changeableImage(caller, input.ImageId, false);
      if ('ImdsSupport' in change) {
        if (change.ImdsSupport !== 'v2.0') {
          throw badValue('The only IMDS support is v2.0.');
        }
        store.images.save({ ...image, imdsSupport: 'v2.0' });
      } else {
        store.images.save({ ...image, description: change.Description });
      }
      return {};
    },

    DescribeImageAttribute: ({ Attribute: attribute, ImageId }, caller) => {
      const image = store.ownImage(caller, ImageId);
      const show = SHOWN[attribute];
      if (show === undefined) {
        throw new StandInFault(`the attribute ${attribute} of an AMI is not modelled`);
      }
      return { ImageId, ...show(image) };
    },

    ResetImageAttribute: ({ ImageId }, caller) => {
      store.images.save({ ...store.changeableImage(caller, ImageId, false), launchPermissions: [] });
      return {};
    },

    // Whoever has an AMI through an organization cannot leave.
    CancelImageLaunchPermission: ({ ImageId }, caller) => {
      const image = store.image(caller, ImageId);
      const own = { UserId: caller.account };
      if (!holds(image.launchPermissions, own)) {
        throw new ServiceError('InvalidAMIID.NotFound', `The image '${ImageId}' is not shared with your account.`);
      }
      store.images.save({ ...image, launchPermissions: after(image.launchPermissions, { Add: [], Remove: [own] }) });
      return { Return: true };
    },
  };
}

const SHOWN: Readonly<Record<string, (image: Image) => object>> = {
  description: ({ description }) => ({ Description: valueOf(description) }),
  imdsSupport: ({ imdsSupport }) => ({ ImdsSupport: valueOf(imdsSupport) }),
  lastLaunchedTime: ({ lastLaunchedTime }) => ({ LastLaunchedTime: valueOf(lastLaunchedTime && new Date(lastLaunchedTime * 1000).toISOString()) }),
  deregistrationProtection: ({ deregistrationProtection }) => ({ DeregistrationProtection: valueOf(deregistrationProtection) }),
  // In another order than they were given in: nothing is said of the order, and nobody is to rely on it.
  launchPermission: ({ launchPermissions }) => ({ LaunchPermissions: [...launchPermissions].reverse() }),
};

function valueOf(value: string | number | undefined): object {
  return value === undefined ? {} : { Value: value };
}

function share(store: Store, image: Image, change: LaunchPermissionChange, caller: Caller): void {
  const { good, wrong } = checked(change);
  if (wrong !== undefined && !store.options.appliesGoodPrincipals) {
    throw wrong;
  }
  const launchPermissions = after(image.launchPermissions, good);
  const becomesPublic = !isPublic(image) && holds(launchPermissions, EVERYBODY);
  if (good.Add.length > 0) {
    refuseSharing(store, image, launchPermissions, caller, becomesPublic);
  }
  const latest = image.creationDate + PUBLIC_LIFE;
  store.images.save({
    ...image,
    launchPermissions,
    ...becomesPublic ? { deprecationTime: Math.min(image.deprecationTime ?? latest, latest) } : {},
  });
  if (wrong !== undefined) {
    throw wrong;
  }
}

/** Refuses what makes an AMI that cannot be shared, or not so widely. */
function refuseSharing(store: Store, image: Image, permissions: Image['launchPermissions'], caller: Caller, becomesPublic: boolean): void {
  const { sharingQuota, publicImagesQuota } = store.options;
  const keys = store.snapshotsOf(image).map(({ encryption }) => encryption);
  if (keys.includes('aws/ebs')) {
    throw new ServiceError('InvalidParameter', AWS_MANAGED_KEY);
  }
  if (becomesPublic && store.publicAccessOf(caller) === 'block-new-sharing') {
    throw notPermitted(BLOCKED);
  }
  if (becomesPublic && keys.some(key => key !== 'none')) {
    throw new ServiceError('InvalidParameter', 'AMIs with encrypted snapshots cannot be made public.');
  }
  if (becomesPublic && image.productCodes.length > 0) {
    throw notPermitted('AMIs with product codes cannot be made public.');
  }
  if (becomesPublic && image.watermarks.length > 0) {
    throw notPermitted('AMIs with watermarks cannot be made public.');
  }
  if (entities(permissions) > Math.max(sharingQuota, entities(image.launchPermissions))) {
    throw overQuota(sharingQuota, 'entities that an image is shared with');
  }
  const others = store.images.of(caller.region).filter(it => it.account === caller.account && isPublic(it));
  if (becomesPublic && others.length >= publicImagesQuota) {
    throw overQuota(publicImagesQuota, 'public images');
  }
}
