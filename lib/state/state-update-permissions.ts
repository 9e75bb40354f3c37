import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Capability, capabilitiesOf } from '../lifecycle/execution-permissions';
import type { ImageStateUpdateSpec } from '../model/state/image-state-update-contract';
import type { Allowing } from '../private/handled-construct';
import { inTemplateShape } from '../private/tokens';
import { allowReading, BoundImages, changingOwn, gettingBuild, onOwn, regionsOf } from '../sharing/image-permissions';

const ACTIONS = { AVAILABLE: 'MAKE_AVAILABLE', DEPRECATED: 'DEPRECATE', DISABLED: 'DISABLE', DELETED: 'DELETE' } as const;

/** The capabilities that bring an image to its state, and make it available on the way or in the end. */
export function capabilitiesOfUpdate({ state, includeResources, exclusionRules, onRemoval }: ImageStateUpdateSpec): Capability[] {
  // Image Builder deprecates no image that is disabled: it goes by way of available.
  const actions = [ACTIONS[state], ...state === 'DEPRECATED' || onRemoval === 'MAKE_AVAILABLE' ? ['MAKE_AVAILABLE'] : []];
  return capabilitiesOf(actions.map(type => inTemplateShape({ action: { type, includeResources }, exclusionRules })));
}

/** Lets the handler of an update do what it asks for. By owner and attribute, and never by the ids of AMIs. */
export function allowUpdating(scope: Construct, handler: Allowing, images: BoundImages, spec: ImageStateUpdateSpec): void {
  const { state, includeResources, onRemoval } = spec;
  const executions = Stack.of(scope).formatArn({ service: 'imagebuilder', resource: 'lifecycle-execution', resourceName: '*' });
  handler.allow(new PolicyStatement({
    sid: 'ImageState', actions: ['imagebuilder:StartResourceStateUpdate', 'imagebuilder:ListLifecycleExecutions'], resources: [spec.image],
  }));
  handler.allow(new PolicyStatement({
    // Only the deployment knows the ids of executions.
    sid: 'Executions',
    actions: ['imagebuilder:GetLifecycleExecution', 'imagebuilder:ListLifecycleExecutionResources', 'imagebuilder:CancelLifecycleExecution'],
    resources: [executions],
  }));
  if (spec.executionRole !== undefined) {
    handler.allow(new PolicyStatement({
      sid: 'PassExecutionRole',
      actions: ['iam:PassRole'],
      resources: [spec.executionRole],
      conditions: { StringEquals: { 'iam:PassedToService': 'imagebuilder.amazonaws.com' } },
    }));
  }
  if (!includeResources?.amis) {
    handler.allow(gettingBuild(spec.image));
    return;
  }
  allowReading(scope, handler, [images]);
  for (const region of state === 'DELETED' ? [] : regionsOf(scope, [images])) {
    handler.allow(onOwn(scope, 'image', region, 'ReadLaunchPermission', 'ec2:DescribeImageAttribute'));
    // Whoever scheduled a deprecation: where the image is brought elsewhere, its AMIs lose the time of it.
    handler.allow(onOwn(scope, 'image', region, 'DeprecationTime', 'ec2:DisableImageDeprecation'));
    if (state !== 'DISABLED' || onRemoval === 'MAKE_AVAILABLE') {
      handler.allow(changingOwn(scope, 'image', region, 'LaunchPermission', 'ec2:ModifyImageAttribute', 'ShareAgain'));
    }
  }
}
