import { planning, REQUEST, make } from './things';
import { planFor } from '../../lib/engine/handler';
import { RemoveUnread, tokenOf } from '../../lib/engine/request';

test('a token is the same at every delivery, and another for each step, operation, resource and stack', () => {
  const others = [
    tokenOf(REQUEST, 'end'), tokenOf({ ...REQUEST, operationId: 'request-2' }, 'begin'), tokenOf({ ...REQUEST, owner: 'Images/Others' }, 'begin'),
    // A stack of the same name, after the first one was deleted.
    tokenOf({ ...REQUEST, incarnation: '2' }, 'begin'),
  ];
  const delivered = { ...REQUEST, isForward: false };
  expect(tokenOf(delivered, 'begin')).toBe(tokenOf(REQUEST, 'begin'));
  expect(new Set([tokenOf(REQUEST, 'begin'), ...others]).size).toBe(5);
});

test('a token has the 64 characters that services take', () => {
  expect(tokenOf(REQUEST, 'x'.repeat(1_000))).toMatch(/^[0-9a-f]{64}$/);
});

test('a removal of what cannot be read knows what it has done already', () => {
  const { owner, incarnation, operationId, home } = REQUEST;
  const request: RemoveUnread = { owner, incarnation, operationId, home, verb: 'remove unread', identity: 'things-1', cause: 'removal' };
  const logic = planning({ done: true });
  planFor(logic, request, ['a'], [make('a')]);
  expect(logic.plan.mock.calls).toEqual([[request, ['a'], [make('a')]]]);
});
