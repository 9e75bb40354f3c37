import type { RetentionRuleTagsAttribute, RetentionRuleTagsSpec } from './contract';
import type { Logic } from '../../../lib/engine/handler';
import type { Action, SafePlan } from '../../../lib/engine/plan';
import { Declaring, desiredOf, Remove } from '../../../lib/engine/request';

/** A rule as it is. */
export interface ObservedRule {
  readonly status: string;
  readonly lockState?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The rules that a request names, by ARN, as far as they exist. */
export type ObservedRules = Readonly<Record<string, ObservedRule>>;

export type RuleAction = Action & (
  | { readonly action: 'TagResource'; readonly key: string; readonly value: string }
  | { readonly action: 'UntagResource'; readonly key: string }
  | { readonly action: 'LockRule'; readonly days: number }
);

/** Puts tags on before it takes tags off, and touches none that it was not given. */
export const logic: Logic<RetentionRuleTagsSpec, ObservedRules, RuleAction, RetentionRuleTagsAttribute> = {
  deploy(request, rules) {
    const { ruleArn } = request.desired;
    return rules[ruleArn] === undefined ? { refuse: `the retention rule ${ruleArn} does not exist: create it first` } : planTags(request, ruleArn, rules);
  },

  restore: (request, rules) => planTags(request, request.desired.ruleArn, rules),

  remove: (request, rules) => planTags(request, request.previous.ruleArn, rules),

  removeUnread: ({ identity }) => ({ done: true, notes: [`which tags were put on ${identity} is not known: they stay`] }),

  identity: ({ desired }) => desired.ruleArn,

  attributes: ({ desired }) => ({ RuleArn: desired.ruleArn, TagCount: String(Object.keys(desired.tags).length) }),
};

/** Plans the tags of a rule, which are none in a removal, and its lock. */
function planTags(request: TagsRequest, on: string, rules: ObservedRules): SafePlan<RuleAction> {
  const { tags = {}, unlockDelayDays = undefined } = desiredOf(request) ?? {};
  const rule: ObservedRule | undefined = rules[on];
  const tagged = rule === undefined ? [] : Object.entries(tags).filter(([key, value]) => rule.tags[key] !== value)
    .map(([key, value]): RuleAction => ({ action: 'TagResource', on, key, value }));
  const locked: RuleAction[] = rule !== undefined && rule.lockState === undefined && unlockDelayDays !== undefined
    ? [{ action: 'LockRule', on, days: unlockDelayDays, irreversible: true }] : [];
  const untagged = noLongerDeclared(request, rules);

  if (tagged.length + untagged.length + locked.length === 0) {
    return rule === undefined ? { done: true, notes: [`there is no rule ${on}: nothing to do`] } : { done: true };
  }
  if (tagged.length + locked.length > 0 && rule.status !== 'available') {
    return { waitFor: `the retention rule ${on} to be available`, seconds: 30 };
  }
  return { act: [tagged, untagged, locked] };
}

type TagsRequest = Declaring<RetentionRuleTagsSpec> | Remove<RetentionRuleTagsSpec>;

/**
 * Takes off the tags that were declared before and are not any more.
 *
 * In a replacement, the rule that gave the resource its identity is left to the removal that follows. Another rule than that is one of an
 * update that failed half-way: no removal comes for it, and its tags go now.
 */
function noLongerDeclared(request: TagsRequest, rules: ObservedRules): RuleAction[] {
  const { identity, previous } = request;
  const desired = desiredOf(request);
  if (previous === undefined) {
    return [];
  }
  const { ruleArn: on, tags: given } = previous;
  const kept = desired?.ruleArn === on ? desired.tags : {};
  const there = rules[on]?.tags ?? {};
  const isLeftToItsRemoval = desired !== undefined && desired.ruleArn !== on && identity === on;
  return isLeftToItsRemoval ? [] : Object.keys(given).filter(key => Object.hasOwn(there, key) && !Object.hasOwn(kept, key))
    .map((key): RuleAction => ({ action: 'UntagResource', on, key }));
}
