import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { RetainedResourceType, RetentionRule } from '../lib';

/** The least that a person can say. Volumes that are deleted while it is there stay for a day, and cost what volumes cost. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-defaults');

new RetentionRule(stack, 'Rule', { resourceType: RetainedResourceType.EBS_VOLUME, retentionPeriod: Duration.days(1) });

export const test = new IntegTest(app, 'RetentionRuleDefaults', { testCases: [stack], diffAssets: true });
