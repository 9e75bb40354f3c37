import { beginQuickly } from './history';
import { deploy, end, failure, policyOf, sharesOf, world } from './world';
import { failing } from '../../../local-aws/src/disturbances';
import { serviceModel } from '../../../local-aws/src/model/service-model';

// Every error that the service models know for the calls of the handler, and that is one: the stack says why, and is as before.

beforeEach(() => beginQuickly());

afterEach(() => end());

const MODELS: Readonly<Record<string, string>> = { PutImagePolicy: 'imagebuilder/2019-12-02', GetImagePolicy: 'imagebuilder/2019-12-02', GetImage: 'imagebuilder/2019-12-02' };

/** By which errors a call says what is no failure. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  GetImage: ['InvalidRequestException'],
  GetImagePolicy: ['ResourceNotFoundException'],
  GetResourceShareAssociations: ['UnknownResourceException'],
  GetResourceShares: ['UnknownResourceException'],
  TagResource: ['InvalidParameterException'],
  PromotePermissionCreatedFromPolicy: ['InvalidParameterException'],
  PromoteResourceShareCreatedFromPolicy: ['InvalidStateTransitionException', 'UnmatchedPolicyPermissionException'],
};

/** The SDK tries these again for seconds: once is enough. */
const AGAIN = ['CallRateLimitExceededException', 'ServerInternalException', 'ServiceException', 'ServiceUnavailableException', 'ThrottlingException'];

describe.each([...Object.keys(EXPECTED), 'ListResourceSharePermissions', 'PutImagePolicy'])('a call of %s fails in earnest', operation => {
  const { operations } = serviceModel(MODELS[operation] ?? 'ram/2018-01-04');
  const codes = operations[operation].errors!.map(({ shape }) => shape).filter(code => !AGAIN.includes(code) && !EXPECTED[operation]?.includes(code));

  test.each(codes)('with %s: the reason is said, and nothing is left behind', async code => {
    world.server.disturbances.plan(operation, failing(code, 'no'), { times: code === 'ForbiddenException' ? 12 : 1 });
    expect((await deploy()).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`no (${code})`);
    expect([await sharesOf(), await policyOf()]).toEqual([[], undefined]);
  });
});
