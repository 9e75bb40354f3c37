import { GetImagePolicyCommand, ImagebuilderClient, PutImagePolicyCommand } from '@aws-sdk/client-imagebuilder';
import {
  AssociateResourceShareCommand, CreateResourceShareCommand, CreateResourceShareCommandInput, DeleteResourceShareCommand,
  DisassociateResourceShareCommand, GetResourceShareAssociationsCommand, GetResourceSharesCommand, GetResourceSharesCommandInput,
  ListPrincipalsCommand, ListPrincipalsCommandInput, ListResourceSharePermissionsCommand, ListResourcesCommand, ListResourcesCommandInput,
  PromotePermissionCreatedFromPolicyCommand, PromoteResourceShareCreatedFromPolicyCommand, RAMClient, UpdateResourceShareCommand,
} from '@aws-sdk/client-ram';
import { LocalAws } from './server';
import { ImageBuilder, imageBuilder } from './services/image-builder';
import { Ram, ram, RamOptions } from './services/ram';
import { Caller, Clock } from './world';

// A world of its own for each test that imports this: Image Builder with two images, and the Resource Access Manager.

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const CONSUMER = '222222222222';
export const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
export const OTHER = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/2';
export const SHARE = 'arn:aws:ram:eu-west-1:111111111111:resource-share/00000000-0000-4000-8000-000000000001';
export const DEFAULT = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionImageBuilderImage';
export const ORGANIZATION = {
  arn: 'arn:aws:organizations::999999999999:organization/o-abcdefghij',
  managementAccount: '999999999999',
  accounts: ['999999999999', '111111111111', '222222222222'],
  units: ['arn:aws:organizations::999999999999:ou/o-abcdefghij/ou-abcd-12345678'],
};

export let clock: Clock;
export let builder: ImageBuilder;
export let sharing: Ram;
export let aws: LocalAws;
export let client: RAMClient;
export let images: ImagebuilderClient;
let clients: { destroy(): void }[] = [];

beforeEach(() => start());

afterEach(() => stop());

/** Begins a world. */
export async function start(options: Partial<RamOptions> = {}): Promise<void> {
  clock = new Clock();
  sharing = ram(clock, { images: { imageTags: arn => builder.imageTags(arn) }, ...options });
  builder = imageBuilder(clock, { sharing });
  aws = await LocalAws.start([builder, sharing]);
  client = clientOf(HOME);
  images = new ImagebuilderClient(aws.clientOf(HOME));
  clients.push(images);
  builder.addImage(HOME, { tags: { team: 'platform' } });
  builder.addImage(HOME);
}

/** Ends a world, in which the stand-in did nothing wrong. */
export async function stop(): Promise<void> {
  clients.forEach(it => it.destroy());
  clients = [];
  await aws.stop();
  expect(aws.faults).toEqual([]);
}

/** Ends the world in favour of one that behaves otherwise. */
export async function startAnew(options: Partial<RamOptions>): Promise<void> {
  await stop();
  await start(options);
}

/** A real client, which knows of the stand-in only where it listens. */
export function clientOf(caller: Caller): RAMClient {
  const made = new RAMClient(aws.clientOf(caller));
  clients.push(made);
  return made;
}

export const consumer = () => clientOf({ ...HOME, account: CONSUMER });

/** Lets what is being associated or disassociated be through. */
export const settle = () => clock.advance({ seconds: 5 });

export const create = (changes: Partial<CreateResourceShareCommandInput> = {}) => client.send(new CreateResourceShareCommand({ name: 'golden', ...changes }));

/** Shares the golden image with a consumer, and returns the ARN of the share. */
export async function shared(changes: Partial<CreateResourceShareCommandInput> = {}): Promise<string> {
  const { resourceShare } = await create({ resourceArns: [GOLDEN], principals: [CONSUMER], ...changes });
  settle();
  return resourceShare!.resourceShareArn!;
}

interface Entities {
  readonly resourceArns?: string[];
  readonly principals?: string[];
  readonly clientToken?: string;
}

export const associate = (entities: Entities, resourceShareArn = SHARE) =>
  client.send(new AssociateResourceShareCommand({ resourceShareArn, ...entities }));
export const disassociate = (entities: Entities, resourceShareArn = SHARE) =>
  client.send(new DisassociateResourceShareCommand({ resourceShareArn, ...entities }));
export const rename = (name: string, resourceShareArn = SHARE) => client.send(new UpdateResourceShareCommand({ resourceShareArn, name }));
export const remove = (resourceShareArn = SHARE) => client.send(new DeleteResourceShareCommand({ resourceShareArn }));
export const shares = async (changes: Partial<GetResourceSharesCommandInput> = {}, by = client) =>
  (await by.send(new GetResourceSharesCommand({ resourceOwner: 'SELF', ...changes }))).resourceShares!;
export const resources = async (changes: Partial<ListResourcesCommandInput> = {}, by = client) =>
  (await by.send(new ListResourcesCommand({ resourceOwner: 'SELF', ...changes }))).resources!;
export const principals = async (changes: Partial<ListPrincipalsCommandInput> = {}, by = client) =>
  (await by.send(new ListPrincipalsCommand({ resourceOwner: 'SELF', ...changes }))).principals!;
export const associations = async (associationType: 'RESOURCE' | 'PRINCIPAL' = 'RESOURCE', by = client) =>
  (await by.send(new GetResourceShareAssociationsCommand({ associationType }))).resourceShareAssociations!;

/** Entities and how their associations stand. */
export const standing = async (type?: 'RESOURCE' | 'PRINCIPAL') => (await associations(type)).map(it => [it.associatedEntity, it.status]);

export const permissions = async (resourceShareArn = SHARE) =>
  (await client.send(new ListResourceSharePermissionsCommand({ resourceShareArn }))).permissions!;
export const promote = (resourceShareArn: string) => client.send(new PromoteResourceShareCreatedFromPolicyCommand({ resourceShareArn }));
export const promotePermission = (permissionArn: string, name = 'golden-readers', clientToken?: string) =>
  client.send(new PromotePermissionCreatedFromPolicyCommand({ permissionArn, name, clientToken }));

export const policy = async () => (await images.send(new GetImagePolicyCommand({ imageArn: GOLDEN }))).policy;

/** Puts a policy on the golden image, which lets a consumer read it. */
export const putPolicy = (Action = ['imagebuilder:GetImage', 'imagebuilder:ListImages'], AWS = [CONSUMER]) => images.send(new PutImagePolicyCommand({
  imageArn: GOLDEN, policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, Resource: GOLDEN }] }),
}));

/** The share that the policy of the golden image became. */
export async function fromPolicy(...allowed: Parameters<typeof putPolicy>): Promise<string> {
  await putPolicy(...allowed);
  clock.advance({ seconds: 5 });
  return (await resources({ resourceArns: [GOLDEN] }))[0].resourceShareArn!;
}
