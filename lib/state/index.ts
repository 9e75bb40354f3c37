export * from './image-build';
export * from './image-state';
export * from './image-state-update';
