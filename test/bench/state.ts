import { readFileSync } from 'node:fs';
import { codeOf } from './cold-start';
import { appOf, deploy, end, holds } from './worlds';
import { ImagePrincipal, ImageSelection, ImageSharePolicy } from '../../lib/sharing';
import { ImageBuild, ImageState, ImageStateUpdate } from '../../lib/state';
import { HOME, StandIn } from '../../local-aws/src/stand-in';

// A process of its own, on the core that the library is developed against: measures an image state update, and prints what it found.

/** What is measured. */
export interface StateMeasures {
  readonly calls: CallsOfUpdate;
  readonly assetBytes: number;
}

/** How many calls the function makes when it recalls an image, when it looks again, and when it gives the image back, with its shares. */
interface CallsOfUpdate {
  readonly recall: number;
  readonly steady: number;
  readonly undo: number;

  /** How many of them only ask how far Image Builder is: they are as many as it takes long. */
  readonly asking: { readonly recall: number; readonly undo: number };
}

/** The Regions that the image has an AMI in each, and with how many accounts they are shared. */
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'ap-southeast-2'];
const ACCOUNTS = 50;

void main();

async function main(): Promise<void> {
  const measures: StateMeasures = { calls: await calls(), assetBytes: readFileSync(codeOf('image-state-update')).length };
  process.stdout.write(JSON.stringify(measures));
}

function updateTo(image: string, state: ImageState, reconcile?: string) {
  const launch = Array.from({ length: ACCOUNTS }, (_, index) => ImagePrincipal.account(String(200_000_000_000 + index)));
  return appOf('State', stack => {
    const share = new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuildVersionArn(image)], launch });
    // Shared first, so that the update has nothing to do when both are new.
    new ImageStateUpdate(stack, 'Update', { image: ImageBuild.fromImageBuildVersionArn(image), state, reconcile }).node.addDependency(share);
  });
}

async function calls(): Promise<CallsOfUpdate> {
  const world = await StandIn.start();
  const image = world.imageBuilder.addImage(HOME, { amis: REGIONS.map((region, index) => ({ image: `ami-0000000000000000${index}`, region })) });
  // What Image Builder asks of EC2 is not asked by the function.
  const byFunction = () => world.server.calls.splice(0)
    .filter(({ role, operation }) => role !== undefined && !['DisableImage', 'EnableImage'].includes(operation)).map(({ operation }) => operation);
  const deployed = async (state: ImageState, status: string, reconcile?: string) => {
    await deploy(world, updateTo(image, state, reconcile), 'State', status);
    return byFunction();
  };
  const launchers = () => REGIONS.map(region => world.ec2.images.of(region)[0].launchPermissions.length);
  await deployed(ImageState.available(), 'CREATE_COMPLETE');
  const recall = await deployed(ImageState.disabled(), 'UPDATE_COMPLETE');
  holds(launchers().every(count => count === 0), 'the image is recalled, and is shared');
  const steady = await deployed(ImageState.disabled(), 'UPDATE_COMPLETE', 'again');
  const undo = await deployed(ImageState.available(), 'UPDATE_COMPLETE', 'again');
  holds(launchers().every(count => count === ACCOUNTS), 'the image is not shared as before');
  await end(world);
  const writes = steady.filter(operation => !/^(?:Describe|Get|List)/.test(operation));
  holds(steady.length > 0 && writes.length === 0, `nothing was to be done, and it did ${writes}`);
  const asking = (all: readonly string[]) => all.filter(operation => operation === 'GetLifecycleExecution').length;
  return { recall: recall.length, steady: steady.length, undo: undo.length, asking: { recall: asking(recall), undo: asking(undo) } };
}
