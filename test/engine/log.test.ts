import { logWith } from '../../lib/engine/log';
import { EVENT } from '../cloudformation/events';

let written: string;

beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation(text => {
    written += String(text);
    return true;
  });
});

afterEach(() => jest.restoreAllMocks());

const log = logWith({ requestId: 'request-1', stackId: undefined });

test('each step is a JSON object in a line of its own', () => {
  log('look');
  log('plan', { act: [[{ on: 'ami-1\nami-2' }]], nothing: undefined, text: 'ü\u2028' });
  expect(written).toBe(
    '{"step":"look","requestId":"request-1"}\n' +
    '{"act":[[{"on":"ami-1\\nami-2"}]],"text":"ü\u2028","step":"plan","requestId":"request-1"}\n',
  );
});

test('the URL of the answer is in no line, however deep it is', () => {
  log('event', { event: EVENT });
  log('event', { ...EVENT });
  log('event', { records: [{ body: { event: EVENT } }] });
  expect(written).not.toContain('secret');
  expect(written).not.toContain('ResponseURL');
  expect(written.split('\n').map(line => line && JSON.parse(line).event?.LogicalResourceId)).toEqual([EVENT.LogicalResourceId, undefined, undefined, '']);
});

// `plan` and `applied` log what handlers give them: a line that cannot be written would make a failure of a success.
describe('what JSON cannot say does not throw:', () => {
  test('what refuses to be written is left out, and said to be', () => {
    log('applied', {
      toJSON: () => {
        throw new Error('never');
      },
    });
    log('applied', {
      on: {
        toJSON: () => {
          throw new Error('never');
        },
      },
    });
    expect(written.trimEnd().split('\n').at(-1)).toBe('{"step":"applied","requestId":"request-1","details":"cannot be written as JSON"}');
  });

  test('a bigint is its digits', () => {
    log('applied', { on: 'ami-1', bytes: [1n, 2n ** 64n] });
    expect(JSON.parse(written)).toEqual({ step: 'applied', requestId: 'request-1', on: 'ami-1', bytes: ['1', '18446744073709551616'] });
  });

  test('something that has itself, however deep, is left out there', () => {
    const circular: { self?: object; parts: object[] } = { parts: [] };
    circular.self = circular;
    circular.parts.push({ of: circular }, circular.parts);
    log('applied', { on: 'ami-1', circular });
    expect(JSON.parse(written)).toEqual({
      step: 'applied', requestId: 'request-1', on: 'ami-1', circular: { self: 'in itself', parts: [{ of: 'in itself' }, 'in itself'] },
    });
  });

  test('something that is there twice is there twice', () => {
    const twice = { id: 'ami-1', tags: {} };
    log('applied', { one: { twice }, other: [twice, twice], tags: twice.tags });
    expect(JSON.parse(written)).toEqual({ step: 'applied', requestId: 'request-1', one: { twice }, other: [twice, twice], tags: {} });
  });
});

// An action is logged with all that it has, and what it has may be called as what tells the line from others.
test('details do not take the place of the step and the request', () => {
  log('applied', { step: 'TagResource', requestId: 'of another', beginning: 'a' });
  expect(JSON.parse(written)).toEqual({ step: 'applied', requestId: 'request-1', beginning: 'a' });
});

describe('a line of more than 16,384 characters', () => {
  const shortest = '{"text":"","step":"plan","requestId":"request-1"}'.length;

  test('is its beginning', () => {
    log('plan', { text: 'x'.repeat(16_384 - shortest) });
    expect(JSON.parse(written)).toEqual({ step: 'plan', requestId: 'request-1', text: 'x'.repeat(16_384 - shortest) });
    written = '';
    log('plan', { text: 'x'.repeat(16_385 - shortest) });
    expect(JSON.parse(written)).toEqual({ step: 'plan', requestId: 'request-1', beginning: `{"text":"${'x'.repeat(8_192 - 9)}` });
  });

  test.each(['"', '\\', '\n', '\u0001', '😀'])('is not much longer whatever is in it: %j', character => {
    log('plan', { event: EVENT, text: character.repeat(100_000) });
    expect(written.length).toBeLessThan(16_384 + 100);
    expect(JSON.parse(written)).toMatchObject({ step: 'plan', requestId: 'request-1' });
    expect(written).not.toContain('secret');
  });
});
