import fc from 'fast-check';
import { Bin } from './bin';
import {
  ARN, END, inState, lock, LOCK_STATES, lockedFor, LockState, mark, NOW, rule, STACK_ID, THEY, unlock, UNLOCKED, unmark, WE,
} from './rules';
import { homeOf } from '../../../lib/cloudformation/request';
import type { Refuse } from '../../../lib/engine/plan';
import type { Declaring } from '../../../lib/engine/request';
import type { ChangeAction } from '../../../lib/handlers/retention-rules/actions';
import { deployLock, LockPlan, restoreLock } from '../../../lib/handlers/retention-rules/lock';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { OWNER, RuleLockSpec, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';

/** How an event comes about: only a deployment may be refused. */
const WAYS = {
  'creation': { cause: 'creation', verb: 'deploy' },
  'update': { cause: 'update', verb: 'deploy' },
  'rollback': { cause: 'rollback', verb: 'restore' },
  'unknown update': { cause: 'unknown', verb: 'restore' },
  'unknown creation': { cause: 'unknown', verb: 'deploy' },
} as const;

type Way = keyof typeof WAYS;

/** Who has written on a rule that it unlocked it. */
const MARKS = { nobody: undefined, us: WE, others: THEY } as const;

type Marker = keyof typeof MARKS;

const LOCKED = lockedFor(7);
const RELOCKED = lockedFor(7, { relock: true });

const ruleWith = (state: LockState, marker: Marker, unlockDelayDays = 7): ObservedRule => {
  const by = MARKS[marker];
  return rule({ ...inState(state, unlockDelayDays), tags: { [OWNER]: WE, ...by === undefined ? {} : { [UNLOCKED_BY]: by } } });
};

const situation = (way: Way, desired: RuleLockSpec, previous?: RuleLockSpec): Declaring<RuleLockSpec> => {
  const { cause, verb } = WAYS[way];
  const common = { owner: WE, incarnation: '1', operationId: 'request', home: homeOf(STACK_ID), desired, ...previous === undefined ? {} : { previous } };
  return verb === 'deploy' ? { ...common, verb, isForward: cause !== 'unknown' }
    : { ...common, verb, identity: ARN, isRollback: cause === 'rollback', previousWasRefused: false };
};

/** What becomes of a lock. */
interface LockDecision extends LockPlan, Partial<Refuse> {}

const decideLock = (request: Declaring<RuleLockSpec>, it: ObservedRule): LockDecision =>
  (request.verb === 'deploy' ? deployLock(request, it, NOW) : restoreLock(request, it));

// What is decided of a rule with a delay of 7 days.

const IT = rule();
const locks = (way: Way, because?: string) => lock(IT, 7, WAYS[way].cause, because);
const ROLLED_BACK = 'the deployment that unlocked it is rolled back';
const DECLARED = 'it is declared locked after it was declared unlocked';
const RELOCK = 'relock is set';
const PENDING = `${ARN} is being unlocked, and stays protected until ${END}`;
const IS_LOCKED = `${ARN} is locked, and stays protected for 7 days after it is unlocked`;

const ALREADY: LockDecision = { actions: [[]] };
const ALREADY_MARKED: LockDecision = { actions: [[unmark(IT)]] };
const NOTHING: LockDecision = {};
const UNLOCKING: LockDecision = { actions: [[mark(IT)], [unlock(IT)]] };
const UNLOCKING_MARKED: LockDecision = { actions: [[], [unlock(IT)]] };
const STAYS_PENDING: LockDecision = { note: PENDING };

const lockedBy = (way: Way, because?: string): LockDecision => ({ actions: [[locks(way, because)], []] });
const lockedAndUnmarked = (way: Way, because?: string): LockDecision => ({ actions: [[locks(way, because)], [unmark(IT)]] });

const NOT_AGAIN: LockDecision = {
  refuse: `${PENDING}, which nobody declared: to lock it again, which begins its delay of 7 days anew, set relock of its RuleLock.locked(); to let it be unlocked, deploy RuleLock.unlocked()`,
};
const STAYS_PENDING_UNDECLARED: LockDecision = { note: `${PENDING}, which nobody declared` };
const STAYS_UNLOCKED: LockDecision = { note: `${ARN} is not locked: the next deployment that changes the construct or its reconcile locks it` };
const STAYS = `${IS_LOCKED}, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 7 days first, and RuleLock.unlocked() after that`;
const STAYS_LOCKED: LockDecision = { note: STAYS };
const NOT_OURS_TO_UNLOCK: LockDecision = { refuse: STAYS };

describe('declared locked, a rule that', () => {
  test.each<[string, LockState, Marker, Way, RuleLockSpec, RuleLockSpec | undefined, LockDecision]>([
    ['was never locked is locked', 'never', 'nobody', 'creation', LOCKED, undefined, lockedBy('creation')],
    ['was never locked is locked by an update', 'never', 'nobody', 'update', LOCKED, UNLOCKED, lockedBy('update')],
    ['was never locked, because that failed, is locked', 'never', 'nobody', 'update', LOCKED, LOCKED, lockedBy('update')],
    ['was never locked is locked if nobody knows why it is created', 'never', 'nobody', 'unknown creation', LOCKED, undefined, lockedBy('unknown creation')],
    ['is unlocked at last is locked', 'unlocked', 'nobody', 'update', LOCKED, UNLOCKED, lockedBy('update')],
    ['is unlocked at last, because we unlocked it, is locked', 'unlocked', 'us', 'update', LOCKED, UNLOCKED, lockedAndUnmarked('update')],
    ['is unlocked at last, because somebody else unlocked it, is locked', 'unlocked', 'others', 'creation', LOCKED, undefined, lockedAndUnmarked('creation')],
    ['somebody unlocked by hand is locked by a rollback', 'unlocked', 'nobody', 'rollback', LOCKED, LOCKED, lockedBy('rollback')],
    ['is not locked is locked by the rollback of a version that is unknown', 'unlocked', 'us', 'rollback', LOCKED, undefined, lockedAndUnmarked('rollback')],
    ['is not locked is locked if nobody knows why it is updated', 'never', 'nobody', 'unknown update', LOCKED, LOCKED, lockedBy('unknown update')],
    ['is not locked stays so in the rollback of an update that declared it unlocked', 'never', 'nobody', 'rollback', LOCKED, UNLOCKED, STAYS_UNLOCKED],
    ['is unlocked at last stays so in that rollback', 'unlocked', 'us', 'rollback', LOCKED, UNLOCKED, STAYS_UNLOCKED],
    ['is not locked stays so if that may be a rollback', 'never', 'nobody', 'unknown update', RELOCKED, UNLOCKED, STAYS_UNLOCKED],

    ['is locked stays as it is', 'locked', 'nobody', 'creation', LOCKED, undefined, ALREADY],
    ['is locked stays as it is, whatever was declared', 'locked', 'nobody', 'update', RELOCKED, UNLOCKED, ALREADY],
    ['is locked stays as it is in a rollback', 'locked', 'nobody', 'rollback', LOCKED, UNLOCKED, ALREADY],
    ['is locked, and that we were to unlock, is so no more', 'locked', 'us', 'rollback', LOCKED, UNLOCKED, ALREADY_MARKED],
    ['is locked, and that somebody else was to unlock, is so no more', 'locked', 'others', 'update', LOCKED, LOCKED, ALREADY_MARKED],

    ['is being unlocked by us is locked again by the rollback', 'pending', 'us', 'rollback', LOCKED, UNLOCKED, lockedAndUnmarked('rollback', ROLLED_BACK)],
    ['is being unlocked by us is locked again by a rollback, whatever that was of', 'pending', 'us', 'rollback', LOCKED, undefined,
      lockedAndUnmarked('rollback', ROLLED_BACK)],
    ['is being unlocked by us is locked again as soon as that is declared', 'pending', 'us', 'update', LOCKED, UNLOCKED, lockedAndUnmarked('update', DECLARED)],
    ['is being unlocked by us, because no rollback could lock it again, is locked again', 'pending', 'us', 'update', LOCKED, LOCKED,
      lockedAndUnmarked('update', DECLARED)],
    ['is being unlocked because we were removed is locked again by another creation', 'pending', 'us', 'creation', LOCKED, undefined,
      lockedAndUnmarked('creation', DECLARED)],
    ['is being unlocked by us is locked again if nobody knows why', 'pending', 'us', 'unknown update', LOCKED, UNLOCKED,
      lockedAndUnmarked('unknown update', DECLARED)],
    ['is being unlocked by hand while it was declared unlocked is locked again', 'pending', 'nobody', 'update', LOCKED, UNLOCKED, lockedBy('update', DECLARED)],
    ['is being unlocked by hand is locked again if that is asked for', 'pending', 'nobody', 'update', RELOCKED, LOCKED, lockedBy('update', RELOCK)],
    ['is being unlocked by hand is locked again by a creation if that is asked for', 'pending', 'nobody', 'creation', RELOCKED, undefined,
      lockedBy('creation', RELOCK)],
    ['is being unlocked by somebody else is locked again if that is asked for', 'pending', 'others', 'update', RELOCKED, LOCKED,
      lockedAndUnmarked('update', RELOCK)],
    ['is being unlocked by hand is locked again by a rollback to where that is asked for', 'pending', 'nobody', 'rollback', RELOCKED, LOCKED,
      lockedBy('rollback', RELOCK)],

    ['is being unlocked by hand is refused', 'pending', 'nobody', 'update', LOCKED, LOCKED, NOT_AGAIN],
    ['is being unlocked by hand is refused by a creation', 'pending', 'nobody', 'creation', LOCKED, undefined, NOT_AGAIN],
    ['is being unlocked by hand is refused if nobody knows why it is created', 'pending', 'nobody', 'unknown creation', LOCKED, undefined, NOT_AGAIN],
    ['is being unlocked by somebody else is refused', 'pending', 'others', 'update', LOCKED, LOCKED, NOT_AGAIN],
    ['is being unlocked by hand stays so in a rollback', 'pending', 'nobody', 'rollback', LOCKED, LOCKED, STAYS_PENDING_UNDECLARED],
    ['is being unlocked by hand stays so in the rollback of an update that declared it unlocked', 'pending', 'nobody', 'rollback', LOCKED, UNLOCKED,
      STAYS_PENDING_UNDECLARED],
    ['is being unlocked by somebody else stays so in a rollback', 'pending', 'others', 'rollback', LOCKED, UNLOCKED, STAYS_PENDING_UNDECLARED],
    ['is being unlocked by hand stays so if that may be a rollback', 'pending', 'nobody', 'unknown update', LOCKED, UNLOCKED, STAYS_PENDING_UNDECLARED],
  ])('%s', (_, state, marker, way, desired, previous, decision) => {
    expect(decideLock(situation(way, desired, previous), ruleWith(state, marker))).toStrictEqual(decision);
  });
});

describe('declared locked with another delay, a rule that', () => {
  const other = lockedFor(30);

  test.each<[string, LockState, Marker, Way, RuleLockSpec, LockDecision]>([
    ['was never locked is locked', 'never', 'nobody', 'creation', other, { actions: [[lock(IT, 30, 'creation')], []] }],
    ['is unlocked at last is locked', 'unlocked', 'us', 'update', other, { actions: [[lock(IT, 30, 'update')], [unmark(IT)]] }],
    ['is unlocked at last is locked by a rollback', 'unlocked', 'us', 'rollback', other, { actions: [[lock(IT, 30, 'rollback')], [unmark(IT)]] }],
    ['is locked is refused', 'locked', 'nobody', 'update', other, {
      refuse: `${IS_LOCKED}, which forbids an unlock delay of 30 days: keep 7 days, or deploy the lock as RuleLock.unlocked() and nothing else, and this after the delay: unlocked now, from 2026-01-08T12:00:00.000Z on`,
    }],
    ['is being unlocked is refused', 'pending', 'nobody', 'update', other,
      { refuse: `${PENDING}, which forbids an unlock delay of 30 days: keep 7 days, or deploy this again after ${END}` }],
    ['is being unlocked by us is refused, whatever is asked for', 'pending', 'us', 'creation', lockedFor(30, { relock: true }),
      { refuse: `${PENDING}, which forbids an unlock delay of 30 days: keep 7 days, or deploy this again after ${END}` }],
    ['is locked stays so in a rollback', 'locked', 'nobody', 'rollback', other, { note: `${ARN} keeps its unlock delay of 7 days: it is locked, and stays protected for 7 days after it is unlocked` }],
    ['is being unlocked by us stays so in a rollback', 'pending', 'us', 'rollback', other, { note: `${ARN} keeps its unlock delay of 7 days: it is being unlocked, and stays protected until ${END}` }],
  ])('%s', (_, state, marker, way, desired, decision) => {
    expect(decideLock(situation(way, desired, way === 'creation' ? undefined : LOCKED), ruleWith(state, marker))).toStrictEqual(decision);
  });
});

describe('declared unlocked, a rule that', () => {
  test.each<[string, LockState, Marker, Way, RuleLockSpec | undefined, LockDecision]>([
    ['was never locked stays as it is', 'never', 'nobody', 'creation', undefined, NOTHING],
    ['was never locked stays as it is, although it was to be', 'never', 'nobody', 'update', LOCKED, NOTHING],
    ['was never locked stays as it is in a rollback', 'never', 'nobody', 'rollback', LOCKED, NOTHING],
    ['is unlocked at last stays as it is', 'unlocked', 'us', 'update', UNLOCKED, NOTHING],
    ['is unlocked at last stays as it is, although it was to be locked', 'unlocked', 'nobody', 'update', LOCKED, NOTHING],

    ['was declared locked is unlocked, and that it was us is written on it before', 'locked', 'nobody', 'update', LOCKED, UNLOCKING],
    ['was declared locked is unlocked, whoever was to do it before', 'locked', 'others', 'update', LOCKED, UNLOCKING],
    ['was declared locked is unlocked by a run after a crash', 'locked', 'us', 'update', LOCKED, UNLOCKING_MARKED],
    ['was declared locked, and with another delay, is unlocked', 'locked', 'nobody', 'update', lockedFor(30), UNLOCKING],

    ['is being unlocked is left to its delay, and that is told', 'pending', 'us', 'update', LOCKED, STAYS_PENDING],
    ['is being unlocked by hand is left to its delay', 'pending', 'nobody', 'update', UNLOCKED, STAYS_PENDING],
    ['is being unlocked is left to its delay by a creation', 'pending', 'nobody', 'creation', undefined, STAYS_PENDING],
    ['is being unlocked is left to its delay by a rollback', 'pending', 'us', 'rollback', LOCKED, STAYS_PENDING],

    ['is locked, and was not declared by us, is refused', 'locked', 'nobody', 'creation', undefined, NOT_OURS_TO_UNLOCK],
    ['is locked is refused if nobody knows why it is created', 'locked', 'nobody', 'unknown creation', undefined, NOT_OURS_TO_UNLOCK],
    ['is locked is refused if what was declared before is unknown', 'locked', 'us', 'update', undefined, NOT_OURS_TO_UNLOCK],
    ['was locked by hand stays so', 'locked', 'nobody', 'update', UNLOCKED, STAYS_LOCKED],
    ['was locked by the update that is rolled back stays so', 'locked', 'nobody', 'rollback', LOCKED, STAYS_LOCKED],
    ['was locked by a version that is unknown stays so in its rollback', 'locked', 'nobody', 'rollback', undefined, STAYS_LOCKED],
    ['is locked stays so if that may be a rollback', 'locked', 'us', 'unknown update', LOCKED, STAYS_LOCKED],
  ])('%s', (_, state, marker, way, previous, decision) => {
    expect(decideLock(situation(way, UNLOCKED, previous), ruleWith(state, marker))).toStrictEqual(decision);
  });
});

test('a delay of one day is one day', () => {
  // No service has one. But what is read is told.
  expect(decideLock(situation('rollback', UNLOCKED), ruleWith('locked', 'nobody', 1)).note).toBe(
    `${ARN} is locked, and stays protected for 1 day after it is unlocked, although it is declared unlocked: to unlock it, deploy RuleLock.locked() with its delay of 1 day first, and RuleLock.unlocked() after that`);
});

describe('whatever there is, and is asked for:', () => {
  interface Case {
    readonly way: Way;
    readonly desired: RuleLockSpec;
    readonly previous?: RuleLockSpec;
    readonly state: LockState;
    readonly marker: Marker;
    readonly days: number;
  }

  const specs: RuleLockSpec[] = [LOCKED, RELOCKED, lockedFor(30), lockedFor(30, { relock: true }), UNLOCKED];

  /** Everything that there can be. A creation has nothing before it. */
  const ALL: Case[] = (Object.keys(WAYS) as Way[]).flatMap(way => specs.flatMap(desired =>
    (way.endsWith('creation') ? [undefined] : [undefined, ...specs]).flatMap(previous => LOCK_STATES.flatMap(state =>
      (Object.keys(MARKS) as Marker[]).flatMap(marker => [7, 30].map(days => ({ way, desired, previous, state, marker, days })))))));

  const decided = ({ way, desired, previous, state, marker, days }: Case) => {
    const it = ruleWith(state, marker, days);
    const decision = decideLock(situation(way, desired, previous), it);
    const actions = (decision.actions ?? []).flatMap((stage, index) => stage.map(action => ({ action, index })));
    const of = <N extends ChangeAction['action']>(name: N) =>
      actions.find((one): one is { action: Extract<ChangeAction, { action: N }>; index: number } => one.action.action === name);
    return { ...decision, it, all: actions, locking: of('LockRule'), unlocking: of('UnlockRule'), marking: of('TagResource'), unmarking: of('UntagResource') };
  };

  const of = (concerned: (it: Case & ReturnType<typeof decided>) => boolean) => {
    const found = ALL.map(it => ({ ...it, ...decided(it) })).filter(concerned);
    expect(found.length).toBeGreaterThan(0);
    return found;
  };

  test('there are all of them', () => {
    expect(ALL).toHaveLength((2 * 1 + 3 * 6) * 5 * 4 * 3 * 2);
  });

  test('a rule is unlocked only forward, if it is declared unlocked and was declared locked', () => {
    of(({ unlocking }) => unlocking !== undefined).forEach(({ way, desired, previous, state }) => {
      expect([way, desired.state, previous?.state, state]).toEqual(['update', 'unlocked', 'locked', 'locked']);
    });
    of(({ way, desired, previous, state }) => way === 'update' && desired.state === 'unlocked' && previous?.state === 'locked' && state === 'locked')
      .forEach(({ unlocking }) => expect(unlocking).toBeDefined());
  });

  test('a rule is locked only if it is declared locked and is not, and with the delay that is declared', () => {
    of(({ locking }) => locking !== undefined).forEach(({ desired, state, locking }) => {
      expect(desired).toMatchObject({ state: 'locked', unlockDelayDays: locking!.action.unlockDelayDays });
      expect(state).not.toBe('locked');
    });
  });

  test('forward, what is declared locked is locked or refused', () => {
    of(({ way, desired }) => WAYS[way].verb === 'deploy' && desired.state === 'locked').forEach(({ locking, refuse, state, days, desired }) => {
      expect(locking !== undefined || refuse !== undefined || (state === 'locked' && days === desired.unlockDelayDays)).toBe(true);
    });
  });

  test('an unlock in progress is taken back only for a reason, which is told, and never with another delay', () => {
    of(({ locking, state }) => locking !== undefined && state === 'pending').forEach(({ way, desired, previous, marker, days, locking }) => {
      const reasons = [
        ...marker === 'us' ? [WAYS[way].cause === 'rollback' ? ROLLED_BACK : DECLARED] : [],
        ...WAYS[way].verb === 'deploy' && previous?.state === 'unlocked' ? [DECLARED] : [],
        ...desired.state === 'locked' && desired.relock ? [RELOCK] : [],
      ];
      expect(locking!.action.because).toBe(reasons[0]);
      expect(reasons).not.toEqual([]);
      expect(desired.unlockDelayDays).toBe(days);
    });
    of(({ locking, state }) => locking !== undefined && state !== 'pending').forEach(({ locking }) => expect(locking!.action).not.toHaveProperty('because'));
  });

  test('nothing is refused where that may not be, and nothing is done where it is', () => {
    of(({ refuse }) => refuse !== undefined).forEach(({ way, all, note }) => {
      expect([WAYS[way].verb, all, note]).toEqual(['deploy', [], undefined]);
    });
  });

  test('what is told names the rule, and until when or for how long it stays protected', () => {
    of(({ refuse, note }) => (refuse ?? note) !== undefined).forEach(({ refuse, note, state, days }) => {
      expect(refuse ?? note).toContain(ARN);
      expect(refuse ?? note).toContain(state === 'pending' ? END : state === 'locked' ? `${days} days after it is unlocked` : 'is not locked');
    });
  });

  test('that we unlock a rule is written on it before, and taken off only of what is locked', () => {
    of(({ unlocking }) => unlocking !== undefined).forEach(({ it, unlocking, marking, marker }) => {
      expect(marking?.action).toStrictEqual(marker === 'us' ? undefined : mark(it));
      expect(marking?.index ?? -1).toBeLessThan(unlocking!.index);
    });
    of(({ marking }) => marking !== undefined).forEach(({ unlocking }) => expect(unlocking).toBeDefined());
    of(({ unmarking }) => unmarking !== undefined).forEach(({ it, unmarking, locking, state, marker }) => {
      expect(unmarking!.action).toStrictEqual(unmark(it));
      expect(marker).not.toBe('nobody');
      expect(state === 'locked' || locking!.index < unmarking!.index).toBe(true);
    });
  });

  test('nothing else is done to a rule, and what nobody can undo only forward', () => {
    of(({ all }) => all.length > 0).forEach(({ all, locking, unlocking, marking, unmarking, way }) => {
      expect(all).toHaveLength([locking, unlocking, marking, unmarking].filter(one => one !== undefined).length);
      [locking, unlocking].filter(one => one !== undefined).forEach(({ action }) => {
        expect(action.irreversible).toBe(way === 'creation' || way === 'update');
      });
    });
  });

  test('what is decided is done at once, after a crash in the middle too', () => {
    ALL.forEach(it => [0, 1, Infinity].forEach(most => {
      const { it: before, all } = decided(it);
      const bin = new Bin(before);
      all.slice(0, most).forEach(({ action }) => bin.apply(action));
      const again = decideLock(situation(it.way, it.desired, it.previous), bin.of(before.id)!);
      again.actions?.flat().forEach(action => bin.apply(action));
      const last = decideLock(situation(it.way, it.desired, it.previous), bin.of(before.id)!);
      expect(last.actions?.flat() ?? []).toEqual([]);
      expect(last.refuse === undefined || all.length === 0).toBe(true);
    }));
  });
});

test('the delay that a rule has is the only one that matters while it is protected', () => {
  const days = fc.integer({ min: 7, max: 30 });
  fc.assert(fc.property(days, days, fc.constantFrom<LockState>('locked', 'pending'), fc.constantFrom<Way>('creation', 'update'), (has, wants, state, way) => {
    const { refuse = '', actions = [] } = decideLock(situation(way, lockedFor(wants, { relock: true })), ruleWith(state, 'nobody', has));
    expect(refuse.includes(`forbids an unlock delay of ${wants} days: keep ${has} days`)).toBe(has !== wants);
    expect(actions.flat()).toStrictEqual(has === wants && state === 'pending' ? [lock(IT, wants, WAYS[way].cause, RELOCK)] : []);
  }));
});
