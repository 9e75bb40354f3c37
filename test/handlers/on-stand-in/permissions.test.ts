import { begin, deploy, end, events, newRule, remove, tagsOf, world } from './world';

// What the role of a handler may do: all that it does, and nothing else.

const ROLE = () => world.identities.roleArns.find(arn => arn.includes('RetentionRuleTagsHandler'))!;

describe('the role', () => {
  beforeEach(() => begin({ pending: true }));

  afterEach(() => end());

  test('has no statement that its life does not need', async () => {
    const other = await newRule();
    await deploy({ unlockDelayDays: 7 });
    await deploy({ tags: { b: '2' } });
    await deploy({ ruleArn: other });
    const role = ROLE();
    await remove();
    // Lambda itself writes the log.
    expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log']);
    expect(world.server.calls.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test('does not act on anything but its targets', async () => {
    const other = await newRule();
    await deploy({});
    const refusal = (resource: string) => world.identities.refusal(ROLE(), { action: 'rbin:TagResource', resource }, { account: '111111111111', region: 'eu-west-1' });
    expect(await refusal(other)).toMatch(/is not authorized to perform: rbin:TagResource on resource: .* because no identity-based policy allows the rbin:TagResource action$/);
  });
});

describe('a role that lacks something', () => {
  beforeEach(() => begin());

  afterEach(() => end());

  test('is tried for a minute, and the reason then says what is missing', async () => {
    // Somebody narrows the policy between two deployments.
    await deploy({});
    const role = ROLE();
    const begun = world.clock.now();
    const refusal = world.identities.refusal.bind(world.identities);
    world.server.authorizer = {
      refusal: async (arn, request, caller) => (request.action === 'rbin:UntagResource' ? 'somebody took it away' : refusal(arn, request, caller)),
    };
    events();
    expect((await deploy({ tags: { b: '2' } })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.clock.now() - begun).toBeGreaterThanOrEqual(60);
    expect(events().find(event => event.startsWith('tags UPDATE_FAILED'))).toMatch(
      /Changes made before this: 1\. arn:[^ ]+: UntagResource failed: somebody took it away \(AccessDeniedException\)/);
    // What can be restored is; the tag that nobody may take away stays, and the stack can be deployed again.
    expect(await tagsOf()).toEqual({ team: 'platform', b: '2' });
    world.server.authorizer = world.identities;
    expect((await deploy({ tags: { c: '3' } })).status).toBe('UPDATE_COMPLETE');
    expect(role).toBe(ROLE());
  });
});
