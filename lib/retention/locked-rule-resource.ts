import { join } from 'node:path';
import { CfnResource, ITaggableV2, RemovalPolicy, Stack, TagManager, TagType } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import { Construct } from 'constructs';
import type { LockedRetentionRuleProps } from './locked-retention-rule-props';
import { rulePropertiesOf } from './retention-rule-declaration';
import { RuleLockRemoval } from './rule-lock';
import type { LockingIntent } from '../model/retention/input';
import { LOCKED_RETENTION_RULE, LockedRetentionRuleSpec, ruleOf } from '../model/retention/locked-retention-rule-contract';
import type { RetentionRuleProperties } from '../model/retention/properties';
import { LockAttribute, OWNER } from '../model/retention/rule-lock-contract';
import { CrossStackUse, CustomResourceKind, HandledConstruct, Late, WithLate } from '../private/handled-construct';
import { withUnknowns } from '../private/tokens';

/** The resource of a locked rule, of whichever mechanism. */
export interface LockedRuleResource {
  readonly resource: CfnResource;
  readonly ruleId: string;
  readonly ruleArn: string;
  readonly lockState: string;
  readonly lockEndTime: string;

  /** The uses of attributes that change with time, in other stacks. */
  readonly use: CrossStackUse;

  /** The function that carries the resource out, if CloudFormation does not. */
  readonly handlerFunction?: IFunction;

  /** The actions of CloudFormation when the resource is removed or replaced, if CloudFormation owns the rule. */
  removal(): LockingIntent['removal'];

  /** The declared rule, as a template has it. */
  properties(): RetentionRuleProperties;
}

/** The end of a lock that does not end, or whose end CloudFormation does not report. */
const NO_END = 'none';

/** A rule that CloudFormation locks. CloudFormation cannot delete a locked rule, so the rule stays when its resource goes. */
export function nativeRule(scope: Construct, props: LockedRetentionRuleProps): LockedRuleResource {
  const { resourceType, retentionPeriod, description, lock, tags = {} } = props;
  const { unlockDelayDays } = lock._spec();
  // Of another id than the resource of a `RetentionRule`: a construct that replaces one has another rule, made before that one is deleted.
  const resource = new CfnRule(scope, 'NativeLockedRule', {
    resourceType,
    retentionPeriod: { retentionPeriodValue: retentionPeriod.toDays({ integral: false }), retentionPeriodUnit: 'DAYS' },
    description,
    lockConfiguration: unlockDelayDays === undefined ? undefined : { unlockDelayValue: unlockDelayDays, unlockDelayUnit: 'DAYS' },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  });
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  const use = new CrossStackUse(scope);
  return {
    resource,
    ruleId: resource.attrIdentifier,
    ruleArn: resource.attrArn,
    lockState: use.noted('lockState', resource.attrLockState),
    lockEndTime: NO_END,
    use,
    removal: () => ({ deletion: resource.cfnOptions.deletionPolicy, replacement: resource.cfnOptions.updateReplacePolicy }),
    properties: () => rulePropertiesOf(resource),
  };
}

const LOCKED_RULE_RESOURCE: CustomResourceKind<LockedRetentionRuleSpec, LockAttribute> = {
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

/** The changes of a rule that is taken over. A rule that was there before is never deleted. */
const CHANGES = ['rbin:UpdateRule', 'rbin:LockRule', 'rbin:UnlockRule', 'rbin:TagResource', 'rbin:UntagResource'];

/** A rule that a custom resource makes, changes and locks. */
export function handledRule(scope: Construct, props: LockedRetentionRuleProps): LockedRuleResource {
  const { cdkTagManager: tags } = new TagCarrier(scope, 'RuleTags', props.tags);
  const { resourceType, description, existingRuleId, lock, onRemoval = RuleLockRemoval.RETAIN, reconcile, serviceTimeout } = props;
  const retentionDays = props.retentionPeriod.toDays({ integral: false });
  const spec: WithLate<LockedRetentionRuleSpec> = {
    resourceType, retentionDays, description, tags: new Late(() => tags.renderTags()), existingRuleId, lock: lock._spec(), onRemoval,
  };
  // Of another id than the resource of a `RetentionRule`: a construct that replaces one has another rule, made before that one is deleted.
  const handled = new HandledConstruct(new Construct(scope, 'LockedRule'), LOCKED_RULE_RESOURCE, { spec, reconcile, serviceTimeout });
  if (existingRuleId !== undefined) {
    handled.allow(new PolicyStatement({ sid: 'TakeOver', actions: CHANGES, resources: [arnOf(Stack.of(scope), existingRuleId)] }));
  }
  return {
    resource: handled.resource,
    ruleId: handled.attribute('RuleId'),
    ruleArn: handled.attribute('RuleArn'),
    lockState: handled.changingAttribute('LockState'),
    lockEndTime: handled.changingAttribute('LockEndTime'),
    use: handled.use,
    handlerFunction: handled.handlerFunction,
    removal: () => undefined,
    properties: () => withUnknowns(ruleOf({ resourceType, retentionDays, description, lock: lock._spec(), onRemoval, tags: tags.tagValues() })),
  };
}

/** The tags that `Tags.of` gives to a rule, for a custom resource, which has no tags of its own. */
class TagCarrier extends Construct implements ITaggableV2 {
  public readonly cdkTagManager: TagManager;

  constructor(scope: Construct, id: string, tags?: Readonly<Record<string, string>>) {
    super(scope, id);
    this.cdkTagManager = new TagManager(TagType.MAP, CfnRule.CFN_RESOURCE_TYPE_NAME, tags);
  }
}

/** The ARN of a rule of a stack's account and Region. */
function arnOf(stack: Stack, ruleId: string): string {
  return stack.formatArn({ service: 'rbin', resource: 'rule', resourceName: ruleId });
}
