import { App, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { GOLDEN, NEXT, OPERATOR } from './world';
import { LifecycleExecutionRole } from '../../../lib/lifecycle';
import { ImageBuild, ImageState, ImageStateUpdate } from '../../../lib/state';
import { Deployment, deploymentOf } from '../../../local-aws/src/cloudformation';
import { HOME } from '../../../local-aws/src/stand-in';
import { breaking, noted } from '../handled-stack';

/** A stack whose handler may do whatever an update of one of the two images needs, with a role that may do anything. */
export function everyUpdate(): Deployment {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: HOME });
  noted(stack);
  const executionRole = LifecycleExecutionRole.fromRole(Role.fromRoleArn(stack, 'Operator', OPERATOR));
  const [update] = [GOLDEN, NEXT].map((image, index) => new ImageStateUpdate(stack, `Recall${index}`, {
    image: ImageBuild.fromImageBuildVersionArn(image), state: ImageState.deprecated({ at: new Date(0), executionRole }),
  }));
  breaking(stack, update);
  const deployment = deploymentOf(app.synth(), 'Images', HOME);
  const template = JSON.parse(JSON.stringify(deployment.template));
  const [, other] = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'Custom::ImageStateUpdate').map(([name]) => name);
  // Its policies stay.
  const [{ DependsOn: more }, kept] = [template.Resources[other], Object.values<any>(template.Resources).find(({ Type }) => Type === 'Custom::ImageStateUpdate')];
  kept.DependsOn = [...new Set([...kept.DependsOn, ...more])];
  delete template.Resources[other];
  return { ...deployment, template };
}
