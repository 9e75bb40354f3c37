import {
  CreateRuleCommand, CreateRuleCommandInput, DeleteRuleCommand, GetRuleCommand, GetRuleCommandOutput, ListRulesCommand, ListRulesCommandInput,
  ListTagsForResourceCommand, LockRuleCommand, RbinClient, TagResourceCommand, UnlockRuleCommand, UntagResourceCommand, UpdateRuleCommand,
  UpdateRuleCommandInput,
} from '@aws-sdk/client-rbin';
import fc from 'fast-check';
import { accessKeyOf, LocalAws } from './server';
import { recycleBin, RecycleBinOptions } from './services/recycle-bin';
import { Caller, Clock } from './world';

const HOME = { account: '111111111111', region: 'eu-west-1' };
const WEEK = 7 * 86_400;

let clock: Clock;
let aws: LocalAws;
let client: RbinClient;
let clients: RbinClient[] = [];

beforeEach(() => start());

afterEach(() => stop());

/** Begins a world, which has no rules. */
async function start(options?: RecycleBinOptions): Promise<void> {
  clock = new Clock();
  aws = await LocalAws.start([recycleBin(clock, options)]);
  client = clientOf(HOME);
}

/** Ends a world, in which the stand-in did nothing wrong. */
async function stop(): Promise<void> {
  clients.forEach(it => it.destroy());
  clients = [];
  await aws.stop();
  expect(aws.faults).toEqual([]);
}

/** Ends the world in favour of one that behaves otherwise where no documentation says how. */
async function startAnew(options: RecycleBinOptions): Promise<void> {
  await stop();
  await start(options);
}

/** A real client, which knows of the stand-in only where it listens. */
function clientOf({ account, region }: Caller): RbinClient {
  const made = new RbinClient({
    region, endpoint: aws.endpoint, maxAttempts: 1, credentials: { accessKeyId: accessKeyOf(account), secretAccessKey: 'none' },
  });
  clients.push(made);
  return made;
}

/** An answer with its status, and nothing else of what the client notes on it. */
async function whole<T extends { $metadata: { httpStatusCode?: number } }>(answer: Promise<T>) {
  const { $metadata: { httpStatusCode: status }, ...said } = await answer;
  return { status, ...said };
}

/** A request made by hand: the client drops what it does not know, and exclusion tags and volumes it does not know. */
async function byHand(method: string, path: string, body?: object) {
  const response = await fetch(`${aws.endpoint}${path}`, {
    method,
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyOf(HOME.account)}/20260101/${HOME.region}/rbin/aws4_request` },
    ...body ? { body: JSON.stringify(body) } : {},
  });
  const code = response.headers.get('x-amzn-errortype');
  return { status: response.status, ...code === null ? {} : { code }, ...JSON.parse(await response.text() || '{}') } as Record<string, any>;
}

const days = (value: number) => ({ RetentionPeriodValue: value, RetentionPeriodUnit: 'DAYS' }) as const;
const delay = (value: number) => ({ UnlockDelay: { UnlockDelayValue: value, UnlockDelayUnit: 'DAYS' } }) as const;
const arnOf = (id: string) => `arn:aws:rbin:eu-west-1:111111111111:rule/${id}`;
const tagsOf = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ Key: `key-${from + index}`, Value: 'value' }));

const create = (changes: Partial<CreateRuleCommandInput> = {}, by = client) =>
  by.send(new CreateRuleCommand({ ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), ...changes }));
const idOf = async (changes?: Partial<CreateRuleCommandInput>, by?: RbinClient) => (await create(changes, by)).Identifier!;
const lockedFor = (value: number) => idOf({ LockConfiguration: delay(value) });
const get = (id: string) => client.send(new GetRuleCommand({ Identifier: id }));
const list = (input: Partial<ListRulesCommandInput> = {}, by = client) => by.send(new ListRulesCommand({ ResourceType: 'EC2_IMAGE', ...input }));
const update = (id: string, changes: Partial<UpdateRuleCommandInput>) => client.send(new UpdateRuleCommand({ Identifier: id, ...changes }));
const remove = (id: string) => client.send(new DeleteRuleCommand({ Identifier: id }));
const lock = (id: string, value: number) => client.send(new LockRuleCommand({ Identifier: id, LockConfiguration: delay(value) }));
const unlock = (id: string) => client.send(new UnlockRuleCommand({ Identifier: id }));
const tag = (id: string, tags = [{ Key: 'a', Value: '1' }]) => client.send(new TagResourceCommand({ ResourceArn: arnOf(id), Tags: tags }));
const untag = (id: string, ...keys: string[]) => client.send(new UntagResourceCommand({ ResourceArn: arnOf(id), TagKeys: keys }));
const tags = async (id: string) => (await client.send(new ListTagsForResourceCommand({ ResourceArn: arnOf(id) }))).Tags;

/** Everything that can be seen of a rule. */
const seen = async (id: string) => [await whole(get(id)), await tags(id), (await list()).Rules!.find(it => it.Identifier === id)];

const error = (name: string, status: number, Reason: string) => ({ name, Reason, $metadata: { httpStatusCode: status } });
const CONFLICT = error('ConflictException', 409, 'INVALID_RULE_STATE');
const NOT_FOUND = error('ResourceNotFoundException', 404, 'RULE_NOT_FOUND');
const QUOTA = error('ServiceQuotaExceededException', 402, 'SERVICE_QUOTA_EXCEEDED');
const INVALID = error('ValidationException', 400, 'INVALID_PARAMETER_VALUE');
const INVALID_BY_HAND = { status: 400, code: 'ValidationException', Message: expect.any(String), Reason: 'INVALID_PARAMETER_VALUE' };

describe('the answer to', () => {
  const REGION_LEVEL = {
    Identifier: 'rule0000001', RuleArn: arnOf('rule0000001'), ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), Description: 'Golden images',
    Status: 'pending',
  };
  const made = (changes: Partial<CreateRuleCommandInput> = {}) => create({ Description: 'Golden images', ...changes });

  test('CreateRule', async () => {
    expect(await whole(made({ LockConfiguration: delay(7), Tags: tagsOf(1) })))
      .toStrictEqual({ status: 201, ...REGION_LEVEL, LockConfiguration: delay(7), LockState: 'locked', Tags: tagsOf(1) });
    expect(await whole(create({ ResourceTags: [{ ResourceTagKey: 'team', ResourceTagValue: 'platform' }] }))).toStrictEqual({
      status: 201,
      Identifier: 'rule0000002',
      RuleArn: arnOf('rule0000002'),
      ResourceType: 'EC2_IMAGE',
      RetentionPeriod: days(30),
      ResourceTags: [{ ResourceTagKey: 'team', ResourceTagValue: 'platform' }],
      Status: 'available',
    });
  });

  test('GetRule, which has no tags', async () => {
    await made({ Tags: tagsOf(1) });
    expect(await whole(get('rule0000001'))).toStrictEqual({ status: 200, ...REGION_LEVEL });
  });

  test('ListRules, which has no more than a summary', async () => {
    await made({ LockConfiguration: delay(7), Tags: tagsOf(1) });
    await create();
    expect(await whole(list())).toStrictEqual({
      status: 200,
      Rules: [
        {
          Identifier: 'rule0000001', RuleArn: arnOf('rule0000001'), RetentionPeriod: days(30), Description: 'Golden images', LockState: 'locked',
        },
        { Identifier: 'rule0000002', RuleArn: arnOf('rule0000002'), RetentionPeriod: days(30) },
      ],
    });
  });

  test('UpdateRule, which leaves what it does not name, and has no LockConfiguration', async () => {
    await made({ LockConfiguration: delay(7) });
    await unlock('rule0000001');
    clock.advance({ days: 7 });
    const available = { ...REGION_LEVEL, Status: 'available', LockState: 'unlocked' };
    expect(await whole(update('rule0000001', { RetentionPeriod: days(60) }))).toStrictEqual({ status: 200, ...available, RetentionPeriod: days(60) });
    expect(await whole(update('rule0000001', { Description: 'Other' })))
      .toStrictEqual({ status: 200, ...available, RetentionPeriod: days(60), Description: 'Other' });
    expect(await get('rule0000001')).toMatchObject({ LockConfiguration: delay(7), RetentionPeriod: days(60), Description: 'Other' });
  });

  test('DeleteRule', async () => {
    await made();
    expect(await whole(remove('rule0000001'))).toStrictEqual({ status: 204 });
    await expect(get('rule0000001')).rejects.toMatchObject(NOT_FOUND);
    expect((await list()).Rules).toEqual([]);
  });

  test('LockRule', async () => {
    await made();
    expect(await whole(lock('rule0000001', 30)))
      .toStrictEqual({ status: 200, ...REGION_LEVEL, LockConfiguration: delay(30), LockState: 'locked' });
  });

  test('UnlockRule', async () => {
    await made({ LockConfiguration: delay(30) });
    expect(await whole(unlock('rule0000001'))).toStrictEqual({
      status: 200,
      ...REGION_LEVEL,
      LockConfiguration: delay(30),
      LockState: 'pending_unlock',
      LockEndTime: new Date((clock.now() + 30 * 86_400) * 1000),
    });
  });

  test('TagResource, UntagResource and ListTagsForResource', async () => {
    await made({ Tags: [{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }] });
    expect(await whole(tag('rule0000001', [{ Key: 'a', Value: '3' }, { Key: 'c d/e', Value: '' }]))).toStrictEqual({ status: 201 });
    expect(await whole(untag('rule0000001', 'b', 'not there'))).toStrictEqual({ status: 204 });
    expect(await whole(client.send(new ListTagsForResourceCommand({ ResourceArn: arnOf('rule0000001') }))))
      .toStrictEqual({ status: 200, Tags: [{ Key: 'a', Value: '3' }, { Key: 'c d/e', Value: '' }] });
    await untag('rule0000001', 'a', 'c d/e');
    expect(await tags('rule0000001')).toEqual([]);
  });

  test('a call about exclusion tags and volumes, which the client does not know', async () => {
    const ExcludeResourceTags = [{ ResourceTagKey: 'keep', ResourceTagValue: 'no' }];
    const rule = {
      Identifier: 'rule0000001', RuleArn: arnOf('rule0000001'), ResourceType: 'EBS_VOLUME', RetentionPeriod: days(7), ExcludeResourceTags,
    };
    expect(await byHand('POST', '/rules', { ResourceType: 'EBS_VOLUME', RetentionPeriod: days(7), ExcludeResourceTags }))
      .toStrictEqual({ status: 201, ...rule, Status: 'pending' });
    expect(await byHand('GET', '/rules/rule0000001')).toStrictEqual({ status: 200, ...rule, Status: 'pending' });
    expect((await byHand('POST', '/list-rules', { ResourceType: 'EBS_VOLUME' })).Rules).toHaveLength(1);
    expect((await byHand('PATCH', '/rules/rule0000001', { ExcludeResourceTags: [] })).ExcludeResourceTags).toEqual([]);
    expect((await byHand('PATCH', '/rules/rule0000001/lock', { LockConfiguration: delay(7) })).LockState).toBe('locked');
    // Dates are seconds on the wire.
    expect((await byHand('PATCH', '/rules/rule0000001/unlock')).LockEndTime).toBe(clock.now() + WEEK);
  });

  test('any call about a rule that does not exist', async () => {
    const gone = await idOf();
    await remove(gone);
    for (const call of [
      get, (id: string) => update(id, {}), remove, (id: string) => lock(id, 7), unlock, (id: string) => tag(id), (id: string) => untag(id, 'a'), tags,
    ]) {
      await expect(call(gone)).rejects.toMatchObject({ ...NOT_FOUND, message: 'The retention rule does not exist.' });
    }
    expect(aws.calls.slice(2).map(call => call.error)).toEqual(Array(8).fill('ResourceNotFoundException'));
  });
});

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

describe('the status', () => {
  const statusOf = async (id: string) => (await get(id)).Status;

  test('of the first rule of an account is pending for 30 minutes, that of later ones is not', async () => {
    const first = await idOf();
    const second = await create();
    expect([await statusOf(first), second.Status]).toEqual(['pending', 'available']);
    expect(await update(first, { Description: 'x' })).toMatchObject({ Status: 'pending' });
    clock.advance({ seconds: 30 * 60 - 1 });
    expect(await statusOf(first)).toBe('pending');
    clock.advance({ seconds: 1 });
    expect(await statusOf(first)).toBe('available');
  });

  test('is each account\'s own, and a refused rule was none', async () => {
    await expect(create({ RetentionPeriod: days(366) })).rejects.toMatchObject(INVALID);
    expect(await create()).toMatchObject({ Status: 'pending' });
    expect(await create({}, clientOf({ ...HOME, region: 'us-east-1' }))).toMatchObject({ Status: 'available' });
    expect(await create({}, clientOf({ ...HOME, account: '222222222222' }))).toMatchObject({ Status: 'pending' });
  });
});

describe('the limits', () => {
  test.each([['EC2_IMAGE', 365], ['EBS_SNAPSHOT', 365], ['EBS_VOLUME', 7]])('%s is retained for 1 to %d days', async (ResourceType, most) => {
    const kept = (value: number) => byHand('POST', '/rules', { ResourceType, RetentionPeriod: days(value) });
    const { Identifier: id } = await kept(1);
    expect(await kept(most)).toMatchObject({ status: 201, RetentionPeriod: days(most) });
    expect(await kept(0)).toEqual(INVALID_BY_HAND);
    expect(await kept(most + 1)).toEqual({ ...INVALID_BY_HAND, Message: `${ResourceType} can be retained for at most ${most} days.` });
    expect(await byHand('PATCH', `/rules/${id}`, { RetentionPeriod: days(most + 1) })).toEqual(INVALID_BY_HAND);
    expect(await byHand('GET', `/rules/${id}`)).toMatchObject({ RetentionPeriod: days(1) });
  });

  test('250 rules in a Region', async () => {
    const [first] = await Promise.all(Array.from({ length: 250 }, () => idOf()));
    await expect(create({ ResourceType: 'EBS_SNAPSHOT' })).rejects.toMatchObject({ ...QUOTA, message: 'An account has at most 250 rules in a Region.' });
    for (const elsewhere of [{ ...HOME, account: '222222222222' }, { ...HOME, region: 'us-east-1' }]) {
      await create({}, clientOf(elsewhere));
    }
    await remove(first);
    await create();
    expect((await list()).Rules).toHaveLength(250);
  });

  test('50 tags on a rule', async () => {
    await expect(create({ Tags: tagsOf(51) })).rejects.toMatchObject({ ...QUOTA, message: 'A rule has at most 50 tags.' });
    const id = await idOf({ Tags: tagsOf(49) });
    await expect(tag(id, tagsOf(2, 49))).rejects.toMatchObject(QUOTA);
    expect(await tags(id)).toEqual(tagsOf(49));
    await tag(id, tagsOf(2, 48));
    expect(await tags(id)).toHaveLength(50);
    await untag(id, 'key-0');
    await tag(id, tagsOf(1, 50));
  });

  test('the same resource tag in 5 rules', async () => {
    const pair = (ResourceTagValue: string) => ({ ResourceTags: [{ ResourceTagKey: 'team', ResourceTagValue }] });
    const ids = await Promise.all(Array.from({ length: 5 }, () => idOf(pair('platform'))));
    await expect(create(pair('platform'))).rejects.toMatchObject({ ...QUOTA, message: 'The tag team is in 5 rules already.' });
    const other = await idOf(pair('data'));
    await expect(update(other, pair('platform'))).rejects.toMatchObject(QUOTA);
    expect(await get(other)).toMatchObject(pair('data'));
    // A rule does not stand in its own way, nor in that of another Region.
    await update(ids[0], { ...pair('platform'), Description: 'the same' });
    await tag(ids[0]);
    await create(pair('platform'), clientOf({ ...HOME, region: 'us-east-1' }));
    await update(ids[0], pair('data'));
    await update(other, pair('platform'));
  });

  test('resource tags or exclusion tags', async () => {
    const [ResourceTags, ExcludeResourceTags] = [[{ ResourceTagKey: 'a' }], [{ ResourceTagKey: 'b' }]];
    const rule = { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1) };
    const either = { ...INVALID_BY_HAND, Message: 'A rule has either resource tags or exclusion tags.' };
    expect(await byHand('POST', '/rules', { ...rule, ResourceTags, ExcludeResourceTags })).toEqual(either);
    const { Identifier: byTags } = await byHand('POST', '/rules', { ...rule, ResourceTags });
    expect(await byHand('PATCH', `/rules/${byTags}`, { ExcludeResourceTags })).toEqual(either);
    const { Identifier: byExclusion } = await byHand('POST', '/rules', { ...rule, ExcludeResourceTags });
    expect(await byHand('PATCH', `/rules/${byExclusion}`, { ResourceTags })).toEqual(either);
    expect(await byHand('GET', `/rules/${byExclusion}`)).not.toHaveProperty('ResourceTags');
  });

  test.each<[string, string, object, string]>([
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE' }, 'CreateRule.RetentionPeriod is missing'],
    ['POST', '/rules', { RetentionPeriod: days(1) }, 'CreateRule.ResourceType is missing'],
    ['POST', '/rules', { ResourceType: 'EC2_INSTANCE', RetentionPeriod: days(1) },
      'CreateRule.ResourceType must be one of EBS_SNAPSHOT, EC2_IMAGE, EBS_VOLUME'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: { RetentionPeriodValue: 1, RetentionPeriodUnit: 'HOURS' } },
      'CreateRule.RetentionPeriod.RetentionPeriodUnit must be one of DAYS'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), Description: 'a\tb' },
      'CreateRule.Description must match ^[\\S ]{0,255}$'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), LockConfiguration: delay(6) },
      'CreateRule.LockConfiguration.UnlockDelay.UnlockDelayValue is 6, less than 7'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), Tags: tagsOf(201) }, 'CreateRule.Tags has 201, more than 200'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), ExcludeResourceTags: Array(6).fill({ ResourceTagKey: 'a' }) },
      'CreateRule.ExcludeResourceTags has 6, more than 5'],
    ['POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(1), ResourceTags: Array(51).fill({ ResourceTagKey: 'a' }) },
      'CreateRule.ResourceTags has 51, more than 50'],
    ['PATCH', '/rules/rule0000001/lock', { LockConfiguration: delay(31) }, 'LockRule.LockConfiguration.UnlockDelay.UnlockDelayValue is 31, more than 30'],
    ['PATCH', '/rules/rule0000001/lock', {}, 'LockRule.LockConfiguration is missing'],
    ['PATCH', '/rules/rule0000001', { LockConfiguration: delay(7) }, 'UpdateRule.LockConfiguration is unknown'],
    ['PATCH', '/rules/rule0000001', { ResourceType: 'EC2_IMAGE' }, 'The resource type of a rule cannot be updated.'],
    ['DELETE', '/rules/short', {}, 'DeleteRule.Identifier must match [0-9a-zA-Z]{11}'],
    ['DELETE', `/tags/${encodeURIComponent(arnOf('rule0000001'))}`, {}, 'UntagResource.TagKeys is missing'],
    ['POST', `/tags/${encodeURIComponent(arnOf('short'))}`, { Tags: [] }, expect.stringMatching(/^TagResource\.ResourceArn must match \^arn:/)],
    ['POST', '/list-rules', {}, 'ListRules.ResourceType is missing'],
    ['POST', '/list-rules', { ResourceType: 'EC2_IMAGE', MaxResults: 1001 }, 'ListRules.MaxResults is 1001, more than 1000'],
    ['POST', '/list-rules', { ResourceType: 'EC2_IMAGE', LockState: 'null' }, 'ListRules.LockState must be one of locked, pending_unlock, unlocked'],
  ])('%s %s %j', async (method, path, body, Message) => {
    await create();
    expect(await byHand(method, path, body)).toStrictEqual({ ...INVALID_BY_HAND, Message });
    expect((await list()).Rules).toHaveLength(1);
  });
});

describe('ListRules', () => {
  const ids = ({ Rules: rules }: { Rules?: { Identifier?: string }[] }) => rules!.map(rule => rule.Identifier);

  test('answers a page at a time, which leaves out nothing when rules are deleted in between', async () => {
    const all: string[] = [];
    for (let index = 0; index < 5; index++) {
      all.push(await idOf());
      await create({ ResourceType: 'EBS_SNAPSHOT' });
    }
    const first = await list({ MaxResults: 2 });
    const second = await list({ MaxResults: 2, NextToken: first.NextToken });
    const third = await list({ MaxResults: 2, NextToken: second.NextToken });
    expect([first, second, third].map(ids)).toEqual([all.slice(0, 2), all.slice(2, 4), all.slice(4)]);
    expect(third).not.toHaveProperty('NextToken');
    expect(await list({ MaxResults: 5 })).not.toHaveProperty('NextToken');

    await Promise.all(all.slice(0, 2).map(remove));
    expect(ids(await list({ NextToken: first.NextToken }))).toEqual(all.slice(2));
  });

  test('takes no token that it did not return', async () => {
    await expect(list({ NextToken: 'abc' })).rejects.toMatchObject(error('ValidationException', 400, 'INVALID_PAGE_TOKEN'));
  });

  test('filters by the state of the lock, as it is then', async () => {
    const never = await idOf();
    const [locked, unlocking] = [await lockedFor(7), await lockedFor(7)];
    await unlock(unlocking);
    const states = () => Promise.all((['locked', 'pending_unlock', 'unlocked'] as const).map(async LockState => ids(await list({ LockState }))));
    expect(await states()).toEqual([[locked], [unlocking], []]);
    clock.advance({ days: 7 });
    expect(await states()).toEqual([[locked], [], [unlocking]]);
    expect(ids(await list())).toEqual([never, locked, unlocking]);
  });

  test('is not modelled by tags, nor is a tag key given twice', async () => {
    await create();
    await expect(list({ ResourceTags: [{ ResourceTagKey: 'a' }] })).rejects.toMatchObject({ name: 'StandInFault' });
    await byHand('POST', '/list-rules', { ResourceType: 'EC2_IMAGE', ExcludeResourceTags: [{ ResourceTagKey: 'a' }] });
    await expect(create({ Tags: [...tagsOf(1), ...tagsOf(1)] })).rejects.toMatchObject({ name: 'StandInFault', $metadata: { httpStatusCode: 501 } });
    expect(aws.faults.splice(0)).toEqual([
      'ListRules by tags is not modelled', 'ListRules by tags is not modelled', 'what a tag key that is given twice does is not modelled',
    ]);
  });
});

test('a second CreateRule makes a second rule: there is no client token', async () => {
  expect(await idOf({ Description: 'same' })).not.toBe(await idOf({ Description: 'same' }));
});

test('rules are of one account and Region', async () => {
  const id = await idOf();
  for (const elsewhere of [{ ...HOME, account: '222222222222' }, { ...HOME, region: 'us-east-1' }]) {
    const other = clientOf(elsewhere);
    expect((await list({}, other)).Rules).toEqual([]);
    await expect(other.send(new GetRuleCommand({ Identifier: id }))).rejects.toMatchObject(NOT_FOUND);
    await expect(other.send(new DeleteRuleCommand({ Identifier: id }))).rejects.toMatchObject(NOT_FOUND);
    await expect(other.send(new ListTagsForResourceCommand({ ResourceArn: arnOf(id) }))).rejects.toMatchObject(NOT_FOUND);
    expect((await create({}, other)).RuleArn).toMatch(`arn:aws:rbin:${elsewhere.region}:${elsewhere.account}:rule/`);
  }
  expect((await list()).Rules).toHaveLength(1);
});
