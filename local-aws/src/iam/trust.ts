import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from './policy-document';
import { accountOf } from './principals';
import { StandInFault } from '../service-error';

/** Who wants to act with a role, and what it says about itself. */
export interface Candidate {
  /** The ARN of a session or of an account. */
  readonly principal: string;

  /** The ARN of the role that it acts with so far. */
  readonly role?: string;
  readonly sessionName: string;
  readonly externalId?: string;
}

/** Whether the trust policy of a role admits somebody: by name, or as one of its account. */
export async function admits(roleArn: string, trust: PolicyDocument, { principal, role, sessionName, externalId }: Candidate): Promise<boolean> {
  const results = await runSimulation({
    request: {
      principal,
      action: 'sts:AssumeRole',
      resource: { resource: roleArn, accountId: accountOf(roleArn) },
      contextVariables: {
        'aws:PrincipalAccount': accountOf(principal),
        'aws:PrincipalArn': role ?? principal,
        'sts:RoleSessionName': sessionName,
        ...externalId === undefined ? {} : { 'sts:ExternalId': externalId },
      },
    },
    identityPolicies: [],
    resourcePolicy: trust,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  if (results.resultType !== 'single') {
    throw new StandInFault(`the trust policy of ${roleArn} cannot be evaluated: ${JSON.stringify(results)}`);
  }
  const { result } = results.result.analysis.resourceAnalysis!;
  return result === 'Allowed' || result === 'AllowedForAccount';
}
