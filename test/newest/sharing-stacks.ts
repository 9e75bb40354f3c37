import { Annotations, App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, IRole, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnImage, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BuildSharing, ImageAttributes, ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImageShareRemoval, ImdsSupport,
} from '../../lib';

/**
 * Stacks that together use every construct and every option of the wing sharing, and raise no warning that is not acknowledged.
 */
export function everySharingOption(app: App): void {
  shared(new Stack(app, 'Shared'));
  sharedWithEveryone(new Stack(app, 'SharedWithEveryone'));
  sharedByImagePolicy(new Stack(app, 'SharedByImagePolicy'));
  described(new Stack(app, 'Described'));
}

const AMI = 'ami-0123456789abcdef0';
const IMAGE_BUILD = 'arn:aws:imagebuilder:eu-central-1:111111111111:image/golden-windows/1.0.0/1';
const { account, organization, organizationalUnit, everyone } = ImagePrincipal;
const MEMBER = account('222222222222');
const ORGANIZATION = organization('arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5');
const UNIT = organizationalUnit('arn:aws:organizations::111111111111:ou/o-f6g7h8i9j0/ou-ab12-11111111');

function imageBuild(stack: Stack, key?: Key): CfnImage {
  const recipe = new CfnImageRecipe(stack, 'Recipe', {
    name: 'golden-linux',
    version: '1.0.0',
    parentImage: 'ssm:/golden/parent',
    blockDeviceMappings: key && [{ deviceName: '/dev/xvda', ebs: { encrypted: true, kmsKeyId: key.keyArn } }],
  });
  return new CfnImage(stack, 'Image', {
    imageRecipeArn: recipe.attrArn,
    infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:infrastructure-configuration/golden-linux',
  });
}

function roleOf(stack: Stack, accountId: string): IRole {
  return Role.fromRoleArn(stack, `RoleOf${accountId}`, `arn:aws:iam::${accountId}:role/share-images`);
}

function shared(stack: Stack): void {
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  new ImageSharePolicy(stack, 'Policy', {
    images: [
      ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: roleOf(stack, '333333333333') }),
      ImageSelection.fromSsmParameter('/golden/elsewhere', { role: roleOf(stack, '444444444444') }),
      ImageSelection.fromImageBuild(imageBuild(stack, key), { roles: [roleOf(stack, '555555555555')] }),
    ],
    launch: [MEMBER, ORGANIZATION, UNIT],
    copy: [MEMBER],
    buildFrom: BuildSharing.resourceShare({
      principals: [MEMBER, ORGANIZATION, UNIT],
      allowExternalPrincipals: true,
      resourceShareName: 'golden-images',
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    }),
    encryptionKeys: [key, Key.fromKeyArn(stack, 'OtherKey', 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-4333-8444-555555555555')],
    mode: ImageShareMode.authoritative({ removesEveryone: true }),
    onRemoval: ImageShareRemoval.LEAVE,
    sharingQuota: 2_000,
    allowPublicLaunch: false,
    allowPublicCopy: false,
    reconcile: '1',
    serviceTimeout: Duration.minutes(30),
  });
  Annotations.of(stack).acknowledgeWarning('cdk-image-governance:ImageSharePolicy.AccountBesideOrganization', 'The account is in neither');
}

function sharedWithEveryone(stack: Stack): void {
  new ImageSharePolicy(stack, 'Policy', {
    images: [ImageSelection.fromSsmParameter('/golden/public')],
    launch: [everyone()],
    copy: [everyone()],
    allowPublicLaunch: true,
    allowPublicCopy: true,
    mode: ImageShareMode.additive(),
    onRemoval: ImageShareRemoval.UNSHARE,
  });
}

function sharedByImagePolicy(stack: Stack): void {
  const document = new PolicyDocument({
    statements: [new PolicyStatement({ actions: ['imagebuilder:GetImage'], principals: [new AccountPrincipal('222222222222')] })],
  });
  new ImageSharePolicy(stack, 'Policy', {
    images: [ImageSelection.fromImageBuildVersionArn(IMAGE_BUILD)],
    launch: [MEMBER],
    buildFrom: BuildSharing.imagePolicy(document, { removalPolicy: RemovalPolicy.RETAIN }),
  });
}

function described(stack: Stack): void {
  new ImageAttributes(stack, 'Attributes', {
    images: [ImageSelection.fromAmiId(AMI), ImageSelection.fromSsmParameter('/golden/windows'), ImageSelection.fromImageBuild(imageBuild(stack))],
    description: 'Golden, and of the platform team',
    imdsSupport: ImdsSupport.v2Irreversibly(),
    reconcile: '1',
    serviceTimeout: Duration.minutes(30),
  });
}
