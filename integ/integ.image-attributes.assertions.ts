import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { SOON } from './assertions';
import { goldenImage } from './golden-image';
import { ImageAttributes, ImageSelection, ImdsSupport } from '../lib';

/** EC2 says of the AMI what the app says of it. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-attributes-assertions');

const golden = goldenImage(stack, 'Golden');
new ImageAttributes(stack, 'Attributes', {
  images: [ImageSelection.fromImageBuild(golden)],
  description: 'Golden, of an integration test',
  imdsSupport: ImdsSupport.v2Irreversibly(),
});

export const test = new IntegTest(app, 'ImageAttributesAssertions', { testCases: [stack], diffAssets: true });

test.assertions.awsApiCall('ec2', 'DescribeImages', { ImageIds: [golden.attrImageId] }).expect(ExpectedResult.objectLike({
  Images: [Match.objectLike({ ImageId: golden.attrImageId, Description: 'Golden, of an integration test', ImdsSupport: 'v2.0' })],
})).waitForAssertions(SOON);
