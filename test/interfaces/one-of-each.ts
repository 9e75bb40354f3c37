import { Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  BuildSharing, CrossAccountLifecycleRole, ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState,
  ImageStateUpdate, LifecycleAge, LifecyclePolicy, LifecycleResourceSelection, LifecycleRule, LockedRetentionRule, LockMechanism,
  RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock,
} from '../../lib';

/** A construct of the library as it is usually written, without mistakes, and what it makes. */
export interface One {
  readonly make: (scope: Construct, id: string) => Construct;

  /** The types of the resources below the construct itself: its own, which it shares with no other. */
  readonly resources: readonly string[];

  /** The kinds of handlers that it brings to its stack. */
  readonly handlers: readonly string[];

  /** How many roles it brings, its own or not, besides those of its handlers. */
  readonly roles: number;
}

const AMI = ImageSelection.fromAmiId('ami-0123456789abcdef0');
const MEMBER = ImagePrincipal.account('333333333333');
const LOCK = RuleLock.locked(Duration.days(7));
const SNAPSHOTS = { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30) };

/** A build of an image where a construct is. */
function build(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${name}/1.0.0/1` });
}

/**
 * One of each construct of the library: what a test in this folder holds for all of them. A new construct is one more row.
 */
export const ONE_OF_EACH: Readonly<Record<string, One>> = {
  'LifecyclePolicy': {
    make: (scope, id) => new LifecyclePolicy(scope, id, {
      rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })],
      resourceSelection: LifecycleResourceSelection.tags({ governance: 'golden' }),
    }),
    resources: ['AWS::ImageBuilder::LifecyclePolicy'],
    handlers: [],
    roles: 1,
  },
  'CrossAccountLifecycleRole': {
    make: (scope, id) => new CrossAccountLifecycleRole(scope, id, { sourceAccounts: ['333333333333'] }),
    resources: ['AWS::IAM::Role'],
    handlers: [],
    roles: 1,
  },
  'ImageSharePolicy': {
    make: (scope, id) => new ImageSharePolicy(scope, id, {
      images: [AMI, ImageSelection.fromImageBuildVersionArn(build(scope, 'shared'))],
      launch: [MEMBER],
      copy: [MEMBER],
      buildFrom: BuildSharing.resourceShare({ principals: [MEMBER] }),
    }),
    resources: ['AWS::RAM::ResourceShare', 'Custom::ImageSharePolicy'],
    handlers: ['ImageSharePolicy'],
    roles: 0,
  },
  'ImageSharePolicy by an image policy': {
    make: (scope, id) => new ImageSharePolicy(scope, id, {
      images: [ImageSelection.fromImageBuildVersionArn(build(scope, 'built-from'))],
      launch: [MEMBER],
      buildFrom: BuildSharing.imagePolicy(new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['imagebuilder:GetImage'], principals: [new AccountPrincipal('333333333333')] })],
      })),
    }),
    resources: ['Custom::ImagePolicy', 'Custom::ImageSharePolicy'],
    handlers: ['ImagePolicy', 'ImageSharePolicy'],
    roles: 0,
  },
  'ImageAttributes': {
    make: (scope, id) => new ImageAttributes(scope, id, { images: [AMI], description: 'Golden' }),
    resources: ['Custom::ImageAttributes'],
    handlers: ['ImageAttributes'],
    roles: 0,
  },
  'ImageStateUpdate': {
    make: (scope, id) => new ImageStateUpdate(scope, id, {
      image: ImageBuild.fromImageBuildVersionArn(build(scope, 'bad')), state: ImageState.disabled(),
    }),
    resources: ['Custom::ImageStateUpdate'],
    handlers: ['ImageStateUpdate'],
    roles: 1,
  },
  'RetentionRule': {
    make: (scope, id) => new RetentionRule(scope, id, SNAPSHOTS),
    resources: ['AWS::Rbin::Rule'],
    handlers: [],
    roles: 0,
  },
  'LockedRetentionRule': {
    make: (scope, id) => new LockedRetentionRule(scope, id, { ...SNAPSHOTS, lock: LOCK }),
    resources: ['Custom::LockedRetentionRule'],
    handlers: ['LockedRetentionRule'],
    roles: 0,
  },
  'LockedRetentionRule by CloudFormation': {
    make: (scope, id) => new LockedRetentionRule(scope, id, { ...SNAPSHOTS, lock: LOCK, lockMechanism: LockMechanism.CLOUDFORMATION }),
    resources: ['AWS::Rbin::Rule'],
    handlers: [],
    roles: 0,
  },
  'RetentionRuleLock': {
    make: (scope, id) => new RetentionRuleLock(scope, id, {
      retentionRule: RetentionRule.fromRetentionRuleId(scope, `${id}Rule`, 'abCD1234567'), lock: LOCK,
    }),
    resources: ['Custom::RetentionRuleLock'],
    handlers: ['RetentionRuleLock'],
    roles: 0,
  },
};

/** What they are called, for a test of each. */
export const NAMES = Object.keys(ONE_OF_EACH);

/** The kinds of handlers that all of them bring to a stack. */
export const HANDLERS = [...new Set(Object.values(ONE_OF_EACH).flatMap(({ handlers }) => handlers))].sort();

/** How many roles they bring to a stack. */
export const ROLES = HANDLERS.length + Object.values(ONE_OF_EACH).reduce((sum, { roles }) => sum + roles, 0);

/** The id of one in its scope: its name without blanks. */
export function idOf(name: string): string {
  return name.replace(/ ./g, part => part[1].toUpperCase());
}

/** One of each in a scope, by what they are called. */
export function oneOfEach(scope: Construct): Record<string, Construct> {
  return Object.fromEntries(Object.entries(ONE_OF_EACH).map(([name, { make }]) => [name, make(scope, idOf(name))]));
}
