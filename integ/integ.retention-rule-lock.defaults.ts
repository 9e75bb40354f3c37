import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { RetentionRule, RetentionRuleLock, RuleLock } from '../lib';

/**
 * The least that a person can say. Nobody has the rule with this id: to deploy it, put one there. **It is locked afterwards**: unlock it
 * with `aws rbin unlock-rule`, and delete it a week later.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-lock-defaults');

new RetentionRuleLock(stack, 'Lock', {
  retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567'),
  lock: RuleLock.locked(Duration.days(7)),
});

new IntegTest(app, 'RetentionRuleLockDefaults', { testCases: [stack], diffAssets: true });
