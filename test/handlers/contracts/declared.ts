import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, IRole, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import {
  BuildSharing, ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageShareMode, ImageSharePolicy, ImageShareRemoval, ImageState,
  ImageStateRemoval, ImageStateUpdate, ImdsSupport, LifecycleAge, LifecycleAmiResources, LifecycleExecutionRole, LockedRetentionRule,
  RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock, RuleLockRemoval,
} from '../../../lib';
import type { Contract } from '../../../lib/model/contract';
import { LOCKED_RETENTION_RULE } from '../../../lib/model/retention/locked-retention-rule-contract';
import { RETENTION_RULE_LOCK } from '../../../lib/model/retention/retention-rule-lock-contract';
import { IMAGE_ATTRIBUTES } from '../../../lib/model/sharing/image-attributes-contract';
import { IMAGE_POLICY } from '../../../lib/model/sharing/image-policy-contract';
import { IMAGE_SHARE_POLICY } from '../../../lib/model/sharing/image-share-policy-contract';
import { IMAGE_STATE_UPDATE } from '../../../lib/model/state/image-state-update-contract';
import { asCloudFormation } from '../../cloudformation/as-cloudformation';
import { newStack } from '../../support/stacks';

const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const AMI = 'ami-0123456789abcdef0';
const PARTNER = ImagePrincipal.account('012345678901');
const ORGANIZATION = ImagePrincipal.organization('arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5');
const UNIT = ImagePrincipal.organizationalUnit('arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111');

/** What is the same for every custom resource. */
const ANY = { reconcile: '1', serviceTimeout: Duration.minutes(30) };

/** A handler: its contract, and the least and everything that people can declare. */
export interface Declared {
  readonly contract: Contract<any, string>;
  readonly least: (stack: Stack) => unknown;
  readonly everything: (stack: Stack) => unknown;
}

/** What people declare, by the folder of the handler. */
export const DECLARED: Readonly<Record<string, Declared>> = {
  'image-attributes': {
    contract: IMAGE_ATTRIBUTES,
    least: stack => new ImageAttributes(stack, 'It', { images: [ImageSelection.fromAmiId(AMI)], description: '2026' }),
    everything: stack => new ImageAttributes(stack, 'It', {
      ...ANY,
      images: [ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: roleOf(stack) }), build(stack)],
      description: 'Golden, of 2026',
      imdsSupport: ImdsSupport.v2Irreversibly(),
    }),
  },
  'image-policy': {
    contract: IMAGE_POLICY,
    least: stack => handWritten(stack, RemovalPolicy.DESTROY, 'imagebuilder:GetImage'),
    everything: stack => handWritten(stack, RemovalPolicy.RETAIN, 'imagebuilder:GetImage', 'imagebuilder:ListImages'),
  },
  'image-share-policy': {
    contract: IMAGE_SHARE_POLICY,
    least: stack => new ImageSharePolicy(stack, 'It', { images: [ImageSelection.fromAmiId(AMI)], launch: [PARTNER] }),
    everything: stack => {
      new ImageSharePolicy(stack, 'Other', {
        images: [ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: roleOf(stack) })],
        launch: [ImagePrincipal.account('444444444444')],
        copy: [ImagePrincipal.account('333333333333')],
      });
      new ImageSharePolicy(stack, 'It', {
        ...ANY,
        images: [build(stack), ImageSelection.fromAmiId(AMI, { region: 'us-east-1', role: roleOf(stack) })],
        launch: [PARTNER, ORGANIZATION, UNIT],
        copy: [PARTNER],
        onRemoval: ImageShareRemoval.LEAVE,
        sharingQuota: 2_000,
        allowPublicLaunch: true,
      });
    },
  },
  'image-state-update': {
    contract: IMAGE_STATE_UPDATE,
    least: stack => new ImageStateUpdate(stack, 'It', {
      image: ImageBuild.fromImageBuildVersionArn(GOLDEN), state: ImageState.available({ includeResources: LifecycleAmiResources.RECORD_ONLY }),
    }),
    everything: stack => {
      new ImageSharePolicy(stack, 'Share', {
        images: [build(stack), ImageSelection.fromAmiId(AMI)], launch: [PARTNER, ORGANIZATION], mode: ImageShareMode.authoritative(),
      });
      new ImageStateUpdate(stack, 'It', {
        ...ANY,
        image: ImageBuild.fromImageBuildVersionArn(GOLDEN, { roles: [roleOf(stack)] }),
        state: ImageState.deprecated({
          at: new Date('2040-01-01T00:00:00Z'),
          amiExclusions: {
            isPublic: true, regions: ['us-east-1'], sharedAccounts: ['012345678901'], lastLaunched: LifecycleAge.weeks(2), tags: { keep: 'true' },
          },
          executionRole: LifecycleExecutionRole.fromRole(Role.fromRoleArn(stack, 'Lifecycle', 'arn:aws:iam::111111111111:role/lifecycle')),
        }),
        onRemoval: ImageStateRemoval.MAKE_AVAILABLE,
      });
    },
  },
  'locked-retention-rule': {
    contract: LOCKED_RETENTION_RULE,
    least: stack => new LockedRetentionRule(stack, 'It', {
      resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30), lock: RuleLock.unlocked(),
    }),
    everything: stack => new LockedRetentionRule(stack, 'It', {
      ...ANY,
      resourceType: RetainedResourceType.EBS_VOLUME,
      retentionPeriod: Duration.days(7),
      lock: RuleLock.locked(Duration.days(14), { relock: true }),
      description: 'Volumes of 2026',
      tags: { Name: 'volumes', empty: '', year: '2026', true: 'false' },
      existingRuleId: 'abCD1234567',
      onRemoval: RuleLockRemoval.UNLOCK,
    }),
  },
  'retention-rule-lock': {
    contract: RETENTION_RULE_LOCK,
    least: stack => new RetentionRuleLock(stack, 'It', { retentionRule: ruleOf(stack), lock: RuleLock.unlocked() }),
    everything: stack => new RetentionRuleLock(stack, 'It', {
      ...ANY, retentionRule: ruleOf(stack), lock: RuleLock.locked(Duration.days(7), { relock: true }), onRemoval: RuleLockRemoval.UNLOCK,
    }),
  },
};

/** The properties that CloudFormation sends to the handler of what is declared. */
export function sent({ contract }: Declared, declare: (stack: Stack) => unknown): Readonly<Record<string, unknown>> {
  const stack = newStack({ env: { account: '111111111111', region: 'eu-west-1' } });
  declare(stack);
  const [{ Properties: { ServiceToken: _, ...properties } }] = Object.entries(Template.fromStack(stack).findResources(contract.resourceType))
    .filter(([logicalId]) => logicalId.startsWith('It')).map(([, resource]) => resource);
  return asCloudFormation({ ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:Handler', ...properties });
}

function handWritten(stack: Stack, removalPolicy: RemovalPolicy, ...actions: string[]): ImageSharePolicy {
  const document = new PolicyDocument({
    statements: [new PolicyStatement({ principals: [new ArnPrincipal('arn:aws:iam::012345678901:root')], actions })],
  });
  return new ImageSharePolicy(stack, 'It', {
    images: [build(stack)], launch: [PARTNER], buildFrom: BuildSharing.imagePolicy(document, { removalPolicy }),
  });
}

function build(stack: Stack): ImageSelection {
  return ImageSelection.fromImageBuildVersionArn(GOLDEN, { roles: [roleOf(stack)] });
}

function roleOf(stack: Stack): IRole {
  return stack.node.tryFindChild('Owner') as IRole | undefined ?? Role.fromRoleArn(stack, 'Owner', 'arn:aws:iam::222222222222:role/owner');
}

function ruleOf(stack: Stack) {
  return RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567');
}
