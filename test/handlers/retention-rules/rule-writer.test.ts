import { calls, clientOfHandler, fromNowOn } from './in-recycle-bin';
import { run, time } from './port-time';
import { drop, lock as locking, mark, rule, tag as tagging, unlock as unlocking, unmark, untag as untagging, update as updating, WE } from './rules';
import { sleep } from '../../../lib/engine/clock';
import { OutOfTime } from '../../../lib/engine/retry';
import type { ChangeAction } from '../../../lib/handlers/retention-rules/actions';
import { RuleReader } from '../../../lib/handlers/retention-rules/rule-reader';
import { RuleWriter, SETTLING } from '../../../lib/handlers/retention-rules/rule-writer';
import { UNLOCKED_BY } from '../../../lib/model/retention/rule-lock-contract';
import { cut, Disturbance, failing, killed, meanwhile, throttled } from '../../../local-aws/src/disturbances';
import {
  arnOf, aws, byHand, clock, CONFLICT, days, delay, get, HOME, idOf, INVALID, lock, lockedFor, NOT_FOUND, QUOTA, remove, startAnew, tags, tagsOf,
  unlock, whole,
} from '../../../local-aws/src/recycle-bin-client';
import type { RecycleBinOptions } from '../../../local-aws/src/services/recycle-bin';
import type { Run } from '../../../local-aws/src/sessions';

jest.mock('../../../lib/engine/clock');

const writerWith = (client = clientOfHandler()) => new RuleWriter(client, new RuleReader(client));
const apply = (action: ChangeAction) => writerWith().apply(action, run);

// What is done to the rule of an id.

const of = (id: string) => rule({ id });
const lockFor = (id: string, unlockDelayDays = 7) => locking(of(id), unlockDelayDays, 'update');

/** How a rule with a delay of 7 days gets into a state. */
const STATES = {
  never: () => idOf(),
  locked: () => lockedFor(7),
  pending: async () => {
    const id = await lockedFor(7);
    await unlock(id);
    clock.advance({ days: 3 });
    return id;
  },
  unlocked: async () => {
    const id = await STATES.pending();
    clock.advance({ days: 4 });
    return id;
  },
};

type State = keyof typeof STATES;

const stateOf = async (id: string) => {
  const { LockState, LockEndTime, LockConfiguration } = await get(id);
  return [LockState, LockConfiguration?.UnlockDelay?.UnlockDelayValue, LockEndTime?.toISOString()];
};

/** The answers of Recycle Bin where no documentation says what they are. */
const MODES: RecycleBinOptions[] = [false, true].map(carriesOutWhatIsUndocumented => ({ carriesOutWhatIsUndocumented }));
const END = '2026-01-08T00:00:00.000Z';

describe.each(MODES)('with %j', options => {
  const { carriesOutWhatIsUndocumented: lenient } = options;

  beforeEach(() => startAnew(options));

  test.each<[State, string[]]>([
    ['never', ['LockRule']],
    ['locked', lenient ? ['LockRule'] : ['LockRule: ConflictException', 'GetRule', 'ListTagsForResource']],
    ['pending', ['LockRule']],
    ['unlocked', ['LockRule']],
  ])('LockRule of a rule that is %s locks it, or finds it locked', async (state, asked) => {
    const id = await STATES[state]();
    fromNowOn();
    await apply(lockFor(id));
    expect(calls()).toEqual(asked);
    expect(await stateOf(id)).toEqual(['locked', 7, undefined]);
  });

  test.each<[State, 'done' | object, unknown[]]>([
    ['never', 'done', ['locked', 30, undefined]],
    ['unlocked', 'done', ['locked', 30, undefined]],
    ['locked', { ...CONFLICT, message: 'The unlock delay of a locked rule cannot be changed.' }, ['locked', 7, undefined]],
    // The plan asks for neither: only who locks meanwhile brings it about.
    ['pending', lenient ? 'done' : { ...CONFLICT, message: 'The retention rule is pending_unlock.' }, lenient ? ['locked', 30, undefined] : ['pending_unlock', 7, END]],
  ])('LockRule of a rule that is %s with another delay is never taken for done if it is not', async (state, outcome, then) => {
    const id = await STATES[state]();
    const applied = apply(lockFor(id, 30));
    await (outcome === 'done' ? expect(applied).resolves.toBeUndefined() : expect(applied).rejects.toMatchObject(outcome));
    expect(await stateOf(id)).toEqual(then);
  });

  test.each<[State, string[], unknown[]]>([
    ['locked', ['UnlockRule'], ['pending_unlock', 7, END]],
    ['pending', lenient ? ['UnlockRule'] : ['UnlockRule: ConflictException', 'GetRule', 'ListTagsForResource'], ['pending_unlock', 7, END]],
    ['unlocked', lenient ? ['UnlockRule'] : ['UnlockRule: ConflictException', 'GetRule', 'ListTagsForResource'], ['unlocked', 7, undefined]],
    ['never', lenient ? ['UnlockRule'] : ['UnlockRule: ConflictException', 'GetRule', 'ListTagsForResource'], [undefined, undefined, undefined]],
  ])('UnlockRule of a rule that is %s unlocks it, or finds it unlocked', async (state, asked, then) => {
    const id = await STATES[state]();
    fromNowOn();
    await apply(unlocking(of(id)));
    expect(calls()).toEqual(asked);
    expect(await stateOf(id)).toEqual(then);
  });

  test.each([
    ['LockRule', 'pending', (id: string) => lockFor(id, 30)], ['UnlockRule', 'locked', (id: string) => unlocking(of(id))],
  ] as const)('%s that is refused as a conflict, although the rule is %s, is a failure', async (operation, state, action) => {
    const id = await STATES[state]();
    const before = await stateOf(id);
    aws.disturbances.plan(operation, failing('ConflictException', 'not now', { Reason: 'INVALID_RULE_STATE' }));
    await expect(apply(action(id))).rejects.toMatchObject({ ...CONFLICT, message: 'not now' });
    expect(await stateOf(id)).toEqual(before);
  });

  test.each<[string, (id: string) => ChangeAction, State, (id: string) => Promise<unknown>, unknown[]]>([
    ['LockRule', lockFor, 'never', id => lock(id, 7), ['locked', 7, undefined]],
    ['UnlockRule', id => unlocking(of(id)), 'locked', unlock, ['pending_unlock', 7, END]],
  ])('%s that another delivery of the event did just before is done', async (operation, action, state, other, then) => {
    const id = await STATES[state]();
    aws.disturbances.plan(operation, meanwhile(() => other(id)));
    await apply(action(id));
    expect(await stateOf(id)).toEqual(then);
  });

  test.each<[string, (id: string) => ChangeAction, State, unknown[]]>([
    ['LockRule', lockFor, 'never', ['locked', 7, undefined]],
    ['LockRule', lockFor, 'pending', ['locked', 7, undefined]],
    ['UnlockRule', id => unlocking(of(id)), 'locked', ['pending_unlock', 7, END]],
  ])('%s whose answer is lost is not done twice', async (operation, action, state, then) => {
    const id = await STATES[state]();
    fromNowOn();
    aws.disturbances.plan(operation, cut('after'));
    await apply(action(id));
    expect(calls()).toEqual(lenient ? [operation, operation] : [operation, `${operation}: ConflictException`, 'GetRule', 'ListTagsForResource']);
    expect(await stateOf(id)).toEqual(then);
  });
});

describe('a change that a lock forbids', () => {
  test.each<[State, ChangeAction['action'], (id: string) => ChangeAction]>((['locked', 'pending'] as const).flatMap(state => [
    [state, 'UpdateRule', id => updating(of(id), 14, 'new')], [state, 'DeleteRule', id => drop(of(id))],
  ]))('is not sent: the rule is %s, and %s would ring alarms', async (state, _, action) => {
    const id = await STATES[state]();
    const before = await whole(get(id));
    fromNowOn();
    await apply(action(id));
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource']);
    expect(await whole(get(id))).toEqual(before);
  });

  test.each<[ChangeAction['action'], (id: string) => ChangeAction]>([
    ['UpdateRule', id => updating(of(id), 14, 'new')], ['DeleteRule', id => drop(of(id))],
  ])('is not sent by %s if somebody locked the rule while the call was throttled', async (operation, action) => {
    const id = await idOf();
    aws.disturbances.plan(operation, throttled);
    jest.mocked(sleep).mockImplementation(async () => {
      await lock(id, 7);
    });
    fromNowOn();
    await apply(action(id));
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource', `${operation}: ThrottlingException`, 'LockRule', 'GetRule', 'ListTagsForResource']);
    expect(await get(id)).toMatchObject({ LockState: 'locked', RetentionPeriod: days(30) });
  });

  test.each<[ChangeAction['action'], (id: string) => ChangeAction]>([
    ['UpdateRule', id => updating(of(id), 14, 'new')], ['DeleteRule', id => drop(of(id))],
  ])('is refused if somebody locked the rule just before %s', async (operation, action) => {
    const id = await idOf();
    aws.disturbances.plan(operation, meanwhile(() => lock(id, 7)));
    await expect(apply(action(id))).rejects.toMatchObject({ ...CONFLICT, message: 'The retention rule is locked and cannot be modified or deleted.' });
    expect(await get(id)).toMatchObject({ RetentionPeriod: days(30) });
  });
});

describe('a rule that is not protected', () => {
  test.each<State>(['never', 'unlocked'])('is changed, and nothing else of it (%s locked)', async state => {
    const id = await STATES[state]();
    const before = await whole(get(id));
    fromNowOn();
    await apply(updating(of(id), 14, 'new'));
    expect(aws.calls.map(({ operation, input }) => [operation, input]).slice(2)).toEqual([
      ['UpdateRule', { Identifier: id, RetentionPeriod: days(14), Description: 'new' }],
    ]);
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource', 'UpdateRule']);
    expect(await whole(get(id))).toEqual({ ...before, RetentionPeriod: days(14), Description: 'new' });
  });

  test('loses its description', async () => {
    const id = await idOf({ Description: 'old' });
    await apply(updating(of(id), 30, ''));
    expect((await get(id)).Description ?? '').toBe('');
  });

  test.each<State>(['never', 'unlocked'])('is deleted (%s locked)', async state => {
    const id = await STATES[state]();
    fromNowOn();
    await apply(drop(of(id)));
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource', 'DeleteRule']);
    await expect(get(id)).rejects.toMatchObject(NOT_FOUND);
  });
});

describe('tags', () => {
  test.each<State>(['never', 'locked', 'pending', 'unlocked'])('are put on and taken off a rule that is %s', async state => {
    const id = await STATES[state]();
    fromNowOn();
    await apply(tagging(of(id), { a: '1', b: '' }));
    await apply(tagging(of(id), { a: '2', c: '3' }));
    expect(await tags(id)).toEqual([{ Key: 'b', Value: '' }, { Key: 'a', Value: '2' }, { Key: 'c', Value: '3' }]);
    await apply(untagging(of(id), 'a', 'b', 'not there'));
    expect(await tags(id)).toEqual([{ Key: 'c', Value: '3' }]);
    expect(calls().filter(call => !call.startsWith('List'))).toEqual(['TagResource', 'TagResource', 'UntagResource']);
  });

  test('can be called as what every object has, and as nothing that a path can hold', async () => {
    const id = await idOf();
    const odd = [['__proto__', '1'], ['constructor', '2'], ['a b/c:d=e+f@g', '\u00e9']] as const;
    await apply(tagging(of(id), Object.fromEntries(odd)));
    expect(await tags(id)).toEqual(odd.map(([Key, Value]) => ({ Key, Value })));
    await apply(untagging(of(id), ...odd.map(([key]) => key)));
    expect(await tags(id)).toEqual([]);
  });

  test('that are the library\'s own are as all others', async () => {
    const id = await lockedFor(7);
    await apply(mark(of(id)));
    expect(await tags(id)).toEqual([{ Key: UNLOCKED_BY, Value: WE }]);
    await apply(unmark(of(id)));
    expect(await tags(id)).toEqual([]);
  });

  test('that are too many are refused', async () => {
    const id = await idOf({ Tags: tagsOf(50) });
    await expect(apply(mark(of(id)))).rejects.toMatchObject(QUOTA);
  });
});

describe('a change of a rule', () => {
  test('has ten seconds before a lock can follow: another delivery may be about to make it as well', async () => {
    await apply(updating(of(await idOf()), 14, ''));
    expect(time.pauses).toEqual([10_000]);
  });

  test('that another delivery has made is not made again', async () => {
    const id = await idOf();
    await apply(updating(of(id), 14, 'AMIs'));
    fromNowOn();
    await apply(updating(of(id), 14, 'AMIs'));
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource']);
  });
});

test.each<[ChangeAction['action'], State, (id: string) => ChangeAction, (id: string) => Promise<unknown>]>([
  ['LockRule', 'never', lockFor, id => lock(id, 7)], ['UnlockRule', 'locked', id => unlocking(of(id)), unlock],
])('%s that another delivery has done is done, although reads lag behind it', async (operation, state, action, other) => {
  const id = await STATES[state]();
  aws.lag.reads = 2;
  await other(id);
  fromNowOn();
  await apply(action(id));
  expect(calls()).toEqual([`${operation}: ConflictException`, 'GetRule', 'ListTagsForResource', 'GetRule', 'ListTagsForResource']);
  expect(time.pauses).toEqual([2_000]);
});

describe('a rule that is gone', () => {
  const deleted = async () => {
    const id = await idOf();
    await remove(id);
    fromNowOn();
    return id;
  };

  test.each<[ChangeAction['action'], (id: string) => ChangeAction, string[]]>([
    ['DeleteRule', id => drop(of(id)), ['GetRule: ResourceNotFoundException']],
    // The plan that looks again tells what that means.
    ['UpdateRule', id => updating(of(id), 14, ''), ['GetRule: ResourceNotFoundException']],
    ['UntagResource', id => untagging(of(id), 'a'), ['UntagResource: ResourceNotFoundException']],
  ])('is no error to %s', async (_, action, asked) => {
    await apply(action(await deleted()));
    expect(calls()).toEqual(asked);
  });

  test.each<[ChangeAction['action'], (id: string) => ChangeAction]>([
    ['TagResource', id => tagging(of(id), { a: '1' })],
    ['LockRule', lockFor],
    ['UnlockRule', id => unlocking(of(id))],
  ])('fails %s', async (_, action) => {
    await expect(apply(action(await deleted()))).rejects.toMatchObject({ ...NOT_FOUND, message: 'The retention rule does not exist.' });
  });

  test('just before it is deleted is no error either, and just before it is changed it is one', async () => {
    const ids = [await idOf(), await idOf()];
    aws.disturbances.plan('DeleteRule', meanwhile(() => remove(ids[0])), { nth: 1 });
    await apply(drop(of(ids[0])));
    aws.disturbances.plan('UpdateRule', meanwhile(() => remove(ids[1])));
    await expect(apply(updating(of(ids[1]), 14, ''))).rejects.toMatchObject(NOT_FOUND);
  });

  test('between a conflict and the looks at it is a failure', async () => {
    const id = await STATES.locked();
    aws.disturbances.plan('GetRule', failing('ResourceNotFoundException', 'gone', { Reason: 'RULE_NOT_FOUND' }), { times: 5 });
    await expect(apply(lockFor(id))).rejects.toMatchObject(CONFLICT);
    expect(time.pauses).toEqual([2_000, 2_000, 2_000, 2_000]);
  });
});

describe.each<[RecycleBinOptions['refusesTagLevelLocksBy'] & string, object]>([
  ['ValidationException', INVALID], ['ConflictException', CONFLICT],
])('a rule with tags that is refused by a %s', (refusesTagLevelLocksBy, error) => {
  test.each(['ResourceTags', 'ExcludeResourceTags'])('is not locked: %s', async name => {
    await startAnew({ refusesTagLevelLocksBy });
    const { Identifier: id } = await byHand('POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), [name]: [{ ResourceTagKey: 'a' }] });
    await expect(apply(lockFor(id))).rejects.toMatchObject({ ...error, message: 'Only Region-level retention rules without exclusion tags can be locked.' });
    expect(await stateOf(id)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a call', () => {
  /** Each change, the rule that it is made to, and what it leaves there. */
  const CHANGES: [ChangeAction['action'], () => Promise<string>, (id: string) => ChangeAction, (id: string) => Promise<unknown>, unknown][] = [
    ['UpdateRule', STATES.never, id => updating(of(id), 14, 'new'), async id => [(await get(id)).RetentionPeriod, (await get(id)).Description], [days(14), 'new']],
    ['DeleteRule', STATES.never, id => drop(of(id)), id => get(id).catch((error: Error) => error.name), 'ResourceNotFoundException'],
    ['TagResource', STATES.never, id => tagging(of(id), { a: '1' }), tags, [{ Key: 'a', Value: '1' }]],
    ['UntagResource', () => idOf({ Tags: tagsOf(2) }), id => untagging(of(id), 'key-0'), tags, tagsOf(1, 1)],
    ['LockRule', STATES.never, lockFor, stateOf, ['locked', 7, undefined]],
    ['UnlockRule', STATES.locked, id => unlocking(of(id)), stateOf, ['pending_unlock', 7, END]],
  ];

  const PASSING: [string, Disturbance][] = [
    ['is throttled', throttled], ['fails inside of Recycle Bin', failing('InternalServerException', 'try again')],
    ['is cut before it takes effect', cut('before')], ['is cut after it took effect', cut('after')],
  ];

  test.each(CHANGES.flatMap(change => PASSING.map(([what, disturbance]) => [change[0], what, disturbance, change] as const)))(
    '%s that %s is made again', async (operation, _, disturbance, [, made, action, then, expected]) => {
      const id = await made();
      aws.disturbances.plan(operation, disturbance);
      await apply(action(id));
      expect(await then(id)).toEqual(expected);
      expect(time.pauses.filter(pause => pause < SETTLING)).toHaveLength(1);
    });

  test.each(CHANGES)('%s that may not be made is a failure, for the kernel to try again', async (operation, made, action) => {
    const id = await made();
    aws.disturbances.plan(operation, failing('AccessDeniedException', 'not you'));
    await expect(apply(action(id))).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not you' });
    expect(time.pauses).toEqual([]);
  });

  test.each(CHANGES)('%s that is throttled at the end of a run is left to the next', async (operation, made, action) => {
    const id = await made();
    aws.disturbances.plan(operation, throttled);
    run.left = 0;
    await expect(apply(action(id))).rejects.toThrow(OutOfTime);
  });

  test.each(CHANGES)('%s that fails for good is given up, and it is told how', async (operation, made, action) => {
    const id = await made();
    aws.disturbances.plan(operation, failing('InternalServerException', 'down'), { times: 9 });
    await expect(apply(action(id))).rejects.toMatchObject({ name: 'InternalServerException', message: 'down' });
    expect(calls().filter(call => call === `${operation}: InternalServerException`)).toHaveLength(9);
  });

  test('that is still throttled after a hundred times is made once more', async () => {
    const id = await idOf();
    aws.disturbances.plan('LockRule', throttled, { times: 100 });
    await apply(lockFor(id));
    expect(time.pauses).toHaveLength(100);
    expect(await stateOf(id)).toEqual(['locked', 7, undefined]);
  });

  test.each(CHANGES.flatMap(change => (['before', 'after'] as const).map(when => [change[0], when, change] as const)))(
    '%s by a function that is killed %s it takes effect is finished by the next', async (operation, when, [, made, action, then, expected]) => {
      const id = await made();
      const state = { killed: false };
      const killable: Run = {
        get killed() {
          return state.killed;
        },
        kill: () => {
          state.killed = true;
        },
      };
      const sessionToken = aws.sessions.begin({ account: HOME.account, role: `arn:aws:iam::${HOME.account}:role/handler`, run: killable });
      const client = clientOfHandler(aws.endpoint, sessionToken);
      aws.disturbances.plan(operation, killed(when));
      await expect(writerWith(client).apply(action(id), run)).rejects.toThrow('socket hang up');
      expect(state.killed).toBe(true);
      await apply(action(id));
      expect(await then(id)).toEqual(expected);
    });
});

test('a rule is locked with the delay that is asked for, on the wire', async () => {
  const id = await idOf();
  fromNowOn();
  await apply({ ...lockFor(id, 30), because: 'relock is set' } as ChangeAction);
  expect(aws.calls.map(({ operation, input }) => [operation, input])).toEqual([['LockRule', { Identifier: id, LockConfiguration: delay(30) }]]);
  expect(arnOf(id)).toBe(of(id).arn);
});
