import { messages, RetentionRuleProperties } from '../model/retention/properties';
import { put } from '../support/properties';

// The one example that the reference of CloudFormation has for this resource.
const EXAMPLE = {
  Description: 'my new retention rule',
  LockConfiguration: { UnlockDelayUnit: 'DAYS', UnlockDelayValue: 15 },
  ResourceTags: [{ Key: 'environment', Value: 'testing' }],
  ResourceType: 'EBS_SNAPSHOT',
  RetentionPeriod: { RetentionPeriodUnit: 'DAYS', RetentionPeriodValue: 7 },
  Status: 'available',
  Tags: [{ Key: 'purpose', Value: 'testing' }],
} as object as RetentionRuleProperties;

test('AWS\'s own example of a template makes three mistakes, and each is told of', () => {
  expect(messages(EXAMPLE)).toEqual([
    'error Status must not be set, got "available": remove it: it says whether the rule is in force yet, which no template can choose '
    + '(cdk-image-governance:RetentionRule.StatusNotSet, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
    'error ResourceTags[0] must be spelt with ResourceTagKey and ResourceTagValue, got {"Key":"environment","Value":"testing"}: '
    + 'rename Key and Value, as only the tags of the rule itself have them '
    + '(cdk-image-governance:RetentionRule.ResourceTagSpelling, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ResourceTag.html)',
    'error LockConfiguration must not be set together with resource tags: '
    + 'remove the lock, or the tags: only a rule for all resources of its type in the Region can be locked '
    + '(cdk-image-governance:RetentionRule.LockWithoutResourceTags, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html)',
  ]);
});

test('without them it breaks no rule', () => {
  expect(messages(put(put(EXAMPLE, 'Status', undefined), 'ResourceTags', undefined))).toEqual([]);
});
