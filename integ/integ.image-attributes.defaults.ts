import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { goldenImage } from './golden-image';
import { ImageAttributes, ImageSelection } from '../lib';

/** The least that a person can say. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-attributes-defaults');

new ImageAttributes(stack, 'Attributes', {
  images: [ImageSelection.fromImageBuild(goldenImage(stack, 'Golden'))],
  description: 'Golden, of an integration test',
});

export const test = new IntegTest(app, 'ImageAttributesDefaults', { testCases: [stack], diffAssets: true });
