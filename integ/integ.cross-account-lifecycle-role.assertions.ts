import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Stack } from 'aws-cdk-lib';
import { PARTNER } from './accounts';
import { SOON, text } from './assertions';
import { CrossAccountLifecycleRole, LifecycleAge, LifecycleRule } from '../lib';

/** IAM has the role under the name that Image Builder asks for, for images of one account alone, and lets it do what the rules need and no more. */
const app = new App();
const stack = new Stack(app, 'cdk-image-governance-cross-account-lifecycle-role-assertions');

const { role } = new CrossAccountLifecycleRole(stack, 'Role', {
  sourceAccounts: [PARTNER],
  rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })],
});

export const test = new IntegTest(app, 'CrossAccountLifecycleRoleAssertions', { testCases: [stack], diffAssets: true });
const { assertions } = test;

/** A part of a policy, as IAM answers it: percent-encoded. */
const trusts = (key: string, value: string) => Match.stringLikeRegexp([key, value].map(it => encodeURIComponent(JSON.stringify(it))).join('%3A(?:%20)*'));

for (const document of [trusts('Service', 'imagebuilder.amazonaws.com'), trusts('aws:SourceAccount', PARTNER)]) {
  assertions.awsApiCall('iam', 'GetRole', { RoleName: CrossAccountLifecycleRole.ROLE_NAME }).expect(ExpectedResult.objectLike({
    Role: { Arn: role.roleArn, AssumeRolePolicyDocument: document },
  })).waitForAssertions(SOON);
}

// Only what Image Builder made, and tells so by this tag, may be touched at all.
const madeBy = (who: string) => [{ ContextKeyName: 'aws:ResourceTag/CreatedBy', ContextKeyType: 'string', ContextKeyValues: [who] }];
for (const [action, creator, decision] of [
  ['ec2:EnableImageDeprecation', 'EC2 Image Builder', 'allowed'],
  ['ec2:EnableImageDeprecation', 'somebody else', 'implicitDeny'],
  ['ec2:DeregisterImage', 'EC2 Image Builder', 'implicitDeny'],
]) {
  assertions.awsApiCall('iam', 'SimulatePrincipalPolicy', {
    PolicySourceArn: role.roleArn,
    ActionNames: [action],
    ResourceArns: [stack.formatArn({ service: 'ec2', account: '', resource: 'image', resourceName: 'ami-0123456789abcdef0' })],
    ContextEntries: madeBy(creator),
  }).assertAtPath('EvaluationResults.0.EvalDecision', text(decision)).waitForAssertions(SOON);
}
