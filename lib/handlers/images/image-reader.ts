import { DescribeImagesCommand, Image } from '@aws-sdk/client-ec2';
import { GetImageCommand, Image as ImageRecord, ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import type { Ec2Clients } from './clients';
import {
  Ami, AmiState, buildOf, BuildRecord, keyOf, nameOf, NO_SUCH_IMAGE, ObservedAmi, ObservedBuild, ObservedImage, ObservedImages,
} from './observed';
import { CLIENT } from '../../cloudformation/stack';
import type { Deadline } from '../../engine/handler';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Home } from '../../engine/request';
import { chunked, grouped } from '../../model/collections';
import { AMI_ID, IMAGE_BUILD_ARN } from '../../model/images/image-forms';
import type { ImageReference } from '../../model/images/image-reference';
import { retryThrottled } from '../aws-calls';

/** The most values of a filter. */
const FILTER_VALUES = 200;

const STATES: Readonly<Record<string, AmiState>> = { available: 'available', pending: 'pending', transient: 'pending', disabled: 'disabled' };

/** Reads the AMIs of references: a few calls for hundreds of them. */
export class ImageReader {
  private readonly imageBuilder = new ImagebuilderClient({ ...CLIENT, maxAttempts: 1 });

  public constructor(private readonly clients: Ec2Clients) {}

  /** Reads the images of references. A malformed reference has none, and is left out. */
  public async read(references: readonly ImageReference[], home: Home, deadline: Deadline): Promise<ObservedImages> {
    const each = new Map(references.map(it => [keyOf(it), it]));
    const found = fulfilled(await inAnyOrder([...each.values()], async reference =>
      [keyOf(reference), await this.meant(reference, home, deadline)] as const))
      .flatMap(([key, image]) => (image === undefined ? [] : [[key, image] as const]));
    const amis = await this.observe(found.flatMap(([, { amis: meant }]) => meant), home.account, deadline);
    return Object.fromEntries(found.map(([key, { build, amis: meant }]) => [key, { build, amis: meant.map(it => amis.get(nameOf(it))!) }]));
  }

  /** Reads one build: its record, and its AMIs if they matter. */
  public async readBuild({ image, roleArns = [] }: ImageReference, home: Home, withAmis: boolean, deadline: Deadline): Promise<ObservedBuild> {
    const found = await this.recordOf(image, deadline);
    if (found === undefined) {
      return { amis: [] };
    }
    const amis = withAmis ? amisOf(found, roleArns) : [];
    const observed = await this.observe(amis, home.account, deadline);
    return { record: recordIn(found), amis: amis.map(ami => observed.get(nameOf(ami))!) };
  }

  /** The AMIs of a reference. */
  private async meant({ image, region, roleArns = [] }: ImageReference, home: Home, deadline: Deadline): Promise<Meant | undefined> {
    if (AMI_ID.test(image)) {
      const [roleArn] = roleArns;
      return { build: 'there', amis: [{ imageId: image, region: region ?? home.region, account: accountOf(roleArn) ?? home.account, roleArn }] };
    }
    return IMAGE_BUILD_ARN.test(image) ? this.builtBy(image, roleArns, deadline) : undefined;
  }

  private async builtBy(imageBuildVersionArn: string, roleArns: readonly string[], deadline: Deadline): Promise<Meant> {
    const image = await this.recordOf(imageBuildVersionArn, deadline);
    const build = image === undefined ? 'gone' : buildOf(image.state!.status);
    return { build, amis: build === 'there' ? amisOf(image!, roleArns) : [] };
  }

  /** The record of a build; nothing if there is no such build. */
  private async recordOf(imageBuildVersionArn: string, deadline: Deadline): Promise<ImageRecord | undefined> {
    try {
      const { image } = await retryThrottled(deadline, () => this.imageBuilder.send(new GetImageCommand({ imageBuildVersionArn })));
      return image;
    } catch (error) {
      if (NO_SUCH_IMAGE.includes((error as Error).name)) {
        return undefined;
      }
      throw error;
    }
  }

  /** The AMIs as EC2 has them, by their names. */
  private async observe(amis: readonly Ami[], own: string, deadline: Deadline): Promise<Map<string, ObservedAmi>> {
    const observed = new Map(amis.map(ami => [nameOf(ami), observedAs(ami, ami.account === own || ami.roleArn !== undefined ? 'gone' : 'foreign')]));
    const reachable = [...observed.values()].filter(({ state }) => state !== 'foreign');
    const images = fulfilled(await inAnyOrder(batched(reachable), batch => this.describe(batch, deadline), ([{ region }]) => region));
    images.flat().forEach(([ami, image]) => observed.set(nameOf(ami), observedAs(ami, stateOf(ami, image), image)));
    return observed;
  }

  /** Asks by a filter: a list of ids fails as a whole if one of them is gone. */
  private async describe(batch: readonly Ami[], deadline: Deadline): Promise<(readonly [Ami, Image])[]> {
    const byId = new Map(batch.map(ami => [ami.imageId, ami]));
    const found: (readonly [Ami, Image])[] = [];
    for (let NextToken: string | undefined, first = true; first || NextToken !== undefined; first = false) {
      const { Images: images = [], NextToken: next } = await retryThrottled(deadline, () => this.clients.of(batch[0]).send(new DescribeImagesCommand({
        Filters: [{ Name: 'image-id', Values: [...byId.keys()] }], IncludeDeprecated: true, IncludeDisabled: true, NextToken,
      })));
      found.push(...images.map(image => [byId.get(image.ImageId!)!, image] as const));
      NextToken = next;
    }
    return found;
  }
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
