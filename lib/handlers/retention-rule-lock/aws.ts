import type { ObservedLock } from './logic';
import type { Deadline, Port } from '../../engine/handler';
import { desiredOf, Request } from '../../engine/request';
import type { RetentionRuleLockSpec } from '../../model/retention/retention-rule-lock-contract';
import type { ChangeAction } from '../retention-rules/actions';
import { ruleIdIn } from '../retention-rules/observed';
import { recycleBin, RuleReader } from '../retention-rules/rule-reader';
import { RuleWriter } from '../retention-rules/rule-writer';

/** A rule of another owner, in Recycle Bin. */
export class RecycleBin implements Port<RetentionRuleLockSpec, ObservedLock, ChangeAction> {
  private readonly client = recycleBin();
  private readonly reader = new RuleReader(this.client);
  private readonly writer = new RuleWriter(this.client, this.reader);

  /** Reads the rule that is to be locked; in a removal, the one that was. */
  public async observe(request: Request<RetentionRuleLockSpec>, deadline: Deadline): Promise<ObservedLock> {
    const now = new Date().toISOString();
    const ruleId = desiredOf(request)?.ruleId ?? ruleIdIn(request.identity);
    if (ruleId === undefined) {
      return { now };
    }
    const rule = await this.reader.read(ruleId, deadline);
    return { now, ...rule && { rule } };
  }

  /** Changes the lock of the rule, or the tag that names who unlocks it. */
  public async apply(action: ChangeAction, _: Request<RetentionRuleLockSpec>, deadline: Deadline): Promise<void> {
    await this.writer.apply(action, deadline);
  }
}
