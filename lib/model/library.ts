/** The name of this library, with which every id that users see begins. */
export const LIBRARY = 'cdk-image-governance';
