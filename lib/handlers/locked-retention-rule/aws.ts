import { CreateRuleCommand } from '@aws-sdk/client-rbin';
import type { RuleAction } from './logic';
import { isMadeFor, madeNow, namedIn, ObservedRules } from './observed';
import { isNothing } from '../../cloudformation/physical-id';
import { sleep } from '../../engine/clock';
import type { Port, Situation, Time } from '../../engine/plan';
import { patiently } from '../../engine/retry';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { RETAINED_TYPES } from '../../model/retention/retention-forms';
import { MADE_BY } from '../../model/retention/rule-lock-contract';
import { recycleBin } from '../retention-rules/client';
import type { ObservedRule } from '../retention-rules/observed';
import { RuleReader } from '../retention-rules/rule-reader';
import { RuleWriter, SETTLING } from '../retention-rules/rule-writer';

/** How often is looked whether lists have a new rule. */
const LOOKS = 6;

/** Rules, in Recycle Bin. */
export class RecycleBin implements Port<LockedRetentionRuleSpec, ObservedRules, RuleAction> {
  private readonly client = recycleBin();
  private readonly reader = new RuleReader(this.client);
  private readonly writer = new RuleWriter(this.client, this.reader);

  public async observe(situation: Situation<LockedRetentionRuleSpec>, time: Time): Promise<ObservedRules> {
    const { cause, desired, owner, physicalId, previous } = situation;
    const now = new Date().toISOString();
    if (isNothing(physicalId)) {
      return { now, owned: [] };
    }
    const ids = namedIn(situation);
    let named: ObservedRule | undefined;
    for (const id of ids) {
      named ??= await this.reader.read(id, time);
    }
    const mayHaveAnother = ids.length === 0 || (named !== undefined ? cause === 'rolled-back creation'
      : desired !== undefined && desired.existingRuleId === undefined);
    const type = (desired ?? previous)?.resourceType;
    const owned = mayHaveAnother ? await this.reader.ownedBy(owner, type === undefined ? RETAINED_TYPES : [type], time) : [];
    return { now, ...named === undefined ? {} : { named }, owned };
  }

  public async apply(action: RuleAction, situation: Situation<LockedRetentionRuleSpec>, time: Time): Promise<void> {
    await (action.action === 'CreateRule' ? this.create(situation, action.tags, time) : this.writer.apply(action, time));
  }

  /** Makes a rule. Nothing tells the service that a call is the same as one before: so it is looked for before the call is tried again. */
  private async create(situation: Situation<LockedRetentionRuleSpec>, tags: Readonly<Record<string, string>>, time: Time): Promise<void> {
    const { desired, owner } = situation;
    const { resourceType: ResourceType, retentionDays, description: Description } = desired!;
    const Tags = Object.entries({ ...tags, [MADE_BY]: madeNow(situation) }).map(([Key, Value]) => ({ Key, Value }));
    const RetentionPeriod = { RetentionPeriodValue: retentionDays, RetentionPeriodUnit: 'DAYS' as const };
    let calls = 0;
    let made: string | undefined;
    await patiently(time, async () => {
      if (calls++ === 0 || !(await this.reader.ownedBy(owner, [ResourceType], time)).some(rule => isMadeFor(situation, rule))) {
        const rule = await this.client.send(new CreateRuleCommand({ ResourceType: ResourceType as never, RetentionPeriod, Description, Tags }));
        made = rule.Identifier;
      }
    });
    // A list that does not have it yet would hide that it is one too many.
    for (let look = 1; look <= LOOKS; look++) {
      await sleep(SETTLING);
      if (made === undefined || (await this.reader.ownedBy(owner, [ResourceType], time)).some(({ id }) => id === made)) {
        break;
      }
    }
  }
}
