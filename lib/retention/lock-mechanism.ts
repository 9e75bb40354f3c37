/**
 * What locks a retention rule, and owns it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html
 */
export enum LockMechanism {
  /** A custom resource, which makes, changes and locks the rule. It never sends what the lock forbids. */
  CUSTOM_RESOURCE = 'CUSTOM_RESOURCE',

  /**
   * CloudFormation's own `AWS::Rbin::Rule` with its lock configuration, for templates that must have no function.
   *
   * CloudFormation keeps fewer promises under a lock: an update that changes the rule, and one that changes nothing but the tags of the
   * stack, can fail, and its rollback with it, until the rule has been unlocked by other means and its delay is over. The rule stays
   * when the construct is removed or replaced.
   */
  CLOUDFORMATION = 'CLOUDFORMATION',
}
