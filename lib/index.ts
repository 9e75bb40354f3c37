export * from './lifecycle';
export * from './retention';
export * from './sharing';
export * from './state';
