import { begin, deploy, end, events, remove, runs, tagsOf, world } from './world';
import { killed } from '../../../local-aws/src/disturbances';

// Lambda delivers an event at least once, and a function may be killed at any time.

beforeEach(() => begin());

afterEach(() => end());

test.each(['after', 'side by side'] as const)('every event is delivered twice, %s', async how => {
  world.functions.deliverTwice = how;
  expect((await deploy({ tags: { a: '1' } })).status).toBe('CREATE_COMPLETE');
  expect((await deploy({ tags: { b: '2' } })).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ b: '2' });
  expect((await deploy({ tags: { c: '3' }, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf()).toEqual({ b: '2' });
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect(await tagsOf()).toEqual({});
  // A second answer is not one that CloudFormation waits for.
  expect(world.answers.ignored.length).toBeGreaterThan(0);
});

test('a run is killed, is delivered again a minute later, and goes on where it was', async () => {
  world.server.disturbances.plan('TagResource', killed('after'), { nth: 2 });
  const before = world.clock.now();
  expect((await deploy({ tags: { a: '1', b: '2', c: '3' } })).status).toBe('CREATE_COMPLETE');
  expect(runs()).toEqual(['Create, timed out', 'Create, attempt 2']);
  expect(world.clock.now() - before).toBeGreaterThanOrEqual(60);
  expect(await tagsOf()).toEqual({ a: '1', b: '2', c: '3' });
});

test('a run is killed twice, and the third one goes on', async () => {
  world.server.disturbances.plan('TagResource', killed('before'), { times: 2 });
  expect((await deploy({ tags: { a: '1' } })).status).toBe('CREATE_COMPLETE');
  expect(runs()).toEqual(['Create, timed out', 'Create, attempt 2, timed out', 'Create, attempt 3']);
});

test('all three runs are killed: CloudFormation waits for its time, and what was done is taken back', async () => {
  world.server.disturbances.plan('GetRule', killed('after'), { nth: 2, times: 1 });
  world.server.disturbances.plan('GetRule', killed('before'), { nth: 3, times: 2 });
  expect((await deploy({ tags: { a: '1' } })).status).toBe('ROLLBACK_COMPLETE');
  expect(runs()).toEqual(['Create, timed out', 'Create, attempt 2, timed out', 'Create, attempt 3, timed out', 'Delete']);
  expect(events()).toContainEqual(expect.stringMatching(/^tags CREATE_FAILED CloudFormation did not receive a response from your custom resource\./));
  expect(await tagsOf()).toEqual({});
});

