import { duplicatesOf, isMadeByCreation, isMadeFor, ObservedRules, ruleOf, RuleRequest, unseenIdOf } from './observed';
import type { Logic } from '../../engine/handler';
import type { Action, Plan, SafePlan, Refuse } from '../../engine/plan';
import type { Declaring, Deploy, Remove, RemoveUnread, Restore } from '../../engine/request';
import type { LockedRetentionRuleSpec } from '../../model/retention/locked-retention-rule-contract';
import { LockAttribute, MADE_BY, OWN_TAGS, OWNER } from '../../model/retention/rule-lock-contract';
import { ChangeAction, on, tagOwner } from '../retention-rules/actions';
import { deployLock, restoreLock } from '../retention-rules/lock';
import type { LockPlan } from '../retention-rules/lock';
import { noRule, stateInWords, howToChange, inDays, notForAll } from '../retention-rules/lock-messages';
import { isProtected, lockAttributesOf, ObservedRule, ruleIdIn } from '../retention-rules/observed';
import { planChanges, SOON } from '../retention-rules/plan-changes';
import { planCreationRollback, planUnlock, planWithoutRule } from '../retention-rules/removal';

/** Makes a rule. */
export type CreateAction = Action & Pick<LockedRetentionRuleSpec, 'resourceType' | 'retentionDays' | 'description'> & {
  readonly action: 'CreateRule';
  readonly tags: Readonly<Record<string, string>>;
};

/** Makes or changes a rule. */
export type RuleAction = ChangeAction | CreateAction;

/** Makes a rule if there is none, changes what its lock allows, and locks it last. What the lock forbids is never sent. */
export const logic: Logic<LockedRetentionRuleSpec, ObservedRules, RuleAction, LockAttribute> = {
  deploy(request, observed, done) {
    const rule = ruleOf(request, observed);
    if (rule === undefined) {
      return planCreation(request, done);
    }
    const { desired, previous } = request;
    const lock = deployLock({ ...request, desired: desired.lock, previous: previous?.lock }, rule, observed.now);
    const refusals = refusalsOf(request, rule, lock, observed.now);
    return 'refuse' in lock || refusals.length > 0 ? { refuse: refusals.join('; ') }
      : planChanges(rule, { first: changesOf(request, rule, observed), lock, mayWait: true, notes: [] }, changesIn(done));
  },

  restore(request, observed, done) {
    const rule = ruleOf(request, observed);
    if (rule === undefined) {
      const next = 'the next deployment that changes the construct or its reconcile makes another';
      return { done: true, notes: [`there is no rule ${request.identity} any more: ${next}`] };
    }
    const { desired, previous } = request;
    if (!isOwnedBy(request, rule) || rule.resourceType !== desired.resourceType || !rule.isForAll) {
      return { done: true, notes: [`${rule.arn} is not, or no longer, what this construct can have: it stays as it is`] };
    }
    const lock = restoreLock({ ...request, desired: desired.lock, previous: previous?.lock }, rule);
    const changes = { first: changesOf(request, rule, observed), lock, mayWait: false, notes: leftByLock(request, rule) };
    return planChanges(rule, changes, changesIn(done));
  },

  remove: planRemoval,
  removeUnread: planRemoval,

  identity(request, observed) {
    const rule = observed && ruleOf(request, observed);
    return rule?.arn ?? request.identity ?? unseenIdOf(request);
  },

  mayHaveMade(request, observed) {
    const rule = observed && ruleOf(request, observed);
    return observed === undefined || (rule !== undefined && isMadeFor(request, rule));
  },

  attributes(request, observed) {
    return lockAttributesOf(observed && ruleOf(request, observed), ruleIdIn(request.identity), request.home);
  },
};

/** Makes a rule where there is none, and waits until it is seen. */
function planCreation({ desired, owner }: Deploy<LockedRetentionRuleSpec>, done: readonly RuleAction[]): Plan<RuleAction> {
  const { resourceType, retentionDays, description, existingRuleId, tags } = desired;
  if (existingRuleId !== undefined) {
    return { refuse: `${noRule(existingRuleId)}; or leave existingRuleId out to have one made` };
  }
  if (done.some(({ action }) => action === 'CreateRule')) {
    return { waitFor: 'the new rule to be seen', seconds: SOON };
  }
  const texts = description === undefined ? {} : { description };
  return { act: [[{ action: 'CreateRule', on: owner, resourceType, retentionDays, ...texts, tags: { ...tags, [OWNER]: owner } }]] };
}

/** Removes what a creation that is rolled back made, unless it is locked; of every other rule, at most the lock ends. */
function planRemoval(
  request: Remove<LockedRetentionRuleSpec> | RemoveUnread, observed: ObservedRules, done: readonly RuleAction[],
): SafePlan<RuleAction> {
  const rule = ruleOf(request, observed);
  if (rule === undefined) {
    return planWithoutRule(request, done);
  }
  if (!isOwnedBy(request, rule)) {
    return { done: true, notes: [`${rule.arn} belongs to ${rule.tags[OWNER]} now: it stays as it is`] };
  }
  if (request.cause !== 'rolled-back creation') {
    return planUnlock(request, rule, tagOwner(rule, request.owner), done);
  }
  const rules = [...duplicatesOf(rule, observed), rule];
  const made = rules.filter(each => isMadeByCreation(request, each));
  const found = rules.filter(each => !made.includes(each));
  const adopted = found.find(({ id, tags }) => id === request.previous?.existingRuleId && tags[OWNER] === request.owner);
  return planCreationRollback({ made, found, ...adopted && { adopted } }, done);
}

/** True unless a rule has another owner. */
function isOwnedBy({ owner }: RuleRequest, rule: ObservedRule): boolean {
  return (rule.tags[OWNER] ?? owner) === owner;
}

/** The actions that changed a rule that was there. */
function changesIn(done: readonly RuleAction[]): ChangeAction[] {
  return done.filter(action => action.action !== 'CreateRule');
}

/** The changes before the lock. */
function changesOf(request: Declaring<LockedRetentionRuleSpec>, rule: ObservedRule, observed: ObservedRules): ChangeAction[] {
  const duplicates = duplicatesOf(rule, observed).map(duplicate => ({ ...on(duplicate), action: 'DeleteRule' }) as const);
  return [...duplicates, ...tagOwner(rule, request.owner), ...untagMadeBefore(request, rule), ...declaredChanges(request, rule)];
}

/** Removes the tag of its creation from a rule that was there before: the rollback of this creation must not delete it. */
function untagMadeBefore(request: Declaring<LockedRetentionRuleSpec>, rule: ObservedRule): ChangeAction[] {
  const isOlder = MADE_BY in rule.tags && !isMadeFor(request, rule);
  return request.identity === undefined && isOlder ? [{ ...on(rule), action: 'UntagResource', keys: [MADE_BY] }] : [];
}

/** The differences that the lock does not forbid to change. */
function declaredChanges({ desired, previous }: Declaring<LockedRetentionRuleSpec>, rule: ObservedRule): ChangeAction[] {
  const { tags: wanted = {}, retentionDays, description = '' } = desired;
  const put = Object.entries(wanted).filter(([key, value]) => rule.tags[key] !== value);
  const removed = Object.keys(previous?.tags ?? {})
    .filter(key => Object.hasOwn(rule.tags, key) && !Object.hasOwn(wanted, key) && !OWN_TAGS.some(own => own === key));
  const differs = rule.retentionDays !== retentionDays || rule.description !== description;
  return [
    // Removals make room: a rule has 50 tags at most.
    ...removed.length > 0 ? [{ ...on(rule), action: 'UntagResource', keys: removed } as const] : [],
    ...put.length > 0 ? [{ ...on(rule), action: 'TagResource', tags: Object.fromEntries(put) } as const] : [],
    ...differs && !isProtected(rule) ? [{ ...on(rule), action: 'UpdateRule', retentionDays, description } as const] : [],
  ];
}

/** The note of what a lock keeps a rollback from restoring. */
function leftByLock({ desired }: Restore<LockedRetentionRuleSpec>, rule: ObservedRule): string[] {
  const left = forbiddenChanges(rule, desired);
  return left.length > 0 ? [`${rule.arn} ${stateInWords(rule)}, and so cannot get back its ${left.join(' and ')}`] : [];
}

const ANOTHER_ID = 'give the construct another id';

/**
 * The reasons for which a rule cannot become what is declared, or cannot be this construct's.
 *
 * @param now The time of the look, in ISO 8601.
 */
export function refusalsOf(
  { desired, owner, previous }: Deploy<LockedRetentionRuleSpec>, rule: ObservedRule, lock: LockPlan | Refuse, now: string,
): string[] {
  const { arn, tags: { [OWNER]: other } } = rule;
  if (other !== undefined && other !== owner) {
    return [`${arn} belongs to ${other}: manage it in one place; or, if that does not exist any more, remove the tag ${OWNER} from it`];
  }
  const changes = forbiddenChanges(rule, desired);
  return [
    ...desired.existingRuleId !== undefined && desired.existingRuleId !== rule.id
      ? [`this construct has the rule ${rule.id} already, and not ${desired.existingRuleId}: ${ANOTHER_ID} to have another rule`] : [],
    ...rule.resourceType !== desired.resourceType
      ? [`${arn} retains ${rule.resourceType}, and no rule can be changed to ${desired.resourceType}: `
        + `${ANOTHER_ID}, which makes another rule`] : [],
    ...rule.isForAll ? [] : [notForAll(rule)],
    ...changes.length > 0
      ? [`${arn} ${stateInWords(rule)}, which forbids to change its ${changes.join(' and ')}: `
        + `leave that as it is, or ${howToChange(rule, now, previous?.lock.state === 'locked')}`] : [],
    ...'refuse' in lock && rule.isForAll ? [lock.refuse] : [],
  ];
}

/** The changes of a declaration that the lock of a rule forbids. */
export function forbiddenChanges(rule: ObservedRule, { retentionDays, description = '' }: LockedRetentionRuleSpec): string[] {
  return isProtected(rule) ? [
    ...rule.retentionDays === retentionDays ? [] : [`retention period from ${inDays(rule.retentionDays)} to ${inDays(retentionDays)}`],
    ...rule.description === description ? [] : [`description from ${JSON.stringify(rule.description)} to ${JSON.stringify(description)}`],
  ] : [];
}
