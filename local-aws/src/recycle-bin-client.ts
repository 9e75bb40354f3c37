import {
  CreateRuleCommand, CreateRuleCommandInput, DeleteRuleCommand, GetRuleCommand, ListRulesCommand, ListRulesCommandInput,
  ListTagsForResourceCommand, LockRuleCommand, RbinClient, TagResourceCommand, UnlockRuleCommand, UntagResourceCommand, UpdateRuleCommand,
  UpdateRuleCommandInput,
} from '@aws-sdk/client-rbin';
import { accessKeyOf, LocalAws } from './server';
import { recycleBin, RecycleBinOptions } from './services/recycle-bin';
import { Caller, Clock } from './world';

// A world of its own for each test that imports this, and what a test asks of its Recycle Bin by the real client.

export const HOME = { account: '111111111111', region: 'eu-west-1' };
export const WEEK = 7 * 86_400;

export let clock: Clock;
export let aws: LocalAws;
export let client: RbinClient;
export let clients: RbinClient[] = [];

beforeEach(() => start());

afterEach(() => stop());

/** Begins a world, which has no rules. */
export async function start(options?: RecycleBinOptions): Promise<void> {
  clock = new Clock();
  aws = await LocalAws.start([recycleBin(clock, options)]);
  client = clientOf(HOME);
}

/** Ends a world, in which the stand-in did nothing wrong. */
export async function stop(): Promise<void> {
  clients.forEach(it => it.destroy());
  clients = [];
  await aws.stop();
  expect(aws.faults).toEqual([]);
}

/** Ends the world in favour of one that behaves otherwise where no documentation says how. */
export async function startAnew(options: RecycleBinOptions): Promise<void> {
  await stop();
  await start(options);
}

/** A real client, which knows of the stand-in only where it listens. */
export function clientOf(caller: Caller): RbinClient {
  const made = new RbinClient(aws.clientOf(caller));
  clients.push(made);
  return made;
}

/** An answer with its status, and nothing else of what the client notes on it. */
export async function whole<T extends { $metadata: { httpStatusCode?: number } }>(answer: Promise<T>) {
  const { $metadata: { httpStatusCode: status }, ...said } = await answer;
  return { status, ...said };
}

/** A request made by hand: the client drops what it does not know, and exclusion tags and volumes it does not know. */
export async function byHand(method: string, path: string, body?: object) {
  const response = await fetch(`${aws.endpoint}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/rbin/aws4_request` },
    ...body ? { body: JSON.stringify(body) } : {},
  });
  const code = response.headers.get('x-amzn-errortype');
  return { status: response.status, ...code === null ? {} : { code }, ...JSON.parse(await response.text() || '{}') } as Record<string, any>;
}

export const days = (value: number) => ({ RetentionPeriodValue: value, RetentionPeriodUnit: 'DAYS' }) as const;
export const delay = (value: number) => ({ UnlockDelay: { UnlockDelayValue: value, UnlockDelayUnit: 'DAYS' } }) as const;
export const arnOf = (id: string) => `arn:aws:rbin:eu-west-1:111111111111:rule/${id}`;
export const tagsOf = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ Key: `key-${from + index}`, Value: 'value' }));

export const create = (changes: Partial<CreateRuleCommandInput> = {}, by = client) =>
  by.send(new CreateRuleCommand({ ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), ...changes }));
export const idOf = async (changes?: Partial<CreateRuleCommandInput>, by?: RbinClient) => (await create(changes, by)).Identifier!;
export const lockedFor = (value: number) => idOf({ LockConfiguration: delay(value) });
export const get = (id: string) => client.send(new GetRuleCommand({ Identifier: id }));
export const list = (input: Partial<ListRulesCommandInput> = {}, by = client) => by.send(new ListRulesCommand({ ResourceType: 'EC2_IMAGE', ...input }));
export const update = (id: string, changes: Partial<UpdateRuleCommandInput>) => client.send(new UpdateRuleCommand({ Identifier: id, ...changes }));
export const remove = (id: string) => client.send(new DeleteRuleCommand({ Identifier: id }));
export const lock = (id: string, value: number) => client.send(new LockRuleCommand({ Identifier: id, LockConfiguration: delay(value) }));
export const unlock = (id: string) => client.send(new UnlockRuleCommand({ Identifier: id }));
export const tag = (id: string, tags = [{ Key: 'a', Value: '1' }]) => client.send(new TagResourceCommand({ ResourceArn: arnOf(id), Tags: tags }));
export const untag = (id: string, ...keys: string[]) => client.send(new UntagResourceCommand({ ResourceArn: arnOf(id), TagKeys: keys }));
export const tags = async (id: string) => (await client.send(new ListTagsForResourceCommand({ ResourceArn: arnOf(id) }))).Tags;

/** Everything that can be seen of a rule. */
export const seen = async (id: string) => [await whole(get(id)), await tags(id), (await list()).Rules!.find(it => it.Identifier === id)];

export const error = (name: string, status: number, Reason: string) => ({ name, Reason, $metadata: { httpStatusCode: status } });
export const CONFLICT = error('ConflictException', 409, 'INVALID_RULE_STATE');
export const NOT_FOUND = error('ResourceNotFoundException', 404, 'RULE_NOT_FOUND');
export const QUOTA = error('ServiceQuotaExceededException', 402, 'SERVICE_QUOTA_EXCEEDED');
export const INVALID = error('ValidationException', 400, 'INVALID_PARAMETER_VALUE');
export const INVALID_BY_HAND = { status: 400, code: 'ValidationException', Message: expect.any(String), Reason: 'INVALID_PARAMETER_VALUE' };
