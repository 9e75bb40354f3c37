import { join } from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { askedFor, configurationOf } from './lock-forms';
import type { LockedRetentionRuleProps } from './locked-retention-rule';
import type { MadeRule } from './made-rule';
import { RuleLockRemoval } from './rule-lock-removal';
import { TagCarrier } from './tag-carrier';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec } from '../model/retention/locked-retention-rule-contract';
import { LockAttribute, OWNER } from '../model/retention/rule-lock-contract';
import { CustomResourceKind, HandledResource } from '../private/handled-resource';

const KIND: CustomResourceKind<LockedRetentionRuleSpec, LockAttribute> = {
  contract: LOCKED_RETENTION_RULE,
  bundle: join(__dirname, '..', '..', 'assets', 'locked-retention-rule'),
  statements(stack) {
    const resources = [arnOf(stack, '*')];
    const isOwn = `${stack.stackName}/*`;
    return [
      // `ListRules` knows no resources.
      new PolicyStatement({ sid: 'ListRules', actions: ['rbin:ListRules'], resources: ['*'] }),
      // Whose a rule is, only its tags say.
      new PolicyStatement({ sid: 'ReadRules', actions: ['rbin:GetRule', 'rbin:ListTagsForResource'], resources }),
      new PolicyStatement({
        sid: 'CreateOwnRule', actions: ['rbin:CreateRule'], resources, conditions: { StringLike: { [`aws:RequestTag/${OWNER}`]: isOwn } },
      }),
      // A rule that is being made, or that is nobody's: no condition tells the one from the other.
      new PolicyStatement({
        sid: 'OwnRule',
        actions: ['rbin:TagResource'],
        resources,
        conditions: { StringLike: { [`aws:RequestTag/${OWNER}`]: isOwn }, StringLikeIfExists: { [`aws:ResourceTag/${OWNER}`]: isOwn } },
      }),
      new PolicyStatement({
        sid: 'ChangeOwnRule',
        actions: [...CHANGES, 'rbin:DeleteRule'],
        resources,
        conditions: { StringLike: { [`aws:ResourceTag/${OWNER}`]: isOwn } },
      }),
    ];
  },
};

/** What may become of a rule. What was there before is never deleted. */
const CHANGES = ['rbin:UpdateRule', 'rbin:LockRule', 'rbin:UnlockRule', 'rbin:TagResource', 'rbin:UntagResource'];

/** A rule that a custom resource makes, changes and locks. */
export function handledRule(scope: Construct, props: LockedRetentionRuleProps): MadeRule {
  const { cdkTagManager: tags } = new TagCarrier(scope, 'RuleTags', props.tags);
  const lock = askedFor(props.lock);
  const spec: LockedRetentionRuleSpec = {
    resourceType: props.resourceType,
    retentionDays: props.retentionPeriod.toDays({ integral: false }),
    description: props.description,
    tags: tags.renderedTags as unknown as LockedRetentionRuleSpec['tags'],
    existingRuleId: props.existingRuleId,
    lock,
    onRemoval: props.onRemoval ?? RuleLockRemoval.RETAIN,
  };
  // Of another id than the resource of a `RetentionRule`: a construct that replaces one has another rule, made before that one is deleted.
  const handled = new HandledResource(scope, 'LockedRule', KIND, { spec, reconcile: props.reconcile, serviceTimeout: props.serviceTimeout });
  if (props.existingRuleId !== undefined) {
    handled.allow(new PolicyStatement({ sid: 'TakeOver', actions: CHANGES, resources: [arnOf(Stack.of(scope), props.existingRuleId)] }));
  }
  return {
    resource: handled.node.defaultChild!.node.defaultChild as CfnResource,
    ruleId: handled.attribute('RuleId'),
    ruleArn: handled.attribute('RuleArn'),
    lockState: handled.attribute('LockState'),
    lockEndTime: handled.attribute('LockEndTime'),
    removal: () => undefined,
    properties: () => ({
      ResourceType: spec.resourceType,
      RetentionPeriod: { RetentionPeriodValue: spec.retentionDays, RetentionPeriodUnit: 'DAYS' },
      Description: spec.description,
      LockConfiguration: configurationOf(lock),
      Tags: Object.entries(tags.tagValues()).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

/** The ARN of a rule of a stack's account and Region. */
function arnOf(stack: Stack, ruleId: string): string {
  return stack.formatArn({ service: 'rbin', resource: 'rule', resourceName: ruleId });
}
