import {
  ACCOUNT, AMI, APP, BUILD, INTENT, ORGANIZATION, ORGANIZATION_POLICY, OTHER_ACCOUNT, PUBLIC_POLICY, put, SHARE_POLICY, UNIT,
} from './properties';
import type { ImageView, OtherSharePolicy, SharingAppView } from '../../../lib/model/sharing/app-facts';
import type { SharePolicyProperties } from '../../../lib/model/sharing/properties';
import type { BuildFromIntent, SharingIntent } from '../../../lib/model/sharing/share-policy-input';
import { principals } from '../../support/principals';
import type { RuleCase } from '../../support/rule-catalogue';

/** Properties that break one rule. */
interface SharingCase extends RuleCase {
  readonly properties: SharePolicyProperties;
  readonly intent?: SharingIntent;
  readonly app?: SharingAppView;
}

export const accounts = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(12, '0'));
const share = (path: string, value: unknown) => put(SHARE_POLICY, path, value);
const build = (buildFrom: Partial<BuildFromIntent>): SharingIntent => ({ ...INTENT, buildFrom: { ...INTENT.buildFrom!, ...buildFrom } });
const NOBODY: SharingIntent = { encryptionKeys: 0 };
const WITH_KEY: SharingIntent = { encryptionKeys: 1 };

const VIEW: ImageView = { identity: 'one', takenAwayBy: [] };
const around = (view: Partial<ImageView>, app: Partial<SharingAppView> = {}): SharingAppView => ({ ...APP, ...app, images: [{ ...VIEW, ...view }] });
const OTHER: OtherSharePolicy = {
  path: 'App/Other', images: [0], sameGrants: [], launch: [], isAuthoritative: false, hasImagePolicy: false,
};
const beside = (other: Partial<OtherSharePolicy>): SharingAppView => ({ ...APP, others: [{ ...OTHER, ...other }] });

const PRINCIPALS = [
  'arn:aws:organizations::444444444444:root/o-abcdefghij/r-ab12', 'r-ab12', 'o-abcdefghij', 'ou-ab12-12345678',
  'arn:aws:organizations::444444444444:account/o-abcdefghij/012345678901', 'arn:aws:organizations::444444444444:organization/abcdefghij',
  'arn:aws:organizations::444444444444:ou/ou-ab12-12345678', `${UNIT}/`, 'arn:aws:iam::012345678901:root', 'arn:aws:iam::012345678901:role/a', '*',
  '0123-4567-8901', '12345678901', '1', '0123456789012', '', ' 012345678901', '012345678901\n', '１２３４５６７８９０１２', 'All', 'example.com',
  ORGANIZATION.toUpperCase(), ORGANIZATION.replace('444444444444', ''),
];
const IMAGES = [
  '', 'golden', 'ami-', 'ami-0123456', 'ami-012345678', 'ami-0123456789abcdef', 'ami-0123456789abcdef01', 'ami-0123456789ABCDEF0', 'AMI-01234567', 'ami-0123456g',
  ' ami-01234567', '/golden/linux', 'resolve:ssm:/golden/linux', 'arn:aws:ec2:eu-west-1::image/ami-01234567', 'snap-0123456789abcdef0',
];
const BUILDS = [
  BUILD.slice(0, -2), `${BUILD.slice(0, -2)}/`, BUILD.slice(0, -8), BUILD.replace('1.0.0/1', 'x.x.x'), BUILD.replace('1.0.0', '1.0.x'), BUILD.replace('/1', '/x'),
  BUILD.replace('0/1', '0/*'), BUILD.replace('image/', 'image-recipe/'), BUILD.replace('image/golden/1.0.0/1', 'image-pipeline/golden'),
  BUILD.replace('golden', 'Golden'), BUILD.replace('golden', 'golden linux'), BUILD.replace('imagebuilder', 'ec2'), `${BUILD}/1`,
];

const statement = (changes: object) => ({
  Statement: [{ Effect: 'Allow', Action: 'imagebuilder:GetImage', Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, ...changes }],
});
const TOO_LONG = statement({ Sid: 'x'.repeat(30_001 - JSON.stringify(statement({ Sid: '' })).length) });
/** A policy of nothing but a build, which is shared in Image Builder by a document. */
const IMAGE_BUILD_POLICY = { ...SHARE_POLICY, Images: [{ Image: BUILD }] };
const byPolicy = (document: unknown): SharingIntent => ({ encryptionKeys: 0, buildFrom: { via: 'IMAGE_POLICY', principals: [], document } });

/** At least one for each rule. */
export const RULE_CASES: readonly SharingCase[] = [
  ...PRINCIPALS.flatMap(principal => [
    { rule: 'PrincipalFormat', properties: share('Launch[1]', { UserId: principal }) },
    { rule: 'PrincipalFormat', properties: share('Copy', [{ UserId: principal }]) },
    { rule: 'PrincipalFormat', properties: SHARE_POLICY, intent: build({ principals: [{ UserId: ACCOUNT }, { UserId: principal }] }) },
  ]),
  ...IMAGES.map(image => ({ rule: 'ImageFormat', properties: share('Images[0].Image', image) })),
  ...[...IMAGES, BUILD].map(image => ({ rule: 'ImageFormat', properties: put(PUBLIC_POLICY, 'Images[0].Image', image), intent: { ...NOBODY, imageKinds: ['AMI' as const] } })),
  ...[...BUILDS, AMI, 'golden'].map(image => ({
    rule: 'ImageFormat', properties: put(PUBLIC_POLICY, 'Images[0].Image', image), intent: { ...NOBODY, imageKinds: ['IMAGE_BUILD' as const] },
  })),
  ...BUILDS.map(image => ({ rule: 'ImageFormat', properties: share('Images[2].Image', image) })),
  ...['', 'nowhere', 'eu-west', 'EU-WEST-1', 'Ireland', 'eu-west-1a'].map(region => ({ rule: 'RegionFormat', properties: share('Images[1].Region', region) })),
  { rule: 'UnknownRegion', properties: share('Images[1].Region', 'mars-north-1') },
  ...[0, -1, 1.5, 10_001, NaN, Infinity, '0', '', 'many'].map(quota => ({ rule: 'SharingQuotaRange', properties: share('SharingQuota', quota) })),
  { rule: 'ImagePolicyLength', properties: SHARE_POLICY, intent: build({ via: 'IMAGE_POLICY', principals: [], document: TOO_LONG }) },
  ...[
    {}, { Statement: [] }, statement({ Effect: 'Deny' }), statement({ Action: [] }), statement({ Principal: '*' }), statement({ Principal: { Service: 'ec2.amazonaws.com' } }),
    statement({ Resource: '*' }), statement({ NotAction: 'imagebuilder:DeleteImage' }), statement({ Principal: { AWS: ORGANIZATION } }),
  ].map(document => ({ rule: 'ImagePolicyDocument', properties: IMAGE_BUILD_POLICY, intent: byPolicy(document) })),

  { rule: 'SomebodyToShareWith', properties: share('Launch', []), intent: build({ principals: [] }) },
  { rule: 'SomebodyToShareWith', properties: put(share('Launch', []), 'Copy', []), intent: NOBODY },
  { rule: 'SomebodyToShareWith', properties: put(share('Launch', undefined), 'Copy', undefined), intent: NOBODY },
  { rule: 'DuplicatePrincipal', properties: share('Launch', [ACCOUNT, OTHER_ACCOUNT, ACCOUNT]) },
  { rule: 'DuplicatePrincipal', properties: share('Copy', [ACCOUNT, ACCOUNT]) },
  { rule: 'DuplicatePrincipal', properties: put(ORGANIZATION_POLICY, 'Launch', [ORGANIZATION, ORGANIZATION]) },
  { rule: 'DuplicatePrincipal', properties: put(PUBLIC_POLICY, 'Launch', ['all', 'all']) },
  { rule: 'DuplicatePrincipal', properties: SHARE_POLICY, intent: build({ principals: principals(ACCOUNT, ACCOUNT) }) },
  { rule: 'SharingQuota', properties: share('Launch', accounts(1_001)) },
  { rule: 'SharingQuota', properties: put(share('Launch', accounts(1_001)), 'SharingQuota', undefined) },
  { rule: 'SharingQuota', properties: put(share('Launch', accounts(3)), 'SharingQuota', 2) },
  { rule: 'SharingQuota', properties: put(share('Launch', accounts(3)), 'SharingQuota', '2') },
  { rule: 'SharingQuota', properties: put(share('Launch', accounts(2)), 'SharingQuota', 3), app: beside({ launch: [...accounts(1), '888888888888', '999999999999'] }) },
  { rule: 'CopyByAccountsOnly', properties: share('Copy', [ACCOUNT, ORGANIZATION]) },
  { rule: 'CopyByAccountsOnly', properties: share('Copy', [UNIT]) },
  { rule: 'CopyByAccountsOnly', properties: share('Copy', [{ OrganizationArn: { Ref: 'Organization' } }]) },
  { rule: 'CopyByAccountsOnly', properties: share('Copy', [{ OrganizationalUnitArn: 'ou-ab12-12345678' }]) },
  { rule: 'OwnerNeedsNoGrant', properties: put(ORGANIZATION_POLICY, 'Launch', ['111111111111']), app: around({ kind: 'AMI' }) },
  { rule: 'OwnerNeedsNoGrant', properties: put(PUBLIC_POLICY, 'Copy', ['111111111111']), app: around({ kind: 'AMI' }) },
  { rule: 'OwnerNeedsNoGrant', properties: put(share('Images', [SHARE_POLICY.Images && { Image: BUILD }]), 'Launch', ['111111111111']), app: around({ kind: 'IMAGE_BUILD' }) },
  { rule: 'OwnerNeedsNoGrant', properties: put(share('Images', [{ Image: AMI, RoleArns: ['arn:aws:iam::333333333333:role/a'] }]), 'Launch[0]', '444444444444') },
  { rule: 'AccountBesideOrganization', properties: share('Launch', [ACCOUNT, OTHER_ACCOUNT, ORGANIZATION]) },
  { rule: 'AccountBesideOrganization', properties: share('Launch', [UNIT, ACCOUNT]) },
  { rule: 'AccountBesideOrganization', properties: put(ORGANIZATION_POLICY, 'Launch', [UNIT, ORGANIZATION]) },
  { rule: 'AccountBesideOrganization', properties: SHARE_POLICY, intent: build({ principals: principals(ORGANIZATION, ACCOUNT) }) },
  { rule: 'BuildFromNeedsLaunch', properties: put(share('Launch', undefined), 'Copy', []), intent: INTENT },
  { rule: 'BuildFromNeedsLaunch', properties: SHARE_POLICY, intent: build({ principals: principals(ACCOUNT, '555555555555', ORGANIZATION) }) },
  { rule: 'BuildFromNeedsLaunch', properties: share('Launch', []), intent: build({ via: 'IMAGE_POLICY', principals: [] }) },

  { rule: 'PublicLaunchAllowed', properties: put(PUBLIC_POLICY, 'AllowPublicLaunch', false) },
  { rule: 'PublicLaunchAllowed', properties: put(PUBLIC_POLICY, 'AllowPublicLaunch', undefined) },
  { rule: 'PublicLaunchAllowed', properties: put(PUBLIC_POLICY, 'AllowPublicLaunch', 'false') },
  { rule: 'PublicCopyAllowed', properties: put(PUBLIC_POLICY, 'AllowPublicCopy', false) },
  { rule: 'PublicCopyAllowed', properties: put(PUBLIC_POLICY, 'AllowPublicCopy', undefined) },
  { rule: 'PublicImageUnencrypted', properties: PUBLIC_POLICY, intent: WITH_KEY },
  { rule: 'PublicImageUnencrypted', properties: put(PUBLIC_POLICY, 'Launch', []), intent: WITH_KEY },
  ...['customer managed key', 'unknown key'].map(key => ({
    rule: 'PublicImageUnencrypted', properties: PUBLIC_POLICY, app: around({ encryption: { key: key as 'unknown key', saidBy: 'App/Recipe' } }),
  })),
  { rule: 'PublicImageWithoutWatermark', properties: PUBLIC_POLICY, app: around({ watermarkedBy: 'App/Recipe' }) },
  { rule: 'PublicImageNotBuiltFrom', properties: put(PUBLIC_POLICY, 'Images[0].Image', BUILD), intent: INTENT },
  { rule: 'PublicImageNotBuiltFrom', properties: put(put(PUBLIC_POLICY, 'Images[0].Image', BUILD), 'Launch', [ACCOUNT]), intent: INTENT },
  { rule: 'PublicImageNotBuiltFrom', properties: SHARE_POLICY, intent: build({ principals: principals('all', ACCOUNT) }) },

  { rule: 'SomethingToShare', properties: share('Images', []) },
  { rule: 'DuplicateImage', properties: share('Images[1]', { Image: AMI }) },
  { rule: 'DuplicateImage', properties: share('Images', [{ Image: AMI, Region: 'eu-west-1' }, { Image: AMI, Region: 'eu-west-1', RoleArns: ['arn:aws:iam::222222222222:role/a'] }]) },
  { rule: 'DuplicateImage', properties: share('Images[1]', { Image: { Ref: 'Image' } }), app: { ...APP, images: [APP.images[0], APP.images[0]] } },
  { rule: 'BuildFromNeedsImageBuild', properties: share('Images', [{ Image: AMI }]), intent: INTENT },
  { rule: 'BuildFromNeedsImageBuild', properties: share('Images', [{ Image: { Ref: 'Parameter' } }]), intent: { ...INTENT, imageKinds: ['AMI'] } },
  { rule: 'BuildFromNeedsImageBuild', properties: share('Images', [{ Image: { Ref: 'Parameter' } }]), intent: INTENT, app: around({ kind: 'AMI' }) },
  { rule: 'BuildFromWhereImageIs', properties: share('Images', [{ Image: BUILD }]), intent: INTENT, app: around({ kind: 'IMAGE_BUILD', region: 'us-east-1', account: '111111111111' }) },
  { rule: 'BuildFromWhereImageIs', properties: share('Images', [{ Image: BUILD }]), intent: INTENT, app: around({ kind: 'IMAGE_BUILD', account: 'aws' }) },
  { rule: 'AwsManagedKey', properties: SHARE_POLICY, app: around({ encryption: { key: 'AWS-managed key', saidBy: 'App/Recipe', value: 'alias/aws/ebs' } }) },
  { rule: 'AwsManagedKey', properties: PUBLIC_POLICY, app: around({ encryption: { key: 'AWS-managed key', saidBy: 'App/Recipe', value: 'alias/aws/ebs' } }) },
  { rule: 'EncryptedImageNeedsKey', properties: SHARE_POLICY, intent: INTENT, app: around({ encryption: { key: 'customer managed key', saidBy: 'App/Distribution', value: 'alias/mine' } }) },
  { rule: 'EncryptedImageNeedsKey', properties: SHARE_POLICY, intent: INTENT, app: around({ encryption: { key: 'unknown key', saidBy: 'App/Recipe' } }) },
  { rule: 'EncryptedImageNeedsKey', properties: share('Launch', []), intent: NOBODY, app: around({ encryption: { key: 'customer managed key', saidBy: 'App/Recipe' } }) },
  { rule: 'LifecycleTakesImageAway', properties: SHARE_POLICY, app: takenAway('DISABLE') },
  { rule: 'LifecycleTakesImageAway', properties: SHARE_POLICY, app: takenAway('DELETE') },
  { rule: 'LifecycleTakesImageAway', properties: put(share('Launch', []), 'Copy', []), intent: INTENT, app: takenAway('DISABLE') },
  { rule: 'LifecycleTakesImageAway', properties: SHARE_POLICY, intent: INTENT, app: takenAway('DELETE', false) },

  { rule: 'AuthoritativePolicyAlone', properties: share('Mode', 'AUTHORITATIVE'), app: beside({ sameGrants: ['Launch[0].UserId'], hasImagePolicy: true }) },
  { rule: 'AuthoritativePolicyAlone', properties: share('Mode', 'AUTHORITATIVE_ON_EVERYONE'), app: beside({}) },
  { rule: 'AuthoritativePolicyAlone', properties: SHARE_POLICY, app: beside({ isAuthoritative: true, images: [2] }) },
  { rule: 'ImagePolicyAlone', properties: SHARE_POLICY, app: beside({ hasImagePolicy: true, sameGrants: ['Launch[0].UserId'] }) },
  { rule: 'ImagePolicyAlone', properties: SHARE_POLICY, intent: build({ via: 'IMAGE_POLICY', principals: [] }), app: beside({}) },
  { rule: 'OnePolicyPerGrant', properties: SHARE_POLICY, app: beside({ sameGrants: ['Launch[1].UserId'] }) },
  { rule: 'OnePolicyPerGrant', properties: SHARE_POLICY, intent: INTENT, app: beside({ sameGrants: ['BuildFrom.Principals[0].UserId'] }) },
  { rule: 'OnePolicyPerGrant', properties: share('Copy[0]', { UserId: { Ref: 'AWS::AccountId' } }), app: beside({ sameGrants: ['Copy[0].UserId'] }) },
  { rule: 'ResultUsedElsewhere', properties: SHARE_POLICY, app: { ...APP, usedElsewhere: [{ attribute: 'amiCount', stack: 'App/Dashboard' }] } },
];

function takenAway(action: 'DISABLE' | 'DELETE', touchesAmis = true): SharingAppView {
  return around({ takenAwayBy: [{ path: 'App/Lifecycle', action, touchesAmis, excludesByTag: false }] });
}
