import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ORGANIZATION, PARTNER, UNIT } from './accounts';
import { goldenImage } from './golden-image';
import { BuildSharing, ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImageShareRemoval } from '../lib';

/**
 * Everything that a policy can say. To deploy it, name an account that is not in the organization, and the organization and a unit of the one
 * that deploys.
 */
const partner = ImagePrincipal.account(PARTNER);
const organization = ImagePrincipal.organization(ORGANIZATION);
const unit = ImagePrincipal.organizationalUnit(UNIT);

const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-share-policy-all-options');

const key = new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY, pendingWindow: Duration.days(7) });
const owner = new Role(stack, 'Owner', {
  assumedBy: new AccountPrincipal(stack.account),
  inlinePolicies: {
    share: new PolicyDocument({
      statements: [new PolicyStatement({
        actions: [
          'ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute', 'ec2:DescribeSnapshots',
          'ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute', 'kms:DescribeKey',
        ],
        resources: ['*'],
      })],
    }),
  },
});

const encrypted = new ImageSharePolicy(stack, 'Encrypted', {
  images: [ImageSelection.fromImageBuild(goldenImage(stack, 'Golden', key), { roles: [owner] })],
  launch: [partner, organization, unit],
  copy: [partner],
  buildFrom: BuildSharing.resourceShare({
    principals: [partner, organization, unit],
    allowExternalPrincipals: true,
    resourceShareName: 'cdk-image-governance Integ',
    removalPolicy: RemovalPolicy.DESTROY,
  }),
  encryptionKeys: [key, Key.fromKeyArn(stack, 'KeyOfElsewhere', `arn:aws:kms:eu-west-1:111111111111:key/${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`)],
  mode: ImageShareMode.authoritative({ removesEveryone: true }),
  onRemoval: ImageShareRemoval.UNSHARE,
  sharingQuota: 2_000,
  allowPublicLaunch: false,
  allowPublicCopy: false,
  reconcile: '1',
  serviceTimeout: Duration.minutes(30),
});

const plain = goldenImage(stack, 'Plain');
new ImageSharePolicy(stack, 'Unencrypted', {
  images: [ImageSelection.fromAmiId(plain.attrImageId, { region: stack.region, role: owner })],
  launch: [partner],
  mode: ImageShareMode.additive(),
  onRemoval: ImageShareRemoval.LEAVE,
});

const document = new PolicyDocument({
  statements: [new PolicyStatement({
    principals: [new AccountPrincipal(PARTNER)], actions: ['imagebuilder:GetImage', 'imagebuilder:ListImages'],
  })],
});
new ImageSharePolicy(stack, 'HandWritten', {
  images: [ImageSelection.fromImageBuildVersionArn(goldenImage(stack, 'HandWrittenImage').attrArn)],
  launch: [partner],
  buildFrom: BuildSharing.imagePolicy(document, { removalPolicy: RemovalPolicy.DESTROY }),
});

new CfnOutput(stack, 'AmiCount', { value: encrypted.amiCount });
new CfnOutput(stack, 'SkippedAmiCount', { value: encrypted.skippedAmiCount });
new CfnOutput(stack, 'TakenOverGrantCount', { value: encrypted.takenOverGrantCount });

Annotations.of(stack).acknowledgeWarning('cdk-image-governance:ImageSharePolicy.AccountBesideOrganization', 'The partner is of another organization');

export const test = new IntegTest(app, 'ImageSharePolicyAllOptions', { testCases: [stack], diffAssets: true });
