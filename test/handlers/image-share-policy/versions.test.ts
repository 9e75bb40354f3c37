import { A, account, B, begin, causes, Declared, deploy, deploymentOfStack, end, grant, launchersOf, notes, runs, send, X, Y, Z } from './world';
import { byAnotherVersion } from '../next-version';

// Code and properties of different versions meet: an update brings new code first, and a rollback old code.

beforeEach(() => begin());

afterEach(() => end());

/** The stack as the next version of the library makes it: another bundle, and a contract that has both rights in one. */
const byNextVersion = (declared: Declared) => byAnotherVersion(deploymentOfStack(declared), 'Custom::ImageSharePolicy', properties => {
  const { Launch, Copy } = properties;
  Object.assign(properties, { ContractVersion: 2, Rights: { Launch, Copy }, Launch: undefined, Copy: undefined });
}, 'image-share-policy-next');

test('an upgrade reads what the version before declared, and takes back what is not declared any more', async () => {
  await deploy({ images: [A, B] });
  expect((await send(byNextVersion({ images: [B], launch: [account(Y)] }))).status).toBe('UPDATE_COMPLETE');
  expect([launchersOf(), launchersOf(B)]).toEqual([[], [Y]]);
});

test('a failed upgrade that changes nothing else goes back without a trace', async () => {
  await deploy({});
  runs();
  expect((await send(byNextVersion({ breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(runs()).toEqual(['Update', 'Update']);
  expect(launchersOf()).toEqual([X]);
});

test('old code lives through newer properties: what it declared is back, and what it cannot know of stays and is told', async () => {
  await deploy({});
  grant(A, Z);
  expect((await send(byNextVersion({ launch: [account(Y)], breaks: true }))).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(causes()).toEqual(['creation', 'update', 'rollback']);
  expect(launchersOf()).toEqual([Z, X, Y].sort());
  expect(notes()).toEqual(['the former declaration is newer than this version of the handler: what it gave stays']);
  // The next deployment is an ordinary one, and does not know of it either.
  expect((await deploy({ launch: [account(X), account(Y)] })).status).toBe('UPDATE_COMPLETE');
  expect((await deploy({})).status).toBe('UPDATE_COMPLETE');
  expect(launchersOf()).toEqual([Z, X].sort());
});
