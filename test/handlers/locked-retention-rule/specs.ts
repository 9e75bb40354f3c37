import type { Situation } from '../../../lib/engine/plan';
import type { ObservedRules } from '../../../lib/handlers/locked-retention-rule/observed';
import type { LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import { MADE_BY, OWNER } from '../../../lib/model/retention/rule-lock-contract';
import { ARN, lockedFor, NOW, STACK_ID, WE } from '../retention-rules/rules';

// Declarations of a locked rule, and what is there, in memory: for the tests of the logic.

export type Case = Partial<Situation<LockedRetentionRuleSpec>>;

/** What is asked for: AMIs retained for 30 days, and a lock with a delay of 7, unless a test says otherwise. */
export function spec(changes: Partial<LockedRetentionRuleSpec> = {}): LockedRetentionRuleSpec {
  return { resourceType: 'EC2_IMAGE', retentionDays: 30, description: 'golden', lock: lockedFor(7), onRemoval: 'RETAIN', ...changes };
}

export function situation(changes: Case): Situation<LockedRetentionRuleSpec> {
  const { cause = 'creation' } = changes;
  return {
    cause, owner: WE, stackId: STACK_ID, logicalId: 'Rule', requestId: 'request', ...cause === 'creation' ? {} : { physicalId: ARN }, ...changes,
  };
}

export const observed = (there: Partial<ObservedRules>): ObservedRules => ({ now: NOW, owned: [], ...there });

/** The tags of a rule that we have, with what else is on it. */
export const ours = (more: Readonly<Record<string, string>> = {}) => ({ tags: { [OWNER]: WE, ...more } });

/** The tag of a rule that was made for an event. */
export const madeFor = (requestId = 'request', at = '2026-01-01T11:00:00.000Z', stack = '1') => ({ [MADE_BY]: `${stack} ${requestId} ${at}` });
