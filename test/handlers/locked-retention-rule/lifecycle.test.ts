import { Duration } from 'aws-cdk-lib';
import {
  alarms, ask, attributes, begin, byHand, calls, delayOf, deploy, deploymentOfStack, end, failure, foreign, HOME, inDays, inShort, newRule, notes,
  remove, resourceOf, rule, ruleOf, rules, runs, send, UNLOCKED, withoutIds, world, writes,
} from './world';
import { RetainedResourceType, RuleLock, RuleLockRemoval } from '../../../lib/retention';

// From the construct to the wire: what a stack makes of a rule and its lock, and says of it.

beforeEach(() => begin());

afterEach(async () => {
  expect(alarms()).toEqual([]);
  expect(await ruleOf(foreign)).toMatchObject({ days: 30, description: 'of somebody else', lock: 'never', tags: { team: 'other' } });
});

afterEach(() => end());

const LOOK = ['GetRule', 'ListTagsForResource'];
const TWO_WEEKS = RuleLock.locked(Duration.days(14));

describe('a creation', () => {
  test('makes a rule, looks whether it made another, and locks it', async () => {
    expect(await deploy({ description: 'AMIs', tags: { team: 'platform' }, appTags: { cost: '1' } })).toBe('CREATE_COMPLETE');
    expect(calls()).toEqual([
      'DescribeStacks', 'ListRules', 'ListTagsForResource',
      'CreateRule 30 days "AMIs" cost=1 made-by owner team=platform',
      'ListRules', ...['ListTagsForResource', 'ListTagsForResource'], ...LOOK,
      'ListRules', ...['ListTagsForResource', 'ListTagsForResource'], ...LOOK, 'DescribeStacks', 'DescribeStacks', 'LockRule 7 days',
      'ListRules', ...['ListTagsForResource', 'ListTagsForResource'], ...LOOK,
    ]);
    const { id, arn, tags, ...it } = await rule();
    expect(it).toEqual({ type: 'EC2_IMAGE', days: 30, description: 'AMIs', lock: 'locked', delay: 7 });
    expect(tags).toEqual({ 'team': 'platform', 'cost': '1', 'cdk-image-governance:owner': expect.stringMatching(/^Bin\/Rule[A-Za-z0-9]+$/), 'cdk-image-governance:made-by': expect.any(String) });
    expect(attributes()).toEqual({ RuleId: id, RuleArn: arn, LockState: 'locked', LockEndTime: 'none' });
    expect(resourceOf(world.cloudFormation.stacks.find(HOME, 'Bin')!).physicalId).toBe(arn);
  });

  test('makes a rule that is not locked', async () => {
    expect(await deploy({ lock: UNLOCKED })).toBe('CREATE_COMPLETE');
    expect(await inShort()).toBe('30 days, never');
    expect(attributes()).toMatchObject({ LockState: 'unlocked', LockEndTime: 'none' });
  });

  test('of the first rule of an account waits for half an hour, over three runs', async () => {
    await end();
    await begin({ first: true });
    const begun = world.clock.now();
    expect(await deploy({})).toBe('CREATE_COMPLETE');
    expect((world.clock.now() - begun) / 60).toBeCloseTo(30, 0);
    expect(runs()).toEqual(['Create', 'Create', 'Create']);
    expect(await inShort()).toBe('30 days, locked');
    await end();
    await begin();
  });

  test('takes over a rule that is there, changes it, and locks it', async () => {
    const id = await newRule({ Description: 'old', Tags: [{ Key: 'by', Value: 'hand' }] });
    expect(await deploy({ existingRuleId: id, days: 60, tags: { team: 'platform' } })).toBe('CREATE_COMPLETE');
    expect(writes()).toEqual(['TagResource owner', 'TagResource team=platform', 'UpdateRule 60 days ""', 'LockRule 7 days']);
    expect(await rule()).toMatchObject({ id, days: 60, lock: 'locked', tags: { by: 'hand', team: 'platform' } });
  });

  test('takes over a locked rule that is as it is declared, and only tags it', async () => {
    const id = await newRule(delayOf(7));
    expect(await deploy({ existingRuleId: id })).toBe('CREATE_COMPLETE');
    expect(writes()).toEqual(['TagResource owner']);
  });

  test('finds the rule that a stack of the same name left behind', async () => {
    await deploy({ tags: { a: '1' } });
    const { id } = await rule();
    expect(await remove()).toBe('DELETE_COMPLETE');
    writes();
    expect(await deploy({ tags: { a: '2' } })).toBe('CREATE_COMPLETE');
    expect(writes()).toEqual(['UntagResource made-by', 'TagResource a=2']);
    expect(await rule()).toMatchObject({ id, lock: 'locked', tags: { a: '2' } });
  });

  test.each<[string, () => Promise<string>, string]>([
    ['that is locked otherwise', () => newRule({ ...delayOf(30), Description: 'old' }),
      'RULE is locked, and stays protected for 30 days after it is unlocked, which forbids to change its retention period from 30 days to 60 days and description from "old" to "": leave that as it is, or deploy its lock as RuleLock.locked() with 30 days, then the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from IN30 on; RULE is locked, and stays protected for 30 days after it is unlocked, which forbids an unlock delay of 7 days: keep 30 days, or deploy its lock as RuleLock.locked() with 30 days, then the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from IN30 on'],
    ['of another type', () => newRule({ ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 60, RetentionPeriodUnit: 'DAYS' } }),
      'RULE retains EBS_SNAPSHOT, and no rule can be changed to EC2_IMAGE: give the construct another id, which makes another rule'],
    ['with exclusions', () => newRule({ ExcludeResourceTags: [{ ResourceTagKey: 'a' }] }),
      'RULE has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule'],
    ['with tags of resources', () => newRule({ ResourceTags: [{ ResourceTagKey: 'a' }] }),
      'RULE has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule'],
    ['of another stack', () => newRule({ Tags: [{ Key: 'cdk-image-governance:owner', Value: 'Other/Rule' }] }),
      'RULE belongs to Other/Rule: manage it in one place; or, if that does not exist any more, remove the tag cdk-image-governance:owner from it'],
    ['that is not there', () => Promise.resolve('rule9999999'),
      'there is no retention rule rule9999999 in this account and Region: name one that is there; or leave existingRuleId out to have one made'],
  ])('refuses to take over a rule %s, and touches nothing', async (_, make, message) => {
    const id = await make();
    const before = await rules();
    const from = inDays(30).slice(0, 16);
    expect(await deploy({ existingRuleId: id, days: 60 })).toBe('ROLLBACK_COMPLETE');
    expect(failure()!.replace(/[0-9-]{10}T[0-9:]{5}[0-9:.]*Z/g, it => (it.startsWith(from.slice(0, 13)) ? 'IN30' : it)))
      .toBe(`This run changed nothing. OWNER: ${message}`);
    expect(writes()).toEqual([]);
    expect(await rules()).toEqual(before);
  });

  test('that is rolled back deletes its rule, unless that is locked: then it is named and stays', async () => {
    expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('ROLLBACK_COMPLETE');
    expect(await rules()).toEqual([]);
    await remove();

    expect(await deploy({ breaks: true })).toBe('ROLLBACK_COMPLETE');
    expect(await inShort()).toBe('30 days, locked');
    expect(notes().map(withoutIds)).toEqual([
      'RULE was made by the creation that is rolled back, and stays: it is locked, and stays protected for 7 days after it is unlocked',
    ]);
    await remove();
    expect(await deploy({})).toBe('CREATE_COMPLETE');
    expect(await inShort()).toBe('30 days, locked');
  });

  test('that is rolled back leaves the rule that it found', async () => {
    await deploy({ lock: UNLOCKED });
    await remove();
    expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('ROLLBACK_COMPLETE');
    expect(await inShort()).toBe('30 days, never');
  });

  test('that is rolled back lets go of the rule that it took over', async () => {
    const id = await newRule();
    expect(await deploy({ existingRuleId: id, lock: UNLOCKED, breaks: true })).toBe('ROLLBACK_COMPLETE');
    expect((await ruleOf(id)).tags).toEqual({});
    await remove();
    expect(await deploy({ existingRuleId: id, lock: UNLOCKED }, 'Other')).toBe('CREATE_COMPLETE');
  });
});

describe('an update', () => {
  test('of what is not locked yet changes it, and locks it last', async () => {
    await deploy({ lock: UNLOCKED, tags: { a: '1', b: '1' } });
    await ask('rbin', 'TagResource', { ResourceArn: (await rule()).arn, Tags: [{ Key: 'foreign', Value: 'stays' }] });
    writes();
    expect(await deploy({ days: 60, description: 'AMIs', tags: { a: '2' }, lock: TWO_WEEKS })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['UntagResource b', 'TagResource a=2', 'UpdateRule 60 days "AMIs"', 'LockRule 14 days']);
    expect(await rule()).toMatchObject({ days: 60, description: 'AMIs', lock: 'locked', delay: 14, tags: { a: '2', foreign: 'stays' } });
  });

  test('of nothing but the tags of a locked rule tags it, and so does none that changes nothing', async () => {
    await deploy({});
    writes();
    expect(await deploy({ appTags: { cost: '1' } })).toBe('UPDATE_COMPLETE');
    expect(await deploy({ appTags: { cost: '1' }, reconcile: 'again' })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['TagResource cost=1']);
  });

  test('of the tags of its stack alone does nothing to a locked rule, and does not fail', async () => {
    await deploy({});
    runs();
    expect((await send({ ...deploymentOfStack({}), tags: { cost: '1' } })).status).toBe('UPDATE_COMPLETE');
    expect(runs()).toEqual([]);
    expect((await rule()).tags).not.toHaveProperty('cost');
  });

  test.each<[string, Parameters<typeof deploy>[0], string]>([
    ['period', { days: 60 }, 'which forbids to change its retention period from 30 days to 60 days: leave that as it is'],
    ['description', { description: 'new' }, 'which forbids to change its description from "" to "new": leave that as it is'],
    ['delay', { lock: TWO_WEEKS }, 'which forbids an unlock delay of 14 days: keep 7 days'],
  ])('of the %s of a locked rule fails before it begins, with the date and both ways on', async (_, declared, message) => {
    await deploy({});
    writes();
    const after = inDays(7).slice(0, 15);
    expect(await deploy({ ...declared, tags: { a: '1' } })).toBe('UPDATE_ROLLBACK_COMPLETE');
    const said = failure()!;
    expect(said.replace(/[0-9-]{10}T[0-9:.]+Z/, 'DATE')).toBe(`This run changed nothing. OWNER: RULE is locked, and stays protected for 7 days after it is unlocked, ${message}, or deploy the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from DATE on`);
    expect(said).toContain(`from ${after}`);
    expect(writes()).toEqual([]);
    expect(await inShort()).toBe('30 days, locked');
  });

  test('of the type fails, locked or not', async () => {
    await deploy({ lock: UNLOCKED });
    expect(await deploy({ lock: UNLOCKED, resourceType: RetainedResourceType.EBS_SNAPSHOT })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toBe('This run changed nothing. OWNER: RULE retains EC2_IMAGE, and no rule can be changed to EBS_SNAPSHOT: give the construct another id, which makes another rule');
    expect(await inShort()).toBe('30 days, never');
  });

  test('that unlocks says until when the rule stays, and what is forbidden till then', async () => {
    await deploy({});
    writes();
    expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['TagResource unlocked-by', 'UnlockRule']);
    const { until } = await rule();
    expect(attributes()).toMatchObject({ LockState: 'pending_unlock', LockEndTime: until });
    expect(notes().map(withoutIds)).toEqual([`RULE is being unlocked, and stays protected until ${until}`]);

    expect(await deploy({ lock: UNLOCKED, days: 60 })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toBe(`This run changed nothing. OWNER: RULE is being unlocked, and stays protected until ${until}, which forbids to change its retention period from 30 days to 60 days: leave that as it is, or deploy this again after ${until}`);
    expect(await deploy({ lock: TWO_WEEKS })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toBe(`This run changed nothing. OWNER: RULE is being unlocked, and stays protected until ${until}, which forbids an unlock delay of 14 days: keep 7 days, or deploy this again after ${until}`);

    world.clock.advance({ days: 7 });
    expect(await deploy({ lock: TWO_WEEKS, days: 60 })).toBe('UPDATE_COMPLETE');
    expect(await rule()).toMatchObject({ days: 60, lock: 'locked', delay: 14 });
    expect((await rule()).tags).not.toHaveProperty('cdk-image-governance:unlocked-by');
  });

  test('that locks again what it had unlocked begins the delay anew, and says so', async () => {
    await deploy({});
    await deploy({ lock: UNLOCKED });
    writes();
    expect(await deploy({})).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['LockRule 7 days', 'UntagResource unlocked-by']);
    expect(notes().map(withoutIds).at(-1)).toBe('RULE was being unlocked, and is locked again: it is declared locked after it was declared unlocked; another unlock begins its delay of 7 days anew');
  });

  test('meets an unlock that nobody declared: it is told, and taken back only if that is asked for', async () => {
    await deploy({});
    await byHand('UnlockRule', (await rule()).id);
    writes();
    const { until } = await rule();
    expect(await deploy({ reconcile: 'again' })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toBe(`This run changed nothing. OWNER: RULE is being unlocked, and stays protected until ${until}, which nobody declared: to lock it again, which begins its delay of 7 days anew, set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()`);
    expect(writes()).toEqual([]);
    expect(await deploy({ lock: RuleLock.locked(Duration.days(7), { relock: true }) })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['LockRule 7 days']);
  });

  test('accepts an unlock that nobody declared, by declaring it', async () => {
    await deploy({});
    await byHand('UnlockRule', (await rule()).id);
    writes();
    expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([]);
  });

  test('locks what is unlocked although it is declared locked', async () => {
    await deploy({});
    await byHand('UnlockRule', (await rule()).id);
    world.clock.advance({ days: 7 });
    expect(await deploy({ reconcile: 'again' })).toBe('UPDATE_COMPLETE');
    expect(await inShort()).toBe('30 days, locked');
  });

  test('leaves a lock that somebody else has put on what is declared unlocked', async () => {
    await deploy({ lock: UNLOCKED });
    await byHand('LockRule', (await rule()).id, delayOf(9));
    writes();
    expect(await deploy({ lock: UNLOCKED, reconcile: 'again' })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([]);
    expect(notes().map(withoutIds)).toEqual(['RULE is locked, and stays protected for 9 days after it is unlocked, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 9 days first, and RuleLock.unlocked() after that']);
  });

  test('takes over another rule where somebody has deleted the one that it had', async () => {
    await deploy({ existingRuleId: await newRule(), lock: UNLOCKED });
    await byHand('DeleteRule', (await rule()).id);
    const id = await newRule();
    expect(await deploy({ existingRuleId: id })).toBe('UPDATE_COMPLETE');
    expect(await rule()).toMatchObject({ id, lock: 'locked' });
    expect(attributes().RuleId).toBe(id);
  });

  test('makes another rule where somebody has deleted it', async () => {
    await deploy({ lock: UNLOCKED });
    const { id } = await rule();
    await byHand('DeleteRule', id);
    expect(await deploy({})).toBe('UPDATE_COMPLETE');
    expect(await inShort()).toBe('30 days, locked');
    expect(attributes().RuleId).toBe((await rule()).id);
    expect((await rule()).id).not.toBe(id);
  });
});

describe('an owner tag that somebody has taken off', () => {
  const takeOff = async () => ask('rbin', 'UntagResource', { ResourceArn: (await rule()).arn, TagKeys: ['cdk-image-governance:owner'] });

  test('is put back before anything else', async () => {
    await deploy({ lock: UNLOCKED, tags: { a: '1' } });
    await takeOff();
    writes();
    expect(await deploy({ days: 60 })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual(['TagResource owner', 'UntagResource a', 'UpdateRule 60 days ""', 'LockRule 7 days']);
  });

  test('keeps no unlock from beginning, by an update or a removal', async () => {
    await deploy({ onRemoval: RuleLockRemoval.UNLOCK });
    await takeOff();
    expect(await deploy({ onRemoval: RuleLockRemoval.UNLOCK, lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await inShort()).toBe('30 days, locked');
    await takeOff();
    writes();
    expect(await remove()).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual(['TagResource owner', 'TagResource unlocked-by', 'UnlockRule']);
    expect(await inShort()).toBe('30 days, pending_unlock');
  });

  test('is not put back on a rule that stays as it is', async () => {
    await deploy({});
    await takeOff();
    writes();
    expect(await remove()).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual([]);
  });
});

describe('a rollback', () => {
  test('of what was not locked restores it', async () => {
    await deploy({ lock: UNLOCKED, description: 'old', tags: { a: '1' } });
    expect(await deploy({ lock: UNLOCKED, days: 60, tags: { b: '1' }, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await rule()).toMatchObject({ days: 30, description: 'old', lock: 'never' });
    expect(await inShort()).toBe('30 days, never, a=1');
  });

  test('of an unlock locks again, and says so', async () => {
    await deploy({});
    writes();
    expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(writes()).toEqual(['TagResource unlocked-by', 'UnlockRule', 'LockRule 7 days', 'UntagResource unlocked-by']);
    expect(await inShort()).toBe('30 days, locked');
    expect(notes().map(withoutIds).at(-1)).toBe('RULE was being unlocked, and is locked again: the deployment that unlocked it is rolled back; another unlock begins its delay of 7 days anew');
  });

  test('leaves an unlock that is not its deployment\'s', async () => {
    await deploy({});
    await byHand('UnlockRule', (await rule()).id);
    const { until } = await rule();
    expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await rule()).toMatchObject({ lock: 'pending_unlock', until });
    expect(notes().map(withoutIds).at(-1)).toBe(`RULE is being unlocked, and stays protected until ${until}, which nobody declared`);
  });

  test('of a change and a lock leaves what the lock forbids, succeeds, and says so', async () => {
    await deploy({ lock: UNLOCKED, tags: { a: '1' } });
    expect(await deploy({ days: 60, tags: { a: '2' }, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await inShort()).toBe('60 days, locked, a=1');
    expect(notes().map(withoutIds)).toEqual([
      'RULE is locked, and stays protected for 7 days after it is unlocked, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 7 days first, and RuleLock.unlocked() after that',
      'RULE is locked, and stays protected for 7 days after it is unlocked, and so cannot get back its retention period from 60 days to 30 days',
    ]);
    expect(await deploy({ days: 60, tags: { a: '2' } })).toBe('UPDATE_COMPLETE');
  });
});

describe('a removal', () => {
  test('leaves the rule as it is', async () => {
    await deploy({});
    writes();
    expect(await deploy({ without: true })).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([]);
    expect(await inShort()).toBe('30 days, locked');
    expect(notes().map(withoutIds)).toEqual(['RULE stays: it is locked, and stays protected for 7 days after it is unlocked']);
  });

  test.each<[string, () => Promise<string | undefined>]>([
    ['by removal from the app', () => deploy({ without: true })], ['by deletion of the stack', () => remove()],
  ])('begins to unlock the rule where that is asked for, %s', async (_, go) => {
    await deploy({ onRemoval: RuleLockRemoval.UNLOCK });
    writes();
    expect(await go()).toMatch(/^(?:UPDATE|DELETE)_COMPLETE$/);
    expect(writes()).toEqual(['TagResource unlocked-by', 'UnlockRule']);
    const { until, lock } = await rule();
    expect(lock).toBe('pending_unlock');
    expect(notes().map(withoutIds)).toEqual([`RULE stays: it is being unlocked, and stays protected until ${until}`]);
  });

  test('of what is unlocked already, or gone, does nothing', async () => {
    await deploy({ lock: UNLOCKED, onRemoval: RuleLockRemoval.UNLOCK });
    writes();
    expect(await remove()).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual([]);
    await deploy({ lock: UNLOCKED, onRemoval: RuleLockRemoval.UNLOCK });
    await byHand('DeleteRule', (await rule()).id);
    expect(await remove()).toBe('DELETE_COMPLETE');
    expect(await rules()).toEqual([]);
  });
});
