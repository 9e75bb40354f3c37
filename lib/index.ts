export * from './lifecycle';
export * from './sharing';
