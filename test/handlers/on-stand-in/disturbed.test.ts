import { cut, Disturbance, killed, late, throttled } from '../../local-aws/disturbances';
import { begin, deploy, end, remove, rule, tagsOf, world, writes } from './world';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin());

afterEach(() => end());

const DISTURBANCES: Record<string, Disturbance> = {
  'throttled': throttled,
  'answered late': late(30),
  'cut before it takes effect': cut('before'),
  'cut after it took effect': cut('after'),
  'the last of a killed run, before it takes effect': killed('before'),
  'the last of a killed run, after it took effect': killed('after'),
};

const READS = ['DescribeStacks', 'GetRule', 'ListTagsForResource'];

/** A history of a stack, with the calls that each chapter of it makes. */
const CHAPTERS: { readonly calls: readonly string[]; readonly tell: () => Promise<unknown>; readonly tags: object }[] = [
  { calls: [...READS, 'TagResource'], tell: () => deploy({ tags: { a: '1', b: '2' } }), tags: { a: '1', b: '2' } },
  { calls: [...READS, 'TagResource', 'UntagResource'], tell: () => deploy({ tags: { b: '3' } }), tags: { b: '3' } },
  { calls: [...READS, 'TagResource', 'UntagResource'], tell: () => deploy({ tags: { c: '4' }, breaks: true }), tags: { b: '3' } },
  { calls: [...READS, 'UntagResource'], tell: () => remove(), tags: {} },
];

const STATUSES = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_COMPLETE'];

describe.each([...READS, 'TagResource', 'UntagResource'])('a call of %s', operation => {
  test.each(Object.keys(DISTURBANCES))('is %s', async name => {
    for (const [index, { calls, tell, tags }] of CHAPTERS.entries()) {
      if (calls.includes(operation)) {
        world.server.disturbances.plan(operation, DISTURBANCES[name]);
      }
      expect(await tell()).toMatchObject({ status: STATUSES[index] });
      expect(await tagsOf()).toEqual(tags);
    }
  });
});

test.each([1, 2, 3])('reads lag behind writes by %d', async reads => {
  world.server.lag.reads = reads;
  for (const [index, { tell, tags }] of CHAPTERS.entries()) {
    expect(await tell()).toMatchObject({ status: STATUSES[index] });
    world.server.lag.reads = 0;
    // What is read here is not to be an old state.
    for (let read = 0; read < 2 * reads; read++) {
      await world.server.call('rbin', 'GetRule', { Identifier: rule.split('/')[1] }, { account: '111111111111', region: 'eu-west-1' });
    }
    expect(await tagsOf()).toEqual(tags);
    world.server.lag.reads = reads;
  }
});

test('policies of a role lag behind their changes by half a minute', async () => {
  world.identities.lagSeconds = 30;
  for (const [index, { tell, tags }] of CHAPTERS.entries()) {
    expect(await tell()).toMatchObject({ status: STATUSES[index] });
    expect(await tagsOf()).toEqual(tags);
  }
});

test('a call fails in earnest: what was done before is said, and taken back', async () => {
  world.server.disturbances.plan('TagResource', { kind: 'error', code: 'ServiceQuotaExceededException', message: 'too many', details: { Reason: 'SERVICE_QUOTA_EXCEEDED' } }, { nth: 2 });
  const { status } = await deploy({ tags: { a: '1', b: '2' } });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.cloudFormation.events.find(event => event.status === 'CREATE_FAILED' && event.type.startsWith('Custom'))!.reason).toContain(
    `Message returned: Changes made before this: 1. ${rule}: TagResource failed: too many (ServiceQuotaExceededException) (RequestId: `);
  expect(writes()).toEqual(['TagResource a=1', 'TagResource b=2 : ServiceQuotaExceededException', 'UntagResource a']);
  expect(await tagsOf()).toEqual({});
});
