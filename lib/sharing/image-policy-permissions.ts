import { Aws, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { OWNER } from '../model/sharing/image-policy-contract';

// What the handler of hand-written image policies may do. By what a share is and to whom it belongs, and never by its ARN, which only
// the deployment knows.

/** Lets a handler find shares, bring those that RAM made of a policy under its hand, and change and delete those that belong to its stack. */
export function onShares(stack: Stack): PolicyStatement[] {
  const inRam = (resource: string) => `arn:${stack.partition}:ram:${stack.region}:${stack.account}:${resource}/*`;
  const ofStack = `${Aws.STACK_NAME}/*`;
  return [
    new PolicyStatement({
      sid: 'FindShares',
      actions: ['ram:GetResourceShareAssociations', 'ram:GetResourceShares'],
      // To list shares and associations knows no resources.
      resources: ['*'],
      conditions: { StringEquals: { 'aws:RequestedRegion': stack.region } },
    }),
    new PolicyStatement({
      // RAM promotes only what it made of a policy, and before that a share has no tag.
      sid: 'PromoteShares',
      actions: ['ram:ListResourceSharePermissions', 'ram:PromoteResourceShareCreatedFromPolicy'],
      resources: [inRam('resource-share')],
    }),
    new PolicyStatement({
      sid: 'PromotePermissions',
      actions: ['ram:PromotePermissionCreatedFromPolicy'],
      resources: [inRam('permission')],
      conditions: { StringEqualsIgnoreCase: { 'ram:PermissionResourceType': 'imagebuilder:Image' } },
    }),
    new PolicyStatement({
      sid: 'TagShares',
      actions: ['ram:TagResource'],
      resources: [inRam('resource-share')],
      conditions: {
        'StringLike': { [`aws:RequestTag/${OWNER}`]: ofStack },
        'StringLikeIfExists': { [`aws:ResourceTag/${OWNER}`]: ofStack },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [OWNER] },
      },
    }),
    new PolicyStatement({
      sid: 'OwnShares',
      actions: ['ram:AssociateResourceShare', 'ram:DeleteResourceShare', 'ram:DisassociateResourceShare'],
      resources: [inRam('resource-share')],
      conditions: { StringLike: { [`aws:ResourceTag/${OWNER}`]: ofStack } },
    }),
  ];
}

/** Lets a handler read an image and its policy, and change it: RAM asks for that as well when a share ends. */
export function onImage(image: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'ImagePolicy',
    actions: ['imagebuilder:GetImage', 'imagebuilder:GetImagePolicy', 'imagebuilder:PutImagePolicy'],
    resources: [image],
  });
}
