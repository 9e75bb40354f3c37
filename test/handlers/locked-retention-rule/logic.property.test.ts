import fc from 'fast-check';
import { Case, event, HANDLER, madeFor, request, spec } from './specs';
import { isForward } from '../../../lib/cloudformation/event';
import type { RuleAction } from '../../../lib/handlers/locked-retention-rule/logic';
import { namedIn, ObservedRules } from '../../../lib/handlers/locked-retention-rule/observed';
import { isProtected, ObservedRule, ruleIdIn } from '../../../lib/handlers/retention-rules/observed';
import type { LockedRetentionRuleSpec } from '../../../lib/model/retention/locked-retention-rule-contract';
import { MADE_BY, OWNER, UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';
import { decide, identityFor } from '../../cloudformation/decide';
import { Bin } from '../retention-rules/bin';
import { ARN, ID, inState, LOCK_STATES, lockedFor, OTHER_ID, rule, THEY, UNLOCKED, WE } from '../retention-rules/rules';

// Plans are carried out, whatever there is and whatever is asked for, in a Recycle Bin in memory.

/** Looks at rules, as the port does. */
function look(bin: Bin, it: Case): ObservedRules {
  const { cause, desired, physicalId, previous } = event(it);
  const now = bin.clock;
  if (physicalId?.startsWith('none-')) {
    return { now, owned: [] };
  }
  const ids = namedIn(request(it));
  const named = ids.map(id => bin.of(id)).find(one => one !== undefined);
  const looksFurther = ids.length === 0
    || (named === undefined ? desired !== undefined && desired.existingRuleId === undefined : cause === 'rolled-back creation');
  const { resourceType = undefined } = desired ?? previous ?? {};
  const owned = bin.all.filter(one => one.tags[OWNER] === WE && one.resourceType === (resourceType ?? one.resourceType));
  return { now, ...named === undefined ? {} : { named }, owned: looksFurther ? owned : [] };
}

interface Outcome {
  readonly came: 'done' | 'refused' | 'crashed';
  readonly plans: number;
  readonly applied: readonly RuleAction[];
  readonly observed: ObservedRules;
}

/** A run of the handler, which pauses before each action. A rule that it waits for is available after that. */
function* running(bin: Bin, it: Case): Generator<RuleAction, Outcome> {
  const applied: RuleAction[] = [];
  for (let plans = 1; ; plans++) {
    expect(plans).toBeLessThanOrEqual(6);
    const observed = look(bin, it);
    const plan = decide(HANDLER, event(it), observed, applied);
    if ('done' in plan || 'refuse' in plan) {
      return { came: 'done' in plan ? 'done' : 'refused', plans, applied, observed };
    }
    if ('waitFor' in plan) {
      expect(plan.waitFor).toMatch(/ to be available, /);
      bin.all.forEach(one => bin.put({ ...one, isAvailable: true }));
      continue;
    }
    if ('fail' in plan) {
      throw new Error(plan.fail);
    }
    for (const action of plan.act.flat(2)) {
      yield action;
      if (action.action === 'CreateRule') {
        const { resourceType, retentionDays, description = '', tags } = action;
        bin.create({ resourceType, retentionDays, description, isAvailable: false, tags: { ...tags, ...madeFor(it.requestId, bin.clock) } });
      } else {
        bin.apply(action);
      }
      applied.push(action);
    }
  }
}

/** Runs to the end, or until so many actions were done. */
function carryOut(bin: Bin, it: Case, most = Infinity): Outcome {
  const run = running(bin, it);
  for (let actions = 0; ; actions++) {
    const { done, value } = run.next();
    if (done) {
      return value;
    }
    if (actions === most) {
      return { came: 'crashed', plans: 0, applied: [], observed: look(bin, it) };
    }
  }
}

// What there can be, and can be asked for.

type Tags = Readonly<Record<string, string>>;

const ANY_TAGS: fc.Arbitrary<Tags> = fc.subarray([['a', '1'], ['b', '1'], ['b', '2'], ['constructor', '1']]).map(tags => Object.fromEntries(tags) as Tags);
const ANY_MADE = fc.constantFrom<Tags[]>({}, madeFor(), madeFor('before'), madeFor('request', undefined, '0'));
const ANY_MARK = fc.constantFrom<Tags[]>({}, { [UNLOCKED_BY]: WE }, { [UNLOCKED_BY]: THEY });

const ruleOf = (id: string, owners: readonly (string | undefined)[]): fc.Arbitrary<ObservedRule> => fc.record({
  lock: fc.tuple(fc.constantFrom(...LOCK_STATES), fc.constantFrom(7, 30)).map(([state, days]) => inState(state, days)),
  retentionDays: fc.constantFrom(30, 14),
  description: fc.constantFrom('golden', 'old', ''),
  isAvailable: fc.boolean(),
  isForAll: fc.integer({ min: 0, max: 9 }).map(it => it > 0),
  resourceType: fc.integer({ min: 0, max: 9 }).map(it => (it > 0 ? 'EC2_IMAGE' : 'EBS_SNAPSHOT')),
  tags: fc.tuple(ANY_TAGS, ANY_MADE, ANY_MARK, fc.constantFrom(...owners))
    .map(([tags, made, mark, owner]): Tags => ({ ...tags, team: 'theirs', ...made, ...mark, ...owner === undefined ? {} : { [OWNER]: owner } })),
}).map(({ lock, ...others }) => rule({ id, ...others, ...lock }));

/** A rule that may be this construct's, another that may be as well, and one that is not. */
const ANY_RULES: fc.Arbitrary<ObservedRule[]> = fc.tuple(
  fc.option(ruleOf(ID, [WE, WE, WE, undefined, THEY])), fc.option(ruleOf(OTHER_ID, [WE])), ruleOf('foreign0001', [THEY, undefined]),
).map(rules => rules.filter(it => it !== null));

const ANY_SPEC: fc.Arbitrary<LockedRetentionRuleSpec> = fc.record({
  retentionDays: fc.constantFrom(30, 14),
  description: fc.constantFrom('golden', undefined),
  tags: fc.option(ANY_TAGS, { nil: undefined }),
  existingRuleId: fc.constantFrom(undefined, undefined, ID),
  lock: fc.constantFrom(lockedFor(7), lockedFor(7, { relock: true }), lockedFor(30), UNLOCKED),
  onRemoval: fc.constantFrom('RETAIN', 'UNLOCK'),
}, { noNullPrototype: true }).map(changes => spec(changes));

const maybe = <T>(it: fc.Arbitrary<T>) => fc.option(it, { nil: undefined, freq: 4 });

const ANY_EVENT: fc.Arbitrary<Case> = fc.oneof(
  fc.record({ cause: fc.constantFrom('creation', 'unknown'), physicalId: fc.constant(undefined), desired: ANY_SPEC }),
  fc.record({ cause: fc.constantFrom('update', 'rollback', 'unknown'), physicalId: fc.constant(ARN), desired: ANY_SPEC, previous: maybe(ANY_SPEC) }),
  fc.record({ cause: fc.constantFrom('removal', 'stack deletion', 'unknown'), physicalId: fc.constant(ARN), previous: maybe(ANY_SPEC) }),
  fc.record({
    cause: fc.constant('rolled-back creation'), physicalId: fc.constantFrom(ARN, `${WE}/request`, 'Images-Rule-1A2B3C4D5E6F', 'none-request'), previous: maybe(ANY_SPEC),
  }),
);

const sorted = (bin: Bin) => bin.all.sort((one, other) => (one.id < other.id ? -1 : 1));

/** The cases that were met, so that none is missing. */
class Met {
  private readonly met = new Set<string>();

  public note(what: string): void {
    this.met.add(what);
  }

  public expectAll(...whats: readonly string[]): void {
    expect(whats.filter(what => !this.met.has(what))).toEqual([]);
  }
}

const RUNS = { numRuns: 2_000 };

test('an event ends after a few plans, is refused only forward and before anything is changed, and rings no alarm', () => {
  const met = new Met();
  fc.assert(fc.property(ANY_RULES, ANY_EVENT, (rules, it) => {
    const bin = new Bin(...rules);
    const { came, applied } = carryOut(bin, it);
    expect(bin.alarms).toEqual([]);
    if (came === 'refused') {
      expect([applied, sorted(bin)]).toEqual([[], sorted(new Bin(...rules))]);
      expect(isForward(it.cause!) || it.physicalId === undefined).toBe(true);
    }
    met.note(`${it.cause} ${came}`);
    applied.forEach(({ action }) => met.note(action));
  }), RUNS);
  met.expectAll(
    'creation done', 'creation refused', 'update done', 'update refused', 'rollback done', 'unknown done', 'removal done', 'stack deletion done', 'rolled-back creation done',
    'CreateRule', 'UpdateRule', 'DeleteRule', 'LockRule', 'UnlockRule', 'TagResource', 'UntagResource',
  );
});

test('what came of an event is there when it is delivered again', () => {
  fc.assert(fc.property(ANY_RULES, ANY_EVENT, (rules, it) => {
    const bin = new Bin(...rules);
    const { came } = carryOut(bin, it);
    const before = sorted(bin);
    expect(carryOut(bin, it)).toMatchObject({ came, plans: 1, applied: [] });
    expect(sorted(bin)).toEqual(before);
  }), RUNS);
});

test('a run that crashes after any action is resumed, and comes to the same', () => {
  const met = new Met();
  fc.assert(fc.property(ANY_RULES, ANY_EVENT, fc.integer({ min: 0, max: 3 }), (rules, it, most) => {
    const [whole, broken] = [new Bin(...rules), new Bin(...rules)];
    const wanted = carryOut(whole, it);
    const first = carryOut(broken, it, most);
    const second = carryOut(broken, it);
    expect(second.came).toBe(wanted.came);
    // A rule that was waited for in one of them need not be in the other.
    const asLater = (bin: Bin) => sorted(bin).map(one => ({ ...one, isAvailable: true }));
    expect(asLater(broken)).toEqual(asLater(whole));
    expect(broken.alarms).toEqual([]);
    met.note(`${it.desired === undefined ? 'let go' : it.cause} ${first.came}`);
    if (first.came === 'crashed' && most > 0) {
      met.note(`${it.cause} half done`);
    }
  }), RUNS);
  met.expectAll('creation crashed', 'update crashed', 'rollback crashed', 'let go crashed', 'creation half done', 'update half done', 'rollback half done');
});

test('what is deployed is as it is declared, tags of others are kept, and so is every other rule', () => {
  const met = new Met();
  fc.assert(fc.property(ANY_RULES, ANY_EVENT, (rules, it) => {
    fc.pre(it.desired !== undefined);
    const bin = new Bin(...rules);
    const before = new Bin(...rules);
    const { came, observed } = carryOut(bin, it);
    const deployed = bin.of(ruleIdIn(identityFor(HANDLER, event(it), observed, came === 'refused')));
    const desired = it.desired!;
    // Of others, only what this creation or one before made beside the one that is kept goes.
    before.all.filter(({ id }) => id !== deployed?.id).forEach(other => {
      const then = bin.of(other.id);
      expect(then === undefined || { ...then, isAvailable: other.isAvailable }).toEqual(then === undefined ? true : other);
      expect(then !== undefined || (other.tags[OWNER] === WE && MADE_BY in other.tags && !isProtected(other))).toBe(true);
    });
    if (came === 'refused' || deployed === undefined) {
      return;
    }
    const was = before.of(deployed.id);
    const kept = Object.entries(was?.tags ?? {}).filter(([key]) => ![MADE_BY, UNLOCKED_BY, OWNER, 'a', 'b', 'constructor'].includes(key));
    expect(Object.entries(deployed.tags)).toEqual(expect.arrayContaining(kept));
    if (isForward(it.cause!)) {
      expect(deployed).toMatchObject({ retentionDays: desired.retentionDays, description: desired.description ?? '', resourceType: desired.resourceType, isForAll: true });
      expect(Object.entries(deployed.tags)).toEqual(expect.arrayContaining(Object.entries({ ...desired.tags, [OWNER]: WE })));
      Object.keys(it.previous?.tags ?? {}).filter(key => !Object.hasOwn(desired.tags ?? {}, key))
        .forEach(key => expect(Object.hasOwn(deployed.tags, key)).toBe(false));
      met.note(`forward, declared ${desired.lock.state}`);
    }
    if (isForward(it.cause!) && desired.lock.state === 'locked') {
      expect(deployed).toMatchObject({ lockState: 'locked', unlockDelayDays: desired.lock.unlockDelayDays });
      expect(deployed.tags).not.toHaveProperty(UNLOCKED_BY);
    }
    if (desired.lock.state === 'unlocked' && deployed.lockState === 'locked') {
      expect(was?.lockState).toBe('locked');
      expect(isForward(it.cause!) && it.previous?.lock.state === 'locked').toBe(false);
    }
    if (!isForward(it.cause!) && was !== undefined && isProtected(was)) {
      expect(deployed).toMatchObject({ retentionDays: was.retentionDays, description: was.description, unlockDelayDays: was.unlockDelayDays });
      met.note('protected, and not forward');
    }
  }), RUNS);
  met.expectAll('forward, declared locked', 'forward, declared unlocked', 'protected, and not forward');
});

test('nothing is unlocked without a decision, and nothing is deleted but what a creation made', () => {
  const met = new Met();
  fc.assert(fc.property(ANY_RULES, ANY_EVENT, (rules, it) => {
    const bin = new Bin(...rules);
    const before = new Map(rules.map(one => [one.id, one]));
    const { applied } = carryOut(bin, it);
    applied.forEach(action => {
      met.note(action.action);
      if (action.action === 'UnlockRule') {
        const declared = it.cause === 'update' && it.desired?.lock.state === 'unlocked' && it.previous?.lock.state === 'locked';
        const removed = (it.cause === 'removal' || it.cause === 'stack deletion') && it.previous?.onRemoval === 'UNLOCK';
        expect(declared || removed).toBe(true);
        expect(bin.of(action.ruleId)?.tags).toHaveProperty([UNLOCKED_BY], WE);
      }
      if (action.action === 'DeleteRule') {
        const { tags } = before.get(action.ruleId)!;
        expect([tags[OWNER] ?? WE, typeof tags[MADE_BY]]).toEqual([WE, 'string']);
        expect(['creation', 'unknown', 'update', 'rollback', 'rolled-back creation']).toContain(it.cause);
      }
      if (action.action === 'LockRule') {
        expect(it.desired?.lock.state).toBe('locked');
      }
    });
  }), RUNS);
  met.expectAll('UnlockRule', 'DeleteRule', 'LockRule');
});

test('two deliveries of a creation, side by side in any order, come to one rule, which is locked', () => {
  const met = new Met();
  const order = fc.array(fc.boolean(), { maxLength: 12 });
  fc.assert(fc.property(fc.array(ruleOf('foreign0001', [THEY, undefined]), { maxLength: 1 }), order, fc.boolean(), (rules, turns, timeGoesBy) => {
    const bin = new Bin(...rules);
    const it: Case = { desired: spec({ tags: { a: '1' } }) };
    const runs = [running(bin, it), running(bin, it)];
    const ended = [false, false];
    let made = 0;
    const step = (which: number) => {
      if (!ended[which]) {
        const { done, value } = runs[which].next();
        ended[which] = done === true;
        made += done !== true && value.action === 'CreateRule' ? 1 : 0;
        bin.now += timeGoesBy ? 1_000 : 0;
      }
    };
    turns.forEach(turn => step(turn ? 1 : 0));
    while (!ended.every(end => end)) {
      step(0);
      step(1);
    }
    expect(bin.all.filter(({ tags }) => tags[OWNER] === WE)).toEqual([expect.objectContaining({ lockState: 'locked', unlockDelayDays: 7 })]);
    expect(bin.alarms).toEqual([]);
    met.note(`${made} made`);
  }), { numRuns: 500 });
  met.expectAll('1 made', '2 made');
});

test('a rule outlives its lock: it is unlocked, changed after the delay, and locked again', () => {
  const bin = new Bin();
  const [first, open, changed] = [spec(), spec({ lock: UNLOCKED }), spec({ retentionDays: 14, lock: lockedFor(30) })];
  expect(carryOut(bin, { desired: first })).toMatchObject({ came: 'done' });
  const [{ id, arn: physicalId }] = bin.all;
  const update = (previous: LockedRetentionRuleSpec, desired: LockedRetentionRuleSpec): Case => ({ cause: 'update', physicalId, previous, desired });
  expect(carryOut(bin, update(first, changed))).toMatchObject({ came: 'refused' });
  expect(carryOut(bin, update(first, open))).toMatchObject({ came: 'done' });
  expect(bin.of(id)).toMatchObject({ lockState: 'pending_unlock', lockEndTime: '2026-01-08T00:00:00.000Z' });
  expect(carryOut(bin, update(open, changed))).toMatchObject({ came: 'refused' });
  bin.now += 7 * 86_400_000;
  expect(carryOut(bin, update(open, changed))).toMatchObject({ came: 'done' });
  expect(bin.of(id)).toMatchObject({ lockState: 'locked', unlockDelayDays: 30, retentionDays: 14 });
  expect(carryOut(bin, { cause: 'removal', physicalId, previous: { ...changed, onRemoval: 'UNLOCK' } })).toMatchObject({ came: 'done' });
  expect(bin.of(id)).toMatchObject({ lockState: 'pending_unlock', lockEndTime: '2026-02-07T00:00:00.000Z' });
  // And the same stack, deployed again, finds it.
  expect(carryOut(bin, { requestId: 'again', desired: changed })).toMatchObject({ came: 'done' });
  expect(bin.all).toEqual([expect.objectContaining({ id, lockState: 'locked', tags: { [OWNER]: WE } })]);
  expect(bin.alarms).toEqual([]);
});
