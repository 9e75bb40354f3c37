import { APP, Besides, BUILD, CONTAINERS, DELETION, DEPRECATION, INTENT, RECORD, ROLE } from './properties';
import type { StateUpdateProperties } from '../../../lib/model/state/properties';
import { put } from '../../support/properties';
import type { RuleCase } from '../../support/rule-catalogue';

/** An update that breaks one rule. */
export interface StateCase extends RuleCase, Besides {
  readonly properties: StateUpdateProperties;
}

const deprecation = (path: string, value: unknown) => put(DEPRECATION, path, value);
const deletion = (path: string, value: unknown) => put(DELETION, path, value);
const excluding = (name: string, value: unknown) => deprecation(`ExclusionRules.Amis.${name}`, value);
const image = (value: string) => put(RECORD, 'Image', value);
const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, '']));
const CONTAINER_RECIPE = { path: 'App/Recipe', makes: 'CONTAINERS' } as const;
const IMAGE_RECIPE = { path: 'App/Recipe', makes: 'AMIS' } as const;
const SHARED = { ...APP, sharedBy: [{ path: 'App/Share', launch: true }] };

/** One at least for each rule. */
export const CASES: readonly StateCase[] = [
  ...['Image', 'State', 'OnRemoval'].map(path => ({ rule: 'RequiredProperty', properties: put(RECORD, path, undefined) })),
  ...['Value', 'Unit'].map(name => ({ rule: 'RequiredProperty', properties: excluding(`LastLaunched.${name}`, undefined) })),
  ...['', 'disabled', 'DISABLE', 'BUILDING'].map(value => ({ rule: 'DocumentedValue', properties: put(RECORD, 'State', value) })),
  { rule: 'DocumentedValue', properties: put(RECORD, 'OnRemoval', 'RESTORE') },
  { rule: 'DocumentedValue', properties: excluding('LastLaunched.Unit', 'HOURS') },
  ...[
    BUILD.replace(/\/1$/, ''), BUILD.replace('1.0.0/1', '1.0.x'), BUILD.replace('1.0.0/1', 'x.x.x'), BUILD.replace('1.0.0/1', '1.0.0/*'), 'ami-0123456789abcdef0',
    'golden', '', `${BUILD}/1`, BUILD.replace('image/', 'image-recipe/'), BUILD.replace('golden', 'Golden'), BUILD.replace('111111111111', '1'), `${BUILD} `,
  ].map(value => ({ rule: 'ImageFormat', properties: image(value) })),
  ...['Invalid Date', '', '2028-02-29', '2027-02-29T00:00:00Z', '2028-02-30T00:00:00.000Z', '2028-01-01T24:00:00Z', '2028-13-01T00:00:00Z', '2028-01-01T00:00:00',
    '2028-01-01T00:00:00+01:00', '+010000-01-01T00:00:00.000Z', '1829779200'].map(value => ({ rule: 'UpdateAtFormat', properties: deprecation('UpdateAt', value) })),
  ...['', 'a b', 'arn:aws:iam::111111111111:user/a', 'a'.repeat(2049)].map(value => ({ rule: 'ExecutionRoleFormat', properties: deletion('ExecutionRole', value) })),
  {
    rule: 'ExecutionRoleServiceLinked',
    properties: deletion('ExecutionRole', 'arn:aws:iam::111111111111:role/aws-service-role/imagebuilder.amazonaws.com/AWSServiceRoleForImageBuilder'),
  },
  { rule: 'ExecutionRoleAccount', properties: deletion('ExecutionRole', ROLE.replace('111111111111', '222222222222')), app: APP },
  { rule: 'SharedAccountCount', properties: excluding('SharedAccounts', []) },
  { rule: 'SharedAccountCount', properties: excluding('SharedAccounts', Array.from({ length: 1537 }, (_, index) => String(100_000_000_000 + index))) },
  ...['1', '0123456789012', 'all'].map(value => ({ rule: 'AccountIdFormat', properties: excluding('SharedAccounts', ['012345678901', value]) })),
  ...['Ireland', 'eu-west', 'EU-WEST-1'].map(value => ({ rule: 'RegionFormat', properties: excluding('Regions', [value]) })),
  ...[0, 366, 1.5, NaN].map(value => ({ rule: 'LastLaunchedRange', properties: excluding('LastLaunched.Value', value) })),
  { rule: 'TagCount', properties: excluding('TagMap', {}) },
  { rule: 'TagCount', properties: excluding('TagMap', tags(51)) },
  ...['aws:a', '', 'a'.repeat(129), 'ä'].map(key => ({ rule: 'TagKeyFormat', properties: excluding('TagMap', { [key]: '' }) })),
  { rule: 'TagMapIsNoFunction', properties: excluding('TagMap', { Ref: 'a' }), intent: INTENT },
  { rule: 'TagValueLength', properties: excluding('TagMap', { keep: 'a'.repeat(257) }) },

  { rule: 'RoleWithResources', properties: { ...RECORD, ExecutionRole: ROLE } },
  { rule: 'RoleWithResources', properties: deletion('ExecutionRole', undefined) },
  { rule: 'SomethingIncluded', properties: { ...RECORD, ExecutionRole: ROLE, IncludeResources: {} } },
  { rule: 'SomethingIncluded', properties: deletion('IncludeResources', { Amis: 'false', Snapshots: false, Containers: false }) },
  { rule: 'DeletionIncludesResources', properties: deletion('IncludeResources', undefined) },
  { rule: 'DeletionIncludesResources', properties: put(RECORD, 'State', 'DELETED') },
  ...['AVAILABLE', 'DEPRECATED', 'DISABLED'].map(State => ({ rule: 'OnlyDeletionIncludesSnapshotsOrContainers', properties: { ...DELETION, State } })),
  { rule: 'OnlyDeletionIncludesSnapshotsOrContainers', properties: put(CONTAINERS, 'State', 'DISABLED') },
  { rule: 'SnapshotsNeedAmis', properties: deletion('IncludeResources.Amis', false) },
  { rule: 'AmisOrContainers', properties: deletion('IncludeResources.Containers', 'true') },
  ...['AVAILABLE', 'DISABLED'].map(State => ({ rule: 'OnlyDeprecationIsScheduled', properties: { ...DEPRECATION, State } })),
  { rule: 'OnlyDeprecationIsScheduled', properties: { ...DELETION, UpdateAt: '2028-01-01T00:00:00Z' } },
  { rule: 'ExclusionsNeedAmis', properties: { ...RECORD, ExclusionRules: { Amis: { IsPublic: true } } } },
  { rule: 'ExclusionsNeedAmis', properties: { ...CONTAINERS, ExclusionRules: { Amis: { IsPublic: false, TagMap: { keep: '' } } } } },
  { rule: 'DeletedStaysDeleted', properties: deletion('OnRemoval', 'MAKE_AVAILABLE') },

  { rule: 'ImageWhereUpdateIs', properties: RECORD, app: { ...APP, region: 'us-east-1' } },
  { rule: 'ImageWhereUpdateIs', properties: RECORD, app: { ...APP, account: '222222222222' } },
  ...[RECORD, DEPRECATION].map(properties => ({ rule: 'ContainersOnlyDeleted', properties, app: { ...APP, image: { recipe: CONTAINER_RECIPE } } })),
  { rule: 'IncludesWhatRecipeMakes', properties: DELETION, app: { ...APP, image: { recipe: CONTAINER_RECIPE } } },
  { rule: 'IncludesWhatRecipeMakes', properties: CONTAINERS, app: { ...APP, image: { recipe: IMAGE_RECIPE } } },
  { rule: 'SharedImageNotDeleted', properties: DELETION, app: SHARED },
  { rule: 'SharedImageNotDeleted', properties: CONTAINERS, app: { ...APP, sharedBy: [{ path: 'App/Share', launch: false }] } },
  { rule: 'OneUpdatePerImage', properties: RECORD, app: { ...APP, otherUpdate: 'App/Other' } },

  { rule: 'DisablingUnshares', properties: { ...DEPRECATION, State: 'DISABLED', UpdateAt: undefined }, app: SHARED },
  { rule: 'ImageOfStackDeleted', properties: DELETION, app: { ...APP, image: { resource: 'App/Image' } } },
  { rule: 'SnapshotsOutliveAmis', properties: deletion('IncludeResources.Snapshots', false) },
  { rule: 'ExclusionsKeepRecord', properties: deletion('ExclusionRules', { Amis: { Regions: ['eu-west-1'] } }) },
  { rule: 'CreatedByTag', properties: excluding('TagMap', { CreatedBy: 'EC2 Image Builder' }) },
  { rule: 'UnknownRegion', properties: excluding('Regions', ['eu-west-1', 'eu-nowhere-9']) },
  ...[RECORD, CONTAINERS].map(it => ({ rule: 'RolesNeedAmis', properties: { ...it, RoleArns: [ROLE] } })),
  { rule: 'RepositoryAccessTag', properties: CONTAINERS, intent: { ...INTENT, repositoriesGiven: false } },
  {
    rule: 'RepositoryAccessTag', properties: CONTAINERS,
    intent: { ...INTENT, closedRepositories: [{ path: 'App/Repository', reason: 'is not of this app and cannot be tagged here' }] },
  },
  { rule: 'ResultUsedElsewhere', properties: RECORD, app: { ...APP, usedElsewhere: [{ attribute: 'executionId', stack: 'App/Dashboard' }] } },
];
