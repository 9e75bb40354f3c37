import { Decision, decide, NamedPolicy } from './decision';
import { History } from './history';
import { AWS_MANAGED_POLICIES } from './managed-policies';
import type { PolicyDocument } from './policy-document';
import { principalArn } from './principals';
import type { Roles } from './roles';
import { StatementUse, UnusedStatement } from './statement-use';
import { admits, Candidate } from './trust';
import type { Authorizer } from '../server';
import type { AccessRequest } from '../service';
import { StandInFault } from '../service-error';
import type { Caller, Clock } from '../world';

/** A role. It is never changed, only put in the place of another. */
interface Role {
  readonly trust: PolicyDocument;
  readonly managedPolicyArns: readonly string[];
  readonly inline: ReadonlyMap<string, PolicyDocument>;
}

/**
 * The roles of all accounts with their policies, and what these allow at the moment somebody asks.
 *
 * Only policies on identities count here: no boundaries, no policies of organizations, none of resources besides the trust of a role.
 */
export class IdentityStore implements Roles, Authorizer {
  /**
   * For how many seconds a change is not seen: a new role is unknown, and changed policies allow what they did before.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html "Changes that I make are not always immediately visible"
   */
  public lagSeconds = 0;

  private readonly roles = new Map<string, History<Role>>();
  private readonly managed = new Map<string, History<PolicyDocument>>();
  private readonly use = new StatementUse();

  constructor(private readonly clock: Clock) {
  }

  public putRole(arn: string, role: { readonly trust: PolicyDocument; readonly managedPolicyArns: readonly string[] }): void {
    this.save(arn, { ...role, inline: this.roles.get(arn)?.latest?.inline ?? new Map() });
  }

  public removeRole(arn: string): void {
    this.save(arn, undefined);
  }

  public putPolicy(roleArn: string, name: string, document: PolicyDocument): void {
    const role = this.existing(roleArn);
    this.save(roleArn, { ...role, inline: new Map([...role.inline, [name, document]]) });
  }

  public removePolicy(roleArn: string, name: string): void {
    const role = this.existing(roleArn);
    this.save(roleArn, { ...role, inline: new Map([...role.inline].filter(([other]) => other !== name)) });
  }

  public putManagedPolicy(arn: string, document: PolicyDocument): void {
    historyIn(this.managed, arn).put(this.clock.exactly(), document);
    [...this.roles.keys()].forEach(role => this.use.has(role, this.ownPolicies(role)));
  }

  public removeManagedPolicy(arn: string): void {
    historyIn(this.managed, arn).put(this.clock.exactly(), undefined);
  }

  public async refusal(role: string, request: AccessRequest, caller: Caller): Promise<string | undefined> {
    const { result, by } = await this.decision(role, request, caller);
    by.forEach(({ policy, statement }) => this.use.decided(role, policy, statement));
    const user = principalArn({ ...caller, role });
    return result === 'allowed' ? undefined : notAuthorized(user, request.action, request.resource, result === 'denied'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`);
  }

  /** Whether a role lets somebody act with it. A role that there is not lets nobody. */
  public async admits(roleArn: string, candidate: Candidate): Promise<boolean> {
    const trust = this.roles.get(roleArn)?.at(this.seen)?.trust;
    return trust !== undefined && admits(roleArn, trust, candidate);
  }

  /** The statements that a role ever had of its own, and that never decided anything. */
  public unusedStatements(roleArn: string): UnusedStatement[] {
    return this.use.unused(roleArn);
  }

  /** The ARNs of all roles that there ever were. */
  public get roleArns(): string[] {
    return [...this.roles.keys()];
  }

  private async decision(role: string, request: AccessRequest, caller: Caller): Promise<Decision> {
    const history = this.roles.get(role);
    if (history === undefined) {
      throw new StandInFault(`there never was a role ${role}`);
    }
    const { managedPolicyArns = [], inline = [] } = history.at(this.seen) ?? {};
    const policies = [
      ...[...inline].map(([name, document]) => ({ name, document })),
      ...managedPolicyArns.flatMap(arn => this.managedPolicy(arn)),
    ];
    return decide(policies, request, { ...caller, role });
  }

  private managedPolicy(arn: string): NamedPolicy[] {
    const history = this.managed.get(arn);
    const document = history === undefined ? AWS_MANAGED_POLICIES[arn] : history.at(this.seen);
    if (history === undefined && document === undefined) {
      throw new StandInFault(`the managed policy ${arn} is not modelled`);
    }
    return document === undefined ? [] : [{ name: arn, document }];
  }

  /** The last moment whose changes are seen. */
  private get seen(): number {
    return this.clock.exactly() - this.lagSeconds * 1000;
  }

  private existing(arn: string): Role {
    const role = this.roles.get(arn)?.latest;
    if (role === undefined) {
      throw new StandInFault(`there is no role ${arn}`);
    }
    return role;
  }

  private save(arn: string, role: Role | undefined): void {
    historyIn(this.roles, arn).put(this.clock.exactly(), role);
    this.use.has(arn, this.ownPolicies(arn));
  }

  /** The policies that a role has now, without those of AWS. */
  private ownPolicies(arn: string): NamedPolicy[] {
    const { managedPolicyArns = [], inline = [] } = this.roles.get(arn)?.latest ?? {};
    const attached = managedPolicyArns.map(name => ({ name, document: this.managed.get(name)?.latest }));
    return [...[...inline].map(([name, document]) => ({ name, document })), ...attached.filter((it): it is NamedPolicy => it.document !== undefined)];
  }
}

/** How AWS says that somebody may not. */
export function notAuthorized(principal: string, action: string, resource: string, why?: string): string {
  return [`User: ${principal} is not authorized to perform: ${action} on resource: ${resource}`, ...why === undefined ? [] : [why]].join(' ');
}

function historyIn<T>(histories: Map<string, History<T>>, key: string): History<T> {
  const history = histories.get(key) ?? new History<T>();
  histories.set(key, history);
  return history;
}
