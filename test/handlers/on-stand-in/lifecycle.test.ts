import { begin, calls, causes, deploy, end, events, log, newRule, remove, rule, runs, tagsOf, world, writes } from './world';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// A custom resource from its first deployment to its end, and every way back.

beforeEach(() => begin());

afterEach(() => end());

const LOOK = ['GetRule', 'ListTagsForResource'];

test('is created: why, look, act, look again, answer', async () => {
  const { status, resources } = await deploy({});
  expect(status).toBe('CREATE_COMPLETE');
  expect(calls()).toEqual(['DescribeStacks', ...LOOK, 'TagResource team=platform', ...LOOK]);
  expect(runs()).toEqual(['Create']);
  expect(await tagsOf()).toEqual({ team: 'platform' });
  const [tags] = [...resources.values()].filter(({ type }) => type === 'Custom::RetentionRuleTags');
  expect(tags).toMatchObject({ physicalId: rule, attributes: { RuleArn: rule, TagCount: '1' } });
});

test('hears nothing of a deployment that does not change it', async () => {
  await deploy({});
  runs();
  expect((await deploy({ note: 'another' })).status).toBe('UPDATE_COMPLETE');
  expect((await deploy({ note: 'another' }, { tags: { team: 'of the stack' } })).status).toBe('UPDATE_COMPLETE');
  expect(runs()).toEqual([]);
});

test('is updated: what is new is there before what is old goes', async () => {
  await deploy({ tags: { a: '1', b: '2' } });
  calls();
  expect((await deploy({ tags: { b: '3', c: '4' } })).status).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual(['TagResource b=3', 'TagResource c=4', 'UntagResource a']);
  expect(await tagsOf()).toEqual({ b: '3', c: '4' });
});

test('looks at reality again when a person changes `reconcile`, and only then', async () => {
  await deploy({});
  await world.server.call('rbin', 'UntagResource', { ResourceArn: rule, TagKeys: ['team'] }, HOME);
  await deploy({ note: 'another' });
  expect(await tagsOf()).toEqual({});
  await deploy({ reconcile: 'after somebody took the tag away' });
  expect(await tagsOf()).toEqual({ team: 'platform' });
});

test('makes no call that changes anything if all is as it should be', async () => {
  await deploy({});
  calls();
  await deploy({ reconcile: 'again' });
  expect(calls()).toEqual(['DescribeStacks', ...LOOK]);
});

test('is removed from a template: taken back in clean-up, when nothing can be rolled back any more', async () => {
  await deploy({});
  calls();
  events();
  expect((await deploy({ without: true })).status).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual(['UntagResource team']);
  expect(events()).toEqual([
    'stack UPDATE_IN_PROGRESS', 'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'tags DELETE_IN_PROGRESS', 'tags DELETE_COMPLETE', 'stack UPDATE_COMPLETE',
  ]);
  expect(causes()).toEqual(['creation', 'removal']);
});

test('goes with its stack, and leaves what it did not give', async () => {
  await deploy({});
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect(runs()).toEqual(['Create', 'Delete']);
  expect(causes()).toEqual(['creation', 'stack deletion']);
  expect(await tagsOf()).toEqual({});
});

test('is replaced by another target: the new one first, the old one in clean-up, with a role that still may', async () => {
  const other = await newRule();
  await deploy({});
  calls();
  events();
  expect((await deploy({ ruleArn: other })).status).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual(['TagResource team=platform', 'UntagResource team']);
  expect(events()).toEqual([
    'stack UPDATE_IN_PROGRESS', 'tags UPDATE_IN_PROGRESS', 'tags UPDATE_COMPLETE', 'stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'tags DELETE_IN_PROGRESS', 'tags DELETE_COMPLETE', 'stack UPDATE_COMPLETE',
  ]);
  expect([await tagsOf(), await tagsOf(other)]).toEqual([{}, { team: 'platform' }]);
});

describe('a deployment that fails elsewhere', () => {
  test('takes a creation back', async () => {
    expect((await deploy({ breaks: true })).status).toBe('ROLLBACK_COMPLETE');
    expect(runs()).toEqual(['Create', 'Delete']);
    expect(causes()).toEqual(['creation', 'rolled-back creation']);
    expect(await tagsOf()).toEqual({});
  });

  test('takes an update back, by an update the other way round', async () => {
    await deploy({ tags: { a: '1' } });
    calls();
    runs();
    expect((await deploy({ tags: { b: '2' }, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(writes()).toEqual(['TagResource b=2', 'UntagResource a', 'TagResource a=1', 'UntagResource b']);
    expect(runs()).toEqual(['Update', 'Update']);
    expect(causes()).toEqual(['creation', 'update', 'rollback']);
    expect(await tagsOf()).toEqual({ a: '1' });
  });

  test('takes a replacement back', async () => {
    const other = await newRule();
    await deploy({});
    expect((await deploy({ ruleArn: other, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([await tagsOf(), await tagsOf(other)]).toEqual([{ team: 'platform' }, {}]);
  });

  test('takes a resource back that is new in the stack', async () => {
    await deploy({ without: true });
    expect((await deploy({ breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await tagsOf()).toEqual({});
  });

  test('brings a resource back that was to be removed: it was never touched', async () => {
    await deploy({});
    calls();
    expect((await deploy({ without: true, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(calls()).toEqual([]);
    expect(await tagsOf()).toEqual({ team: 'platform' });
  });

  test('leaves it, without rollback, and the next deployment goes on', async () => {
    expect((await deploy({ breaks: true }, { disableRollback: true })).status).toBe('CREATE_FAILED');
    expect(await tagsOf()).toEqual({ team: 'platform' });
    expect((await deploy({ tags: { b: '2' } }, { disableRollback: true })).status).toBe('UPDATE_COMPLETE');
    expect(await tagsOf()).toEqual({ b: '2' });
  });
});

describe('a rollback', () => {
  test('succeeds although there is nothing left to restore, and says so', async () => {
    await deploy({ tags: { a: '1' } });
    world.server.disturbances.plan('TagResource', failing('ValidationException', 'no more tags today', { Reason: 'INVALID_PARAMETER_VALUE' }), { nth: 2 });
    expect((await deploy({ tags: { b: '2' }, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(log().filter(({ step }) => step === 'not restored')).toEqual([expect.objectContaining({
      reason: `Changes made before this: 0. ${rule}: TagResource failed: no more tags today (ValidationException)`,
    })]);
    // What is there stays until the former is back in its place.
    expect(await tagsOf()).toEqual({ b: '2' });
  });
});

test('says what is wrong, what was done, and leaves nothing behind', async () => {
  const gone = rule.replace(/[0-9]{7}$/, '9999999');
  expect((await deploy({ ruleArn: gone })).status).toBe('ROLLBACK_COMPLETE');
  expect(events()).toContainEqual(expect.stringContaining(
    `Message returned: This run changed nothing. Rules/Tags32675B89: the retention rule ${gone} does not exist: create it first (RequestId: `));
  expect(writes()).toEqual([]);
});
