import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  LifecycleAge, LifecycleAmiDeletion, LifecycleAmiResources, LifecycleExecutionRole, LifecycleFilter, LifecyclePolicy, LifecyclePolicyStatus,
  LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../lib';

/** Everything that a policy can say. Each selects what does not exist, so that a deployment touches no image. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-lifecycle-policy-all-options');

const amis = new LifecyclePolicy(stack, 'Amis', {
  lifecyclePolicyName: 'cdk-image-governance Integ_Amis',
  description: 'Deprecates, disables and deletes AMIs of a recipe that does not exist',
  status: LifecyclePolicyStatus.DISABLED,
  rules: [
    LifecycleRule.deprecateAmis({ age: LifecycleAge.weeks(4), exclusionTags: { pinned: 'true' } }),
    LifecycleRule.disableAmis({ age: LifecycleAge.months(2), includeResources: LifecycleAmiResources.RECORD_ONLY }),
    LifecycleRule.deleteAmis({
      filter: LifecycleFilter.age(LifecycleAge.years(1), { retainAtLeast: 3 }),
      includeResources: LifecycleAmiDeletion.AMIS_AND_SNAPSHOTS,
      exclusionTags: { pinned: 'true' },
      amiExclusions: {
        isPublic: true,
        regions: ['eu-west-1'],
        sharedAccounts: ['012345678901'],
        lastLaunched: LifecycleAge.days(30),
        tags: { keep: 'true' },
      },
    }),
  ],
  resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('cdk-image-governance integ', '1.x.x')),
  executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }),
  tags: { purpose: 'integration test' },
});

const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
const repository = new Repository(stack, 'Repository', { removalPolicy: RemovalPolicy.DESTROY });
const containers = new LifecyclePolicy(stack, 'Containers', {
  rules: [LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(5), repositories: [repository] })],
  resourceSelection: LifecycleResourceSelection.tags({ 'cdk-image-governance': 'integ' }),
  executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }),
});

const reader = new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
amis.grants.read(reader);
containers.grants.readExecutions(reader);
containers.grants.cancelExecutions(reader);

export const test = new IntegTest(app, 'LifecyclePolicyAllOptions', { testCases: [stack], diffAssets: true });
