import { App, Duration, Stack } from 'aws-cdk-lib';
import { ImagePrincipal, ImageSelection, ImageSharePolicy } from '../../../lib/sharing';
import { ImageBuild, ImageState, ImageStateRemoval, ImageStateUpdate } from '../../../lib/state';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import type { ImageSeed } from '../../../local-aws/src/services/image-builder';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { ask, beginWith, breaking, callsAbout, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';

export { ask, causes, end, log, notes, runs, send, world } from '../handled-stack';

// A world with two builds of an image, and a stack with `new ImageStateUpdate(...)`.

/** Two builds of an image. */
export const [GOLDEN, NEXT] = [1, 2].map(build => `arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/${build}`);

/** The AMIs of the first build, in two Regions, and that of the second. */
export const [A, B, C] = ['ami-0000000000000000a', 'ami-0000000000000000b', 'ami-0000000000000000c'];
export const [AT_HOME, ABROAD] = [HOME.region, 'eu-central-1'];

/** Accounts: X and Y are declared in tests, Z is not. */
export const [X, Y, Z] = ['222222222222', '333333333333', '012345678901'];

/** A role that no stack made, which may do anything. */
export const OPERATOR = 'arn:aws:iam::111111111111:role/operator';

/** A time, counted from now in the world of a test. */
export const inDays = (days: number) => new Date(world.clock.now() * 1000 + days * 86_400_000);

/** Executions are short, so that they are looked at a few times only. */
export function begin({ imageBuilder, ...options }: StandInOptions = {}, seed: ImageSeed = {}): Promise<void> {
  return beginWith({ ...options, imageBuilder: { executionSeconds: 10, ...imageBuilder } }, () => {
    world.imageBuilder.addImage(HOME, { amis: [{ image: A }, { image: B, region: ABROAD }], ...seed });
    world.imageBuilder.addImage(HOME, { amis: [{ image: C }] });
  });
}

/** A stack that disables the golden image, and besides it what a test wants. */
export interface Declared {
  readonly image?: string;
  readonly state?: ImageState;
  readonly onRemoval?: ImageStateRemoval;
  readonly reconcile?: string;
  readonly serviceTimeout?: Duration;
  readonly id?: string;

  /** With whom a share policy of the stack shares the golden image. @default - there is no share policy */
  readonly sharedWith?: readonly string[];

  /** With whom a share policy of the stack shares the AMI A, by its id. @default - there is no such policy */
  readonly amiSharedWith?: readonly string[];

  /** Whether something fails after all else is there. */
  readonly breaks?: boolean;

  /** Whether there is no update in the stack. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;
}

/** Stacks that were synthesised already. */
const deployments = new WeakMap<Declared, Deployment>();

/** What `cdk deploy` sends of a stack. */
export function deploymentOfStack(declared: Declared): Deployment {
  const deployment = deployments.get(declared) ?? synthesised(declared);
  deployments.set(declared, deployment);
  return deployment;
}

function synthesised(declared: Declared): Deployment {
  const { image = GOLDEN, state = ImageState.disabled(), sharedWith, amiSharedWith, breaks, without, note, id = 'Recall', ...props } = declared;
  const app = new App();
  const stack = new Stack(app, 'Images', { env: HOME });
  noted(stack, note);
  const share = (name: string, selected: ImageSelection, accounts: readonly string[] | undefined) => (accounts === undefined ? []
    : [new ImageSharePolicy(stack, name, { images: [selected], launch: accounts.map(it => ImagePrincipal.account(it)) })]);
  const there = [
    ...share('Share', ImageSelection.fromImageBuildVersionArn(GOLDEN), sharedWith),
    ...share('ShareAmi', ImageSelection.fromAmiId(A), amiSharedWith),
    ...without ? [] : [new ImageStateUpdate(stack, id, { image: ImageBuild.fromImageBuildVersionArn(image), state, ...props })],
  ];
  if (breaks) {
    breaking(stack, ...there);
  }
  return deploymentOf(app.synth(), 'Images', HOME);
}

/** Deploys a stack. */
export const deploy = (declared: Declared = {}): Promise<DeployedStack> => send(deploymentOfStack(declared));

export const remove = () => removeStack('Images');

/** The statuses of the stack and of its update since this was asked last, with the reasons of failures. */
export const events = () => eventsOf('Images', 'Custom::ImageStateUpdate', 'update');

/** Why the update failed, as CloudFormation shows it. */
export const failure = () => events().find(event => /^update [A-Z]+_FAILED /.test(event));

/** What functions asked of AWS since this was asked last: operations, and what they were about. */
export const calls = () => callsAbout(aboutOf);

function aboutOf({ state, updateAt, ImageId: image, LaunchPermission: launch }: any): string[] {
  const signed = (sign: string, list: readonly { UserId: string }[] = []) => list.map(({ UserId: account }) => `${sign}${account}`);
  return [state?.status ?? [], updateAt === undefined ? [] : 'at a date', image ?? [], signed('+', launch?.Add), signed('-', launch?.Remove)].flat();
}

/** What functions asked that changes something, but for going on in another run. */
export const writes = () => changing(calls()).filter(call => call !== 'Invoke');

/** How a record is. */
export async function stateOf(image = GOLDEN): Promise<string> {
  try {
    return (await ask('imagebuilder', 'GetImage', { imageBuildVersionArn: image })).image.state.status;
  } catch {
    return 'gone';
  }
}

/** How an AMI is. */
export function amiOf(imageId = A, region = AT_HOME): string {
  const { state, deprecationTime } = world.ec2.images.get(region, imageId)!;
  return [state, ...deprecationTime === undefined ? [] : [deprecationTime <= world.clock.now() ? 'deprecated' : 'to be deprecated']].join(', ');
}

/** How the golden image and its AMIs are. */
export const golden = async () => [await stateOf(), amiOf(), amiOf(B, ABROAD)];

/** Who may launch from an AMI. */
export const launchersOf = (imageId = A, region = AT_HOME): string[] =>
  world.ec2.images.get(region, imageId)!.launchPermissions.map(it => Object.values(it)[0] as string).sort();

/** Lets somebody launch from an AMI, without a word of it in the app. */
export function grant(imageId: string, region: string, ...accounts: readonly string[]): void {
  const { launchPermissions } = world.ec2.images.get(region, imageId)!;
  world.ec2.images.update(region, imageId, { launchPermissions: [...launchPermissions, ...accounts.map(UserId => ({ UserId }))] });
}

/** Has somebody bring an image to a state by hand, with its AMIs, and waits until it is there. */
export async function byHand(status: string, input: object = {}, image = GOLDEN): Promise<void> {
  await beginByHand(status, input, image);
  world.clock.advance({ minutes: 5 });
  await world.imageBuilder.catchUp(HOME);
}

/** Has somebody begin to bring an image to a state by hand, with its AMIs. */
export const beginByHand = (status: string, input: object = {}, resourceArn = GOLDEN) => ask('imagebuilder', 'StartResourceStateUpdate', {
  resourceArn,
  state: { status },
  executionRole: OPERATOR,
  includeResources: { amis: true },
  clientToken: `${status}${world.clock.now()}`,
  ...input,
});

/** The executions of an image, as they are. */
export const executionsOf = async (resourceArn = GOLDEN): Promise<string[]> =>
  (await ask('imagebuilder', 'ListLifecycleExecutions', { resourceArn })).lifecycleExecutions.map((it: any) => it.state.status);

/** The attributes of the update. */
export const attributesOf = (stack: DeployedStack) => resourceIn(stack, 'Custom::ImageStateUpdate').attributes;

/** The update itself. */
export const updateIn = (stack: DeployedStack) => resourceIn(stack, 'Custom::ImageStateUpdate');
