export * from './lifecycle';
export * from './retention';
export * from './sharing';
