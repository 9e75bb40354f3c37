export * from './build-sharing';
export * from './image-attributes';
export * from './image-principal';
export * from './image-selection';
export * from './image-share-mode';
export * from './image-share-policy';
export * from './imds-support';
