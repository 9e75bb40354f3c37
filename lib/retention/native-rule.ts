import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { Construct } from 'constructs';
import type { LockedRetentionRuleProps } from './locked-retention-rule';
import type { MadeRule } from './made-rule';
import { propertiesOf } from './properties-of';

/**
 * A rule that CloudFormation locks. It cannot delete one that is locked, so the rule stays whatever becomes of its resource.
 */
export function nativeRule(scope: Construct, { resourceType, retentionPeriod, description, lock, tags = {} }: LockedRetentionRuleProps): MadeRule {
  const unlockDelayValue = lock._unlockDelay?.toDays({ integral: false });
  // Of another id than the resource of a `RetentionRule`: a construct that replaces one has another rule, made before that one is deleted.
  const resource = new CfnRule(scope, 'NativeLockedRule', {
    resourceType,
    retentionPeriod: { retentionPeriodValue: retentionPeriod.toDays({ integral: false }), retentionPeriodUnit: 'DAYS' },
    description,
    lockConfiguration: unlockDelayValue === undefined ? undefined : { unlockDelayValue, unlockDelayUnit: 'DAYS' },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return {
    resource,
    ruleId: resource.attrIdentifier,
    ruleArn: resource.attrArn,
    lockState: resource.attrLockState,
    removal: () => ({ deletion: resource.cfnOptions.deletionPolicy, replacement: resource.cfnOptions.updateReplacePolicy }),
    properties: () => propertiesOf(resource),
  };
}
