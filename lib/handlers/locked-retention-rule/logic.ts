import { letGo } from './letting-go';
import { duplicatesOf, isMadeFor, ObservedRules, ruleOf, unseenIdOf } from './observed';
import { ownerOn } from './owner';
import { forbidden, mistakesIn, mistakesOn } from './refusals';
import { isNothing, nothingMadeFor } from '../../cloudformation/physical-id';
import type { Action, Logic, Plan, Situation } from '../../engine/plan';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { LockAttribute, MADE_BY, OWN_TAGS, OWNER } from '../../model/retention/rule-lock-contract';
import { ChangeAction, on } from '../retention-rules/actions';
import { lockAttributesOf } from '../retention-rules/attributes';
import { carryOut, mayRefuse, SOON } from '../retention-rules/carrying-out';
import { decideLock, LockDecision } from '../retention-rules/lock';
import { stateInWords } from '../retention-rules/lock-words';
import { noRule } from '../retention-rules/mistakes';
import { isProtected, ObservedRule, ruleIdIn } from '../retention-rules/observed';

/** Makes or changes a rule. */
export type RuleAction = ChangeAction | Action & { readonly action: 'CreateRule'; readonly tags: Readonly<Record<string, string>> };

/** Makes a rule if there is none, changes what its lock allows, and locks it last. What the lock forbids is never sent. */
export const logic: Logic<LockedRetentionRuleSpec, ObservedRules, RuleAction, LockAttribute> = {
  plan(situation, observed, applied) {
    const { desired, physicalId } = situation;
    if (desired === undefined) {
      return isNothing(physicalId) ? { done: true, notes: ['no rule was made: nothing to take back'] } : letGo(situation, observed, applied);
    }
    const rule = ruleOf(situation, observed);
    const lock = rule && lockOf(situation, desired, rule, observed.now);
    const refusals = [...mistakesIn(desired), ...rule && lock ? mistakesOn(rule, desired, lock, { ...situation, now: observed.now }) : []];
    if (mayRefuse(situation) && refusals.length > 0) {
      return { refuse: refusals.join('; ') };
    }
    return rule && lock ? withRule(situation, desired, rule, lock, observed, applied) : withoutRule(situation, applied);
  },

  physicalId(situation, observed, untouched) {
    const { physicalId, requestId } = situation;
    const rule = observed && ruleOf(situation, observed);
    if (physicalId === undefined && untouched && observed !== undefined && !(rule && isMadeFor(situation, rule))) {
      return nothingMadeFor(requestId);
    }
    return rule?.arn ?? physicalId ?? unseenIdOf(situation);
  },

  attributes(situation, observed) {
    return lockAttributesOf(observed && ruleOf(situation, observed), ruleIdIn(situation.physicalId), situation.stackId);
  },
};

function withoutRule(situation: Situation<LockedRetentionRuleSpec>, applied: readonly RuleAction[]): Plan<RuleAction> {
  const { desired, owner, physicalId } = situation;
  if (!mayRefuse(situation)) {
    return { done: true, notes: [`there is no rule ${physicalId} any more: the next deployment that changes the construct or its reconcile makes another`] };
  }
  if (desired!.existingRuleId !== undefined) {
    return { refuse: `${noRule(desired!.existingRuleId)}; or leave existingRuleId out to have one made` };
  }
  return applied.some(({ action }) => action === 'CreateRule') ? { waitFor: 'the new rule to be seen', seconds: SOON }
    : { act: [[{ action: 'CreateRule', on: owner, tags: { ...desired!.tags, [OWNER]: owner } }]] };
}

function withRule(
  situation: Situation<LockedRetentionRuleSpec>, desired: LockedRetentionRuleSpec, rule: ObservedRule, lock: LockDecision,
  observed: ObservedRules, applied: readonly RuleAction[],
): Plan<RuleAction> {
  const { owner } = situation;
  const isOfAnother = (rule.tags[OWNER] ?? owner) !== owner;
  if (isOfAnother || rule.resourceType !== desired.resourceType || !rule.isForAll) {
    return { done: true, notes: [`${rule.arn} is not, or no longer, what this construct can have: it stays as it is`] };
  }
  const first = [...duplicates(rule, observed), ...ownerOn(rule, owner), ...adopted(situation, rule), ...changes(situation, desired, rule)];
  return carryOut(rule, { first, lock, mayWait: mayRefuse(situation), notes: leftByLock(rule, desired) }, applied as readonly ChangeAction[]);
}

function lockOf(situation: Situation<LockedRetentionRuleSpec>, { lock }: LockedRetentionRuleSpec, rule: ObservedRule, now: string): LockDecision {
  const { cause, owner, previous } = situation;
  return decideLock({ cause, owner, desired: lock, previous: previous?.lock, mayRefuse: mayRefuse(situation), now }, rule);
}

function duplicates(rule: ObservedRule, observed: ObservedRules): ChangeAction[] {
  return duplicatesOf(rule, observed).map(it => ({ ...on(it), action: 'DeleteRule' }));
}

/** A rule that was there before is not this creation's to delete, should it be rolled back. */
function adopted(situation: Situation<LockedRetentionRuleSpec>, rule: ObservedRule): ChangeAction[] {
  const isOlder = MADE_BY in rule.tags && !isMadeFor(situation, rule);
  return situation.physicalId === undefined && isOlder ? [{ ...on(rule), action: 'UntagResource', keys: [MADE_BY] }] : [];
}

/** What differs, and the lock does not forbid. */
function changes({ previous }: Situation<LockedRetentionRuleSpec>, desired: LockedRetentionRuleSpec, rule: ObservedRule): ChangeAction[] {
  const { tags: wanted = {}, retentionDays, description = '' } = desired;
  const put = Object.entries(wanted).filter(([key, value]) => rule.tags[key] !== value);
  const removed = Object.keys(previous?.tags ?? {})
    .filter(key => Object.hasOwn(rule.tags, key) && !Object.hasOwn(wanted, key) && !OWN_TAGS.some(own => own === key));
  const differs = rule.retentionDays !== retentionDays || rule.description !== description;
  return [
    // That makes room: a rule has 50 tags at most.
    ...removed.length > 0 ? [{ ...on(rule), action: 'UntagResource', keys: removed } as const] : [],
    ...put.length > 0 ? [{ ...on(rule), action: 'TagResource', tags: Object.fromEntries(put) } as const] : [],
    ...differs && !isProtected(rule) ? [{ ...on(rule), action: 'UpdateRule', retentionDays, description } as const] : [],
  ];
}

/** What stays otherwise than it is declared. Forward, that was refused. */
function leftByLock(rule: ObservedRule, desired: LockedRetentionRuleSpec): string[] {
  const left = forbidden(rule, desired);
  return left.length > 0 ? [`${rule.arn} ${stateInWords(rule)}, and so cannot get back its ${left.join(' and ')}`] : [];
}
