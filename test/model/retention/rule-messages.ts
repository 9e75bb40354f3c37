// What a person is told by each rule, for the first of its cases, whole. Only the library's name is left out of the ids.

/** By the rules over any retention rule, locked or not. */
const SHARED_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  RequiredProperty: [
    'error ResourceType is required: set it (RequiredProperty, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  KnownResourceType: [
    'error ResourceType must be one of EBS_SNAPSHOT, EC2_IMAGE, EBS_VOLUME, got "AMI": use EC2_IMAGE (KnownResourceType, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  RetentionPeriodRange: [
    'error RetentionPeriod.RetentionPeriodValue must be 1 to 365 whole days, got 400: use at most 365 (RetentionPeriodRange, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_RetentionPeriod.html)',
  ],
  RetentionPeriodUnit: [
    'error RetentionPeriod.RetentionPeriodUnit must be DAYS, got "WEEKS": count in days, which is the only unit that there is (RetentionPeriodUnit, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_RetentionPeriod.html)',
  ],
  DescriptionLength: [
    'error Description must have at most 255 characters, and has 256, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (258 characters): shorten it (DescriptionLength, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  DescriptionCharacters: [
    'error Description must have no other white space than blanks, and has a newline, got "two\\nlines": write a blank in its place: CloudFormation lets it pass, and Recycle Bin refuses it (DescriptionCharacters, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  StatusNotSet: [
    'error Status must not be set, got "available": remove it: it says whether the rule is in force yet, which no template can choose (StatusNotSet, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  UnlockDelayComplete: [
    'error LockConfiguration.UnlockDelayValue is required: set it (UnlockDelayComplete, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_LockRule.html)',
    'error LockConfiguration.UnlockDelayUnit is required: set it (UnlockDelayComplete, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_LockRule.html)',
  ],
  UnlockDelayRange: [
    'error LockConfiguration.UnlockDelayValue must protect the rule for 7 to 30 whole days after it was unlocked, got 6: use at least 7 (UnlockDelayRange, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_UnlockDelay.html)',
  ],
  UnlockDelayUnit: [
    'error LockConfiguration.UnlockDelayUnit must be DAYS, got "HOURS": count in days, which is the only unit that there is (UnlockDelayUnit, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_UnlockDelay.html)',
  ],
  LockWithoutResourceTags: [
    'error LockConfiguration must not be set together with resource tags: remove the lock, or the tags: only a rule for all resources of its type in the Region can be locked (LockWithoutResourceTags, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html)',
  ],
  LockWithoutExclusionTags: [
    'error LockConfiguration must not be set together with exclusion tags: remove the lock, or the tags: only a rule for all resources of its type in the Region can be locked (LockWithoutExclusionTags, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html)',
  ],
  TagCount: [
    'error Tags must have at most 50 entries, got 51: use fewer tags (TagCount, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)',
  ],
  TagComplete: [
    'error Tags[1].Key is required: set it (TagComplete, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
    'error Tags[1].Value is required: set it (TagComplete, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
  ],
  TagKeyFormat: [
    'error Tags[0].Key must have 1 to 128 letters, digits, spaces and _ . : / = + - @ that do not begin with aws:, got "aws:team": rename the tag: aws: is for tags of AWS (TagKeyFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
  ],
  TagValueFormat: [
    'error Tags[1].Value must have at most 256 letters, digits, spaces and _ . : / = + - @, got "a;b": write the value without ";" (TagValueFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
  ],
  DuplicateTagKey: [
    'error Tags[1].Key must not be the key of a tag before it as well, got "team": remove one of the two (DuplicateTagKey, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-tag-resource.html)',
  ],
  SnapshotsRetainedAsLong: [
    'warning RetentionPeriod.RetentionPeriodValue should not be longer than the 30 days for which this app retains the snapshots of all these AMIs, got 90: retain snapshots with a rule of the same level, or of the whole Region, for at least 90 days, or acknowledge this if another app does: an AMI in the Recycle Bin cannot be restored once its snapshots are gone (SnapshotsRetainedAsLong, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)',
  ],
};

/** By all over a retention rule. */
export const RULE_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  ...SHARED_MESSAGES,
  OneLevel: [
    'error ExcludeResourceTags must not be set together with ResourceTags: select resources, or exclude some: write two rules to do both (OneLevel, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)',
  ],
  SomeResourceTag: [
    'error ResourceTags must name a tag, got []: name one, or leave the list out to retain all resources of the type (SomeResourceTag, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)',
  ],
  ResourceTagCount: [
    'error ResourceTags must have 1 to 50 entries, got 51: split the tags among rules (ResourceTagCount, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  ExclusionTagCount: [
    'error ExcludeResourceTags must have at most 5 entries, got 6: give the resources that are left out one tag in common (ExclusionTagCount, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
  ResourceTagSpelling: [
    'error ResourceTags[1] must be spelt with ResourceTagKey and ResourceTagValue, got {"Key":"team","Value":"platform"}: rename Key and Value, as only the tags of the rule itself have them (ResourceTagSpelling, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ResourceTag.html)',
  ],
  ResourceTagComplete: [
    'error ResourceTags[1].ResourceTagKey is required: set it (ResourceTagComplete, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
    'error ResourceTags[1].ResourceTagValue is required: set it (ResourceTagComplete, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  ResourceTagKeyLength: [
    'error ResourceTags[1].ResourceTagKey must have 1 to 128 characters, and has 0, got "": write the key as the resources have it (ResourceTagKeyLength, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ResourceTag.html)',
  ],
  ResourceTagValueLength: [
    'error ResourceTags[0].ResourceTagValue must have at most 256 characters, and has 257, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… (259 characters): write the value as the resources have it (ResourceTagValueLength, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_ResourceTag.html)',
  ],
  DuplicateResourceTag: [
    'error ResourceTags[1] must not be a tag that stands before it already, got {"ResourceTagKey":"team","ResourceTagValue":"platform"}: remove one of the two (DuplicateResourceTag, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  ResourceTagInTooManyRules: [
    'warning ResourceTags[0] should be in at most 5 rules of an account and Region, and is in 6, got {"ResourceTagKey":"team","ResourceTagValue":"platform"}: remove it from one of the others: App/A, App/B, App/C, App/D, App/E (ResourceTagInTooManyRules, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_CreateRule.html)',
  ],
};

/** By all over a locked retention rule. */
export const LOCKED_RULE_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  ...SHARED_MESSAGES,
  UnlockedNeedsCustomResource: [
    'error LockConfiguration must not be RuleLock.unlocked() with LockMechanism.CLOUDFORMATION: use LockMechanism.CUSTOM_RESOURCE: what CloudFormation does to a rule whose lock configuration disappears is not documented (UnlockedNeedsCustomResource, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  RetainedByCloudFormation: [
    'error LockMechanism must leave the removal policy RETAIN with LockMechanism.CLOUDFORMATION, got {"DeletionPolicy":"Delete","UpdateReplacePolicy":"Retain"}: change no removal policy of it: CloudFormation cannot delete a locked rule, and its stack would fail until the unlock delay is over (RetainedByCloudFormation, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  NeedsCustomResource: [
    'error existingRuleId must not be set with LockMechanism.CLOUDFORMATION: leave it out, or use LockMechanism.CUSTOM_RESOURCE (NeedsCustomResource, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
    'error reconcile must not be set with LockMechanism.CLOUDFORMATION: leave it out, or use LockMechanism.CUSTOM_RESOURCE (NeedsCustomResource, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
  ],
  RuleIdFormat: [
    'error ExistingRuleId must be 11 letters and digits, got "my-rule": give the id as Recycle Bin shows it, and neither the name nor the ARN (RuleIdFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_GetRule.html)',
  ],
  OwnTagCount: [
    'error Tags must have at most 47 entries, got 48: use fewer tags: 3 of the 50 that a rule can have are kept for the library (OwnTagCount, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)',
  ],
  OwnTagKey: [
    'error Tags[1].Key must not be a key with which this library marks the rules that it made, got "cdk-image-governance:owner": rename the tag (OwnTagKey, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)',
  ],
  LockUsedElsewhere: [
    'warning LockState should not be used in another stack, and is in App/Dashboard: pass it by an SSM parameter instead: it changes with the lock, and CloudFormation changes no export that another stack uses, so the update would fail (LockUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html)',
  ],
};

/** By all over a lock. */
export const LOCK_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  RuleIdFormat: [
    'error RuleId must be 11 letters and digits, got "my-rule": give the id as Recycle Bin shows it, and neither the name nor the ARN (RuleIdFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_GetRule.html)',
  ],
  RuleOfThisApp: [
    'error RuleId must be a rule that this app does not make, got "App/Images/Rule": replace it by a LockedRetentionRule: CloudFormation could neither change nor delete the rule under this lock, and its stack would be stuck (RuleOfThisApp, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html)',
  ],
  RuleInPlace: [
    'error RuleId must be a rule of the account of the stack, 111111111111, got "222222222222": put the lock into a stack of the account of the rule (RuleInPlace, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)',
    'error RuleId must be a rule of the Region of the stack, eu-west-1, got "us-east-1": put the lock into a stack of the Region of the rule (RuleInPlace, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)',
  ],
  UnlockDelayComplete: [
    'error LockConfiguration.UnlockDelayValue is required: set it (UnlockDelayComplete, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_LockRule.html)',
  ],
  UnlockDelayRange: [
    'error LockConfiguration.UnlockDelayValue must protect the rule for 7 to 30 whole days after it was unlocked, got 6: use at least 7 (UnlockDelayRange, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_UnlockDelay.html)',
  ],
  LockUsedElsewhere: [
    'warning LockEndTime should not be used in another stack, and is in App/Dashboard: pass it by an SSM parameter instead: it changes with the lock, and CloudFormation changes no export that another stack uses, so the update would fail (LockUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html)',
  ],
};
