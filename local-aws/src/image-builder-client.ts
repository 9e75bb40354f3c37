import {
  CancelLifecycleExecutionCommand, DeleteImageCommand, GetImageCommand, GetImagePolicyCommand, GetLifecycleExecutionCommand, ImagebuilderClient,
  ListLifecycleExecutionResourcesCommand, ListLifecycleExecutionsCommand, PutImagePolicyCommand, StartResourceStateUpdateCommand,
  StartResourceStateUpdateCommandInput,
} from '@aws-sdk/client-imagebuilder';
import { accessKeyOf, LocalAws } from './server';
import { AmiReference, ImageBuilder, imageBuilder, ImageBuilderOptions, MemoryAmis } from './services/image-builder';
import { Caller, Clock } from './world';

// A world of its own for each test that imports this, and what a test asks of its Image Builder by the real client.

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const ROLE = 'arn:aws:iam::111111111111:role/lifecycle';
export const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
export const AMI: AmiReference = { accountId: '111111111111', region: 'eu-west-1', image: 'ami-0123456789abcdef0' };
export const COPY: AmiReference = { accountId: '222222222222', region: 'us-east-1', image: 'ami-0123456789abcdef1' };

export let clock: Clock;
export let amis: MemoryAmis;
export let builder: ImageBuilder;
export let aws: LocalAws;
export let client: ImagebuilderClient;
let clients: ImagebuilderClient[] = [];
let tokens = 0;

beforeEach(() => start());

afterEach(() => stop());

/** Begins a world, which has no images. */
export async function start(options: ImageBuilderOptions = {}): Promise<void> {
  clock = new Clock();
  amis = new MemoryAmis();
  builder = imageBuilder(clock, { amis, ...options });
  aws = await LocalAws.start([builder]);
  client = clientOf(HOME);
}

/** Ends a world, in which the stand-in did nothing wrong. */
export async function stop(): Promise<void> {
  clients.forEach(it => it.destroy());
  clients = [];
  await aws.stop();
  expect(aws.faults).toEqual([]);
}

/** Ends the world in favour of one that behaves otherwise. */
export async function startAnew(options: ImageBuilderOptions): Promise<void> {
  await stop();
  await start(options);
}

/** A real client, which knows of the stand-in only where it listens. */
export function clientOf(caller: Caller): ImagebuilderClient {
  const made = new ImagebuilderClient(aws.clientOf(caller));
  clients.push(made);
  return made;
}

/** A request made by hand: the client drops what it does not know. */
export async function byHand(method: string, path: string, body?: object) {
  const response = await fetch(`${aws.endpoint}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/imagebuilder/aws4_request` },
    ...body ? { body: JSON.stringify(body) } : {},
  });
  const code = response.headers.get('x-amzn-errortype');
  return { status: response.status, ...code === null ? {} : { code }, ...JSON.parse(await response.text() || '{}') } as Record<string, any>;
}

type Status = 'AVAILABLE' | 'DELETED' | 'DEPRECATED' | 'DISABLED';

/** Asks for another state of the golden image. */
export const update = (status: Status, changes: Partial<StartResourceStateUpdateCommandInput> = {}) => client.send(
  new StartResourceStateUpdateCommand({ resourceArn: GOLDEN, state: { status }, clientToken: `token-${++tokens}`, ...changes }));

/** Asks for it with the AMIs. */
export const withAmis = (changes: Partial<StartResourceStateUpdateCommandInput> = {}) =>
  ({ executionRole: ROLE, includeResources: { amis: true }, ...changes });

/** Begins an execution, and returns its id. */
export const begin = async (status: Status, changes?: Partial<StartResourceStateUpdateCommandInput>) =>
  (await update(status, withAmis(changes))).lifecycleExecutionId!;

/** Lets an execution of the golden image be through. */
export async function through(status: Status, changes?: Partial<StartResourceStateUpdateCommandInput>): Promise<string> {
  const id = await begin(status, changes);
  clock.advance({ seconds: 60 });
  return id;
}

export const image = async (arn = GOLDEN) => (await client.send(new GetImageCommand({ imageBuildVersionArn: arn }))).image!;
export const status = async (arn = GOLDEN) => (await image(arn)).state!.status;
export const remove = (arn = GOLDEN) => client.send(new DeleteImageCommand({ imageBuildVersionArn: arn }));
export const execution = async (id: string) =>
  (await client.send(new GetLifecycleExecutionCommand({ lifecycleExecutionId: id }))).lifecycleExecution!;
export const executionStatus = async (id: string) => (await execution(id)).state!.status;
export const executionsOf = async (resourceArn = GOLDEN) =>
  (await client.send(new ListLifecycleExecutionsCommand({ resourceArn }))).lifecycleExecutions!;
export const cancel = (id: string, clientToken = `cancel-${++tokens}`) =>
  client.send(new CancelLifecycleExecutionCommand({ lifecycleExecutionId: id, clientToken }));
export const resources = async (id: string, parentResourceId?: string) =>
  (await client.send(new ListLifecycleExecutionResourcesCommand({ lifecycleExecutionId: id, parentResourceId }))).resources!;

/** What an execution says of the image, and of what came of it: id, status and reason. */
export const results = async (id: string) => {
  const said = (all: Awaited<ReturnType<typeof resources>>) =>
    all.map(({ resourceId, state }) => [resourceId, state!.status, ...state!.reason ? [state!.reason] : []]);
  return [...said(await resources(id)), ...said(await resources(id, GOLDEN))];
};

export const policy = async (arn = GOLDEN) => (await client.send(new GetImagePolicyCommand({ imageArn: arn }))).policy;
export const putPolicy = (text: string, arn = GOLDEN) => client.send(new PutImagePolicyCommand({ imageArn: arn, policy: text }));

/** A policy that lets others read the golden image. */
export const policyOf = (changes: object = {}) => JSON.stringify({
  Version: '2012-10-17',
  Statement: [{
    Effect: 'Allow',
    Principal: { AWS: ['222222222222'] },
    Action: ['imagebuilder:GetImage', 'imagebuilder:ListImages'],
    Resource: [GOLDEN],
    ...changes,
  }],
});
