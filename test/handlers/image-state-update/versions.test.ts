import {
  AT_HOME, begin, causes, Declared, deploy, deploymentOfStack, end, failure, GOLDEN, golden, launchersOf, notes, send, stateOf, writes, X,
} from './world';
import { ImageState } from '../../../lib/state';
import { byAnotherVersion } from '../next-version';

// Code and properties of different versions meet: an update brings new code first, and a rollback old code.

beforeEach(() => begin());

afterEach(() => end());

const kept = ImageState.deletedIrreversibly({ amiExclusions: { regions: [AT_HOME] } });

/** The stack as the next version of the library makes it: another bundle, and a contract that calls the state a target. */
const byNextVersion = (declared: Declared) => byAnotherVersion(deploymentOfStack(declared), 'Custom::ImageStateUpdate', properties => {
  Object.assign(properties, { ContractVersion: 2, Target: properties.State, State: undefined });
}, 'image-state-update-next');

const upgrade = async (declared: Declared) => (await send(byNextVersion(declared))).status;

test('an upgrade knows what the version before declared', async () => {
  await deploy({});
  writes();
  expect(await upgrade({})).toBe('UPDATE_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await upgrade({ state: ImageState.available() })).toBe('UPDATE_COMPLETE');
  expect(await golden()).toEqual(['AVAILABLE', 'available', 'available']);
});

test('a failed upgrade that changes nothing else leaves the image as it is', async () => {
  await deploy({});
  writes();
  expect(await upgrade({ breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(writes()).toEqual([]);
  expect(await golden()).toEqual(['DISABLED', 'disabled', 'disabled']);
});

test('old code brings back what it declared, although it cannot read the newer properties, and shares it again', async () => {
  await deploy({ state: ImageState.deprecated(), sharedWith: [X] });
  expect(await upgrade({ sharedWith: [X], breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(causes().slice(-2)).toEqual(['update', 'rollback']);
  expect([await stateOf(), launchersOf()]).toEqual(['DEPRECATED', [X]]);
});

test('old code that is to have deleted the image deletes nothing in a rollback', async () => {
  await deploy({ state: kept });
  writes();
  expect(await upgrade({ breaks: true })).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(writes().filter(call => call.startsWith('Start'))).toEqual(['StartResourceStateUpdate DISABLED']);
  expect(notes().at(-1)).toBe(`${GOLDEN} is DISABLED: a rollback deletes nothing`);
});

test('a downgrade that deletes is refused where it cannot know whether that was declared before; another state goes on', async () => {
  await upgrade({});
  writes();
  expect((await deploy({ state: ImageState.deletedIrreversibly() })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(failure()).toContain(
    `what was declared before ${GOLDEN} was to be DELETED is not known to this version of the handler: deploy another state first, and then this`);
  expect(writes()).toEqual([]);
  expect((await deploy({ state: ImageState.available() })).status).toBe('UPDATE_COMPLETE');
  expect((await deploy({ state: ImageState.deletedIrreversibly() })).status).toBe('UPDATE_COMPLETE');
  expect(await stateOf()).toBe('gone');
});
