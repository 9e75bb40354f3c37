import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EXISTING_RULE } from './accounts';
import { LOCKS } from './locks';
import { RetentionRule, RetentionRuleLock, RuleLock } from '../lib';

/**
 * The least that a person can say. To deploy it, name a rule that no stack made. **It is locked afterwards**: unlock it with
 * `aws rbin unlock-rule`, and delete it a week later.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-retention-rule-lock-defaults');

new RetentionRuleLock(stack, 'Lock', {
  retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', EXISTING_RULE),
  lock: RuleLock.locked(Duration.days(7)),
});

export const test = new IntegTest(app, 'RetentionRuleLockDefaults', { testCases: [stack], diffAssets: true, hooks: LOCKS });
