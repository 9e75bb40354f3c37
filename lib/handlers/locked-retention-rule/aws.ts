import { CreateRuleCommand, ResourceType } from '@aws-sdk/client-rbin';
import type { CreateAction, RuleAction } from './logic';
import { isMadeFor, madeNow, namedIn, ObservedRules, RuleRequest, typeIn } from './observed';
import { sleep } from '../../engine/clock';
import type { Deadline, Port } from '../../engine/handler';
import { desiredOf } from '../../engine/request';
import { RETAINED_TYPES } from '../../model/retention/limits';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { MADE_BY } from '../../model/retention/rule-lock-contract';
import { retryThrottled } from '../aws-calls';
import type { ObservedRule } from '../retention-rules/observed';
import { recycleBin, RuleReader } from '../retention-rules/rule-reader';
import { RuleWriter, SETTLING } from '../retention-rules/rule-writer';

/** The number of looks for a new rule in the lists. */
const LOOKS = 6;

/** The rules of Recycle Bin. */
export class RecycleBin implements Port<LockedRetentionRuleSpec, ObservedRules, RuleAction> {
  private readonly client = recycleBin();
  private readonly reader = new RuleReader(this.client);
  private readonly writer = new RuleWriter(this.client, this.reader);

  public async observe(request: RuleRequest, deadline: Deadline): Promise<ObservedRules> {
    const now = new Date().toISOString();
    const ids = namedIn(request);
    let named: ObservedRule | undefined;
    for (const id of ids) {
      named ??= await this.reader.read(id, deadline);
    }
    const type = typeIn(request);
    const owned = ids.length === 0 || mayHaveAnother(request, named)
      ? await this.reader.ownedBy(request.owner, type === undefined ? RETAINED_TYPES : [type], deadline) : [];
    return { now, ...named === undefined ? {} : { named }, owned };
  }

  public async apply(action: RuleAction, request: RuleRequest, deadline: Deadline): Promise<void> {
    await (action.action === 'CreateRule' ? this.create(action, request, deadline) : this.writer.apply(action, deadline));
  }

  /**
   * Makes a rule. The service takes no token that tells a repetition from a new call: so the rule is looked for before the call is
   * repeated.
   */
  private async create(action: CreateAction, request: RuleRequest, deadline: Deadline): Promise<void> {
    const { resourceType, retentionDays, description: Description, tags } = action;
    const ownedNow = () => this.reader.ownedBy(request.owner, [resourceType], deadline);
    const Tags = Object.entries({ ...tags, [MADE_BY]: madeNow(request) }).map(([Key, Value]) => ({ Key, Value }));
    const RetentionPeriod = { RetentionPeriodValue: retentionDays, RetentionPeriodUnit: 'DAYS' as const };
    let calls = 0;
    let made: string | undefined;
    await retryThrottled(deadline, async () => {
      if (calls++ === 0 || !(await ownedNow()).some(rule => isMadeFor(request, rule))) {
        const create = new CreateRuleCommand({ ResourceType: resourceType as ResourceType, RetentionPeriod, Description, Tags });
        ({ Identifier: made } = await this.client.send(create));
      }
    });
    // A list that does not have the rule yet would hide that it is one too many.
    for (let look = 1; look <= LOOKS; look++) {
      await sleep(SETTLING);
      if (made === undefined || (await ownedNow()).some(({ id }) => id === made)) {
        break;
      }
    }
  }
}

/** True if a resource may have another rule than the one that it names: a duplicate of that, or one in its place. */
function mayHaveAnother(request: RuleRequest, named: ObservedRule | undefined): boolean {
  const desired = desiredOf(request);
  return named !== undefined ? 'cause' in request && request.cause === 'rolled-back creation'
    : desired !== undefined && desired.existingRuleId === undefined;
}
