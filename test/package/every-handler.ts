import { Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BuildSharing, ImageAttributes, ImageBuild, ImagePrincipal, ImageSelection, ImageSharePolicy, ImageState, ImageStateUpdate, LockedRetentionRule,
  RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock,
} from 'cdk-image-governance';

// Runs inside of the tests, and inside of an app that has the library installed.

const IMAGE = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden-linux/1.0.0/1';
const CONSUMER = '222222222222';
const LOCK = RuleLock.locked(Duration.days(7));

/** One custom resource of each kind, on what the stand-in for AWS has in its world when it is seeded. */
export function everyHandler(stack: Stack): Stack {
  const images = [ImageSelection.fromImageBuildVersionArn(IMAGE)];
  const shares = new ImageSharePolicy(stack, 'Shares', {
    images,
    launch: [ImagePrincipal.account(CONSUMER)],
    buildFrom: BuildSharing.imagePolicy(new PolicyDocument({
      statements: [new PolicyStatement({
        principals: [new AccountPrincipal(CONSUMER)], actions: ['imagebuilder:GetImage', 'imagebuilder:ListImages'], resources: [IMAGE],
      })],
    })),
  });
  const attributes = new ImageAttributes(stack, 'Attributes', { images, description: 'The golden image' });
  const update = new ImageStateUpdate(stack, 'Update', { image: ImageBuild.fromImageBuildVersionArn(IMAGE), state: ImageState.deprecated() });
  update.node.addDependency(shares, attributes);
  new LockedRetentionRule(stack, 'Amis', { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30), lock: LOCK });
  new RetentionRuleLock(stack, 'Lock', { retentionRule: RetentionRule.fromRetentionRuleId(stack, 'Rule', 'rule0000002'), lock: LOCK });
  return stack;
}
