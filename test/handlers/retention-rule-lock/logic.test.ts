import fc from 'fast-check';
import { Cause, isForward } from '../../../lib/cloudformation/event';
import type { DecodedEvent } from '../../../lib/cloudformation/request';
import type { Plan } from '../../../lib/engine/plan';
import { logic, ObservedLock } from '../../../lib/handlers/retention-rule-lock/logic';
import type { ChangeAction } from '../../../lib/handlers/retention-rules/actions';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { RETENTION_RULE_LOCK, RetentionRuleLockSpec } from '../../../lib/model/retention/retention-rule-lock-contract';
import { OWNER, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';
import { Bin } from '../retention-rules/bin';
import {
  ARN, END, ID, inState, lock, LOCK_STATES, lockedFor, LockState, mark, NOW, OTHER_ARN, OTHER_ID, rule, STACK_ID, THEY, trimmed, unlock, UNLOCKED,
  unlockForGood, unmark, WE,
} from '../retention-rules/rules';

type Case = Partial<DecodedEvent<RetentionRuleLockSpec>>;

const spec = (changes: Partial<RetentionRuleLockSpec> = {}): RetentionRuleLockSpec => ({ ruleId: ID, lock: lockedFor(7), onRemoval: 'RETAIN', ...changes });

const event = (changes: Case): DecodedEvent<RetentionRuleLockSpec> => {
  const { cause = 'creation' } = changes;
  return { cause, stackId: STACK_ID, logicalId: 'Rule', requestId: 'request', ...cause === 'creation' ? {} : { physicalId: ARN }, ...changes };
};

const HANDLER = { contract: RETENTION_RULE_LOCK, logic };

/** A rule of somebody else, who has tags on it. */
const theirs = (changes: Partial<ObservedRule> = {}) => rule({ tags: { team: 'theirs', [OWNER]: THEY }, ...changes });
const markedBy = (owner: string): Partial<ObservedRule> => ({ tags: { team: 'theirs', [UNLOCKED_BY]: owner } });

const plan = (it: Case, there: ObservedRule | undefined, applied: readonly ChangeAction[] = []) =>
  trimmed(decide(HANDLER, event(it), { now: NOW, ...there === undefined ? {} : { rule: there } }, applied));

const IT = rule();
const DONE: Plan<ChangeAction> = { done: true };
const noted = (...notes: string[]): Plan<ChangeAction> => ({ done: true, notes });
const update = (before: Partial<RetentionRuleLockSpec> | undefined, after: Partial<RetentionRuleLockSpec> = {}): Case =>
  ({ cause: 'update', desired: spec(after), ...before === undefined ? {} : { previous: spec(before) } });
const back = (from: Partial<RetentionRuleLockSpec>, to: Partial<RetentionRuleLockSpec> = {}): Case => ({ cause: 'rollback', desired: spec(to), previous: spec(from) });

const LOCKED = `${ARN} is locked, and stays protected for 7 days after it is unlocked`;
const UNLOCKING = `${ARN} is being unlocked, and stays protected until ${END}`;
const UNLESS_LOCKED = `${LOCKED}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 7 days first, and RuleLock.unlocked() after that`;
const UNTIL_AVAILABLE = { waitFor: `${ARN} to be available, which takes up to 30 minutes for the first rule of an account`, seconds: 30 };
const AGAIN = 'it is declared locked after it was declared unlocked';
const NO_MORE = noted(`${ARN} is not, or no longer, a rule that can be locked: it stays as it is`);

describe('the lock of a rule of somebody else', () => {
  test.each<[string, Case, ObservedRule, Plan<ChangeAction>]>([
    ['is put on', { desired: spec() }, theirs(), { act: [[lock(IT, 7, 'creation')]] }],
    ['is there', { desired: spec() }, theirs(inState('locked')), DONE],
    ['is put on when the rule is available', { desired: spec() }, theirs({ isAvailable: false }), UNTIL_AVAILABLE],
    ['is put on after it had ended, with another delay', { desired: spec({ lock: lockedFor(30) }) }, theirs(inState('unlocked')), { act: [[lock(IT, 30, 'creation')]] }],
    ['is there, and is waited for no more', { desired: spec() }, theirs({ isAvailable: false, ...inState('locked') }), DONE],
    ['is put on again during an unlock, if that is asked for', { desired: spec({ lock: lockedFor(7, { relock: true }) }) }, theirs(inState('pending')),
      { act: [[lock(IT, 7, 'creation', 'relock is set')]] }],
    ['need not be there', { desired: spec({ lock: UNLOCKED }) }, theirs(), DONE],
    ['is left to the delay of an unlock', { desired: spec({ lock: UNLOCKED }) }, theirs(inState('pending')), noted(UNLOCKING)],
    ['is put on by an update', update({ lock: UNLOCKED }), theirs(), { act: [[lock(IT, 7, 'update')]] }],
    ['is taken off, and it is written on the rule who does', update({}, { lock: UNLOCKED }), theirs(inState('locked')), { act: [[mark(IT)], [unlock(IT)]] }],
    ['is put on again after an unlock that we began', update({ lock: UNLOCKED }), theirs({ ...inState('pending'), ...markedBy(WE) }),
      { act: [[lock(IT, 7, 'update', AGAIN)], [unmark(IT)]] }],
    ['is put back by a rollback', back({ lock: UNLOCKED }), theirs({ ...inState('pending'), ...markedBy(WE) }),
      { act: [[lock(IT, 7, 'rollback', 'the deployment that unlocked it is rolled back')], [unmark(IT)]] }],
    ['is not put back by the rollback of something else', back({ onRemoval: 'UNLOCK' }), theirs(inState('pending')), noted(`${UNLOCKING}, which nobody declared`)],
    ['stays after the rollback of an update that put it on', back({}, { lock: UNLOCKED }), theirs(inState('locked')), noted(UNLESS_LOCKED)],
    ['is put on in a rollback without waiting', back({ lock: lockedFor(30) }), theirs({ isAvailable: false }), { act: [[lock(IT, 7, 'rollback')]] }],
    ['is not taken off if nobody knows why', { ...update({}, { lock: UNLOCKED }), cause: 'unknown' }, theirs(inState('locked')), noted(UNLESS_LOCKED)],
  ])('%s', (_, it, there, wanted) => {
    expect(plan(it, there)).toStrictEqual(wanted);
  });

  test('is seen after it was put on', () => {
    expect(plan({ desired: spec() }, theirs(), [lock(IT, 7, 'creation')])).toStrictEqual({ waitFor: `what was done to ${ARN} to be seen`, seconds: 2 });
    const again = lock(IT, 7, 'update', AGAIN);
    expect(plan(update({ lock: UNLOCKED }), theirs(inState('locked')), [again])).toStrictEqual(
      noted(`${ARN} was being unlocked, and is locked again: ${AGAIN}; another unlock begins its delay of 7 days anew`));
  });

  test('on another rule than before says nothing of what was asked of this one', () => {
    const moved = update({ ruleId: OTHER_ID }, { lock: UNLOCKED });
    expect(plan(moved, theirs(inState('locked')))).toStrictEqual({ refuse: UNLESS_LOCKED });
    expect(plan(update({ ruleId: OTHER_ID, lock: UNLOCKED }), theirs(inState('pending')))).toHaveProperty('refuse');
    expect(plan(update({ ruleId: OTHER_ID }), theirs())).toStrictEqual({ act: [[lock(IT, 7, 'update')]] });
  });

  test('in the rollback of a move to another rule is put back, and the other rule stays as it is', () => {
    const left = `${OTHER_ARN} stays as it is, locked if the deployment that failed has locked it`;
    const moved = { ...back({ ruleId: OTHER_ID }), physicalId: OTHER_ARN };
    expect(plan(moved, theirs(inState('locked')))).toStrictEqual(noted(left));
    expect(plan(moved, theirs())).toStrictEqual({ act: [[lock(IT, 7, 'rollback')]] });
    expect(plan(moved, theirs(inState('locked')), [lock(IT, 7, 'rollback')])).toStrictEqual(noted(left));
    expect(plan({ ...moved, cause: 'unknown' }, theirs(inState('locked')))).toStrictEqual(DONE);
  });
});

describe('refused before anything is changed:', () => {
  test.each<[string, Partial<RetentionRuleLockSpec>, ObservedRule | undefined, string]>([
    ['a rule that is not there', {}, undefined, `there is no retention rule ${ID} in this account and Region: name one that is there`],
    ['a rule with tags that select or exclude', {}, theirs({ isForAll: false }),
      `${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`],
    ['a rule with such tags that is not even to be locked', { lock: UNLOCKED }, theirs({ isForAll: false }),
      `${ARN} has resource tags or exclusion tags, and only a Region-level rule without exclusions can be locked: make another rule`],
    ['a rule that somebody locked with another delay', {}, theirs(inState('locked', 30)),
      `${ARN} is locked, and stays protected for 30 days after it is unlocked, which forbids an unlock delay of 7 days: keep 30 days, or deploy its lock as RuleLock.locked() with 30 days, then the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from 2026-01-31T12:00:00.000Z on`],
    ['a rule with another delay that is being unlocked', { lock: lockedFor(7, { relock: true }) }, theirs(inState('pending', 30)),
      `${UNLOCKING}, which forbids an unlock delay of 7 days: keep 30 days, or deploy this again after ${END}`],
    ['a rule that somebody unlocks', {}, theirs(inState('pending')),
      `${UNLOCKING}, which nobody declared: to lock it again, which begins its delay of 7 days anew, set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()`],
  ])('%s', (_, changes, there, refuse) => {
    const desired = spec(changes);
    expect(plan({ desired }, there)).toStrictEqual({ refuse });
    expect(plan({ desired, cause: 'unknown', physicalId: undefined }, there)).toStrictEqual({ refuse });
    expect(plan({ desired, cause: 'update', previous: spec({ ruleId: OTHER_ID }) }, there)).toStrictEqual({ refuse });
    // But never what may be a rollback.
    (['rollback', 'unknown'] as const).forEach(cause => expect(plan({ desired, cause, previous: spec() }, there)).not.toHaveProperty('refuse'));
  });

  test('and a rule that is locked, but declared unlocked', () => {
    expect(plan({ desired: spec({ lock: UNLOCKED }) }, theirs(inState('locked')))).toStrictEqual({ refuse: UNLESS_LOCKED });
  });

  test('but in what may be a rollback, a rule that is gone or cannot be locked any more stays as it is', () => {
    (['rollback', 'unknown'] as const).forEach(cause => {
      expect(plan({ cause, desired: spec(), previous: spec({ onRemoval: 'UNLOCK' }) }, undefined)).toStrictEqual(NO_MORE);
      expect(plan({ cause, desired: spec(), previous: spec({ onRemoval: 'UNLOCK' }) }, theirs({ isForAll: false }))).toStrictEqual(NO_MORE);
    });
  });
});

describe('a removal', () => {
  const WORDS: Record<LockState, string> = {
    never: 'is not locked', locked: 'is locked, and stays protected for 7 days after it is unlocked', pending: `is being unlocked, and stays protected until ${END}`, unlocked: 'is not locked',
  };
  const stays = (state: LockState) => noted(`${ARN} stays: it ${WORDS[state]}`);
  const causes: Cause[] = ['removal', 'stack deletion', 'rolled-back creation', 'unknown'];

  test.each(causes.flatMap(cause => (['RETAIN', 'UNLOCK'] as const).flatMap(onRemoval => LOCK_STATES.map(state => [cause, onRemoval, state] as const))))(
    '(%s) with %s of a rule that is %s', (cause, onRemoval, state) => {
      const unlocks = onRemoval === 'UNLOCK' && state === 'locked' && (cause === 'removal' || cause === 'stack deletion');
      expect(plan({ cause, previous: spec({ onRemoval }) }, theirs(inState(state)))).toStrictEqual(
        unlocks ? { act: [[mark(IT)], [unlockForGood(IT)]] } : stays(state));
    });

  test('of which nobody knows what was declared unlocks nothing', () => {
    expect(plan({ cause: 'removal' }, theirs(inState('locked')))).toStrictEqual(stays('locked'));
  });

  test('of a rule that is gone, or of a lock that was none, has nothing to do', () => {
    causes.forEach(cause => {
      expect(plan({ cause, previous: spec({ onRemoval: 'UNLOCK' }) }, undefined)).toStrictEqual(noted(`there is no rule ${ARN} any more`));
      expect(plan({ cause, previous: spec({ onRemoval: 'UNLOCK' }), physicalId: 'none-request' }, theirs(inState('locked')))).toStrictEqual(
        noted('nothing was made: nothing to take back'));
    });
  });
});

describe('the answer', () => {
  test('has the ARN of the rule for its id, and another if nothing was done', () => {
    const idOf = (it: Case, untouched: boolean) => identityFor(HANDLER, event(it), undefined, untouched);
    expect(idOf({ desired: spec() }, false)).toBe(ARN);
    expect(idOf({ desired: spec() }, true)).toBe('none-request');
    expect(idOf(update({}), true)).toBe(ARN);
    expect(idOf(update({ ruleId: OTHER_ID }), false)).toBe(ARN);
    expect(idOf({ ...back({ ruleId: OTHER_ID }), physicalId: OTHER_ARN }, false)).toBe(ARN);
  });

  test('tells of the rule, whatever is seen', () => {
    const of = (observed: ObservedLock | undefined) => attributesFor(HANDLER, event({ desired: spec() }), observed);
    const none = { RuleId: ID, RuleArn: ARN, LockState: 'unlocked', LockEndTime: 'none' };
    expect(of(undefined)).toStrictEqual(none);
    expect(of({ now: NOW })).toStrictEqual(none);
    expect(of({ now: NOW, rule: theirs() })).toStrictEqual(none);
    expect(of({ now: NOW, rule: theirs(inState('locked')) })).toStrictEqual({ ...none, LockState: 'locked' });
    expect(of({ now: NOW, rule: theirs(inState('pending')) })).toStrictEqual({ ...none, LockState: 'pending_unlock', LockEndTime: END });
  });
});

describe('whatever there is, and is asked for:', () => {
  const anyRule = fc.record({
    lock: fc.tuple(fc.constantFrom(...LOCK_STATES), fc.constantFrom(7, 30)).map(([state, days]) => inState(state, days)),
    isAvailable: fc.boolean(),
    isForAll: fc.integer({ min: 0, max: 9 }).map(it => it > 0),
    by: fc.constantFrom({}, { [UNLOCKED_BY]: WE }, { [UNLOCKED_BY]: THEY }),
  }).map(({ lock: state, by, ...others }) => theirs({ ...others, ...state, tags: { team: 'theirs', [OWNER]: THEY, ...by } as ObservedRule['tags'] }));
  const anySpec: fc.Arbitrary<RetentionRuleLockSpec> = fc.record({
    ruleId: fc.constantFrom(ID, ID, ID, OTHER_ID), lock: fc.constantFrom(lockedFor(7), lockedFor(7, { relock: true }), lockedFor(30), UNLOCKED), onRemoval: fc.constantFrom('RETAIN', 'UNLOCK'),
  }, { noNullPrototype: true });
  const maybe = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: undefined, freq: 4 });
  const anyEvent: fc.Arbitrary<Case> = fc.oneof(
    fc.record({ cause: fc.constantFrom('creation', 'unknown'), physicalId: fc.constant(undefined), desired: anySpec }),
    fc.record({ cause: fc.constantFrom('update', 'rollback', 'unknown'), physicalId: fc.constant(ARN), desired: anySpec, previous: maybe(anySpec) }),
    fc.record({ cause: fc.constantFrom('removal', 'stack deletion', 'rolled-back creation', 'unknown'), physicalId: fc.constantFrom(ARN, 'none-request'), previous: maybe(anySpec) }),
  );

  /** Runs to the end, or until so many actions were done, and returns how it came. */
  function carryOut(bin: Bin, it: Case, most = Infinity): 'done' | 'refused' | 'crashed' {
    const applied: ChangeAction[] = [];
    for (let plans = 1; ; plans++) {
      expect(plans).toBeLessThanOrEqual(3);
      const next = plan(it, bin.of(it.desired?.ruleId ?? ID), applied);
      if ('done' in next || 'refuse' in next) {
        return 'done' in next ? 'done' : 'refused';
      }
      if ('waitFor' in next) {
        expect(next.waitFor).toMatch(/ to be available, /);
        bin.all.forEach(one => bin.put({ ...one, isAvailable: true }));
        continue;
      }
      if ('fail' in next) {
        throw new Error(next.fail);
      }
      for (const action of next.act.flat(2)) {
        if (applied.length === most) {
          return 'crashed';
        }
        bin.apply(action);
        applied.push(action);
      }
    }
  }

  test('an event ends after a few plans, changes nothing but a lock, and can be resumed and repeated', () => {
    const met = new Set<string>();
    fc.assert(fc.property(anyRule, anyRule, anyEvent, fc.integer({ min: 0, max: 2 }), (one, other, it, most) => {
      const rules = [one, { ...other, id: OTHER_ID, arn: OTHER_ARN }];
      const [whole, broken] = [new Bin(...rules), new Bin(...rules)];
      const came = carryOut(whole, it);
      const first = carryOut(broken, it, most);
      expect(carryOut(broken, it)).toBe(came);
      const asLater = (bin: Bin) => bin.all.map(those => ({ ...those, isAvailable: true }));
      expect(asLater(broken)).toEqual(asLater(whole));
      expect(carryOut(whole, it, 0)).toBe(came);

      const onlyLock = ({ lockState: _, lockEndTime: __, unlockDelayDays: ___, isAvailable: ____, tags, ...others }: ObservedRule) =>
        ({ ...others, tags: { ...tags, [UNLOCKED_BY]: undefined } });
      expect(whole.all.map(onlyLock)).toEqual(rules.map(onlyLock));
      if (came === 'refused') {
        expect(whole.all).toEqual(rules);
        expect(isForward(it.cause!) || it.physicalId === undefined).toBe(true);
      } else if (it.desired !== undefined && isForward(it.cause!)) {
        expect(whole.of(it.desired.ruleId)!.lockState === 'locked').toBe(it.desired.lock.state === 'locked'
          || (rules.find(({ id }) => id === it.desired!.ruleId)!.lockState === 'locked' && it.previous?.lock.state !== 'locked'));
      }
      met.add(`${it.cause} ${came}`).add(`${it.desired === undefined ? 'let go' : it.cause} ${first}`);
    }), { numRuns: 2_000 });
    expect([...met]).toEqual(expect.arrayContaining([
      'creation done', 'creation refused', 'update done', 'update refused', 'rollback done', 'unknown done', 'removal done', 'stack deletion done', 'rolled-back creation done',
      'creation crashed', 'update crashed', 'rollback crashed', 'let go crashed',
    ]));
  });
});
