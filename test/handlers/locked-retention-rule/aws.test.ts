import { Case, create as creation, request, spec } from './specs';
import { OutOfTime } from '../../../lib/engine/retry';
import { RecycleBin } from '../../../lib/handlers/locked-retention-rule/aws';
import type { RuleAction } from '../../../lib/handlers/locked-retention-rule/logic';
import { MADE_BY, OWNER } from '../../../lib/model/retention/rule-lock-contract';
import { cut, Disturbance, failing, throttled } from '../../../local-aws/src/disturbances';
import { arnOf, aws, byHand, clientOf, days, get, HOME, idOf, list, lockedFor, QUOTA, remove, tags, tagsOf } from '../../../local-aws/src/recycle-bin-client';
import { asInFunction, asOutsideOfJest, calls, fromNowOn } from '../retention-rules/in-recycle-bin';
import { run, time } from '../retention-rules/port-time';
import { WE } from '../retention-rules/rules';

jest.mock('../../../lib/engine/clock');

function port(): RecycleBin {
  asInFunction();
  const made = new RecycleBin();
  asOutsideOfJest((made as unknown as { client: Parameters<typeof asOutsideOfJest>[0] }).client);
  return made;
}

const OURS = [{ Key: OWNER, Value: WE }];

describe('a look', () => {
  /** The rules that are seen: the one that is named, and those of the owner. */
  const look = async (it: Case) => {
    const { named, owned } = await port().observe(request(it), run);
    return [named?.id, owned.map(({ id }) => id)];
  };

  const UNSEEN = `${WE}/request`;
  const MADE_UP = 'Images-Rule-1A2B3C4D5E6F';

  test('has its time, which is the clock of the function', async () => {
    jest.useFakeTimers({ now: new Date('2026-02-03T04:05:06.789Z'), doNotFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      expect((await port().observe(request({ cause: 'removal', previous: spec() }), run)).now).toBe('2026-02-03T04:05:06.789Z');
    } finally {
      jest.useRealTimers();
    }
  });

  test.each<[string, (id: string) => Case, boolean, boolean]>([
    ['a creation looks for what the owner has', () => ({ desired: spec() }), false, true],
    ['a creation that takes a rule over looks at that alone', id => ({ desired: spec({ existingRuleId: id }) }), true, false],
    ['an update looks at its rule alone', id => ({ cause: 'update', physicalId: arnOf(id), desired: spec() }), true, false],
    ['an update whose rule is gone looks for another', () => ({ cause: 'update', physicalId: arnOf('none0000000'), desired: spec() }), false, true],
    ['an update whose rule was taken over and is gone looks for no other',
      () => ({ cause: 'update', physicalId: arnOf('none0000000'), desired: spec({ existingRuleId: 'none0000000' }) }), false, false],
    ['a rollback whose rule is gone looks for another', () => ({ cause: 'rollback', physicalId: arnOf('none0000000'), desired: spec() }), false, true],
    ['a removal looks at its rule alone', id => ({ cause: 'removal', physicalId: arnOf(id), previous: spec() }), true, false],
    ['a removal whose rule is gone looks for no other', () => ({ cause: 'removal', physicalId: arnOf('none0000000'), previous: spec() }), false, false],
    ['a creation that is rolled back looks for what was made beside its rule', id => ({ cause: 'rolled-back creation', physicalId: arnOf(id), previous: spec() }), true, true],
    ['a creation that never saw its rule looks for it', () => ({ cause: 'rolled-back creation', physicalId: UNSEEN, previous: spec() }), false, true],
    ['a creation that never answered looks for what the owner has', () => ({ cause: 'rolled-back creation', physicalId: MADE_UP, previous: spec() }), false, true],
    ['a creation of which nobody knows what it declared looks for rules of all types', () => ({ cause: 'rolled-back creation', physicalId: UNSEEN }), false, true],
  ])('%s', async (_, event, named, owned) => {
    const ours = await idOf({ Tags: OURS });
    await idOf({ Tags: [{ Key: OWNER, Value: 'Others/Theirs' }] });
    expect(await look(event(ours))).toEqual([named ? ours : undefined, owned ? [ours] : []]);
  });

  test('for what the owner has is one for the type that is declared, and for all where that is unknown', async () => {
    const of = async (ResourceType: string) => (await byHand('POST', '/rules', { ResourceType, RetentionPeriod: days(7), Tags: OURS })).Identifier as string;
    const [images, volumes, snapshots] = [await of('EC2_IMAGE'), await of('EBS_VOLUME'), await of('EBS_SNAPSHOT')];
    expect(await look({ desired: spec({ resourceType: 'EBS_VOLUME' }) })).toEqual([undefined, [volumes]]);
    expect(await look({ cause: 'rolled-back creation', physicalId: MADE_UP, previous: spec({ resourceType: 'EBS_SNAPSHOT' }) })).toEqual([undefined, [snapshots]]);
    expect(await look({ cause: 'rolled-back creation', physicalId: MADE_UP })).toEqual([undefined, [snapshots, images, volumes]]);
  });

  test('is at the own account and Region', async () => {
    await idOf({ Tags: OURS }, clientOf({ ...HOME, region: 'us-east-1' }));
    expect(await look({ desired: spec() })).toEqual([undefined, []]);
  });
});

describe('a new rule', () => {
  const declared = spec({ tags: { team: 'platform' } });
  const create = (desired = declared) => port().apply(creation(desired), request({ desired }), run);
  const ids = async () => (await list()).Rules!.map(({ Identifier: id }) => id!);

  test('is made as it is declared, unlocked, with what says whose it is and for which event it was made', async () => {
    await create();
    expect(aws.calls.slice(0, 1).map(({ operation, input }) => [operation, input])).toEqual([['CreateRule', {
      ResourceType: 'EC2_IMAGE',
      RetentionPeriod: days(30),
      Description: 'golden',
      Tags: [
        { Key: 'team', Value: 'platform' }, { Key: OWNER, Value: WE },
        { Key: MADE_BY, Value: expect.stringMatching(/^1 request [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z$/) },
      ],
    }]]);
    expect(await get((await ids())[0])).not.toHaveProperty('LockState');
  });

  test('is left to be seen by every list', async () => {
    await create();
    expect(time.pauses).toEqual([10_000]);
    expect(calls()).toEqual(['CreateRule', 'ListRules', 'ListTagsForResource', 'GetRule', 'ListTagsForResource']);
  });

  test('is looked for until lists have it, a minute at most', async () => {
    // Another is there, and the look at it takes three reads.
    await idOf({ Tags: OURS });
    aws.lag.reads = 4;
    await create();
    expect(time.pauses).toEqual([10_000, 10_000]);
    aws.lag.reads = 1_000;
    await create();
    expect(time.pauses.slice(2)).toEqual(Array(6).fill(10_000));
  });

  test('has no description if none is declared, and can be of volumes', async () => {
    await create(spec({ resourceType: 'EBS_VOLUME', retentionDays: 7, description: undefined }));
    expect(aws.calls[0].input).toMatchObject({ ResourceType: 'EBS_VOLUME', RetentionPeriod: days(7) });
    expect(aws.calls[0].input).not.toHaveProperty('Description');
  });

  test.each<[string, Disturbance]>([
    ['was throttled', throttled], ['failed inside of Recycle Bin', failing('InternalServerException', 'try again')],
    ['was cut before it took effect', cut('before')], ['was cut after it took effect', cut('after')],
  ])('is one if the call %s', async (_, disturbance) => {
    aws.disturbances.plan('CreateRule', disturbance);
    await create();
    expect(await ids()).toHaveLength(1);
  });

  test('is looked for before the call is made again', async () => {
    aws.disturbances.plan('CreateRule', cut('after'));
    aws.disturbances.plan('CreateRule', throttled, { nth: 2 });
    await create();
    expect(calls()).toEqual(['CreateRule', 'ListRules', 'ListTagsForResource', 'GetRule', 'ListTagsForResource']);
    expect(aws.disturbances.outstanding).toEqual(['CreateRule: throttled']);
    aws.disturbances.forget();
  });

  test('is made beside one of another event, which is not it', async () => {
    await idOf({ Tags: [...OURS, { Key: MADE_BY, Value: '1 another 2026-01-01T00:00:00.000Z' }] });
    aws.disturbances.plan('CreateRule', cut('before'));
    await create();
    expect(await ids()).toHaveLength(2);
  });

  test('is made twice where its list lags longer than the call is tried: the plan deletes one', async () => {
    await idOf();
    aws.lag.reads = 1;
    aws.disturbances.plan('CreateRule', cut('after'));
    await create();
    expect(await ids()).toHaveLength(3);
    const { owned } = await port().observe(request({ desired: declared }), run);
    expect(owned).toHaveLength(2);
  });

  test('that is one too many is refused', async () => {
    await Promise.all(Array.from({ length: 250 }, () => idOf()));
    await expect(create()).rejects.toMatchObject(QUOTA);
  });

  test('that is throttled at the end of a run is left to the next', async () => {
    aws.disturbances.plan('CreateRule', throttled);
    run.left = 0;
    await expect(create()).rejects.toThrow(OutOfTime);
    expect(await ids()).toEqual([]);
  });
});

test('what changes a rule is done by its writer', async () => {
  const [open, locked] = [await idOf({ Tags: tagsOf(1) }), await lockedFor(7)];
  const apply = (action: RuleAction) => port().apply(action, request({ desired: spec() }), run);
  fromNowOn();
  await apply({ action: 'DeleteRule', on: arnOf(locked), ruleId: locked });
  expect(calls()).toEqual(['GetRule', 'ListTagsForResource']);
  await apply({ action: 'UntagResource', on: arnOf(open), ruleId: open, keys: ['key-0'] });
  expect(await tags(open)).toEqual([]);
  await remove(open);
});
