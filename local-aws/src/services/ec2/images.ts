import type { LaunchPermission } from './launch-permissions';
import { Clock, Regional } from '../../world';

/** How a snapshot is encrypted: not, with the AWS managed key for EBS, or with the customer managed key of this ARN. */
export type Encryption = 'none' | 'aws/ebs' | (string & {});

export type ImageState = 'pending' | 'available' | 'invalid' | 'deregistered' | 'transient' | 'failed' | 'error' | 'disabled';

export type DeregistrationProtection = 'disabled' | 'enabled-without-cooldown' | 'enabled-with-cooldown';

export type Tags = Readonly<Record<string, string>>;

/** An AMI. Times are in seconds since 1970. */
export interface Image {
  readonly imageId: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly state: ImageState;
  readonly creationDate: number;

  /** The ids of its snapshots. */
  readonly snapshots: readonly string[];
  readonly description?: string;
  readonly imdsSupport?: 'v2.0';
  readonly deprecationTime?: number;
  readonly lastLaunchedTime?: number;
  readonly productCodes: readonly string[];

  /** The keys of its watermarks, such as `111111111111:approved`. */
  readonly watermarks: readonly string[];
  readonly tags: Tags;

  /** In the order in which they were made. */
  readonly launchPermissions: readonly LaunchPermission[];
  readonly deregistrationProtection: DeregistrationProtection;

  /** Until when an AMI cannot be deregistered whose protection is disabled. */
  readonly protectedUntil?: number;
}

/** A snapshot. Times are in seconds since 1970. */
export interface Snapshot {
  readonly snapshotId: string;
  readonly account: string;
  readonly region: string;
  readonly encryption: Encryption;
  readonly startTime: number;
  readonly description: string;
  readonly tags: Tags;
  readonly createVolumePermissions: readonly { readonly UserId?: string; readonly Group?: string }[];
}

type Place = { readonly account: string; readonly region: string };

/** What an AMI is made of. What is left out has a default: an available AMI with one snapshot. */
export interface ImageSeed extends Place, Partial<Omit<Image, 'account' | 'region'>> {
  /** How the snapshot of the AMI is encrypted, if `snapshots` does not name any. @default 'none' */
  readonly encryption?: Encryption;
}

/** What a snapshot is made of. What is left out has a default. */
export type SnapshotSeed = Place & Partial<Omit<Snapshot, 'account' | 'region'>>;

/** The AMIs and snapshots of the world, for whoever makes them and looks at them without asking the service. */
export class Images {
  /** By Region: who owns an AMI is not in its id. */
  public readonly stored = new Regional<Image>();
  public readonly storedSnapshots = new Regional<Snapshot>();
  private made = 0;

  public constructor(private readonly clock: Clock) {
  }

  /** Makes an AMI, with a snapshot, and returns its id. A copy in another Region is another AMI. */
  public addImage({ encryption = 'none', ...seed }: ImageSeed): string {
    const { account, region, imageId = `ami-${this.digits()}` } = seed;
    if (this.get(region, imageId)) {
      throw new Error(`${imageId} is there already`);
    }
    this.save({
      name: imageId,
      state: 'available',
      creationDate: this.clock.now(),
      productCodes: [],
      watermarks: [],
      tags: {},
      launchPermissions: [],
      deregistrationProtection: 'disabled',
      ...seed,
      imageId,
      snapshots: seed.snapshots ?? [this.addSnapshot({ account, region, encryption })],
    });
    return imageId;
  }

  /** Makes a snapshot, and returns its id. */
  public addSnapshot(seed: SnapshotSeed): string {
    const snapshotId = seed.snapshotId ?? `snap-${this.digits()}`;
    this.saveSnapshot({
      encryption: 'none', startTime: this.clock.now(), description: '', tags: {}, createVolumePermissions: [], ...seed, snapshotId,
    });
    return snapshotId;
  }

  /** An AMI, whoever owns it. One that was deregistered is in the state `deregistered`. */
  public get(region: string, imageId: string): Image | undefined {
    return this.stored.of(whole(region)).get(imageId);
  }

  /** Changes an AMI as if something had happened to it: its state, when it was last launched, ... */
  public update(region: string, imageId: string, changes: Partial<Image>): void {
    const image = this.get(region, imageId);
    if (!image) {
      throw new Error(`${imageId} is not there`);
    }
    this.save({ ...image, ...changes });
  }

  public snapshot(region: string, snapshotId: string): Snapshot | undefined {
    return this.storedSnapshots.of(whole(region)).get(snapshotId);
  }

  /** The AMIs of a Region that are registered. */
  public of(region: string): Image[] {
    return [...this.stored.of(whole(region)).values()].filter(({ state }) => state !== 'deregistered');
  }

  public snapshotsOf(region: string): Snapshot[] {
    return [...this.storedSnapshots.of(whole(region)).values()];
  }

  public save(image: Image): void {
    this.stored.of(whole(image.region)).set(image.imageId, image);
  }

  public saveSnapshot(snapshot: Snapshot): void {
    this.storedSnapshots.of(whole(snapshot.region)).set(snapshot.snapshotId, snapshot);
  }

  public removeSnapshot({ region, snapshotId }: Snapshot): void {
    this.storedSnapshots.of(whole(region)).delete(snapshotId);
  }

  private digits(): string {
    return String(++this.made).padStart(17, '0');
  }
}

/** A Region with the accounts of everybody. */
function whole(region: string): Place {
  return { account: 'all', region };
}
