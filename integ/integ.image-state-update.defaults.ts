import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { goldenImage } from './golden-image';
import { ImageBuild, ImageState, ImageStateUpdate } from '../lib';

/** The least that a person can say: a recall. It goes with the image, which goes with the stack. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-state-update-defaults');

new ImageStateUpdate(stack, 'Recall', {
  image: ImageBuild.fromImage(goldenImage(stack, 'Golden')),
  state: ImageState.disabled(),
});

export const test = new IntegTest(app, 'ImageStateUpdateDefaults', { testCases: [stack], diffAssets: true });
