import { begin, deploy, end, log, remove, runs, tagsOf, world } from './world';
import { killed } from '../../../local-aws/src/disturbances';
import { IsolatedInvoker } from '../../../local-aws/src/lambda/isolated-invoker';

// The bundle as Lambda runs it: copied out of the project, in a process of its own, with Lambda's environment and nothing else.

test('lives its whole life, through a wait, a hand-over, a kill and a rollback', async () => {
  await begin({ invoker: new IsolatedInvoker(), pending: true });
  expect((await deploy({ tags: { a: '1' } })).status).toBe('CREATE_COMPLETE');
  expect(runs()).toEqual(['Create', 'Create', 'Create']);

  world.server.disturbances.plan('TagResource', killed('after'));
  expect((await deploy({ tags: { b: '2' } })).status).toBe('UPDATE_COMPLETE');
  expect(runs()).toEqual(['Update, timed out', 'Update, attempt 2']);
  expect(await tagsOf()).toEqual({ b: '2' });

  expect((await deploy({ tags: { c: '3' }, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await tagsOf()).toEqual({ b: '2' });

  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect(await tagsOf()).toEqual({});
  await end();
}, 60_000);

test('logs JSON a line, and no secret', async () => {
  await begin({ invoker: new IsolatedInvoker() });
  await deploy({});
  const [fn] = new Set(world.functions.runs.map(run => run.function));
  const lines = world.functions.logs(fn);
  expect(log().map(({ step }) => step)).toEqual(['event', 'cause', 'plan', 'applied', 'plan', 'answer']);
  expect(lines.join('')).not.toMatch(/X-Amz-Signature|ResponseURL|LOCAL[0-9]{12}/);
  await end();
}, 60_000);

test('says so where the code of a function is broken, and CloudFormation waits in vain', async () => {
  await begin({ invoker: new IsolatedInvoker() });
  const put = world.functions.put.bind(world.functions);
  world.functions.put = definition => put({ ...definition, handler: 'index.nothing' });
  const begun = world.clock.now();
  expect((await deploy({})).status).toBe('ROLLBACK_FAILED');
  expect(runs()).toEqual(['Create, failed', 'Create, attempt 2, failed', 'Create, attempt 3, failed', ...['Delete, failed', 'Delete, attempt 2, failed', 'Delete, attempt 3, failed']]);
  expect(world.clock.now() - begun).toBe(2 * 3_600);
  await end();
}, 60_000);
