export type { LifecycleAmiExclusions } from './ami-exclusions';
export * from './cross-account-lifecycle-role';
export * from './lifecycle-execution-role';
export * from './lifecycle-filter';
export * from './lifecycle-policy';
export * from './lifecycle-policy-interface';
export * from './lifecycle-resource-selection';
export * from './lifecycle-rule';
