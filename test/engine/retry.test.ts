import { VirtualTime } from './virtual-time';
import { OutOfTime } from '../../lib/engine/retry';
import { retryThrottled } from '../../lib/handlers/aws-calls';

jest.mock('../../lib/engine/clock');

let time: VirtualTime;

beforeEach(() => {
  time = new VirtualTime();
  isStillWanted.mockReset().mockResolvedValue(true);
});

afterEach(() => jest.restoreAllMocks());

const isStillWanted = jest.fn(async () => true);

/** A run that has so much time, in milliseconds. */
const lasting = (milliseconds: number) => {
  const end = time.now + milliseconds;
  return { remaining: () => end - time.now, isStillWanted };
};

/** An error as the SDK throws it. */
const error = (name: string, httpStatusCode = 400, more: object = {}) => Object.assign(new Error('no'), { name, $metadata: { httpStatusCode }, ...more });

const THROTTLED: [string, Error][] = [
  ['EC2', error('RequestLimitExceeded', 503)], ['many services', error('ThrottlingException')], ['Image Builder', error('CallRateLimitExceededException', 429)],
];

const PASSING: [string, Error][] = [
  ['an answer that was cut', error('TimeoutError', undefined)], ['a connection that was refused', error('Error', undefined, { code: 'ECONNREFUSED' })],
  ['an error of the service', error('InternalError', 500)], ['a service that is unavailable', error('Unavailable', 503)],
];

/** Random numbers at their least or at their most: pauses are the longest there can be, or half of that. */
const randomly = (value: 0 | 1) => jest.spyOn(Math, 'random').mockReturnValue(value);

/** A call that fails so often. */
const failing = (times: number, why: Error) => {
  const call = jest.fn().mockResolvedValue('done');
  Array.from({ length: times }, () => call.mockRejectedValueOnce(why));
  return call;
};

test('what succeeds is done once', async () => {
  const call = failing(0, error('None'));
  expect(await retryThrottled(lasting(0), call)).toBe('done');
  expect(call).toHaveBeenCalledTimes(1);
  expect(time.pauses).toEqual([]);
});

test.each([...THROTTLED, ...PASSING])('%s is tried again until it passes', async (_, why) => {
  const call = failing(3, why);
  expect(await retryThrottled(lasting(60_000), call)).toBe('done');
  expect(call).toHaveBeenCalledTimes(4);
  expect(time.pauses).toHaveLength(3);
});

test.each([
  'AuthFailure', 'UnauthorizedOperation', 'InvalidAMIID.NotFound', 'OperationNotPermitted', 'ResourceLimitExceeded', 'InvalidParameterValue',
])('%s is thrown at once, as it is', async name => {
  const why = error(name);
  const call = failing(1, why);
  await expect(retryThrottled(lasting(60_000), call)).rejects.toBe(why);
  expect(call).toHaveBeenCalledTimes(1);
});

test.each([[0, 0.5], [1, 1]] as const)('pauses grow up to two seconds: with chance at %d to %d of that', async (chance, part) => {
  randomly(chance);
  await retryThrottled(lasting(60_000), failing(6, error('RequestLimitExceeded', 503)));
  expect(time.pauses).toEqual([250, 500, 1_000, 2_000, 2_000, 2_000].map(most => most * part));
});

test('what was refused together does not come together again', async () => {
  await Promise.all(Array.from({ length: 20 }, () => retryThrottled(lasting(60_000), failing(1, error('RequestLimitExceeded', 503)))));
  expect(new Set(time.pauses).size).toBeGreaterThan(10);
});

test('throttling is borne as long as the run has time', async () => {
  const why = error('RequestLimitExceeded', 503);
  const call = jest.fn().mockRejectedValue(why);
  randomly(1);
  const run = lasting(600_000);
  await expect(retryThrottled(run, call)).rejects.toThrow(new OutOfTime('there was no time left to try again after: no'));
  expect(call.mock.calls.length).toBeGreaterThan(300);
  // Not a pause goes beyond the end.
  expect(run.remaining()).toBeGreaterThanOrEqual(0);
  expect(run.remaining()).toBeLessThan(2_000);
});

test.each(PASSING)('%s is given up after eight more tries', async (_, why) => {
  const call = failing(9, why);
  await expect(retryThrottled(lasting(60_000), call)).rejects.toBe(why);
  expect(call).toHaveBeenCalledTimes(9);
  expect(await retryThrottled(lasting(60_000), failing(8, why))).toBe('done');
});

test('throttling does not count among those tries', async () => {
  const call = failing(20, error('RequestLimitExceeded', 503));
  Array.from({ length: 8 }, () => call.mockRejectedValueOnce(error('InternalError', 500)));
  expect(await retryThrottled(lasting(600_000), call)).toBe('done');
  expect(call).toHaveBeenCalledTimes(29);
});

test.each([[249, 1], [250, 2]])('with %i milliseconds left a call is made %i times', async (left, calls) => {
  randomly(1);
  const call = jest.fn().mockRejectedValue(error('RequestLimitExceeded', 503));
  await expect(retryThrottled(lasting(left), call)).rejects.toThrow(OutOfTime);
  expect(call).toHaveBeenCalledTimes(calls);
});

test('after each pause it is asked whether the call is still wanted, and it is not made where it is not', async () => {
  const call = failing(9, error('RequestLimitExceeded', 503));
  isStillWanted.mockResolvedValueOnce(true).mockResolvedValueOnce(true).mockResolvedValueOnce(false);
  await expect(retryThrottled(lasting(60_000), call)).rejects.toThrow(new Error('the stack went on without this event'));
  expect([call.mock.calls.length, isStillWanted.mock.calls.length, time.pauses.length]).toEqual([3, 3, 3]);
  await retryThrottled(lasting(60_000), failing(0, error('None')));
  expect(isStillWanted).toHaveBeenCalledTimes(3);
});

test('what is out of time tells of itself by its name', () => {
  expect(new OutOfTime('late')).toMatchObject({ name: 'OutOfTime', message: 'late' });
});
