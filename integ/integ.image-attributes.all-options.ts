import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { goldenImage } from './golden-image';
import { ImageAttributes, ImageSelection, ImdsSupport } from '../lib';

/** Everything that can be said of an image. What cannot be undone goes with the AMI, which goes with the stack. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-attributes-all-options');

const attributes = new ImageAttributes(stack, 'Attributes', {
  images: [
    ImageSelection.fromImageBuild(goldenImage(stack, 'Golden')),
    ImageSelection.fromAmiId(goldenImage(stack, 'Other').attrImageId),
  ],
  description: 'Golden, of an integration test',
  imdsSupport: ImdsSupport.v2Irreversibly(),
  reconcile: '1',
  serviceTimeout: Duration.minutes(30),
});

new CfnOutput(stack, 'AmiCount', { value: attributes.amiCount });
new CfnOutput(stack, 'SkippedAmiCount', { value: attributes.skippedAmiCount });

export const test = new IntegTest(app, 'ImageAttributesAllOptions', { testCases: [stack], diffAssets: true });
