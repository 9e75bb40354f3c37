import {
  DescribeImageAttributeCommand, DescribeImagesCommand, DescribeImagesCommandInput, DescribeSnapshotsCommand, DescribeSnapshotsCommandInput,
  DisableImageBlockPublicAccessCommand, EC2Client, LaunchPermission, ModifyImageAttributeCommand, ModifyImageAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import { accessKeyOf, LocalAws } from './server';
import { Ec2, ec2, Ec2Options, ImageSeed } from './services/ec2';
import { Caller, Clock } from './world';

// A world of its own for each test that imports this, and what a test asks of its EC2 by the real client.

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const CONSUMER = { ...HOME, account: '222222222222' };
export const MEMBER = { ...HOME, account: '333333333333' };
export const ORGANIZATION = 'arn:aws:organizations::999999999999:organization/o-abcdefghij';
export const UNIT = 'arn:aws:organizations::999999999999:ou/o-abcdefghij/ou-ab12-12345678';
export const NOWHERE = 'ami-0123456789abcdef0';

export let clock: Clock;
export let cloud: Ec2;
export let aws: LocalAws;
export let client: EC2Client;
let clients: EC2Client[] = [];

beforeEach(() => start());

afterEach(() => stop());

/** Begins a world, which has no AMIs. */
export async function start(options?: Ec2Options): Promise<void> {
  clock = new Clock();
  cloud = ec2(clock, options);
  aws = await LocalAws.start([cloud]);
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
export async function startAnew(options: Ec2Options): Promise<void> {
  await stop();
  await start(options);
}

/** A real client, which knows of the stand-in only where it listens. */
export function clientOf(caller: Caller, endpoint = aws.endpoint): EC2Client {
  const made = new EC2Client({ ...aws.clientOf(caller), endpoint });
  clients.push(made);
  return made;
}

/** An answer with its status, and nothing else of what the client notes on it. */
export async function whole<T extends { $metadata: { httpStatusCode?: number } }>(answer: Promise<T>) {
  const { $metadata: { httpStatusCode: status }, ...said } = await answer;
  return { status, ...said };
}

/** A request made by hand: the client drops what it does not know. */
export async function byHand(fields: Readonly<Record<string, string>>) {
  const response = await fetch(aws.endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/ec2/aws4_request` },
    body: new URLSearchParams({ Version: '2016-11-15', ...fields }).toString(),
  });
  const text = await response.text();
  const [code, message] = ['Code', 'Message'].map(tag => new RegExp(`<${tag}>([^]*)</${tag}>`).exec(text)?.[1].replace(/&#([0-9]+);/g,
    (_, number) => String.fromCharCode(Number(number))));
  return { status: response.status, text, code, message };
}

export const refused = (name: string, message?: string) => message === undefined ? { name } : { name, message };

/** Makes an AMI of the home account. */
export const added = (seed: Partial<ImageSeed> = {}) => cloud.images.addImage({ ...HOME, ...seed });
export const modify = (id: string, changes: Omit<ModifyImageAttributeCommandInput, 'ImageId'>, by = client) =>
  by.send(new ModifyImageAttributeCommand({ ImageId: id, ...changes }));
export const give = (id: string, ...Add: LaunchPermission[]) => modify(id, { LaunchPermission: { Add } });
export const take = (id: string, ...Remove: LaunchPermission[]) => modify(id, { LaunchPermission: { Remove } });
export const permissions = async (id: string, by = client) =>
  (await by.send(new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' }))).LaunchPermissions;
export const images = async (input: DescribeImagesCommandInput = {}, by = client) => (await by.send(new DescribeImagesCommand(input))).Images!;
export const ids = async (input?: DescribeImagesCommandInput, by?: EC2Client) => (await images(input, by)).map(it => it.ImageId);
export const snapshots = async (input: DescribeSnapshotsCommandInput = {}, by = client) =>
  (await by.send(new DescribeSnapshotsCommand(input))).Snapshots!.map(it => it.SnapshotId);
export const unblock = () => client.send(new DisableImageBlockPublicAccessCommand({}));
export const users = (...accounts: string[]) => accounts.map(UserId => ({ UserId }));
export const accounts = (count: number, from = 0) => Array.from({ length: count }, (_, index) => String(from + index).padStart(12, '0'));
