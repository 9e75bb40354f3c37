import { begin, deploy, end, golden, launchersOf, remove, runs, world, X } from './world';
import { ImageState } from '../../../lib/state';
import { killed } from '../../../local-aws/src/disturbances';
import { IsolatedInvoker } from '../../../local-aws/src/lambda/isolated-invoker';

// The bundle as Lambda runs it: copied out of the project, in a process of its own, with Lambda's environment and nothing else.

test('recalls an image, and undoes it, through a kill and a rollback', async () => {
  await begin({ invoker: new IsolatedInvoker() });
  world.server.disturbances.plan('StartResourceStateUpdate', killed('after'));
  expect((await deploy({ sharedWith: [X] })).status).toBe('CREATE_COMPLETE');
  expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);

  expect((await deploy({ sharedWith: [X], state: ImageState.available(), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([await golden(), launchersOf()]).toEqual([['DISABLED', 'disabled', 'disabled'], []]);

  expect((await deploy({ sharedWith: [X], state: ImageState.available() })).status).toBe('UPDATE_COMPLETE');
  expect([await golden(), launchersOf()]).toEqual([['AVAILABLE', 'available', 'available'], [X]]);

  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect(runs()).not.toEqual([]);
  await end();
}, 60_000);
