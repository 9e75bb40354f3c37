import type { RetentionRuleTagsAttribute, RetentionRuleTagsSpec } from './contract';
import type { Action, Logic, Situation } from '../../../lib/handlers/runtime/logic';

/** A rule as it is; nothing if there is none. */
export interface ObservedRule {
  readonly status: string;
  readonly lockState?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export type RuleAction = Action & (
  | { readonly action: 'TagResource'; readonly key: string; readonly value: string }
  | { readonly action: 'UntagResource'; readonly key: string }
  | { readonly action: 'LockRule'; readonly days: number }
);

/** Puts tags on before it takes tags off, and touches none that it was not given. */
export const logic: Logic<RetentionRuleTagsSpec, ObservedRule | undefined, RuleAction, RetentionRuleTagsAttribute> = {
  plan({ cause, desired, previous }, rule) {
    const on = (desired ?? previous)?.ruleArn;
    if (rule === undefined || on === undefined) {
      return desired === undefined || cause === 'rollback'
        ? { done: true, notes: [`there is no rule ${on}: nothing to do`] }
        : { refuse: `the retention rule ${on} does not exist: create it first` };
    }
    const wanted = Object.entries(desired?.tags ?? {});
    const toLock = desired?.unlockDelayDays !== undefined && rule.lockState === undefined;
    const tagged = wanted.filter(([key, value]) => rule.tags[key] !== value)
      .map(([key, value]): RuleAction => ({ action: 'TagResource', on, key, value }));
    const given = Object.keys(previous?.ruleArn === on ? previous.tags : {});
    const untagged = given.filter(key => desired?.tags[key] === undefined && rule.tags[key] !== undefined)
      .map((key): RuleAction => ({ action: 'UntagResource', on, key }));
    const locked: RuleAction[] = toLock ? [{ action: 'LockRule', on, days: desired.unlockDelayDays!, irreversible: true }] : [];
    if (tagged.length + untagged.length + locked.length === 0) {
      return { done: true };
    }
    if (desired !== undefined && rule.status !== 'available') {
      return { waitFor: `the retention rule ${on} to be available`, seconds: 30 };
    }
    return { act: [tagged, untagged, locked] };
  },

  physicalId: ({ desired, physicalId }: Situation<RetentionRuleTagsSpec>) => desired?.ruleArn ?? physicalId!,

  attributes: ({ desired }) => ({ RuleArn: desired!.ruleArn, TagCount: String(Object.keys(desired!.tags).length) }),
};
