import { Duration } from 'aws-cdk-lib';
import { begin, byHand, deploy, end, foreign, newRule, remove, rule, rules, UNLOCKED, world } from './world';
import { RuleLock, RuleLockRemoval } from '../../../lib/retention';
import { HOME } from '../../../local-aws/src/stand-in';

// What the role of the handler may do: all that it does, and nothing else.

beforeEach(() => begin());

afterEach(() => end());

const ROLE = () => world.identities.roleArns.find(arn => arn.includes('LockedRetentionRuleHandler'))!;
const OWNER = 'cdk-image-governance:owner';
const RULES = 'arn:aws:rbin:eu-west-1:111111111111:rule/';

test('the role has no statement that its life does not need, and none is missing', async () => {
  await end();
  await begin({ first: true });
  await deploy({ lock: UNLOCKED, tags: { a: '1' } });
  await deploy({ days: 60 });
  await deploy({ days: 60, lock: UNLOCKED, breaks: true });
  await deploy({ days: 60, lock: UNLOCKED, onRemoval: RuleLockRemoval.UNLOCK });
  const role = ROLE();
  await remove();
  for (const { id } of await rules()) {
    world.clock.advance({ days: 7 });
    await byHand('DeleteRule', id);
  }
  await deploy({ lock: UNLOCKED, breaks: true }, 'Other');
  await remove('Other');
  const existing = await newRule();
  await deploy({ existingRuleId: existing }, 'Third');
  // Lambda itself writes the log.
  const used = world.identities.roleArns.filter(arn => arn.includes('LockedRetentionRuleHandler'));
  const unused = used.map(arn => new Set(world.identities.unusedStatements(arn).map(({ statement }) => statement)));
  expect([...unused[0]].filter(it => unused.every(those => those.has(it)))).toEqual(['Log']);
  expect(unused[2].has('TakeOver')).toBe(false);
  expect(role).toBe(used[0]);
  expect(world.server.calls.filter(({ error }) => error === 'AccessDeniedException')).toEqual([]);
});

describe('the role', () => {
  const refusal = (action: string, resource: string, context: Record<string, string> = {}) =>
    world.identities.refusal(ROLE(), { action: `rbin:${action}`, resource, context }, HOME);

  beforeEach(async () => {
    await deploy({});
  });

  test.each(['UpdateRule', 'DeleteRule', 'LockRule', 'UnlockRule', 'UntagResource'])('may %s on rules of its stack, and on no others', async action => {
    expect(await refusal(action, `${RULES}${(await rule()).id}`, { [`aws:ResourceTag/${OWNER}`]: 'Bin/Rule1' })).toBeUndefined();
    expect(await refusal(action, RULES + foreign)).toBeDefined();
    expect(await refusal(action, RULES + foreign, { [`aws:ResourceTag/${OWNER}`]: 'Other/Rule1' })).toBeDefined();
    expect(await refusal(action, RULES + foreign, { [`aws:ResourceTag/${OWNER}`]: 'Bin2/Rule1' })).toBeDefined();
    expect(await refusal(action, `${RULES.replace('eu-west-1', 'us-east-1')}${(await rule()).id}`, { [`aws:ResourceTag/${OWNER}`]: 'Bin/Rule1' })).toBeDefined();
  });

  test('may make only rules that say whose they are', async () => {
    expect(await refusal('CreateRule', `${RULES}*`, { [`aws:RequestTag/${OWNER}`]: 'Bin/Rule1' })).toBeUndefined();
    expect(await refusal('CreateRule', `${RULES}*`)).toBeDefined();
    expect(await refusal('CreateRule', `${RULES}*`, { [`aws:RequestTag/${OWNER}`]: 'Other/Rule1' })).toBeDefined();
  });

  test('may tag no other rule, unless that is nobody\'s and it makes it its own', async () => {
    expect(await refusal('TagResource', RULES + foreign, { 'aws:RequestTag/team': 'x' })).toBeDefined();
    const asOwn = { [`aws:RequestTag/${OWNER}`]: 'Bin/Rule1' };
    expect(await refusal('TagResource', RULES + foreign, asOwn)).toBeUndefined();
    expect(await refusal('TagResource', RULES + foreign, { ...asOwn, [`aws:ResourceTag/${OWNER}`]: 'Other/Rule1' })).toBeDefined();
  });
});

test('a rule that is taken over is named in a policy of its own, which goes only in clean-up', async () => {
  const [one, other] = [await newRule(), await newRule()];
  const on = (id: string, action: string) => world.identities.refusal(ROLE(), { action: `rbin:${action}`, resource: RULES + id, context: {} }, HOME);
  await deploy({ existingRuleId: one, lock: RuleLock.locked(Duration.days(9)) });
  expect([await on(one, 'UnlockRule'), await on(one, 'DeleteRule'), await on(other, 'UnlockRule')]).toEqual([undefined, expect.any(String), expect.any(String)]);
  // The rule is the construct's by its tag: it may go without being named.
  expect(await deploy({ lock: UNLOCKED })).toBe('UPDATE_COMPLETE');
  expect(await on(one, 'LockRule')).toBeDefined();
  expect(await deploy({ lock: RuleLock.locked(Duration.days(9)) })).toBe('UPDATE_COMPLETE');
});
