import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PolicyDocument, Role } from 'aws-cdk-lib/aws-iam';
import {
  ImageAttributes, ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImdsSupport, LockedRetentionRule, RetainedResourceType,
  RetentionRule, RetentionRuleLock, RuleLock,
} from '../lib';
import { BUILD, X } from './handlers/image-share-policy/shares';
import { page } from './support/markdown';
import { ENV } from './support/stacks';
import { BuildSharing } from '../lib/sharing/build-sharing';

// The page on permissions lists what the handlers may do: it is what their roles have.

const AMI = 'ami-0123456789abcdef0';

/** The statements and their actions that the tables of the handlers' roles have. */
function documented(): Record<string, string[]> {
  const [, all] = /\n## The handlers' roles\n([^]*?)\n## /.exec(page('docs/permissions.md'))!;
  // A test of its own has those of state updates.
  const section = all.replace(/\nFor image state updates:\n[^]*?(?=\nFor )/, '');
  return Object.fromEntries([...section.matchAll(/^\| `(\w+)` \| (.*?) \| /gm)]
    .map(([, sid, cell]) => [sid, [...cell.matchAll(/`([^`]+)`/g)].map(([, action]) => action).sort()]));
}

test('docs/permissions.md lists the statements of the handlers, all of them', () => {
  const stack = new Stack(new App(), 'Images', { env: ENV });
  const role = Role.fromRoleArn(stack, 'Owner', 'arn:aws:iam::333333333333:role/share-images');
  const images = [ImageSelection.fromAmiId(AMI), ImageSelection.fromImageBuildVersionArn(BUILD, { roles: [role] })];
  new ImageSharePolicy(stack, 'Share', {
    images, launch: [ImagePrincipal.everyone()], allowPublicLaunch: true, mode: ImageShareMode.authoritative(), copy: [ImagePrincipal.account(X)],
  });
  new ImageAttributes(stack, 'Attributes', { images, description: 'golden', imdsSupport: ImdsSupport.v2Irreversibly() });
  BuildSharing.imagePolicy(new PolicyDocument())._bind(stack, [{ image: BUILD }]);
  const lock = RuleLock.locked(Duration.days(7));
  new LockedRetentionRule(stack, 'Rule', {
    resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), lock, existingRuleId: 'abCD1234567',
  });
  new RetentionRuleLock(stack, 'Lock', { retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Theirs', 'abCD1234568'), lock });
  const statements = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).flatMap(({ Properties: it }) => it.PolicyDocument.Statement);
  expect(documented()).toEqual(Object.fromEntries(statements.map(({ Sid, Action }) => [Sid, [Action].flat().sort()])));
});

test.each(['read', 'lock', 'unlock'] as const)('docs/permissions.md lists what the grant %s on a retention rule allows', grant => {
  const stack = new Stack(new App(), 'Images', { env: ENV });
  RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567').grants[grant](Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/auditor'));
  const [{ Properties: { PolicyDocument: { Statement: [{ Action: actions }] } } }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [, listed] = new RegExp(`^\\| \`grants\\.${grant}\`(?: of a retention rule)? \\| (.*) \\| the rule \\|$`, 'm').exec(page('docs/permissions.md'))!;
  expect(listed).toBe([actions].flat().map(it => `\`${it}\``).join(', '));
});
