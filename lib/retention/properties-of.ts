import type { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { RetentionRuleProperties } from '../model/retention/properties';
import { inTemplateShape } from '../private/template-shape';

/**
 * The properties of an L1 in the shape of a template, with its tokens left as they are.
 *
 * What an escape hatch overrides is not in them: overriding is how a user gets past a rule that is wrong or out of date.
 */
export function propertiesOf(rule: CfnRule): RetentionRuleProperties {
  return inTemplateShape({
    resourceType: rule.resourceType,
    retentionPeriod: rule.retentionPeriod,
    description: rule.description,
    resourceTags: rule.resourceTags,
    excludeResourceTags: rule.excludeResourceTags,
    lockConfiguration: rule.lockConfiguration,
    status: rule.status,
    tags: rule.cdkTagManager.renderTags(rule.tags),
  });
}
