import { CreateRuleCommandInput, DeleteRuleCommand, GetRuleCommand, ListTagsForResourceCommand } from '@aws-sdk/client-rbin';
import {
  arnOf, aws, byHand, client, clientOf, clock, create, days, delay, error, get, HOME, idOf, INVALID, INVALID_BY_HAND, list, lock, lockedFor,
  NOT_FOUND, QUOTA, remove, tag, tags, tagsOf, unlock, untag, update, WEEK, whole,
} from '../src/recycle-bin-client';

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
