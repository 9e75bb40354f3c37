import { UPDATE } from './answers';
import { EVENT, LOGICAL_ID, REQUEST_ID, STACK_ID } from './events';
import { answerable, nothingOf, Answer, bytesOf, fitToLimit } from '../../lib/cloudformation/response';

const IDS = { StackId: STACK_ID, RequestId: REQUEST_ID, LogicalResourceId: LOGICAL_ID };

const sent = (answer: Answer) => new TextDecoder().decode(bytesOf(EVENT, answer));

/** An answer of so many bytes. */
function answerOf(bytes: number): Answer {
  const answer = (Arn: string): Answer => ({ Status: 'SUCCESS', PhysicalResourceId: 'rule', Data: { Arn } });
  return answer('x'.repeat(bytes - bytesOf(EVENT, answer('')).length));
}

test('a success has the ids of the event and the attributes, and nothing else of the event', () => {
  expect(sent({ Status: 'SUCCESS', PhysicalResourceId: 'rule', Data: { Arn: 'arn:aws:rbin:::rule/ü' } })).toBe(JSON.stringify({
    Status: 'SUCCESS', PhysicalResourceId: 'rule', Data: { Arn: 'arn:aws:rbin:::rule/ü' }, ...IDS,
  }));
});

test('a failure has its reason', () => {
  expect(sent({ Status: 'FAILED', PhysicalResourceId: 'rule', Reason: 'This run changed nothing. "rule": no' })).toBe(JSON.stringify({
    Status: 'FAILED', PhysicalResourceId: 'rule', Reason: 'This run changed nothing. "rule": no', ...IDS,
  }));
});

test('4,096 bytes are sent as they are', () => {
  const answer = answerOf(4_096);
  expect(bytesOf(EVENT, answer)).toHaveLength(4_096);
  expect(fitToLimit(EVENT, answer)).toBe(answer);
});

const TOO_LONG = 'the answer has 4097 bytes, and CloudFormation takes at most 4096: this is a mistake of cdk-image-governance';

test('4,097 bytes fail, with the id of what was made', () => {
  expect(fitToLimit(EVENT, answerOf(4_097))).toStrictEqual({ Status: 'FAILED', PhysicalResourceId: 'rule', Reason: TOO_LONG });
});

test('an update that is too long fails with the id that it came with, because another one would be a replacement', () => {
  const answer = answerOf(4_097);
  const { length } = bytesOf(UPDATE, answer);
  expect(fitToLimit(UPDATE, answer)).toStrictEqual({
    Status: 'FAILED', PhysicalResourceId: UPDATE.PhysicalResourceId, Reason: TOO_LONG.replace('4097', String(length)),
  });
});

test('a failure that is too long keeps its reason, and loses its attributes', () => {
  expect(fitToLimit(EVENT, { ...answerOf(4_096), Status: 'FAILED', Reason: 'a is locked' }))
    .toStrictEqual({ Status: 'FAILED', PhysicalResourceId: 'rule', Reason: 'a is locked' });
});

test('bytes are counted, not characters', () => {
  const { Data } = answerOf(4_096);
  const withUmlaut: Answer = { Status: 'SUCCESS', PhysicalResourceId: 'rule', Data: { Arn: `${Data!.Arn.slice(1)}ü` } };
  expect(fitToLimit(EVENT, withUmlaut)).toMatchObject({ Status: 'FAILED', Reason: TOO_LONG });
});

test('the longest ids that AWS allows leave room for the longest reason', () => {
  const event = {
    ...EVENT,
    StackId: `arn:aws-us-gov:cloudformation:us-gov-west-1:111111111111:stack/${'S'.repeat(128)}/${REQUEST_ID}`,
    LogicalResourceId: 'L'.repeat(255),
  };
  const answer: Answer = { Status: 'FAILED', PhysicalResourceId: '"'.repeat(1_024), Reason: '"\n'.repeat(225) };
  expect(fitToLimit(event, answer)).toBe(answer);
});

test.each(['x', 'x'.repeat(1_024), 'ü'.repeat(512)])('an id of 1 to 1,024 bytes is answered', id => {
  expect(answerable(id)).toBe(id);
});

test.each([['', 0], ['x'.repeat(1_025), 1_025], ['ü'.repeat(513), 1_026]])('no other id is', (id, bytes) => {
  expect(() => answerable(id)).toThrow(new Error(`the physical id has ${bytes} bytes, and CloudFormation takes 1 to 1024`));
});

test('what was never made has an id that says so, and what was made keeps its id', () => {
  expect(nothingOf(EVENT)).toBe(`none-${REQUEST_ID}`);
  expect(nothingOf(UPDATE)).toBe('things-before');
});
