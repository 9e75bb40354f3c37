import type { RetentionRuleTagsAttribute, RetentionRuleTagsSpec } from './contract';
import type { Action, Logic, Situation } from '../../../lib/engine/plan';

/** A rule as it is. */
export interface ObservedRule {
  readonly status: string;
  readonly lockState?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The rules that an event tells of, by ARN, as far as they exist. */
export type ObservedRules = Readonly<Record<string, ObservedRule>>;

export type RuleAction = Action & (
  | { readonly action: 'TagResource'; readonly key: string; readonly value: string }
  | { readonly action: 'UntagResource'; readonly key: string }
  | { readonly action: 'LockRule'; readonly days: number }
);

/** Puts tags on before it takes tags off, and touches none that it was not given. */
export const logic: Logic<RetentionRuleTagsSpec, ObservedRules, RuleAction, RetentionRuleTagsAttribute> = {
  plan(situation, rules) {
    const { cause, desired, previous, physicalId } = situation;
    const on = (desired ?? previous)?.ruleArn;
    if (on === undefined) {
      return { done: true, notes: [`which tags were put on ${physicalId} is not known: they stay`] };
    }
    const rule = rules[on];
    if (rule === undefined && desired !== undefined && cause !== 'rollback') {
      return { refuse: `the retention rule ${on} does not exist: create it first` };
    }
    const tagged = rule === undefined ? [] : Object.entries(desired?.tags ?? {}).filter(([key, value]) => rule.tags[key] !== value)
      .map(([key, value]): RuleAction => ({ action: 'TagResource', on, key, value }));
    const toLock = rule !== undefined && rule.lockState === undefined && desired?.unlockDelayDays !== undefined;
    const locked: RuleAction[] = toLock ? [{ action: 'LockRule', on, days: desired.unlockDelayDays!, irreversible: true }] : [];
    const untagged = noLongerAskedFor(situation, rules);

    if (tagged.length + untagged.length + locked.length === 0) {
      return rule === undefined ? { done: true, notes: [`there is no rule ${on}: nothing to do`] } : { done: true };
    }
    if (tagged.length + locked.length > 0 && rule.status !== 'available') {
      return { waitFor: `the retention rule ${on} to be available`, seconds: 30 };
    }
    return { act: [tagged, untagged, locked] };
  },

  physicalId: ({ desired }) => desired!.ruleArn,

  attributes: ({ desired }) => ({ RuleArn: desired!.ruleArn, TagCount: String(Object.keys(desired!.tags).length) }),
};

/**
 * Takes off what was put on before and is not asked for any more.
 *
 * Of a replacement, the rule that gave the resource its id is left to the deletion that follows. Another rule than that is one of an
 * update that failed half-way: nobody deletes it, and its tags go now.
 */
function noLongerAskedFor({ desired, previous, physicalId }: Situation<RetentionRuleTagsSpec>, rules: ObservedRules): RuleAction[] {
  if (previous === undefined) {
    return [];
  }
  const { ruleArn: on, tags: given } = previous;
  const [kept, there] = [desired?.ruleArn === on ? desired.tags : {}, rules[on]?.tags ?? {}];
  const isLeftToItsDeletion = desired !== undefined && desired.ruleArn !== on && physicalId === on;
  return isLeftToItsDeletion ? [] : Object.keys(given).filter(key => Object.hasOwn(there, key) && !Object.hasOwn(kept, key))
    .map((key): RuleAction => ({ action: 'UntagResource', on, key }));
}
