import { ARN, ID, inState, LockState, OWN, rule, STACK_ID } from './rules';
import { isProtected, ruleArnOf, ruleIdIn } from '../../../lib/handlers/retention-rules/observed';

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
  expect(ruleArnOf(ID, stackId)).toBe(arn);
  expect(ruleIdIn(arn)).toBe(ID);
});
