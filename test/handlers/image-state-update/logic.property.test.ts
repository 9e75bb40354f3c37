import fc from 'fast-check';
import { A, absent, actionsIn, ami, B, begun, Case, DAY, IMAGE, iso, MINUTE, NEXT, NOW, observed, open, plan, recordOnly, resources, scheduled, spec, X, Y, Z } from './cases';
import type { Cause } from '../../../lib/cloudformation/event';
import type { StateAction, UpdateAction } from '../../../lib/handlers/image-state-update/actions';
import { ObservedState, ObservedStateAmi, stateRead } from '../../../lib/handlers/image-state-update/observed';
import { nameOf } from '../../../lib/handlers/images/observed';
import { idOf } from '../../../lib/model/sharing/principals';
import type { ImageStateUpdateSpec } from '../../../lib/model/state/image-state-update-contract';
import { principals } from '../../support/principals';

// Whatever is there, and whatever is declared.

/** A look at what is young comes soon, so there are some until it is old. */
const MOST_LOOKS = 25;

const TARGETS = ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'] as const;
const DATES = [NOW - DAY, NOW + 30_000, NOW + DAY, NOW + 2 * DAY];
const EXCLUSIONS = [undefined, { amis: { isPublic: true } }, { amis: { regions: ['us-east-1'] } }];

const aSpec: fc.Arbitrary<ImageStateUpdateSpec> = fc.record({
  state: fc.constantFrom(...TARGETS),
  image: fc.constantFrom(IMAGE, IMAGE, IMAGE, NEXT),
  updateAt: fc.option(fc.constantFrom(...DATES)),
  withAmis: fc.boolean(),
  exclusionRules: fc.constantFrom(...EXCLUSIONS),
  sharedWith: fc.option(fc.subarray(principals(X, Y)), { nil: undefined }),
  onRemoval: fc.constantFrom('LEAVE', 'MAKE_AVAILABLE'),
}).map(({ state, updateAt, withAmis, exclusionRules, ...others }) => {
  const asked = { ...others, ...state === 'DEPRECATED' && updateAt !== null && { updateAt: iso(updateAt) } };
  return withAmis || state === 'DELETED' ? spec(state, { ...asked, ...exclusionRules && { exclusionRules } }) : recordOnly(state, asked);
});

const CAUSES: readonly Cause[] = ['creation', 'update', 'rollback', 'removal', 'rolled-back creation', 'stack deletion', 'unknown'];

const asked = { cause: fc.constantFrom(...CAUSES), isUpdate: fc.boolean(), desired: aSpec, previous: fc.option(aSpec, { nil: undefined }) };

const aCase: fc.Arbitrary<Case> = fc.record(asked).map(({ cause, isUpdate, desired, previous }) => {
  switch (cause) {
    case 'creation': return { cause, desired };
    case 'update':
    case 'rollback': return { cause, desired, previous };
    case 'unknown': return isUpdate ? { cause, desired, previous } : { cause, previous };
    default: return { cause, previous };
  }
});

const anAmi = (id: string) => fc.record({
  state: fc.constantFrom<ObservedStateAmi['state']>('available', 'available', 'disabled', 'gone', 'foreign', 'pending'),
  deprecationTime: fc.option(fc.constantFrom(...DATES), { nil: undefined }),
  isPublic: fc.boolean(),
  region: fc.constantFrom('eu-west-1', 'us-east-1'),
  launch: fc.option(fc.subarray([X, Y, Z]), { nil: undefined }),
}).map(({ launch, ...it }) => ami(id, 'AVAILABLE', { ...it, ...it.state === 'available' && launch && { launch } }));

const amis = fc.tuple(anAmi(A), anAmi(B));

const anOpen = fc.record({
  status: fc.constantFrom('IN_PROGRESS', 'PENDING', 'CANCELLING'),
  startedAt: fc.constantFrom(undefined, NOW, NOW - MINUTE, NOW - DAY),
  action: fc.constantFrom(undefined, 'AVAILABLE', 'DEPRECATE', 'DISABLE', 'DELETE'),
}).map(it => open(it as Parameters<typeof open>[0]));

const aFinished = fc.tuple(fc.constantFrom('AVAILABLE', 'DEPRECATED', 'DISABLED'), amis, fc.option(anOpen))
  .map(([state, all, it]) => observed(state, { amis: all, open: it ? [it] : [] }));
const aScheduled = fc.tuple(fc.constantFrom(...DATES.slice(1)), amis, fc.constantFrom('IN_PROGRESS' as const, 'PENDING' as const))
  .map(([at, all, status]) => scheduled(at, { amis: all, open: [open({ status })] }));

/** What may be there before this event began anything. */
const there: fc.Arbitrary<ObservedState> = fc.oneof(
  { weight: 6, arbitrary: aFinished },
  { weight: 2, arbitrary: aScheduled },
  { weight: 1, arbitrary: fc.constantFrom('FAILED', 'BUILDING', 'DELETED', 'ARCHIVED').map(state => observed(state, { amis: [] })) },
  { weight: 1, arbitrary: fc.constant(absent) },
);

/** A step of this event, however it is. */
const aStep = fc.tuple(
  fc.constantFrom(...TARGETS), fc.constantFrom('AT_ONCE', 'IN_PROGRESS', 'PENDING', 'CANCELLING', 'CANCELLED', 'SUCCESS', 'FAILED', 'GONE'),
  fc.constantFrom(NOW, NOW - MINUTE, NOW - DAY), fc.constantFrom(undefined, resources(), resources('SKIPPED', 'it is public'), resources('FAILED', 'not you')),
).map(([target, status, startedAt, ended]) => begun(target, status as Parameters<typeof begun>[1], { startedAt, ...ended && { resources: ended } }));

/** What may be there, whatever this event began. */
const anything = fc.oneof(there, fc.tuple(there, aStep, fc.boolean()).map(([it, step, isSecond]): ObservedState => ({
  ...it, begun: [...isSecond ? [begun('AVAILABLE', 'SUCCESS', { step: 'between', resources: resources() })] : [], step],
})));

const planned = (it: Case, now: ObservedState, taken: readonly StateAction[] = []) => {
  const result = plan(it, now, taken);
  return { result, acts: 'act' in result ? result.act.flatMap(actionsIn) : [] };
};

test('nothing is deleted but by a deployment that says so of this image', () => {
  fc.assert(fc.property(aCase, anything, (it, now) => {
    const deletions = planned(it, now).acts.filter(action => 'target' in action && action.target === 'DELETED');
    if (it.desired?.state !== 'DELETED' || (it.cause !== 'creation' && it.cause !== 'update')) {
      expect(deletions).toEqual([]);
    }
    deletions.forEach(action => expect(action).toMatchObject({ on: it.desired!.image, irreversible: true }));
  }), { numRuns: 500 });
});

test('nothing is done to an image that the event does not name, or for an event that did nothing', () => {
  fc.assert(fc.property(aCase, anything, (it, now) => {
    const named = (it.desired ?? it.previous)?.image;
    planned(it, now).acts.filter(action => 'step' in action).forEach(({ on }) => expect(on).toBe(named));
    expect(plan({ ...it, physicalId: 'none-request' }, now)).toEqual({ done: true, notes: ['nothing was made: nothing to take back'] });
  }), { numRuns: 500 });
});

test('a rollback and a removal wait for no build, refuse nothing, and fail only by what they began', () => {
  fc.assert(fc.property(aCase, anything, (it, now) => {
    fc.pre(it.cause !== 'creation' && it.cause !== 'update');
    const { result } = planned(it, now);
    if ('waitFor' in result) {
      expect(result.waitFor).toMatch(/^(?:execution lce-\S+ to end|ami-\S+ in \S+ to be seen as available)/);
      expect(result.seconds).toBeGreaterThanOrEqual(2);
      expect(result.seconds).toBeLessThanOrEqual(30);
    }
    expect(result).not.toHaveProperty('refuse');
    if ('fail' in result) {
      expect(now.begun).not.toEqual([]);
    }
  }), { numRuns: 500 });
});

test('what is disabled with undeclared permissions tells of each before', () => {
  fc.assert(fc.property(aCase, there, (it, now) => {
    for (const action of planned(it, now).acts) {
      if ('target' in action && action.target === 'DISABLED' && action.includeResources?.amis) {
        const lost = now.amis.flatMap(each => (each.launch ?? []).map(idOf).filter(who => !it.desired!.sharedWith?.map(idOf).includes(who)).map(who => `${nameOf(each)} ${who}`));
        expect((action.loses ?? []).flatMap(text => {
          const [name, all] = text.split(' by ');
          return all.split(', ').map(who => `${name} ${who}`);
        })).toEqual(lost);
      }
    }
  }), { numRuns: 500 });
});

describe('carried out', () => {
  /** What an action leads to. What is begun is through at once, unless it is scheduled. */
  function after(action: StateAction, now: ObservedState): ObservedState {
    switch (action.action) {
      case 'cancel the execution': {
        const { deprecationTime: _, ...record } = now.record!;
        return { ...now, record, open: now.open.filter(({ id }) => id !== action.on) };
      }
      case 'take the deprecation time back':
        return { ...now, amis: now.amis.map(it => (nameOf(it) === action.on ? { ...it, deprecationTime: undefined } : it)) };
      case 'share again':
        return { ...now, amis: now.amis.map(it => (nameOf(it) === action.on ? { ...it, launch: [...it.launch ?? [], ...action.launch] } : it)) };
      default:
        return updated(action, now);
    }
  }

  function updated({ target, step, updateAt, includeResources, exclusionRules }: UpdateAction, now: ObservedState): ObservedState {
    expect(now.open).toEqual([]);
    const at = updateAt === undefined ? undefined : Date.parse(updateAt);
    const isLater = at !== undefined;
    const { isPublic = false, regions = [] } = exclusionRules?.amis ?? {};
    const isIncluded = (it: ObservedStateAmi) => includeResources?.amis === true && (it.state === 'available' || it.state === 'disabled');
    const isExcluded = (it: ObservedStateAmi) => (isPublic && it.isPublic) || regions.includes(it.region);
    const ended = now.amis.filter(isIncluded).map(it =>
      ({ kind: 'AMI' as const, id: it.imageId, region: it.region, status: isExcluded(it) ? 'SKIPPED' : 'SUCCESS' }));
    const kept = target === 'DELETED' && ended.some(({ status }) => status === 'SKIPPED');
    const changed = now.amis.map((it): ObservedStateAmi => {
      if (!isIncluded(it) || isExcluded(it)) {
        return it;
      }
      const { deprecationTime: _, launch, ...others } = it;
      switch (target) {
        case 'AVAILABLE': return { ...others, state: 'available', launch: it.state === 'disabled' ? [] : launch };
        case 'DEPRECATED': return { ...it, deprecationTime: at ?? now.now };
        case 'DISABLED': return { ...it, state: 'disabled', launch: [] };
        default: return { ...it, state: 'gone' };
      }
    });
    const execution = isLater || includeResources ? { id: `lce-of-${step}`, status: isLater ? 'IN_PROGRESS' as const : 'SUCCESS' as const, startedAt: now.now } : undefined;
    const record = isLater ? { ...now.record!, deprecationTime: at } : kept ? now.record : target === 'DELETED' ? undefined : { state: target, isOfContainers: false };
    return {
      ...now,
      record,
      amis: changed,
      open: isLater ? [execution!] : [],
      begun: [...now.begun, { step, target, ...execution && { execution }, ...execution && !isLater && { resources: ended } }],
    };
  }

  /** Lets time go by, in which a build ends, and what somebody else began is through without any effect. */
  const later = (seconds: number, now: ObservedState): ObservedState => ({
    ...now,
    ...now.record?.state === 'BUILDING' && { record: { state: 'AVAILABLE', isOfContainers: false } },
    now: now.now + seconds * 1_000,
    open: now.open.filter(({ status }) => status === 'PENDING'),
  });

  /** Goes on until nothing is left to do, from what is there, or from what a run that begins anew knows of it. */
  function carriedOut(it: Case, before: ObservedState, forgetsAfter = Infinity) {
    let now = before;
    let taken: StateAction[] = [];
    for (let look = 0; look < MOST_LOOKS; look++) {
      const { result, acts } = planned(it, now, taken);
      if (look === forgetsAfter) {
        taken = [];
        now = { ...now, begun: [], stateBefore: stateRead(now) };
      } else if ('waitFor' in result) {
        now = later(result.seconds, now);
      } else if ('act' in result) {
        expect(acts).not.toEqual([]);
        now = acts.reduce((so, action) => after(action, so), now);
        taken.push(...acts);
      } else {
        return { result, now };
      }
    }
    throw new Error('it does not end');
  }

  const isAtDate = ({ state, updateAt }: ImageStateUpdateSpec, now: ObservedState) => state === 'DEPRECATED' && updateAt !== undefined
    && now.record?.state === 'AVAILABLE' && now.open.length === 1 && Math.abs((now.record.deprecationTime ?? 0) - Date.parse(updateAt)) <= 90_000;

  test('every event ends', () => {
    fc.assert(fc.property(aCase, there, fc.nat(4), (it, before, forgetsAfter) => {
      carriedOut(it, before);
      carriedOut(it, before, forgetsAfter);
    }), { numRuns: 500 });
  });

  test('a creation ends with the image as declared, with a note, or with a refusal, and a second look finds nothing to do', () => {
    fc.assert(fc.property(aSpec, there, (desired, before) => {
      const { result, now } = carriedOut({ desired }, before);
      if ('done' in result && result.notes!.length === 0) {
        expect(stateRead(now)).toBe(desired.state);
        if (desired.includeResources?.amis && desired.state === 'DISABLED' && !desired.exclusionRules) {
          expect(now.amis.map(({ state }) => state)).not.toContain('available');
        }
      }
      // An AMI that was disabled by itself stays so when its image is deprecated.
      const isAsRecord = stateRead(before) === 'DISABLED' || before.amis.every(({ state }) => state !== 'disabled');
      if (isAsRecord && 'done' in result && (stateRead(now) === desired.state || isAtDate(desired, now))) {
        const again = plan({ cause: 'update', desired, previous: desired }, { ...now, begun: [] });
        expect(again).toHaveProperty('done', true);
      }
    }), { numRuns: 500 });
  });

  test('an update that fails is rolled back to what was declared before', () => {
    fc.assert(fc.property(aSpec, aSpec, there, fc.integer({ min: 1, max: 4 }), (one, other, before, most) => {
      const [previous, desired] = [{ ...one, image: IMAGE }, { ...other, image: IMAGE }];
      const deployed = carriedOut({ desired: previous }, { ...before, open: [] });
      fc.pre('done' in deployed.result && (stateRead(deployed.now) === previous.state || isAtDate(previous, deployed.now)) && previous.state !== 'DELETED');
      let now: ObservedState = { ...deployed.now, begun: [] };
      const taken: StateAction[] = [];
      for (let look = 0; look < most; look++) {
        const { acts } = planned({ cause: 'update', desired, previous }, now, taken);
        now = acts.reduce((so, action) => after(action, so), now);
        taken.push(...acts);
      }
      const back = carriedOut({ cause: 'rollback', desired: previous, previous: desired }, { ...now, begun: [] });
      expect(back.result).toHaveProperty('done', true);
      if (now.record !== undefined) {
        expect(stateRead(back.now) === previous.state || isAtDate(previous, back.now)).toBe(true);
        // Whom the policies of the app let launch, may.
        if (previous.includeResources?.amis && previous.state !== 'DISABLED') {
          back.now.amis.filter(it => it.state === 'available' && it.launch).forEach(it => expect(it.launch).toEqual(expect.arrayContaining([...previous.sharedWith ?? []])));
        }
      }
    }), { numRuns: 500 });
  });
});
