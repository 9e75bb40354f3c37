import type { Situation } from '../../engine/plan';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { MADE_BY } from '../../model/retention/rule-lock-contract';
import { isProtected, ObservedRule, ruleIdIn } from '../retention-rules/observed';

/** What there is of a rule. */
export interface ObservedRules {
  /** When it was looked at, in ISO 8601. */
  readonly now: string;

  /** The rule that has the id of the resource, or that is to be taken over. */
  readonly named?: ObservedRule;

  /** Rules that have the owner, where they were looked for. */
  readonly owned: readonly ObservedRule[];
}

/** The ids of rules that an event names: the one of the resource, and, should that be gone, the one that is to be taken over. */
export function namedIn({ physicalId, desired }: Situation<LockedRetentionRuleSpec>): string[] {
  return [...new Set([ruleIdIn(physicalId), desired?.existingRuleId].filter(id => id !== undefined))];
}

/** In which creation a rule was made: nothing, if it was there before. */
interface Made {
  readonly stack: string;
  readonly requestId: string;
  readonly at: string;
}

/** The stack itself, and not another that has its name later. */
function stackOf(stackId: string): string {
  return stackId.split('/').at(-1)!;
}

/** What a rule that is made now is to say of it. */
export function madeNow({ stackId, requestId }: Pick<Situation<unknown>, 'stackId' | 'requestId'>): string {
  return `${stackOf(stackId)} ${requestId} ${new Date().toISOString()}`;
}

function madeOf({ tags: { [MADE_BY]: made } }: ObservedRule): Made | undefined {
  const [stack, requestId, at] = made?.split(' ') ?? [];
  return at === undefined ? undefined : { stack, requestId, at };
}

/** Whether a rule was made for this event. */
export function isMadeFor({ requestId }: Pick<Situation<unknown>, 'requestId'>, rule: ObservedRule): boolean {
  return madeOf(rule)?.requestId === requestId;
}

/** The id of a resource whose rule is not seen: by it, a deletion knows what its creation has made. */
export function unseenIdOf({ owner, requestId }: Pick<Situation<unknown>, 'owner' | 'requestId'>): string {
  return `${owner}/${requestId}`;
}

/** Whether a rule was made by the creation that is rolled back, and was not there before. */
export function isMadeByCreation({ stackId, owner, physicalId = '' }: Situation<unknown>, rule: ObservedRule): boolean {
  const made = madeOf(rule);
  const isUnseen = physicalId.startsWith(`${owner}/`);
  return made !== undefined && made.stack === stackOf(stackId) && (!isUnseen || physicalId === unseenIdOf({ owner, ...made }));
}

/**
 * The rule that a construct has. Of several that it could be, one that is locked, because nobody can delete it; then the oldest: each
 * delivery of an event sees that one, whenever it looks.
 */
export function ruleOf(
  { desired, previous, owner, physicalId }: Situation<LockedRetentionRuleSpec>, { named, owned }: ObservedRules,
): ObservedRule | undefined {
  const type = (desired ?? previous)?.resourceType;
  // Of which type it is may not be known in a rollback from newer code. Then only the id tells.
  const isIt = (rule: ObservedRule) => (type === undefined ? unseenIdOf({ owner, requestId: madeOf(rule)?.requestId ?? '' }) === physicalId : rule.resourceType === type);
  const key = (rule: ObservedRule) => `${isProtected(rule) ? 0 : 1} ${madeOf(rule)?.at ?? ''} ${rule.id}`;
  return named ?? owned.filter(isIt).sort((one, other) => (key(one) < key(other) ? -1 : 1))[0];
}

/** Rules that were made beside the one that is kept, because events arrive several times. */
export function duplicatesOf(kept: ObservedRule, { owned }: ObservedRules): ObservedRule[] {
  const requestId = madeOf(kept)?.requestId;
  return requestId === undefined ? [] : owned.filter(rule => rule.id !== kept.id && madeOf(rule)?.requestId === requestId && !isProtected(rule));
}
