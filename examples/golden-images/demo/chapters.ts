import {
  CrossAccountLifecycleRole, ImageAttributes, ImageSharePolicy, ImageStateUpdate, LifecyclePolicy, LockedRetentionRule, RetentionRule,
  RetentionRuleLock,
} from 'cdk-image-governance';
import type { Construct, IConstruct } from 'constructs';
import { crossAccountRoleInWords } from './words/cross-account-role';
import { imageAttributesInWords } from './words/image-attributes';
import { imageSharePolicyInWords } from './words/image-share-policy';
import { imageStateUpdateInWords } from './words/image-state-update';
import { lifecyclePolicyInWords } from './words/lifecycle-policy';
import { lockedRetentionRuleInWords, retentionRuleInWords, retentionRuleLockInWords } from './words/retention';
import { CustomResourceProperties, roleOfHandler } from './words/role';
import type { Template, Words } from './words/template';
import type { LifecyclePolicyProperties } from '../../../lib/model/lifecycle/properties';
import { LIFECYCLE_POLICY_RULES } from '../../../lib/model/lifecycle/rules';
import { CROSS_ACCOUNT_ROLE_RULES } from '../../../lib/model/lifecycle/rules/cross-account-role';
import { LOCKED_RETENTION_RULE_RULES, RETENTION_RULE_LOCK_RULES, RETENTION_RULE_RULES } from '../../../lib/model/retention/rules';
import type { Rule } from '../../../lib/model/rule';
import { IMAGE_SHARE_POLICY_RULES } from '../../../lib/model/sharing/rules';
import { IMAGE_ATTRIBUTES_RULES } from '../../../lib/model/sharing/rules/image-attributes';
import { IMAGE_STATE_UPDATE_RULES } from '../../../lib/model/state/rules';

/** What the demo tells of a kind of construct. */
export interface Chapter {
  readonly construct: abstract new (...args: never[]) => Construct;
  readonly title: string;

  /** What is checked when the app is synthesised. */
  readonly rules: readonly Rule<never>[];

  /** What the construct does, from the properties of its resource in the template. */
  inWords(properties: object, template: Template): Words;

  /** The ARN of the role with which it is done, from the same properties; absent if there is none. */
  roleArn?(properties: object, logicalId: string, template: Template): unknown;
}

/** A chapter for each construct of the library. */
export const CHAPTERS: readonly Chapter[] = [
  {
    construct: LifecyclePolicy,
    title: 'a lifecycle policy',
    rules: LIFECYCLE_POLICY_RULES,
    inWords: lifecyclePolicyInWords,
    roleArn: ({ ExecutionRole: role }: LifecyclePolicyProperties) => role,
  },
  {
    construct: CrossAccountLifecycleRole,
    title: 'a role for lifecycle policies of other accounts',
    rules: CROSS_ACCOUNT_ROLE_RULES,
    inWords: crossAccountRoleInWords,
    roleArn: (_, logicalId) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] }),
  },
  {
    construct: ImageSharePolicy,
    title: 'a share policy',
    rules: IMAGE_SHARE_POLICY_RULES,
    inWords: imageSharePolicyInWords,
    roleArn: (properties: CustomResourceProperties, _, template) => roleOfHandler(properties, template),
  },
  {
    construct: ImageAttributes,
    title: 'image attributes',
    rules: IMAGE_ATTRIBUTES_RULES,
    inWords: imageAttributesInWords,
    roleArn: (properties: CustomResourceProperties, _, template) => roleOfHandler(properties, template),
  },
  {
    construct: ImageStateUpdate,
    title: 'an image state update',
    rules: IMAGE_STATE_UPDATE_RULES,
    inWords: imageStateUpdateInWords,
    roleArn: (properties: CustomResourceProperties, _, template) => roleOfHandler(properties, template),
  },
  {
    construct: RetentionRule,
    title: 'a retention rule',
    rules: RETENTION_RULE_RULES,
    inWords: retentionRuleInWords,
  },
  {
    construct: LockedRetentionRule,
    title: 'a locked retention rule',
    rules: LOCKED_RETENTION_RULE_RULES,
    inWords: lockedRetentionRuleInWords,
    roleArn: (properties: CustomResourceProperties, _, template) => roleOfHandler(properties, template),
  },
  {
    construct: RetentionRuleLock,
    title: 'the lock of a retention rule',
    rules: RETENTION_RULE_LOCK_RULES,
    inWords: retentionRuleLockInWords,
    roleArn: (properties: CustomResourceProperties, _, template) => roleOfHandler(properties, template),
  },
];

/** The chapter of a construct, if it is one of the library. */
export function chapterOf(construct: IConstruct): Chapter | undefined {
  return CHAPTERS.find(chapter => construct instanceof chapter.construct);
}
