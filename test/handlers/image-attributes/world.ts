import { App, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ImageAttributes, ImageAttributesProps, ImageSelection } from '../../../lib/sharing';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { beginWith, breaking, callsAbout, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';

export { ask, end, log, notes, runs, send, world } from '../handled-stack';

// A world with two AMIs, and a stack with `new ImageAttributes(...)`.

/** Two AMIs of the account: one that somebody described and tagged, and one that nobody did. */
export const [A, B] = ['ami-0000000000000000a', 'ami-0000000000000000b'];
export const [BEFORE, FOREIGN_TAG] = ['as it was', { team: 'platform' }];

export function begin(options: StandInOptions = {}): Promise<void> {
  return beginWith(options, () => {
    world.ec2.images.addImage({ ...HOME, imageId: A, description: BEFORE, tags: FOREIGN_TAG });
    world.ec2.images.addImage({ ...HOME, imageId: B });
  });
}

/** A stack that describes the AMI A, and besides it what a test wants. */
export interface Declared extends Partial<Omit<ImageAttributesProps, 'images'>> {
  readonly images?: readonly (string | ((scope: Construct) => ImageSelection))[];

  /** Whether something fails after the attributes are set. */
  readonly breaks?: boolean;

  /** Whether there are no attributes in the stack. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;
}

function synthesised({ breaks, without, note, images = [A], ...props }: Declared, stackName: string, id: string): Deployment {
  const app = new App();
  const stack = new Stack(app, stackName, { env: HOME });
  noted(stack, note);
  const attributes = without ? [] : [new ImageAttributes(stack, id, {
    images: images.map(it => (typeof it === 'string' ? ImageSelection.fromAmiId(it) : it(stack))), description: 'golden', ...props,
  })];
  if (breaks) {
    breaking(stack, ...attributes);
  }
  return deploymentOf(app.synth(), stackName, HOME);
}

/** Stacks that were synthesised already. */
const deployments = new WeakMap<Declared, Map<string, Deployment>>();

/** What `cdk deploy` sends of a stack. */
export function deploymentOfStack(declared: Declared, stackName = 'Images', id = 'Attributes'): Deployment {
  const those = deployments.get(declared) ?? new Map<string, Deployment>();
  deployments.set(declared, those);
  const deployment = those.get(`${stackName} ${id}`) ?? synthesised(declared, stackName, id);
  those.set(`${stackName} ${id}`, deployment);
  return deployment;
}

/** Deploys a stack. */
export const deploy = (declared: Declared, stackName?: string, id?: string) => send(deploymentOfStack(declared, stackName, id));

export const remove = (stackName = 'Images') => removeStack(stackName);

/** Why the attributes failed, as CloudFormation shows it, since this was asked last. */
export function failure(): string | undefined {
  const event = eventsOf('Images', 'Custom::ImageAttributes', 'attributes').find(it => /^attributes [A-Z]+_FAILED /.test(it));
  const reason = event?.replace(/^attributes [A-Z_]+ /, '');
  return reason === undefined ? undefined
    : (/Message returned: (.*) \(RequestId: /.exec(reason)?.[1] ?? reason).replace(/Images\/[A-Za-z]+[0-9A-F]{8}/g, 'Images/Attributes');
}

/** What the function asked of AWS since this was asked last: operations, and what they were about. */
export const calls = () => callsAbout(aboutOf);

function aboutOf({ ImageId: image, Resources: resources = [], Tags: tags = [], Description: description, ImdsSupport: imds }: any): string[] {
  return [
    ...image === undefined ? [] : [image], ...resources,
    ...tags.map(({ Key: key, Value: value }: any) => `${key.replace('cdk-image-governance:', '')}${value === undefined ? '' : `=${value.replace(/[0-9A-F]{8}$/, '')}`}`),
    ...description === undefined ? [] : [`"${description.Value}"`], ...imds === undefined ? [] : [imds.Value],
  ];
}

/** What the function asked that changes something. */
export const writes = () => changing(calls());

const ami = (imageId = A, region = HOME.region) => world.ec2.images.get(region, imageId)!;

/** What an AMI is described as. */
export const described = (imageId?: string, region?: string) => ami(imageId, region).description ?? '';

/** Its IMDS support. */
export const imds = (imageId?: string, region?: string) => ami(imageId, region).imdsSupport;

/** Its tags. */
export const tagsOf = (imageId?: string, region?: string) => ami(imageId, region).tags;

/** The tags that keep an earlier description of an AMI, as values. */
export const kept = (imageId?: string, region?: string) => Object.entries(tagsOf(imageId, region))
  .filter(([key]) => key.startsWith('cdk-image-governance:')).map(([, value]) => value.replace(/[0-9A-F]{8}$/, '')).sort();

/** Somebody else does something to an AMI. */
export function change(imageId: string, changes: Parameters<typeof world.ec2.images.update>[2], region = HOME.region): void {
  world.ec2.images.update(region, imageId, changes);
}

/** The attributes of the resource. */
export const attributesOf = (stack: DeployedStack) => resourceIn(stack, 'Custom::ImageAttributes').attributes;
