import { nameOf, ObservedAmi, ObservedImage } from '../images/observed';

/** How a snapshot is encrypted: not at all, with the key that AWS manages for EBS, or with a key of a customer. */
export type Encryption = 'none' | 'AWS-managed key' | 'customer managed key';

/** A snapshot of an AMI. */
export interface SharedSnapshot {
  readonly snapshotId: string;
  readonly encryption: Encryption;

  /** Who may copy it; not read where it does not matter. */
  readonly copy: readonly string[];
}

/** An AMI, and with whom it is shared. */
export interface SharedAmi extends Omit<ObservedAmi, 'snapshots' | 'tags'> {
  /** Who may launch from it: nobody, if it cannot be shared now. */
  readonly launch: readonly string[];
  readonly snapshots: readonly SharedSnapshot[];
}

/** Everything that a plan needs to know. */
export interface ObservedShares {
  /** What references stand for, by `keyOf`. */
  readonly images: Readonly<Record<string, Pick<ObservedImage, 'build'> & { readonly amis: readonly SharedAmi[] }>>;

  /** Where public sharing of AMIs is blocked, by account and Region; not read where nobody shares with everybody. */
  readonly publicSharingBlockedIn: readonly string[];
}

/** The account and Region of an AMI, as `publicSharingBlockedIn` has them. */
export function placeOf({ account, region }: Pick<SharedAmi, 'account' | 'region'>): string {
  return `${account} ${region}`;
}

/** Every AMI once, by name. */
export function amisIn({ images }: ObservedShares): ReadonlyMap<string, SharedAmi> {
  return new Map(Object.values(images).flatMap(({ amis }) => amis).map(ami => [nameOf(ami), ami]));
}
