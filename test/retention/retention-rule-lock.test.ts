import { App, CfnOutput, CfnParameter, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  IRetentionRule, LockedRetentionRule, RetainedResourceType, RetentionRule, RetentionRuleLock, RetentionRuleLockProps, RuleLock, RuleLockRemoval,
} from '../../lib/retention';
import { ENV, errorsOf, newStack } from '../support/stacks';

const ID = 'abCD1234567';
const HANDLER = 'cdkimagegovernanceRetentionRuleLockHandler';
const PROPS = { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30) };

/** A lock that differs from one without mistakes by what a test is about. */
function lock(stack: Stack, props: Partial<RetentionRuleLockProps> = {}, id = 'Lock'): RetentionRuleLock {
  return new RetentionRuleLock(stack, id, {
    retentionRule: RetentionRule.fromRetentionRuleId(stack, `${id}Rule`, ID), lock: RuleLock.locked(Duration.days(14)), ...props,
  });
}

const resourceIn = (stack: Stack) => Object.values<any>(Template.fromStack(stack).findResources('Custom::RetentionRuleLock'))[0];

/** The policies that locks ask for, by their ids. */
function policiesIn(stack: Stack): [string, any[]][] {
  return Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith(`${HANDLER}Allows`))
    .map(([id, { Properties: { PolicyDocument: document } }]) => [id, document.Statement]);
}

const statements = (resource: unknown) => [
  { Sid: 'Lock', Effect: 'Allow', Action: ['rbin:GetRule', 'rbin:ListTagsForResource', 'rbin:LockRule', 'rbin:UnlockRule'], Resource: resource },
  {
    Sid: 'UnlockedBy', Effect: 'Allow', Action: ['rbin:TagResource', 'rbin:UntagResource'], Resource: resource,
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['cdk-image-governance:unlocked-by'] }, 'Null': { 'aws:TagKeys': 'false' } },
  },
];

describe('the template', () => {
  test('has a lock, and what carries it out', () => {
    const stack = newStack({ env: ENV });
    lock(stack);
    const resources = Object.entries<any>(Template.fromStack(stack).toJSON().Resources);
    expect(resources.map(([id, { Type: type }]) => [id.slice(0, -8), type])).toEqual([
      ['Lock', 'Custom::RetentionRuleLock'],
      [`${HANDLER}Log`, 'AWS::Logs::LogGroup'],
      [`${HANDLER}Role`, 'AWS::IAM::Role'],
      [`${HANDLER}RoleDefaultPolicy`, 'AWS::IAM::Policy'],
      [`${HANDLER}Function`, 'AWS::Lambda::Function'],
      [`${HANDLER}FunctionEventInvokeConfig`, 'AWS::Lambda::EventInvokeConfig'],
      [`${HANDLER}GoOn`, 'AWS::IAM::Policy'],
      [expect.stringMatching(new RegExp(`^${HANDLER}Allows`)), 'AWS::IAM::Policy'],
    ]);
    expect(resources[0][1].Properties).toEqual({
      ServiceToken: expect.anything(), ContractVersion: 1, RuleId: ID, Lock: { State: 'locked', UnlockDelayDays: 14 }, OnRemoval: 'RETAIN',
    });
  });

  test('says everything that can be said', () => {
    const stack = newStack();
    lock(stack, {
      lock: RuleLock.locked(Duration.days(7), { relock: true }), onRemoval: RuleLockRemoval.UNLOCK, reconcile: 'again', serviceTimeout: Duration.minutes(5),
    });
    expect(resourceIn(stack).Properties).toEqual({
      ServiceToken: expect.anything(), ServiceTimeout: '300', ContractVersion: 1, RuleId: ID, Lock: { State: 'locked', UnlockDelayDays: 7, Relock: true }, OnRemoval: 'UNLOCK',
      Reconcile: 'again',
    });
  });

  test('unlocks, if that is declared', () => {
    const stack = newStack();
    lock(stack, { lock: RuleLock.unlocked() });
    expect(resourceIn(stack).Properties.Lock).toEqual({ State: 'unlocked' });
  });

  test('takes what only the deployment knows', () => {
    const stack = newStack();
    const [id, arn] = ['Id', 'Arn'].map(name => new CfnParameter(stack, name).valueAsString);
    const days = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
    lock(stack, { retentionRule: RetentionRule.fromRetentionRuleId(stack, 'ById', id), lock: RuleLock.locked(days) });
    lock(stack, { retentionRule: RetentionRule.fromRetentionRuleArn(stack, 'ByArn', arn) }, 'Other');
    const [one, other] = Object.values<any>(Template.fromStack(stack).findResources('Custom::RetentionRuleLock'));
    expect(one.Properties).toMatchObject({ RuleId: { Ref: 'Id' }, Lock: { UnlockDelayDays: { Ref: 'Days' } } });
    expect(JSON.stringify(other.Properties.RuleId)).toContain('{"Ref":"Arn"}');
    expect(policiesIn(stack)[1][1]).toEqual(statements({ Ref: 'Arn' }));
  });
});

describe('the role of the handler', () => {
  test('locks the rule that is named and no other, and puts no other tag on it', () => {
    const stack = newStack({ env: ENV });
    lock(stack);
    const [[id, own], ...others] = policiesIn(stack);
    expect([own, others]).toEqual([statements({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:rbin:eu-west-1:111111111111:rule/${ID}`]] }), []]);
    expect(resourceIn(stack).DependsOn).toContain(id);
  });

  test('has a policy for each rule, which goes as a whole', () => {
    const policies = [['a12345abcde'], ['a12345abcde', 'b12345abcde']].map(ids => {
      const stack = newStack();
      ids.forEach(id => lock(stack, { retentionRule: RetentionRule.fromRetentionRuleArn(stack, `Rule-${id}`, `arn:aws:rbin:eu-west-1:111111111111:rule/${id}`) }, `Lock-${id}`));
      return policiesIn(stack);
    });
    expect(policies[1]).toEqual([...policies[0], [expect.anything(), statements('arn:aws:rbin:eu-west-1:111111111111:rule/b12345abcde')]]);
  });
});

describe('what it tells', () => {
  test('of the lock are attributes of its resource, and of the rule what was known of it', () => {
    const stack = newStack({ env: ENV });
    const arn = `arn:aws:rbin:eu-west-1:111111111111:rule/${ID}`;
    const { retentionRuleId, retentionRuleArn, lockState, lockEndTime, node } = lock(stack, { retentionRule: RetentionRule.fromRetentionRuleArn(stack, 'Rule', arn) });
    expect([retentionRuleId, retentionRuleArn]).toEqual([ID, arn]);
    expect(stack.resolve([lockState, lockEndTime])).toEqual(['LockState', 'LockEndTime'].map(name => ({ 'Fn::GetAtt': ['LockCE124363', name] })));
    expect((node.defaultChild as CfnResource).cfnResourceType).toBe('Custom::RetentionRuleLock');
  });

  test('of the lock is warned of in another stack', () => {
    const app = new App();
    const [stack, other] = ['Images', 'Other'].map(name => new Stack(app, name, { env: ENV }));
    const { lockState, lockEndTime, retentionRuleId } = lock(stack);
    new CfnOutput(other, 'State', { value: `${retentionRuleId} ${lockState} ${lockEndTime}` });
    expect(Annotations.fromStack(stack).findWarning('/Images/Lock/Resource/Default', Match.anyValue()).map(({ entry }) => entry.data)).toEqual(['lockEndTime', 'lockState'].map(name =>
      `${name} should not be used in another stack, and is in Other: pass it by an SSM parameter instead: it changes with the lock, and CloudFormation changes no export that another stack uses, so the update would fail `
      + '(cdk-image-governance:RetentionRuleLock.LockUsedElsewhere, https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html) [ack: cdk-image-governance:RetentionRuleLock.LockUsedElsewhere]'));
  });
});

test('the lock can wait for others, the filter of its own events among them', () => {
  const stack = newStack();
  const it = lock(stack);
  const topic = new Topic(stack, 'Topic');
  it.lockAfter(topic, it.notifyTopic('Notify', topic));
  const { Resources: resources } = Template.fromStack(stack).toJSON();
  const waiting = Object.entries<any>(resources).filter(([, { DependsOn: them = [] }]) => ['Topic', 'LockNotify'].every(name => them.some((id: string) => id.startsWith(name))));
  expect(waiting.map(([id]) => id)).toEqual(['LockCE124363']);
});

describe('when the app is synthesised', () => {
  const P = 'cdk-image-governance:RetentionRuleLock.';
  const errors = (stack: Stack) => errorsOf(() => Template.fromStack(stack));

  test('all mistakes are told at once, in the words of the construct', () => {
    const stack = newStack({ env: ENV });
    lock(stack, { retentionRule: RetentionRule.fromRetentionRuleArn(stack, 'Far', `arn:aws:rbin:us-east-1:222222222222:rule/${ID}`), lock: RuleLock.locked(Duration.days(6)) });
    expect(errors(stack)).toEqual([
      `[Images/Lock] lock must protect the rule for 7 to 30 whole days after it was unlocked, got 6: use at least 7 (${P}UnlockDelayRange, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_UnlockDelay.html)`,
      `[Images/Lock] retentionRule must be a rule of the account of the stack, 111111111111, got "222222222222": put the lock into a stack of the account of the rule (${P}RuleInPlace, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)`,
      `[Images/Lock] retentionRule must be a rule of the Region of the stack, eu-west-1, got "us-east-1": put the lock into a stack of the Region of the rule (${P}RuleInPlace, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-factors.html)`,
    ]);
  });

  test('nothing is said of a rule that may be where the stack is', () => {
    const stack = newStack();
    lock(stack, { retentionRule: RetentionRule.fromRetentionRuleArn(stack, 'Somewhere', `arn:aws:rbin:us-east-1:222222222222:rule/${ID}`) });
    expect(errors(stack)).toEqual([]);
  });

  test.each<[string, string, (stack: Stack) => IRetentionRule]>([
    ['by itself', 'Rule', stack => new RetentionRule(stack, 'Rule', PROPS)],
    ['locked', 'Rule', stack => new LockedRetentionRule(stack, 'Rule', { ...PROPS, lock: RuleLock.unlocked() })],
    ['by its ARN', 'Rule', stack => RetentionRule.fromRetentionRuleArn(stack, 'Imported', new RetentionRule(stack, 'Rule', PROPS).retentionRuleArn)],
    ['by its id', 'Rule', stack => RetentionRule.fromRetentionRuleId(stack, 'Imported', new RetentionRule(stack, 'Rule', PROPS).retentionRuleId)],
    ['by the id that a custom resource has given it', 'Rule', stack => RetentionRule.fromRetentionRuleId(
      stack, 'Imported', new LockedRetentionRule(stack, 'Rule', { ...PROPS, lock: RuleLock.unlocked() }).retentionRuleId,
    )],
    ['as an L1', 'L1', stack => RetentionRule.fromRetentionRuleArn(stack, 'Imported', new CfnRule(stack, 'L1', {
      resourceType: 'EBS_SNAPSHOT', retentionPeriod: { retentionPeriodUnit: 'DAYS', retentionPeriodValue: 30 },
    }).attrArn)],
  ])('a rule that the app makes is refused, %s', (_, id, make) => {
    const stack = newStack({ env: ENV });
    lock(stack, { retentionRule: make(stack) });
    expect(errors(stack)).toEqual([
      `[Images/Lock] retentionRule must be a rule that this app does not make, got "Images/${id}": replace it by a LockedRetentionRule: CloudFormation could neither change nor delete the rule under this lock, and its stack would be stuck (${P}RuleOfThisApp, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-lock.html)`,
    ]);
  });

  test('the same app gives the same template', () => {
    const templates = [1, 2].map(() => {
      const stack = newStack({ env: ENV });
      lock(stack);
      return JSON.stringify(Template.fromStack(stack).toJSON());
    });
    expect(templates[0]).toBe(templates[1]);
  });
});
