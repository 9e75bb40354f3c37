import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { SOON, text } from './assertions';
import { goldenImage } from './golden-image';
import { ImageBuild, ImageState, ImageStateUpdate } from '../lib';

/** Image Builder says that the image is recalled, and EC2 that nobody can launch from its AMI. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-state-update-assertions');

const golden = goldenImage(stack, 'Golden');
new ImageStateUpdate(stack, 'Recall', { image: ImageBuild.fromImage(golden), state: ImageState.disabled() });

export const test = new IntegTest(app, 'ImageStateUpdateAssertions', { testCases: [stack], diffAssets: true });
const { assertions } = test;

// The whole answer would be longer than a custom resource may give.
assertions.awsApiCall('imagebuilder', 'GetImage', { imageBuildVersionArn: golden.attrArn })
  .assertAtPath('image.state.status', text('DISABLED')).waitForAssertions(SOON);
assertions.awsApiCall('ec2', 'DescribeImages', { ImageIds: [golden.attrImageId], IncludeDisabled: true })
  .assertAtPath('Images.0.State', text('disabled')).waitForAssertions(SOON);
