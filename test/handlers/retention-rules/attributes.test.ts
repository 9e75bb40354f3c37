import { ARN, END, ID, inState, LOCK_STATES, LockState, OTHER_ARN, OTHER_ID, rule, STACK_ID } from './rules';
import { lockAttributesOf } from '../../../lib/handlers/retention-rules/attributes';
import { LOCK_ATTRIBUTES } from '../../../lib/model/retention/rule-lock-contract';

test.each<[LockState, string, string]>([
  ['never', 'unlocked', 'none'], ['locked', 'locked', 'none'], ['pending', 'pending_unlock', END], ['unlocked', 'unlocked', 'none'],
])('of a rule that is %s', (state, told, end) => {
  expect(lockAttributesOf(rule(inState(state)), undefined, STACK_ID)).toStrictEqual({ RuleId: ID, RuleArn: ARN, LockState: told, LockEndTime: end });
});

test('of a rule that is not seen, but known', () => {
  expect(lockAttributesOf(undefined, ID, STACK_ID)).toStrictEqual({ RuleId: ID, RuleArn: ARN, LockState: 'unlocked', LockEndTime: 'none' });
});

test('of no rule', () => {
  expect(lockAttributesOf(undefined, undefined, STACK_ID)).toStrictEqual({ RuleId: 'none', RuleArn: 'none', LockState: 'unlocked', LockEndTime: 'none' });
});

test('of the rule that there is, whichever was known', () => {
  expect(lockAttributesOf(rule({ id: OTHER_ID }), ID, STACK_ID)).toMatchObject({ RuleId: OTHER_ID, RuleArn: OTHER_ARN });
});

test('are all there, and none is empty, which would be no value to CloudFormation', () => {
  [undefined, ...LOCK_STATES.map(state => rule(inState(state)))].forEach(it => {
    const attributes = lockAttributesOf(it, undefined, STACK_ID);
    expect(Object.keys(attributes)).toEqual(LOCK_ATTRIBUTES);
    expect(Object.values(attributes)).not.toContain('');
  });
});
