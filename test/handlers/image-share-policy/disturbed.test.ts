import {
  A, account, B, begin, copiersOf, deploy, Declared, end, events, failure, grant, launchersOf, remove, runs, SNAP_A, world, writes, X, Y, Z,
} from './world';
import { ImagePrincipal } from '../../../lib/sharing';
import { failing, throttled } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { Chapter, disturbed } from '../disturbed-history';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

const { organization } = ImagePrincipal;
const ORG = 'arn:aws:organizations::111111111111:organization/o-aaaaaaaaaa';
const KEY = '00000000-0000-4000-8000-000000000001';

beforeEach(async () => {
  await begin();
  world.ec2.images.saveSnapshot({ ...world.ec2.images.snapshot(HOME.region, SNAP_A)!, encryption: world.kms.putKey({ ...HOME, keyId: KEY }) });
  await world.server.call('ec2', 'DisableImageBlockPublicAccess', {}, HOME);
  grant(A, Z);
});

afterEach(() => end());

const LOOKS = ['DescribeStacks', 'DescribeImages', 'DescribeImageAttribute', 'DescribeSnapshotAttribute', 'DescribeSnapshots', 'DescribeKey'];
const WRITES = ['ModifyImageAttribute', 'ModifySnapshotAttribute'];

/** What is declared, the calls that it makes, and who may launch from A and B and copy A at its end. */
function chapter(
  declared: Declared | undefined, calls: readonly string[], status: string, requests: readonly string[],
  shared: readonly [launchA: readonly string[], launchB: readonly string[], copyA: readonly string[]],
): Chapter {
  return {
    calls,
    async tell() {
      expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
      // A run that was killed is not one that CloudFormation knows of; and an event that comes twice can find its function gone.
      const answered = runs().filter(run => !run.endsWith('timed out')).map(run => run.split(',')[0]);
      expect(world.functions.deliverTwice === undefined ? answered : [...new Set(answered)])
        .toEqual(world.functions.deliverTwice === undefined ? requests : [...new Set(requests)]);
      expect([launchersOf(), launchersOf(B), copiersOf()]).toEqual(shared);
    },
  };
}

disturbed('shares live their whole life', {
  chapters: [
    chapter({ images: [A], copy: [account(X)] }, [...LOOKS, ...WRITES], 'CREATE_COMPLETE', ['Create'], [[Z, X], [], [X]]),
    chapter({ images: [A, B], launch: [account(Y), organization(ORG)], copy: [account(Y)] }, [...LOOKS, ...WRITES], 'UPDATE_COMPLETE', ['Update'],
      [[Z, Y, ORG], [Y, ORG], [Y]]),
    chapter({ images: [A], launch: [account(X)], breaks: true }, [...LOOKS, ...WRITES], 'UPDATE_ROLLBACK_COMPLETE', ['Update', 'Update'], [[Z, Y, ORG], [Y, ORG], [Y]]),
    chapter(undefined, ['DescribeStacks', 'DescribeImages', ...WRITES], 'DELETE_COMPLETE', ['Delete'], [[Z], [], []]),
  ],
  catchUp: () => world.server.call('ec2', 'DescribeImages', { ImageIds: [A] }, HOME),
  end: async () => {},
});

describe.each(['ModifyImageAttribute', 'ModifySnapshotAttribute', 'DescribeImageAttribute', 'DescribeImages'])('a call of %s fails in earnest', operation => {
  const earnest = operation === 'DescribeImages' ? ['InvalidParameterValue']
    : ['AuthFailure', 'InvalidParameter', 'OperationNotPermitted', 'ResourceLimitExceeded', 'InvalidAMIAttributeItemValue', 'InvalidAMIID.Unavailable'];

  test.each(earnest)('with %s: the reason is said, and nothing is left behind', async code => {
    world.server.disturbances.plan(operation, failing(code, 'no'));
    expect((await deploy({ copy: [account(X)] })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`no (${code})`);
    expect([launchersOf(), copiersOf()]).toEqual([[Z], []]);
  });
});

test.each(['InvalidAMIID.NotFound', 'InvalidSnapshot.NotFound'])('what goes between two calls is left out (%s)', async code => {
  world.server.disturbances.plan(code.startsWith('InvalidAMI') ? 'ModifyImageAttribute' : 'ModifySnapshotAttribute', failing(code, 'gone'));
  expect((await deploy({ copy: [account(X)] })).status).toBe('CREATE_COMPLETE');
});

test('an answer that never comes is asked for again, as often as a run can', async () => {
  world.server.disturbances.plan('ModifyImageAttribute', failing('RequestLimitExceeded' as never, 'later'), { times: 60 });
  const begun = world.clock.now();
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  expect(world.clock.now() - begun).toBeGreaterThan(30);
  expect(writes()).toHaveLength(61);
});

test('is throttled for longer than a run of the function takes: another goes on', async () => {
  world.server.disturbances.plan('ModifyImageAttribute', throttled, { times: 700 });
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  expect(runs()).toEqual(['Create', 'Create']);
  expect(launchersOf()).toEqual([Z, X]);
});

test('all three runs are killed: what was given is taken back', async () => {
  world.server.disturbances.plan('ModifyImageAttribute', { kind: 'killed', when: 'after' });
  world.server.disturbances.plan('DescribeImages', { kind: 'killed', when: 'before' }, { nth: 2, times: 2 });
  expect((await deploy({ images: [A, B] })).status).toBe('ROLLBACK_COMPLETE');
  expect([launchersOf(), launchersOf(B)]).toEqual([[Z], []]);
  expect(events().some(event => event.startsWith('share CREATE_FAILED CloudFormation did not receive a response'))).toBe(true);
});
