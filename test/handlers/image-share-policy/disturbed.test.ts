import {
  A, account, B, begin, copiersOf, deploy, Declared, end, events, failure, grant, launchersOf, remove, runs, SNAP_A, world, writes, X, Y, Z,
} from './world';
import { ImagePrincipal } from '../../../lib/sharing';
import { failing, KILLING, PASSING } from '../../local-aws/disturbances';
import { HOME } from '../../local-aws/stand-in';

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

/** A chapter in the history of a stack: what is declared, the calls that it makes, and who may launch from A and B and copy A at its end. */
interface Chapter {
  readonly declared?: Declared;
  readonly calls: readonly string[];
  readonly status: string;
  readonly requests: readonly string[];
  readonly shared: readonly [launchA: readonly string[], launchB: readonly string[], copyA: readonly string[]];
}

const LOOKS = ['DescribeStacks', 'DescribeImages', 'DescribeImageAttribute', 'DescribeSnapshotAttribute', 'DescribeSnapshots', 'DescribeKey'];
const WRITES = ['ModifyImageAttribute', 'ModifySnapshotAttribute'];

const HISTORY: readonly Chapter[] = [
  {
    declared: { images: [A], copy: [account(X)] },
    calls: [...LOOKS, ...WRITES], status: 'CREATE_COMPLETE', requests: ['Create'], shared: [[Z, X], [], [X]],
  },
  {
    declared: { images: [A, B], launch: [account(Y), organization(ORG)], copy: [account(Y)] },
    calls: [...LOOKS, ...WRITES], status: 'UPDATE_COMPLETE', requests: ['Update'], shared: [[Z, Y, ORG], [Y, ORG], [Y]],
  },
  {
    declared: { images: [A], launch: [account(X)], breaks: true },
    calls: [...LOOKS, ...WRITES], status: 'UPDATE_ROLLBACK_COMPLETE', requests: ['Update', 'Update'], shared: [[Z, Y, ORG], [Y, ORG], [Y]],
  },
  { calls: ['DescribeStacks', 'DescribeImages', ...WRITES], status: 'DELETE_COMPLETE', requests: ['Delete'], shared: [[Z], [], []] },
];

/** Tells a chapter, which comes out as if nothing had gone wrong. */
async function tell({ declared, status, requests, shared }: Chapter): Promise<void> {
  expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
  // A run that was killed is not one that CloudFormation knows of.
  expect(runs().filter(run => !run.endsWith('timed out')).map(run => run.split(',')[0])).toEqual(requests);
  expect([launchersOf(), launchersOf(B), copiersOf()]).toEqual(shared);
}

test.each(Object.keys(PASSING))('a call of each operation is %s', async name => {
  for (const chapter of HISTORY) {
    chapter.calls.forEach(operation => world.server.disturbances.plan(operation, PASSING[name]));
    await tell(chapter);
  }
});

describe.each([...LOOKS, ...WRITES])('a call of %s is the last of a killed run,', operation => {
  test.each(Object.keys(KILLING))('%s', async name => {
    for (const chapter of HISTORY) {
      if (chapter.calls.includes(operation)) {
        world.server.disturbances.plan(operation, KILLING[name]);
      }
      await tell(chapter);
    }
  });
});

test.each([1, 2, 3])('reads lag behind writes by %d, within a deployment', async reads => {
  for (const chapter of HISTORY) {
    world.server.lag.reads = reads;
    await tell(chapter);
    world.server.lag.reads = 0;
    // Between two deployments reads catch up.
    for (let read = 0; read < 4 * reads; read++) {
      await world.server.call('ec2', 'DescribeImages', { ImageIds: [A] }, HOME);
    }
  }
});

test('policies of a role lag behind their changes by half a minute', async () => {
  world.identities.lagSeconds = 30;
  for (const chapter of HISTORY) {
    await tell(chapter);
  }
});

test('pages have one entry', async () => {
  world.server.pageSize = 1;
  for (const chapter of HISTORY) {
    await tell(chapter);
  }
});

test.each(['after', 'side by side'] as const)('every event is delivered twice, %s', async how => {
  world.functions.deliverTwice = how;
  for (const { declared, status, shared } of HISTORY) {
    expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
    expect([launchersOf(), launchersOf(B), copiersOf()]).toEqual(shared);
  }
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
  world.server.disturbances.plan('ModifyImageAttribute', PASSING.throttled, { times: 700 });
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
