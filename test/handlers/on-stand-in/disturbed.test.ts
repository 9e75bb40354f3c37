import { begin, deploy, end, events, remove, rule, runs, tagsOf, world, writes } from './world';
import { CLIENT } from '../../../lib/cloudformation/stack';
import { failing, KILLING, killings, PASSING } from '../../../local-aws/src/disturbances';
import { serviceModel } from '../../../local-aws/src/model/service-model';
import { HOME } from '../../../local-aws/src/stand-in';

// Whatever goes wrong with a call that can go right the next time, the same comes of it, and nobody notices but the log.

beforeEach(() => begin());

afterEach(() => end());

const READS = ['DescribeStacks', 'GetRule', 'ListTagsForResource'];

/** A chapter in the history of a stack. */
interface Chapter {
  /** The calls that it makes. */
  readonly calls: readonly string[];
  readonly tell: () => Promise<unknown>;
  readonly status: string;

  /** What the stack and the resource went through. */
  readonly events: readonly string[];

  /** The events that the function gets. */
  readonly requests: readonly string[];

  /** The tags at its end. */
  readonly tags: object;
}

const HISTORY: readonly Chapter[] = [
  {
    calls: [...READS, 'TagResource'],
    tell: () => deploy({ tags: { a: '1', b: '2' } }),
    status: 'CREATE_COMPLETE',
    events: ['stack CREATE_IN_PROGRESS', 'tags CREATE_IN_PROGRESS', 'tags CREATE_COMPLETE', 'stack CREATE_COMPLETE'],
    requests: ['Create'],
    tags: { a: '1', b: '2' },
  },
  {
    calls: [...READS, 'TagResource', 'UntagResource'],
    tell: () => deploy({ tags: { b: '3' } }),
    status: 'UPDATE_COMPLETE',
    events: [
      'stack UPDATE_IN_PROGRESS', 'tags UPDATE_IN_PROGRESS', 'tags UPDATE_COMPLETE', 'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'stack UPDATE_COMPLETE',
    ],
    requests: ['Update'],
    tags: { b: '3' },
  },
  {
    calls: [...READS, 'TagResource', 'UntagResource'],
    tell: () => deploy({ tags: { c: '4' }, breaks: true }),
    status: 'UPDATE_ROLLBACK_COMPLETE',
    events: [
      'stack UPDATE_IN_PROGRESS', 'tags UPDATE_IN_PROGRESS', 'tags UPDATE_COMPLETE',
      expect.stringMatching(/^stack UPDATE_ROLLBACK_IN_PROGRESS The following resource\(s\) failed to create: \[Breaks\]\./),
      'tags UPDATE_IN_PROGRESS', 'tags UPDATE_COMPLETE', 'stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'stack UPDATE_ROLLBACK_COMPLETE',
    ],
    requests: ['Update', 'Update'],
    tags: { b: '3' },
  },
  {
    calls: [...READS, 'UntagResource'],
    tell: () => remove(),
    status: 'DELETE_COMPLETE',
    events: ['stack DELETE_IN_PROGRESS', 'tags DELETE_IN_PROGRESS', 'tags DELETE_COMPLETE', 'stack DELETE_COMPLETE'],
    requests: ['Delete'],
    tags: {},
  },
];

/** Tells a chapter, which comes out as if nothing had gone wrong. */
async function tell(chapter: Chapter): Promise<void> {
  expect(await chapter.tell()).toMatchObject({ status: chapter.status });
  expect(events()).toEqual(chapter.events);
  // A run that was killed is not one that CloudFormation knows of.
  expect(runs().filter(run => !run.endsWith('timed out')).map(run => run.split(',')[0])).toEqual(chapter.requests);
}

test.each(Object.keys(PASSING))('a call of each operation is %s', async name => {
  for (const chapter of HISTORY) {
    chapter.calls.forEach(operation => world.server.disturbances.plan(operation, PASSING[name]));
    await tell(chapter);
    expect(await tagsOf()).toEqual(chapter.tags);
  }
});

test.each(killings([...READS, 'TagResource', 'UntagResource']))('a call of %s is the last of a killed run, %s', async (operation, name) => {
  for (const chapter of HISTORY) {
    if (chapter.calls.includes(operation)) {
      world.server.disturbances.plan(operation, KILLING[name]);
    }
    await tell(chapter);
    expect(await tagsOf()).toEqual(chapter.tags);
  }
});

test.each([1, 2, 3])('reads lag behind writes by %d', async reads => {
  for (const chapter of HISTORY) {
    world.server.lag.reads = reads;
    await tell(chapter);
    world.server.lag.reads = 0;
    // What is read below is not to be an old state.
    for (let read = 0; read < 4 * reads; read++) {
      await world.server.call('rbin', 'GetRule', { Identifier: rule.split('/')[1] }, HOME);
    }
    expect(await tagsOf()).toEqual(chapter.tags);
  }
});

test('policies of a role lag behind their changes by half a minute', async () => {
  world.identities.lagSeconds = 30;
  for (const chapter of HISTORY) {
    await tell(chapter);
    expect(await tagsOf()).toEqual(chapter.tags);
  }
});

describe.each(['GetRule', 'ListTagsForResource', 'TagResource'])('a call of %s fails in earnest', operation => {
  const { operations, shapes } = serviceModel('rbin/2021-06-15');
  // After an internal error the SDK tries again for seconds: once is enough.
  const codes = operations[operation].errors!.map(({ shape }) => shape)
    .filter(code => operation === 'TagResource' || code !== 'InternalServerException');

  test.each(codes)('with %s: the reason is said, and nothing is left behind', async code => {
    const Reason = shapes[shapes[code].members!.Reason?.shape]?.enum?.[0];
    const failure = failing(code, 'no', Reason === undefined ? undefined : { Reason });
    world.server.disturbances.plan(operation, failure, { times: code === 'InternalServerException' ? CLIENT.maxAttempts : 1 });
    const { status } = await deploy({ tags: { a: '1' } });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(events().find(event => event.startsWith('tags CREATE_FAILED'))).toContain(
      code === 'ResourceNotFoundException' && operation !== 'TagResource' ? 'does not exist: create it first' : `no (${code})`);
    expect(runs()).toEqual(['Create', 'Delete']);
    expect(await tagsOf()).toEqual({});
  }, 60_000);
});

test('a call fails in earnest: what was done before is said, and taken back', async () => {
  world.server.disturbances.plan('TagResource', failing('ServiceQuotaExceededException', 'too many', { Reason: 'SERVICE_QUOTA_EXCEEDED' }), { nth: 2 });
  const { status } = await deploy({ tags: { a: '1', b: '2' } });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(world.cloudFormation.events.find(event => event.status === 'CREATE_FAILED' && event.type.startsWith('Custom'))!.reason).toContain(
    `Message returned: Changes made before this: 1. ${rule}: TagResource failed: too many (ServiceQuotaExceededException) (RequestId: `);
  expect(writes()).toEqual(['TagResource a=1', 'TagResource b=2 : ServiceQuotaExceededException', 'UntagResource a']);
  expect(await tagsOf()).toEqual({});
});
