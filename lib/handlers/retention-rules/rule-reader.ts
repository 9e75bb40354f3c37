import { GetRuleCommand, GetRuleCommandOutput, ListRulesCommand, ListTagsForResourceCommand, RbinClient, ResourceType } from '@aws-sdk/client-rbin';
import type { Exclusions } from './client';
import { unlessGone } from './gone';
import type { ObservedRule } from './observed';
import { fulfilled, inAnyOrder } from '../../engine/lanes';
import type { Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import { OWNER } from '../../model/retention/rule-lock-contract';

/** Finds out how retention rules are. */
export class RuleReader {
  public constructor(private readonly client: RbinClient) {}

  /** The rule of an id; nothing, if there is none. */
  public async read(ruleId: string, time: Time): Promise<ObservedRule | undefined> {
    const rule = await unlessGone<GetRuleCommandOutput & Exclusions>(
      () => patiently(time, () => this.client.send(new GetRuleCommand({ Identifier: ruleId }))));
    const tags = rule && await this.tagsOf(rule.RuleArn!, time);
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

  /** The rules of types that have an owner. Only the tags of each rule say whose it is. */
  public async ownedBy(owner: string, resourceTypes: readonly string[], time: Time): Promise<ObservedRule[]> {
    const ids = (await Promise.all(resourceTypes.map(it => this.idsOf(it, time)))).flat();
    const owned = fulfilled(await inAnyOrder(ids, async ({ id, arn }) => {
      const tags = await this.tagsOf(arn, time);
      return tags?.[OWNER] === owner ? this.read(id, time) : undefined;
    }));
    return owned.filter(rule => rule !== undefined);
  }

  private async idsOf(resourceType: string, time: Time): Promise<{ readonly id: string; readonly arn: string }[]> {
    const ids: { id: string; arn: string }[] = [];
    let NextToken: string | undefined;
    do {
      const page = await patiently(time, () => this.client.send(new ListRulesCommand({ ResourceType: resourceType as ResourceType, NextToken })));
      ids.push(...(page.Rules ?? []).map(({ Identifier, RuleArn }) => ({ id: Identifier!, arn: RuleArn! })));
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return ids;
  }

  private async tagsOf(arn: string, time: Time): Promise<Record<string, string> | undefined> {
    const answer = await unlessGone(() => patiently(time, () => this.client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))));
    return answer && Object.fromEntries((answer.Tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
  }
}
