import {
  DeleteRuleCommand, LockRuleCommand, RbinClient, TagResourceCommand, UnlockRuleCommand, UntagResourceCommand, UpdateRuleCommand,
} from '@aws-sdk/client-rbin';
import type { ChangeAction } from './actions';
import { isProtected, ObservedRule } from './observed';
import { RuleReader, unlessGone } from './rule-reader';
import { sleep } from '../../engine/clock';
import type { Deadline } from '../../engine/handler';
import { retryThrottled } from '../aws-calls';

/** The looks after a conflict, for the effect of another delivery of the event, and the pause between two of them, in milliseconds. */
const LOOKS = 5;
const PAUSE = 2_000;

/**
 * The pause after an action that must not come after the lock, in milliseconds: another delivery of the event may be about to take it as
 * well, side by side. Longer than a look and a call take.
 */
export const SETTLING = 10_000;

/** Changes retention rules. */
export class RuleWriter {
  public constructor(private readonly client: RbinClient, private readonly reader: RuleReader) {}

  public async apply(action: ChangeAction, deadline: Deadline): Promise<void> {
    const { on: ResourceArn, ruleId: Identifier } = action;
    switch (action.action) {
      case 'TagResource': {
        const Tags = Object.entries(action.tags).map(([Key, Value]) => ({ Key, Value }));
        await retryThrottled(deadline, () => this.client.send(new TagResourceCommand({ ResourceArn, Tags })));
        break;
      }
      case 'UntagResource': {
        const untag = new UntagResourceCommand({ ResourceArn, TagKeys: [...action.keys] });
        await unlessGone(() => retryThrottled(deadline, () => this.client.send(untag)));
        break;
      }
      case 'UpdateRule': {
        const RetentionPeriod = { RetentionPeriodValue: action.retentionDays, RetentionPeriodUnit: 'DAYS' as const };
        const update = new UpdateRuleCommand({ Identifier, RetentionPeriod, Description: action.description });
        await this.unlessProtected(action, deadline, async rule => {
          if (rule.retentionDays !== action.retentionDays || rule.description !== action.description) {
            await this.client.send(update);
            await sleep(SETTLING);
          }
        });
        break;
      }
      case 'DeleteRule':
        await unlessGone(() => this.unlessProtected(action, deadline, () => this.client.send(new DeleteRuleCommand({ Identifier }))));
        break;
      case 'LockRule': {
        const LockConfiguration = { UnlockDelay: { UnlockDelayValue: action.unlockDelayDays, UnlockDelayUnit: 'DAYS' as const } };
        await this.orDoneAlready(action, deadline, () => this.client.send(new LockRuleCommand({ Identifier, LockConfiguration })),
          rule => rule.lockState === 'locked' && rule.unlockDelayDays === action.unlockDelayDays);
        break;
      }
      case 'UnlockRule':
        await this.orDoneAlready(action, deadline, () => this.client.send(new UnlockRuleCommand({ Identifier })),
          rule => rule.lockState !== 'locked');
    }
  }

  /**
   * Makes a call unless the rule is locked or gone by now. A call that a lock refuses sets off the alarms of those who watch it, and one
   * on a rule that is gone, and so has no tags any more, is denied. The next plan looks again.
   */
  private async unlessProtected(
    { ruleId }: ChangeAction, deadline: Deadline, call: (rule: ObservedRule) => Promise<unknown>,
  ): Promise<void> {
    await retryThrottled(deadline, async () => {
      const rule = await this.reader.read(ruleId, deadline);
      if (rule !== undefined && !isProtected(rule)) {
        await call(rule);
      }
    });
  }

  /** Makes a call that is refused as a conflict if another delivery of the event has made it: an event comes up to three times. */
  private async orDoneAlready(
    { ruleId }: ChangeAction, deadline: Deadline, call: () => Promise<unknown>, isDone: (rule: ObservedRule) => boolean,
  ): Promise<void> {
    try {
      await retryThrottled(deadline, call);
    } catch (error) {
      if ((error as Error).name !== 'ConflictException' || !await this.isSeen(ruleId, isDone, deadline)) {
        throw error;
      }
    }
  }

  /** Looks some times, because reads can lag behind writes. */
  private async isSeen(ruleId: string, isDone: (rule: ObservedRule) => boolean, deadline: Deadline): Promise<boolean> {
    for (let look = 1; ; look++) {
      const rule = await this.reader.read(ruleId, deadline);
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
