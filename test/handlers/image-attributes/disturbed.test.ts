import {
  A, B, BEFORE, begin, Declared, deploy, described, end, failure, FOREIGN_TAG, imds, kept, remove, runs, tagsOf, world, writes,
} from './world';
import { ImdsSupport } from '../../../lib/sharing';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';
import { Chapter, disturbed } from '../disturbed-history';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin());

afterEach(() => end());

const imdsSupport = ImdsSupport.v2Irreversibly();

const LOOKS = ['DescribeStacks', 'DescribeImages'];

/** What is declared, the calls that it makes, and what comes of it: what A and B are described as at its end. */
function chapter(
  declared: Declared | undefined, calls: readonly string[], status: string, request: string, texts: readonly [a: string, b: string],
): Chapter {
  return {
    calls,
    async tell() {
      expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
      expect([described(), described(B)]).toEqual(texts);
      expect(new Set(runs().map(run => run.split(',')[0]))).toEqual(new Set([request]));
    },
  };
}

disturbed('descriptions live their whole life', {
  chapters: [
    chapter({ images: [A], description: 'golden' }, [...LOOKS, 'CreateTags', 'ModifyImageAttribute'], 'CREATE_COMPLETE', 'Create', ['golden', '']),
    chapter({ images: [B], description: 'patched' }, [...LOOKS, 'CreateTags', 'ModifyImageAttribute', 'DeleteTags'], 'UPDATE_COMPLETE', 'Update', [BEFORE, 'patched']),
    chapter({ images: [A], description: 'recalled', breaks: true }, [...LOOKS, 'CreateTags', 'ModifyImageAttribute', 'DeleteTags'],
      'UPDATE_ROLLBACK_COMPLETE', 'Update', [BEFORE, 'patched']),
    chapter({ images: [B], description: 'patched', imdsSupport }, [...LOOKS, 'ModifyImageAttribute'], 'UPDATE_COMPLETE', 'Update', [BEFORE, 'patched']),
    chapter(undefined, [...LOOKS, 'ModifyImageAttribute', 'DeleteTags'], 'DELETE_COMPLETE', 'Delete', [BEFORE, '']),
  ],
  catchUp: () => world.server.call('ec2', 'DescribeImages', { ImageIds: [A] }, HOME),
  end: async () => expectNoTrace(),
});

function expectNoTrace(): void {
  expect([described(), tagsOf(), described(B), tagsOf(B)]).toEqual([BEFORE, FOREIGN_TAG, '', {}]);
}

test.each<[string, number, string[]]>([
  ['CreateTags', 0, ['TagLimitExceeded', 'InvalidParameterValue', 'AuthFailure']],
  ['ModifyImageAttribute', 1, ['InvalidAMIID.Unavailable', 'OperationNotPermitted', 'InvalidParameterValue', 'AuthFailure']],
])('a call of %s fails in earnest: the reason is said, and nothing is left behind', async (operation, before, codes) => {
  for (const code of codes) {
    world.server.disturbances.plan(operation, failing(code, 'no'));
    expect((await deploy({})).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toBe(`Changes made before this: ${before}. ${A} in eu-west-1: ${operation} failed: no (${code})`);
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
