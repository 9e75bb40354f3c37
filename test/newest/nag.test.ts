import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { everyRetentionOption } from './retention-stacks';
import { everySharingOption } from './sharing-stacks';
import { everyLifecycleOption } from './stacks';
import { everyStateOption } from './state-stacks';

// What the pack AwsSolutions of cdk-nag says of everything that this library makes.

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

const ANY_RESOURCE = 'AwsSolutions-IAM5[Resource::*]';
const AMIS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:*::image/*]';
const SNAPSHOTS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:*::snapshot/*]';
const IMAGES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:imagebuilder:*:<AWS::AccountId>:image/*]';
const MEMBERS_IMAGES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:imagebuilder:*:333333333333:image/*]';
const REPOSITORIES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecr:*:<AWS::AccountId>:repository/*]';
const EXECUTIONS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:imagebuilder:<AWS::Region>:<AWS::AccountId>:lifecycle-execution/*]';
const MANAGED_POLICY =
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy]';
const AMIS_HERE = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>::image/*]';
const SNAPSHOTS_HERE = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>::snapshot/*]';
const KEYS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:*:<AWS::AccountId>:key/*]';
const KEYS_HERE = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]';
const SHARES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ram:<AWS::Region>:<AWS::AccountId>:resource-share/*]';
const PERMISSIONS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ram:<AWS::Region>:<AWS::AccountId>:permission/*]';

const RULES = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:rbin:<AWS::Region>:<AWS::AccountId>:rule/*]';

/** All that the pack may find of lifecycle policies, and why it is right as it is: nothing of it could be narrower. */
const LIFECYCLE_REASONS: Record<string, string> = {
  [ANY_RESOURCE]: 'ec2:DescribeImages and tag:GetResources cannot be scoped to a resource',
  [AMIS]: 'The AMIs are not known yet; a condition allows only those that Image Builder made',
  [SNAPSHOTS]: 'The snapshots are not known yet; a condition allows only those that Image Builder made',
  [IMAGES]: 'The images are not known yet, and which of them go is for the policy to say',
  [MEMBERS_IMAGES]: 'The images are not known yet, and which of them go is for the policies of the source accounts to say',
  [REPOSITORIES]: 'A condition allows only repositories whose owner gave them the tag for it',
  [EXECUTIONS]: 'The ids of runs are not known beforehand',
  [MANAGED_POLICY]: 'AWS prescribes this policy for the role; with `rules` it is not used',
};

/** The same of what shares and describes images. */
const SHARING_REASONS: Record<string, string> = {
  [ANY_RESOURCE]: 'ec2:DescribeImages, ec2:DescribeSnapshots, ec2:GetImageBlockPublicAccessState and the lists of RAM cannot be scoped to a resource',
  [AMIS]: 'Where the AMIs of a build are, only the deployment knows; conditions allow one attribute, or two tags, of those that the account owns',
  [AMIS_HERE]: 'An update that drops an AMI has to take back what it gave there; conditions allow one attribute of those that the account owns',
  [SNAPSHOTS]: 'Where the AMIs of a build are, only the deployment knows; conditions allow one attribute of snapshots that the account owns',
  [SNAPSHOTS_HERE]: 'An update that drops an AMI has to take back what it gave there; conditions allow one attribute of snapshots that the account owns',
  [KEYS]: 'With which keys snapshots are encrypted is not known yet; they are only described',
  [KEYS_HERE]: 'With which keys snapshots are encrypted is not known yet; they are only described',
  [SHARES]: 'RAM makes the share, so that its ARN is not known yet; it promotes only what it made of a policy, and conditions allow to change only those of the stack',
  [PERMISSIONS]: 'RAM makes the permission, so that its ARN is not known yet; a condition allows only those for images',
};

/** The same of what retains, and locks what retains. */
const RETENTION_REASONS: Record<string, string> = {
  [ANY_RESOURCE]: 'rbin:ListRules cannot be scoped to a resource',
  [RULES]: 'Recycle Bin makes the id of the rule; conditions allow to make, change and lock only those with the tag of the stack, and all can only be read',
};

/** The same of what brings images to states: shares among it, which are declared beside. */
const STATE_REASONS: Record<string, string> = {
  ...LIFECYCLE_REASONS,
  [ANY_RESOURCE]: 'ec2:DescribeImages, ec2:DescribeSnapshots and tag:GetResources cannot be scoped to a resource',
  [AMIS]: 'The AMIs of a build are not known yet; conditions allow only those that Image Builder made, or that the account owns',
  [SNAPSHOTS]: 'The snapshots of a build are not known yet; conditions allow only those that Image Builder made, or that the account owns',
  [IMAGES]: 'The role is one for all deletions of the stack; which images go is for whoever may pass it to say, and that is the function alone',
  [KEYS]: SHARING_REASONS[KEYS],
};

/** What the pack finds in each stack. */
const FINDINGS: Record<string, string[]> = {
  Amis: [ANY_RESOURCE, AMIS, SNAPSHOTS, IMAGES],
  Containers: [ANY_RESOURCE, IMAGES, REPOSITORIES, EXECUTIONS],
  Tagged: [ANY_RESOURCE, AMIS, SNAPSHOTS, IMAGES],
  Records: [ANY_RESOURCE, IMAGES],
  OwnRole: [ANY_RESOURCE, AMIS, SNAPSHOTS, IMAGES],
  CrossAccount: [MANAGED_POLICY],
  CrossAccountForRules: [ANY_RESOURCE, AMIS, SNAPSHOTS, MEMBERS_IMAGES],
  Shared: [ANY_RESOURCE, AMIS, SNAPSHOTS, KEYS],
  SharedWithEveryone: [ANY_RESOURCE, AMIS_HERE, SNAPSHOTS_HERE, KEYS_HERE],
  SharedByImagePolicy: [ANY_RESOURCE, AMIS, KEYS, SHARES, PERMISSIONS],
  Described: [ANY_RESOURCE, AMIS],
  Locked: [ANY_RESOURCE, RULES],
  StateRecalled: [ANY_RESOURCE, AMIS, SNAPSHOTS, KEYS, EXECUTIONS],
  StateGivenBack: [ANY_RESOURCE, AMIS, SNAPSHOTS, KEYS, EXECUTIONS],
  StateOutdated: [ANY_RESOURCE, AMIS, SNAPSHOTS, EXECUTIONS],
  StateRecorded: [EXECUTIONS],
  StateDeleted: [ANY_RESOURCE, AMIS, SNAPSHOTS, IMAGES, EXECUTIONS],
  StateContainersDeleted: [ANY_RESOURCE, IMAGES, REPOSITORIES, EXECUTIONS],
};

test('finds the wildcards that cannot be avoided, the policy that AWS prescribes, and nothing else', () => {
  const found: Record<string, Set<string>> = {};
  for (const { ruleName, violatingResources } of new AwsSolutionsChecks().validateScope(everything()).violations) {
    for (const { constructPath } of violatingResources) {
      (found[constructPath!.split('/')[0]] ??= new Set()).add(ruleName);
    }
  }
  expect(sorted(found)).toEqual(sorted(FINDINGS));
});

test('finds nothing once these are acknowledged, each by itself and with its reason', () => {
  expect(new AwsSolutionsChecks().validateScope(acknowledged(everything())).violations).toEqual([]);
});

test('stops the synthesis as long as they are not', () => {
  const silent = jest.spyOn(console, 'error').mockImplementation();
  const checked = (app: App) => {
    Validations.of(app).addPlugins(new AwsSolutionsChecks());
    return app;
  };
  expect(() => checked(everything()).synth()).toThrow(ANY_RESOURCE);
  expect(() => checked(acknowledged(everything())).synth()).not.toThrow();
  silent.mockRestore();
});

function everything(): App {
  const app = new App();
  everyLifecycleOption(app);
  everySharingOption(app);
  everyRetentionOption(app);
  everyStateOption(app);
  return app;
}

function acknowledged(app: App): App {
  for (const [stack, findings] of Object.entries(FINDINGS)) {
    const reasons = /^(?:Shared|Described)/.test(stack) ? SHARING_REASONS : /^Locked/.test(stack) ? RETENTION_REASONS
      : /^State/.test(stack) ? STATE_REASONS : LIFECYCLE_REASONS;
    Validations.of(app.node.findChild(stack)).acknowledge(...findings.map(id => ({ id, reason: reasons[id] })));
  }
  return app;
}

function sorted(findings: Record<string, Iterable<string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(findings).map(([stack, ids]) => [stack, [...ids].sort()]));
}
