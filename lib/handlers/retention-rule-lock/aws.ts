import type { ObservedLock } from './logic';
import { isNothing } from '../../cloudformation/physical-id';
import type { Port, Situation, Time } from '../../engine/plan';
import type { RetentionRuleLockSpec } from '../../model/retention/retention-rule-lock-contract';
import type { ChangeAction } from '../retention-rules/actions';
import { recycleBin } from '../retention-rules/client';
import { ruleIdIn } from '../retention-rules/observed';
import { RuleReader } from '../retention-rules/rule-reader';
import { RuleWriter } from '../retention-rules/rule-writer';

/** A rule of somebody else, in Recycle Bin. */
export class RecycleBin implements Port<RetentionRuleLockSpec, ObservedLock, ChangeAction> {
  private readonly client = recycleBin();
  private readonly reader = new RuleReader(this.client);
  private readonly writer = new RuleWriter(this.client, this.reader);

  public async observe({ desired, physicalId }: Situation<RetentionRuleLockSpec>, time: Time): Promise<ObservedLock> {
    const now = new Date().toISOString();
    const ruleId = isNothing(physicalId) ? undefined : desired?.ruleId ?? ruleIdIn(physicalId);
    const rule = ruleId === undefined ? undefined : await this.reader.read(ruleId, time);
    return { now, ...rule === undefined ? {} : { rule } };
  }

  public async apply(action: ChangeAction, _: Situation<RetentionRuleLockSpec>, time: Time): Promise<void> {
    await this.writer.apply(action, time);
  }
}
