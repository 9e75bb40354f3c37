import { readFileSync } from 'node:fs';
import { codeOf, coldStart, THEIRS } from './cold-start';
import type { Comparison } from './rounds';
import { appOf, deploy, end, holds } from './worlds';
import { encode } from '../../lib/model/contract';
import { IMAGE_SHARE_POLICY } from '../../lib/model/sharing/image-share-policy-contract';
import { ImagePrincipal, ImageSelection, ImageSharePolicy, ImageSharePolicyProps } from '../../lib/sharing';
import { Buckets, bucketsByKind, documentedBuckets } from '../../local-aws/src/services/ec2';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

// A process of its own, on the core that the library is developed against: measures a share policy, and prints what it found.

/** What is measured. */
export interface SharingMeasures {
  readonly calls: { readonly first: number; readonly steady: number };
  readonly bytesPerAccount: number;
  readonly indentedBytesPerAccount: number;

  /** How long each fleet takes, and how long the buckets alone make it take. */
  readonly fleets: Readonly<Record<'byKind' | 'documented', { readonly seconds: readonly number[]; readonly limit: number }>>;
  readonly asset: { readonly bytes: number; readonly ofAwsCustomResource: number };
  readonly coldStart: Comparison;
}

const BUNDLE = 'image-share-policy';
const AMI = 'ami-0123456789abcdef0';

/** How often a fleet is shared. */
const ROUNDS = 3;

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-2'];
const AMIS_OF_A_REGION = 250;

void main();

async function main(): Promise<void> {
  const measures: SharingMeasures = {
    calls: await calls(),
    bytesPerAccount: bytesPerAccount({ '@aws-cdk/core:suppressTemplateIndentation': true }),
    indentedBytesPerAccount: bytesPerAccount(),
    fleets: { byKind: await fleets(bucketsByKind), documented: await fleets(documentedBuckets) },
    asset: { bytes: readFileSync(codeOf(BUNDLE)).length, ofAwsCustomResource: readFileSync(THEIRS).length },
    coldStart: await coldStart({
      bundle: BUNDLE,
      properties: encode(IMAGE_SHARE_POLICY, {
        images: [{ image: AMI }], launch: [{ UserId: '222222222222' }], copy: [], mode: 'ADDITIVE', onRemoval: 'UNSHARE', sharingQuota: 1_000,
        allowPublicLaunch: false, allowPublicCopy: false,
      }),
      service: 'EC2',
      action: 'DescribeImages',
      parameters: { Filters: [{ Name: 'image-id', Values: [AMI] }], IncludeDeprecated: true, IncludeDisabled: true },
      is: (_, body) => new URLSearchParams(body).get('Action') === 'DescribeImages',
    }),
  };
  process.stdout.write(JSON.stringify(measures));
}

function shareOf(images: readonly ImageSelection[], accounts: number, changes?: Partial<ImageSharePolicyProps>, context?: Record<string, unknown>) {
  const launch = Array.from({ length: accounts }, (_, index) => ImagePrincipal.account(String(200_000_000_000 + index)));
  return appOf('Share', stack => new ImageSharePolicy(stack, 'Share', { images: [...images], launch, ...changes }), context);
}

/** AMIs of a Region, made in a world. */
function amisOf({ ec2 }: StandIn, region: string, count: number): ImageSelection[] {
  return Array.from({ length: count }, () => ImageSelection.fromAmiId(ec2.images.addImage({ ...HOME, region }), { region }));
}

/** How many calls the function makes when 100 AMIs are shared with 50 accounts, and when it looks again and all is as it should be. */
async function calls(): Promise<SharingMeasures['calls']> {
  const world = await StandIn.start();
  const amis = amisOf(world, HOME.region, 100);
  const byFunction = () => world.server.calls.splice(0).filter(({ role }) => role !== undefined);
  await deploy(world, shareOf(amis, 50), 'Share', 'CREATE_COMPLETE');
  const first = byFunction();
  await deploy(world, shareOf(amis, 50, { reconcile: 'again' }), 'Share', 'UPDATE_COMPLETE');
  const steady = byFunction();
  await end(world);
  const writes = steady.filter(({ operation }) => !/^(?:Describe|Get|List)/.test(operation));
  holds(steady.length > 0 && writes.length === 0, `nothing was to be done, and it did ${writes.map(({ operation }) => operation)}`);
  return { first: first.length, steady: steady.length };
}

/** By how much a template grows with each account. */
function bytesPerAccount(context?: Record<string, unknown>): number {
  const bytes = (accounts: number) =>
    readFileSync(shareOf([ImageSelection.fromAmiId(AMI)], accounts, {}, context).getStackByName('Share').templateFullPath).length;
  return (bytes(1_000) - bytes(10)) / 990;
}

/** How long it takes to share 250 AMIs in each of four Regions, where nothing but the buckets of EC2 takes time: each is read, then written. */
async function fleets(buckets: Buckets): Promise<SharingMeasures['fleets']['byKind']> {
  const limit = ['DescribeImageAttribute', 'ModifyImageAttribute'].map(operation => {
    const { capacity, perSecond } = buckets(operation, {});
    return (AMIS_OF_A_REGION - capacity) / perSecond;
  }).reduce((sum, seconds) => sum + seconds);
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const world = await StandIn.start({ ec2: { throttling: buckets } });
    const amis = REGIONS.flatMap(region => amisOf(world, region, AMIS_OF_A_REGION));
    const begun = world.clock.exactly();
    await deploy(world, shareOf(amis, 1), 'Share', 'CREATE_COMPLETE');
    seconds.push((world.clock.exactly() - begun) / 1_000);
    const shared = REGIONS.flatMap(region => world.ec2.images.of(region)).filter(({ launchPermissions }) => launchPermissions.length === 1);
    holds(shared.length === amis.length, `${shared.length} of ${amis.length} AMIs are shared`);
    await end(world);
  }
  return { seconds, limit };
}
