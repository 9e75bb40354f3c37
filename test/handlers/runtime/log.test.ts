import { EVENT } from './events';
import { logWith } from '../../../lib/handlers/runtime/log';

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
    '{"step":"plan","requestId":"request-1","act":[[{"on":"ami-1\\nami-2"}]],"text":"ü\u2028"}\n',
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

// A line of the log that cannot be written makes a success a failure: `applied` and `plan` log what handlers give them.
const circular: { self?: object } = {};
circular.self = circular;
test.failing.each([['a bigint', { bytes: 1n }], ['something that has itself', circular]])('%s in the details does not throw', (_, details) => {
  log('applied', { on: 'ami-1', details });
  expect(JSON.parse(written)).toMatchObject({ step: 'applied', requestId: 'request-1', on: 'ami-1' });
});

// An action is logged with all that it has, and what it has may be called as what tells the line from others.
test.failing('details do not take the place of the step and the request', () => {
  log('applied', { step: 'TagResource', requestId: 'of another' });
  expect(JSON.parse(written)).toMatchObject({ step: 'applied', requestId: 'request-1' });
});
