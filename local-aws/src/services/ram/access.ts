import { IMAGE_TYPE, Store, Tag } from './store';
import type { AccessRequest, Service } from '../../service';
import type { Caller } from '../../world';

type Context = NonNullable<AccessRequest['context']>;

/**
 * What a role needs, by the Service Authorization Reference. Sharing an image, and ending that, changes its policy as well.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsresourceaccessmanagerram.html
 */
export function ramAccess(store: Store): NonNullable<Service['access']> {
  const onShare = (action: string, arn: string, caller: Caller, context: Context = {}): AccessRequest => {
    const share = store.shares.of(caller).get(arn);
    return {
      action: `ram:${action}`,
      resource: arn,
      context: {
        ...share ? { 'ram:ResourceShareName': share.name, 'ram:AllowsExternalPrincipals': String(share.allowExternalPrincipals) } : {},
        ...tagContext('ResourceTag', share?.tags),
        ...context,
      },
    };
  };
  const onImages = (arns: readonly string[] | undefined, actions: readonly string[]): AccessRequest[] => (arns ?? []).flatMap(arn =>
    actions.map(action => ({ action: `imagebuilder:${action}`, resource: arn, context: tagsOfImage(store, arn) })));
  const anything = (action: string) => [action, () => [{ action: `ram:${action}`, resource: '*' }]];
  const entities = ({ resourceArns, principals }: { resourceArns?: string[]; principals?: string[] }): Context => ({
    ...resourceArns ? { 'ram:ResourceArn': resourceArns, 'ram:RequestedResourceType': [IMAGE_TYPE] } : {},
    ...principals ? { 'ram:Principal': principals } : {},
  });
  const external = ({ allowExternalPrincipals }: { allowExternalPrincipals?: boolean }): Context =>
    allowExternalPrincipals === undefined ? {} : { 'ram:RequestedAllowsExternalPrincipals': String(allowExternalPrincipals) };
  return {
    ...Object.fromEntries([
      'GetResourceShares', 'GetResourceShareAssociations', 'ListResources', 'ListPrincipals', 'EnableSharingWithAwsOrganization',
    ].map(anything)),
    CreateResourceShare: (input, { account, region }) => [
      { action: 'ram:CreateResourceShare', resource: '*', context: { ...external(input), ...entities(input), ...requestTags(input.tags) } },
      ...input.tags?.length
        ? [{ action: 'ram:TagResource', resource: `arn:aws:ram:${region}:${account}:resource-share/*`, context: requestTags(input.tags) }] : [],
      ...onImages(input.resourceArns, ['GetImage', 'PutImagePolicy']),
    ],
    UpdateResourceShare: (input, caller) => [onShare('UpdateResourceShare', input.resourceShareArn, caller, external(input))],
    DeleteResourceShare: ({ resourceShareArn: arn }, caller) => [
      onShare('DeleteResourceShare', arn, caller),
      ...onImages(store.shares.of(caller).get(arn)?.associations.filter(it => it.type === 'RESOURCE').map(it => it.entity), ['PutImagePolicy']),
    ],
    AssociateResourceShare: (input, caller) => [
      onShare('AssociateResourceShare', input.resourceShareArn, caller, entities(input)),
      ...onImages(input.resourceArns, ['GetImage', 'PutImagePolicy']),
    ],
    DisassociateResourceShare: (input, caller) => [
      onShare('DisassociateResourceShare', input.resourceShareArn, caller, entities(input)), ...onImages(input.resourceArns, ['PutImagePolicy']),
    ],
    ListResourceSharePermissions: ({ resourceShareArn }, caller) => [onShare('ListResourceSharePermissions', resourceShareArn, caller)],
    PromoteResourceShareCreatedFromPolicy: ({ resourceShareArn }, caller) =>
      [onShare('PromoteResourceShareCreatedFromPolicy', resourceShareArn, caller)],
    GetPermission: ({ permissionArn }) => [{ action: 'ram:GetPermission', resource: permissionArn, context: { 'ram:PermissionArn': permissionArn } }],
    PromotePermissionCreatedFromPolicy: ({ permissionArn }) => [{
      action: 'ram:PromotePermissionCreatedFromPolicy',
      resource: permissionArn,
      context: { 'ram:PermissionArn': permissionArn, 'ram:PermissionResourceType': IMAGE_TYPE },
    }],
    TagResource: ({ resourceShareArn, resourceArn, tags }, caller) =>
      [onShare('TagResource', resourceShareArn ?? resourceArn, caller, requestTags(tags))],
    UntagResource: ({ resourceShareArn, resourceArn, tagKeys }, caller) =>
      [onShare('UntagResource', resourceShareArn ?? resourceArn, caller, { 'aws:TagKeys': tagKeys })],
  };
}

function tagsOfImage({ options: { images } }: Store, arn: string): Context {
  return tagContext('ResourceTag', Object.entries(images.imageTags(arn) ?? {}).map(([key, value]) => ({ key, value })));
}

function tagContext(kind: string, tags: readonly Tag[] = []): Context {
  return Object.fromEntries(tags.map(({ key, value }) => [`aws:${kind}/${key}`, value]));
}

function requestTags(tags: readonly Tag[] | undefined): Context {
  return tags?.length ? { 'aws:TagKeys': tags.map(({ key }) => key), ...tagContext('RequestTag', tags) } : {};
}
