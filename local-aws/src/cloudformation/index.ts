export * from './answers';
export * from './assembly';
export * from './custom-resource';
export type * from './operation';
export * from './resource-type';
export * from './runner';
export type * from './stack';
export type * from './template';
