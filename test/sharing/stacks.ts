import { CfnResource } from 'aws-cdk-lib';
import type { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { IMAGE_SHARE_POLICY } from '../../lib/model/sharing/image-share-policy-contract';
import type { BuildFromIntent } from '../../lib/model/sharing/share-policy-input';
import { deployedProperties, Late } from '../../lib/private/handled-construct';
import type { Written } from '../../lib/private/tokens';
import { ImagePrincipal } from '../../lib/sharing/image-principal';
import type { ImageSelection } from '../../lib/sharing/image-selection';
import { ImageShareMode } from '../../lib/sharing/image-share-mode';
import { declareSharePolicy, SharingIndex } from '../../lib/sharing/share-policy-declaration';
import { ORGANIZATION } from '../model/sharing/properties';
import { errorsOf } from '../support/stacks';

/** What a test is about. */
export interface Declaration {
  readonly images: readonly ImageSelection[];
  readonly launch?: readonly ImagePrincipal[];
  readonly copy?: readonly ImagePrincipal[];
  readonly mode?: ImageShareMode;
  readonly buildFrom?: Written<BuildFromIntent>;
  readonly encryptionKeys?: number;
  readonly allowPublicLaunch?: boolean;
}

/** A share policy with nothing around its resource: no handler, and no role. */
export function share(scope: Construct, { images, launch = [ImagePrincipal.organization(ORGANIZATION)], copy = [], ...it }: Declaration, id = 'Share'): Construct {
  const policy = new Construct(scope, id);
  const bound = images.map(image => image._bind(policy));
  const spec = {
    images: bound.flatMap(({ references }) => references),
    launch: launch.map(({ _spec }) => _spec),
    copy: copy.map(({ _spec }) => _spec),
    mode: (it.mode ?? ImageShareMode.additive())._value,
    onRemoval: 'UNSHARE' as const,
    sharingQuota: 1_000,
    allowPublicLaunch: it.allowPublicLaunch ?? false,
    allowPublicCopy: false,
    sharedByOthers: new Late(() => SharingIndex.for(policy).sharedByOthers(policy)),
  };
  const properties = deployedProperties(IMAGE_SHARE_POLICY, spec);
  declareSharePolicy(policy, {
    properties,
    intent: {
      buildFrom: it.buildFrom,
      encryptionKeys: it.encryptionKeys ?? 0,
      imageKinds: bound.flatMap(({ references, kind }) => references.map(() => kind)),
    },
  });
  new CfnResource(policy, 'Resource', { type: IMAGE_SHARE_POLICY.resourceType, properties });
  return policy;
}

/** The properties of the share policies of a stack, by their ids. */
export function sharesIn(stack: Stack): Record<string, any> {
  const found = Object.entries(Template.fromStack(stack).findResources(IMAGE_SHARE_POLICY.resourceType));
  return Object.fromEntries(found.map(([id, { Properties: properties }]) => [id.replace(/Resource[0-9A-F]*$|[0-9A-F]{8}$/, ''), properties]));
}

/** The errors with which an app is refused: the construct, the property and the rule of each. */
export function errorsIn(app: Construct): string[] {
  return errorsOf(() => (app.node.root as App).synth())
    .map(error => error.replace(/^\[(.+?)\] (\S+) .*\(cdk-image-governance:ImageSharePolicy\.(\w+), .*$/, '$1 $2 $3'));
}

/** The ids of the warnings on what is below a path, sorted, without the name of the library. */
export function warningsBelow(stack: Stack, path = '/Images/Share'): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue())
    .filter(message => message.id.startsWith(path))
    .map(message => /\[ack: cdk-image-governance:(?:ImageSharePolicy\.)?(.+)\]$/.exec(message.entry.data as string)![1])
    .sort();
}
