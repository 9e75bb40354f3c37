import { GetRuleCommandOutput } from '@aws-sdk/client-rbin';
import fc from 'fast-check';
import {
  byHand, clock, CONFLICT, days, delay, get, idOf, INVALID, INVALID_BY_HAND, list, lock, lockedFor, NOT_FOUND, remove, seen, startAnew, tag, tags,
  unlock, untag, update, WEEK,
} from '../src/recycle-bin-client';
import { RecycleBinOptions } from '../src/services/recycle-bin';

type State = 'absent' | 'locked' | 'pending_unlock' | 'unlocked';

/** How a rule with a delay of 7 days gets into a state; one second before its lock ends, and at the very second. */
const REACHED: Record<State, () => Promise<string>> = {
  absent: () => idOf({ Description: 'as it was' }),
  locked: () => idOf({ Description: 'as it was', LockConfiguration: delay(7) }),
  pending_unlock: async () => {
    const id = await REACHED.locked();
    await unlock(id);
    clock.advance({ seconds: WEEK - 1 });
    return id;
  },
  unlocked: async () => {
    const id = await REACHED.pending_unlock();
    clock.advance({ seconds: 1 });
    return id;
  },
};

/** Into which state a step leads: `refused`, or in brackets what no documentation says, and the stand-in carries out only if told so. */
type Outcome = State | 'gone' | 'refused' | `(${State})`;

const STEPS: Record<string, { step: (id: string) => Promise<unknown>; from: Record<State, Outcome>; sets?: number }> = {
  'LockRule with the same delay': {
    step: id => lock(id, 7),
    from: { absent: 'locked', locked: '(locked)', pending_unlock: 'locked', unlocked: 'locked' },
    sets: 7,
  },
  'LockRule with another delay': {
    step: id => lock(id, 8),
    from: { absent: 'locked', locked: 'refused', pending_unlock: '(locked)', unlocked: 'locked' },
    sets: 8,
  },
  'UnlockRule': {
    step: unlock,
    from: { absent: '(absent)', locked: 'pending_unlock', pending_unlock: '(pending_unlock)', unlocked: '(unlocked)' },
  },
  'UpdateRule': {
    step: id => update(id, { Description: 'changed' }),
    from: { absent: 'absent', locked: 'refused', pending_unlock: 'refused', unlocked: 'unlocked' },
  },
  'UpdateRule of nothing': {
    step: id => update(id, {}),
    from: { absent: 'absent', locked: 'refused', pending_unlock: 'refused', unlocked: 'unlocked' },
  },
  'DeleteRule': {
    step: remove,
    from: { absent: 'gone', locked: 'refused', pending_unlock: 'refused', unlocked: 'gone' },
  },
  ...Object.fromEntries(Object.entries<(id: string) => Promise<unknown>>({
    TagResource: tag, UntagResource: id => untag(id, 'a'), GetRule: get, ListRules: () => list(), ListTagsForResource: tags,
  }).map(([name, step]) => [name, {
    step, from: { absent: 'absent', locked: 'locked', pending_unlock: 'pending_unlock', unlocked: 'unlocked' } as const,
  }])),
};

const CASES = Object.entries(STEPS).flatMap(([name, { step, from, sets }]) =>
  (Object.keys(from) as State[]).map(state => [name, state, from[state], step, sets] as const));

describe.each([false, true].flatMap(carriesOutWhatIsUndocumented => (['ValidationException', 'ConflictException'] as const)
  .map((refusesTagLevelLocksBy): Required<RecycleBinOptions> => ({ carriesOutWhatIsUndocumented, refusesTagLevelLocksBy }))))('a lock, with %j', options => {
  beforeEach(() => startAnew(options));

  test.each(CASES)('%s, when the state is %s: %s', async (_, state, outcome, step, sets) => {
    const id = await REACHED[state]();
    const before = await seen(id);
    const rule = await get(id);
    expect(rule.LockState).toBe(state === 'absent' ? undefined : state);

    const undocumented = /^\((.*)\)$/.exec(outcome)?.[1] as State | undefined;
    if (outcome === 'refused' || (undocumented && !options.carriesOutWhatIsUndocumented)) {
      await expect(step(id)).rejects.toMatchObject({ ...CONFLICT, message: expect.stringMatching(/\S/) });
      expect(await seen(id)).toEqual(before);
      return;
    }
    const answer = await step(id) as Partial<GetRuleCommandOutput>;
    if (outcome === 'gone') {
      await expect(get(id)).rejects.toMatchObject(NOT_FOUND);
      return;
    }
    const then = undocumented ?? outcome;
    const after = await get(id);
    expect(after.LockState).toBe(then === 'absent' ? undefined : then);
    expect(after.LockConfiguration).toEqual(sets ? delay(sets) : rule.LockConfiguration);
    // A delay that runs goes on as it was; one that begins takes all of its 7 days.
    expect(after.LockEndTime?.getTime()).toBe(then === 'pending_unlock'
      ? (clock.now() + (state === 'locked' ? WEEK : 1)) * 1000
      : undefined);
    if (answer.Identifier) {
      expect([answer.LockState, answer.LockEndTime]).toEqual([after.LockState, after.LockEndTime]);
    }
  });

  test('is shown from then on, in whichever state', async () => {
    const id = await idOf();
    expect(await get(id)).not.toHaveProperty('LockState');
    expect((await list()).Rules![0]).not.toHaveProperty('LockState');
    const shown: (string | undefined)[] = [];
    for (const step of [
      () => lock(id, 7), () => tag(id), () => unlock(id), () => untag(id, 'a'), () => clock.advance({ days: 7 }), () => update(id, { Description: '' }),
      () => clock.advance({ days: 10_000 }), () => lock(id, 30), () => unlock(id), () => clock.advance({ days: 30 }),
    ]) {
      await step();
      shown.push((await get(id)).LockState);
      expect((await list()).Rules![0].LockState).toBe(shown.at(-1));
    }
    expect(shown).toEqual([
      'locked', 'locked', 'pending_unlock', 'pending_unlock', 'unlocked', 'unlocked', 'unlocked', 'locked', 'pending_unlock', 'unlocked',
    ]);
  });

  test('that is put on again before it has ended has its whole delay again', async () => {
    const id = await lockedFor(7);
    const first = (await unlock(id)).LockEndTime!;
    clock.advance({ days: 6 });
    expect(await lock(id, 7)).toMatchObject({ LockState: 'locked' });
    expect(await get(id)).not.toHaveProperty('LockEndTime');
    clock.advance({ days: 100 });
    expect(await get(id)).toMatchObject({ LockState: 'locked' });
    const second = (await unlock(id)).LockEndTime!;
    expect(second.getTime() - first.getTime()).toBe(106 * 86_400_000);
    clock.advance({ seconds: WEEK - 1 });
    expect(await get(id)).toMatchObject({ LockState: 'pending_unlock', LockEndTime: second });
    await expect(remove(id)).rejects.toMatchObject(CONFLICT);
    clock.advance({ seconds: 1 });
    expect(await get(id)).toMatchObject({ LockState: 'unlocked' });
    await remove(id);
  });

  test('is put on with another delay once it has ended, and not while it is on', async () => {
    const id = await lockedFor(7);
    await expect(lock(id, 30)).rejects.toMatchObject({ ...CONFLICT, message: 'The unlock delay of a locked rule cannot be changed.' });
    await unlock(id);
    clock.advance({ days: 7 });
    await lock(id, 30);
    expect((await unlock(id)).LockEndTime).toEqual(new Date((clock.now() + 30 * 86_400) * 1000));
  });

  test('is not put on a rule with resource tags or exclusion tags', async () => {
    const byTags = await idOf({ ResourceTags: [{ ResourceTagKey: 'a', ResourceTagValue: 'b' }] });
    const { Identifier: byExclusion } = await byHand('POST', '/rules', {
      ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), ExcludeResourceTags: [{ ResourceTagKey: 'a' }],
    });
    for (const id of [byTags, byExclusion]) {
      const before = await seen(id);
      await expect(lock(id, 7)).rejects.toMatchObject({
        ...options.refusesTagLevelLocksBy === 'ConflictException' ? CONFLICT : INVALID,
        message: 'Only Region-level retention rules without exclusion tags can be locked.',
      });
      expect(await seen(id)).toEqual(before);
    }
  });

  test('is not created on such a rule: CreateRule has no conflicts', async () => {
    for (const it of ['ResourceTags', 'ExcludeResourceTags']) {
      expect(await byHand('POST', '/rules', {
        ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), LockConfiguration: delay(7), [it]: [{ ResourceTagKey: 'a' }],
      })).toStrictEqual({ ...INVALID_BY_HAND, Message: 'Only Region-level retention rules without exclusion tags can be locked.' });
    }
    expect((await list()).Rules).toEqual([]);
  });
});

describe('any sequence of steps', () => {
  type Step =
    | { readonly does: 'lock'; readonly delay: number }
    | { readonly does: 'unlock' | 'update' | 'delete' | 'tag' }
    | { readonly does: 'wait'; readonly seconds: number };

  const steps = fc.array(fc.oneof(
    fc.record({ does: fc.constant('lock' as const), delay: fc.constantFrom(7, 8, 30) }),
    fc.record({ does: fc.constant('unlock' as const) }),
    fc.record({ does: fc.constantFrom('update' as const, 'delete' as const, 'tag' as const) }),
    fc.record({ does: fc.constant('wait' as const), seconds: fc.constantFrom(1, WEEK - 1, WEEK, 30 * 86_400) }),
  ), { minLength: 1, maxLength: 15 });

  test('keeps what a lock promises', async () => {
    let refusals = 0;
    let ends = 0;
    const lockedOrNot = fc.option(fc.constantFrom(7, 30), { nil: undefined });
    await fc.assert(fc.asyncProperty(fc.boolean(), lockedOrNot, steps, async (lenient, lockedAtFirst, taken) => {
      await startAnew({ carriesOutWhatIsUndocumented: lenient });
      const id = await idOf(lockedAtFirst ? { LockConfiguration: delay(lockedAtFirst) } : {});
      for (const [index, it] of taken.entries()) {
        const before = await get(id);
        const tagsBefore = await tags(id);
        const { LockState: state } = before;
        const on = state === 'locked' || state === 'pending_unlock';
        const code = await outcomeOf(id, it, index);

        if (it.does === 'delete' && !on) {
          expect(code).toBe('done');
          await expect(get(id)).rejects.toMatchObject(NOT_FOUND);
          return;
        }
        const after = await get(id);
        expect('LockEndTime' in after).toBe(after.LockState === 'pending_unlock');
        expect(after.LockState !== undefined || state === undefined).toBe(true);
        if (code !== 'done') {
          refusals++;
          expect(code).toBe('ConflictException');
          expect({ ...after, $metadata: {} }).toEqual({ ...before, $metadata: {} });
          expect(await tags(id)).toEqual(tagsBefore);
        }
        if (it.does === 'update' || it.does === 'delete') {
          expect(code).toBe(on ? 'ConflictException' : 'done');
        } else if (it.does === 'tag') {
          expect(code).toBe('done');
        }
        if (state === 'locked') {
          expect(after.LockConfiguration).toEqual(before.LockConfiguration);
          expect(after.LockState).toBe(it.does === 'unlock' ? 'pending_unlock' : 'locked');
          expect(after.LockEndTime?.getTime()).toBe(it.does !== 'unlock' ? undefined
            : (clock.now() + before.LockConfiguration!.UnlockDelay!.UnlockDelayValue! * 86_400) * 1000);
        } else if (state === 'pending_unlock' && it.does === 'wait') {
          const over = clock.now() * 1000 >= before.LockEndTime!.getTime();
          ends += over ? 1 : 0;
          expect(after.LockState).toBe(over ? 'unlocked' : 'pending_unlock');
          expect(after.LockEndTime).toEqual(over ? undefined : before.LockEndTime);
        } else if (state === 'pending_unlock') {
          expect(after.LockState).toBe(it.does === 'lock' && code === 'done' ? 'locked' : 'pending_unlock');
          expect(after.LockEndTime).toEqual(after.LockState === 'locked' ? undefined : before.LockEndTime);
        } else {
          expect(after.LockState).toBe(it.does === 'lock' ? 'locked' : state);
        }
      }
    }), { numRuns: 100 });
    // The sequences go where it matters.
    expect(Math.min(refusals, ends)).toBeGreaterThan(0);
  }, 60_000);

  async function outcomeOf(id: string, it: Step, index: number): Promise<string> {
    try {
      switch (it.does) {
        case 'lock': await lock(id, it.delay); break;
        case 'unlock': await unlock(id); break;
        case 'update': await update(id, { Description: `changed ${index}`, RetentionPeriod: days(index + 1) }); break;
        case 'delete': await remove(id); break;
        case 'tag': await tag(id, [{ Key: 'step', Value: String(index) }]); break;
        case 'wait': clock.advance({ seconds: it.seconds }); break;
      }
      return 'done';
    } catch (refusal) {
      return (refusal as Error).name;
    }
  }
});
