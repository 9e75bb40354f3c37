import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { LockedRetentionRule, RetainedResourceType, RetentionRule, RetentionRuleLock, RuleLock } from '../../lib/retention';

const RULE = 'arn:aws:rbin:us-west-2:123456789012:rule/a12345abcde';
const ENV = { account: '123456789012', region: 'us-west-2' };

const newStack = () => new Stack(new App(), 'Images', { env: ENV });
const lock = RuleLock.locked(Duration.days(30));

/** Either of the constructs that tell of a lock. */
type Locking = LockedRetentionRule | RetentionRuleLock;

function lockedRule(stack: Stack): LockedRetentionRule {
  return new LockedRetentionRule(stack, 'Rule', { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), lock });
}

function ruleLock(stack: Stack): RetentionRuleLock {
  return new RetentionRuleLock(stack, 'Rule', { retentionRule: RetentionRule.fromRetentionRuleArn(stack, 'Imported', RULE), lock });
}

/** The events as AWS's guide shows them, a blank before the version of the detail included. */
const SAMPLES: Record<string, Record<string, unknown>> = {
  'Recycle Bin Rule Locked': { 'api-name': 'CreateRule' },
  'Recycle Bin Rule Change Attempted': { 'api-name': 'DeleteRule' },
  'Recycle Bin Rule Unlock Scheduled': { 'scheduled-unlock-time': '2022-09-10T16:37:50Z' },
  'Recycle Bin Rule Unlocking Notice': { 'scheduled-unlock-time': '2022-09-10T16:37:50Z' },
  'Recycle Bin Rule Unlocked': { 'scheduled-unlock-time': '2022-09-10T16:37:50Z' },
};

function sample(detailType: string, others: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    'version': '0',
    'id': 'exampleb-b491-4cf7-a9f1-bf370example',
    'detail-type': detailType,
    'source': 'aws.rbin',
    'account': '123456789012',
    'time': '2022-08-10T16:37:50Z',
    'region': 'us-west-2',
    'resources': [RULE],
    'detail': {
      'detail-version': ' 1.0.0', 'rule-id': 'a12345abcde', 'rule-description': 'locked account level rule', 'unlock-delay-period': '30 days', ...SAMPLES[detailType],
    },
    ...others,
  };
}

/** Whether an event matches a pattern of plain values, as EventBridge says: each field has one of the values, or is a list with one. */
function matches(pattern: Record<string, unknown[]>, event: Record<string, unknown>): boolean {
  return Object.entries(pattern).every(([name, values]) => [event[name]].flat().some(it => values.includes(it)));
}

/** The pattern of the only EventBridge rule of a stack, with the ARN of the retention rule in the place of its attribute. */
function patternIn(stack: Stack): Record<string, unknown[]> {
  const [{ Properties: { EventPattern: pattern } }] = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return { ...pattern, resources: pattern.resources.map((it: unknown) => (typeof it === 'string' ? it : RULE)) };
}

describe.each([['a locked retention rule', lockedRule], ['the lock of a retention rule', ruleLock]])('%s', (_, make: (stack: Stack) => Locking) => {
  const ON: readonly (readonly [string, (it: Locking, options?: OnEventOptions) => Rule])[] = [
    ['Recycle Bin Rule Locked', (it, options) => it.onRuleLocked('Event', options)],
    ['Recycle Bin Rule Change Attempted', (it, options) => it.onRuleChangeAttempted('Event', options)],
    ['Recycle Bin Rule Unlock Scheduled', (it, options) => it.onRuleUnlockScheduled('Event', options)],
    ['Recycle Bin Rule Unlocking Notice', (it, options) => it.onRuleUnlockingNotice('Event', options)],
    ['Recycle Bin Rule Unlocked', (it, options) => it.onRuleUnlocked('Event', options)],
  ];

  test.each(ON)('tells of %s and of nothing else, and of no other rule', (detailType, on) => {
    const stack = newStack();
    const rule = make(stack);
    on(rule);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.rbin'], 'resources': [stack.resolve(rule.retentionRuleArn)], 'detail-type': [detailType] },
      State: 'ENABLED',
      Targets: Match.absent(),
    }, 1);

    const pattern = patternIn(stack);
    expect(Object.keys(SAMPLES).filter(it => matches(pattern, sample(it)))).toEqual([detailType]);
    expect(matches(pattern, sample(detailType, { resources: [RULE.replace(/e$/, 'f')] }))).toBe(false);
    expect(matches(pattern, sample(detailType, { source: 'aws.ec2' }))).toBe(false);
  });

  test.each(ON)('starts what is asked for on %s, with whatever else can be said', (detailType, on) => {
    const stack = newStack();
    const target = new SqsQueue(new Queue(stack, 'Queue'));
    on(make(stack), { target, description: 'Tells somebody', ruleName: 'told', eventPattern: { detail: { 'rule-id': ['a12345abcde'] } } });
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
      Name: 'told',
      Description: 'Tells somebody',
      EventPattern: { 'detail-type': [detailType], 'detail': { 'rule-id': ['a12345abcde'] } },
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] }, Id: 'Target0' }],
    });
  });

  test('sends all of them to a topic, which lets EventBridge publish', () => {
    const stack = newStack();
    const topic = new Topic(stack, 'Topic');
    make(stack).notifyTopic('Notify', topic);
    const template = Template.fromStack(stack);
    template.resourcePropertiesCountIs('AWS::Events::Rule', { Targets: [{ Arn: stack.resolve(topic.topicArn), Id: 'Target0' }] }, 1);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [{ Action: 'sns:Publish', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: stack.resolve(topic.topicArn) }] },
    });

    const pattern = patternIn(stack);
    expect(Object.keys(SAMPLES).filter(it => matches(pattern, sample(it)))).toEqual(Object.keys(SAMPLES));
    expect(Object.keys(pattern)).toEqual(['source', 'resources', 'detail-type']);
    expect(matches(pattern, sample('Recycle Bin Rule Deleted'))).toBe(false);
    expect(matches(pattern, sample('Recycle Bin Rule Locked', { resources: [RULE.replace(/e$/, 'f')] }))).toBe(false);
  });

  test('sends them to several topics', () => {
    const stack = newStack();
    const rule = make(stack);
    for (const name of ['Security', 'Storage']) {
      rule.notifyTopic(`Notify${name}`, new Topic(stack, name));
    }
    Template.fromStack(stack).resourceCountIs('AWS::Events::Rule', 2);
  });

  test('the key of an encrypted topic of the app admits EventBridge', () => {
    const stack = newStack();
    make(stack).notifyTopic('Notify', new Topic(stack, 'Topic', { masterKey: new Key(stack, 'Key') }));
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Resource: '*' },
        ]),
      },
    });
  });
});

test('the filter of a lock is there before the lock, if that is to wait for it', () => {
  const stack = newStack();
  const it = ruleLock(stack);
  it.lockAfter(it.onRuleLocked('Event'));
  const template = Template.fromStack(stack);
  const [id] = Object.keys(template.findResources('AWS::Events::Rule'));
  template.hasResource('Custom::RetentionRuleLock', { DependsOn: Match.arrayWith([id]) });
  template.hasResource('AWS::Events::Rule', { DependsOn: Match.absent(), Properties: { EventPattern: { resources: [RULE] } } });
});
