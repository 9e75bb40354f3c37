import { App, Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { begin, end, LOCKED, rule, rules, send, world } from './world';
import { LockedRetentionRule, LockMechanism, RetainedResourceType, RetentionRule } from '../../../lib/retention';
import { deploymentOf } from '../../../local-aws/src/cloudformation';
import { HOME } from '../../../local-aws/src/stand-in';
import { changing, removeStack } from '../handled-stack';

// CloudFormation's own rules beside the custom resource: what comes before what, and what CloudFormation cannot do under a lock.

beforeEach(() => begin());

afterEach(() => end());

const what = { resourceType: RetainedResourceType.EC2_IMAGE, retentionPeriod: Duration.days(30) };

function deploymentWith(make: (scope: Construct) => unknown) {
  const app = new App();
  const stack = new Stack(app, 'Bin', { env: HOME });
  make(stack);
  return deploymentOf(app.synth(), 'Bin', HOME);
}

const plain = deploymentWith(scope => new RetentionRule(scope, 'Rule', what));
const locked = deploymentWith(scope => new LockedRetentionRule(scope, 'Rule', { ...what, lock: LOCKED }));
const native = deploymentWith(scope => new LockedRetentionRule(scope, 'Rule', { ...what, lock: LOCKED, lockMechanism: LockMechanism.CLOUDFORMATION }));

const deploy = async (deployment: typeof plain) => (await send(deployment)).status;

/** What was asked of Recycle Bin that changes a rule or its lock. */
const changes = () => changing(world.server.calls.filter(({ service, error }) => service === 'rbin' && error === undefined).map(({ operation }) => operation))
  .filter(operation => operation.endsWith('Rule'));

test('a rule that is replaced by a locked one goes only when that is locked: at no time is nothing retained', async () => {
  await deploy(plain);
  const before = changes().length;
  expect(await deploy(locked)).toBe('UPDATE_COMPLETE');
  expect(changes().slice(before)).toEqual(['CreateRule', 'LockRule', 'DeleteRule']);
  expect(await rule()).toMatchObject({ days: 30, lock: 'locked' });
});

test('and the other way round, the locked rule stays beside the new one', async () => {
  await deploy(locked);
  expect(await deploy(plain)).toBe('UPDATE_COMPLETE');
  expect((await rules()).map(({ lock }) => lock).sort()).toEqual(['locked', 'never']);
});

describe('a rule that CloudFormation locks', () => {
  beforeEach(async () => {
    expect(await deploy(native)).toBe('CREATE_COMPLETE');
  });

  test('is locked from the first moment, and stays when its stack goes', async () => {
    expect(changes().slice(-1)).toEqual(['CreateRule']);
    expect(await rule()).toMatchObject({ lock: 'locked', delay: 7, tags: {} });
    expect((await removeStack('Bin'))!.status).toBe('DELETE_COMPLETE');
    expect(await rule()).toMatchObject({ lock: 'locked' });
  });

  test('fails an update that changes nothing but the tags of its stack', async () => {
    expect(await deploy({ ...native, tags: { cost: '1' } })).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(world.server.calls.some(({ operation, error }) => operation === 'UpdateRule' && error === 'ConflictException')).toBe(true);
  });
});
