// eslint-disable-next-line import/no-unresolved -- it is installed for the newest core only, beside which this file runs
import * as alpha from '@aws-cdk/aws-imagebuilder-alpha';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { IRole, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-imagebuilder';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import {
  LifecycleAge, LifecycleFilter, LifecyclePolicy, LifecycleResourceSelection, LifecycleRule, RetainedResourceType, RetentionRule, RetentionRuleLevel,
} from '../../lib';

/**
 * The policies or rules of an app: 400, in stacks that hold no more resources than CloudFormation takes even if each policy has a role of
 * its own.
 */
const STACKS = 2;
const CONSTRUCTS_PER_STACK = 200;

const DESCRIPTION = 'Golden images age gracefully';
const PINNED = { pinned: 'yes' };
const TEAM = { team: 'platform' };

/** Synthesises an app with many policies of this library, whose ages have different units. */
export function ours(outdir: string): void {
  synthesiseOurs(outdir, [LifecycleAge.days(30), LifecycleAge.months(3), LifecycleAge.years(1)]);
}

/** As `ours`, with ages in days: the alpha library knows neither months nor years. */
export function oursInDays(outdir: string): void {
  synthesiseOurs(outdir, [LifecycleAge.days(30), LifecycleAge.days(90), LifecycleAge.days(365)]);
}

function synthesiseOurs(outdir: string, [deprecated, disabled, deleted]: LifecycleAge[]): void {
  synthesise(outdir, (stack, index) => new LifecyclePolicy(stack, `Policy${index}`, {
    lifecyclePolicyName: `golden-${index}`,
    description: DESCRIPTION,
    rules: [
      LifecycleRule.deprecateAmis({ age: deprecated }),
      LifecycleRule.disableAmis({ age: disabled }),
      LifecycleRule.deleteAmis({
        filter: LifecycleFilter.age(deleted),
        exclusionTags: PINNED,
        amiExclusions: { lastLaunched: LifecycleAge.days(14), regions: ['us-east-1'], sharedAccounts: ['123456789012'] },
      }),
    ],
    resourceSelection: LifecycleResourceSelection.tags(TEAM),
  }));
}

/** Synthesises an app with as many L1s, which have the properties of `ours`. */
export function l1s(outdir: string): void {
  synthesise(outdir, (stack, index) => new CfnLifecyclePolicy(stack, `Policy${index}`, {
    name: `golden-${index}`,
    description: DESCRIPTION,
    status: 'ENABLED',
    executionRole: sharedRole(stack).roleArn,
    resourceType: 'AMI_IMAGE',
    policyDetails: [
      { action: { type: 'DEPRECATE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 30, unit: 'DAYS' } },
      { action: { type: 'DISABLE', includeResources: { amis: true } }, filter: { type: 'AGE', value: 3, unit: 'MONTHS' } },
      {
        action: { type: 'DELETE', includeResources: { amis: true, snapshots: true } },
        filter: { type: 'AGE', value: 1, unit: 'YEARS' },
        exclusionRules: {
          tagMap: PINNED,
          amis: { isPublic: false, lastLaunched: { value: 14, unit: 'DAYS' }, regions: ['us-east-1'], sharedAccounts: ['123456789012'] },
        },
      },
    ],
    resourceSelection: { tagMap: TEAM },
  }));
}

/** Synthesises an app with as many policies of the alpha library, which say what `oursInDays` say. Each makes a role of its own by default. */
export function alphas(outdir: string): void {
  synthesiseAlphas(outdir, () => undefined);
}

/** As `alphas`, with one role for all policies of a stack. */
export function alphasWithOneRole(outdir: string): void {
  synthesiseAlphas(outdir, sharedRole);
}

function synthesiseAlphas(outdir: string, roleFor: (stack: Stack) => IRole | undefined): void {
  synthesise(outdir, (stack, index) => new alpha.LifecyclePolicy(stack, `Policy${index}`, {
    lifecyclePolicyName: `golden-${index}`,
    description: DESCRIPTION,
    status: alpha.LifecyclePolicyStatus.ENABLED,
    executionRole: roleFor(stack),
    resourceType: alpha.LifecyclePolicyResourceType.AMI_IMAGE,
    details: [
      {
        action: { type: alpha.LifecyclePolicyActionType.DEPRECATE, includeSnapshots: false },
        filter: { ageFilter: { age: Duration.days(30) } },
      },
      {
        action: { type: alpha.LifecyclePolicyActionType.DISABLE, includeSnapshots: false },
        filter: { ageFilter: { age: Duration.days(90) } },
      },
      {
        action: { type: alpha.LifecyclePolicyActionType.DELETE },
        filter: { ageFilter: { age: Duration.days(365) } },
        exclusionRules: {
          imageExclusionRules: { tags: PINNED },
          amiExclusionRules: { isPublic: false, lastLaunched: Duration.days(14), regions: ['us-east-1'], sharedAccounts: ['123456789012'] },
        },
      },
    ],
    resourceSelection: { tags: TEAM },
  }));
}

const RESTORABLE = 'Golden snapshots can be restored';

/** Synthesises an app with many retention rules of this library, each of other snapshots. */
export function ourRules(outdir: string): void {
  synthesise(outdir, (stack, index) => new RetentionRule(stack, `Rule${index}`, {
    resourceType: RetainedResourceType.EBS_SNAPSHOT,
    retentionPeriod: Duration.days(30),
    level: RetentionRuleLevel.tags({ key: 'golden', value: String(index) }, { key: 'pinned', value: String(index) }),
    description: RESTORABLE,
    tags: TEAM,
  }));
}

/** Synthesises an app with as many L1s, which have the properties of `ourRules`. */
export function l1Rules(outdir: string): void {
  synthesise(outdir, (stack, index) => new CfnRule(stack, `Rule${index}`, {
    resourceType: 'EBS_SNAPSHOT',
    retentionPeriod: { retentionPeriodValue: 30, retentionPeriodUnit: 'DAYS' },
    resourceTags: ['golden', 'pinned'].map(resourceTagKey => ({ resourceTagKey, resourceTagValue: String(index) })),
    description: RESTORABLE,
    tags: Object.entries(TEAM).map(([key, value]) => ({ key, value })),
  }));
}

function synthesise(outdir: string, add: (stack: Stack, index: number) => void): void {
  const app = new App({ outdir });
  for (let number = 0; number < STACKS; number++) {
    const stack = new Stack(app, `Stack${number}`);
    for (let index = 0; index < CONSTRUCTS_PER_STACK; index++) {
      add(stack, number * CONSTRUCTS_PER_STACK + index);
    }
  }
  app.synth();
}

function sharedRole(stack: Stack): IRole {
  return stack.node.tryFindChild('Role') as Role | undefined ?? new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('imagebuilder.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/EC2ImageBuilderLifecycleExecutionPolicy')],
  });
}
