import { RunSimulationResults, runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from './policy-document';
import { accountOf, principalArn } from './principals';
import type { AccessRequest } from '../service';
import { StandInFault } from '../service-error';
import type { Caller } from '../world';

/** A policy with the name that it has on a role, or its ARN. */
export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** What policies say to a request, and which of their statements say it. */
export interface Decision {
  readonly result: 'allowed' | 'denied' | 'not allowed';
  readonly by: readonly { readonly policy: string; readonly statement: object }[];
}

/** The statements of a policy. */
export function statementsOf({ Statement: statements }: PolicyDocument): readonly object[] {
  return [statements].flat();
}

/** Decisions by everything that they depend on. */
const decisions = new Map<string, Promise<Decision>>();

/** The number of a policy document: the same for the same content. */
const numbers = new Map<string, number>();
const numbersOfDocuments = new WeakMap<PolicyDocument, number>();

/**
 * Evaluates the policies of a role, as IAM does: conditions, wildcards and denials included.
 *
 * @throws StandInFault if IAM does not know such a request: no such action, no such resource of it, or no such condition key
 */
export function decide(policies: readonly NamedPolicy[], request: AccessRequest, caller: Caller): Promise<Decision> {
  const content = policies.map(({ name, document }) => `${name}=${numberOf(document)}`).join();
  const key = JSON.stringify([content, principalArn(caller), caller.region, request.action, request.resource, request.context]);
  const decision = decisions.get(key) ?? evaluate(policies, request, caller);
  decisions.set(key, decision);
  return decision;
}

function numberOf(document: PolicyDocument): number {
  const known = numbersOfDocuments.get(document);
  if (known !== undefined) {
    return known;
  }
  const content = JSON.stringify(document);
  const number = numbers.get(content) ?? numbers.size;
  numbers.set(content, number);
  numbersOfDocuments.set(document, number);
  return number;
}

async function evaluate(policies: readonly NamedPolicy[], request: AccessRequest, caller: Caller): Promise<Decision> {
  const { action, resource, context = {} } = request;
  const results = await runSimulation({
    request: {
      principal: principalArn(caller),
      action,
      // A wildcard in what a service asks about stands for itself: only a wildcard in a policy covers it.
      resource: { resource: resource === '*' ? '*' : resource.replaceAll('*', 'anything'), accountId: caller.account },
      contextVariables: contextOf(resource, caller, context),
    },
    identityPolicies: policies.map(({ name, document }) => ({ name, policy: document })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  return decisionOf(results, policies, request);
}

/** What IAM knows about a request besides what the service says. */
function contextOf(resource: string, caller: Caller, context: NonNullable<AccessRequest['context']>): Record<string, string | string[]> {
  const owner = accountOf(resource);
  return {
    'aws:PrincipalAccount': caller.account,
    'aws:PrincipalArn': caller.role!,
    'aws:RequestedRegion': caller.region,
    ...owner === '' ? {} : { 'aws:ResourceAccount': owner },
    ...Object.fromEntries(Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]])),
  };
}

function decisionOf(results: RunSimulationResults, policies: readonly NamedPolicy[], { action, resource }: AccessRequest): Decision {
  if (results.resultType === 'error') {
    throw new StandInFault(`IAM cannot evaluate ${action} on ${resource}: ${JSON.stringify(results.errors)}`);
  }
  // An action that can be on resources and is asked for on none: a policy has to say so of all of them.
  const found = results.resultType === 'single' ? [results.result] : results.results.filter(it => it.resourcePattern === '*').slice(0, 1);
  const ignored = found.flatMap(it => it.ignoredContextKeys ?? []);
  if (ignored.length > 0) {
    throw new StandInFault(`${action} on ${resource} has no condition key ${ignored.join(', ')}`);
  }
  const [identity] = found.map(it => it.analysis.identityAnalysis!);
  if (identity === undefined || identity.result === 'ImplicitlyDenied') {
    return { result: 'not allowed', by: [] };
  }
  const denied = identity.result === 'ExplicitlyDenied';
  return {
    result: denied ? 'denied' : 'allowed',
    by: (denied ? identity.denyStatements : identity.allowStatements).map(({ policyId, statement }) => ({
      policy: policyId,
      statement: statementsOf(policies.find(it => it.name === policyId)!.document)[statement.index() - 1],
    })),
  };
}
