import { DecodedEvent, requestOf } from '../../../lib/cloudformation/request';
import { CreateAction, logic, RuleAction } from '../../../lib/handlers/locked-retention-rule/logic';
import type { ObservedRules } from '../../../lib/handlers/locked-retention-rule/observed';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import { MADE_BY, OWNER } from '../../../lib/model/retention/rule-lock-contract';
import { decide } from '../../cloudformation/decide';
import { ARN, lockedFor, NOW, STACK_ID, trimmed, WE } from '../retention-rules/rules';

// Declarations of a locked rule, and what is there, in memory: for the tests of the logic.

export type Case = Partial<DecodedEvent<LockedRetentionRuleSpec>>;

/** What is asked for: AMIs retained for 30 days, and a lock with a delay of 7, unless a test says otherwise. */
export function spec(changes: Partial<LockedRetentionRuleSpec> = {}): LockedRetentionRuleSpec {
  return { resourceType: 'EC2_IMAGE', retentionDays: 30, description: 'golden', lock: lockedFor(7), onRemoval: 'RETAIN', ...changes };
}

export function event(changes: Case): DecodedEvent<LockedRetentionRuleSpec> {
  const { cause = 'creation' } = changes;
  return { cause, stackId: STACK_ID, logicalId: 'Rule', requestId: 'request', ...cause === 'creation' ? {} : { physicalId: ARN }, ...changes };
}

export const request = (changes: Case) => requestOf(event(changes), LOCKED_RETENTION_RULE);

export const HANDLER = { contract: LOCKED_RETENTION_RULE, logic };

/** The next step, without empty stages. */
export const planFor = (changes: Case, there: Partial<ObservedRules>, done: readonly RuleAction[] = []) =>
  trimmed(decide(HANDLER, event(changes), observed(there), done));

export const observed = (there: Partial<ObservedRules>): ObservedRules => ({ now: NOW, owned: [], ...there });

/** How a rule is made as it is declared. */
export function create({ resourceType, retentionDays, description, tags }: LockedRetentionRuleSpec): CreateAction {
  const texts = description === undefined ? {} : { description };
  return { action: 'CreateRule', on: WE, resourceType, retentionDays, ...texts, tags: { ...tags, [OWNER]: WE } };
}

/** The tags of a rule that we have, with what else is on it. */
export const ours = (more: Readonly<Record<string, string>> = {}) => ({ tags: { [OWNER]: WE, ...more } });

/** The tag of a rule that was made for an event. */
export const madeFor = (requestId = 'request', at = '2026-01-01T11:00:00.000Z', stack = '1') => ({ [MADE_BY]: `${stack} ${requestId} ${at}` });
