import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { LifecyclePolicyProperties } from './properties';
import { known } from '../private/resolvable';

/**
 * The properties of an L1 in the shape of a template, with its tokens left as they are.
 *
 * What an escape hatch overrides is not in them: overriding is how a user gets past a rule that is wrong or out of date.
 */
export function propertiesOf(policy: CfnLifecyclePolicy): LifecyclePolicyProperties {
  return {
    Name: policy.name,
    Description: policy.description,
    Status: policy.status,
    ExecutionRole: policy.executionRole,
    ResourceType: policy.resourceType,
    PolicyDetails: inTemplateShape(policy.policyDetails),
    ResourceSelection: inTemplateShape(policy.resourceSelection),
    Tags: { ...policy.tags, ...policy.cdkTagManager.tagValues() },
  };
}

/**
 * A structure of an L1 with its names spelt as in a template. Tag maps are the user's own, and stay as they are.
 */
export function inTemplateShape<T>(structure: unknown): T {
  // Most parts are plain values, which stay as they are, tokens or not.
  if (typeof structure !== 'object' || structure === null) {
    return structure as T;
  }
  if (Array.isArray(structure)) {
    return structure.map(inTemplateShape) as T;
  }
  const it = known(structure);
  if (it === undefined) {
    return structure as T;
  }
  const result: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(it)) {
    if (part !== undefined) {
      result[name[0].toUpperCase() + name.slice(1)] = name === 'tagMap' ? part : inTemplateShape(part);
    }
  }
  return result as T;
}
