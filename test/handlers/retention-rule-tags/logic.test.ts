import fc from 'fast-check';
import { RETENTION_RULE_TAGS, RetentionRuleTagsSpec } from './contract';
import { logic, ObservedRule, ObservedRules, RuleAction } from './logic';
import type { DecodedEvent } from '../../../lib/cloudformation/request';
import type { Plan } from '../../../lib/engine/plan';
import { attributesFor, decide, identityFor } from '../../cloudformation/decide';
import { LOGICAL_ID, REQUEST_ID, STACK_ID } from '../../cloudformation/events';

type Tags = Readonly<Record<string, string>>;

const A = 'arn:aws:rbin:eu-west-1:111111111111:rule/a';
const B = 'arn:aws:rbin:eu-west-1:111111111111:rule/b';

const spec = (tags: Tags, ruleArn = A, unlockDelayDays?: number): RetentionRuleTagsSpec =>
  ({ ruleArn, tags, ...unlockDelayDays === undefined ? {} : { unlockDelayDays } });

type Case = Partial<DecodedEvent<RetentionRuleTagsSpec>>;

/** An event on a resource, whose identity is the rule A unless it is a creation or a test says otherwise. */
const event = (changes: Case): DecodedEvent<RetentionRuleTagsSpec> => {
  const { cause = 'creation' } = changes;
  return { cause, stackId: STACK_ID, logicalId: LOGICAL_ID, requestId: REQUEST_ID, ...cause === 'creation' ? {} : { physicalId: A }, ...changes };
};

const HANDLER = { contract: RETENTION_RULE_TAGS, logic };
const planOf = (it: Case, observed: ObservedRules, done: readonly RuleAction[] = []) => decide(HANDLER, event(it), observed, done);

const rule = (tags: Tags, changes: Partial<ObservedRule> = {}): ObservedRule => ({ status: 'available', tags, ...changes });

const on = (key: string, value: string, of = A): RuleAction => ({ action: 'TagResource', on: of, key, value });
const off = (key: string, of = A): RuleAction => ({ action: 'UntagResource', on: of, key });
const locked = (days: number): RuleAction => ({ action: 'LockRule', on: A, days, irreversible: true });

const X = spec({ x: '1' });
const DONE: Plan<RuleAction> = { done: true };
const NO_RULE: Plan<RuleAction> = { done: true, notes: [`there is no rule ${A}: nothing to do`] };
const REFUSED: Plan<RuleAction> = { refuse: `the retention rule ${A} does not exist: create it first` };
const WAIT: Plan<RuleAction> = { waitFor: `the retention rule ${A} to be available`, seconds: 30 };

describe('what is to be done', () => {
  test.each<[string, Case, ObservedRule | undefined, Plan<RuleAction>]>([
    ['in a creation', { cause: 'creation', desired: X }, rule({ z: '9' }), { act: [[on('x', '1')], [], []] }],
    ['in a creation that is delivered again', { cause: 'creation', desired: X }, rule({ x: '1', z: '9' }), DONE],
    ['in a creation with a tag of another value', { cause: 'creation', desired: X }, rule({ x: '0' }), { act: [[on('x', '1')], [], []] }],
    ['in a creation without a rule', { cause: 'creation', desired: X }, undefined, REFUSED],
    ['in a creation with a rule that is pending', { cause: 'creation', desired: X }, rule({}, { status: 'pending' }), WAIT],
    ['in a creation with all tags on a rule that is pending', { cause: 'creation', desired: X }, rule({ x: '1' }, { status: 'pending' }), DONE],
    ['in a creation with a lock', { cause: 'creation', desired: spec({ x: '1' }, A, 7) }, rule({}), { act: [[on('x', '1')], [], [locked(7)]] }],
    ['in a creation on what is locked', { cause: 'creation', desired: spec({}, A, 7) }, rule({}, { lockState: 'locked' }), DONE],
    ['in a creation on what was locked', { cause: 'creation', desired: spec({}, A, 7) }, rule({}, { lockState: 'unlocked' }), DONE],
    ['in an update', { cause: 'update', desired: spec({ x: '2', y: '1' }), previous: spec({ x: '1', w: '1' }) }, rule({ x: '1', w: '1', z: '9' }),
      { act: [[on('x', '2'), on('y', '1')], [off('w')], []] }],
    ['in an update, on what somebody took off', { cause: 'update', desired: spec({}), previous: X }, rule({}), DONE],
    ['in an update of which the former state is unknown', { cause: 'update', desired: X }, rule({ w: '1' }), { act: [[on('x', '1')], [], []] }],
    ['in an update that only takes off, on a rule that is pending', { cause: 'update', desired: spec({}), previous: X },
      rule({ x: '1' }, { status: 'pending' }), { act: [[], [off('x')], []] }],
    ['in an update without a rule', { cause: 'update', desired: X, previous: X }, undefined, REFUSED],
    ['in a rollback', { cause: 'rollback', desired: X, previous: spec({ y: '1' }) }, rule({ y: '1' }), { act: [[on('x', '1')], [off('y')], []] }],
    ['in a rollback of what never happened', { cause: 'rollback', desired: X, previous: spec({ y: '1' }) }, rule({ x: '1' }), DONE],
    ['in a rollback from a version that is not known', { cause: 'rollback', desired: X }, rule({ y: '1' }), { act: [[on('x', '1')], [], []] }],
    ['in a rollback without a rule', { cause: 'rollback', desired: X, previous: X }, undefined, NO_RULE],
    ['if the cause is unknown', { cause: 'unknown', desired: X, previous: spec({ y: '1' }) }, rule({ y: '1' }), { act: [[on('x', '1')], [off('y')], []] }],
    ['in a removal', { cause: 'removal', previous: X }, rule({ x: '1', z: '9' }), { act: [[], [off('x')], []] }],
    ['in a removal, with another value', { cause: 'removal', previous: X }, rule({ x: '2' }), { act: [[], [off('x')], []] }],
    ['in a removal that is delivered again', { cause: 'removal', previous: X }, rule({ z: '9' }), DONE],
    ['in a removal on a rule that is pending', { cause: 'removal', previous: X }, rule({ x: '1' }, { status: 'pending' }), { act: [[], [off('x')], []] }],
    ['in a removal of what was locked', { cause: 'removal', previous: spec({}, A, 7) }, rule({}, { lockState: 'locked' }), DONE],
    ['in a removal without a rule', { cause: 'removal', previous: X }, undefined, NO_RULE],
    ['in the deletion of a stack', { cause: 'stack deletion', previous: X }, rule({ x: '1' }), { act: [[], [off('x')], []] }],
    ['in a creation that is taken back halfway', { cause: 'rolled-back creation', previous: spec({ x: '1', y: '1' }) }, rule({ x: '1' }),
      { act: [[], [off('x')], []] }],
  ])('%s', (_, changes, observed, plan) => {
    expect(planOf(changes, observed === undefined ? {} : { [A]: observed })).toStrictEqual(plan);
  });

  test('in a deletion of which no properties are known is nothing, and it is said what stays', () => {
    expect(planOf({ cause: 'rolled-back creation' }, {}))
      .toStrictEqual({ done: true, notes: [`which tags were put on ${A} is not known: they stay`] });
  });

  const [AT_B, BOTH] = [spec({ x: '1', w: '1' }, B), { [A]: rule({}), [B]: rule({ x: '1', w: '1' }) }];
  const OFF_B = [off('x', B), off('w', B)];

  test.each<[string, Case, ObservedRules, Plan<RuleAction>]>([
    ['in a replacement', { cause: 'update', desired: X, previous: AT_B, physicalId: B }, BOTH, { act: [[on('x', '1')], [], []] }],
    ['in the rollback of a replacement that was done', { cause: 'rollback', desired: X, previous: AT_B, physicalId: B }, BOTH,
      { act: [[on('x', '1')], [], []] }],
    ['in the rollback of a replacement that failed', { cause: 'rollback', desired: X, previous: AT_B, physicalId: A }, BOTH,
      { act: [[on('x', '1')], OFF_B, []] }],
    ['in the rollback of a replacement that failed, if there is only the other rule', { cause: 'rollback', desired: X, previous: AT_B, physicalId: A },
      { [B]: BOTH[B] }, { act: [[], OFF_B, []] }],
    ['in the rollback of a replacement that failed, if there is only this rule', { cause: 'rollback', desired: X, previous: AT_B, physicalId: A },
      { [A]: rule({ x: '1' }) }, DONE],
    ['in an update after a replacement that failed and stayed', { cause: 'update', desired: X, previous: AT_B, physicalId: A }, BOTH,
      { act: [[on('x', '1')], OFF_B, []] }],
    ['in a creation that was given up without an answer', { cause: 'rolled-back creation', previous: AT_B, physicalId: 'Images-Tags-1A2B3C' }, BOTH,
      { act: [[], OFF_B, []] }],
  ])('%s, of two rules', (_, changes, observed, plan) => {
    expect(planOf(changes, observed)).toStrictEqual(plan);
  });
});

test('the rule is the identity', () => {
  expect(identityFor(HANDLER, event({ desired: X }), undefined, false)).toBe(A);
  expect(identityFor(HANDLER, event({ desired: spec({}, A, 7), previous: spec({}, B), physicalId: B }), { [A]: rule({}) }, false)).toBe(A);
});

test('all attributes are there, whatever is seen', () => {
  expect(attributesFor(HANDLER, event({ desired: spec({ x: '1', y: '2' }) }), undefined)).toStrictEqual({ RuleArn: A, TagCount: '2' });
});

/** Rules as they would be, each with its tags. */
class Rules {
  public constructor(private readonly rules: Map<string, ObservedRule>) {}

  public tagsOf(arn: string): Tags {
    return this.rules.get(arn)!.tags;
  }

  /** Carries a plan out, and plans anew, until nothing is left to do or so many actions were done. Returns how many plans it took. */
  public carryOut(it: Case, most = Infinity): number {
    const done: RuleAction[] = [];
    for (let plans = 1; ; plans++) {
      const plan = planOf(it, Object.fromEntries(this.rules), done);
      if (!('act' in plan)) {
        expect(plan).toHaveProperty('done', true);
        return plans;
      }
      for (const action of plan.act.flat(2)) {
        if (done.length === most) {
          return plans;
        }
        this.apply(action);
        done.push(action);
      }
    }
  }

  private apply(action: RuleAction): void {
    const { tags, ...others } = this.rules.get(action.on)!;
    const kept = Object.entries(tags).filter(([key]) => !('key' in action) || key !== action.key);
    this.rules.set(action.on, {
      ...others,
      ...action.action === 'LockRule' ? { lockState: 'locked' } : {},
      tags: Object.fromEntries(action.action === 'TagResource' ? [...kept, [action.key, action.value]] : kept),
    });
  }
}

const rules = (a: Tags, b: Tags = {}) => new Rules(new Map([[A, rule(a)], [B, rule(b)]]));

const tagsOf = (keys: fc.Arbitrary<string>): fc.Arbitrary<Tags> =>
  fc.array(fc.tuple(keys, fc.constantFrom('1', '2', '')), { maxLength: 6 }).map(tags => Object.fromEntries(tags));

/** However it is, what is asked for comes to be, what is not asked for any more goes, and nothing else is touched, in two plans at most. */
function comesToBe(keys: fc.Arbitrary<string>): void {
  const tags = tagsOf(keys);
  fc.assert(fc.property(tags, tags, fc.option(tags, { nil: undefined }), fc.option(fc.integer({ min: 7, max: 30 }), { nil: undefined }),
    (there, wanted, before, days) => {
      const world = rules(there);
      expect(world.carryOut({ cause: 'update', desired: spec(wanted, A, days), previous: before && spec(before) })).toBeLessThanOrEqual(2);
      const foreign = Object.entries(there).filter(([key]) => !Object.hasOwn(before ?? {}, key) && !Object.hasOwn(wanted, key));
      expect(new Map(Object.entries(world.tagsOf(A)))).toEqual(new Map([...foreign, ...Object.entries(wanted)]));
    }));
}

test('what is asked for comes to be, what is no longer asked for goes, and nothing else is touched', () => {
  comesToBe(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'));
});

test('a tag can be called as what every object has', () => {
  comesToBe(fc.constantFrom('a', '__proto__', 'constructor', 'toString'));
});

describe('a stack that', () => {
  const FOREIGN = { z: '9' };
  const one = spec({ x: '1', y: '1' });
  const other = spec({ x: '2', w: '1' });

  test.each([0, 1, 2, 3, 4])('fails its update after %i actions is as before', actions => {
    const world = rules(FOREIGN);
    world.carryOut({ cause: 'creation', desired: one });
    world.carryOut({ cause: 'update', desired: other, previous: one }, actions);
    world.carryOut({ cause: 'rollback', desired: one, previous: other });
    expect(world.tagsOf(A)).toEqual({ ...FOREIGN, x: '1', y: '1' });
  });

  test.each([0, 1, 2])('fails its creation after %i actions leaves nothing', actions => {
    const world = rules(FOREIGN);
    world.carryOut({ cause: 'creation', desired: one }, actions);
    world.carryOut({ cause: 'rolled-back creation', previous: one });
    expect(world.tagsOf(A)).toEqual(FOREIGN);
  });

  test('is killed after any action goes on where it was', () => {
    const world = rules(FOREIGN);
    world.carryOut({ cause: 'creation', desired: one }, 1);
    world.carryOut({ cause: 'creation', desired: one });
    expect(world.tagsOf(A)).toEqual({ ...FOREIGN, x: '1', y: '1' });
  });

  test('rolls back from a version that is not known keeps what it does not know', () => {
    const world = rules({ ...FOREIGN, w: '1' });
    world.carryOut({ cause: 'rollback', desired: one });
    expect(world.tagsOf(A)).toEqual({ ...FOREIGN, x: '1', y: '1', w: '1' });
  });

  test('moves to another rule leaves the first one in clean-up', () => {
    const world = rules(FOREIGN, FOREIGN);
    world.carryOut({ cause: 'creation', desired: one });
    world.carryOut({ cause: 'update', physicalId: A, desired: spec({ x: '2' }, B), previous: one });
    expect(world.tagsOf(A)).toEqual({ ...FOREIGN, x: '1', y: '1' });
    world.carryOut({ cause: 'removal', physicalId: A, previous: one });
    expect([world.tagsOf(A), world.tagsOf(B)]).toEqual([FOREIGN, { ...FOREIGN, x: '2' }]);
  });

  test('moves to another rule and rolls back is as before', () => {
    const world = rules(FOREIGN, FOREIGN);
    const moved = spec({ x: '2' }, B);
    world.carryOut({ cause: 'creation', desired: one });
    world.carryOut({ cause: 'update', physicalId: A, desired: moved, previous: one });
    world.carryOut({ cause: 'rollback', physicalId: B, desired: one, previous: moved });
    world.carryOut({ cause: 'rolled-back creation', physicalId: B, previous: moved });
    expect([world.tagsOf(A), world.tagsOf(B)]).toEqual([{ ...FOREIGN, x: '1', y: '1' }, FOREIGN]);
  });

  // An update that fails keeps the first id, so no deletion comes for the second: the rollback is the only event that tells of it.
  test.each([0, 1, 2])('fails after %i actions on the way to another rule is as before', actions => {
    const world = rules(FOREIGN, FOREIGN);
    const moved = spec({ x: '2', w: '1' }, B);
    world.carryOut({ cause: 'creation', desired: one });
    world.carryOut({ cause: 'update', physicalId: A, desired: moved, previous: one }, actions);
    world.carryOut({ cause: 'rollback', physicalId: A, desired: one, previous: moved });
    expect([world.tagsOf(A), world.tagsOf(B)]).toEqual([{ ...FOREIGN, x: '1', y: '1' }, FOREIGN]);
  });
});
