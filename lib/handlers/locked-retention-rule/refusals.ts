import type { Situation } from '../../engine/plan';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { LONGEST_RETENTION, RULE_DESCRIPTION, SHORTEST_RETENTION } from '../../model/retention/retention-forms';
import { OWNER } from '../../model/retention/rule-lock-contract';
import type { LockDecision } from '../retention-rules/lock';
import { howToChange, inDays, stateInWords } from '../retention-rules/lock-words';
import { mistakesInLock, mistakesInRuleId, notForAll } from '../retention-rules/mistakes';
import { isProtected, ObservedRule } from '../retention-rules/observed';

// What is refused before anything is changed. What synthesis knew it has refused before; this is for what only the deployment knows.

/** What cannot be meant, whatever there is. */
export function mistakesIn({ resourceType, retentionDays, description, existingRuleId, lock }: LockedRetentionRuleSpec): string[] {
  const longest = LONGEST_RETENTION[resourceType];
  return [
    ...retentionDays < SHORTEST_RETENTION || retentionDays > longest
      ? [`the retention period of ${resourceType} is ${SHORTEST_RETENTION} to ${longest} days, got ${retentionDays}: choose one within`] : [],
    ...description !== undefined && !RULE_DESCRIPTION.test(description)
      ? ['the description has more than 255 characters, or other white space than blanks: write it in one short line'] : [],
    ...existingRuleId === undefined ? [] : mistakesInRuleId(existingRuleId),
    ...mistakesInLock(lock),
  ];
}

/** What keeps a rule from being what is declared, or being this construct's. */
export function mistakesOn(
  rule: ObservedRule, desired: LockedRetentionRuleSpec, lock: LockDecision,
  { owner, previous, now }: Pick<Situation<LockedRetentionRuleSpec>, 'owner' | 'previous'> & { readonly now: string },
): string[] {
  const { arn, tags: { [OWNER]: other } } = rule;
  if (other !== undefined && other !== owner) {
    return [`${arn} belongs to ${other}: manage it in one place; or, if that does not exist any more, remove the tag ${OWNER} from it`];
  }
  const changes = forbidden(rule, desired);
  return [
    ...desired.existingRuleId !== undefined && desired.existingRuleId !== rule.id
      ? [`this construct has the rule ${rule.id} already, and not ${desired.existingRuleId}: give the construct another id to have another rule`] : [],
    ...rule.resourceType !== desired.resourceType
      ? [`${arn} retains ${rule.resourceType}, and no rule can be changed to ${desired.resourceType}: give the construct another id, which makes another rule`] : [],
    ...rule.isForAll ? [] : [notForAll(rule)],
    ...changes.length > 0
      ? [`${arn} ${stateInWords(rule)}, which forbids to change its ${changes.join(' and ')}: leave that as it is, or ${howToChange(rule, now, previous?.lock.state === 'locked')}`] : [],
    ...lock.refusal === undefined || !rule.isForAll ? [] : [lock.refusal],
  ];
}

/** What of a declaration the lock of a rule forbids. */
export function forbidden(rule: ObservedRule, { retentionDays, description = '' }: LockedRetentionRuleSpec): string[] {
  return isProtected(rule) ? [
    ...rule.retentionDays === retentionDays ? [] : [`retention period from ${inDays(rule.retentionDays)} to ${inDays(retentionDays)}`],
    ...rule.description === description ? [] : [`description from ${JSON.stringify(rule.description)} to ${JSON.stringify(description)}`],
  ] : [];
}
