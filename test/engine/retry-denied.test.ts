import { VirtualTime } from './virtual-time';
import { isDenied, retryDenied } from '../../lib/engine/retry';

jest.mock('../../lib/engine/clock');

let time: VirtualTime;

beforeEach(() => {
  time = new VirtualTime();
});

const called = (name: string) => Object.assign(new Error('no'), { name });

const DENIED = ['AccessDenied', 'AccessDeniedException', 'ForbiddenException', 'UnauthorizedOperation'];

test.each(DENIED)('%s says that a role may not', name => {
  expect(isDenied(called(name))).toBe(true);
});

test.each(['ValidationException', 'ThrottlingException', 'ResourceNotFoundException', 'Error', 'accessdenied'])('%s does not', name => {
  expect(isDenied(called(name))).toBe(false);
});

test('what is no error does not say it', () => {
  expect([undefined, null, 'AccessDenied', { name: 'AccessDenied' }].map(isDenied)).toEqual([false, false, false, false]);
});

test('what succeeds is done once', async () => {
  const call = jest.fn().mockResolvedValue('done');
  expect(await retryDenied(time.now, call)).toBe('done');
  expect(call).toHaveBeenCalledTimes(1);
  expect(time.pauses).toEqual([]);
});

test.each(DENIED)('%s is tried again until it passes', async name => {
  const call = jest.fn().mockRejectedValueOnce(called(name)).mockRejectedValueOnce(called(name)).mockResolvedValue('done');
  expect(await retryDenied(time.now, call)).toBe('done');
  expect(time.pauses).toEqual([1_000, 2_000]);
});

test('any other error is thrown at once, as it is', async () => {
  const error = called('ValidationException');
  const call = jest.fn().mockRejectedValueOnce(called('AccessDenied')).mockRejectedValue(error);
  await expect(retryDenied(time.now, call)).rejects.toBe(error);
  expect(call).toHaveBeenCalledTimes(2);
  expect(time.pauses).toEqual([1_000]);
});

test('after a minute of growing pauses it is believed', async () => {
  const error = called('AccessDenied');
  await expect(retryDenied(time.now, () => Promise.reject(error))).rejects.toBe(error);
  expect(time.pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
});

test('the minute counts from the arrival of the event', async () => {
  const call = jest.fn().mockRejectedValue(called('AccessDenied'));
  await expect(retryDenied(time.now - 57_000, call)).rejects.toThrow('no');
  expect(time.pauses.splice(0)).toEqual([1_000, 2_000]);
  await expect(retryDenied(time.now - 60_000, call)).rejects.toThrow('no');
  expect(time.pauses).toEqual([]);
});

test('an error that is thrown before there is a promise is handled as any', async () => {
  const call = jest.fn().mockImplementationOnce(() => { throw called('AccessDenied'); }).mockResolvedValue('done');
  expect(await retryDenied(time.now, call)).toBe('done');
});
