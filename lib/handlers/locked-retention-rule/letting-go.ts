import type { RuleAction } from './logic';
import { duplicatesOf, isMadeByCreation, ObservedRules, ruleOf } from './observed';
import { ownerOn } from './owner';
import type { Plan, Situation } from '../../engine/plan';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { OWNER } from '../../model/retention/rule-lock-contract';
import { notYet, on } from '../retention-rules/actions';
import { stateInWords } from '../retention-rules/lock-words';
import { isProtected, ObservedRule } from '../retention-rules/observed';
import { remove } from '../retention-rules/removal';

/** Lets go of a rule: what this creation made goes, if it is not locked; of every other rule, at most the lock ends. */
export function letGo(situation: Situation<LockedRetentionRuleSpec>, observed: ObservedRules, applied: readonly RuleAction[]): Plan<RuleAction> {
  const { cause, owner, physicalId, previous } = situation;
  const rule = ruleOf(situation, observed);
  if (rule === undefined) {
    return { done: true, ...applied.length === 0 && { notes: [`there is no rule ${physicalId} any more`] } };
  }
  if ((rule.tags[OWNER] ?? owner) !== owner) {
    return { done: true, notes: [`${rule.arn} belongs to ${rule.tags[OWNER]} now: it stays as it is`] };
  }
  return cause === 'rolled-back creation' ? takeBack(situation, [...duplicatesOf(rule, observed), rule], applied)
    : remove({ cause, owner, onRemoval: previous?.onRemoval, first: ownerOn(rule, owner) }, rule, applied);
}

/** Takes back what a creation that failed has made. The rule by which the others are found goes last. */
function takeBack(situation: Situation<LockedRetentionRuleSpec>, rules: readonly ObservedRule[], applied: readonly RuleAction[]): Plan<RuleAction> {
  const { owner, previous } = situation;
  const made = rules.filter(rule => isMadeByCreation(situation, rule));
  const found = rules.filter(rule => !made.includes(rule));
  const actions: RuleAction[] = [
    ...made.filter(rule => !isProtected(rule)).map(rule => ({ ...on(rule), action: 'DeleteRule' }) as const),
    // Another construct can take it over again.
    ...found.filter(({ id, tags }) => id === previous?.existingRuleId && tags[OWNER] === owner)
      .map(rule => ({ ...on(rule), action: 'UntagResource', keys: [OWNER] }) as const),
  ];
  const left = notYet(actions, applied);
  const notes = [
    ...made.filter(isProtected).map(rule => `${rule.arn} was made by the creation that is rolled back, and stays: it ${stateInWords(rule)}`),
    ...found.map(rule => `${rule.arn} was there before, and stays: it ${stateInWords(rule)}`),
  ];
  return left.length > 0 ? { act: left.map(action => [action]) } : { done: true, ...notes.length > 0 && { notes } };
}
