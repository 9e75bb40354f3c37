import { badValue, imageNotReady, notPermitted } from './errors';
import { PUBLIC_LIFE } from './image-attributes';
import type { Image } from './images';
import { isPublic, Store } from './store';
import type { Operation } from '../../service';
import { StandInFault } from '../../service-error';
import type { Caller } from '../../world';

const TEN_YEARS = 3_653 * 86_400;
const COOLDOWN = 86_400;

/**
 * The life of an AMI: disabled, deprecated, deregistered, and protected from that.
 *
 * Modelled from the API reference of each operation and the user guide ("Disable an Amazon EC2 AMI", "Deprecate an Amazon EC2 AMI",
 * "Deregister an Amazon EC2 AMI", "Protect an Amazon EC2 AMI from deregistration").
 */
export function imageStateOperations(store: Store): Record<string, Operation> {
  const move = (caller: Caller, id: string, from: Image['state'], changes: Partial<Image> & Pick<Image, 'state'>) => {
    const image = store.ownImage(caller, id);
    if (image.state !== from && !(image.state === changes.state && store.options.acceptsRepeatedStates)) {
      throw imageNotReady(id, image.state);
    }
    store.images.save({ ...image, ...changes });
    return { Return: true };
  };
  return {
    // Nothing brings launch permissions back.
    DisableImage: ({ ImageId }, caller) => move(caller, ImageId, 'available', { state: 'disabled', launchPermissions: [] }),

    EnableImage: ({ ImageId }, caller) => move(caller, ImageId, 'disabled', { state: 'available' }),

    EnableImageDeprecation: ({ ImageId, DeprecateAt: at }, caller) => {
      const image = store.ownImage(caller, ImageId);
      const deprecationTime = Math.round(at / 60) * 60;
      if (at < store.clock.now()) {
        throw badValue('The deprecation time is in the past.');
      }
      if (deprecationTime > (isPublic(image) ? image.creationDate + PUBLIC_LIFE : store.clock.now() + TEN_YEARS)) {
        throw badValue('The deprecation time is too far in the future.');
      }
      store.images.save({ ...image, deprecationTime });
      return { Return: true };
    },

    DisableImageDeprecation: ({ ImageId }, caller) => {
      const image = store.ownImage(caller, ImageId);
      if (isPublic(image)) {
        throw new StandInFault('to cancel the deprecation of a public AMI is not modelled');
      }
      store.images.save({ ...image, deprecationTime: undefined });
      return { Return: true };
    },

    DeregisterImage: ({ ImageId, DeleteAssociatedSnapshots: deletes = false }, caller) => {
      const image = store.ownImage(caller, ImageId);
      if (image.deregistrationProtection !== 'disabled' || store.clock.now() < (image.protectedUntil ?? 0)) {
        throw notPermitted(`The image ${ImageId} is protected from deregistration.`);
      }
      store.images.save({ ...image, state: 'deregistered', launchPermissions: [] });
      return { Return: true, ...deletes ? { DeleteSnapshotResults: deleteSnapshots(store, image) } : {} };
    },

    EnableImageDeregistrationProtection: ({ ImageId, WithCooldown: cooldown = false }, caller) => {
      const deregistrationProtection = cooldown ? 'enabled-with-cooldown' : 'enabled-without-cooldown';
      store.images.save({ ...store.ownImage(caller, ImageId), deregistrationProtection, protectedUntil: undefined });
      return { Return: deregistrationProtection };
    },

    // What was to be kept for a while after that is kept.
    DisableImageDeregistrationProtection: ({ ImageId }, caller) => {
      const image = store.ownImage(caller, ImageId);
      const protectedUntil = image.deregistrationProtection === 'enabled-with-cooldown' ? store.clock.now() + COOLDOWN : image.protectedUntil;
      store.images.save({ ...image, deregistrationProtection: 'disabled', protectedUntil });
      return { Return: 'disabled' };
    },
  };
}

/** Deletes the snapshots of an AMI that was deregistered, but for those of other AMIs. */
function deleteSnapshots(store: Store, image: Image): object[] {
  return store.snapshotsOf(image).map(snapshot => {
    const kept = store.images.of(image.region).some(({ snapshots }) => snapshots.includes(snapshot.snapshotId));
    if (!kept) {
      store.images.removeSnapshot(snapshot);
    }
    return { SnapshotId: snapshot.snapshotId, ReturnCode: kept ? 'skipped' : 'success' };
  });
}
