import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from '../../lib';

/** The library: its sources, or a copy of what they were compiled to. */
export type Library = Omit<typeof sources, 'prototype'>;

const GOLDEN = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const AMI = 'ami-0123456789abcdef0';

/** The least that people can declare with each construct of a library, by its name. */
export function leastOfEach(library: Library): Readonly<Record<string, (stack: Stack) => unknown>> {
  const {
    CrossAccountLifecycleRole, ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate,
    LifecycleAge, LifecyclePolicy, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule, LockedRetentionRule, RetainedResourceType,
    RetentionRule, RetentionRuleLock, RuleLock,
  } = library;
  const retained = { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30) };
  return {
    CrossAccountLifecycleRole: stack => new CrossAccountLifecycleRole(stack, 'It', { sourceAccounts: ['012345678901'] }),
    ImageAttributes: stack => new ImageAttributes(stack, 'It', { images: [ImageSelection.fromAmiId(AMI)], description: 'Golden' }),
    ImageSharePolicy: stack => new ImageSharePolicy(stack, 'It', {
      images: [ImageSelection.fromAmiId(AMI)], launch: [ImagePrincipal.account('012345678901')],
    }),
    ImageStateUpdate: stack => new ImageStateUpdate(stack, 'It', { image: ImageBuild.fromImageBuildVersionArn(GOLDEN), state: ImageState.available() }),
    LifecyclePolicy: stack => new LifecyclePolicy(stack, 'It', {
      rules: [LifecycleRule.deprecateAmis({ age: LifecycleAge.days(30) })],
      resourceSelection: LifecycleResourceSelection.recipes(LifecycleRecipe.fromName('golden', '1.0.0')),
    }),
    LockedRetentionRule: stack => new LockedRetentionRule(stack, 'It', { ...retained, lock: RuleLock.locked(Duration.days(7)) }),
    RetentionRule: stack => new RetentionRule(stack, 'It', retained),
    RetentionRuleLock: stack => new RetentionRuleLock(stack, 'It', {
      retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567'), lock: RuleLock.locked(Duration.days(7)),
    }),
  };
}
