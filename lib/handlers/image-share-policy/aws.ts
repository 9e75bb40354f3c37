import {
  CreateVolumePermission, DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, GetImageBlockPublicAccessStateCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { ObservedShares, placeOf } from './observed';
import type { Deadline, Port } from '../../engine/handler';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import { desiredOf, Request, specsOf } from '../../engine/request';
import { isDenied } from '../../engine/retry';
import { chunked, grouped } from '../../model/collections';
import type { ImageSharePolicySpec } from '../../model/sharing/image-share-policy-contract';
import { isEveryone, principalsIn, PrincipalSpec } from '../../model/sharing/principals';
import { factsOf, forEachRight, Right } from '../../model/sharing/rights';
import { retryThrottled } from '../aws-calls';
import { Ec2Clients, RegionalClients, unlessGone } from '../images/clients';
import { Encryption, GrantAction, GrantedAmi, SharedSnapshot } from '../images/grants';
import { ImageReader } from '../images/image-reader';
import { LaunchPermissions } from '../images/launch-permissions';
import { Ami, nameOf, ObservedAmi, ObservedImages } from '../images/observed';

/** The most snapshots that one call describes. */
const SNAPSHOTS = 200;

/** The facts that a request needs. */
interface Need {
  /** The rights of which the principals are read. */
  readonly rights: Readonly<Record<Right, boolean>>;

  /** The keys of encrypted snapshots. */
  readonly keys: boolean;

  /** The places where public sharing is blocked. */
  readonly publicSharing: boolean;
}

function needOf(request: Request<ImageSharePolicySpec>): Need {
  const desired = desiredOf(request);
  return {
    rights: forEachRight(right => desired !== undefined
      && (factsOf(right).isAlwaysRead || specsOf(request).some(spec => spec[right].length > 0 || spec.mode !== 'ADDITIVE'))),
    keys: desired !== undefined,
    publicSharing: desired?.launch.some(isEveryone) === true,
  };
}

/** AMIs and their snapshots, in EC2. */
export class Ec2 implements Port<ImageSharePolicySpec, ObservedShares, GrantAction> {
  private readonly clients = new Ec2Clients();
  private readonly kms = new RegionalClients(place => new KMSClient(place));
  private readonly images = new ImageReader(this.clients);
  private readonly launches = new LaunchPermissions(this.clients);

  public async observe(request: Request<ImageSharePolicySpec>, deadline: Deadline): Promise<ObservedShares> {
    // Of an image that both name, the reference of now says how it is reached.
    const references = specsOf(request).flatMap(({ images: of }) => of);
    const images = await this.images.read(references, request.home, deadline);
    const need = needOf(request);
    const each = [...new Map(Object.values(images).flatMap(({ amis }) => amis).map(ami => [nameOf(ami), ami])).values()];
    const encryptions = need.keys ? await this.encryptionsOf(each, deadline) : new Map<string, Encryption>();
    const shared = fulfilled(await inAnyOrder(each, ami => this.sharesOf(ami, need, encryptions, deadline), ({ region }) => region));
    return {
      images: withShares(images, new Map(shared.map(ami => [nameOf(ami), ami]))),
      publicSharingBlockedIn: need.publicSharing ? await this.publicSharingBlockedIn(each, deadline) : [],
    };
  }

  public async apply({ right, ami, target, add, remove }: GrantAction, _: Request<ImageSharePolicySpec>, deadline: Deadline): Promise<void> {
    const change: Readonly<Record<Right, () => Promise<void>>> = {
      launch: () => this.launches.change(ami, { add, remove }, deadline),
      copy: () => this.changeCopies(ami, target, { add, remove }, deadline),
    };
    await change[right]();
  }

  private async sharesOf(ami: ObservedAmi, need: Need, encryptions: ReadonlyMap<string, Encryption>, deadline: Deadline): Promise<GrantedAmi> {
    const launch = need.rights.launch && ami.state === 'available' ? await this.launches.of(ami, deadline) : [];
    const snapshots: SharedSnapshot[] = [];
    for (const { snapshotId, isEncrypted } of ami.snapshots) {
      const encryption = encryptions.get(`${snapshotId} ${ami.region}`) ?? (isEncrypted ? 'customer managed key' : 'none');
      snapshots.push({ snapshotId, encryption, copy: need.rights.copy ? await this.copiesOf(ami, snapshotId, deadline) : [] });
    }
    // It went between the two calls.
    return launch === undefined ? { ...ami, state: 'gone', launch: [], snapshots: [] } : { ...ami, launch, snapshots };
  }

  private async copiesOf(ami: Ami, SnapshotId: string, deadline: Deadline): Promise<PrincipalSpec[]> {
    return await unlessGone(async () => {
      const { CreateVolumePermissions: permissions = [] } = await retryThrottled(deadline, () => this.clients.of(ami).send(
        new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })));
      return principalsIn(permissions);
    }) ?? [];
  }

  /** With which keys the snapshots of AMIs are encrypted, by id and Region. Only those that are encrypted are asked for. */
  private async encryptionsOf(amis: readonly ObservedAmi[], deadline: Deadline): Promise<Map<string, Encryption>> {
    const batches = [...grouped(amis, ({ region, roleArn = '' }) => `${region} ${roleArn}`).values()].flatMap(group => {
      const ids = group.flatMap(({ snapshots }) => snapshots.filter(({ isEncrypted }) => isEncrypted).map(({ snapshotId }) => snapshotId));
      return chunked(ids, SNAPSHOTS).map(chunk => ({ ami: group[0], ids: chunk }));
    });
    const keys = new Map<string, Promise<Encryption>>();
    const found = fulfilled(await inAnyOrder(batches, async ({ ami, ids }) => {
      const snapshots = await this.snapshots(ami, ids, deadline);
      return Promise.all(snapshots.map(async ([id, key]) => {
        const encryption = keys.get(key) ?? this.encryptionBy(key, ami);
        keys.set(key, encryption);
        return [`${id} ${ami.region}`, await encryption] as const;
      }));
    }, ({ ami }) => ami.region));
    return new Map(found.flat());
  }

  private async snapshots(ami: Ami, ids: readonly string[], deadline: Deadline): Promise<[id: string, key: string][]> {
    const found: [string, string][] = [];
    for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
      const { Snapshots: page = [], NextToken: next } = await retryThrottled(deadline, () => this.clients.of(ami).send(new DescribeSnapshotsCommand({
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

  private async publicSharingBlockedIn(amis: readonly ObservedAmi[], deadline: Deadline): Promise<string[]> {
    const places = [...grouped(amis.filter(({ state }) => state === 'available'), placeOf).values()].map(([ami]) => ami);
    const blocked = fulfilled(await inAnyOrder(places, async ami => {
      const { ImageBlockPublicAccessState: state } = await retryThrottled(deadline, () => this.clients.of(ami).send(
        new GetImageBlockPublicAccessStateCommand({})));
      return state === 'unblocked' ? [] : [placeOf(ami)];
    }, ({ region }) => region));
    return blocked.flat();
  }

  private async changeCopies(ami: Ami, SnapshotId: string, change: Pick<GrantAction, 'add' | 'remove'>, deadline: Deadline): Promise<void> {
    // Snapshots know accounts and everyone only: what else is declared was refused before.
    const permissions = (principals: readonly PrincipalSpec[]) => [...principals] as CreateVolumePermission[];
    await unlessGone(() => retryThrottled(deadline, () => this.clients.of(ami).send(new ModifySnapshotAttributeCommand({
      SnapshotId,
      CreateVolumePermission: {
        ...change.add.length > 0 && { Add: permissions(change.add) }, ...change.remove.length > 0 && { Remove: permissions(change.remove) },
      },
    }))));
  }
}

function withShares(images: ObservedImages, shared: ReadonlyMap<string, GrantedAmi>): ObservedShares['images'] {
  return Object.fromEntries(Object.entries(images)
    .map(([key, { build, amis }]) => [key, { build, amis: amis.map(ami => shared.get(nameOf(ami))!) }]));
}
