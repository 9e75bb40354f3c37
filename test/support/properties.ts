import { Lazy } from 'aws-cdk-lib';
import { Subject, subjectOf } from '../../lib/model/lifecycle/input';
import type * as Model from '../../lib/model/lifecycle/properties';
import { LIFECYCLE_POLICY_RULES } from '../../lib/model/lifecycle/rules';
import { describeFinding, Finding, findingsOf } from '../../lib/model/rule';
import { isKnownRegion } from '../../lib/private/references';
import type { Written } from '../../lib/private/tokens';
import { tagsTakenForFunctions, withUnknowns } from '../../lib/private/tokens';

/** The properties of a policy, as an app has them. */
export type LifecyclePolicyProperties = Written<Model.LifecyclePolicyProperties>;

/** An AMI policy that breaks no rule. */
export const AMI_POLICY: LifecyclePolicyProperties = {
  Name: 'golden-linux',
  Description: 'Golden images age gracefully',
  Status: 'ENABLED',
  ExecutionRole: 'arn:aws:iam::123456789012:role/service/lifecycle',
  ResourceType: 'AMI_IMAGE',
  PolicyDetails: [
    { Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 30, Unit: 'DAYS' } },
    { Action: { Type: 'DISABLE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Value: 9, Unit: 'WEEKS' } },
    {
      Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } },
      Filter: { Type: 'AGE', Value: 90, Unit: 'DAYS', RetainAtLeast: 3 },
      ExclusionRules: {
        TagMap: { pinned: 'true' },
        Amis: {
          IsPublic: true,
          Regions: ['eu-west-1'],
          SharedAccounts: ['012345678901'],
          LastLaunched: { Value: 4, Unit: 'WEEKS' },
          TagMap: { keep: '' },
        },
      },
    },
  ],
  ResourceSelection: { Recipes: [{ Name: 'golden-linux', SemanticVersion: '1.0.0' }] },
  Tags: { team: 'platform' },
};

/** A container policy that breaks no rule. */
export const CONTAINER_POLICY: LifecyclePolicyProperties = {
  Name: 'golden-containers',
  ExecutionRole: 'lifecycle',
  ResourceType: 'CONTAINER_IMAGE',
  PolicyDetails: [{ Action: { Type: 'DELETE', IncludeResources: { Containers: true } }, Filter: { Type: 'COUNT', Value: 5 } }],
  ResourceSelection: { Recipes: [{ Name: 'golden-containers', SemanticVersion: '1.0.0' }] },
};

/**
 * Properties with one of them set to something else, or taken away by `undefined`.
 *
 * @param path As findings write it: `PolicyDetails[0].Filter.Value`.
 */
export function put<T extends object>(properties: T, path: string, value: unknown): T {
  const copy = structuredClone(properties);
  const names = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  const last = names.pop()!;
  const holder = names.reduce<Record<string, unknown>>((it, name) => (it[name] ??= {}) as Record<string, unknown>, copy as Record<string, unknown>);
  if (value === undefined) {
    delete holder[last];
  } else {
    holder[last] = value;
  }
  return copy;
}

/** The paths of everything in some properties, structures included. */
export function pathsOf(value: unknown, path = ''): string[] {
  const here = path === '' ? [] : [path];
  if (Array.isArray(value)) {
    return [...here, ...value.flatMap((part, index) => pathsOf(part, `${path}[${index}]`))];
  }
  return typeof value === 'object' && value !== null
    ? [...here, ...Object.entries(value).flatMap(([name, part]) => pathsOf(part, path === '' ? name : `${path}.${name}`))]
    : here;
}

/** A token in place of a value. */
export function tokenFor(value: unknown): unknown {
  return typeof value === 'number' ? Lazy.number({ produce: () => 0 })
    : typeof value === 'string' ? Lazy.string({ produce: () => '' })
      : Lazy.any({ produce: () => undefined });
}

/** What is at a path. */
export function at(properties: object, path: string): unknown {
  return path.split(/[.[]/).reduce<any>((it, name) => it[name.replace(']', '')], properties);
}

/** Everything that the rules say of properties, as an app has them, without what they may know besides. */
export function findings(properties: LifecyclePolicyProperties, { intent, app }: Pick<Subject, 'intent' | 'app'> = {}): Finding[] {
  const written = intent && { ...intent, tagsTakenForFunctions: tagsTakenForFunctions(properties) };
  return findingsOf(LIFECYCLE_POLICY_RULES, { ...subjectOf(withUnknowns(properties), written, app), isKnownRegion });
}

/** The same in words, without the parts that are the same in each. */
export function messages(properties: LifecyclePolicyProperties, besides: Pick<Subject, 'intent' | 'app'> = {}): string[] {
  return findings(properties, besides).map(finding => `${finding.severity} ${describeFinding(finding)}`);
}
