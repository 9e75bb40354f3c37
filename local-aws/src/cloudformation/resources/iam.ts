import type { PolicyDocument } from '../../iam/policy-document';
import type { Roles } from '../../iam/roles';
import { StandInFault } from '../../service-error';
import { PARTITION } from '../../world';
import type { ExistingResourceRequest, ResourceRequest, ResourceType } from '../resource-type';
import { Identities } from './identities';
import { kept } from './kept';
import type { Names } from './names';
import { registered } from './registered';
import { RolesOfStacks } from './roles-of-stacks';

/** Roles, policies and instance profiles. */
export function iam(roles: Roles, names: Names): ResourceType[] {
  const ofStacks = new RolesOfStacks(roles);
  return [role(roles, ofStacks, names), policy(roles, ofStacks, names), managedPolicy(roles, ofStacks, names), instanceProfile(names)];
}

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: PolicyDocument;
}

function role(roles: Roles, ofStacks: RolesOfStacks, names: Names): ResourceType {
  const identities = new Identities('AWS::IAM::Role', true);
  const put = (arn: string, { properties }: ResourceRequest) =>
    ofStacks.put(arn, { trust: documentOf(properties.AssumeRolePolicyDocument), managedPolicyArns: properties.ManagedPolicyArns ?? [] });
  const putPolicies = (arn: string, { properties }: ResourceRequest) => inlineOf(properties)
    .forEach(({ PolicyName: name, PolicyDocument: document }) => roles.putPolicy(arn, name, documentOf(document)));

  return registered('AWS::IAM::Role', {
    create: async request => {
      refuse(request, 'PermissionsBoundary');
      const name: string = request.properties.RoleName ?? names.name(request);
      const arn = iamArn(request, 'role', name);
      const state = identities.add(request, { physicalId: name, attributes: { Arn: arn, RoleId: `AROA${names.suffix(request, 17)}` } });
      put(arn, request);
      putPolicies(arn, request);
      return state;
    },

    update: async request => {
      refuse(request, 'PermissionsBoundary');
      const state = identities.get(request);
      const arn = state.attributes.Arn as string;
      put(arn, request);
      putPolicies(arn, request);
      const wanted = inlineOf(request.properties).map(it => it.PolicyName);
      inlineOf(request.previousProperties).filter(it => !wanted.includes(it.PolicyName)).forEach(it => roles.removePolicy(arn, it.PolicyName));
      return state;
    },

    delete: async request => {
      const arn = identities.get(request).attributes.Arn as string;
      ofStacks.remove(arn);
      identities.remove(request);
    },
  });
}

/** A policy inside of roles. Its physical id is not its name: a new name is no replacement. */
function policy(roles: Roles, ofStacks: RolesOfStacks, names: Names): ResourceType {
  const identities = new Identities('AWS::IAM::Policy', true);
  const arnsIn = (request: ResourceRequest, properties = request.properties) =>
    (properties.Roles ?? [] as string[]).map((name: string) => ofStacks.arnOf(request.caller.account, name)) as string[];
  const put = (request: ResourceRequest) => arnsIn(request)
    .forEach(arn => roles.putPolicy(arn, request.properties.PolicyName, documentOf(request.properties.PolicyDocument)));

  return registered('AWS::IAM::Policy', {
    create: async request => {
      refuse(request, 'Users', 'Groups');
      const id = names.name(request);
      put(request);
      return identities.add(request, { physicalId: id, attributes: { Id: id } });
    },

    update: async request => {
      refuse(request, 'Users', 'Groups');
      const { previousProperties: before, properties: after } = request;
      const state = identities.get(request);
      put(request);
      arnsIn(request, before).filter(arn => before.PolicyName !== after.PolicyName || !arnsIn(request).includes(arn))
        .forEach(arn => roles.removePolicy(arn, before.PolicyName));
      return state;
    },

    delete: async request => {
      identities.remove(request);
      arnsIn(request).forEach(arn => roles.removePolicy(arn, request.properties.PolicyName));
    },
  });
}

function managedPolicy(roles: Roles, ofStacks: RolesOfStacks, names: Names): ResourceType {
  const identities = new Identities('AWS::IAM::ManagedPolicy', true);
  const arnsOf = ({ caller, properties }: ResourceRequest) =>
    (properties.Roles ?? [] as string[]).map((name: string) => ofStacks.arnOf(caller.account, name)) as string[];

  return registered('AWS::IAM::ManagedPolicy', {
    create: async request => {
      refuse(request, 'Users', 'Groups');
      const arn = iamArn(request, 'policy', request.properties.ManagedPolicyName ?? names.name(request, 128));
      const state = identities.add(request, { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: `ANPA${names.suffix(request, 17)}` } });
      roles.putManagedPolicy(arn, documentOf(request.properties.PolicyDocument));
      ofStacks.attach(arn, arnsOf(request));
      return state;
    },

    update: async request => {
      refuse(request, 'Users', 'Groups');
      const state = identities.get(request);
      roles.putManagedPolicy(request.physicalId, documentOf(request.properties.PolicyDocument));
      ofStacks.attach(request.physicalId, arnsOf(request));
      return state;
    },

    delete: async request => {
      identities.remove(request);
      ofStacks.attach(request.physicalId, []);
      roles.removeManagedPolicy(request.physicalId);
    },
  });
}

function instanceProfile(names: Names): ResourceType {
  return kept('AWS::IAM::InstanceProfile', request => {
    const name: string = request.properties.InstanceProfileName ?? names.name(request, 128);
    return { physicalId: name, attributes: { Arn: iamArn(request, 'instance-profile', name) } };
  }, { global: true });
}

function inlineOf(properties: ExistingResourceRequest['properties']): readonly InlinePolicy[] {
  return properties.Policies ?? [];
}

function iamArn({ caller, properties }: ResourceRequest, kind: string, name: string): string {
  return `arn:${PARTITION}:iam::${caller.account}:${kind}${properties.Path ?? '/'}${name}`;
}

/** A document, which templates may also have as text. */
function documentOf(document: PolicyDocument | string): PolicyDocument {
  return typeof document === 'string' ? JSON.parse(document) : document;
}

/** Says that something is not modelled that would change what a role may do. */
function refuse({ type, properties }: ResourceRequest, ...names: string[]): void {
  for (const name of names) {
    if (properties[name]?.length > 0) {
      throw new StandInFault(`${name} of ${type} is not modelled`);
    }
  }
}
