import { Annotations, App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { AccountRootPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnContainerRecipe, CfnImageRecipe } from 'aws-cdk-lib/aws-imagebuilder';
import {
  CrossAccountLifecycleRole, LifecycleAge, LifecycleAmiDeletion, LifecycleAmiResources, LifecycleContainerDeletion, LifecycleExecutionRole,
  LifecycleFilter, LifecyclePolicy, LifecyclePolicyStatus, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';
import { RetentionRuleTags } from '../handlers/retention-rule-tags/retention-rule-tags';

/**
 * Stacks that together use every construct and every option of the wing lifecycle, and raise no warning that is not acknowledged.
 */
export function everyLifecycleOption(app: App): void {
  amis(new Stack(app, 'Amis'));
  containers(new Stack(app, 'Containers'));
  tagged(new Stack(app, 'Tagged'));
  records(new Stack(app, 'Records'));
  ownRole(new Stack(app, 'OwnRole'));
  imported(new Stack(app, 'Imported'));
  // The role has a fixed name, so that an account can have only one of the two.
  crossAccount(new Stack(app, 'CrossAccount', { env: { account: '222222222222', region: 'eu-central-1' } }));
  crossAccountForRules(new Stack(app, 'CrossAccountForRules', { env: { account: '333333333333', region: 'eu-central-1' } }));
}

/** A stack with a custom resource, whose function every construct with a handler brings: the toy of the kernel's tests stands for all. */
export function customResource(app: App): void {
  new RetentionRuleTags(new Stack(app, 'Images'), 'Tags', { ruleArn: 'arn:aws:rbin:eu-west-1:111111111111:rule/rule0000001', tags: {} });
}

const PINNED = { pinned: 'yes' };

function acknowledge(stack: Stack, rule: string, reason: string): void {
  Annotations.of(stack).acknowledgeWarning(`cdk-image-governance:LifecyclePolicy.${rule}`, reason);
}

function imageRecipe(stack: Stack): CfnImageRecipe {
  return new CfnImageRecipe(stack, 'Recipe', { name: 'golden-linux', version: '1.0.x', parentImage: 'ssm:/golden/parent' });
}

function containerRecipe(stack: Stack, repository: Repository): CfnContainerRecipe {
  return new CfnContainerRecipe(stack, 'Recipe', {
    name: 'golden-container',
    version: '1.0.0',
    containerType: 'DOCKER',
    parentImage: 'public.ecr.aws/amazonlinux/amazonlinux:2023',
    dockerfileTemplateData: 'FROM {{{ imagebuilder:parentImage }}}',
    targetRepository: { service: 'ECR', repositoryName: repository.repositoryName },
    components: [{ componentArn: 'arn:aws:imagebuilder:us-east-1:aws:component/update-linux/x.x.x' }],
  });
}

function amis(stack: Stack): void {
  new LifecyclePolicy(stack, 'Policy', {
    lifecyclePolicyName: 'golden-linux-lifecycle',
    description: 'Golden images age gracefully',
    status: LifecyclePolicyStatus.DISABLED,
    executionRole: LifecycleExecutionRole.leastPrivilege({ restrictToSourceAccount: true }),
    tags: { team: 'platform' },
    rules: [
      LifecycleRule.deprecateAmis({ age: LifecycleAge.fromDuration(Duration.days(30)) }),
      LifecycleRule.disableAmis({ age: LifecycleAge.weeks(13), amiExclusions: { isPublic: true } }),
      LifecycleRule.deleteAmis({
        filter: LifecycleFilter.age(LifecycleAge.years(1), { retainAtLeast: 3 }),
        exclusionTags: PINNED,
        amiExclusions: {
          isPublic: true,
          regions: ['us-east-1', 'eu-central-1'],
          sharedAccounts: ['123456789012', '210987654321'],
          lastLaunched: LifecycleAge.months(2),
          tags: PINNED,
        },
      }),
    ],
    resourceSelection: LifecycleResourceSelection.recipes(
      LifecycleRecipe.fromImageRecipe(imageRecipe(stack)),
      LifecycleRecipe.fromName('golden-windows', '1.x.x'),
      LifecycleRecipe.fromArn('arn:aws:imagebuilder:us-east-1:123456789012:image-recipe/golden-mac/1.0.0'),
    ),
  });
  acknowledge(stack, 'RetentionCountsPerVersion', 'The last three of each version are the way back to it');
}

function containers(stack: Stack): void {
  const repository = new Repository(stack, 'Repository', { removalPolicy: RemovalPolicy.DESTROY });
  const policy = new LifecyclePolicy(stack, 'Policy', {
    rules: [LifecycleRule.deleteContainers({ filter: LifecycleFilter.count(5), exclusionTags: PINNED, repositories: [repository] })],
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromContainerRecipe(containerRecipe(stack, repository), '1.0.0')),
  });
  const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
  policy.grants.read(auditor);
  policy.grants.readExecutions(auditor);
  policy.grants.cancelExecutions(auditor);
}

function tagged(stack: Stack): void {
  new LifecyclePolicy(stack, 'Policy', {
    rules: [
      LifecycleRule.deprecateAmis({ age: LifecycleAge.months(6) }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.months(12)), includeResources: LifecycleAmiDeletion.AMIS }),
    ],
    resourceSelection: LifecycleResourceSelection.tags({ governance: 'golden' }),
  });
  acknowledge(stack, 'SnapshotsOutliveAmis', 'Snapshots are kept for forensics');
}

function records(stack: Stack): void {
  new LifecyclePolicy(stack, 'Amis', {
    rules: [
      LifecycleRule.deprecateAmis({ age: LifecycleAge.days(90), includeResources: LifecycleAmiResources.RECORD_ONLY }),
      LifecycleRule.disableAmis({ age: LifecycleAge.days(180), includeResources: LifecycleAmiResources.RECORD_ONLY }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(365)), includeResources: LifecycleAmiDeletion.RECORD_ONLY }),
    ],
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('golden-linux', '1.0.x')),
  });
  new LifecyclePolicy(stack, 'Containers', {
    rules: [LifecycleRule.deleteContainers({
      filter: LifecycleFilter.age(LifecycleAge.weeks(26)), includeResources: LifecycleContainerDeletion.RECORD_ONLY,
    })],
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('golden-container', 'x.x.x')),
  });
  acknowledge(stack, 'RecordOnlyDeletion', 'Something else removes the images');
}

function ownRole(stack: Stack): void {
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com') });
  new LifecyclePolicy(stack, 'Policy', {
    executionRole: LifecycleExecutionRole.fromRole(role, { addPermissions: true }),
    rules: [
      LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
      LifecycleRule.disableAmis({ age: LifecycleAge.days(60) }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.count(10) }),
    ],
    resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromImageRecipe(imageRecipe(stack), '1.0.x')),
  });
  acknowledge(stack, 'RetentionCountsPerVersion', 'The last ten of each version are the way back to it');
}

function imported(stack: Stack): void {
  const arn = 'arn:aws:imagebuilder:eu-central-1:444444444444:lifecycle-policy/golden-elsewhere';
  const auditor = new Role(stack, 'Auditor', { assumedBy: new AccountRootPrincipal() });
  for (const policy of [
    LifecyclePolicy.fromLifecyclePolicyArn(stack, 'ByArn', arn),
    LifecyclePolicy.fromLifecyclePolicyName(stack, 'ByName', 'golden-windows'),
    LifecyclePolicy.fromLifecyclePolicyAttributes(stack, 'ByAttributes', { lifecyclePolicyArn: arn, lifecyclePolicyName: 'Golden Elsewhere' }),
  ]) {
    policy.grants.read(auditor);
  }
}

const SOURCE_ACCOUNTS = ['111111111111', '444444444444'];

function crossAccount(stack: Stack): void {
  new CrossAccountLifecycleRole(stack, 'Role', { sourceAccounts: SOURCE_ACCOUNTS });
}

function crossAccountForRules(stack: Stack): void {
  new CrossAccountLifecycleRole(stack, 'Role', {
    sourceAccounts: SOURCE_ACCOUNTS,
    rules: [
      LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) }),
      LifecycleRule.deleteAmis({ filter: LifecycleFilter.age(LifecycleAge.days(365)) }),
    ],
  });
}
