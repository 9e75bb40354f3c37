import { builder, byHand, GOLDEN, HOME, status } from '../src/image-builder-client';

const ID = 'lce-00000000-0000-4000-8000-000000000001';

describe('a request that breaks AWS\'s model', () => {
  const build = (arn: string) => `?imageBuildVersionArn=${encodeURIComponent(arn)}`;
  const start = (changes: object) => ({ resourceArn: GOLDEN, state: { status: 'DISABLED' }, clientToken: 'token', ...changes });

  test.each<[string, string, object | undefined, string | RegExp]>([
    ['GET', '/GetImage', undefined, 'GetImage.imageBuildVersionArn is missing'],
    ['GET', `/GetImage${build('golden')}`, undefined, /^GetImage\.imageBuildVersionArn must match /],
    ['DELETE', `/DeleteImage${build(GOLDEN.replace(/\/1$/, ''))}`, undefined, /^DeleteImage\.imageBuildVersionArn must match /],
    ['POST', '/ListImages', { owner: 'Me' }, 'ListImages.owner must be one of Self, Shared, Amazon, ThirdParty, AWSMarketplace'],
    ['POST', '/ListImages', { maxResults: 26 }, 'ListImages.maxResults is 26, more than 25'],
    ['POST', '/ListImages', { byName: 'yes' }, 'ListImages.byName must be true or false'],
    ['POST', '/ListImageBuildVersions', { maxResults: 0 }, 'ListImageBuildVersions.maxResults is 0, less than 1'],
    ['POST', '/ListImageBuildVersions', { imageVersionArn: GOLDEN }, /^ListImageBuildVersions\.imageVersionArn must match /],
    ['PUT', '/StartResourceStateUpdate', start({ resourceArn: undefined }), 'StartResourceStateUpdate.resourceArn is missing'],
    ['PUT', '/StartResourceStateUpdate', start({ resourceArn: GOLDEN.replace('1.0.0', '1.0.x') }), /^StartResourceStateUpdate\.resourceArn must match /],
    ['PUT', '/StartResourceStateUpdate', start({ state: undefined }), 'StartResourceStateUpdate.state is missing'],
    ['PUT', '/StartResourceStateUpdate', start({ state: 'DISABLED' }), 'StartResourceStateUpdate.state must be a structure'],
    ['PUT', '/StartResourceStateUpdate', start({ state: { status: 'FAILED' } }),
      'StartResourceStateUpdate.state.status must be one of AVAILABLE, DELETED, DEPRECATED, DISABLED'],
    ['PUT', '/StartResourceStateUpdate', start({ clientToken: '' }), 'StartResourceStateUpdate.clientToken has 0, less than 1'],
    ['PUT', '/StartResourceStateUpdate', start({ clientToken: 'a'.repeat(65) }), 'StartResourceStateUpdate.clientToken has 65, more than 64'],
    ['PUT', '/StartResourceStateUpdate', start({ executionRole: 'a role' }), /^StartResourceStateUpdate\.executionRole must match /],
    ['PUT', '/StartResourceStateUpdate', start({ updateAt: 'tomorrow' }), 'StartResourceStateUpdate.updateAt must be a number'],
    ['PUT', '/StartResourceStateUpdate', start({ includeResources: { volumes: true } }), 'StartResourceStateUpdate.includeResources.volumes is unknown'],
    ['PUT', '/StartResourceStateUpdate', start({ exclusionRules: { tagMap: {} } }), 'StartResourceStateUpdate.exclusionRules.tagMap is unknown'],
    ['PUT', '/StartResourceStateUpdate', start({ exclusionRules: { amis: { sharedAccounts: ['1'] } } }),
      'StartResourceStateUpdate.exclusionRules.amis.sharedAccounts[0] must match ^[0-9]{12}$'],
    ['PUT', '/StartResourceStateUpdate', start({ exclusionRules: { amis: { sharedAccounts: [] } } }),
      'StartResourceStateUpdate.exclusionRules.amis.sharedAccounts has 0, less than 1'],
    ['PUT', '/StartResourceStateUpdate', start({ exclusionRules: { amis: { lastLaunched: { value: 366, unit: 'DAYS' } } } }),
      'StartResourceStateUpdate.exclusionRules.amis.lastLaunched.value is 366, more than 365'],
    ['PUT', '/StartResourceStateUpdate', start({ exclusionRules: { amis: { lastLaunched: { value: 1 } } } }),
      'StartResourceStateUpdate.exclusionRules.amis.lastLaunched.unit is missing'],
    ['GET', '/GetLifecycleExecution?lifecycleExecutionId=1', undefined, /^GetLifecycleExecution\.lifecycleExecutionId must match /],
    ['POST', '/ListLifecycleExecutions', {}, 'ListLifecycleExecutions.resourceArn is missing'],
    ['POST', '/ListLifecycleExecutionResources', { lifecycleExecutionId: ID, maxResults: 26 }, 'ListLifecycleExecutionResources.maxResults is 26, more than 25'],
    ['PUT', '/CancelLifecycleExecution', { lifecycleExecutionId: ID }, 'CancelLifecycleExecution.clientToken is missing'],
    ['GET', '/GetImagePolicy', undefined, 'GetImagePolicy.imageArn is missing'],
    ['PUT', '/PutImagePolicy', { imageArn: GOLDEN, policy: '' }, 'PutImagePolicy.policy has 0, less than 1'],
    ['PUT', '/PutImagePolicy', { imageArn: GOLDEN, policy: 'a'.repeat(30_001) }, 'PutImagePolicy.policy has 30001, more than 30000'],
  ])('%s %s %j', async (method, path, body, message) => {
    builder.addImage(HOME);
    expect(await byHand(method, path, body)).toEqual({
      status: 400, code: 'InvalidRequestException', message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect(await status()).toBe('AVAILABLE');
  });

  test('about tags has an error of its own', async () => {
    expect(await byHand('POST', `/tags/${encodeURIComponent(GOLDEN)}`, { tags: {} }))
      .toEqual({ status: 400, code: 'InvalidParameterException', message: 'TagResource.tags has 0, less than 1' });
  });
});
