import { EVENT, LOGICAL_ID, REQUEST_ID, STACK_ID } from './events';
import { Answer, bytesOf } from '../../../lib/handlers/runtime/answer';

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
  expect(sent({ Status: 'FAILED', PhysicalResourceId: 'rule', Reason: 'Nothing was changed. "rule": no' })).toBe(JSON.stringify({
    Status: 'FAILED', PhysicalResourceId: 'rule', Reason: 'Nothing was changed. "rule": no', ...IDS,
  }));
});

test('4,096 bytes are sent as they are', () => {
  const answer = answerOf(4_096);
  expect(bytesOf(EVENT, answer)).toHaveLength(4_096);
  expect(JSON.parse(sent(answer))).toEqual({ ...answer, ...IDS });
});

test('4,097 bytes fail, with the id', () => {
  expect(JSON.parse(sent(answerOf(4_097)))).toStrictEqual({
    Status: 'FAILED',
    PhysicalResourceId: 'rule',
    Reason: 'the answer has 4097 bytes, and CloudFormation takes at most 4096: this is a mistake of cdk-image-governance',
    ...IDS,
  });
});

test('bytes are counted, not characters', () => {
  const { Data } = answerOf(4_096);
  const withUmlaut: Answer = { Status: 'SUCCESS', PhysicalResourceId: 'rule', Data: { Arn: `${Data!.Arn.slice(1)}ü` } };
  expect(JSON.parse(sent(withUmlaut))).toMatchObject({
    Status: 'FAILED', Reason: expect.stringContaining('the answer has 4097 bytes') as string,
  });
});

test('the longest ids that AWS allows leave room for the longest reason', () => {
  const event = {
    ...EVENT,
    StackId: `arn:aws-us-gov:cloudformation:us-gov-west-1:111111111111:stack/${'S'.repeat(128)}/${REQUEST_ID}`,
    LogicalResourceId: 'L'.repeat(255),
  };
  const answer: Answer = { Status: 'FAILED', PhysicalResourceId: 'p'.repeat(1_024), Reason: '"\n'.repeat(450) };
  expect(JSON.parse(new TextDecoder().decode(bytesOf(event, answer)))).toMatchObject(answer);
});

// It calls itself with the same id until the call stack is used up, and CloudFormation waits for an hour.
test.failing('an id that is too long by itself is answered all the same', () => {
  const bytes = bytesOf(EVENT, { Status: 'SUCCESS', PhysicalResourceId: 'x'.repeat(4_000) });
  expect(bytes.length).toBeLessThanOrEqual(4_096);
  expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({ Status: 'FAILED', ...IDS });
});
