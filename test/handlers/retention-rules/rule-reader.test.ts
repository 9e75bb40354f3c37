import { calls, clientOfHandler, fromNowOn } from './in-recycle-bin';
import { run, time } from './port-time';
import { OutOfTime } from '../../../lib/engine/retry';
import type { ObservedRule } from '../../../lib/handlers/retention-rules/observed';
import { RuleReader } from '../../../lib/handlers/retention-rules/rule-reader';
import { OWN_TAGS, OWNER } from '../../../lib/model/retention/rule-lock-contract';
import { cut, Disturbance, failing, meanwhile, throttled } from '../../../local-aws/src/disturbances';
import {
  arnOf, aws, byHand, clientOf, clock, create, days, delay, HOME, idOf, lockedFor, remove, unlock, WEEK,
} from '../../../local-aws/src/recycle-bin-client';

jest.mock('../../../lib/engine/clock');

const WE = 'Images/Rule';
const OURS = [{ Key: OWNER, Value: WE }];

const reader = () => new RuleReader(clientOfHandler());
const read = (id: string) => reader().read(id, run);
const ownedBy = (owner: string, ...types: readonly string[]) => reader().ownedBy(owner, types, run);
const idsOwned = async (...types: readonly string[]) => (await ownedBy(WE, ...types)).map(({ id }) => id);

/** A rule as it is told by default. What is not there is told as well, as not there. */
const told = (id: string, changes: Partial<ObservedRule> = {}): ObservedRule => ({
  id,
  arn: arnOf(id),
  resourceType: 'EC2_IMAGE',
  retentionDays: 30,
  description: '',
  isAvailable: true,
  isForAll: true,
  lockState: undefined,
  unlockDelayDays: undefined,
  lockEndTime: undefined,
  tags: {},
  ...changes,
});

describe('a rule', () => {
  test('is told with everything that a plan looks at', async () => {
    const id = await idOf({
      ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: days(14), Description: 'Golden images', LockConfiguration: delay(7),
      Tags: [...OURS, { Key: 'empty', Value: '' }],
    });
    await unlock(id);
    expect(await read(id)).toStrictEqual(told(id, {
      resourceType: 'EBS_SNAPSHOT',
      retentionDays: 14,
      description: 'Golden images',
      isAvailable: false,
      lockState: 'pending_unlock',
      unlockDelayDays: 7,
      lockEndTime: new Date((clock.now() + WEEK) * 1_000).toISOString(),
      tags: { [OWNER]: WE, empty: '' },
    }));
    fromNowOn();
    await read(id);
    expect(calls()).toEqual(['GetRule', 'ListTagsForResource']);
  });

  test('is pending for half an hour, if it is the first', async () => {
    const id = await idOf();
    expect(await read(id)).toStrictEqual(told(id, { isAvailable: false }));
    clock.advance({ minutes: 30 });
    expect(await read(id)).toStrictEqual(told(id));
  });

  test('is told in each state of its lock', async () => {
    await idOf();
    const id = await idOf();
    expect(await read(id)).toStrictEqual(told(id));
    const locked = await lockedFor(30);
    expect(await read(locked)).toStrictEqual(told(locked, { lockState: 'locked', unlockDelayDays: 30 }));
    await unlock(locked);
    const lockEndTime = '2026-01-31T00:00:00.000Z';
    expect(await read(locked)).toStrictEqual(told(locked, { lockState: 'pending_unlock', unlockDelayDays: 30, lockEndTime }));
    clock.advance({ days: 30 });
    expect(await read(locked)).toStrictEqual(told(locked, { lockState: 'unlocked', unlockDelayDays: 30 }));
  });

  test.each([
    ['ResourceTags', [{ ResourceTagKey: 'team', ResourceTagValue: 'platform' }], false],
    ['ExcludeResourceTags', [{ ResourceTagKey: 'scratch' }], false],
    ['ResourceTags', [], true],
    ['ExcludeResourceTags', [], true],
  ])('with %s %j: whether it is for all is %s', async (name, selection, isForAll) => {
    await idOf();
    const { Identifier: id } = await byHand('POST', '/rules', { ResourceType: 'EC2_IMAGE', RetentionPeriod: days(30), [name]: selection });
    expect(await read(id)).toStrictEqual(told(id, { isForAll }));
  });

  test('can be of volumes, of which the SDK knows nothing', async () => {
    const { Identifier: id } = await byHand('POST', '/rules', { ResourceType: 'EBS_VOLUME', RetentionPeriod: days(7) });
    expect(await read(id)).toStrictEqual(told(id, { resourceType: 'EBS_VOLUME', retentionDays: 7, isAvailable: false }));
  });

  test('has tags that can be called as what every object has', async () => {
    const id = await idOf({ Tags: [{ Key: '__proto__', Value: '1' }, { Key: 'constructor', Value: '2' }, { Key: 'a b/c:d=e+f@g', Value: '\u00e9' }] });
    const { tags } = (await read(id))!;
    expect(Object.entries(tags)).toEqual([['__proto__', '1'], ['constructor', '2'], ['a b/c:d=e+f@g', '\u00e9']]);
    expect(OWN_TAGS.filter(key => key in tags)).toEqual([]);
  });

  test.each<[string, () => Promise<string>]>([
    ['that was never there', async () => 'none0000000'],
    ['that was deleted', async () => {
      const id = await idOf();
      await remove(id);
      return id;
    }],
    ['of another Region', () => idOf({}, clientOf({ ...HOME, region: 'us-east-1' }))],
    ['of another account', () => idOf({}, clientOf({ ...HOME, account: '222222222222' }))],
  ])('%s is none', async (_, made) => {
    const id = await made();
    fromNowOn();
    expect(await read(id)).toBeUndefined();
    expect(calls()).toEqual(['GetRule: ResourceNotFoundException']);
  });

  test('that goes before its tags are read is none', async () => {
    const id = await idOf();
    aws.disturbances.plan('ListTagsForResource', meanwhile(() => remove(id)));
    expect(await read(id)).toBeUndefined();
  });
});

describe('the rules of an owner', () => {
  test('are those with its tag, told whole', async () => {
    const other = await idOf({ Tags: [{ Key: OWNER, Value: 'Others/Theirs' }] });
    const ours = await idOf({ LockConfiguration: delay(7), Tags: [{ Key: 'team', Value: 'platform' }, ...OURS] });
    await idOf({ Tags: [{ Key: 'owner', Value: WE }, { Key: OWNER, Value: `${WE}2` }] });
    expect(await ownedBy(WE, 'EC2_IMAGE')).toStrictEqual([
      told(ours, { lockState: 'locked', unlockDelayDays: 7, tags: { team: 'platform', [OWNER]: WE } }),
    ]);
    expect((await ownedBy('Others/Theirs', 'EC2_IMAGE')).map(({ id }) => id)).toEqual([other]);
    expect(await ownedBy('Images', 'EC2_IMAGE')).toEqual([]);
  });

  test('are looked for by their type, because no list is of all', async () => {
    const of = async (ResourceType: string) => (await byHand('POST', '/rules', { ResourceType, RetentionPeriod: days(7), Tags: OURS })).Identifier as string;
    const [images, snapshots, volumes] = [await of('EC2_IMAGE'), await of('EBS_SNAPSHOT'), await of('EBS_VOLUME')];
    fromNowOn();
    expect(await idsOwned('EC2_IMAGE')).toEqual([images]);
    expect(calls()).toEqual(['ListRules', 'ListTagsForResource', 'GetRule', 'ListTagsForResource']);
    expect(await idsOwned('EBS_VOLUME')).toEqual([volumes]);
    expect(await idsOwned('EBS_SNAPSHOT', 'EC2_IMAGE', 'EBS_VOLUME')).toEqual([snapshots, images, volumes]);
    expect(await idsOwned()).toEqual([]);
  });

  test('are found on every page', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      await idOf();
      ids.push(await idOf({ Tags: OURS }));
    }
    aws.pageSize = 1;
    fromNowOn();
    expect(await idsOwned('EC2_IMAGE')).toEqual(ids);
    expect(calls().filter(call => call === 'ListRules')).toHaveLength(10);
    aws.pageSize = 3;
    expect(await idsOwned('EC2_IMAGE')).toEqual(ids);
  });

  test('are none where there is no rule', async () => {
    expect(await idsOwned('EC2_IMAGE', 'EBS_SNAPSHOT')).toEqual([]);
    expect(calls()).toEqual(['ListRules', 'ListRules']);
  });

  test('are those of the account and Region', async () => {
    await idOf({ Tags: OURS }, clientOf({ ...HOME, region: 'us-east-1' }));
    await idOf({ Tags: OURS }, clientOf({ ...HOME, account: '222222222222' }));
    expect(await idsOwned('EC2_IMAGE')).toEqual([]);
  });

  test.each([
    ['its tags are read', 'ListTagsForResource', 1], ['it is read', 'GetRule', 1], ['its tags are read again', 'ListTagsForResource', 5],
  ])('are not one that goes after it was listed, and before %s', async (_, operation, nth) => {
    const ids = await Promise.all(Array.from({ length: 3 }, () => idOf({ Tags: OURS })));
    aws.disturbances.plan(operation, failing('ResourceNotFoundException', 'gone', { Reason: 'RULE_NOT_FOUND' }), { nth });
    const found = await idsOwned('EC2_IMAGE');
    expect(found).toHaveLength(2);
    expect(ids).toEqual(expect.arrayContaining(found));
  });

  test('are found among all that an account can have', async () => {
    await Promise.all(Array.from({ length: 249 }, () => create()));
    const id = await idOf({ Tags: OURS });
    fromNowOn();
    expect(await idsOwned('EC2_IMAGE')).toEqual([id]);
    expect(calls()).toHaveLength(1 + 250 + 2);
  });

  test('are not seen before a list shows them', async () => {
    aws.lag.reads = 1;
    const id = await idOf({ Tags: OURS });
    expect(await idsOwned('EC2_IMAGE')).toEqual([]);
    expect(await idsOwned('EC2_IMAGE')).toEqual([id]);
  });
});

describe('a call', () => {
  const PASSING: [string, Disturbance][] = [
    ['is throttled', throttled], ['fails inside of Recycle Bin', failing('InternalServerException', 'try again')],
    ['is cut before it is answered', cut('before')], ['is cut, and its answer lost', cut('after')],
  ];

  test.each(['GetRule', 'ListTagsForResource', 'ListRules'].flatMap(operation => PASSING.map(([what, disturbance]) => [operation, what, disturbance] as const)))(
    'of %s that %s is made again', async (operation, _, disturbance) => {
      const id = await idOf({ Tags: OURS });
      aws.disturbances.plan(operation, disturbance);
      expect(await idsOwned('EC2_IMAGE')).toEqual([id]);
      expect(time.pauses).toHaveLength(1);
    });

  test.each(['GetRule', 'ListTagsForResource', 'ListRules'])('of %s that may not be made is a failure, not a rule that is gone', async operation => {
    await idOf({ Tags: OURS });
    aws.disturbances.plan(operation, failing('AccessDeniedException', 'not you'));
    await expect(idsOwned('EC2_IMAGE')).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not you' });
    expect(time.pauses).toEqual([]);
  });

  test.each(['GetRule', 'ListTagsForResource', 'ListRules'])('of %s that is throttled at the end of a run is left to the next', async operation => {
    await idOf({ Tags: OURS });
    aws.disturbances.plan(operation, throttled);
    run.left = 0;
    await expect(idsOwned('EC2_IMAGE')).rejects.toThrow(OutOfTime);
  });

  test('is not made for an event that nobody waits for any more', async () => {
    const id = await idOf();
    aws.disturbances.plan('GetRule', throttled);
    fromNowOn();
    jest.spyOn(run, 'isStillWanted').mockResolvedValue(false);
    await expect(read(id)).rejects.toThrow('the stack went on without this event');
    expect(calls()).toEqual(['GetRule: ThrottlingException']);
  });
});
