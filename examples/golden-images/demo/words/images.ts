import { intrinsic, list, shown, Template } from './template';
import { kindOf } from '../../../../lib/model/sharing/principals';

/** An image, as a custom resource of the library is told of it. */
export interface ImageProperties {
  readonly Image: unknown;
  readonly Region?: unknown;
  readonly RoleArns?: readonly unknown[];
}

/** Which images are meant. */
export function imagesInWords(images: readonly ImageProperties[], template: Template): string {
  return list(images.map(image => imageInWords(image, template)));
}

function imageInWords({ Image: image, Region: region, RoleArns: roles = [] }: ImageProperties, { Parameters: parameters = {} }: Template): string {
  const [name, argument] = intrinsic(image) ?? [];
  const parameter = name === 'Ref' ? parameters[String(argument)] : undefined;
  const build = /^arn:[^:]+:imagebuilder:.*:image\/(.+)$/.exec(shown(image))?.[1];
  return (parameter?.Type === 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' ? `the AMI whose id the SSM parameter ${shown(parameter.Default)} holds`
    : build === undefined ? `the image ${shown(image)}` : `the AMIs of the image build ${build}`)
    + (region === undefined ? '' : ` in ${shown(region)}`)
    + (roles.length === 0 ? '' : `, reached with ${list(roles.map(shown))}`);
}

/** A principal with which images are shared, as EC2 names it. */
export function principalInWords(principal: object): string {
  const kind = kindOf(principal);
  const id = shown(Object.values(principal)[0]);
  switch (kind) {
    case 'everyone':
      return 'everyone';
    case 'account':
      return `the account ${id}`;
    case undefined:
      return id;
    default:
      return `the ${kind} ${id.split('/').pop()}`;
  }
}
