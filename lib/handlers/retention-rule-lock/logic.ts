import type { Logic } from '../../engine/handler';
import type { SafePlan } from '../../engine/plan';
import type { Declaring, Remove, RemoveUnread, Restore } from '../../engine/request';
import type { RetentionRuleLockSpec } from '../../model/retention/retention-rule-lock-contract';
import type { LockAttribute, RuleLockSpec } from '../../model/retention/rule-lock-contract';
import type { ChangeAction } from '../retention-rules/actions';
import { deployLock, restoreLock } from '../retention-rules/lock';
import { noRule, notForAll } from '../retention-rules/lock-messages';
import { lockAttributesOf, ObservedRule, ruleArnOf } from '../retention-rules/observed';
import { planChanges } from '../retention-rules/plan-changes';
import { planUnlock, planWithoutRule } from '../retention-rules/removal';

/** The rule of a lock. */
export interface ObservedLock {
  /** The time of the look, in ISO 8601. */
  readonly now: string;
  readonly rule?: ObservedRule;
}

/** Locks a rule, and changes nothing else of it. */
export const logic: Logic<RetentionRuleLockSpec, ObservedLock, ChangeAction, LockAttribute> = {
  deploy(request, { now, rule }, done) {
    if (rule === undefined) {
      return { refuse: noRule(request.desired.ruleId) };
    }
    if (!rule.isForAll) {
      return { refuse: notForAll(rule) };
    }
    const lock = deployLock({ ...request, desired: request.desired.lock, previous: previousLock(request) }, rule, now);
    return 'refuse' in lock ? lock : planChanges(rule, { lock, mayWait: true, notes: [] }, done);
  },

  restore(request, { rule }, done) {
    if (!rule?.isForAll) {
      const arn = ruleArnOf(request.desired.ruleId, request.home);
      return { done: true, notes: [`${arn} is not, or no longer, a rule that can be locked: it stays as it is`] };
    }
    const lock = restoreLock({ ...request, desired: request.desired.lock, previous: previousLock(request) }, rule);
    return planChanges(rule, { lock, mayWait: false, notes: leftBehind(request) }, done);
  },

  remove: planRemoval,
  removeUnread: planRemoval,
  identity: ({ desired, home }) => ruleArnOf(desired.ruleId, home),
  attributes: ({ desired, home }, observed) => lockAttributesOf(observed?.rule, desired.ruleId, home),
};

function planRemoval(
  request: Remove<RetentionRuleLockSpec> | RemoveUnread, { rule }: ObservedLock, done: readonly ChangeAction[],
): SafePlan<ChangeAction> {
  return rule === undefined ? planWithoutRule(request, done) : planUnlock(request, rule, [], done);
}

/** The former declaration of the lock of a rule. That of another rule says nothing of this one. */
function previousLock({ desired, previous }: Declaring<RetentionRuleLockSpec>): RuleLockSpec | undefined {
  return previous?.ruleId === desired.ruleId ? previous.lock : undefined;
}

/** The note of a move to another rule that is rolled back: nothing tells what was done to that, and a lock stays. */
function leftBehind({ desired, home, isRollback, previous }: Restore<RetentionRuleLockSpec>): string[] {
  return isRollback && previous !== undefined && previous.ruleId !== desired.ruleId
    ? [`${ruleArnOf(previous.ruleId, home)} stays as it is, locked if the deployment that failed has locked it`] : [];
}
