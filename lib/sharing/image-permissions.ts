import { Stack } from 'aws-cdk-lib';
import { IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import type { ImageKind, ImageReference } from '../model/images/image-reference';
import type { Allowing } from '../private/handled-construct';

// The images of a construct, and the permissions of its handler on them: by owner, Region and attribute, and never by the ids of AMIs.
// An update that drops an AMI narrows policies first, and only then has the handler take back what it gave.

/** A selection of images, as one construct uses it. */
export interface BoundImages {
  readonly references: readonly ImageReference[];

  /** The kind of each of them. */
  readonly kind: ImageKind;

  /** The resource of this app that makes the images, if there is one. */
  readonly resource?: IConstruct;

  /** The roles with which images of other accounts are reached. */
  readonly roles: readonly IRole[];
}

/** Every Region: where the AMIs of a build are, only the deployment knows. */
const EVERYWHERE = '*';

/** Lets a handler find out which AMIs are meant and how they are, and act with the roles of other accounts that own some of them. */
export function allowReading(scope: Construct, handler: Allowing, images: readonly BoundImages[]): void {
  for (const region of regionsOf(scope, images)) {
    handler.allow(inRegion(region, 'DescribeImages', 'ec2:DescribeImages'));
  }
  for (const { image } of images.filter(isBuild).flatMap(({ references }) => references)) {
    handler.allow(gettingBuild(image));
  }
  for (const role of new Set(images.flatMap(({ references }) => references).flatMap(({ roleArns = [] }) => roleArns))) {
    handler.allow(new PolicyStatement({ sid: 'ActForOwner', actions: ['sts:AssumeRole'], resources: [role] }));
  }
}

/** Lets a handler look at one build. */
export function gettingBuild(image: string): PolicyStatement {
  return new PolicyStatement({ sid: 'GetImage', actions: ['imagebuilder:GetImage'], resources: [image] });
}

/** The Regions in which a handler acts with its own role. */
export function regionsOf(scope: Construct, images: readonly BoundImages[]): readonly string[] {
  const isOwn = ({ roleArns }: ImageReference) => roleArns === undefined;
  const here = Stack.of(scope).region;
  const regions = images.flatMap(bound => (isBuild(bound) ? [EVERYWHERE] : bound.references.filter(isOwn).map(({ region = here }) => region)));
  return regions.includes(EVERYWHERE) ? [EVERYWHERE] : [...new Set(regions)];
}

/** Lets a handler do in a Region what knows no resources, so that `*` is all that a statement can say. */
export function inRegion(region: string, sid: string, ...actions: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid, actions: [...actions], resources: ['*'], conditions: region === EVERYWHERE ? {} : { StringEquals: { 'ec2:Region': region } },
  });
}

/** Lets a handler change one attribute of whatever AMIs, or snapshots, the account owns in a Region. */
export function changingOwn(scope: Construct, kind: 'image' | 'snapshot', region: string, attribute: string, action: string, sid = attribute): PolicyStatement {
  // In which case services fill in the name of the attribute is not documented.
  return ofOwn(scope, kind, region, sid, [action], { StringEqualsIgnoreCase: { 'ec2:Attribute': attribute } });
}

/** Lets a handler do something with whatever AMIs, or snapshots, the account owns in a Region. Of reading, IAM knows no attribute. */
export function onOwn(scope: Construct, kind: 'image' | 'snapshot', region: string, sid: string, action: string): PolicyStatement {
  return ofOwn(scope, kind, region, sid, [action], {});
}

function ofOwn(
  scope: Construct, kind: 'image' | 'snapshot', region: string, sid: string, actions: readonly string[], conditions: Record<string, object>,
): PolicyStatement {
  const { partition, account } = Stack.of(scope);
  return new PolicyStatement({
    sid, actions: [...actions], resources: [`arn:${partition}:ec2:${region}::${kind}/*`], conditions: { StringEquals: { 'ec2:Owner': account }, ...conditions },
  });
}

function isBuild({ kind }: BoundImages): boolean {
  return kind === 'IMAGE_BUILD';
}
