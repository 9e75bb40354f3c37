import {
  A, B, BEFORE, begin, Declared, deploy, described, end, failure, FOREIGN_TAG, imds, kept, remove, runs, tagsOf, world, writes,
} from './world';
import { ImdsSupport } from '../../../lib/sharing';
import { failing, KILLING, PASSING } from '../../local-aws/disturbances';
import { HOME } from '../../local-aws/stand-in';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin());

afterEach(() => end());

const imdsSupport = ImdsSupport.v2Irreversibly();

/** A chapter in the history of a stack: what is declared, the calls that it makes, and what A and B are described as at its end. */
interface Chapter {
  readonly declared?: Declared;
  readonly calls: readonly string[];
  readonly status: string;
  readonly requests: readonly string[];
  readonly described: readonly [a: string, b: string];
}

const LOOKS = ['DescribeStacks', 'DescribeImages'];

const HISTORY: readonly Chapter[] = [
  {
    declared: { images: [A], description: 'golden' },
    calls: [...LOOKS, 'CreateTags', 'ModifyImageAttribute'], status: 'CREATE_COMPLETE', requests: ['Create'], described: ['golden', ''],
  },
  {
    declared: { images: [B], description: 'patched' },
    calls: [...LOOKS, 'CreateTags', 'ModifyImageAttribute', 'DeleteTags'], status: 'UPDATE_COMPLETE', requests: ['Update'], described: [BEFORE, 'patched'],
  },
  {
    declared: { images: [A], description: 'recalled', breaks: true },
    calls: [...LOOKS, 'CreateTags', 'ModifyImageAttribute', 'DeleteTags'], status: 'UPDATE_ROLLBACK_COMPLETE', requests: ['Update'], described: [BEFORE, 'patched'],
  },
  {
    declared: { images: [B], description: 'patched', imdsSupport },
    calls: [...LOOKS, 'ModifyImageAttribute'], status: 'UPDATE_COMPLETE', requests: ['Update'], described: [BEFORE, 'patched'],
  },
  { calls: [...LOOKS, 'ModifyImageAttribute', 'DeleteTags'], status: 'DELETE_COMPLETE', requests: ['Delete'], described: [BEFORE, ''] },
];

/** Tells a chapter, which comes out as if nothing had gone wrong. */
async function tell({ declared, status, requests, described: texts }: Chapter): Promise<void> {
  expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
  expect([described(), described(B)]).toEqual(texts);
  expect(new Set(runs().map(run => run.split(',')[0]))).toEqual(new Set(requests));
}

function expectNoTrace(): void {
  expect([described(), tagsOf(), described(B), tagsOf(B)]).toEqual([BEFORE, FOREIGN_TAG, '', {}]);
}

test.each(Object.keys(PASSING))('a call of each operation is %s', async name => {
  for (const chapter of HISTORY) {
    chapter.calls.forEach(operation => world.server.disturbances.plan(operation, PASSING[name]));
    await tell(chapter);
  }
  expectNoTrace();
});

describe.each(['DescribeStacks', 'DescribeImages', 'CreateTags', 'ModifyImageAttribute', 'DeleteTags'])('a call of %s is the last of a killed run,', operation => {
  test.each(Object.keys(KILLING))('%s', async name => {
    for (const chapter of HISTORY) {
      if (chapter.calls.includes(operation)) {
        world.server.disturbances.plan(operation, KILLING[name]);
      }
      await tell(chapter);
    }
    expectNoTrace();
  });
});

test.each([1, 2, 3])('reads lag behind writes by %d, within a deployment', async reads => {
  for (const chapter of HISTORY) {
    world.server.lag.reads = reads;
    await tell(chapter);
    world.server.lag.reads = 0;
    // Between two deployments reads catch up.
    for (let read = 0; read < 5 * reads; read++) {
      await world.server.call('ec2', 'DescribeImages', { ImageIds: [A] }, HOME);
    }
  }
  expectNoTrace();
});

test('policies of a role lag behind their changes by half a minute', async () => {
  world.identities.lagSeconds = 30;
  for (const chapter of HISTORY) {
    await tell(chapter);
  }
  expectNoTrace();
});

test('pages have one entry', async () => {
  world.server.pageSize = 1;
  for (const chapter of HISTORY) {
    await tell(chapter);
  }
  expectNoTrace();
});

test.each(['after', 'side by side'] as const)('every event is delivered twice, %s', async how => {
  world.functions.deliverTwice = how;
  for (const { declared, status, described: texts } of HISTORY) {
    expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
    expect([described(), described(B)]).toEqual(texts);
  }
  expectNoTrace();
});

test.each<[string, string[]]>([
  ['CreateTags', ['TagLimitExceeded', 'InvalidParameterValue', 'AuthFailure']],
  ['ModifyImageAttribute', ['InvalidAMIID.Unavailable', 'OperationNotPermitted', 'InvalidParameterValue', 'AuthFailure']],
])('a call of %s fails in earnest: the reason is said, and nothing is left behind', async (operation, codes) => {
  for (const code of codes) {
    world.server.disturbances.plan(operation, failing(code, 'no'));
    expect((await deploy({})).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toBe(`Changes made before this: 0. ${A} in eu-west-1: describe failed: no (${code})`);
    expectNoTrace();
    await remove();
  }
});

test('a description that cannot be set back keeps its stack from going, and the next time it goes', async () => {
  await deploy({});
  world.server.disturbances.plan('ModifyImageAttribute', failing('InvalidAMIID.Unavailable', 'not now'));
  expect((await remove())!.status).toBe('DELETE_FAILED');
  expect(kept()).toHaveLength(2);
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expectNoTrace();
});

test.each(['CreateTags', 'ModifyImageAttribute'])('an AMI that goes before %s is left out', async operation => {
  world.server.disturbances.plan(operation, failing('InvalidAMIID.NotFound', 'gone'));
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
});

test('all three runs are killed: what was set is set back, and what cannot be undone was not begun', async () => {
  world.server.disturbances.plan('ModifyImageAttribute', { kind: 'killed', when: 'after' });
  world.server.disturbances.plan('DescribeImages', { kind: 'killed', when: 'before' }, { nth: 2, times: 2 });
  expect((await deploy({ images: [A, B], imdsSupport })).status).toBe('ROLLBACK_COMPLETE');
  expect(imds()).toBeUndefined();
  expectNoTrace();
});

test('IMDS support is not set by a run that the stack did not wait for', async () => {
  // The second run sees all descriptions as declared, and has the IMDS support left to do.
  world.server.disturbances.plan('ModifyImageAttribute', { kind: 'killed', when: 'after' });
  expect((await deploy({ imdsSupport })).status).toBe('CREATE_COMPLETE');
  expect(writes().filter(call => call.endsWith('v2.0'))).toHaveLength(1);
});
