import {
  GetRuleCommand, GetRuleCommandOutput, ListRulesCommand, ListTagsForResourceCommand, RbinClient, ResourceType,
} from '@aws-sdk/client-rbin';
import type { ObservedRule } from './observed';
import { CLIENT } from '../../cloudformation/stack';
import type { Deadline } from '../../engine/handler';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import { OWNER } from '../../model/retention/rule-lock-contract';
import { retryThrottled } from '../aws-calls';

/** Reads retention rules. */
export class RuleReader {
  public constructor(private readonly client: RbinClient) {}

  /** Reads the rule of an id; nothing if there is none. */
  public async read(ruleId: string, deadline: Deadline): Promise<ObservedRule | undefined> {
    const rule = await unlessGone<GetRuleCommandOutput & Exclusions>(
      () => retryThrottled(deadline, () => this.client.send(new GetRuleCommand({ Identifier: ruleId }))));
    const tags = rule && await this.tagsOf(rule.RuleArn!, deadline);
    return tags && {
      id: ruleId,
      arn: rule.RuleArn!,
      resourceType: rule.ResourceType!,
      retentionDays: rule.RetentionPeriod!.RetentionPeriodValue!,
      description: rule.Description ?? '',
      isAvailable: rule.Status === 'available',
      isForAll: [rule.ResourceTags, rule.ExcludeResourceTags].every(selection => (selection ?? []).length === 0),
      lockState: rule.LockState,
      unlockDelayDays: rule.LockConfiguration?.UnlockDelay?.UnlockDelayValue,
      lockEndTime: rule.LockEndTime?.toISOString(),
      tags,
    };
  }

  /** Reads the rules of types that have an owner: only the tags of each rule name it. */
  public async ownedBy(owner: string, resourceTypes: readonly string[], deadline: Deadline): Promise<ObservedRule[]> {
    const ids = (await Promise.all(resourceTypes.map(type => this.idsOf(type, deadline)))).flat();
    const owned = fulfilled(await inAnyOrder(ids, async ({ id, arn }) => {
      const tags = await this.tagsOf(arn, deadline);
      return tags?.[OWNER] === owner ? this.read(id, deadline) : undefined;
    }));
    return owned.filter(rule => rule !== undefined);
  }

  private async idsOf(resourceType: string, deadline: Deadline): Promise<{ readonly id: string; readonly arn: string }[]> {
    const ids: { id: string; arn: string }[] = [];
    let NextToken: string | undefined;
    do {
      const list = new ListRulesCommand({ ResourceType: resourceType as ResourceType, NextToken });
      const page = await retryThrottled(deadline, () => this.client.send(list));
      ids.push(...(page.Rules ?? []).map(({ Identifier, RuleArn }) => ({ id: Identifier!, arn: RuleArn! })));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return ids;
  }

  private async tagsOf(arn: string, deadline: Deadline): Promise<Record<string, string> | undefined> {
    const list = new ListTagsForResourceCommand({ ResourceArn: arn });
    const answer = await unlessGone(() => retryThrottled(deadline, () => this.client.send(list)));
    return answer && Object.fromEntries((answer.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  }
}

/** Makes a call about a rule, and returns its answer; nothing if there is no such rule. */
export async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}

/** The exclusions of a rule, on the wire. The client does not know them, and leaves them out of its answers. */
export interface Exclusions {
  readonly ExcludeResourceTags?: readonly unknown[];
}

/** Makes a client of Recycle Bin, whose answers have the exclusions of a rule as well. It does not retry: see `retryThrottled`. */
export function recycleBin(): RbinClient {
  const client = new RbinClient({ ...CLIENT, maxAttempts: 1 });
  client.middlewareStack.add(next => async args => {
    const result = await next(args);
    const { response } = result as { response: { statusCode: number; body: AsyncIterable<Uint8Array> } };
    const body = await bytesOf(response.body);
    return { ...result, response: Object.assign(response, { body }) };
  }, { step: 'deserialize', priority: 'low', name: 'keepBody' });
  client.middlewareStack.add(next => async args => {
    const result = await next(args).catch(withStatus);
    const { body } = result.response as { body: Uint8Array };
    return Object.assign(result, { output: Object.assign(result.output!, exclusionsIn(body)) });
  }, { step: 'deserialize', priority: 'high', name: 'exclusions' });
  return client;
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Adds the status to an error without a JSON body, as gateways answer: only that tells if it passes. This SDK version loses it. */
function withStatus(error: { readonly $response?: { readonly statusCode: number }; readonly $metadata?: object }): never {
  throw Object.assign(error, { $metadata: { httpStatusCode: error.$response?.statusCode, ...error.$metadata } });
}

function exclusionsIn(body: Uint8Array): Exclusions {
  const text = Buffer.from(body).toString();
  const { ExcludeResourceTags } = (text === '' ? {} : JSON.parse(text)) as Exclusions;
  return ExcludeResourceTags === undefined ? {} : { ExcludeResourceTags };
}
