import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { PARTNER } from './accounts';
import { CrossAccountLifecycleRole } from '../lib';

/** The least that a person can say. An account can have this role only once. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-cross-account-lifecycle-role-defaults');

new CrossAccountLifecycleRole(stack, 'Role', { sourceAccounts: [PARTNER] });

export const test = new IntegTest(app, 'CrossAccountLifecycleRoleDefaults', { testCases: [stack], diffAssets: true });
