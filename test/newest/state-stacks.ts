import { Annotations, App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnImage } from 'aws-cdk-lib/aws-imagebuilder';
import {
  ImageBuild, ImageDeletion, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateRemoval, ImageStateUpdate, LifecycleAge,
  LifecycleAmiResources, LifecycleExecutionRole,
} from '../../lib';

/**
 * Stacks that together use every construct and every option of the wing state, and raise no warning that is not acknowledged.
 */
export function everyStateOption(app: App): void {
  recalled(new Stack(app, 'StateRecalled'));
  givenBack(new Stack(app, 'StateGivenBack'));
  outdated(new Stack(app, 'StateOutdated'));
  recorded(new Stack(app, 'StateRecorded'));
  deleted(new Stack(app, 'StateDeleted'));
  containersDeleted(new Stack(app, 'StateContainersDeleted'));
}

const IMAGE_BUILD = 'arn:aws:imagebuilder:eu-central-1:111111111111:image';
const MEMBER = ImagePrincipal.account('222222222222');

function acknowledge(stack: Stack, rule: string, reason: string): void {
  Annotations.of(stack).acknowledgeWarning(`cdk-image-governance:ImageStateUpdate.${rule}`, reason);
}

function recalled(stack: Stack): void {
  const image = new CfnImage(stack, 'Image', {
    imageRecipeArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:image-recipe/golden-linux/1.0.0',
    infrastructureConfigurationArn: 'arn:aws:imagebuilder:eu-central-1:111111111111:infrastructure-configuration/golden-linux',
  });
  new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuild(image)], launch: [MEMBER] });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
  new ImageStateUpdate(stack, 'Update', {
    image: ImageBuild.fromImage(image, { roles: [Role.fromRoleArn(stack, 'RoleOfMember', 'arn:aws:iam::333333333333:role/state-of-images')] }),
    state: ImageState.disabled({
      includeResources: LifecycleAmiResources.AMIS,
      amiExclusions: {
        isPublic: true, regions: ['us-east-1'], sharedAccounts: ['123456789012'], lastLaunched: LifecycleAge.months(2), tags: { pinned: 'yes' },
      },
      executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }),
    }),
    onRemoval: ImageStateRemoval.MAKE_AVAILABLE,
    reconcile: '1',
    serviceTimeout: Duration.minutes(30),
  });
  acknowledge(stack, 'DisablingUnshares', 'The image is bad: nobody is to launch it');
}

function givenBack(stack: Stack): void {
  new ImageSharePolicy(stack, 'Share', { images: [ImageSelection.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/1`)], launch: [MEMBER] });
  new ImageStateUpdate(stack, 'Update', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/1`),
    state: ImageState.available({ executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }) }),
    onRemoval: ImageStateRemoval.LEAVE,
  });
}

function outdated(stack: Stack): void {
  new ImageStateUpdate(stack, 'Update', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/2`),
    state: ImageState.deprecated({ at: new Date('2040-01-01T00:00:00Z') }),
  });
}

function recorded(stack: Stack): void {
  new ImageStateUpdate(stack, 'Update', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/3`),
    state: ImageState.disabled({ includeResources: LifecycleAmiResources.RECORD_ONLY }),
  });
}

function deleted(stack: Stack): void {
  new ImageStateUpdate(stack, 'WithSnapshots', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/4`), state: ImageState.deletedIrreversibly(),
  });
  new ImageStateUpdate(stack, 'WithoutSnapshots', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-linux/1.0.0/5`),
    state: ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS, amiExclusions: { lastLaunched: LifecycleAge.weeks(4) } }),
  });
  acknowledge(stack, 'SnapshotsOutliveAmis', 'Snapshots are kept for forensics');
  acknowledge(stack, 'ExclusionsKeepRecord', 'What is launched still is deleted later');
}

function containersDeleted(stack: Stack): void {
  const repository = new Repository(stack, 'Repository', { removalPolicy: RemovalPolicy.DESTROY });
  new ImageStateUpdate(stack, 'Update', {
    image: ImageBuild.fromImageBuildVersionArn(`${IMAGE_BUILD}/golden-container/1.0.0/1`),
    state: ImageState.containersDeletedIrreversibly({ repositories: [repository] }),
  });
}
