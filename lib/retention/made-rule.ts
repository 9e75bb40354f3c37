import type { CfnResource } from 'aws-cdk-lib';
import type { RetentionRuleProperties } from './properties';

/** A locked rule, of whichever resource. */
export interface MadeRule {
  readonly resource: CfnResource;
  readonly ruleId: string;
  readonly ruleArn: string;
  readonly lockState: string;

  /** Absent if the resource does not tell it. */
  readonly lockEndTime?: string;

  /** What the rule is to be, as a template has it. */
  properties(): RetentionRuleProperties;
}
