import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Logic, Situation } from '../../engine/plan';
import type { RetentionRuleLockSpec } from '../../model/retention/retention-rule-lock-contract';
import type { LockAttribute } from '../../model/retention/rule-lock-contract';
import type { ChangeAction } from '../retention-rules/actions';
import { lockAttributesOf } from '../retention-rules/attributes';
import { carryOut, mayRefuse } from '../retention-rules/carrying-out';
import { decideLock, LockDecision } from '../retention-rules/lock';
import { mistakesInLock, mistakesInRuleId, noRule, notForAll } from '../retention-rules/mistakes';
import { ObservedRule, ruleArnOf } from '../retention-rules/observed';
import { remove } from '../retention-rules/removal';

/** What there is of the rule. */
export interface ObservedLock {
  /** When it was looked at, in ISO 8601. */
  readonly now: string;
  readonly rule?: ObservedRule;
}

/** Locks a rule, and changes nothing else of it. */
export const logic: Logic<RetentionRuleLockSpec, ObservedLock, ChangeAction, LockAttribute> = {
  plan(situation, { now, rule }, applied) {
    const { cause, desired, owner, physicalId, previous } = situation;
    if (desired === undefined) {
      return isNothing(physicalId) ? { done: true, notes: ['nothing was locked: nothing to unlock'] }
        : rule === undefined ? { done: true, notes: [`there is no rule ${physicalId} any more`] }
          : remove({ cause, owner, onRemoval: previous?.onRemoval }, rule, applied);
    }
    const lock = rule?.isForAll ? lockOf(situation, desired, rule, now) : undefined;
    const refusals = [
      ...mistakesInRuleId(desired.ruleId), ...mistakesInLock(desired.lock),
      ...rule === undefined ? [noRule(desired.ruleId)] : rule.isForAll ? [] : [notForAll(rule)],
      ...lock?.refusal === undefined ? [] : [lock.refusal],
    ];
    if (mayRefuse(situation) && refusals.length > 0) {
      return { refuse: refusals.join('; ') };
    }
    if (rule === undefined || lock === undefined) {
      const arn = ruleArnOf(desired.ruleId, situation.stackId);
      return { done: true, notes: [`${arn} is not, or no longer, a rule that can be locked: it stays as it is`] };
    }
    return carryOut(rule, { lock, mayWait: mayRefuse(situation), notes: leftBehind(situation) }, applied);
  },

  physicalId({ desired, physicalId, requestId, stackId }, _, untouched) {
    return untouched && physicalId === undefined ? nothingMadeFor(requestId) : ruleArnOf(desired!.ruleId, stackId);
  },

  attributes: ({ desired, stackId }, observed) => lockAttributesOf(observed?.rule, desired!.ruleId, stackId),
};

function lockOf(situation: Situation<RetentionRuleLockSpec>, { ruleId, lock }: RetentionRuleLockSpec, rule: ObservedRule, now: string): LockDecision {
  const { cause, owner, previous } = situation;
  // What was asked for of another rule says nothing of this one.
  const before = previous?.ruleId === ruleId ? previous.lock : undefined;
  return decideLock({ cause, owner, desired: lock, previous: before, mayRefuse: mayRefuse(situation), now }, rule);
}

/** In the rollback of a move to another rule, nobody knows what was done to that: a lock stays. */
function leftBehind({ cause, desired, previous, stackId }: Situation<RetentionRuleLockSpec>): string[] {
  return cause === 'rollback' && previous !== undefined && previous.ruleId !== desired!.ruleId
    ? [`${ruleArnOf(previous.ruleId, stackId)} stays as it is, locked if the deployment that failed has locked it`] : [];
}
