import { rule } from './rules';
import type { ChangeAction } from '../../../lib/handlers/retention-rules/actions';
import { isProtected, ObservedRule } from '../../../lib/handlers/retention-rules/observed';

const DAY = 86_400_000;

/** A Recycle Bin in memory: rules with the life of their lock, which refuses what the service would. */
export class Bin {
  /** Milliseconds since 1970. */
  public now = Date.UTC(2026, 0, 1);

  /** Changes that a lock refused: each rings the alarms of whoever watches it. */
  public readonly alarms: string[] = [];

  private readonly rules = new Map<string, ObservedRule>();
  private made = 0;

  public constructor(...rules: readonly ObservedRule[]) {
    rules.forEach(it => this.put(it));
  }

  public get clock(): string {
    return new Date(this.now).toISOString();
  }

  /** The rules as they are now. */
  public get all(): ObservedRule[] {
    return [...this.rules.keys()].map(id => this.of(id)!);
  }

  /** A rule as it is now: a lock ends by itself. */
  public of(id: string | undefined): ObservedRule | undefined {
    const it = this.rules.get(id!);
    if (it === undefined || it.lockEndTime === undefined || Date.parse(it.lockEndTime) > this.now) {
      return it;
    }
    const { lockEndTime: _, ...others } = it;
    return { ...others, lockState: 'unlocked' };
  }

  /** Makes a rule, or puts one in the place of another. */
  public put(it: ObservedRule): void {
    this.rules.set(it.id, it);
  }

  public create(changes: Partial<ObservedRule>): ObservedRule {
    const it = rule({ ...changes, id: `made${String(++this.made).padStart(7, '0')}` });
    this.put(it);
    return it;
  }

  /** Does what the handler does, as its writer does it: what is there already, or gone already, is no error. */
  public apply(action: ChangeAction): void {
    const it = this.of(action.ruleId);
    if (it === undefined) {
      if (action.action === 'DeleteRule' || action.action === 'UntagResource') {
        return;
      }
      throw new Error(`${action.action}: there is no rule ${action.on}`);
    }
    switch (action.action) {
      case 'TagResource': return this.put({ ...it, tags: Object.fromEntries([...Object.entries(it.tags), ...Object.entries(action.tags)]) });
      case 'UntagResource': return this.put({ ...it, tags: Object.fromEntries(Object.entries(it.tags).filter(([key]) => !action.keys.includes(key))) });
      case 'UpdateRule': return this.unlessProtected(it, action, () => this.put({ ...it, retentionDays: action.retentionDays, description: action.description }));
      case 'DeleteRule': return this.unlessProtected(it, action, () => this.rules.delete(it.id));
      case 'LockRule': return this.lock(it, action.unlockDelayDays);
      case 'UnlockRule': return this.unlock(it);
    }
  }

  private unlessProtected(it: ObservedRule, { action }: ChangeAction, change: () => void): void {
    if (isProtected(it)) {
      this.alarms.push(`${action} of ${it.arn}, which is ${it.lockState}`);
    } else {
      change();
    }
  }

  private lock(it: ObservedRule, unlockDelayDays: number): void {
    if (!it.isForAll || (isProtected(it) && it.unlockDelayDays !== unlockDelayDays)) {
      throw new Error(`${it.arn} cannot be locked for ${unlockDelayDays} days`);
    }
    const { lockEndTime: _, ...others } = it;
    this.put({ ...others, lockState: 'locked', unlockDelayDays });
  }

  private unlock(it: ObservedRule): void {
    if (it.lockState === 'locked') {
      this.put({ ...it, lockState: 'pending_unlock', lockEndTime: new Date(this.now + it.unlockDelayDays! * DAY).toISOString() });
    }
  }
}
