import { ExpectedResult, IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { WHEN_IN_FORCE } from './assertions';
import { RetainedResourceType, RetentionRule, RetentionRuleLevel } from '../lib';

/** The Recycle Bin has the rule, and retains what it says: snapshots with a tag that none has. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-assertions');

const rule = new RetentionRule(stack, 'Rule', {
  resourceType: RetainedResourceType.EBS_SNAPSHOT,
  retentionPeriod: Duration.days(14),
  level: RetentionRuleLevel.tags({ key: 'cdk-image-governance', value: 'integ' }),
  description: 'Snapshots of an integration test',
});

export const test = new IntegTest(app, 'RetentionRuleAssertions', { testCases: [stack], diffAssets: true });

test.assertions.awsApiCall('rbin', 'GetRule', { Identifier: rule.retentionRuleId }).expect(ExpectedResult.objectLike({
  Status: 'available',
  ResourceType: 'EBS_SNAPSHOT',
  RetentionPeriod: { RetentionPeriodValue: 14, RetentionPeriodUnit: 'DAYS' },
  ResourceTags: [{ ResourceTagKey: 'cdk-image-governance', ResourceTagValue: 'integ' }],
  Description: 'Snapshots of an integration test',
})).waitForAssertions(WHEN_IN_FORCE);
