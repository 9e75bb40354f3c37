import { GetRuleCommand, RbinClient } from '@aws-sdk/client-rbin';
import { cut, failing, killed, late, meanwhile, throttled } from '../src/disturbances';
import { aws, clients, CONFLICT, create, get, HOME, idOf, list, tag, tags, update } from '../src/recycle-bin-client';
import { accessKeyOf } from '../src/server';
import type { Run } from '../src/sessions';

// What a test can make go wrong on the wire, and that it does go wrong just there.

const operations = () => aws.calls.map(({ operation, error }) => (error === undefined ? operation : `${operation}: ${error}`));

describe('a call', () => {
  test('is throttled, the nth of its operation and no other', async () => {
    const id = await idOf();
    aws.disturbances.plan('GetRule', throttled, { nth: 2 });
    await get(id);
    await expect(get(id)).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await get(id);
    expect(operations()).toEqual(['CreateRule', 'GetRule', 'GetRule: ThrottlingException', 'GetRule']);
  });

  test('is throttled as often as a client that tries again can bear', async () => {
    const id = await idOf();
    aws.disturbances.plan('GetRule', throttled, { times: 2 });
    const credentials = { accessKeyId: accessKeyOf(HOME.account), secretAccessKey: 'none' };
    const patient = new RbinClient({ region: HOME.region, endpoint: aws.endpoint, credentials });
    clients.push(patient);
    await patient.send(new GetRuleCommand({ Identifier: id }));
    expect(operations()).toEqual(['CreateRule', 'GetRule: ThrottlingException', 'GetRule: ThrottlingException', 'GetRule']);
  });

  test('fails with an error of its operation, and has no effect', async () => {
    const id = await idOf();
    aws.disturbances.plan('UpdateRule', failing('ConflictException', 'locked meanwhile', { Reason: 'INVALID_RULE_STATE' }));
    await expect(update(id, { Description: 'new' })).rejects.toMatchObject(CONFLICT);
    expect((await get(id)).Description).toBeUndefined();
  });

  test('takes effect at once and is answered late', async () => {
    aws.disturbances.plan('CreateRule', late(150));
    const begun = performance.now();
    const answer = create();
    await new Promise(resolve => setTimeout(resolve, 50));
    expect((await list()).Rules).toHaveLength(1);
    await answer;
    expect(performance.now() - begun).toBeGreaterThan(145);
  });

  test.each([['before', 0], ['after', 1]] as const)('is cut %s it took effect', async (when, rules) => {
    aws.disturbances.plan('CreateRule', cut(when));
    await expect(create()).rejects.toThrow('socket hang up');
    expect((await list()).Rules).toHaveLength(rules);
    expect(operations()).toEqual([...rules ? ['CreateRule'] : [], 'ListRules']);
  });

  test('comes just after something that somebody else does', async () => {
    const id = await idOf();
    aws.disturbances.plan('GetRule', meanwhile(() => update(id, { Description: 'meanwhile' })));
    expect((await get(id)).Description).toBe('meanwhile');
    expect(operations()).toEqual(['CreateRule', 'UpdateRule', 'GetRule']);
  });

  test('of another service is left alone', async () => {
    aws.disturbances.plan('GetRule', throttled, { service: 'imagebuilder' });
    await get(await idOf());
    expect(aws.disturbances.outstanding).toEqual(['GetRule: throttled']);
  });
});

describe('a function', () => {
  const running = (): { run: Run; by: RbinClient } => {
    const state = { killed: false };
    const run: Run = {
      get killed() {
        return state.killed;
      },
      kill: () => {
        state.killed = true;
      },
    };
    const sessionToken = aws.sessions.begin({ account: HOME.account, role: `arn:aws:iam::${HOME.account}:role/handler`, run });
    const credentials = { accessKeyId: accessKeyOf(HOME.account), secretAccessKey: 'none', sessionToken };
    const by = new RbinClient({ region: HOME.region, endpoint: aws.endpoint, maxAttempts: 1, credentials });
    clients.push(by);
    return { run, by };
  };

  test.each([['before', 0], ['after', 1]] as const)('is killed %s its call took effect, and is not heard again', async (when, rules) => {
    const { run, by } = running();
    aws.disturbances.plan('CreateRule', killed(when));
    await expect(create({}, by)).rejects.toThrow('socket hang up');
    expect(run.killed).toBe(true);
    await expect(create({}, by)).rejects.toThrow('socket hang up');
    expect((await list()).Rules).toHaveLength(rules);
  });

  test('acts with its role', async () => {
    await create({}, running().by);
    expect(aws.calls).toEqual([expect.objectContaining({ operation: 'CreateRule', role: 'arn:aws:iam::111111111111:role/handler' })]);
  });

  test('does what its role allows, and the call of which it may not do a part has no effect', async () => {
    const asked: unknown[] = [];
    aws.authorizer = {
      refusal: async (_, { action, resource, context }) => {
        asked.push({ action, resource, context });
        return action === 'rbin:TagResource' ? 'no' : undefined;
      },
    };
    await expect(create({ Tags: [{ Key: 'a', Value: '1' }] }, running().by)).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'no' });
    const resource = 'arn:aws:rbin:eu-west-1:111111111111:rule/*';
    const context = { 'aws:TagKeys': ['a'], 'aws:RequestTag/a': '1' };
    expect(asked).toEqual([
      { action: 'rbin:CreateRule', resource, context: { 'rbin:Request/ResourceType': 'EC2_IMAGE', ...context } },
      { action: 'rbin:TagResource', resource, context },
    ]);
    expect((await list()).Rules).toEqual([]);
  });
});

describe('reads', () => {
  test('do not see a write for as many reads as a test says, each write by itself', async () => {
    const id = await idOf();
    aws.lag.reads = 2;
    await tag(id, [{ Key: 'a', Value: '1' }]);
    expect(await tags(id)).toEqual([]);
    await tag(id, [{ Key: 'b', Value: '2' }]);
    expect(await tags(id)).toEqual([]);
    expect(await tags(id)).toEqual([{ Key: 'a', Value: '1' }]);
    expect(await tags(id)).toEqual([{ Key: 'a', Value: '1' }, { Key: 'b', Value: '2' }]);
  });

  test('see nothing of a rule that was just made', async () => {
    aws.lag.reads = 1;
    const id = await idOf();
    await expect(get(id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await get(id)).toMatchObject({ Identifier: id });
  });

  test('come a page at a time, as small as a test wants it', async () => {
    const ids = [await idOf(), await idOf(), await idOf()];
    aws.pageSize = 1;
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const { Rules, NextToken } = await list({ NextToken: token });
      expect(Rules).toHaveLength(1);
      seen.push(Rules![0].Identifier!);
      token = NextToken;
    } while (token !== undefined);
    expect(seen).toEqual(ids);
  });
});
