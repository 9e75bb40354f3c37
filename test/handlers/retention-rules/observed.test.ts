import { ARN, END, ID, inState, LOCK_STATES, LockState, OTHER_ARN, OTHER_ID, OWN, rule, STACK_ID } from './rules';
import { homeOf } from '../../../lib/cloudformation/request';
import { isProtected, lockAttributesOf, ruleArnOf, ruleIdIn } from '../../../lib/handlers/retention-rules/observed';
import { LOCK_ATTRIBUTES } from '../../../lib/model/retention/rule-lock-contract';

test.each<[LockState, boolean]>([['never', false], ['locked', true], ['pending', true], ['unlocked', false]])('a rule that is %s is protected: %s', (state, expected) => {
  expect(isProtected(rule(inState(state)))).toBe(expected);
});

test.each([
  [ARN, ID],
  [`arn:aws-cn:rbin:cn-north-1:${OWN}:rule/AbCdEfGhI09`, 'AbCdEfGhI09'],
  [`arn:aws-us-gov:rbin:us-gov-west-1:${OWN}:rule/${ID}`, ID],
])('%s is the ARN of the rule %s', (arn, id) => {
  expect(ruleIdIn(arn)).toBe(id);
});

test.each([
  undefined, '', ID, 'none-request', 'Images/Rule/request', 'Images-Rule-1A2B3C4D5E6F', `${ARN}0`, ARN.slice(0, -1), `${ARN} `, ` ${ARN}`, `${ARN}\n`, ARN.replace('rbin', 'ec2'),
  ARN.replace('rule/', 'rule:'), `arn:aws:rbin:eu-west-1:${OWN}:rule/rule-000001`,
])('%j is the ARN of none', text => {
  expect(ruleIdIn(text)).toBeUndefined();
});

test.each([
  [STACK_ID, ARN],
  ['arn:aws-cn:cloudformation:cn-north-1:222222222222:stack/Images/1', `arn:aws-cn:rbin:cn-north-1:222222222222:rule/${ID}`],
])('a rule is where the stack %s is', (stackId, arn) => {
  expect(ruleArnOf(ID, homeOf(stackId))).toBe(arn);
  expect(ruleIdIn(arn)).toBe(ID);
});

describe('attributes', () => {
  const HOME = homeOf(STACK_ID);

  test.each<[LockState, string, string]>([
    ['never', 'unlocked', 'none'], ['locked', 'locked', 'none'], ['pending', 'pending_unlock', END], ['unlocked', 'unlocked', 'none'],
  ])('of a rule that is %s', (state, told, end) => {
    expect(lockAttributesOf(rule(inState(state)), undefined, HOME)).toStrictEqual({ RuleId: ID, RuleArn: ARN, LockState: told, LockEndTime: end });
  });

  test('of a rule that is not seen, but known', () => {
    expect(lockAttributesOf(undefined, ID, HOME)).toStrictEqual({ RuleId: ID, RuleArn: ARN, LockState: 'unlocked', LockEndTime: 'none' });
  });

  test('of no rule', () => {
    expect(lockAttributesOf(undefined, undefined, HOME)).toStrictEqual({ RuleId: 'none', RuleArn: 'none', LockState: 'unlocked', LockEndTime: 'none' });
  });

  test('of the rule that there is, whichever was known', () => {
    expect(lockAttributesOf(rule({ id: OTHER_ID }), ID, HOME)).toMatchObject({ RuleId: OTHER_ID, RuleArn: OTHER_ARN });
  });

  test('are all there, and none is empty, which would be no value to CloudFormation', () => {
    [undefined, ...LOCK_STATES.map(state => rule(inState(state)))].forEach(it => {
      const attributes = lockAttributesOf(it, undefined, HOME);
      expect(Object.keys(attributes)).toEqual(LOCK_ATTRIBUTES);
      expect(Object.values(attributes)).not.toContain('');
    });
  });
});
