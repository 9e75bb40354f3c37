import type { Tags } from './images';
import { isPublic, Store } from './store';
import type { AccessRequest, Service } from '../../service';
import type { Caller } from '../../world';

type Context = NonNullable<AccessRequest['context']>;

const ON_IMAGE = [
  'DisableImage', 'EnableImage', 'EnableImageDeprecation', 'DisableImageDeprecation', 'EnableImageDeregistrationProtection',
  'DisableImageDeregistrationProtection', 'CancelImageLaunchPermission',
];

const NAMED = ['Description', 'ImdsSupport', 'LaunchPermission'];

const ON_ANYTHING = [
  'DescribeImages', 'DescribeSnapshots', 'GetImageBlockPublicAccessState', 'EnableImageBlockPublicAccess', 'DisableImageBlockPublicAccess',
];

/**
 * What a role needs, by the Service Authorization Reference. The ARN of an AMI or a snapshot names no account.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function ec2Access({ images }: Store): NonNullable<Service['access']> {
  const onImage = (action: string, id: string, { region }: Caller, context: Context = {}): AccessRequest => {
    const image = images.get(region, id);
    return {
      action: `ec2:${action}`,
      resource: `arn:aws:ec2:${region}::image/${id}`,
      context: {
        'ec2:Region': region,
        'ec2:ImageID': id,
        ...image ? { 'ec2:ImageType': 'machine', 'ec2:Owner': image.account, 'ec2:Public': String(isPublic(image)), 'ec2:RootDeviceType': 'ebs' } : {},
        ...resourceTags(image?.tags),
        ...context,
      },
    };
  };
  const onSnapshot = (action: string, id: string, { region }: Caller, context: Context = {}): AccessRequest => {
    const snapshot = images.snapshot(region, id);
    return {
      action: `ec2:${action}`,
      resource: `arn:aws:ec2:${region}::snapshot/${id}`,
      context: {
        'ec2:Region': region,
        'ec2:SnapshotID': id,
        ...snapshot ? { 'ec2:Owner': snapshot.account, 'ec2:VolumeSize': '8' } : {},
        ...resourceTags(snapshot?.tags),
        ...context,
      },
    };
  };
  const on = (action: string, id: string, caller: Caller, context?: Context) =>
    (id.startsWith('snap-') ? onSnapshot : onImage)(action, id, caller, context);

  return {
    ...Object.fromEntries(ON_ANYTHING.map(action => [
      action, (_: unknown, { region }: Caller) => [{ action: `ec2:${action}`, resource: '*', context: { 'ec2:Region': region } }],
    ])),
    ...Object.fromEntries(ON_IMAGE.map(action => [action, ({ ImageId }: any, caller: Caller) => [onImage(action, ImageId, caller)]])),
    // To delete snapshots with an AMI, a role has to be allowed to delete them.
    DeregisterImage: ({ ImageId, DeleteAssociatedSnapshots: deletes = false }, caller) => [
      onImage('DeregisterImage', ImageId, caller),
      ...deletes ? (images.get(caller.region, ImageId)?.snapshots ?? []).map(id => onSnapshot('DeleteSnapshot', id, caller)) : [],
    ],
    ModifyImageAttribute: (input, caller) => [
      onImage('ModifyImageAttribute', input.ImageId, caller, attribute(input.Attribute ?? NAMED.find(it => it in input))),
    ],
    // Of reading, IAM knows no attribute.
    DescribeImageAttribute: (input, caller) => [onImage('DescribeImageAttribute', input.ImageId, caller)],
    ResetImageAttribute: (input, caller) => [onImage('ResetImageAttribute', input.ImageId, caller, attribute(input.Attribute))],
    ModifySnapshotAttribute: (input, caller) => [onSnapshot('ModifySnapshotAttribute', input.SnapshotId, caller, {
      ...attribute(input.Attribute ?? 'CreateVolumePermission'), ...changedPrincipals(input),
    })],
    DescribeSnapshotAttribute: (input, caller) => [onSnapshot('DescribeSnapshotAttribute', input.SnapshotId, caller)],
    DeleteSnapshot: ({ SnapshotId }, caller) => [onSnapshot('DeleteSnapshot', SnapshotId, caller)],
    CreateTags: ({ Resources: ids = [], Tags: tags = [] }, caller) => ids.map((id: string) => on('CreateTags', id, caller, requestTags(tags))),
    DeleteTags: ({ Resources: ids = [], Tags: tags = [] }, caller) => ids.map((id: string) => on('DeleteTags', id, caller, requestTags(tags))),
  };
}

/** The attribute that a request is about, as conditions name it. */
function attribute(name: string | undefined): Context {
  return name === undefined ? {} : { 'ec2:Attribute': name[0].toUpperCase() + name.slice(1) };
}

/** To whom a snapshot is opened or closed: for AMIs no condition asks that. */
function changedPrincipals(input: any): Context {
  const { CreateVolumePermission: permission = {}, OperationType: type, UserIds: users = [], GroupNames: groups = [] } = input;
  const keys = (verb: 'Add' | 'Remove', listed: boolean) => {
    const all: { UserId?: string; Group?: string }[] = permission[verb] ?? [];
    const userIds = [...all.flatMap(({ UserId: user }) => user ?? []), ...listed ? users : []];
    const groupNames = [...all.flatMap(({ Group: group }) => group ?? []), ...listed ? groups : []];
    return {
      ...userIds.length > 0 ? { [`ec2:${verb}/userId`]: userIds } : {},
      ...groupNames.length > 0 ? { [`ec2:${verb}/group`]: groupNames } : {},
    };
  };
  return { ...keys('Add', type === 'add'), ...keys('Remove', type === 'remove') };
}

function resourceTags(tags: Tags = {}): Context {
  return Object.fromEntries(Object.entries(tags).flatMap(([key, value]) => [[`aws:ResourceTag/${key}`, value], [`ec2:ResourceTag/${key}`, value]]));
}

function requestTags(tags: readonly { readonly Key?: string; readonly Value?: string }[]): Context {
  return tags.length === 0 ? {} : {
    'aws:TagKeys': tags.map(({ Key: key = '' }) => key),
    ...Object.fromEntries(tags.map(({ Key: key, Value: value = '' }) => [`aws:RequestTag/${key}`, value])),
  };
}
