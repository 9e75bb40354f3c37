import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Annotations, App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PARTNER } from './accounts';
import { goldenImage } from './golden-image';
import {
  ImageBuild, ImageDeletion, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateRemoval, ImageStateUpdate, LifecycleAge,
  LifecycleAmiResources, LifecycleExecutionRole,
} from '../lib';

/**
 * Every state of AMIs, and everything that can be said of it. A container image can only be deleted, which takes one that somebody has built.
 * What is deleted here is an image of this stack alone: CloudFormation finds it gone when the stack goes, and its snapshot stays. The date has
 * to be in the future on the day on which this is deployed, by ten years at most: EC2 takes no later one.
 */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-image-state-update-all-options');

const owner = new Role(stack, 'Owner', {
  assumedBy: new AccountPrincipal(stack.account),
  inlinePolicies: {
    restore: new PolicyDocument({
      statements: [new PolicyStatement({
        actions: ['ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute', 'ec2:DisableImageDeprecation'], resources: ['*'],
      })],
    }),
  },
});
const lifecycle = new Role(stack, 'Lifecycle', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });

const recalled = goldenImage(stack, 'Recalled');
const share = new ImageSharePolicy(stack, 'Share', {
  images: [ImageSelection.fromImageBuild(recalled)], launch: [ImagePrincipal.account(PARTNER)],
});
const recall = new ImageStateUpdate(stack, 'Recall', {
  image: ImageBuild.fromImage(recalled, { roles: [owner] }),
  state: ImageState.disabled({
    includeResources: LifecycleAmiResources.AMIS,
    amiExclusions: {
      isPublic: true, regions: ['us-east-1'], sharedAccounts: ['111111111111'], lastLaunched: LifecycleAge.weeks(2), tags: { keep: 'true' },
    },
    executionRole: LifecycleExecutionRole.fromRole(lifecycle, { addPermissions: true }),
  }),
  onRemoval: ImageStateRemoval.MAKE_AVAILABLE,
  reconcile: '1',
  serviceTimeout: Duration.minutes(30),
});
recall.node.addDependency(share);

new ImageStateUpdate(stack, 'Deprecation', {
  image: ImageBuild.fromImageBuildVersionArn(goldenImage(stack, 'Deprecated').attrArn, { roles: [owner] }),
  state: ImageState.deprecated({ at: new Date('2036-01-01T00:00:00Z'), executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }) }),
});

new ImageStateUpdate(stack, 'Release', {
  image: ImageBuild.fromImage(goldenImage(stack, 'Released')),
  state: ImageState.available({ includeResources: LifecycleAmiResources.RECORD_ONLY }),
  onRemoval: ImageStateRemoval.LEAVE,
});

const deletion = new ImageStateUpdate(stack, 'Deletion', {
  image: ImageBuild.fromImage(goldenImage(stack, 'Deleted')),
  state: ImageState.deletedIrreversibly({ includeResources: ImageDeletion.AMIS }),
});

for (const attribute of ['previousState', 'resultingState', 'executionId', 'changedCount', 'skippedCount', 'failedCount'] as const) {
  new CfnOutput(stack, attribute, { value: recall[attribute] });
}

Annotations.of(recall).acknowledgeWarning('cdk-image-governance:ImageStateUpdate.DisablingUnshares', 'The stack makes the image available when it goes');
for (const rule of ['SnapshotsOutliveAmis', 'ImageOfStackDeleted']) {
  Annotations.of(deletion).acknowledgeWarning(`cdk-image-governance:ImageStateUpdate.${rule}`, 'The image is there for this test alone');
}

export const test = new IntegTest(app, 'ImageStateUpdateAllOptions', { testCases: [stack], diffAssets: true });
