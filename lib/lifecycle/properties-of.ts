import type { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import type { LifecyclePolicyProperties } from '../model/lifecycle/properties';
import { inTemplateShape } from '../private/template-shape';

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
