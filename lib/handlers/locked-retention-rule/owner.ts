import { OWNER } from '../../model/retention/rule-lock-contract';
import { ChangeAction, on } from '../retention-rules/actions';
import type { ObservedRule } from '../retention-rules/observed';

/** Says on a rule whose it is, before anything else: to a rule that does not say so, the role may do nothing but that. */
export function ownerOn(rule: ObservedRule, owner: string): ChangeAction[] {
  return OWNER in rule.tags ? [] : [{ ...on(rule), action: 'TagResource', tags: { [OWNER]: owner } }];
}
