import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RETENTION_RULE_TAGS, RetentionRuleTagsAttribute, RetentionRuleTagsSpec } from './contract';
import { CustomResourceKind, HandledConstruct, Late } from '../../../lib/private/handled-construct';

export const KIND: CustomResourceKind<RetentionRuleTagsSpec, RetentionRuleTagsAttribute> = {
  contract: RETENTION_RULE_TAGS,
  bundle: join(__dirname, '..', '.assets', 'retention-rule-tags'),
  statements: () => [],
};

/** Properties of `RetentionRuleTags`. */
export interface RetentionRuleTagsProps extends Omit<RetentionRuleTagsSpec, 'tags'> {
  readonly tags: RetentionRuleTagsSpec['tags'] | Late<RetentionRuleTagsSpec['tags']>;
  readonly reconcile?: string;
  readonly serviceTimeout?: Duration;
}

/** Tags of a retention rule: the toy of the kernel's tests, made as constructs with a handler are made. */
export class RetentionRuleTags extends Construct {
  public readonly tagCount: string;

  constructor(scope: Construct, id: string, { reconcile, serviceTimeout, ...spec }: RetentionRuleTagsProps) {
    super(scope, id);

    const handled = new HandledConstruct(this, KIND, { spec, reconcile, serviceTimeout });
    handled.allow(new PolicyStatement({
      actions: [
        'rbin:GetRule', 'rbin:ListTagsForResource', 'rbin:TagResource', 'rbin:UntagResource',
        ...spec.unlockDelayDays === undefined ? [] : ['rbin:LockRule'],
      ],
      resources: [spec.ruleArn],
    }));
    this.tagCount = handled.attribute('TagCount');
  }
}
