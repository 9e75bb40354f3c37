import { beginQuickly, HISTORY, PROMOTION, tell } from './history';
import { buildersOf, deploy, end, events, GOLDEN, NEXT, policyOf, remove, runs, sharesOf, world } from './world';
import { KILLING, killings, PASSING } from '../../../local-aws/src/disturbances';

// Whatever goes wrong with a call that can go right the next time, the same comes of it.

beforeEach(() => beginQuickly());

afterEach(() => end());

const READS = ['DescribeStacks', 'GetImage', 'GetImagePolicy', 'GetResourceShareAssociations', 'GetResourceShares', 'ListResourceSharePermissions'];
const WRITES = [...PROMOTION, 'AssociateResourceShare', 'DisassociateResourceShare', 'DeleteResourceShare'];

test.each(Object.keys(PASSING))('a call of each operation is %s', async name => {
  const [creation, failedUpdate,, removal] = HISTORY;
  for (const chapter of [creation, failedUpdate, removal]) {
    [...READS, ...chapter.writes].forEach(operation => world.server.disturbances.plan(operation, PASSING[name]));
    await tell(chapter);
  }
  expect([await policyOf(), await policyOf(NEXT)]).toEqual([undefined, undefined]);
});

test.each(killings([...READS, ...WRITES]))('a call of %s is the last of a killed run, %s', async (operation, name) => {
  const [creation, failedUpdate,, removal] = HISTORY;
  for (const chapter of [creation, ...creation.writes.includes(operation) || READS.includes(operation) ? [] : [failedUpdate], removal]) {
    if ([...READS, ...chapter.writes].includes(operation)) {
      world.server.disturbances.plan(operation, KILLING[name], { nth: READS.includes(operation) && operation !== 'DescribeStacks' ? 2 : 1 });
    }
    // Where only the creation is told before it, the removal ends what that made.
    await tell(chapter);
  }
  expect([await policyOf(), await policyOf(NEXT)]).toEqual([undefined, undefined]);
});

test.each([1, 2, 3])('reads lag behind writes by %d, within a deployment', async reads => {
  for (const chapter of HISTORY) {
    world.server.lag.reads = reads;
    const { status } = (chapter.declared ? await deploy(chapter.declared) : await remove())!;
    expect([status, runs().map(run => run.split(',')[0])]).toEqual([chapter.status, chapter.requests]);
    world.server.lag.reads = 0;
    // Between two deployments reads catch up.
    for (let read = 0; read < 4 * reads; read++) {
      await sharesOf();
      await policyOf();
    }
    expect([await buildersOf(), await buildersOf(NEXT)]).toEqual(chapter.builders);
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
  for (const { declared, status, builders } of HISTORY) {
    expect((declared ? await deploy(declared) : await remove())!.status).toBe(status);
    expect([await buildersOf(), await buildersOf(NEXT)]).toEqual(builders);
  }
});

test('all three runs are killed: what was made is taken back', async () => {
  world.server.disturbances.plan('PromoteResourceShareCreatedFromPolicy', { kind: 'killed', when: 'after' }, { nth: 2 });
  world.server.disturbances.plan('GetImage', { kind: 'killed', when: 'before' }, { nth: 8, times: 2 });
  expect((await deploy({ images: [GOLDEN, NEXT] })).status).toBe('ROLLBACK_COMPLETE');
  expect(events().some(event => event.startsWith('share CREATE_FAILED CloudFormation did not receive a response'))).toBe(true);
  expect([await sharesOf(), await sharesOf(NEXT), await policyOf(), await policyOf(NEXT)]).toEqual([[], [], undefined, undefined]);
});
