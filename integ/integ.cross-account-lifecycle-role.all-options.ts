import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { PARTNER } from './accounts';
import { CrossAccountLifecycleRole, LifecycleAge, LifecycleFilter, LifecycleRule } from '../lib';

/** Everything that can be said of the role. An account can have it only once. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-cross-account-lifecycle-role-all-options');

const repository = new Repository(stack, 'Repository', { removalPolicy: RemovalPolicy.DESTROY });
const { role } = new CrossAccountLifecycleRole(stack, 'Role', {
  sourceAccounts: [PARTNER, stack.account],
  rules: [
    LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
    LifecycleRule.disableAmis({ age: LifecycleAge.days(60) }),
    LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(90)), amiExclusions: { lastLaunched: LifecycleAge.days(30) } }),
    LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(5), repositories: [repository] }),
  ],
});

new CfnOutput(stack, 'RoleArn', { value: role.roleArn });

export const test = new IntegTest(app, 'CrossAccountLifecycleRoleAllOptions', { testCases: [stack], diffAssets: true });
