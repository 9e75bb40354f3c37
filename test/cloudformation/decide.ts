import type { Handler } from '../../lib/cloudformation/handler';
import { DecodedEvent, requestOf } from '../../lib/cloudformation/request';
import { isNothing, nothingMadeFor } from '../../lib/cloudformation/response';
import { planFor } from '../../lib/engine/handler';
import type { Action, Plan } from '../../lib/engine/plan';
import { describeFindingBriefly } from '../../lib/model/rule';

type Deciding<Spec extends object, Observed, A extends Action> = Pick<Handler<Spec, Observed, A, string>, 'contract' | 'logic'>;

/** The next step for an event, as `lambdaHandler` comes to it: from no look at all to the plan of the handler. */
export function decide<Spec extends object, Observed, A extends Action>(
  { contract, logic }: Deciding<Spec, Observed, A>, event: DecodedEvent<Spec>, observed: Observed, done: readonly A[] = [],
): Plan<A> {
  if (isNothing(event.physicalId)) {
    return { done: true, notes: ['nothing was made: nothing to take back'] };
  }
  const request = requestOf(event, contract);
  const findings = request.verb === 'deploy' ? contract.check(request.desired) : [];
  return findings.length > 0 ? { refuse: findings.map(describeFindingBriefly).join('; ') } : planFor(logic, request, observed, done);
}

/**
 * The id with which a creation or an update is answered.
 *
 * @param untouched Whether it failed before anything was tried.
 */
export function identityFor<Spec extends object, Observed, A extends Action>(
  { contract, logic }: Deciding<Spec, Observed, A>, event: DecodedEvent<Spec>, observed: Observed | undefined, untouched: boolean,
): string {
  const request = requestOf(event, contract);
  if (!('desired' in request)) {
    throw new Error('the id of a deletion is that of its event');
  }
  const isNothingMade = untouched && request.verb === 'deploy' && request.identity === undefined && logic.mayHaveMade?.(request, observed) !== true;
  return isNothingMade ? nothingMadeFor(event.requestId) : logic.identity(request, observed);
}

/** The attributes with which a creation or an update is answered. */
export function attributesFor<Spec extends object, Observed, A extends Action, Attribute extends string>(
  { contract, logic }: Pick<Handler<Spec, Observed, A, Attribute>, 'contract' | 'logic'>, event: DecodedEvent<Spec>, observed: Observed | undefined,
): Readonly<Record<Attribute, string>> {
  const request = requestOf(event, contract);
  if (!('desired' in request)) {
    throw new Error('a deletion has no attributes');
  }
  return logic.attributes(request, observed);
}

/** A handler whose declarations no rule checks: for the defences of a logic against what a rule refuses before. */
export function unchecked<Spec extends object, Observed, A extends Action>(
  { contract, logic }: Deciding<Spec, Observed, A>,
): Deciding<Spec, Observed, A> {
  return { contract: { ...contract, check: () => [] }, logic };
}
