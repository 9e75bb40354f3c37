import type { CfnResource } from 'aws-cdk-lib';
import type { LockingIntent } from '../model/retention/input';
import type { RetentionRuleProperties } from '../model/retention/properties';

/** A locked rule, of whichever resource. */
export interface MadeRule {
  readonly resource: CfnResource;
  readonly ruleId: string;
  readonly ruleArn: string;
  readonly lockState: string;

  /** Absent if the resource does not tell it. */
  readonly lockEndTime?: string;

  /** What CloudFormation does to the rule when the resource goes or is replaced, if that is what owns it. */
  removal(): LockingIntent['removal'];

  /** What the rule is to be, as a template has it. */
  properties(): RetentionRuleProperties;
}
