import { aws, begin, calls, clock, create, HOME, remove, typeOf, update } from './deployment';
import { PartlyCreated } from '../../../src/cloudformation/resource-type';
import { serviceModel } from '../../../src/model/service-model';
import type { Service } from '../../../src/service';
import { StandInFault } from '../../../src/service-error';
import { imageBuilder } from '../../../src/services/image-builder';
import { Ram, ram, RamOptions } from '../../../src/services/ram';

// Resource shares as stacks have them: which calls CloudFormation makes, and what RAM makes of them.

const SHARE = 'AWS::RAM::ResourceShare';
const ARN = 'arn:aws:ram:eu-west-1:111111111111:resource-share/00000000-0000-4000-8000-000000000001';
const IMAGE = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/1';
const NEXT_IMAGE = 'arn:aws:imagebuilder:eu-west-1:111111111111:image/golden/1.0.0/2';
const PERMISSION = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionImageBuilderImage';
const MEMBER = '222222222222';
const OTHER_MEMBER = '333333333333';
const STRANGER = '999999999999';
const ORGANIZATION = {
  arn: 'arn:aws:organizations::111111111111:organization/o-exampleorg', managementAccount: HOME.account, accounts: [HOME.account, MEMBER, OTHER_MEMBER],
  sharingEnabled: true,
};
const PROPERTIES = { Name: 'images', AllowExternalPrincipals: false, Principals: [MEMBER], ResourceArns: [IMAGE], PermissionArns: [PERMISSION] };
const STATE = { physicalId: ARN, attributes: { Arn: ARN, Status: 'ACTIVE', FeatureSet: 'STANDARD', OwningAccountId: HOME.account } };
const LOOK = [
  ['GetResourceShareAssociations', { associationType: 'RESOURCE', resourceShareArns: [ARN] }],
  ['GetResourceShareAssociations', { associationType: 'PRINCIPAL', resourceShareArns: [ARN] }],
];
const READ = ['GetResourceShares', { resourceOwner: 'SELF', resourceShareArns: [ARN] }];

let sharing: Ram;

/** Begins a world with two images, in which it takes twelve seconds to associate and to disassociate. */
const world = (options: Partial<RamOptions> = {}) => begin(time => {
  const images = imageBuilder(time);
  images.addImage(HOME);
  images.addImage(HOME);
  sharing = ram(time, { images, organization: ORGANIZATION, associationSeconds: 12, ...options });
  return [images, sharing];
});

beforeEach(() => world());

test('a share is created with everything in one call, and awaited by the clock of the stand-in', async () => {
  const before = clock.now();
  expect(await create(SHARE, { ...PROPERTIES, Tags: [{ Key: 'team', Value: 'a' }] }, { stackTags: { cost: '1' } })).toEqual(STATE);
  expect(clock.now() - before).toBe(15);
  expect(calls()).toEqual([
    ['CreateResourceShare', {
      name: 'images', principals: [MEMBER], resourceArns: [IMAGE], permissionArns: [PERMISSION], allowExternalPrincipals: false,
      tags: [{ key: 'cost', value: '1' }, { key: 'team', value: 'a' }],
    }],
    ...LOOK, ...LOOK, ...LOOK, ...LOOK, READ,
  ]);
});

test('what is left out is not sent', async () => {
  await create(SHARE, { Name: 'images' });
  expect(calls()[0]).toEqual(['CreateResourceShare', { name: 'images' }]);
});

test('a principal that has to accept an invitation is not waited for', async () => {
  expect(await create(SHARE, { ...PROPERTIES, AllowExternalPrincipals: true, Principals: [MEMBER, STRANGER] })).toEqual(STATE);
});

test('a failure on a later page of the associations is seen', async () => {
  sharing.failToAssociate(OTHER_MEMBER, 'no such account');
  const caller = { ...HOME, pageSize: 1 };
  await expect(create(SHARE, { ...PROPERTIES, Principals: [MEMBER, OTHER_MEMBER] }, { caller })).rejects.toThrow(PartlyCreated);
});

test('a share whose association fails is there all the same, and has to be deleted', async () => {
  sharing.failToAssociate(MEMBER, 'no such account');
  const error = await create(SHARE, PROPERTIES).catch(it => it);
  expect(error).toEqual(new PartlyCreated(ARN, 'Resource handler returned message: "222222222222 could not be associated: no such account" '
    + '(RequestToken: local, HandlerErrorCode: NotStabilized)'));
  expect(error.physicalId).toBe(ARN);
});

test('a share is given ten minutes', async () => {
  await world({ associationSeconds: 601 });
  const before = clock.now();
  const error = await create(SHARE, PROPERTIES).catch(it => it);
  expect(error.message).toBe(`Resource handler returned message: "The associations of ${ARN} are not complete" `
    + '(RequestToken: local, HandlerErrorCode: NotStabilized)');
  expect(error.physicalId).toBe(ARN);
  expect(clock.now() - before).toBe(600);
});

test('what RAM refuses fails with its words, and leaves nothing behind', async () => {
  const error = await create(SHARE, { ...PROPERTIES, Principals: [STRANGER] }).catch(it => it);
  expect(error).not.toBeInstanceOf(PartlyCreated);
  expect(error.message).toBe('Resource handler returned message: "The principal 999999999999 is not in the organization. '
    + '(Service: Ram, Status Code: 400)" (RequestToken: local, HandlerErrorCode: AccessDenied)');
});

test('an update gives before it takes', async () => {
  const before = { ...PROPERTIES, Tags: [{ Key: 'gone', Value: '1' }, { Key: 'other', Value: '1' }] };
  const after = {
    ...PROPERTIES, Name: 'more images', AllowExternalPrincipals: true, Principals: [OTHER_MEMBER], ResourceArns: [IMAGE, NEXT_IMAGE],
    Tags: [{ Key: 'other', Value: '2' }],
  };
  await create(SHARE, before);
  calls();
  expect(await update(SHARE, ARN, before, after)).toEqual(STATE);
  expect(calls()).toEqual([
    ['UpdateResourceShare', { resourceShareArn: ARN, name: 'more images', allowExternalPrincipals: true }],
    ['AssociateResourceShare', { resourceShareArn: ARN, principals: [OTHER_MEMBER], resourceArns: [NEXT_IMAGE] }],
    ['DisassociateResourceShare', { resourceShareArn: ARN, principals: [MEMBER] }],
    ['UntagResource', { resourceShareArn: ARN, tagKeys: ['gone'] }],
    ['TagResource', { resourceShareArn: ARN, tags: [{ key: 'other', value: '2' }] }],
    ...LOOK, ...LOOK, ...LOOK, ...LOOK, READ,
  ]);
});

test('what is taken away is waited for', async () => {
  const before = { ...PROPERTIES, Principals: [MEMBER, OTHER_MEMBER] };
  await create(SHARE, before);
  const from = clock.now();
  await update(SHARE, ARN, before, PROPERTIES);
  expect(clock.now() - from).toBe(15);
});

test('an update of nothing only looks', async () => {
  await create(SHARE, PROPERTIES);
  calls();
  expect(await update(SHARE, ARN, PROPERTIES, PROPERTIES)).toEqual(STATE);
  expect(calls()).toEqual([...LOOK, READ]);
});

test('a permission that is taken away without another is not modelled', async () => {
  await create(SHARE, PROPERTIES);
  await expect(update(SHARE, ARN, PROPERTIES, { ...PROPERTIES, PermissionArns: [] })).rejects.toThrow(
    new StandInFault('how an update takes a permission away from a share is not modelled'));
});

test('nothing replaces a share', () => {
  expect(typeOf(SHARE)).toMatchObject({ replacedBy: [], takesStackTags: true });
});

test('a share is deleted, and one that is gone is deleted already, whether it can still be seen or not', async () => {
  await create(SHARE, PROPERTIES);
  calls();
  await remove(SHARE, ARN, PROPERTIES);
  await remove(SHARE, ARN, PROPERTIES);
  clock.advance({ hours: 3 });
  await remove(SHARE, ARN, PROPERTIES);
  expect(aws.calls.map(({ operation, error }) => [operation, error])).toEqual([
    ['DeleteResourceShare', undefined],
    ['DeleteResourceShare', 'InvalidStateTransitionException'],
    ['DeleteResourceShare', 'UnknownResourceException'],
  ]);
});

test('sources, the configuration and other permissions are sent in the shape of the API', async () => {
  // The RAM of the stand-in does not model them: this one says yes to everything.
  const share = { resourceShareArn: ARN, name: 'images', owningAccountId: HOME.account, status: 'ACTIVE', featureSet: 'STANDARD' };
  const agreeable: Service = {
    model: serviceModel('ram/2018-01-04'),
    invalidRequest: [],
    operations: {
      CreateResourceShare: () => ({ resourceShare: share }),
      AssociateResourceSharePermission: () => ({}),
      GetResourceShareAssociations: () => ({ resourceShareAssociations: [] }),
      GetResourceShares: () => ({ resourceShares: [share] }),
    },
  };
  await begin(() => [agreeable]);
  const before = { Name: 'images', Sources: [MEMBER], ResourceShareConfiguration: { RetainSharingOnAccountLeaveOrganization: 'true' } };
  await create(SHARE, before);
  await update(SHARE, ARN, before, { ...before, PermissionArns: [PERMISSION] });
  expect(calls().filter(([operation]) => !operation.startsWith('Get'))).toEqual([
    ['CreateResourceShare', { name: 'images', sources: [MEMBER], resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true } }],
    ['AssociateResourceSharePermission', { resourceShareArn: ARN, permissionArn: PERMISSION, replace: true }],
  ]);
});
