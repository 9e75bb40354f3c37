export { CrossAccountLifecycleRole, CrossAccountLifecycleRoleProps } from './cross-account-lifecycle-role';
export { LifecycleAge } from './lifecycle-age';
export { ExistingExecutionRoleOptions, LeastPrivilegeRoleOptions, LifecycleExecutionRole } from './lifecycle-execution-role';
export { LifecycleAgeFilterOptions, LifecycleFilter } from './lifecycle-filter';
export { ILifecyclePolicy, LifecyclePolicy, LifecyclePolicyAttributes, LifecyclePolicyProps, LifecyclePolicyStatus } from './lifecycle-policy';
export { LifecyclePolicyGrants } from './lifecycle-policy-grants';
export { LifecycleRecipe, LifecycleResourceSelection } from './lifecycle-resource-selection';
export {
  LifecycleAmiDeletion, LifecycleAmiDeletionOptions, LifecycleAmiExclusions, LifecycleAmiResources, LifecycleAmiRuleOptions,
  LifecycleContainerDeletion, LifecycleContainerDeletionOptions, LifecycleRule, LifecycleRuleOptions,
} from './lifecycle-rule';
