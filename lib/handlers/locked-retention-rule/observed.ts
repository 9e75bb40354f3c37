import { desiredOf, Request } from '../../engine/request';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { MADE_BY } from '../../model/retention/rule-lock-contract';
import { isProtected, ObservedRule, ruleIdIn } from '../retention-rules/observed';

/** The rules that a resource has, or may have. */
export interface ObservedRules {
  /** The time of the look, in ISO 8601. */
  readonly now: string;

  /** The rule that has the id of the resource, or that is to be taken over. */
  readonly named?: ObservedRule;

  /** The rules that have the owner, where they were looked for. */
  readonly owned: readonly ObservedRule[];
}

/** A request for a locked rule. */
export type RuleRequest = Request<LockedRetentionRuleSpec>;

/** The ids of rules that a request names: the one of the resource, and, should that be gone, the one that is to be taken over. */
export function namedIn(request: RuleRequest): string[] {
  return [...new Set([ruleIdIn(request.identity), desiredOf(request)?.existingRuleId].filter(id => id !== undefined))];
}

/** The type of the rule that a request is about; nothing if no declaration can be read. */
export function typeIn(request: RuleRequest): string | undefined {
  return (desiredOf(request) ?? request.previous)?.resourceType;
}

/** The creation that made a rule. */
interface Made {
  readonly incarnation: string;
  readonly operationId: string;
  readonly at: string;
}

/** The text that names the creation of a rule which is made now. */
export function madeNow({ incarnation, operationId }: Pick<RuleRequest, 'incarnation' | 'operationId'>): string {
  return `${incarnation} ${operationId} ${new Date().toISOString()}`;
}

/** The creation of a rule; nothing if the rule was there before. */
function madeOf({ tags: { [MADE_BY]: made } }: ObservedRule): Made | undefined {
  const [incarnation, operationId, at] = made?.split(' ') ?? [];
  return at === undefined ? undefined : { incarnation, operationId, at };
}

/** True if a rule was made by this operation. */
export function isMadeFor({ operationId }: Pick<RuleRequest, 'operationId'>, rule: ObservedRule): boolean {
  return madeOf(rule)?.operationId === operationId;
}

/** The identity of a resource whose rule is not seen: it leads a removal to the rule that its creation made. */
export function unseenIdOf({ owner, operationId }: Pick<RuleRequest, 'owner' | 'operationId'>): string {
  return `${owner}/${operationId}`;
}

/** True if a rule was made by the creation that is rolled back, and was not there before. */
export function isMadeByCreation({ incarnation, owner, identity = '' }: RuleRequest, rule: ObservedRule): boolean {
  const made = madeOf(rule);
  const isUnseen = identity.startsWith(`${owner}/`);
  return made !== undefined && made.incarnation === incarnation && (!isUnseen || identity === unseenIdOf({ owner, ...made }));
}

/**
 * The rule that a construct has. Of several candidates a locked one, because no principal can delete it; then the oldest: each delivery of
 * an event sees that one, whenever it looks.
 */
export function ruleOf(request: RuleRequest, { named, owned }: ObservedRules): ObservedRule | undefined {
  const { owner, identity } = request;
  const type = typeIn(request);
  // The type may not be known in a rollback from newer code. Then only the identity tells.
  const isCandidate = (rule: ObservedRule) => (type !== undefined ? rule.resourceType === type
    : unseenIdOf({ owner, operationId: madeOf(rule)?.operationId ?? '' }) === identity);
  const key = (rule: ObservedRule) => `${isProtected(rule) ? 0 : 1} ${madeOf(rule)?.at ?? ''} ${rule.id}`;
  return named ?? owned.filter(isCandidate).sort((one, other) => (key(one) < key(other) ? -1 : 1))[0];
}

/** The rules that were made beside the one that is kept, because events arrive several times. */
export function duplicatesOf(kept: ObservedRule, { owned }: ObservedRules): ObservedRule[] {
  const operationId = madeOf(kept)?.operationId;
  return operationId === undefined ? []
    : owned.filter(rule => rule.id !== kept.id && madeOf(rule)?.operationId === operationId && !isProtected(rule));
}
