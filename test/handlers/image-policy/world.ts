import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BuildSharing } from '../../../lib/sharing/build-sharing';
import { Deployment, deploymentOf, Stack as DeployedStack } from '../../../local-aws/src/cloudformation';
import { HOME, StandInOptions } from '../../../local-aws/src/stand-in';
import { ask, beginWith, breaking, callsAbout, changing, eventsOf, noted, removeStack, resourceIn, send, world } from '../handled-stack';

export { ask, end, notes, runs, world } from '../handled-stack';

// A world with two images, and a stack with `BuildSharing.imagePolicy(...)`.

/** Two builds of an image. */
export const [GOLDEN, NEXT] = [1, 2].map(build => `arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/${build}`);

/** Accounts of the organization, and one that is not. */
export const [X, Y, STRANGER] = ['222222222222', '333333333333', '012345678901'];
export const READ = ['imagebuilder:GetImage', 'imagebuilder:ListImages'];
export const DEFAULT = 'AWSRAMDefaultPermissionImageBuilderImage';

const ORGANIZATION = {
  arn: 'arn:aws:organizations::999999999999:organization/o-abcdefghij', managementAccount: '999999999999', accounts: [HOME.account, X, Y], sharingEnabled: true,
};

export function begin({ ram, ...options }: StandInOptions = {}): Promise<void> {
  return beginWith({ ...options, ram: { organization: ORGANIZATION, ...ram } }, () => {
    world.imageBuilder.addImage(HOME);
    world.imageBuilder.addImage(HOME);
  });
}

/** A stack that lets the account X build from the golden image, and besides it what a test wants. */
export interface Declared {
  readonly images?: readonly string[];

  /** Accounts, or the ARNs of roles. */
  readonly principals?: readonly string[];
  readonly actions?: readonly string[];
  readonly document?: PolicyDocument;
  readonly removalPolicy?: RemovalPolicy;
  readonly reconcile?: string;
  readonly id?: string;

  /** Whether something fails after the images are shared. */
  readonly breaks?: boolean;

  /** Whether nothing is shared. */
  readonly without?: boolean;

  /** Something else in the stack. */
  readonly note?: string;
}

const documentOf = ({ principals = [X], actions = READ }: Declared) => new PolicyDocument({
  statements: [new PolicyStatement({
    principals: principals.map(it => (it.startsWith('arn:') ? new ArnPrincipal(it) : new AccountPrincipal(it))), actions: [...actions],
  })],
});

/** Stacks that were synthesised already: the same is declared in many tests. */
const deployments = new Map<string, Deployment>();

/** What `cdk deploy` sends of a stack. */
function deploymentOfStack(declared: Declared): Deployment {
  const key = JSON.stringify(declared);
  const deployment = deployments.get(key) ?? synthesised(declared);
  deployments.set(key, deployment);
  return deployment;
}

function synthesised(declared: Declared): Deployment {
  const { images = [GOLDEN], document = documentOf(declared), removalPolicy, reconcile, id = 'Share', breaks, without, note } = declared;
  const app = new App();
  const stack = new Stack(app, 'Images', { env: HOME });
  noted(stack, note);
  const share = new Construct(stack, id);
  if (!without) {
    BuildSharing.imagePolicy(document, { removalPolicy })._bind(share, images.map(image => ({ image })), { reconcile });
  }
  if (breaks) {
    breaking(stack, share);
  }
  return deploymentOf(app.synth(), 'Images', HOME);
}

/** Deploys a stack. */
export const deploy = (declared: Declared = {}, changes: Partial<Deployment> = {}): Promise<DeployedStack> =>
  send({ ...deploymentOfStack(declared), ...changes });

export const remove = () => removeStack('Images');

/** The statuses of the stack and of what shares since this was asked last, with the reasons of failures. */
export const events = () => eventsOf('Images', 'Custom::ImagePolicy', 'share');

/** Why it failed, as CloudFormation shows it. */
export const failure = () => events().find(event => /^share [A-Z]+_FAILED /.test(event));

/** What the function asked of AWS since this was asked last: operations, and with whom something is shared. */
export const calls = () => callsAbout(({ principals = [] }) => principals);

/** What the function asked that changes something, but for going on in another run. */
export const writes = () => changing(calls()).filter(call => call !== 'Invoke');

/** A share of an image that is there. */
export interface LiveShare {
  readonly resourceShareArn: string;
  readonly featureSet: string;
  readonly owner?: string;
  readonly permission: string;
  readonly principals: readonly string[];
}

/** The shares that an image is in. */
export async function sharesOf(image = GOLDEN): Promise<LiveShare[]> {
  const { resources } = await ask('ram', 'ListResources', { resourceOwner: 'SELF', resourceArns: [image] });
  const found: LiveShare[] = [];
  for (const { resourceShareArn } of resources) {
    const { resourceShares: [{ featureSet, tags }] } = await ask('ram', 'GetResourceShares', { resourceOwner: 'SELF', resourceShareArns: [resourceShareArn] });
    const { permissions: [{ name: permission }] } = await ask('ram', 'ListResourceSharePermissions', { resourceShareArn });
    const { principals } = await ask('ram', 'ListPrincipals', { resourceOwner: 'SELF', resourceShareArns: [resourceShareArn] });
    const owner = tags?.find(({ key }: { key: string }) => key === 'cdk-image-governance:owner')?.value;
    found.push({ resourceShareArn, featureSet, owner, permission, principals: principals.map(({ id }: { id: string }) => id).sort() });
  }
  return found;
}

/** Who can build from an image. */
export const buildersOf = async (image = GOLDEN) => (await sharesOf(image)).filter(it => it.featureSet === 'STANDARD').flatMap(it => it.principals);

/** The policy of an image. */
export const policyOf = async (imageArn = GOLDEN): Promise<string | undefined> => (await ask('imagebuilder', 'GetImagePolicy', { imageArn })).policy;

/** A policy that somebody else put on an image. */
export const foreignPolicy = (imageArn = GOLDEN, AWS = [Y], Action = READ) => ask('imagebuilder', 'PutImagePolicy', {
  imageArn, policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, Resource: [imageArn] }] }),
});

/** A resource share that somebody else has an image in. */
export async function foreignShare(image = GOLDEN, principals = [Y]): Promise<string> {
  const { resourceShare } = await ask('ram', 'CreateResourceShare', { name: 'theirs', resourceArns: [image], principals });
  world.clock.advance({ seconds: 5 });
  return resourceShare.resourceShareArn;
}

/** What shares. */
export const stackResource = (stack: DeployedStack) => resourceIn(stack, 'Custom::ImagePolicy');

/** Its attributes. */
export const attributesOf = (stack: DeployedStack) => stackResource(stack).attributes;
