import { Duration } from 'aws-cdk-lib';
import { begin, deploy, end, events, log, rule, runs, tagsOf, world, writes } from './world';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// What takes longer than a run of a function, and longer than CloudFormation waits.

beforeEach(() => begin({ pending: true }));

afterEach(() => end());

const minutesSince = (begun: number) => (world.clock.now() - begun) / 60;

test('half an hour is waited by three runs, each of which hands over to the next', async () => {
  const begun = world.clock.now();
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  expect(minutesSince(begun)).toBeCloseTo(30, 0);
  expect(runs()).toEqual(['Create', 'Create', 'Create']);
  expect(writes()).toEqual(['Invoke', 'Invoke', 'TagResource team=platform']);
  expect(await tagsOf()).toEqual({ team: 'platform' });
});

test('a hand-over that fails is made up for by the next delivery', async () => {
  world.server.disturbances.plan('Invoke', failing('ServiceException', 'not now'), { times: 1 });
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
  expect(runs().slice(0, 2)).toEqual(['Create, failed', 'Create, attempt 2']);
}, 60_000);

test('CloudFormation is told what was waited for before it waits no longer, and nothing irreversible comes after', async () => {
  const begun = world.clock.now();
  expect((await deploy({ serviceTimeout: Duration.minutes(20), unlockDelayDays: 7 })).status).toBe('ROLLBACK_COMPLETE');
  expect(events()).toContainEqual(expect.stringContaining(
    `Message returned: This run changed nothing. Rules/Tags32675B89: waited 19 minutes for the retention rule ${rule} to be available, and CloudFormation waits no longer: deploy again to go on (RequestId: `));
  expect(minutesSince(begun)).toBeLessThan(20);
  expect(writes()).toEqual(['Invoke']);

  world.clock.advance({ minutes: 30 });
  expect((await world.server.call('rbin', 'GetRule', { Identifier: rule.split('/')[1] }, HOME)).LockState).toBeUndefined();
  await world.cloudFormation.delete({ ...HOME, stackName: 'Rules' });
  expect((await deploy({})).status).toBe('CREATE_COMPLETE');
});

test('a run that still waits when CloudFormation has gone on does nothing any more', async () => {
  // A repetition counts anew: when it is done waiting, CloudFormation is not there any more.
  world.server.disturbances.plan('GetRule', { kind: 'killed', when: 'after' }, { nth: 15 });
  expect((await deploy({ serviceTimeout: Duration.minutes(10) })).status).toBe('ROLLBACK_COMPLETE');
  await world.functions.idle();
  expect(await tagsOf()).toEqual({});
  expect(log().filter(({ step }) => step === 'applied')).toEqual([]);
  expect(writes().filter(call => call.startsWith('TagResource'))).toEqual([]);
});
