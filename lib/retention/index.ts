export * from './locked-retention-rule';
export * from './locked-retention-rule-props';
export * from './retention-rule';
export * from './retention-rule-interface';
export * from './retention-rule-level';
export * from './retention-rule-lock';
export * from './rule-lock';
