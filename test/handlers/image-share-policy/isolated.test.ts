import { A, account, B, begin, copiersOf, deploy, end, launchersOf, remove, runs, world, X, Y } from './world';
import { killed } from '../../../local-aws/src/disturbances';
import { IsolatedInvoker } from '../../../local-aws/src/lambda/isolated-invoker';

// The bundle as Lambda runs it: copied out of the project, in a process of its own, with Lambda's environment and nothing else.

test('lives its whole life, through a kill and a rollback', async () => {
  await begin({ invoker: new IsolatedInvoker() });
  expect((await deploy({ images: [A, B], copy: [account(Y)] })).status).toBe('CREATE_COMPLETE');
  expect([launchersOf(), launchersOf(B), copiersOf()]).toEqual([[X], [X], [Y]]);

  world.server.disturbances.plan('ModifyImageAttribute', killed('after'));
  expect((await deploy({ images: [A], launch: [account(Y)] })).status).toBe('UPDATE_COMPLETE');
  expect(runs()).toEqual(['Create', 'Update, timed out', 'Update, attempt 2']);
  expect([launchersOf(), launchersOf(B), copiersOf()]).toEqual([[Y], [], []]);

  expect((await deploy({ images: [B], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([launchersOf(), launchersOf(B)]).toEqual([[Y], []]);

  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect(launchersOf()).toEqual([]);
  await end();
}, 60_000);
