import { aws, create, DEFAULT, HOME, SHARE, shares } from '../src/ram-client';
import { accessKeyOf } from '../src/server';

/** A request made by hand: the client drops what it does not know. */
async function byHand(method: string, path: string, body?: object) {
  const response = await fetch(`${aws.endpoint}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/ram/aws4_request` },
    ...body ? { body: JSON.stringify(body) } : {},
  });
  return { status: response.status, code: response.headers.get('x-amzn-errortype'), ...await response.json() as object };
}

describe('a request that breaks AWS\'s model', () => {
  test.each<[string, string, object | undefined, string]>([
    ['POST', '/createresourceshare', {}, 'CreateResourceShare.name is missing'],
    ['POST', '/createresourceshare', { name: 1 }, 'CreateResourceShare.name must be a string'],
    ['POST', '/createresourceshare', { name: 'a', resourceArns: 'all' }, 'CreateResourceShare.resourceArns must be a list'],
    ['POST', '/createresourceshare', { name: 'a', principals: [1] }, 'CreateResourceShare.principals[0] must be a string'],
    ['POST', '/createresourceshare', { name: 'a', allowExternalPrincipals: 'no' }, 'CreateResourceShare.allowExternalPrincipals must be true or false'],
    ['POST', '/createresourceshare', { name: 'a', tags: [{ Key: 'a' }] }, 'CreateResourceShare.tags[0].Key is unknown'],
    ['POST', '/getresourceshares', {}, 'GetResourceShares.resourceOwner is missing'],
    ['POST', '/getresourceshares', { resourceOwner: 'ME' }, 'GetResourceShares.resourceOwner must be one of SELF, OTHER-ACCOUNTS'],
    ['POST', '/getresourceshares', { resourceOwner: 'SELF', maxResults: 501 }, 'GetResourceShares.maxResults is 501, more than 500'],
    ['POST', '/getresourceshares', { resourceOwner: 'SELF', resourceShareStatus: 'GONE' },
      'GetResourceShares.resourceShareStatus must be one of PENDING, ACTIVE, FAILED, DELETING, DELETED'],
    ['POST', '/updateresourceshare', { name: 'a' }, 'UpdateResourceShare.resourceShareArn is missing'],
    ['DELETE', '/deleteresourceshare', undefined, 'DeleteResourceShare.resourceShareArn is missing'],
    ['POST', '/associateresourceshare', {}, 'AssociateResourceShare.resourceShareArn is missing'],
    ['POST', '/associateresourceshare', { resourceShareArn: SHARE, resources: [] }, 'AssociateResourceShare.resources is unknown'],
    ['POST', '/disassociateresourceshare', { resourceShareArn: SHARE, principals: {} }, 'DisassociateResourceShare.principals must be a list'],
    ['POST', '/getresourceshareassociations', { associationType: 'USER' },
      'GetResourceShareAssociations.associationType must be one of PRINCIPAL, RESOURCE, SOURCE'],
    ['POST', '/listresources', {}, 'ListResources.resourceOwner is missing'],
    ['POST', '/listresources', { resourceOwner: 'SELF', resourceRegionScope: 'LOCAL' }, 'ListResources.resourceRegionScope must be one of ALL, REGIONAL, GLOBAL'],
    ['POST', '/listprincipals', { resourceOwner: 'SELF', maxResults: 0 }, 'ListPrincipals.maxResults is 0, less than 1'],
    ['POST', '/listresourcesharepermissions', {}, 'ListResourceSharePermissions.resourceShareArn is missing'],
    ['POST', '/getpermission', { permissionArn: DEFAULT, permissionVersion: 1.5 }, 'GetPermission.permissionVersion must be a whole number'],
    ['POST', '/promotepermissioncreatedfrompolicy', { permissionArn: DEFAULT }, 'PromotePermissionCreatedFromPolicy.name is missing'],
    ['POST', '/promoteresourcesharecreatedfrompolicy', undefined, 'PromoteResourceShareCreatedFromPolicy.resourceShareArn is missing'],
    ['POST', '/tagresource', { resourceShareArn: SHARE }, 'TagResource.tags is missing'],
    ['POST', '/untagresource', { resourceShareArn: SHARE, tagKeys: 'a' }, 'UntagResource.tagKeys must be a list'],
  ])('%s %s %j', async (method, path, body, message) => {
    await create();
    expect(await byHand(method, path, body)).toEqual({ status: 400, code: 'InvalidParameterException', message });
    expect(await shares()).toMatchObject([{ name: 'golden', status: 'ACTIVE' }]);
  });

  test('has its operation in the path, or is none', async () => {
    expect((await byHand('POST', '/listpermissions', {})).status).toBe(501);
    expect(aws.faults.splice(0)).toEqual(['ListPermissions is not served']);
  });
});
