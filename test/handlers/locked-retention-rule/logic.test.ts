import { Case, create, event, HANDLER, madeFor, observed, ours, planFor as plan, spec } from './specs';
import type { Cause } from '../../../lib/cloudformation/event';
import type { Plan } from '../../../lib/engine/plan';
import type { RuleAction } from '../../../lib/handlers/locked-retention-rule/logic';
import type { ObservedRules } from '../../../lib/handlers/locked-retention-rule/observed';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import type { LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import { MADE_BY, OWNER, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';
import { attributesFor, decide, identityFor, unchecked } from '../../cloudformation/decide';
import {
  ARN, drop, END, ID, inState, lock, LOCK_STATES, lockedFor, LockState, mark, OTHER_ARN, OTHER_ID, OWN, rule, tag, THEY, unlock, UNLOCKED,
  unlockForGood, unmark, untag, update, WE,
} from '../retention-rules/rules';

// A rule of ours as it is declared, and what is done to it.

const IT = rule();
const OTHER = rule({ id: OTHER_ID });
const LOCKS = lock(IT, 7, 'creation');
const CREATE = create(spec());
const DONE: Plan<RuleAction> = { done: true };
const noted = (...notes: string[]): Plan<RuleAction> => ({ done: true, notes });

const LOCKED = `${ARN} is locked, and stays protected for 7 days after it is unlocked`;
const UNLOCKING = `${ARN} is being unlocked, and stays protected until ${END}`;
const UNLOCK_FIRST = 'deploy the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from 2026-01-08T12:00:00.000Z on';
const LATER = `deploy this again after ${END}`;
const UNLESS_LOCKED = `${LOCKED}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 7 days first, and RuleLock.unlocked() after that`;
const NOT_OURS = `${ARN} is not, or no longer, what this construct can have: it stays as it is`;
const MAKES_ANOTHER = `there is no rule ${ARN} any more: the next deployment that changes the construct or its reconcile makes another`;

const [OLDEST, OLDER, NEWER] = ['2026-01-01T11:00:00.000Z', '2026-01-01T11:00:01.000Z', '2026-01-01T11:00:02.000Z'];

describe('a creation', () => {
  const existing = spec({ existingRuleId: ID });
  const made = (changes: Partial<ObservedRule> = {}) => rule({ ...ours(madeFor()), ...changes });

  test.each<[string, LockedRetentionRuleSpec, Partial<ObservedRules>, Plan<RuleAction>]>([
    ['makes a rule where there is none', spec(), {}, { act: [[CREATE]] }],
    ['makes it with its tags', spec({ tags: { team: 'platform', cost: '' } }), {}, { act: [[{ ...CREATE, tags: { team: 'platform', cost: '', [OWNER]: WE } }]] }],
    ['makes one beside a rule of ours of another type', spec(), { owned: [rule({ resourceType: 'EBS_SNAPSHOT', ...ours(madeFor()) })] }, { act: [[CREATE]] }],
    ['makes it unlocked, if that is declared', spec({ lock: UNLOCKED }), {}, { act: [[CREATE]] }],

    ['locks the rule that it made', spec(), { owned: [made()] }, { act: [[LOCKS]] }],
    ['is done where that is locked', spec(), { owned: [made(inState('locked'))] }, DONE],
    ['is done where that is to be unlocked', spec({ lock: UNLOCKED }), { owned: [made()] }, DONE],
    ['waits for the rule that it made before it locks it', spec(), { owned: [made({ isAvailable: false })] },
      { waitFor: `${ARN} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: 30 }],
    ['does not wait for a rule that is not to be locked', spec({ lock: UNLOCKED }), { owned: [made({ isAvailable: false })] }, DONE],
    ['does not wait for a rule that is locked', spec(), { owned: [made({ isAvailable: false, ...inState('locked') })] }, DONE],
    ['changes a rule that is not available before it waits for it', spec({ tags: { team: 'platform' } }), { owned: [made({ isAvailable: false, retentionDays: 14 })] },
      { act: [[tag(IT, { team: 'platform' })], [update(IT, 30, 'golden')]] }],

    ['takes a rule of ours from before, which a rollback then leaves', spec(), { owned: [rule(ours(madeFor('before')))] }, { act: [[untag(IT, MADE_BY)], [LOCKS]] }],
    ['takes a rule of ours that a stack of the same name had', spec(), { owned: [rule(ours(madeFor('before', OLDEST, '0')))] }, { act: [[untag(IT, MADE_BY)], [LOCKS]] }],
    ['takes a rule of ours that is locked', spec(), { owned: [rule(inState('locked'))] }, DONE],
    ['takes a rule of ours that was locked once, and changes what differs', spec({ description: 'new' }), { owned: [rule({ ...inState('unlocked', 30), ...ours({ [UNLOCKED_BY]: WE }) })] },
      { act: [[update(IT, 30, 'new')], [LOCKS], [unmark(IT)]] }],
    ['takes a rule of ours whose unlock its removal began, and locks it again', spec(), { owned: [rule({ ...inState('pending'), ...ours({ [UNLOCKED_BY]: WE }) })] },
      { act: [[lock(IT, 7, 'creation', 'it is declared locked after it was declared unlocked')], [unmark(IT)]] }],

    ['takes over a rule, and writes on it whose it is', existing, { named: rule({ tags: { team: 'platform' } }) }, { act: [[tag(IT, { [OWNER]: WE })], [LOCKS]] }],
    ['takes over a rule, and writes whose it is on it before anything else', spec({ existingRuleId: ID, tags: { a: '1' }, description: 'new' }), { named: rule({ tags: madeFor('before') }) },
      { act: [[tag(IT, { [OWNER]: WE })], [untag(IT, MADE_BY)], [tag(IT, { a: '1' })], [update(IT, 30, 'new')], [LOCKS]] }],
    ['takes over a rule that differs', existing, { named: rule({ tags: {}, retentionDays: 14, description: '' }) },
      { act: [[tag(IT, { [OWNER]: WE })], [update(IT, 30, 'golden')], [LOCKS]] }],
    ['takes over a rule that is locked as it is declared', existing, { named: rule({ tags: {}, ...inState('locked') }) }, { act: [[tag(IT, { [OWNER]: WE })]] }],
    ['takes over a rule that is being unlocked, if that is asked for', spec({ existingRuleId: ID, lock: lockedFor(7, { relock: true }) }),
      { named: rule({ tags: {}, ...inState('pending') }) }, { act: [[tag(IT, { [OWNER]: WE })], [lock(IT, 7, 'creation', 'relock is set')]] }],
    ['takes over a rule that is being unlocked, and lets it be', spec({ existingRuleId: ID, lock: UNLOCKED }), { named: rule(inState('pending')) }, noted(UNLOCKING)],
    ['takes over a rule of ours again', existing, { named: rule(inState('locked')) }, DONE],
    ['without a description takes one away', spec({ description: undefined }), { owned: [rule()] }, { act: [[update(IT, 30, '')], [LOCKS]] }],

    ['keeps one of two rules that its deliveries made: the older', spec(),
      { owned: [rule({ id: OTHER_ID, ...ours(madeFor('request', NEWER)) }), made({ tags: { [OWNER]: WE, ...madeFor('request', OLDER) } })] }, { act: [[drop(OTHER)], [LOCKS]] }],
    ['keeps the older, wherever it stands', spec(), { owned: [rule({ id: OTHER_ID, ...ours(madeFor('request', OLDER)) }), made(ours(madeFor('request', NEWER)))] },
      { act: [[drop(IT)], [lock(OTHER, 7, 'creation')]] }],
    ['keeps of two that are as old the first by its id', spec(), { owned: [rule({ id: OTHER_ID, ...ours(madeFor()) }), made()] }, { act: [[drop(OTHER)], [LOCKS]] }],
    ['keeps the one that is locked already, and deletes the older', spec(),
      { owned: [made(ours(madeFor('request', OLDER))), rule({ id: OTHER_ID, ...ours(madeFor('request', NEWER)), ...inState('locked') })] }, { act: [[drop(IT)]] }],
    ['deletes no rule that is locked', spec(), { owned: [made(inState('locked')), rule({ id: OTHER_ID, ...ours(madeFor()), ...inState('locked') })] }, DONE],
    ['deletes no rule of ours of another creation', spec(), { owned: [made(), rule({ id: OTHER_ID, ...ours(madeFor('another')) })] }, { act: [[LOCKS]] }],
    ['deletes no rule of ours that was there before', spec(), { owned: [rule(inState('locked')), rule({ id: OTHER_ID, ...ours(madeFor()) })] }, DONE],
    ['deletes the duplicates of a creation before, which nobody has', spec(), { owned: [rule(ours(madeFor('before'))), rule({ id: OTHER_ID, ...ours(madeFor('before')) })] },
      { act: [[drop(OTHER)], [untag(IT, MADE_BY)], [LOCKS]] }],
  ])('%s', (_, desired, there, wanted) => {
    expect(plan({ desired }, there)).toStrictEqual(wanted);
  });

  test('makes it with the owner that it has, even if the rules let another be declared', () => {
    expect(decide(unchecked(HANDLER), event({ desired: spec({ tags: { [OWNER]: THEY } }) }), observed({}))).toEqual({ act: [[CREATE]] });
  });

  test('waits for the rule that it made to be seen, and makes no other', () => {
    expect(plan({ desired: spec() }, {}, [CREATE])).toStrictEqual({ waitFor: 'the new rule to be seen', seconds: 2 });
  });

  test('waits for what it did to be seen, and does it once', () => {
    expect(plan({ desired: spec() }, { owned: [made()] }, [CREATE, LOCKS])).toStrictEqual({ waitFor: `what was done to ${ARN} to be seen`, seconds: 2 });
  });

  test('goes on as it would where nobody knows why it came, but nobody is asked whether it is forward', () => {
    expect(plan({ cause: 'unknown', physicalId: undefined, desired: spec() }, {})).toStrictEqual({ act: [[CREATE]] });
    expect(plan({ cause: 'unknown', physicalId: undefined, desired: spec() }, { owned: [made()] })).toStrictEqual({ act: [[lock(IT, 7, 'unknown')]] });
  });
});

describe('refused before anything is changed:', () => {
  const forbids = (what: string) => `${LOCKED}, which forbids to change its ${what}: leave that as it is, or ${UNLOCK_FIRST}`;
  const forbidsUntil = (what: string) => `${UNLOCKING}, which forbids to change its ${what}: leave that as it is, or ${LATER}`;

  test.each<[string, Partial<LockedRetentionRuleSpec>, Partial<ObservedRule>, string]>([
    ['another period of a locked rule', { retentionDays: 14 }, inState('locked'), forbids('retention period from 30 days to 14 days')],
    ['another description of a locked rule', { description: 'new' }, inState('locked'), forbids('description from "golden" to "new"')],
    ['no description of a locked rule', { description: undefined }, inState('locked'), forbids('description from "golden" to ""')],
    ['both', { retentionDays: 1, description: 'new' }, inState('locked'), forbids('retention period from 30 days to 1 day and description from "golden" to "new"')],
    ['another period of a rule that is being unlocked', { retentionDays: 14, lock: UNLOCKED }, inState('pending'), forbidsUntil('retention period from 30 days to 14 days')],
    ['another description of a rule that is being unlocked', { description: 'new', lock: UNLOCKED }, inState('pending'), forbidsUntil('description from "golden" to "new"')],
    ['another period together with the unlock', { retentionDays: 14, lock: UNLOCKED }, inState('locked'), forbids('retention period from 30 days to 14 days')],
    ['another delay of a locked rule', { lock: lockedFor(30) }, inState('locked'), `${LOCKED}, which forbids an unlock delay of 30 days: keep 7 days, or ${UNLOCK_FIRST}`],
    ['another delay of a rule that is being unlocked', { lock: lockedFor(30, { relock: true }) }, inState('pending'),
      `${UNLOCKING}, which forbids an unlock delay of 30 days: keep 7 days, or ${LATER}`],
    ['an unlock in progress that nobody asked for', {}, inState('pending'),
      `${UNLOCKING}, which nobody declared: to lock it again, which begins its delay of 7 days anew, set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()`],
    ['another type', { resourceType: 'EBS_SNAPSHOT' }, {}, `${ARN} retains EC2_IMAGE, and no rule can be changed to EBS_SNAPSHOT: give the construct another id, which makes another rule`],
    ['a rule of another construct', {}, { tags: { [OWNER]: THEY } },
      `${ARN} belongs to ${THEY}: manage it in one place; or, if that does not exist any more, remove the tag cdk-image-governance:owner from it`],
    ['a rule with tags that select or exclude', {}, { isForAll: false },
      `${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`],
    ['everything at once', { retentionDays: 14, description: 'new', lock: lockedFor(30) }, { isForAll: false, ...inState('locked') },
      `${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule; `
      + forbids('retention period from 30 days to 14 days and description from "golden" to "new"')],
  ])('%s', (_, changes, it, refuse) => {
    const desired = spec(changes);
    expect(plan({ cause: 'update', desired, previous: spec() }, { named: rule(it) })).toStrictEqual({ refuse });
    // What is not known to be declared locked has to be declared so before it is unlocked.
    const undeclared = refuse.replaceAll(UNLOCK_FIRST, UNLOCK_FIRST.replace('the lock as', 'its lock as RuleLock.locked() with 7 days, then the lock as'));
    const refused = {
      refuse: desired.lock.state === 'locked' || it.lockState !== 'locked' ? undeclared
        : `${undeclared}; ${LOCKED}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 7 days first, and RuleLock.unlocked() after that`,
    };
    expect(plan({ cause: 'update', desired }, { named: rule(it) })).toStrictEqual(refused);
    // And so is its creation, which finds the rule.
    if (desired.lock.state === 'locked') {
      expect(plan({ desired: { ...desired, existingRuleId: ID } }, { named: rule(it) })).toStrictEqual(refused);
      expect(plan({ cause: 'unknown', physicalId: undefined, desired: { ...desired, existingRuleId: ID } }, { named: rule(it) })).toStrictEqual(refused);
    }
    // But never what may be a rollback.
    (['rollback', 'unknown'] as const).forEach(cause => expect(plan({ cause, desired, previous: spec() }, { named: rule(it) })).not.toHaveProperty('refuse'));
  });

  test.each<[string, LockedRetentionRuleSpec, Partial<ObservedRules>, string]>([
    ['a rule to be taken over that is not there', spec({ existingRuleId: ID }), {},
      `there is no retention rule ${ID} in this account and Region: name one that is there; or leave existingRuleId out to have one made`],
    ['a rule that is locked, but declared unlocked', spec({ existingRuleId: ID, lock: UNLOCKED }), { named: rule({ ...inState('locked'), tags: {} }) }, UNLESS_LOCKED],
    ['a rule of ours that is locked, but declared unlocked', spec({ lock: UNLOCKED }), { owned: [rule(inState('locked'))] }, UNLESS_LOCKED],
  ])('in a creation, %s', (_, desired, there, refuse) => {
    expect(plan({ desired }, there)).toStrictEqual({ refuse });
  });

  test('in an update, another rule to be taken over', () => {
    expect(plan({ cause: 'update', desired: spec({ existingRuleId: OTHER_ID }), previous: spec() }, { named: IT })).toStrictEqual({
      refuse: `this construct has the rule ${ID} already, and not ${OTHER_ID}: give the construct another id to have another rule`,
    });
  });

  test('in an update, a locked rule that is declared unlocked and never was declared locked by a version that is known', () => {
    expect(plan({ cause: 'update', desired: spec({ lock: UNLOCKED }) }, { named: rule(inState('locked')) })).toStrictEqual({ refuse: UNLESS_LOCKED });
  });

  test('but not at the limits', () => {
    const limits: Partial<LockedRetentionRuleSpec>[] = [{ retentionDays: 1 }, { retentionDays: 365 }, { description: '\u00e9 '.repeat(127) }, { lock: lockedFor(30) },
      { resourceType: 'EBS_VOLUME', retentionDays: 7 }];
    limits.forEach(changes => expect(plan({ desired: spec(changes) }, {})).toStrictEqual({ act: [[create(spec(changes))]] }));
  });
});

describe('an update', () => {
  const locked = inState('locked');
  const forward = (before: Partial<LockedRetentionRuleSpec>, after: Partial<LockedRetentionRuleSpec>): Case =>
    ({ cause: 'update', previous: spec(before), desired: spec(after) });
  const locks = lock(IT, 7, 'update');

  test.each<[string, Case, Partial<ObservedRule>, Plan<RuleAction>]>([
    ['of nothing does nothing', forward({}, {}), locked, DONE],
    ['of what becomes of the rule does nothing yet', forward({}, { onRemoval: 'UNLOCK' }), locked, DONE],
    ['locks what was unlocked meanwhile', forward({}, {}), inState('unlocked'), { act: [[locks]] }],
    ['changes what is not locked, and locks it then', forward({ lock: UNLOCKED }, { retentionDays: 14, description: 'new' }), inState('unlocked'),
      { act: [[update(IT, 14, 'new')], [locks]] }],
    ['changes what is not locked, and leaves it so', forward({ lock: UNLOCKED }, { retentionDays: 14, lock: UNLOCKED }), inState('unlocked'), { act: [[update(IT, 14, 'golden')]] }],
    ['locks with another delay what is not locked any more', forward({ lock: UNLOCKED }, { lock: lockedFor(30) }), inState('unlocked'), { act: [[lock(IT, 30, 'update')]] }],
    ['unlocks, and writes on the rule who does', forward({}, { lock: UNLOCKED }), locked, { act: [[mark(IT)], [unlock(IT)]] }],
    ['unlocks what was marked before a crash', forward({}, { lock: UNLOCKED }), { ...locked, ...ours({ [UNLOCKED_BY]: WE }) }, { act: [[unlock(IT)]] }],
    ['to an unlock that is in progress tells until when the rule stays protected', forward({}, { lock: UNLOCKED }), inState('pending'), noted(UNLOCKING)],
    ['to an unlock that is over has nothing to tell', forward({}, { lock: UNLOCKED }), inState('unlocked'), DONE],
    ['of something else leaves unlocked what was locked by hand', forward({ lock: UNLOCKED }, { lock: UNLOCKED, tags: { a: '1' } }), locked, { act: [[tag(IT, { a: '1' })]] }],
    ['takes an unlock back, and tells why', forward({ lock: UNLOCKED }, {}), { ...inState('pending'), ...ours({ [UNLOCKED_BY]: WE }) },
      { act: [[lock(IT, 7, 'update', 'it is declared locked after it was declared unlocked')], [unmark(IT)]] }],
    ['takes an unlock by hand back if that is asked for', forward({}, { lock: lockedFor(7, { relock: true }) }), inState('pending'),
      { act: [[lock(IT, 7, 'update', 'relock is set')]] }],

    ['puts tags on a locked rule, and takes others off before', forward({ tags: { a: '1', b: '1', c: '1' } }, { tags: { a: '1', b: '2', d: '' } }),
      { ...locked, ...ours({ a: '1', b: '1', c: '1', team: 'theirs' }) }, { act: [[untag(IT, 'c')], [tag(IT, { b: '2', d: '' })]] }],
    ['takes all tags off, and no foreign one', forward({ tags: { a: '1', b: '1' } }, {}), { ...locked, ...ours({ a: '2', b: '1', team: 'theirs' }) }, { act: [[untag(IT, 'a', 'b')]] }],
    ['takes off no tag that is gone', forward({ tags: { a: '1' } }, {}), locked, DONE],
    ['puts a tag back that somebody changed', forward({ tags: { a: '1' } }, { tags: { a: '1' } }), { ...locked, ...ours({ a: 'theirs' }) }, { act: [[tag(IT, { a: '1' })]] }],
    ['puts the owner back that somebody took', forward({}, {}), { ...locked, tags: {} }, { act: [[tag(IT, { [OWNER]: WE })]] }],
    ['keeps the tags of the library, whatever was declared', forward({ tags: { [OWNER]: THEY, [MADE_BY]: '', [UNLOCKED_BY]: '' } }, { lock: UNLOCKED }),
      { ...inState('pending'), ...ours({ ...madeFor(), [UNLOCKED_BY]: WE }) }, noted(UNLOCKING)],
    ['of which nobody knows what was before takes off nothing', { cause: 'update', desired: spec({ tags: { a: '1' } }) }, { ...locked, ...ours({ b: '1' }) },
      { act: [[tag(IT, { a: '1' })]] }],
    ['keeps what says in which creation the rule was made', forward({}, {}), { ...locked, ...ours(madeFor()) }, DONE],
    ['waits for a rule that is still pending before it locks it', forward({ lock: UNLOCKED }, {}), { isAvailable: false },
      { waitFor: `${ARN} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: 30 }],
    ['names the rule that it took over', forward({ existingRuleId: ID }, { existingRuleId: ID }), locked, DONE],
    ['names the rule that it made', forward({}, { existingRuleId: ID }), locked, DONE],
    ['names no more the rule that it took over', forward({ existingRuleId: ID }, {}), locked, DONE],
  ])('%s', (_, it, there, wanted) => {
    expect(plan(it, { named: rule(there) })).toStrictEqual(wanted);
  });

  test.each([['constructor'], ['__proto__'], ['toString'], ['hasOwnProperty']])('puts on and takes off a tag that is called %s', key => {
    const tags = Object.fromEntries([[key, '1']]);
    const tagged = rule({ ...locked, tags: Object.fromEntries([[OWNER, WE], [key, '1']]) });
    expect(plan(forward({}, { tags }), { named: rule(locked) })).toStrictEqual({ act: [[tag(IT, tags)]] });
    expect(plan(forward({}, { tags }), { named: tagged })).toStrictEqual(DONE);
    expect(plan(forward({ tags }, {}), { named: tagged })).toStrictEqual({ act: [[untag(IT, key)]] });
    expect(plan(forward({ tags }, {}), { named: rule(locked) })).toStrictEqual(DONE);
    expect(plan({ desired: spec({ tags }) }, {})).toStrictEqual({ act: [[{ ...CREATE, tags: Object.fromEntries([[key, '1'], [OWNER, WE]]) }]] });
  });

  test('makes another rule where the one that was there is gone', () => {
    expect(plan(forward({}, {}), {})).toStrictEqual({ act: [[CREATE]] });
    expect(plan(forward({}, {}), {}, [CREATE])).toStrictEqual({ waitFor: 'the new rule to be seen', seconds: 2 });
    expect(plan(forward({}, {}), { owned: [rule({ id: OTHER_ID, ...ours(madeFor()) })] }, [CREATE])).toStrictEqual({ act: [[lock(OTHER, 7, 'update')]] });
  });

  test('tells that the rule is locked again when that is seen', () => {
    const again = lock(IT, 7, 'update', 'relock is set');
    expect(plan(forward({}, { lock: lockedFor(7, { relock: true }) }), { named: rule(locked) }, [again])).toStrictEqual(
      noted(`${ARN} was being unlocked, and is locked again: relock is set; another unlock begins its delay of 7 days anew`));
  });
});

describe('a rollback', () => {
  const back = (from: Partial<LockedRetentionRuleSpec>, to: Partial<LockedRetentionRuleSpec> = {}): Case => ({ cause: 'rollback', previous: spec(from), desired: spec(to) });
  const [locks, again] = [lock(IT, 7, 'rollback'), lock(IT, 7, 'rollback', 'the deployment that unlocked it is rolled back')];
  const byUs = ours({ [UNLOCKED_BY]: WE });

  test.each<[string, Case, Partial<ObservedRule>, Plan<RuleAction>]>([
    ['to what is there does nothing', back({ description: 'new' }), inState('locked'), DONE],
    ['restores what is not locked', back({ retentionDays: 14, description: 'new', lock: UNLOCKED }, { lock: UNLOCKED }), { retentionDays: 14, description: 'new' },
      { act: [[update(IT, 30, 'golden')]] }],
    ['restores what is not locked, and locks it as it was', back({ retentionDays: 14 }), { retentionDays: 14, ...inState('unlocked') },
      { act: [[update(IT, 30, 'golden')], [locks]] }],
    ['leaves what is locked, and names rule and date', back({ retentionDays: 14, description: 'new' }, { lock: UNLOCKED }), { retentionDays: 14, description: 'new', ...inState('locked') },
      noted(UNLESS_LOCKED, `${LOCKED}, and so cannot get back its retention period from 14 days to 30 days and description from "new" to "golden"`)],
    ['leaves what is being unlocked, and names rule and date', back({ retentionDays: 14 }, { lock: UNLOCKED }), { retentionDays: 14, ...inState('pending') },
      noted(UNLOCKING, `${UNLOCKING}, and so cannot get back its retention period from 14 days to 30 days`)],
    ['leaves a lock that is there', back({}, { lock: UNLOCKED }), inState('locked'), noted(UNLESS_LOCKED)],
    ['leaves a lock with another delay', back({ lock: lockedFor(30) }), inState('locked', 30),
      noted(`${ARN} keeps its unlock delay of 30 days: it is locked, and stays protected for 30 days after it is unlocked`)],
    ['takes back the unlock of its own deployment', back({ lock: UNLOCKED }), { ...inState('pending'), ...byUs }, { act: [[again], [unmark(IT)]] }],
    ['takes it back even if what that deployment declared is unknown', { cause: 'rollback', desired: spec() }, { ...inState('pending'), ...byUs }, { act: [[again], [unmark(IT)]] }],
    ['takes only the mark back of an unlock that did not begin', back({ lock: UNLOCKED }), { ...inState('locked'), ...byUs }, { act: [[unmark(IT)]] }],
    ['leaves an unlock of somebody else', back({ description: 'new' }), { ...inState('pending'), ...ours({ [UNLOCKED_BY]: THEY }) }, noted(`${UNLOCKING}, which nobody declared`)],
    ['leaves an unlock by hand', back({ description: 'new' }), inState('pending'), noted(`${UNLOCKING}, which nobody declared`)],
    ['takes back an unlock by hand if that was asked for', back({}, { lock: lockedFor(7, { relock: true }) }), inState('pending'),
      { act: [[lock(IT, 7, 'rollback', 'relock is set')]] }],
    ['locks what somebody unlocked by hand long ago', back({ description: 'new' }), inState('unlocked'), { act: [[locks]] }],
    ['does not lock what was to be unlocked', back({ lock: UNLOCKED }), inState('unlocked'), noted(`${ARN} is not locked: the next deployment that changes the construct or its reconcile locks it`)],
    ['waits for nothing', back({ description: 'new' }), { description: 'new', isAvailable: false }, { act: [[update(IT, 30, 'golden')], [locks]] }],
    ['takes off the tags that its deployment put on, and puts on those from before', back({ tags: { b: '1', c: '2' } }, { tags: { a: '1', c: '1' } }),
      { ...inState('locked'), ...ours({ b: '1', c: '2', team: 'theirs' }) }, { act: [[untag(IT, 'b')], [tag(IT, { a: '1', c: '1' })]] }],
    ['from a version that is unknown takes off nothing', { cause: 'rollback', desired: spec({ tags: { a: '1' } }) }, { ...inState('locked'), ...ours({ b: '1' }) },
      { act: [[tag(IT, { a: '1' })]] }],
    ['leaves a rule that is somebody else\'s by now', back({ description: 'new' }), { tags: { [OWNER]: THEY }, description: 'new' }, noted(NOT_OURS)],
    ['leaves a rule of another type', back({ description: 'new' }, { resourceType: 'EBS_SNAPSHOT' }), {}, noted(NOT_OURS)],
    ['leaves a rule that selects or excludes by now', back({ description: 'new' }), { isForAll: false, description: 'new' }, noted(NOT_OURS)],
  ])('%s', (_, it, there, wanted) => {
    expect(plan(it, { named: rule(there) })).toStrictEqual(wanted);
  });

  test('does not bring back a rule that is gone', () => {
    expect(plan(back({ description: 'new' }), {})).toStrictEqual(noted(MAKES_ANOTHER));
    expect(plan({ ...back({}), desired: spec({ existingRuleId: ID }) }, {})).toStrictEqual(noted(MAKES_ANOTHER));
  });

  test('tells that it locked the rule again', () => {
    expect(plan(back({ lock: UNLOCKED }), { named: rule(inState('locked')) }, [again, unmark(IT)])).toStrictEqual(
      noted(`${ARN} was being unlocked, and is locked again: the deployment that unlocked it is rolled back; another unlock begins its delay of 7 days anew`));
  });
});

describe('an update of which nobody knows why', () => {
  const unknown = (before: Partial<LockedRetentionRuleSpec>, after: Partial<LockedRetentionRuleSpec>): Case =>
    ({ cause: 'unknown', previous: spec(before), desired: spec(after) });

  test.each<[string, Case, Partial<ObservedRule>, Plan<RuleAction>]>([
    ['unlocks nothing', unknown({}, { lock: UNLOCKED }), inState('locked'), noted(UNLESS_LOCKED)],
    ['locks nothing that was declared unlocked', unknown({ lock: UNLOCKED }, {}), inState('unlocked'),
      noted(`${ARN} is not locked: the next deployment that changes the construct or its reconcile locks it`)],
    ['locks what was declared locked in either case', unknown({ description: 'new' }, {}), inState('unlocked'), { act: [[lock(IT, 7, 'unknown')]] }],
    ['changes what no lock forbids', unknown({}, { retentionDays: 14, tags: { a: '1' }, lock: UNLOCKED }), {}, { act: [[tag(IT, { a: '1' })], [update(IT, 14, 'golden')]] }],
    ['refuses nothing', unknown({}, { retentionDays: 14 }), inState('locked'), noted(`${LOCKED}, and so cannot get back its retention period from 30 days to 14 days`)],
  ])('%s', (_, it, there, wanted) => {
    expect(plan(it, { named: rule(there) })).toStrictEqual(wanted);
  });

  test('makes no rule', () => {
    expect(plan(unknown({}, {}), {})).toStrictEqual(noted(MAKES_ANOTHER));
  });
});

describe('a removal', () => {
  const CERTAIN: Cause[] = ['removal', 'stack deletion'];
  const WORDS: Record<LockState, string> = {
    never: 'is not locked', locked: 'is locked, and stays protected for 7 days after it is unlocked', pending: `is being unlocked, and stays protected until ${END}`, unlocked: 'is not locked',
  };
  const stays = (state: LockState) => noted(`${ARN} stays: it ${WORDS[state]}`);

  test.each(CERTAIN.flatMap(cause => (['RETAIN', 'UNLOCK'] as const).flatMap(onRemoval => LOCK_STATES.map(state => [cause, onRemoval, state] as const))))(
    'by %s with %s of a rule that is %s', (cause, onRemoval, state) => {
      expect(plan({ cause, previous: spec({ onRemoval }) }, { named: rule({ ...inState(state), ...ours(madeFor()) }) })).toStrictEqual(
        onRemoval === 'UNLOCK' && state === 'locked' ? { act: [[mark(IT)], [unlockForGood(IT)]] } : stays(state));
    });

  test('of a rule whose owner tag somebody took puts that back before it unlocks the rule', () => {
    const named = rule({ ...inState('locked'), tags: {} });
    expect(plan({ cause: 'removal', previous: spec({ onRemoval: 'UNLOCK' }) }, { named })).toStrictEqual({ act: [[tag(IT, { [OWNER]: WE })], [mark(IT)], [unlockForGood(IT)]] });
    expect(plan({ cause: 'removal', previous: spec() }, { named })).toStrictEqual(stays('locked'));
  });

  test('by nobody knows what unlocks nothing', () => {
    expect(plan({ cause: 'unknown', previous: spec({ onRemoval: 'UNLOCK' }) }, { named: rule(inState('locked')) })).toStrictEqual(stays('locked'));
    expect(plan({ cause: 'removal' }, { named: rule(inState('locked')) })).toStrictEqual(stays('locked'));
  });

  test('waits until the unlock is seen, and tells until when the rule stays protected', () => {
    const [applied, previous] = [[mark(IT), unlockForGood(IT)], spec({ onRemoval: 'UNLOCK' })];
    expect(plan({ cause: 'removal', previous }, { named: rule(inState('locked')) }, applied)).toStrictEqual({ waitFor: `the unlock of ${ARN} to be seen`, seconds: 2 });
    expect(plan({ cause: 'removal', previous }, { named: rule(inState('pending')) }, applied)).toStrictEqual(stays('pending'));
  });

  test.each<Cause>([...CERTAIN, 'rolled-back creation', 'unknown'])('(%s) leaves a rule that is somebody else\'s by now', cause => {
    const named = rule({ ...inState('locked'), tags: { [OWNER]: THEY, ...madeFor() } });
    expect(plan({ cause, previous: spec({ onRemoval: 'UNLOCK' }) }, { named })).toStrictEqual(noted(`${ARN} belongs to ${THEY} now: it stays as it is`));
  });

  test.each<Cause>([...CERTAIN, 'rolled-back creation', 'unknown'])('(%s) of a rule that is gone has nothing to do', cause => {
    expect(plan({ cause, previous: spec({ onRemoval: 'UNLOCK' }) }, {})).toStrictEqual(noted(`there is no rule ${ARN} any more`));
  });

  test.each<Cause>([...CERTAIN, 'rolled-back creation', 'unknown'])('(%s) of a creation that did nothing takes nothing away', cause => {
    expect(plan({ cause, previous: spec({ onRemoval: 'UNLOCK' }), physicalId: 'none-request' }, { owned: [rule(ours(madeFor()))] }))
      .toStrictEqual(noted('nothing was made: nothing to take back'));
  });
});

describe('a creation that is rolled back', () => {
  const MADE_UP = 'Images-Rule-1A2B3C4D5E6F';
  const UNSEEN = `${WE}/request`;
  const taken = (changes: Case = {}): Case => ({ cause: 'rolled-back creation', previous: spec(), requestId: 'deletion', ...changes });
  const made = (changes: Partial<ObservedRule> = {}) => rule({ ...ours(madeFor()), ...changes });
  const was = (state: LockState, words: string) => ({ it: made(inState(state)), note: `${ARN} was made by the creation that is rolled back, and stays: it ${words}` });

  test.each<[string, Case, Partial<ObservedRules>, Plan<RuleAction>]>([
    ['deletes what it made', taken(), { named: made() }, { act: [[drop(IT)]] }],
    ['deletes what it made and somebody locked and unlocked', taken(), { named: made(inState('unlocked')) }, { act: [[drop(IT)]] }],
    ['deletes what it made, whatever was declared', taken({ previous: undefined }), { named: made() }, { act: [[drop(IT)]] }],
    ['leaves what it made and locked', taken({ previous: spec({ onRemoval: 'UNLOCK' }) }), { named: was('locked', '').it },
      noted(was('locked', 'is locked, and stays protected for 7 days after it is unlocked').note)],
    ['leaves what it made and is being unlocked', taken(), { named: was('pending', '').it }, noted(was('pending', `is being unlocked, and stays protected until ${END}`).note)],
    ['leaves what it found', taken(), { named: rule() }, noted(`${ARN} was there before, and stays: it is not locked`)],
    ['leaves what it found and locked', taken(), { named: rule(inState('locked')) },
      noted(`${ARN} was there before, and stays: it is locked, and stays protected for 7 days after it is unlocked`)],
    ['gives back what it took over', taken({ previous: spec({ existingRuleId: ID }) }), { named: rule() }, { act: [[untag(IT, OWNER)]] }],
    ['gives back what it took over and locked', taken({ previous: spec({ existingRuleId: ID }) }), { named: rule(inState('locked')) }, { act: [[untag(IT, OWNER)]] }],
    ['has given back what it took over', taken({ previous: spec({ existingRuleId: ID }) }), { named: rule({ tags: {} }) },
      noted(`${ARN} was there before, and stays: it is not locked`)],
    ['leaves what a stack of the same name made', taken(), { named: rule(ours(madeFor('request', OLDEST, '0'))) }, noted(`${ARN} was there before, and stays: it is not locked`)],

    ['deletes what all its deliveries made, and last the one by which the others are found', taken(),
      { named: made(), owned: [made(), rule({ id: OTHER_ID, ...ours(madeFor('request', NEWER)) })] }, { act: [[drop(OTHER)], [drop(IT)]] }],
    ['deletes what no delivery locked', taken(), { named: made(inState('locked')), owned: [made(inState('locked')), rule({ id: OTHER_ID, ...ours(madeFor()) })] },
      { act: [[drop(OTHER)]] }],
    ['leaves what another creation made', taken(), { named: made(), owned: [made(), rule({ id: OTHER_ID, ...ours(madeFor('another')) })] }, { act: [[drop(IT)]] }],

    ['that never answered deletes what it made', taken({ physicalId: MADE_UP }), { owned: [made()] }, { act: [[drop(IT)]] }],
    ['that never answered leaves what it found', taken({ physicalId: MADE_UP }), { owned: [rule()] }, noted(`${ARN} was there before, and stays: it is not locked`)],
    ['that never answered leaves what it locked', taken({ physicalId: MADE_UP }), { owned: [made(inState('locked'))] },
      noted(was('locked', 'is locked, and stays protected for 7 days after it is unlocked').note)],
    ['that never answered and made nothing has nothing to do', taken({ physicalId: MADE_UP }), {}, noted(`there is no rule ${MADE_UP} any more`)],

    ['that never saw its rule deletes what it made', taken({ physicalId: UNSEEN }), { owned: [made()] }, { act: [[drop(IT)]] }],
    ['that never saw its rule deletes what it made, whatever was declared', taken({ physicalId: UNSEEN, previous: undefined }), { owned: [made()] }, { act: [[drop(IT)]] }],
    ['that never answered, of which nobody knows what was declared, leaves all', taken({ physicalId: MADE_UP, previous: undefined }), { owned: [made()] },
      noted(`there is no rule ${MADE_UP} any more`)],
    ['that never saw its rule, of which nobody knows what was declared, leaves what another creation made', taken({ physicalId: UNSEEN, previous: undefined }),
      { owned: [rule(ours(madeFor('another'))), rule({ id: OTHER_ID })] }, noted(`there is no rule ${UNSEEN} any more`)],
    ['that never saw its rule leaves what another creation made', taken({ physicalId: UNSEEN }), { owned: [rule(ours(madeFor('another')))] },
      noted(`${ARN} was there before, and stays: it is not locked`)],
    ['that never saw its rule leaves what it only found', taken({ physicalId: UNSEEN }), { owned: [rule()] }, noted(`${ARN} was there before, and stays: it is not locked`)],
    ['that never saw its rule and made nothing has nothing to do', taken({ physicalId: UNSEEN }), {}, noted(`there is no rule ${UNSEEN} any more`)],
  ])('%s', (_, it, there, wanted) => {
    expect(plan(it, there)).toStrictEqual(wanted);
  });

  test('does all that once, and tells what stays', () => {
    expect(plan(taken(), { named: made() }, [drop(IT)])).toStrictEqual(DONE);
    expect(plan(taken(), {}, [drop(IT)])).toStrictEqual(DONE);
    expect(plan(taken({ previous: spec({ existingRuleId: ID }) }), { named: rule({ ...inState('locked'), tags: {} }) }, [untag(IT, OWNER)])).toStrictEqual(
      noted(`${ARN} was there before, and stays: it is locked, and stays protected for 7 days after it is unlocked`));
    expect(plan(taken({ previous: spec({ existingRuleId: ID }) }), { named: rule() }, [untag(IT, OWNER)])).toStrictEqual(
      noted(`${ARN} was there before, and stays: it is not locked`));
    // Somebody locked it just before it was to be deleted.
    expect(plan(taken(), { named: made(inState('locked')) }, [drop(IT)])).toStrictEqual(noted(was('locked', 'is locked, and stays protected for 7 days after it is unlocked').note));
  });
});

describe('the physical id', () => {
  const idOf = (it: Case, there: Partial<ObservedRules> | undefined, untouched: boolean) =>
    identityFor(HANDLER, event(it), there && observed(there), untouched);
  const creation: Case = { desired: spec() };
  const updated: Case = { cause: 'update', desired: spec(), previous: spec() };
  const made = rule(ours(madeFor()));

  test.each<[string, Case, Partial<ObservedRules> | undefined, boolean, string]>([
    ['is the ARN of the rule that was made', creation, { owned: [made] }, false, ARN],
    ['is the ARN of the rule that was found', creation, { owned: [rule()] }, false, ARN],
    ['is the ARN of the rule that was taken over', { desired: spec({ existingRuleId: ID }) }, { named: rule({ tags: {} }) }, false, ARN],
    ['is that of the one that is kept of several', creation, { owned: [rule({ id: OTHER_ID, ...ours(madeFor('request', NEWER)) }), made] }, false, ARN],
    ['of a creation whose rule is not seen leads to it', creation, {}, false, 'Images/Rule/request'],
    ['of a creation that could not look leads to what it may have made', creation, undefined, true, 'Images/Rule/request'],
    ['of a creation that could not look again leads to what it made', creation, undefined, false, 'Images/Rule/request'],
    ['of a creation that was refused says that nothing was made', creation, {}, true, 'none-request'],
    ['of a creation that was refused because of what it found says the same', creation, { owned: [rule(inState('locked'))] }, true, 'none-request'],
    ['of a creation that was refused because of what it was to take over says the same', { desired: spec({ existingRuleId: ID }) }, { named: rule() }, true, 'none-request'],
    ['of a creation that was refused after another delivery made a rule is that', creation, { owned: [made] }, true, ARN],
    ['stays in an update', updated, { named: made }, false, ARN],
    ['stays in an update that was refused', updated, { named: made }, true, ARN],
    ['stays in an update that could not look', updated, undefined, true, ARN],
    ['stays in an update whose rule is gone', updated, {}, true, ARN],
    ['is another if another rule had to be made', updated, { owned: [rule({ id: OTHER_ID, ...ours(madeFor()) })] }, false, OTHER_ARN],
    ['stays in a rollback whose rule is gone', { cause: 'rollback', desired: spec(), previous: spec() }, {}, false, ARN],
    ['of a creation of which nobody knows why it came is as of any', { cause: 'unknown', physicalId: undefined, desired: spec() }, {}, true, 'none-request'],
  ])('%s', (_, it, there, untouched, expected) => {
    expect(idOf(it, there, untouched)).toBe(expected);
  });
});

describe('attributes', () => {
  const of = (it: Case, there: Partial<ObservedRules> | undefined) => attributesFor(HANDLER, event(it), there && observed(there));
  const none = { RuleId: 'none', RuleArn: 'none', LockState: 'unlocked', LockEndTime: 'none' };
  const of7 = { RuleId: ID, RuleArn: ARN, LockState: 'locked', LockEndTime: 'none' };

  test.each<[string, Case, Partial<ObservedRules> | undefined, object]>([
    ['of a locked rule', { cause: 'update', desired: spec() }, { named: rule(inState('locked')) }, of7],
    ['of a rule that is being unlocked', { cause: 'update', desired: spec() }, { named: rule(inState('pending')) }, { ...of7, LockState: 'pending_unlock', LockEndTime: END }],
    ['of a rule that was unlocked', { cause: 'update', desired: spec() }, { named: rule(inState('unlocked')) }, { ...of7, LockState: 'unlocked' }],
    ['of a rule that was never locked', { cause: 'update', desired: spec() }, { named: rule() }, { ...of7, LockState: 'unlocked' }],
    ['of a rule that was found', { desired: spec() }, { owned: [rule(inState('locked'))] }, of7],
    ['of a rule that is gone', { cause: 'rollback', desired: spec() }, {}, { ...of7, LockState: 'unlocked' }],
    ['of a rule that could not be looked at', { cause: 'rollback', desired: spec() }, undefined, { ...of7, LockState: 'unlocked' }],
    ['of a rule that is not seen', { desired: spec() }, {}, none],
    ['of a creation that could not look', { desired: spec() }, undefined, none],
    ['of a rule in another partition that is gone', {
      cause: 'update', desired: spec(), physicalId: `arn:aws-cn:rbin:cn-north-1:${OWN}:rule/${ID}`, stackId: `arn:aws-cn:cloudformation:cn-north-1:${OWN}:stack/Images/1`,
    }, {}, { ...of7, RuleArn: `arn:aws-cn:rbin:cn-north-1:${OWN}:rule/${ID}`, LockState: 'unlocked' }],
  ])('%s', (_, it, there, expected) => {
    expect(of(it, there)).toStrictEqual(expected);
  });
});
