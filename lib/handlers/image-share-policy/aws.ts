import {
  DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, GetImageBlockPublicAccessStateCommand, ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { ShareAction } from './logic';
import { Encryption, ObservedShares, placeOf, SharedAmi, SharedSnapshot } from './observed';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Port, Situation, Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { isDenied } from '../../engine/retry-denied';
import { chunked, grouped } from '../../model/collections';
import { EVERYONE } from '../../model/images/image-forms';
import type { ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { Ec2Clients, RegionalClients } from '../images/clients';
import { unlessGone } from '../images/gone';
import { ImageReader } from '../images/image-reader';
import { LaunchPermissions, principalOf } from '../images/launch-permissions';
import { Ami, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** How many snapshots are described by one call. */
const SNAPSHOTS = 200;

/** How many create-volume permissions a call changes. */
const COPY_CHANGES = 500;

/** What needs to be known for an event. */
interface Need {
  /** Who may launch, and who may copy. */
  readonly launch: boolean;
  readonly copy: boolean;

  /** With which keys snapshots are encrypted. */
  readonly keys: boolean;

  /** Whether public sharing is blocked. */
  readonly publicSharing: boolean;
}

function needOf({ desired, previous }: Situation<ImageSharePolicySpec>): Need {
  const specs = [desired, previous].flatMap(it => it ?? []);
  return {
    launch: desired !== undefined,
    copy: specs.some(({ copy, mode }) => copy.length > 0 || mode !== 'ADDITIVE'),
    keys: desired !== undefined,
    publicSharing: desired?.launch.includes(EVERYONE) === true,
  };
}

/** AMIs and their snapshots, in EC2. */
export class Ec2 implements Port<ImageSharePolicySpec, ObservedShares, ShareAction> {
  private readonly clients = new Ec2Clients();
  private readonly kms = new RegionalClients(place => new KMSClient(place));
  private readonly images = new ImageReader(this.clients);
  private readonly launches = new LaunchPermissions(this.clients);

  public async observe(situation: Situation<ImageSharePolicySpec>, time: Time): Promise<ObservedShares> {
    const { desired, previous, stackId } = situation;
    // Of an image that both name, the reference of now says how it is reached.
    const references = [previous, desired].flatMap(spec => spec?.images ?? []);
    const images = await this.images.read(references, stackId, time);
    const need = needOf(situation);
    const each = [...new Map(Object.values(images).flatMap(({ amis }) => amis).map(ami => [nameOf(ami), ami])).values()];
    const encryptions = need.keys ? await this.encryptionsOf(each, time) : new Map<string, Encryption>();
    const shared = fulfilled(await inAnyOrder(each, ami => this.sharesOf(ami, need, encryptions, time), ({ region }) => region));
    return {
      images: withShares(images, new Map(shared.map(ami => [nameOf(ami), ami]))),
      publicSharingBlockedIn: need.publicSharing ? await this.publicSharingBlockedIn(each, time) : [],
    };
  }

  /** Additions before those of the AMI, so that whoever can launch can copy; removals after them. */
  public async apply({ ami, change: { launch, copy } }: ShareAction, _: Situation<ImageSharePolicySpec>, time: Time): Promise<void> {
    for (const { snapshotId, add } of copy) {
      await this.changeCopies(ami, snapshotId, 'Add', add, time);
    }
    await this.launches.change(ami, launch, time);
    for (const { snapshotId, remove } of copy) {
      await this.changeCopies(ami, snapshotId, 'Remove', remove, time);
    }
  }

  private async sharesOf(ami: ObservedAmi, need: Need, encryptions: ReadonlyMap<string, Encryption>, time: Time): Promise<SharedAmi> {
    const launch = need.launch && ami.state === 'available' ? await this.launches.of(ami, time) : [];
    const snapshots: SharedSnapshot[] = [];
    for (const { snapshotId, isEncrypted } of ami.snapshots) {
      const encryption = encryptions.get(`${snapshotId} ${ami.region}`) ?? (isEncrypted ? 'customer managed key' : 'none');
      snapshots.push({ snapshotId, encryption, copy: need.launch && need.copy ? await this.copiesOf(ami, snapshotId, time) : [] });
    }
    // It went between the two calls.
    return launch === undefined ? { ...ami, state: 'gone', launch: [], snapshots: [] } : { ...ami, launch, snapshots };
  }

  private async copiesOf(ami: Ami, SnapshotId: string, time: Time): Promise<string[]> {
    return await unlessGone(async () => {
      const { CreateVolumePermissions: permissions = [] } = await patiently(time, () => this.clients.of(ami).send(
        new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })));
      return permissions.map(principalOf);
    }) ?? [];
  }

  /** With which keys the snapshots of AMIs are encrypted, by id and Region. Only those that are encrypted are asked for. */
  private async encryptionsOf(amis: readonly ObservedAmi[], time: Time): Promise<Map<string, Encryption>> {
    const batches = [...grouped(amis, ({ region, roleArn = '' }) => `${region} ${roleArn}`).values()].flatMap(group => {
      const ids = group.flatMap(({ snapshots }) => snapshots.filter(({ isEncrypted }) => isEncrypted).map(({ snapshotId }) => snapshotId));
      return chunked(ids, SNAPSHOTS).map(chunk => ({ ami: group[0], ids: chunk }));
    });
    const keys = new Map<string, Promise<Encryption>>();
    const found = fulfilled(await inAnyOrder(batches, async ({ ami, ids }) => {
      const snapshots = await this.snapshots(ami, ids, time);
      return Promise.all(snapshots.map(async ([id, key]) => {
        const encryption = keys.get(key) ?? this.encryptionBy(key, ami);
        keys.set(key, encryption);
        return [`${id} ${ami.region}`, await encryption] as const;
      }));
    }, ({ ami }) => ami.region));
    return new Map(found.flat());
  }

  private async snapshots(ami: Ami, ids: readonly string[], time: Time): Promise<[id: string, key: string][]> {
    const found: [string, string][] = [];
    for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
      const { Snapshots: page = [], NextToken: next } = await patiently(time, () => this.clients.of(ami).send(new DescribeSnapshotsCommand({
        Filters: [{ Name: 'snapshot-id', Values: [...ids] }], OwnerIds: [ami.account], NextToken,
      })));
      found.push(...page.flatMap(({ SnapshotId: id, KmsKeyId: key }): [string, string][] => (key === undefined ? [] : [[id!, key]])));
      NextToken = next;
    }
    return found;
  }

  /** A key of another account, and one that may not be described, is none that AWS manages: those describe themselves to their accounts. */
  private async encryptionBy(keyArn: string, ami: Ami): Promise<Encryption> {
    const ofCustomer = 'customer managed key';
    if (keyArn.split(':')[4] !== ami.account) {
      return ofCustomer;
    }
    try {
      const { KeyMetadata: key } = await this.kms.of(ami).send(new DescribeKeyCommand({ KeyId: keyArn }));
      return key?.KeyManager === 'AWS' ? 'AWS-managed key' : ofCustomer;
    } catch (error) {
      if (isDenied(error) || (error as Error).name === 'NotFoundException') {
        return ofCustomer;
      }
      throw error;
    }
  }

  private async publicSharingBlockedIn(amis: readonly ObservedAmi[], time: Time): Promise<string[]> {
    const places = [...grouped(amis.filter(({ state }) => state === 'available'), placeOf).values()].map(([ami]) => ami);
    const blocked = fulfilled(await inAnyOrder(places, async ami => {
      const { ImageBlockPublicAccessState: state } = await patiently(time, () => this.clients.of(ami).send(
        new GetImageBlockPublicAccessStateCommand({})));
      return state === 'unblocked' ? [] : [placeOf(ami)];
    }, ({ region }) => region));
    return blocked.flat();
  }

  private async changeCopies(ami: Ami, SnapshotId: string, what: 'Add' | 'Remove', principals: readonly string[], time: Time): Promise<void> {
    for (const some of chunked(principals, COPY_CHANGES)) {
      await unlessGone(() => patiently(time, () => this.clients.of(ami).send(new ModifySnapshotAttributeCommand({
        SnapshotId, CreateVolumePermission: { [what]: some.map(it => (it === EVERYONE ? { Group: it } : { UserId: it })) },
      }))));
    }
  }
}

function withShares(images: ObservedImages, shared: ReadonlyMap<string, SharedAmi>): ObservedShares['images'] {
  return Object.fromEntries(Object.entries(images)
    .map(([key, { build, amis }]) => [key, { build, amis: amis.map(ami => shared.get(nameOf(ami))!) }]));
}
