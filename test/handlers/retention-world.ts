import { ask, callsAbout, world } from './handled-stack';
import { HOME } from '../../local-aws/src/stand-in';

// Recycle Bin, as the tests of both locks see it.

/** A rule as a test sees it. */
export interface Rule {
  readonly id: string;
  readonly arn: string;
  readonly type: string;
  readonly days: number;
  readonly description?: string;
  readonly lock: string;
  readonly until?: string;
  readonly delay?: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** Makes a rule by hand. */
export async function newRule(input: object = {}): Promise<string> {
  const { Identifier: id } = await ask('rbin', 'CreateRule', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), ...input });
  return id;
}

export const days = (count: number) => ({ RetentionPeriodValue: count, RetentionPeriodUnit: 'DAYS' });

/** A lock as the API has it. */
export const delayOf = (count: number) => ({ LockConfiguration: { UnlockDelay: { UnlockDelayValue: count, UnlockDelayUnit: 'DAYS' } } });

/** Makes a call on a rule by hand. */
export const byHand = (operation: string, Identifier: string, input: object = {}) => ask('rbin', operation, { Identifier, ...input });

/** A rule as it is. */
export async function ruleOf(id: string): Promise<Rule> {
  const it = await ask('rbin', 'GetRule', { Identifier: id });
  const { Tags: tags } = await ask('rbin', 'ListTagsForResource', { ResourceArn: it.RuleArn });
  return {
    id,
    arn: it.RuleArn,
    type: it.ResourceType,
    days: it.RetentionPeriod.RetentionPeriodValue,
    ...it.Description === undefined ? {} : { description: it.Description },
    lock: it.LockState ?? 'never',
    ...it.LockEndTime === undefined ? {} : { until: new Date(it.LockEndTime * 1_000).toISOString() },
    ...it.LockConfiguration === undefined ? {} : { delay: it.LockConfiguration.UnlockDelay.UnlockDelayValue },
    tags: Object.fromEntries(tags.map(({ Key: key, Value: value }: any) => [key, value])),
  };
}

/** All rules. */
export async function allRules(): Promise<Rule[]> {
  const lists = await Promise.all(['EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME'].map(ResourceType => ask('rbin', 'ListRules', { ResourceType })));
  return Promise.all(lists.flatMap(({ Rules: rules }) => rules).map(({ Identifier: id }: any) => ruleOf(id)));
}

/** The tags of a call, sorted, because their order is of no importance; of the library's own ones, only the names. */
function tagsIn({ Tags: tags = [], TagKeys: keys = [] }: any): string[] {
  return [...tags.map(({ Key: key, Value: value }: any) => (key.startsWith('cdk-image-governance:') ? key.slice(21) : `${key}=${value}`)),
    ...keys.map((key: string) => key.replace('cdk-image-governance:', ''))].sort();
}

/** The calls of functions to Recycle Bin since the last look: operations, and their inputs. */
export const calls = () => callsAbout((input: any) => [
  ...input.RetentionPeriod === undefined ? [] : [`${input.RetentionPeriod.RetentionPeriodValue} days`],
  ...input.Description === undefined ? [] : [JSON.stringify(input.Description)],
  ...input.LockConfiguration === undefined ? [] : [`${input.LockConfiguration.UnlockDelay.UnlockDelayValue} days`],
  ...tagsIn(input),
]);

/** The calls that set off the alarms of those who watch a lock: changes that it refuses. */
export const alarms = () => world.server.calls.filter(({ operation, error }) => ['UpdateRule', 'DeleteRule'].includes(operation) && error === 'ConflictException');

/** The time so many days from now, in ISO 8601. */
export const inDays = (count: number) => new Date((world.clock.now() + count * 86_400) * 1_000).toISOString();

export { HOME };
