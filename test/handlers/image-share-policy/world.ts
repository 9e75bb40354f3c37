import { App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ImagePrincipal, ImageSelection, ImageSharePolicy, ImageSharePolicyProps } from '../../../lib/sharing';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { beginWith, breaking, callsAbout, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';

export { ask, causes, end, log, notes, runs, send, world } from '../handled-stack';

// A world with two AMIs, and a stack with `new ImageSharePolicy(...)`.

/** Two AMIs of the account, each with a snapshot that is not encrypted. */
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const [SNAP_A, SNAP_B] = ['snap-0000000000000000a', 'snap-0000000000000000b'];

/** Accounts, and what shares with many of them. */
export const [X, Y, Z] = ['222222222222', '333333333333', '012345678901'];
export const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
export const OU = 'arn:aws:organizations::111111111111:ou/o-aaaaaaaaaa/ou-ab12-11111111';

export const account = ImagePrincipal.account;

export function begin(options: StandInOptions = {}): Promise<void> {
  return beginWith(options, () => {
    for (const [imageId, snapshotId] of [[A, SNAP_A], [B, SNAP_B]]) {
      world.ec2.images.addSnapshot({ ...HOME, snapshotId });
      world.ec2.images.addImage({ ...HOME, imageId, snapshots: [snapshotId] });
    }
  });
}

/** A stack with a share policy of the AMI A for the account X, and besides it what a test wants. */
export interface Declared extends Partial<Omit<ImageSharePolicyProps, 'images'>> {
  readonly images?: readonly (string | ((scope: Construct) => ImageSelection))[];

  /** Whether something fails after the shares are there. */
  readonly breaks?: boolean;

  /** Whether there is no policy in the stack. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;

  /** Besides, or instead of, the policy. */
  readonly besides?: (stack: Stack) => void;
}

/** Stacks that were synthesised already. */
const deployments = new WeakMap<Declared, Deployment>();

/** What `cdk deploy` sends of a stack. */
export function deploymentOfStack(declared: Declared): Deployment {
  const deployment = deployments.get(declared) ?? synthesised(declared);
  deployments.set(declared, deployment);
  return deployment;
}

function synthesised({ breaks, without, note, images = [A], besides, ...props }: Declared): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: HOME });
  noted(stack, note);
  besides?.(stack);
  const policies = without ? [] : [new ImageSharePolicy(stack, 'Share', {
    images: images.map(it => (typeof it === 'string' ? ImageSelection.fromAmiId(it) : it(stack))), launch: [account(X)], ...props,
  })];
  if (breaks) {
    breaking(stack, ...policies);
  }
  return deploymentOf(app.synth(), 'Images', HOME);
}

/** Deploys a stack. */
export const deploy = (declared: Declared): Promise<DeployedStack> => send(deploymentOfStack(declared));

export const remove = () => removeStack('Images');

/** The statuses of the stack and of its policies since this was asked last, with the reasons of failures. */
export const events = () => eventsOf('Images', 'Custom::ImageSharePolicy', 'share');

/** Why the policy failed, as CloudFormation shows it. */
export const failure = () => events().find(event => /^share [A-Z]+_FAILED /.test(event));

/** What the function asked of AWS since this was asked last: operations, and what they were about. */
export const calls = () => callsAbout(aboutOf);

function aboutOf({ ImageId: image, SnapshotId: snapshot, LaunchPermission: launch, CreateVolumePermission: copy }: any): string[] {
  const { Add = [], Remove = [] } = launch ?? copy ?? {};
  const signed = (sign: string, list: readonly object[]) => list.map(it => `${sign}${Object.values(it)[0]}`);
  return [image ?? snapshot ?? [], ...signed('+', Add), ...signed('-', Remove)].flat();
}

/** What the function asked that changes something. */
export const writes = () => changing(calls());

/** Who may launch from an AMI. */
export const launchersOf = (imageId = A, region = HOME.region): string[] =>
  world.ec2.images.get(region, imageId)!.launchPermissions.map(it => Object.values(it)[0] as string).sort();

/** Who may copy a snapshot. */
export const copiersOf = (snapshotId = SNAP_A, region = HOME.region): string[] =>
  world.ec2.images.snapshot(region, snapshotId)!.createVolumePermissions.map(it => Object.values(it)[0] as string).sort();

/** Grants that nobody declared: of somebody else. */
export function grant(imageId: string, ...principals: readonly string[]): void {
  const { launchPermissions } = world.ec2.images.get(HOME.region, imageId)!;
  world.ec2.images.update(HOME.region, imageId, { launchPermissions: [...launchPermissions, ...principals.map(who => (who === 'all' ? { Group: who } : { UserId: who }))] });
}

/** The attributes of the policy. */
export const attributesOf = (stack: DeployedStack) => resourceIn(stack, 'Custom::ImageSharePolicy').attributes;
