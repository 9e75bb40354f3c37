import { DescribeImagesCommand, Image } from '@aws-sdk/client-ec2';
import { GetImageCommand, Image as ImageRecord, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { Ec2Clients } from './clients';
import { buildOf, NO_SUCH_IMAGE } from './image-build';
import { Ami, AmiState, BuildRecord, keyOf, nameOf, ObservedAmi, ObservedBuild, ObservedImage, ObservedImages } from './observed';
import { CLIENT } from '../../cloudformation/stack';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { chunked, grouped } from '../../model/collections';
import { AMI_ID, IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import type { ImageReference } from '../../model/images/image-reference';

/** How many values a filter takes. */
const FILTER_VALUES = 200;

const STATES: Readonly<Record<string, AmiState>> = { available: 'available', pending: 'pending', transient: 'pending', disabled: 'disabled' };

/** Where a stack is. */
interface Home {
  readonly account: string;
  readonly region: string;
}

/** Finds out for which AMIs references stand, and how these are: a few calls for hundreds of them. */
export class ImageReader {
  private readonly imageBuilder = new ImagebuilderClient({ ...CLIENT, maxAttempts: 1 });

  public constructor(private readonly clients: Ec2Clients) {}

  /** Reads what references stand for. One that is malformed stands for nothing, and is left out. */
  public async read(references: readonly ImageReference[], stackId: string, time: Time): Promise<ObservedImages> {
    const home = homeOf(stackId);
    const each = new Map(references.map(it => [keyOf(it), it]));
    const found = fulfilled(await inAnyOrder([...each.values()], async reference =>
      [keyOf(reference), await this.meant(reference, home, time)] as const))
      .flatMap(([key, image]) => (image === undefined ? [] : [[key, image] as const]));
    const amis = await this.observe(found.flatMap(([, { amis: meant }]) => meant), home.account, time);
    return Object.fromEntries(found.map(([key, { build, amis: meant }]) => [key, { build, amis: meant.map(it => amis.get(nameOf(it))!) }]));
  }

  /** Reads one build: how its record is, and its AMIs, if they matter. */
  public async readBuild({ image, roleArns = [] }: ImageReference, stackId: string, withAmis: boolean, time: Time): Promise<ObservedBuild> {
    const found = await this.recordOf(image, time);
    if (found === undefined) {
      return { amis: [] };
    }
    const amis = withAmis ? amisOf(found, roleArns) : [];
    const observed = await this.observe(amis, homeOf(stackId).account, time);
    return { record: recordIn(found), amis: amis.map(ami => observed.get(nameOf(ami))!) };
  }

  /** The AMIs that are meant. */
  private async meant({ image, region, roleArns = [] }: ImageReference, home: Home, time: Time): Promise<Meant | undefined> {
    if (AMI_ID.test(image)) {
      const [roleArn] = roleArns;
      return { build: 'there', amis: [{ imageId: image, region: region ?? home.region, account: accountOf(roleArn) ?? home.account, roleArn }] };
    }
    return IMAGE_BUILD_ARN.test(image) ? this.builtBy(image, roleArns, time) : undefined;
  }

  private async builtBy(imageBuildVersionArn: string, roleArns: readonly string[], time: Time): Promise<Meant> {
    const image = await this.recordOf(imageBuildVersionArn, time);
    const build = image === undefined ? 'gone' : buildOf(image.state!.status);
    return { build, amis: build === 'there' ? amisOf(image!, roleArns) : [] };
  }

  /** What Image Builder knows of a build; nothing, if there is no such build. */
  private async recordOf(imageBuildVersionArn: string, time: Time): Promise<ImageRecord | undefined> {
    try {
      const { image } = await patiently(time, () => this.imageBuilder.send(new GetImageCommand({ imageBuildVersionArn })));
      return image;
    } catch (error) {
      if (NO_SUCH_IMAGE.includes((error as Error).name)) {
        return undefined;
      }
      throw error;
    }
  }

  /** How AMIs are, by their names. */
  private async observe(amis: readonly Ami[], own: string, time: Time): Promise<Map<string, ObservedAmi>> {
    const observed = new Map(amis.map(ami => [nameOf(ami), observedAs(ami, ami.account === own || ami.roleArn !== undefined ? 'gone' : 'foreign')]));
    const reachable = [...observed.values()].filter(({ state }) => state !== 'foreign');
    const images = fulfilled(await inAnyOrder(batched(reachable), batch => this.describe(batch, time), ([{ region }]) => region));
    images.flat().forEach(([ami, image]) => observed.set(nameOf(ami), observedAs(ami, stateOf(ami, image), image)));
    return observed;
  }

  /** Asks by a filter: by the ids themselves, one that is gone would hide all others. */
  private async describe(batch: readonly Ami[], time: Time): Promise<(readonly [Ami, Image])[]> {
    const byId = new Map(batch.map(ami => [ami.imageId, ami]));
    const found: (readonly [Ami, Image])[] = [];
    for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
      const { Images: images = [], NextToken: next } = await patiently(time, () => this.clients.of(batch[0]).send(new DescribeImagesCommand({
        Filters: [{ Name: 'image-id', Values: [...byId.keys()] }], IncludeDeprecated: true, IncludeDisabled: true, NextToken,
      })));
      found.push(...images.map(image => [byId.get(image.ImageId!)!, image] as const));
      NextToken = next;
    }
    return found;
  }
}

function homeOf(stackId: string): Home {
  const [,,, region, account] = stackId.split(':');
  return { account, region };
}

/** The AMIs of a build, each with the role of its account. */
function amisOf({ arn, outputResources }: ImageRecord, roleArns: readonly string[]): Ami[] {
  return (outputResources?.amis ?? []).map(({ image: imageId, region, accountId }) => {
    const account = accountId ?? arn!.split(':')[4];
    return { imageId: imageId!, region: region!, account, roleArn: roleArns.find(it => accountOf(it) === account) };
  });
}

function recordIn({ state, type, deprecationTime }: ImageRecord): BuildRecord {
  return {
    state: state!.status!,
    isOfContainers: type === 'DOCKER',
    ...state!.reason === undefined ? {} : { reason: state!.reason },
    ...deprecationTime === undefined ? {} : { deprecationTime: deprecationTime.getTime() },
  };
}

interface Meant {
  readonly build: ObservedImage['build'];
  readonly amis: readonly Ami[];
}

/** AMIs that one call can ask for: of a Region, by a role. */
function batched(amis: readonly Ami[]): Ami[][] {
  return [...grouped(amis, ({ region, roleArn = '' }) => `${region} ${roleArn}`).values()].flatMap(group => chunked(group, FILTER_VALUES));
}

function observedAs(ami: Ami, state: AmiState, image: Image = {}): ObservedAmi {
  return {
    ...ami,
    state,
    isPublic: image.Public === true,
    hasWatermark: (image.ImageWatermarks ?? []).length > 0,
    hasProductCode: (image.ProductCodes ?? []).length > 0,
    description: image.Description ?? '',
    ...image.DeprecationTime === undefined ? {} : { deprecationTime: Date.parse(image.DeprecationTime) },
    imdsSupport: image.ImdsSupport,
    ...image.Tags === undefined ? {} : { tags: Object.fromEntries(image.Tags.map(({ Key: key, Value: value }) => [key!, value ?? ''])) },
    snapshots: (image.BlockDeviceMappings ?? []).flatMap(({ Ebs: ebs }) =>
      (ebs?.SnapshotId === undefined ? [] : [{ snapshotId: ebs.SnapshotId, isEncrypted: ebs.Encrypted === true }])),
  };
}

function stateOf(ami: Ami, image: Image): AmiState {
  if (image.OwnerId !== ami.account) {
    return 'foreign';
  }
  return image.State === 'deregistered' ? 'gone' : STATES[image.State!] ?? 'failed';
}

/** The account of a role. */
function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(':')[4];
}
