import { begin, causes, Declared, deploy, deploymentOfStack, end, log, newRule, runs, send, tagsOf } from './world';
import { UNREAD } from '../../../lib/engine/handler';
import { byAnotherVersion } from '../next-version';

// An update brings new code before new properties, and a rollback old code before it shows it properties that are newer than itself.

beforeEach(() => begin());

afterEach(() => end());

/** The stack as the next version of the library makes it: another bundle, and a contract that calls tags labels. */
const byNextVersion = (declared: Declared) => byAnotherVersion(deploymentOfStack(declared), 'Custom::RetentionRuleTags', properties => {
  Object.assign(properties, { ContractVersion: 3, Labels: properties.Tags, Tags: undefined });
}, 'retention-rule-tags-next');

/** The stack as a version made it that had one tag. */
const byFirstVersion = (declared: Declared) => byAnotherVersion(deploymentOfStack(declared), 'Custom::RetentionRuleTags', properties => {
  const [[TagKey, TagValue]] = Object.entries(properties.Tags);
  Object.assign(properties, { ContractVersion: 1, TagKey, TagValue, Tags: undefined });
});

test('an upgrade reads what older versions asked for, and takes back what they gave', async () => {
  expect((await send(byFirstVersion({ tags: { a: '1' } }))).status).toBe('CREATE_COMPLETE');
  expect((await deploy({ tags: { b: '2' } })).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ b: '2' });
  expect((await send(byNextVersion({ tags: { c: '3' } }))).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ c: '3' });
});

test('a failed upgrade that changes nothing else goes back without a trace', async () => {
  await deploy({ tags: { a: '1' } });
  runs();
  expect((await send(byNextVersion({ tags: { a: '1' }, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(runs()).toEqual(['Update', 'Update']);
  expect(causes()).toEqual(['creation', 'update', 'rollback']);
  expect(await tagsOf()).toEqual({ a: '1' });
});

test('old code lives through newer properties: what it asked for is back, and what it cannot know of stays', async () => {
  await deploy({ tags: { a: '1' } });
  expect((await send(byNextVersion({ tags: { b: '2' }, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf()).toEqual({ a: '1', b: '2' });
  // The next deployment is an ordinary one.
  expect((await deploy({ tags: { a: '1', b: '3' } })).status).toBe('UPDATE_COMPLETE');
  expect(await tagsOf()).toEqual({ a: '1', b: '3' });
});

test('old code is asked to delete what newer code made, and says what it leaves', async () => {
  const andRule = await newRule();
  await deploy({ tags: { a: '1' } });
  expect((await send(byNextVersion({ tags: { a: '1' }, andRule, breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf(andRule)).toEqual({ team: 'platform' });
  expect(log().filter(({ step }) => step === 'note')).toEqual([
    expect.objectContaining({ requestType: 'Update', note: UNREAD }),
    expect.objectContaining({ requestType: 'Delete', note: expect.stringContaining(andRule) }),
  ]);
});

