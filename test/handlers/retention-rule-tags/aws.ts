import {
  GetRuleCommand, ListTagsForResourceCommand, LockRuleCommand, RbinClient, ResourceNotFoundException, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-rbin';
import type { RetentionRuleTagsSpec } from './contract';
import type { ObservedRule, ObservedRules, RuleAction } from './logic';
import { CLIENT } from '../../../lib/cloudformation/stack';
import type { Port } from '../../../lib/engine/handler';
import { desiredOf, Request } from '../../../lib/engine/request';

/** Recycle Bin. */
export class RecycleBin implements Port<RetentionRuleTagsSpec, ObservedRules, RuleAction> {
  private readonly client = new RbinClient(CLIENT);

  public async observe(request: Request<RetentionRuleTagsSpec>): Promise<ObservedRules> {
    const rules: Record<string, ObservedRule> = {};
    for (const arn of new Set([desiredOf(request), request.previous].flatMap(spec => spec?.ruleArn ?? []))) {
      const rule = await this.rule(arn);
      if (rule !== undefined) {
        rules[arn] = rule;
      }
    }
    return rules;
  }

  public async apply(action: RuleAction): Promise<void> {
    switch (action.action) {
      case 'TagResource':
        await this.client.send(new TagResourceCommand({ ResourceArn: action.on, Tags: [{ Key: action.key, Value: action.value }] }));
        break;
      case 'UntagResource':
        await this.client.send(new UntagResourceCommand({ ResourceArn: action.on, TagKeys: [action.key] }));
        break;
      case 'LockRule':
        await this.client.send(new LockRuleCommand({
          Identifier: action.on.split('/')[1],
          LockConfiguration: { UnlockDelay: { UnlockDelayValue: action.days, UnlockDelayUnit: 'DAYS' } },
        }));
    }
  }

  private async rule(arn: string): Promise<ObservedRule | undefined> {
    try {
      const { Status: status, LockState: lockState } = await this.client.send(new GetRuleCommand({ Identifier: arn.split('/')[1] }));
      const { Tags: tags = [] } = await this.client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
      return { status: status!, lockState, tags: Object.fromEntries(tags.map(({ Key: key, Value: value }) => [key!, value!])) };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return undefined;
      }
      throw error;
    }
  }
}
