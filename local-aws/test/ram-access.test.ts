import { CONSUMER, DEFAULT, GOLDEN, HOME, SHARE, shared, sharing } from '../src/ram-client';

describe('what a role needs', () => {
  const anywhere = (action: string, context?: object) => ({ action: `ram:${action}`, resource: '*', ...context ? { context } : {} });
  const onShare = (action: string, context: object = {}) => ({
    action: `ram:${action}`,
    resource: SHARE,
    context: { 'ram:ResourceShareName': 'golden', 'ram:AllowsExternalPrincipals': 'true', 'aws:ResourceTag/team': 'platform', ...context },
  });
  const onImage = (...actions: string[]) =>
    actions.map(action => ({ action: `imagebuilder:${action}`, resource: GOLDEN, context: { 'aws:ResourceTag/team': 'platform' } }));
  const entities = { 'ram:ResourceArn': [GOLDEN], 'ram:RequestedResourceType': ['imagebuilder:Image'], 'ram:Principal': [CONSUMER] };
  const both = { resourceArns: [GOLDEN], principals: [CONSUMER] };
  const requested = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' };
  const tags = [{ key: 'a', value: '1' }];
  const own = DEFAULT.replace('::aws:', ':eu-west-1:111111111111:');

  test.each<[string, object, object[]]>([
    ['GetResourceShares', {}, [anywhere('GetResourceShares')]],
    ['GetResourceShareAssociations', {}, [anywhere('GetResourceShareAssociations')]],
    ['ListResources', {}, [anywhere('ListResources')]],
    ['ListPrincipals', {}, [anywhere('ListPrincipals')]],
    ['EnableSharingWithAwsOrganization', {}, [anywhere('EnableSharingWithAwsOrganization')]],
    ['CreateResourceShare', {}, [anywhere('CreateResourceShare', {})]],
    ['CreateResourceShare', { ...both, allowExternalPrincipals: false, tags }, [
      anywhere('CreateResourceShare', { 'ram:RequestedAllowsExternalPrincipals': 'false', ...entities, ...requested }),
      { action: 'ram:TagResource', resource: 'arn:aws:ram:eu-west-1:111111111111:resource-share/*', context: requested },
      ...onImage('GetImage', 'PutImagePolicy'),
    ]],
    ['UpdateResourceShare', { allowExternalPrincipals: true }, [onShare('UpdateResourceShare', { 'ram:RequestedAllowsExternalPrincipals': 'true' })]],
    ['DeleteResourceShare', {}, [onShare('DeleteResourceShare'), ...onImage('PutImagePolicy')]],
    ['AssociateResourceShare', both, [onShare('AssociateResourceShare', entities), ...onImage('GetImage', 'PutImagePolicy')]],
    ['DisassociateResourceShare', both, [onShare('DisassociateResourceShare', entities), ...onImage('PutImagePolicy')]],
    ['ListResourceSharePermissions', {}, [onShare('ListResourceSharePermissions')]],
    ['PromoteResourceShareCreatedFromPolicy', {}, [onShare('PromoteResourceShareCreatedFromPolicy')]],
    ['GetPermission', { permissionArn: DEFAULT }, [{ action: 'ram:GetPermission', resource: DEFAULT, context: { 'ram:PermissionArn': DEFAULT } }]],
    ['PromotePermissionCreatedFromPolicy', { permissionArn: own }, [{
      action: 'ram:PromotePermissionCreatedFromPolicy', resource: own, context: { 'ram:PermissionArn': own, 'ram:PermissionResourceType': 'imagebuilder:Image' },
    }]],
    ['TagResource', { tags }, [onShare('TagResource', requested)]],
    ['UntagResource', { tagKeys: ['a'] }, [onShare('UntagResource', { 'aws:TagKeys': ['a'] })]],
  ])('for %s %j', async (operation, input, requests) => {
    await shared({ tags: [{ key: 'team', value: 'platform' }] });
    expect(sharing.access![operation]({ resourceShareArn: SHARE, ...input }, HOME)).toEqual(requests);
  });

  test('is said of every operation', () => {
    expect(Object.keys(sharing.access!).sort()).toEqual(Object.keys(sharing.operations).sort());
  });
});
