import {
  imageGone, imageNotReady, malformedImageId, malformedSnapshotId, noSuchImage, noSuchSnapshot, notAuthorized, notPermitted,
} from './errors';
import { Image, Images, Snapshot } from './images';
import { EVERYBODY, holds } from './launch-permissions';
import type { Ec2Options } from './options';
import { Caller, Clock, Regional } from '../../world';

/** Whether AMIs of an account can be made public in a Region. */
export type PublicAccess = 'block-new-sharing' | 'unblocked';

/** What the operations of the service work on. */
export class Store {
  public readonly images: Images;

  /** What accounts have decided on public sharing. */
  public readonly publicAccess = new Regional<PublicAccess>();
  public readonly options: Required<Omit<Ec2Options, 'throttling'>>;

  public constructor(public readonly clock: Clock, options: Ec2Options) {
    this.images = new Images(clock);
    this.options = {
      appliesGoodPrincipals: false,
      disabledIs: 'InvalidAMIID.Unavailable',
      changesDisabledImages: false,
      deregisteredIs: 'InvalidAMIID.NotFound',
      acceptsRepeatedStates: false,
      groups: [],
      blocksPublicAccess: true,
      sharingQuota: 1_000,
      publicImagesQuota: 5,
      ...options,
    };
  }

  /** An AMI that is registered, whoever owns it. */
  public image({ region }: Caller, id: string): Image {
    if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw malformedImageId(id);
    }
    const image = this.images.get(region, id);
    if (image?.state === 'deregistered' && this.options.deregisteredIs === 'InvalidAMIID.Unavailable') {
      throw imageGone(id);
    }
    if (image === undefined || image.state === 'deregistered') {
      throw noSuchImage(id);
    }
    return image;
  }

  /** An AMI of the caller, in any state. */
  public ownImage(caller: Caller, id: string): Image {
    const image = this.image(caller, id);
    if (image.account !== caller.account) {
      throw notAuthorized('image', id);
    }
    return image;
  }

  /**
   * An AMI of the caller that can be changed.
   *
   * @param shares Whether it is changed by sharing it: a disabled AMI is never shared.
   */
  public changeableImage(caller: Caller, id: string, shares: boolean): Image {
    const image = this.ownImage(caller, id);
    const { changesDisabledImages, disabledIs } = this.options;
    if (image.state === 'available' || (image.state === 'disabled' && changesDisabledImages && !shares)) {
      return image;
    }
    throw image.state === 'disabled' && disabledIs === 'OperationNotPermitted'
      ? notPermitted(`The AMI ID '${id}' is disabled and cannot be shared.`) : imageNotReady(id, image.state);
  }

  public snapshot({ region }: Caller, id: string): Snapshot {
    if (!/^snap-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
      throw malformedSnapshotId(id);
    }
    const snapshot = this.images.snapshot(region, id);
    if (snapshot === undefined) {
      throw noSuchSnapshot(id);
    }
    return snapshot;
  }

  public ownSnapshot(caller: Caller, id: string): Snapshot {
    const snapshot = this.snapshot(caller, id);
    if (snapshot.account !== caller.account) {
      throw notAuthorized('snapshot', id);
    }
    return snapshot;
  }

  /** The snapshots of an AMI that are there. */
  public snapshotsOf({ region, snapshots }: Image): Snapshot[] {
    return snapshots.flatMap(id => this.images.snapshot(region, id) ?? []);
  }

  public publicAccessOf(caller: Caller): PublicAccess {
    return this.publicAccess.of(caller).get('state') ?? (this.options.blocksPublicAccess ? 'block-new-sharing' : 'unblocked');
  }
}

/** Whether everybody may launch from an AMI. */
export function isPublic({ launchPermissions }: Pick<Image, 'launchPermissions'>): boolean {
  return holds(launchPermissions, EVERYBODY);
}
