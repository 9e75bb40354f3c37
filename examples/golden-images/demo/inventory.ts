import type { LaunchPermission } from '../../../local-aws/src/services/ec2/launch-permissions';
import type { StandIn } from '../../../local-aws/src/stand-in';
import { BUILDING, MEMBER, PARTNER, PARTNER_BUILD, PINNED, RELEASED } from '../golden-images';

/** An image of Image Builder, as the service lists it. */
export interface ListedImage {
  readonly arn: string;
  readonly name: string;
  readonly version: string;
  readonly dateCreated: string;
  readonly state: { readonly status: string };
  readonly outputResources: {
    readonly amis?: readonly { readonly accountId: string; readonly image: string }[];
    readonly containers?: readonly { readonly imageUris: readonly string[] }[];
  };
  readonly tags?: Readonly<Record<string, string>>;
}

/** A lifecycle policy of Image Builder, as far as the demo tells of it. */
export interface LifecyclePolicy {
  readonly name: string;
  readonly status: string;
}

/** What was built, down to the snapshots. */
export interface Inventory {
  readonly images: readonly ListedImage[];
  readonly amis: ReturnType<StandIn['ec2']['images']['of']>;
  readonly snapshots: ReturnType<StandIn['ec2']['images']['snapshotsOf']>;
}

/** The AMI that is released. */
export interface ReleasedAmi {
  readonly imageId: string;

  /** Who may launch from it, besides its owner. */
  readonly launchers: readonly object[];
  readonly description?: string;
}

/** The image of the partner. */
export interface PartnerImage {
  readonly imageId: string;

  /** Who may launch from its AMI, besides its owner, as long as that is enabled. */
  readonly launchers: readonly object[];

  /** The state of its record in Image Builder, and of its AMI in EC2. */
  readonly state: string;
  readonly amiState: string;

  /** Whether the account of the partner sees the AMI. */
  readonly isSeen: boolean;
}

const COPIED = [BUILDING, MEMBER];

/** Images that pipelines built, and how many days ago. */
const BUILDS = [
  { daysAgo: 200, name: 'Build Tools', type: 'DOCKER', owners: [] },
  { daysAgo: 100, name: 'Golden Linux', type: 'AMI', owners: COPIED },
  { daysAgo: 50, name: 'Golden Linux', type: 'AMI', owners: COPIED },
  { daysAgo: 20, name: 'Experimental Linux', type: 'AMI', owners: [BUILDING], tags: { lifetime: 'short' } },
  { daysAgo: 5, name: 'Golden Linux', type: 'AMI', owners: COPIED, tags: PINNED },
  { daysAgo: 3, name: 'Partner Linux', type: 'AMI', owners: [BUILDING], tags: PINNED },
] as const;

/** The AMI of the newest Golden Linux, in the account that builds. */
export const RELEASED_AMI = 'ami-00000000000000006';

/** The AMI of the image that the partner launches. */
export const PARTNER_AMI = 'ami-00000000000000008';

/** Puts images there as if pipelines had built them, one after the other. */
export function addImages({ imageBuilder, clock }: StandIn): void {
  let ids = 0;
  BUILDS.forEach(({ daysAgo, owners, ...image }, index) => {
    const amis = owners.map(({ account: accountId }) => ({ accountId, image: `ami-${String(++ids).padStart(17, '0')}` }));
    imageBuilder.addImage(BUILDING, { ...image, amis });
    clock.advance({ days: daysAgo - (BUILDS[index + 1]?.daysAgo ?? 0) });
  });
}

/** Releases an AMI, as a person does who has tried it. */
export async function release({ server }: StandIn, imageId = RELEASED_AMI): Promise<void> {
  await server.call('ssm', 'PutParameter', { Name: RELEASED, Value: imageId, Type: 'String', DataType: 'aws:ec2:image' }, BUILDING);
}

/** What EC2 says of the released AMI. */
export async function releasedIn({ server }: StandIn): Promise<ReleasedAmi> {
  const read = (Attribute: string) => server.call('ec2', 'DescribeImageAttribute', { ImageId: RELEASED_AMI, Attribute }, BUILDING);
  const { LaunchPermissions: permissions } = await read('launchPermission');
  const { Description: description } = await read('description');
  return { imageId: RELEASED_AMI, launchers: permissions as LaunchPermission[], description: description?.Value };
}

/** A policy that somebody made without the app. */
export async function addPolicy({ server }: StandIn, name: string): Promise<void> {
  await server.call('imagebuilder', 'CreateLifecyclePolicy', {
    name,
    status: 'DISABLED',
    executionRole: `arn:aws:iam::${BUILDING.account}:role/made-by-hand`,
    resourceType: 'AMI_IMAGE',
    policyDetails: [{ action: { type: 'DELETE', includeResources: { amis: true } }, filter: { type: 'COUNT', value: 10 } }],
    resourceSelection: { recipes: [{ name: 'Golden Linux', semanticVersion: '1.0.0' }] },
    clientToken: 'made-by-hand',
  }, BUILDING);
}

/** All images, AMIs and snapshots. */
export async function inventoryOf({ server, ec2 }: StandIn): Promise<Inventory> {
  const { imageVersionList: versions } = await server.call('imagebuilder', 'ListImages', { includeDeprecated: true }, BUILDING);
  const images: ListedImage[] = [];
  for (const { arn: imageVersionArn } of versions) {
    images.push(...(await server.call('imagebuilder', 'ListImageBuildVersions', { imageVersionArn }, BUILDING)).imageSummaryList);
  }
  return { images, amis: ec2.images.of(BUILDING.region), snapshots: ec2.images.snapshotsOf(BUILDING.region) };
}

/** All of it but what a stack is there to change. */
export function besidesWorkOf(stackName: string): (inventory: Inventory) => Inventory {
  return BESIDES[stackName] ?? (inventory => inventory);
}

const BESIDES: Readonly<Record<string, (inventory: Inventory) => Inventory>> = {
  // Who may launch from the released AMI, and its description.
  Release: withAmi(RELEASED_AMI, { launchPermissions: [], description: '' }),
  // In which state the image of the partner is, with what it came to that, and who may launch from its AMI.
  PartnerLinux: inventory => {
    const { images, ...others } = withAmi(PARTNER_AMI, { launchPermissions: [], state: 'available' })(inventory);
    const same = { state: { status: 'AVAILABLE' }, lifecycleExecutionId: undefined };
    return { ...others, images: images.map(image => (image.arn === PARTNER_BUILD ? { ...image, ...same } : image)) };
  },
};

/** An inventory in which something of an AMI is always the same, and without the notes of the library. */
function withAmi(imageId: string, same: Partial<Inventory['amis'][number]>): (inventory: Inventory) => Inventory {
  const withoutNotes = (tags: object) => Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('cdk-image-governance:')));
  return ({ amis, ...others }) => ({
    ...others, amis: amis.map(ami => (ami.imageId === imageId ? { ...ami, ...same, tags: withoutNotes(ami.tags) } : ami)),
  });
}

/** Has an operator let somebody launch from the AMI of the partner, without a word of it in the app. */
export async function grantByHand({ server }: StandIn, account: string): Promise<void> {
  await server.call('ec2', 'ModifyImageAttribute', { ImageId: PARTNER_AMI, LaunchPermission: { Add: [{ UserId: account }] } }, BUILDING);
}

/** What there is to say of the image of the partner. */
export async function partnerImageIn({ server, ec2 }: StandIn): Promise<PartnerImage> {
  const { image: { state } } = await server.call('imagebuilder', 'GetImage', { imageBuildVersionArn: PARTNER_BUILD }, BUILDING);
  const { state: amiState, launchPermissions } = ec2.images.get(BUILDING.region, PARTNER_AMI)!;
  const place = { account: PARTNER, region: BUILDING.region };
  const { Images: seen } = await server.call('ec2', 'DescribeImages', { Filters: [{ Name: 'image-id', Values: [PARTNER_AMI] }] }, place);
  return {
    imageId: PARTNER_AMI,
    launchers: launchPermissions,
    state: state.status,
    amiState,
    isSeen: seen.length > 0,
  };
}

/** All lifecycle policies, with everything in them. */
export async function policiesOf({ server }: StandIn): Promise<LifecyclePolicy[]> {
  const { lifecyclePolicySummaryList: summaries } = await server.call('imagebuilder', 'ListLifecyclePolicies', {}, BUILDING);
  const policies: LifecyclePolicy[] = [];
  for (const { arn: lifecyclePolicyArn } of summaries) {
    policies.push((await server.call('imagebuilder', 'GetLifecyclePolicy', { lifecyclePolicyArn }, BUILDING)).lifecyclePolicy);
  }
  return policies;
}
