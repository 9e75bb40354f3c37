import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { RetainedResourceType, RetentionRule, RetentionRuleLevel } from '../lib';

/** Everything that a rule can say. Those that retain snapshots and AMIs select what does not exist. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-all-options');

const level = RetentionRuleLevel.tags({ key: 'cdk-image-governance', value: 'integ' }, { key: 'cdk-image-governance-integ' });
const snapshots = new RetentionRule(stack, 'Snapshots', {
  resourceType: RetainedResourceType.EBS_SNAPSHOT,
  retentionPeriod: Duration.days(365),
  level,
  description: 'Snapshots of an integration test',
  tags: { Name: 'cdk-image-governance integ', purpose: 'integration test' },
  removalPolicy: RemovalPolicy.DESTROY,
});
new RetentionRule(stack, 'Amis', { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(365), level });
new RetentionRule(stack, 'Volumes', {
  resourceType: RetainedResourceType.EBS_VOLUME,
  retentionPeriod: Duration.days(1),
  level: RetentionRuleLevel.regionExcluding({ key: 'cdk-image-governance', value: 'integ' }),
});
const imported = [
  RetentionRule.fromRetentionRuleArn(stack, 'ByArn', snapshots.retentionRuleArn), RetentionRule.fromRetentionRuleId(stack, 'ById', snapshots.retentionRuleId),
];

const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
[snapshots, ...imported].forEach(rule => rule.grants.read(reader));
snapshots.grants.lock(reader);
snapshots.grants.unlock(reader);

new CfnOutput(stack, 'RuleId', { value: snapshots.retentionRuleId });
new CfnOutput(stack, 'RuleArn', { value: snapshots.retentionRuleArn });

export const test = new IntegTest(app, 'RetentionRuleAllOptions', { testCases: [stack], diffAssets: true });
