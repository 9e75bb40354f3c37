import {
  DeleteRuleCommand, LockRuleCommand, RbinClient, TagResourceCommand, UnlockRuleCommand, UntagResourceCommand, UpdateRuleCommand,
} from '@aws-sdk/client-rbin';
import type { ChangeAction } from './actions';
import { unlessGone } from './gone';
import { isProtected, ObservedRule } from './observed';
import type { RuleReader } from './rule-reader';
import { sleep } from '../../engine/clock';
import type { Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';

/** How often is looked whether another delivery of an event has done what is refused, and how long is waited in between, in milliseconds. */
const LOOKS = 5;
const PAUSE = 2_000;

/**
 * How long is waited after what must not come after the lock, in milliseconds: another delivery of the event may be about to do it as
 * well, side by side. Longer than a look and a call take.
 */
export const SETTLING = 10_000;

/** Changes retention rules. */
export class RuleWriter {
  public constructor(private readonly client: RbinClient, private readonly reader: RuleReader) {}

  public async apply(action: ChangeAction, time: Time): Promise<void> {
    const { on: ResourceArn, ruleId: Identifier } = action;
    switch (action.action) {
      case 'TagResource': {
        const Tags = Object.entries(action.tags).map(([Key, Value]) => ({ Key, Value }));
        await patiently(time, () => this.client.send(new TagResourceCommand({ ResourceArn, Tags })));
        break;
      }
      case 'UntagResource':
        await unlessGone(() => patiently(time, () => this.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: [...action.keys] }))));
        break;
      case 'UpdateRule': {
        const RetentionPeriod = { RetentionPeriodValue: action.retentionDays, RetentionPeriodUnit: 'DAYS' as const };
        const update = new UpdateRuleCommand({ Identifier, RetentionPeriod, Description: action.description });
        await this.unlessProtected(action, time, async rule => {
          if (rule.retentionDays !== action.retentionDays || rule.description !== action.description) {
            await this.client.send(update);
            await sleep(SETTLING);
          }
        });
        break;
      }
      case 'DeleteRule':
        await unlessGone(() => this.unlessProtected(action, time, () => this.client.send(new DeleteRuleCommand({ Identifier }))));
        break;
      case 'LockRule': {
        const LockConfiguration = { UnlockDelay: { UnlockDelayValue: action.unlockDelayDays, UnlockDelayUnit: 'DAYS' as const } };
        await this.orDoneAlready(action, time, () => this.client.send(new LockRuleCommand({ Identifier, LockConfiguration })),
          rule => rule.lockState === 'locked' && rule.unlockDelayDays === action.unlockDelayDays);
        break;
      }
      case 'UnlockRule':
        await this.orDoneAlready(action, time, () => this.client.send(new UnlockRuleCommand({ Identifier })), rule => rule.lockState !== 'locked');
    }
  }

  /**
   * What a lock refuses rings the alarms of whoever watches it. So what is locked meanwhile is left, for the plan that looks again; and so
   * is what is gone: by the tags that it does not have any more, nobody may do anything to it.
   */
  private async unlessProtected({ ruleId }: ChangeAction, time: Time, call: (rule: ObservedRule) => Promise<unknown>): Promise<void> {
    await patiently(time, async () => {
      const rule = await this.reader.read(ruleId, time);
      if (rule !== undefined && !isProtected(rule)) {
        await call(rule);
      }
    });
  }

  /** An event comes up to three times, and what another delivery of it did is refused as a conflict. */
  private async orDoneAlready(
    { ruleId }: ChangeAction, time: Time, call: () => Promise<unknown>, isDone: (rule: ObservedRule) => boolean,
  ): Promise<void> {
    try {
      await patiently(time, call);
    } catch (error) {
      if ((error as Error).name !== 'ConflictException' || !await this.isSeen(ruleId, isDone, time)) {
        throw error;
      }
    }
  }

  /** Looks some times, for reads can lag behind writes. */
  private async isSeen(ruleId: string, isDone: (rule: ObservedRule) => boolean, time: Time): Promise<boolean> {
    for (let look = 1; ; look++) {
      const rule = await this.reader.read(ruleId, time);
      if (rule !== undefined && isDone(rule)) {
        return true;
      }
      if (look === LOOKS) {
        return false;
      }
      await sleep(PAUSE);
    }
  }
}
