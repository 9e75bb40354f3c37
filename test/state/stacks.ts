import type { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { ImageBuild, ImageState, ImageStateUpdate, ImageStateUpdateProps } from '../../lib/state';
import { BUILD } from '../model/state/properties';
import { errorsOf } from '../support/stacks';

/** An update that disables one build, but for what a test is about. */
export function stateUpdate(scope: Construct, props: Partial<ImageStateUpdateProps> = {}, id = 'Update'): ImageStateUpdate {
  return new ImageStateUpdate(scope, id, { image: ImageBuild.fromImageBuildVersionArn(BUILD), state: ImageState.disabled(), ...props });
}

/** The updates of a stack. */
export function updatesIn(stack: Stack): any[] {
  return Object.values<any>(Template.fromStack(stack).findResources('Custom::ImageStateUpdate'));
}

/** The first update of a stack. */
export function updateIn(stack: Stack): any {
  return updatesIn(stack)[0];
}

/** The errors with which an app is refused: the construct, the property and the rule of each. */
export function errorsIn(app: Construct): string[] {
  return errorsOf(() => (app.node.root as App).synth())
    .map(error => error.replace(/^\[(.+?)\] (\S+) .*\(cdk-image-governance:ImageStateUpdate\.(\w+), .*$/, '$1 $2 $3'));
}

/** The warnings of the updates of a stack: the construct and the rule of each, sorted. */
export function warningsOf(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-image-governance:ImageStateUpdate'))
    .map(message => `${/^\/(.+?)(?:\/Resource.*)?$/.exec(message.id)![1]} ${/ImageStateUpdate\.(\w+)\]$/.exec(message.entry.data as string)![1]}`)
    .sort();
}
