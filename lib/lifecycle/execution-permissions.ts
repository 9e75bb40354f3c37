import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ACCESS_TAG } from './repositories';
import { subjectOf } from '../model/lifecycle/input';
import type { DetailProperties, SelectionProperties } from '../model/lifecycle/properties';

/**
 * The things that an execution role may have to be able to do, in the order in which they name a role.
 */
const CAPABILITIES = [
  'SelectByTags', 'ReadAmiAttributes', 'EnableAmis', 'DeprecateAmis', 'DisableAmis', 'DeleteImages', 'DeleteAmis', 'DeleteSnapshots',
  'DeleteContainers',
] as const;

/** Something that an execution role has to be able to do. */
export type Capability = typeof CAPABILITIES[number];

/** The capability that an action on AMIs needs, other than a deletion. No rule of a policy makes them available: only a person does. */
const ON_AMIS: Readonly<Record<string, Capability>> = { MAKE_AVAILABLE: 'EnableAmis', DEPRECATE: 'DeprecateAmis' };

/**
 * What the rules of a policy need. What is unknown while the app is synthesised is taken to be needed.
 */
export function capabilitiesOf(details: readonly DetailProperties[], selection?: SelectionProperties): Capability[] {
  const needed = new Set<Capability>();
  if (selection?.TagMap !== undefined) {
    needed.add('SelectByTags');
  }
  for (const { action, includes, amiExclusions } of subjectOf({ PolicyDetails: details }).details) {
    const amis = includes('Amis') !== false;
    if (amis && amiExclusions && (amiExclusions.IsPublic !== false || amiExclusions.SharedAccounts || amiExclusions.LastLaunched)) {
      needed.add('ReadAmiAttributes');
    }
    if (action === 'DELETE') {
      needed.add('DeleteImages');
      if (amis) {
        needed.add('DeleteAmis');
      }
      if (includes('Snapshots') !== false) {
        needed.add('DeleteSnapshots');
      }
      if (includes('Containers') !== false) {
        needed.add('DeleteContainers');
      }
    } else if (amis) {
      needed.add(ON_AMIS[action ?? ''] ?? 'DisableAmis');
    }
  }
  return CAPABILITIES.filter(capability => needed.has(capability));
}

/** The tag that Image Builder sets on all that it makes, and that its own managed policy demands of all that it touches. */
const MADE_BY_IMAGE_BUILDER = { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' };

/**
 * The least that an execution role needs for what it has to do.
 *
 * Actions, resources and conditions are those of the managed policy EC2ImageBuilderLifecycleExecutionPolicy, split by what
 * needs them; only `imagebuilder:DeleteImage` is narrower, as the managed policy allows it on `*`.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2ImageBuilderLifecycleExecutionPolicy.html
 */
export function executionStatements(capabilities: readonly Capability[], stack: Stack): PolicyStatement[] {
  // In every Region, as in the managed policy: an image is distributed to many.
  const amis = stack.formatArn({ service: 'ec2', region: '*', account: '', resource: 'image', resourceName: '*' });
  const snapshots = stack.formatArn({ service: 'ec2', region: '*', account: '', resource: 'snapshot', resourceName: '*' });
  const images = stack.formatArn({ service: 'imagebuilder', region: '*', resource: 'image', resourceName: '*' });
  const repositories = stack.formatArn({ service: 'ecr', region: '*', resource: 'repository', resourceName: '*' });

  const has = (capability: Capability) => capabilities.includes(capability);
  const actionsOf = (actions: Partial<Record<Capability, string[]>>) => CAPABILITIES.filter(has).flatMap(capability => actions[capability] ?? []);

  const onAmis = actionsOf({
    ReadAmiAttributes: ['ec2:DescribeImageAttribute'],
    EnableAmis: ['ec2:EnableImage', 'ec2:DisableImageDeprecation'],
    DeprecateAmis: ['ec2:EnableImageDeprecation'],
    DisableAmis: ['ec2:DisableImage'],
    DeleteAmis: ['ec2:DeregisterImage'],
  });
  const tagging = [...new Set(actionsOf({ EnableAmis: ['ec2:DeleteTags'], DeprecateAmis: ['ec2:CreateTags'], DisableAmis: ['ec2:DeleteTags'] }))];

  return [
    // Neither of the two can be scoped to a resource.
    new PolicyStatement({ sid: 'FindImages', actions: ['ec2:DescribeImages', ...actionsOf({ SelectByTags: ['tag:GetResources'] })], resources: ['*'] }),
    ...onAmis.length > 0
      ? [new PolicyStatement({ sid: 'Amis', actions: onAmis, resources: [amis], conditions: { StringEquals: MADE_BY_IMAGE_BUILDER } })] : [],
    ...tagging.length > 0
      ? [new PolicyStatement({
        sid: 'DeprecatedByTag',
        actions: tagging,
        resources: [amis, snapshots],
        conditions: {
          'StringEquals': { ...MADE_BY_IMAGE_BUILDER, 'aws:RequestTag/DeprecatedBy': 'EC2 Image Builder' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'DeprecatedBy' },
        },
      })] : [],
    ...has('DeleteImages')
      ? [new PolicyStatement({ sid: 'ImageRecords', actions: ['imagebuilder:DeleteImage'], resources: [images] })] : [],
    ...has('DeleteSnapshots')
      ? [new PolicyStatement({
        sid: 'Snapshots', actions: ['ec2:DeleteSnapshot'], resources: [snapshots], conditions: { StringEquals: MADE_BY_IMAGE_BUILDER },
      })] : [],
    ...has('DeleteContainers')
      ? [new PolicyStatement({
        sid: 'Containers',
        actions: ['ecr:BatchGetImage', 'ecr:BatchDeleteImage'],
        resources: [repositories],
        conditions: { StringEquals: { [`ecr:ResourceTag/${ACCESS_TAG.key}`]: ACCESS_TAG.value } },
      })] : [],
  ];
}
