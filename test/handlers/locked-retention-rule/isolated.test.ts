import { alarms, begin, deploy, end, inShort, remove, runs, UNLOCKED, world } from './world';
import { RuleLockRemoval } from '../../../lib/retention';
import { killed } from '../../../local-aws/src/disturbances';
import { IsolatedInvoker } from '../../../local-aws/src/lambda/isolated-invoker';

// The bundle as Lambda runs it: copied out of the project, in a process of its own, with Lambda's environment and nothing else.

test('lives its whole life, through a wait, a kill and a rollback', async () => {
  await begin({ invoker: new IsolatedInvoker(), first: true });
  expect(await deploy({})).toBe('CREATE_COMPLETE');
  expect(await inShort()).toBe('30 days, locked');
  expect(runs()).toEqual(['Create', 'Create', 'Create']);

  world.server.disturbances.plan('UnlockRule', killed('after'));
  expect(await deploy({ lock: UNLOCKED, breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(runs()).toEqual(['Update, timed out', 'Update, attempt 2', 'Update']);
  expect(await inShort()).toBe('30 days, locked');

  expect(await deploy({ onRemoval: RuleLockRemoval.UNLOCK })).toBe('UPDATE_COMPLETE');
  expect(await remove()).toBe('DELETE_COMPLETE');
  expect(await inShort()).toBe('30 days, pending_unlock');
  expect(alarms()).toEqual([]);
  await end();
}, 60_000);
