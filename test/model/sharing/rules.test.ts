import { Lazy, Token } from 'aws-cdk-lib';
import {
  ACCOUNT, AMI, APP, BUILD, findings, INTENT, messages, ORGANIZATION, ORGANIZATION_POLICY, OTHER_ACCOUNT, PUBLIC_POLICY, put, SHARE_POLICY, UNIT,
} from './properties';
import { accounts, RULE_CASES } from './rule-cases';
import { RULE_MESSAGES } from './rule-messages';
import type { SharingAppView } from '../../../lib/model/sharing/app-facts';
import { inWordsOfTheConstruct, SharePolicyProperties } from '../../../lib/model/sharing/properties';
import { IMAGE_SHARE_POLICY_RULES } from '../../../lib/model/sharing/rules';
import type { SharingIntent } from '../../../lib/model/sharing/share-policy-input';
import { principals } from '../../support/principals';
import { testCatalogue, testUnknownParts } from '../../support/rule-catalogue';

const PREFIX = 'cdk-image-governance:ImageSharePolicy.';

test.each([
  ['a policy', SHARE_POLICY], ['a policy for an organization', ORGANIZATION_POLICY], ['a policy for everyone', PUBLIC_POLICY],
])('%s without mistakes breaks no rule', (_, properties) => {
  expect(messages(properties)).toEqual([]);
});

test('nor does one with all that is known besides', () => {
  expect(messages(SHARE_POLICY, { intent: INTENT, app: APP })).toEqual([]);
});

testCatalogue({
  construct: 'ImageSharePolicy', rules: IMAGE_SHARE_POLICY_RULES, cases: RULE_CASES, messages: RULE_MESSAGES, findings: it => findings(it.properties, it),
});

test('an organization cannot copy, if only the deployment knows which it is', () => {
  const token = Lazy.string({ produce: () => '' });
  for (const [key, principal] of [['OrganizationArn', { OrganizationArn: token }], ['OrganizationalUnitArn', { OrganizationalUnitArn: token }]] as const) {
    expect(findings(put(SHARE_POLICY, 'Copy', [ACCOUNT, principal])).map(({ id, path, value }) => [id, path, value]))
      .toEqual([[`${PREFIX}CopyByAccountsOnly`, `Copy[1].${key}`, undefined]]);
  }
});

describe('what is unknown breaks no rule', () => {
  const besides = { intent: INTENT, app: APP };
  testUnknownParts([
    ['a policy', SHARE_POLICY, properties => messages(properties, besides)],
    ['a policy for an organization', ORGANIZATION_POLICY, messages],
    ['a policy for everyone', PUBLIC_POLICY, messages],
  ]);

  test('a list of texts behind a token', () => {
    const list = Token.asList({ Ref: 'List' });
    for (const path of ['Launch', 'Copy', 'Images[1].RoleArns']) {
      expect(messages(put(SHARE_POLICY, path, list), besides)).toEqual([]);
    }
    expect(messages(SHARE_POLICY, { ...besides, intent: { ...INTENT, buildFrom: { via: 'RESOURCE_SHARE', principals: list as never } } })).toEqual([]);
  });

  test('a part of an id or ARN', () => {
    const token = Lazy.string({ produce: () => '' });
    expect(messages(put(put(SHARE_POLICY, 'Images[0].Image', `ami-${token}`), 'Launch[1]', { OrganizationArn: `arn:${token}:organizations::1:root/o-x/r-y` }))).toEqual([]);
  });

  test('all of it', () => {
    const token = Lazy.any({ produce: () => undefined });
    const all = Object.fromEntries(Object.keys(SHARE_POLICY).map(name => [name, token]));
    expect(messages(all, { intent: { ...INTENT, buildFrom: { via: 'IMAGE_POLICY', principals: [], document: token } } })).toEqual([]);
  });

  test('what only the deployment knows of the policy of an image', () => {
    const document = { Statement: [{ Resource: { 'Fn::GetAtt': ['Image', 'Arn'] }, Sid: Lazy.string({ produce: () => 'a'.repeat(30_001) }), Effect: 'Allow' }] };
    expect(messages(SHARE_POLICY, { intent: { ...INTENT, buildFrom: { via: 'IMAGE_POLICY', principals: [], document } } })).toEqual([]);
  });

  test('the same image, principal or account behind a token', () => {
    const token = Lazy.string({ produce: () => ACCOUNT });
    expect(messages(put(SHARE_POLICY, 'Launch', [token, token]), besides)).toEqual([]);
    expect(messages(put(SHARE_POLICY, 'Images[0].Image', { Ref: 'Image' }), { app: { ...APP, account: undefined, region: undefined } })).toEqual([]);
  });
});

describe('accepted', () => {
  test.each([ORGANIZATION, UNIT].flatMap(arn => ['aws-cn', 'aws-us-gov', 'aws-iso-b'].map(partition => arn.replace('arn:aws', `arn:${partition}`))))('another partition: %s', arn => {
    expect(messages(put(ORGANIZATION_POLICY, 'Launch', [arn]))).toEqual([]);
  });

  test.each(['arn:aws-cn:imagebuilder:cn-north-1:111111111111:image/golden_linux-2/2026.11.25/17', 'arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023/2026.1.1/1'])('the image %s', image => {
    expect(messages(put(SHARE_POLICY, 'Images[2].Image', image))).toEqual([]);
  });

  test('as much as a quota allows, and everyone besides', () => {
    expect(messages(put(SHARE_POLICY, 'Launch', accounts(1_000)))).toEqual([]);
    expect(messages(put(put(PUBLIC_POLICY, 'Launch', ['all', ...accounts(1_000)]), 'SharingQuota', undefined))).toEqual([]);
    expect(messages(put(put(SHARE_POLICY, 'Launch', accounts(10_000)), 'SharingQuota', 10_000))).toEqual([]);
    expect(messages(put(put(SHARE_POLICY, 'Launch', accounts(1)), 'SharingQuota', 1))).toEqual([]);
  });

  test('the longest policy of an image', () => {
    const withId = (Sid: string) => ({
      Statement: [{ Sid, Effect: 'Allow', Action: 'imagebuilder:GetImage', Principal: { AWS: '012345678901' } }],
    });
    const document = withId('x'.repeat(30_000 - JSON.stringify(withId('')).length));
    expect(messages(SHARE_POLICY, { intent: { ...INTENT, buildFrom: { via: 'IMAGE_POLICY', principals: [], document } } })).toEqual([]);
  });

  test('flags and numbers as a template writes them', () => {
    expect(messages({ ...PUBLIC_POLICY, AllowPublicLaunch: 'true', AllowPublicCopy: 'true', SharingQuota: '1000' } as unknown as SharePolicyProperties)).toEqual([]);
  });

  test('one AMI id in two Regions', () => {
    expect(messages(put(SHARE_POLICY, 'Images[1]', { Image: AMI, Region: 'us-east-1' }))).toEqual([]);
  });

  test('two additive policies of an image with different principals', () => {
    const other = { path: 'App/Other', images: [0], sameGrants: [], launch: ['999999999999'], isAuthoritative: false, hasImagePolicy: false };
    expect(messages(SHARE_POLICY, { intent: INTENT, app: { ...APP, others: [other] } })).toEqual([]);
  });

  test('a policy of which nobody says who may build, as in a raw template', () => {
    expect(messages(put(put(SHARE_POLICY, 'Launch', []), 'Copy', []))).toEqual([]);
  });
});

describe('silent although something is near to a mistake', () => {
  const own = put(SHARE_POLICY, 'Launch', ['111111111111']);
  const takenAway = (action: 'DISABLE' | 'DELETE', touchesAmis: boolean): SharingAppView => (
    { ...APP, images: [{ identity: 'one', takenAwayBy: [{ path: 'App/Lifecycle', action, touchesAmis, excludesByTag: true }] }] });

  test('the account of the stack, where another one owns some of the images', () => {
    expect(messages(own, { app: APP })).toEqual([]);
    expect(messages(put(own, 'Images', [{ Image: AMI, RoleArns: ['arn:aws:iam::222222222222:role/a'] }]), { app: APP })).toEqual([]);
    expect(messages(put(own, 'Images', [{ Image: AMI, RoleArns: { Ref: 'Roles' } }]), { app: APP })).toEqual([]);
    expect(messages(own)).toEqual([]);
  });

  test('a unit beside an organization that it does not belong to', () => {
    expect(messages(put(ORGANIZATION_POLICY, 'Launch', [ORGANIZATION, UNIT.replace('abcdefghij', 'klmnopqrst')]))).toEqual([]);
  });

  test('those who build and may belong to those who launch', () => {
    const build = (some: string[]) => ({ intent: { ...INTENT, buildFrom: { via: 'RESOURCE_SHARE' as const, principals: principals(...some) } } });
    const organization = put(put(SHARE_POLICY, 'Launch', [ORGANIZATION]), 'Copy', []);
    expect(messages(organization, build([OTHER_ACCOUNT]))).toEqual([]);
    expect(messages(organization, build([UNIT]))).toEqual([]);
    expect(messages(put(organization, 'Launch', [{ Ref: 'Somebody' }]), build([UNIT]))).toEqual([]);
  });

  test('records that a lifecycle policy acts on, and leaves the AMIs', () => {
    expect(messages(SHARE_POLICY, { app: takenAway('DELETE', false) })).toEqual([]);
    expect(messages(SHARE_POLICY, { intent: INTENT, app: takenAway('DISABLE', false) })).toEqual([]);
  });

  test('an encrypted image with its key, or that nobody may launch or copy', () => {
    const app: SharingAppView = { ...APP, images: [undefined, undefined, { ...APP.images[2]!, encryption: { key: 'customer managed key', saidBy: 'App/Recipe' } }] };
    expect(messages(SHARE_POLICY, { intent: { encryptionKeys: 1 }, app })).toEqual([]);
    expect(findings(put(put(SHARE_POLICY, 'Launch', []), 'Copy', []), { intent: INTENT, app }).map(({ id }) => id)).toEqual([`${PREFIX}BuildFromNeedsLaunch`]);
  });

  test('a public image with a watermark that only its snapshots are shared of', () => {
    expect(messages(put(put(PUBLIC_POLICY, 'Launch', []), 'AllowPublicLaunch', false), { app: { ...APP, images: [{ identity: 'one', watermarkedBy: 'App/Recipe', takenAwayBy: [] }] } })).toEqual([]);
  });
});

describe('the remedy fits the mistake', () => {
  const remedyAt = (path: string, value: unknown) => findings(put(SHARE_POLICY, path, value)).map(({ remedy }) => remedy);

  const ROOT = 'arn:aws:organizations::444444444444:root/o-abcdefghij/r-ab12';

  test.each([
    [ROOT, 'share with the organization by its ARN'],
    ['r-ab12', 'share with the organization by its ARN'],
    ['o-abcdefghij', 'use ImagePrincipal.organization with its ARN, arn:aws:organizations::111122223333:organization/o-…'],
    [ORGANIZATION, 'use ImagePrincipal.organization with its ARN'],
    ['ou-ab12-12345678', 'use ImagePrincipal.organizationalUnit with its ARN, arn:aws:organizations::111122223333:ou/o-…/ou-…'],
    [UNIT, 'use ImagePrincipal.organizationalUnit with its ARN'],
    ['arn:aws:organizations::444444444444:account/o-abcdefghij/012345678901', 'give the account id alone, without the ARN around it'],
    ['arn:aws:iam::012345678901:role/a', 'give the account id alone: images are shared with whole accounts'],
    ['*', 'use ImagePrincipal.everyone()'],
    ['all', 'use ImagePrincipal.everyone()'],
    ['0123-4567-8901', 'write the account id without hyphens'],
    ['12345678901', 'write the account id as a text, with its leading zeros'],
    ['0123456789012', 'check the account id, which has too many digits'],
    ['012345678901 ', 'use the form that AWS shows, without blanks'],
  ])('in launch, of an account: %s', (id, remedy) => {
    expect(remedyAt('Launch[1]', { UserId: id })).toEqual([expect.stringContaining(remedy)]);
  });

  test.each([
    [ROOT, 'share with the organization by its ARN'],
    ['o-abcdefghij', 'give the ARN of the organization, arn:aws:organizations::111122223333:organization/o-…'],
    ['arn:aws:organizations:::organization/o-abcdefghij', 'give the ARN as Organizations shows it, with the ids of the management account and of the organization'],
    [UNIT, 'use ImagePrincipal.organizationalUnit with its ARN'],
    ['ou-ab12-12345678', 'use ImagePrincipal.organizationalUnit with its ARN'],
    [ACCOUNT, 'use ImagePrincipal.account with the account id alone'],
    ['arn:aws:organizations::444444444444:account/o-abcdefghij/012345678901', 'use ImagePrincipal.account with the account id alone'],
    ['all', 'use the form that AWS shows'],
  ])('in launch, of an organization: %s', (id, remedy) => {
    const found = findings(put(ORGANIZATION_POLICY, 'Launch[0]', { OrganizationArn: id }));
    expect(found.map(it => [it.id, it.path])).toEqual([[`${PREFIX}PrincipalFormat`, 'Launch[0].OrganizationArn']]);
    expect(found[0]).toMatchObject({ message: 'must be the ARN of an organization', remedy: expect.stringContaining(remedy) });
  });

  test.each([
    ['r-ab12', 'share with the organization by its ARN'],
    ['ou-ab12-12345678', 'give the ARN of the unit, arn:aws:organizations::111122223333:ou/o-…/ou-…'],
    ['arn:aws:organizations::444444444444:ou/ou-ab12-12345678', 'give the ARN as Organizations shows it, with the ids of the management account, the organization and the unit'],
    [ORGANIZATION.replace('abcdefghij', 'klmnopqrst'), 'use ImagePrincipal.organization with its ARN'],
    [ACCOUNT, 'use ImagePrincipal.account with the account id alone'],
  ])('in launch, of an organizational unit: %s', (id, remedy) => {
    const found = findings(put(ORGANIZATION_POLICY, 'Launch[1]', { OrganizationalUnitArn: id }));
    expect(found.map(it => [it.id, it.path])).toEqual([[`${PREFIX}PrincipalFormat`, 'Launch[1].OrganizationalUnitArn']]);
    expect(found[0]).toMatchObject({ message: 'must be the ARN of an organizational unit', remedy: expect.stringContaining(remedy) });
  });

  test.each(['r-ab12', 'o-abcdefghij', 'ou-ab12-12345678', ROOT, ORGANIZATION])('in copy, of an account: %s', id => {
    expect(remedyAt('Copy[0]', { UserId: id })).toEqual([expect.stringContaining('name the accounts that copy')]);
  });

  test.each([
    ['golden', 'give the id and not the name'],
    ['/golden/linux', 'use ImageSelection.fromSsmParameter'],
    ['ami-0123', 'copy the id as EC2 shows it'],
    ['arn:aws:ec2:eu-west-1::image/ami-01234567', 'use ImageSelection.fromAmiId, with the id alone'],
    [BUILD.slice(0, -2), 'add the number of the build, as in 1.0.0/1'],
    [BUILD.slice(0, -8), 'add the version and the number of the build'],
    [BUILD.replace('1.0.0', '1.0.x'), 'name one version and one build, such as 1.0.0/1, without wildcards'],
    [BUILD.replace('image/', 'image-recipe/'), 'name an image that was built'],
    [BUILD.replace('golden', 'Golden'), 'write the ARN as Image Builder shows it'],
    ['arn:aws:s3:::golden', 'give an ARN such as arn:aws:imagebuilder:'],
  ])('of an image: %s', (image, remedy) => {
    expect(remedyAt('Images[0].Image', image)).toEqual([expect.stringContaining(remedy)]);
  });

  test.each([['AMI' as const, BUILD, 'use ImageSelection.fromImageBuildVersionArn'], ['IMAGE_BUILD' as const, AMI, 'use ImageSelection.fromAmiId']])('of what was written as %s', (kind, image, remedy) => {
    const found = findings(put(PUBLIC_POLICY, 'Images[0].Image', image), { intent: { encryptionKeys: 0, imageKinds: [kind] } });
    expect(found.map(it => it.remedy)).toEqual([expect.stringContaining(remedy)]);
  });
});

test('a quota that cannot be is not held against the principals as well', () => {
  expect(findings(put(put(SHARE_POLICY, 'Launch', accounts(3)), 'SharingQuota', -1)).map(({ id }) => id)).toEqual([`${PREFIX}SharingQuotaRange`]);
});

test.each([
  ['Images[10].Image', 'images[10]'], ['Images[0].Region', 'images[0].region'], ['Launch[2].UserId', 'launch[2]'], ['Copy[1].Group', 'copy[1]'], ['SharingQuota', 'sharingQuota'],
  ['BuildFrom.Principals[1].OrganizationalUnitArn', 'buildFrom.principals[1]'], ['Launch[0].OrganizationArn', 'launch[0]'], ['EncryptionKeys', 'encryptionKeys'],
])('in the words of the construct %s is %s', (path, words) => {
  expect(inWordsOfTheConstruct(path)).toBe(words);
});

// Were each compared with each, this would take longer than a test may.
test('as many principals as AWS allows are looked at', () => {
  const everybody = principals(...accounts(10_000));
  const properties = { ...SHARE_POLICY, Launch: [...principals(ORGANIZATION), ...everybody.slice(1)], Copy: everybody, SharingQuota: 10_000 };
  const intent: SharingIntent = { encryptionKeys: 0, buildFrom: { via: 'RESOURCE_SHARE', principals: everybody } };
  expect(findings(properties, { intent, app: APP }).map(({ id }) => id)).toEqual([`${PREFIX}AccountBesideOrganization`]);
});
