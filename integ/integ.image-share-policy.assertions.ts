import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { PARTNER } from './accounts';
import { SOON, text } from './assertions';
import { goldenImage } from './golden-image';
import { BuildSharing, ImagePrincipal, ImageSelection, ImageSharePolicy } from '../lib';

/** EC2 and RAM let another account launch from an AMI, copy it, and build from its image. To deploy it, name an account: RAM invites it. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-share-policy-assertions');

const partner = ImagePrincipal.account(PARTNER);
const golden = goldenImage(stack, 'Golden');
new ImageSharePolicy(stack, 'Policy', {
  images: [ImageSelection.fromImageBuild(golden)],
  launch: [partner],
  copy: [partner],
  buildFrom: BuildSharing.resourceShare({ principals: [partner], allowExternalPrincipals: true }),
});

export const test = new IntegTest(app, 'ImageSharePolicyAssertions', { testCases: [stack], diffAssets: true });
const { assertions } = test;

assertions.awsApiCall('ec2', 'DescribeImageAttribute', { ImageId: golden.attrImageId, Attribute: 'launchPermission' }).expect(ExpectedResult.objectLike({
  LaunchPermissions: [Match.objectLike({ UserId: PARTNER })],
})).waitForAssertions(SOON);

// Which snapshot it has is not known to the stack, and has to be asked first.
const image = assertions.awsApiCall('ec2', 'DescribeImages', { ImageIds: [golden.attrImageId] }).waitForAssertions(SOON);
const snapshot = image.getAttString('Images.0.BlockDeviceMappings.0.Ebs.SnapshotId');
assertions.awsApiCall('ec2', 'DescribeSnapshotAttribute', { SnapshotId: snapshot, Attribute: 'createVolumePermission' }).expect(ExpectedResult.objectLike({
  CreateVolumePermissions: [Match.objectLike({ UserId: PARTNER })],
})).waitForAssertions(SOON);

assertions.awsApiCall('ram', 'GetResourceShareAssociations', { associationType: 'RESOURCE', resourceArn: golden.attrArn })
  .assertAtPath('resourceShareAssociations.0.status', text('ASSOCIATED')).waitForAssertions(SOON);
