import { Annotations as Acknowledgements, App, CfnOutput, CfnParameter, CfnResource, Duration, Fn, NestedStack, RemovalPolicies, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  LockedRetentionRule, LockedRetentionRuleProps, LockMechanism, RetainedResourceType, RetentionRule, RuleLock, RuleLockRemoval,
} from '../../lib/retention';
import { ENV, errorsOf, newStack } from '../support/stacks';

const HANDLER = 'cdkimagegovernanceLockedRetentionRuleHandler';
const WARNED_ON = '/Images/Rule/LockedRule/Resource/Default';
const { CLOUDFORMATION } = LockMechanism;

/** A rule that differs from one without mistakes by what a test is about. */
function rule(stack: Stack, props: Partial<LockedRetentionRuleProps> = {}, id = 'Rule'): LockedRetentionRule {
  return new LockedRetentionRule(stack, id, {
    resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), lock: RuleLock.locked(Duration.days(7)), ...props,
  });
}

const customResources = (stack: Stack) => Object.values<any>(Template.fromStack(stack).findResources('Custom::LockedRetentionRule'));

/** What the only rule of a stack asks of its handler. */
function askedBy(stack: Stack): Record<string, unknown> {
  const [{ Properties: { ServiceToken: _, ...asked } }, ...others] = customResources(stack);
  expect(others).toEqual([]);
  return asked;
}

/** The policies of the handler's role, by their ids, without what every handler may. */
function policiesIn(stack: Stack): Record<string, any[]> {
  const kernel = ['Log', 'WhyAnEventCame', 'GoOnInAnotherRun'];
  return Object.fromEntries(Object.entries<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    .map(([id, { Properties }]) => [id, Properties.PolicyDocument.Statement.filter(({ Sid: sid }: { Sid: string }) => !kernel.includes(sid))]));
}

describe('the resource', () => {
  test('asks for what is declared, and leaves the rule when it goes', () => {
    const stack = newStack();
    rule(stack);
    expect(askedBy(stack)).toEqual({
      ContractVersion: 1, ResourceType: 'EBS_SNAPSHOT', RetentionDays: 30, Lock: { State: 'locked', UnlockDelayDays: 7 }, OnRemoval: 'RETAIN',
    });
  });

  test('says everything that can be said', () => {
    const stack = newStack();
    rule(stack, {
      resourceType: RetainedResourceType.EBS_VOLUME,
      retentionPeriod: Duration.hours(48),
      lock: RuleLock.locked(Duration.days(30), { relock: true }),
      description: '',
      tags: { team: 'platform' },
      existingRuleId: 'abCD1234567',
      onRemoval: RuleLockRemoval.UNLOCK,
      lockMechanism: LockMechanism.CUSTOM_RESOURCE,
      reconcile: 'again',
      serviceTimeout: Duration.minutes(40),
    });
    expect(askedBy(stack)).toEqual({
      ContractVersion: 1,
      ResourceType: 'EBS_VOLUME',
      RetentionDays: 2,
      Description: '',
      Tags: { team: 'platform' },
      ExistingRuleId: 'abCD1234567',
      Lock: { State: 'locked', UnlockDelayDays: 30, Relock: true },
      OnRemoval: 'UNLOCK',
      Reconcile: 'again',
      ServiceTimeout: '2400',
    });
  });

  test('is not locked, if that is declared', () => {
    const stack = newStack();
    rule(stack, { lock: RuleLock.unlocked() });
    expect(askedBy(stack)).toMatchObject({ Lock: { State: 'unlocked' } });
  });

  test('takes what only the deployment knows', () => {
    const stack = newStack();
    const days = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
    const text = new CfnParameter(stack, 'Text').valueAsString;
    rule(stack, { retentionPeriod: days, lock: RuleLock.locked(days), description: text, existingRuleId: text, tags: { team: text } });
    expect(askedBy(stack)).toMatchObject({
      RetentionDays: { Ref: 'Days' }, Lock: { UnlockDelayDays: { Ref: 'Days' } }, Description: { Ref: 'Text' }, ExistingRuleId: { Ref: 'Text' }, Tags: { team: { Ref: 'Text' } },
    });
  });

  test('shares its function, role and log group with others of the stack', () => {
    const stack = newStack();
    rule(stack);
    rule(stack, { resourceType: RetainedResourceType.EBS_VOLUME, retentionPeriod: Duration.days(7) }, 'Volumes');
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::Logs::LogGroup']) {
      Template.fromStack(stack).resourceCountIs(type, 1);
    }
  });

  test('can be reached to be overridden, and to be left behind', () => {
    const stack = newStack();
    const it = rule(stack);
    (it.node.defaultChild as CfnResource).addPropertyOverride('Reconcile', 'overridden');
    it.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(customResources(stack)).toEqual([expect.objectContaining({
      DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: expect.objectContaining({ Reconcile: 'overridden' }),
    })]);
  });

  test('waits for two minutes at least', () => {
    expect(() => rule(newStack(), { serviceTimeout: Duration.seconds(119) })).toThrow('[Images/Rule/LockedRule] serviceTimeout must be at least 120 seconds, got 119');
  });
});

test('each way to have a rule has a resource of its own, so that the next is there before the one before is deleted', () => {
  const ids = [
    (stack: Stack) => new RetentionRule(stack, 'Rule', { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30) }),
    (stack: Stack) => rule(stack),
    (stack: Stack) => rule(stack, { lockMechanism: CLOUDFORMATION }),
  ].map(make => {
    const stack = newStack();
    make(stack);
    return Object.entries(Template.fromStack(stack).toJSON().Resources).filter(([, { Type: type }]: any) => /Rule$/.test(type)).map(([id]) => id);
  });
  expect(ids).toEqual([['Rule4C995B7F'], ['RuleLockedRule17230B80'], ['RuleNativeLockedRuleA31F27DF']]);
});

describe('the role of the handler', () => {
  const arn = (resource: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:rbin:eu-west-1:111111111111:rule/${resource}`]] });
  const statements = (stackName: unknown) => [
    { Sid: 'ListRules', Effect: 'Allow', Action: 'rbin:ListRules', Resource: '*' },
    { Sid: 'ReadRules', Effect: 'Allow', Action: ['rbin:GetRule', 'rbin:ListTagsForResource'], Resource: arn('*') },
    {
      Sid: 'CreateOwnRule', Effect: 'Allow', Action: 'rbin:CreateRule', Resource: arn('*'),
      Condition: { StringLike: { 'aws:RequestTag/cdk-image-governance:owner': stackName } },
    },
    {
      Sid: 'OwnRule', Effect: 'Allow', Action: 'rbin:TagResource', Resource: arn('*'),
      Condition: {
        StringLike: { 'aws:RequestTag/cdk-image-governance:owner': stackName },
        StringLikeIfExists: { 'aws:ResourceTag/cdk-image-governance:owner': stackName },
      },
    },
    {
      Sid: 'ChangeOwnRule', Effect: 'Allow', Resource: arn('*'),
      Action: ['rbin:UpdateRule', 'rbin:LockRule', 'rbin:UnlockRule', 'rbin:TagResource', 'rbin:UntagResource', 'rbin:DeleteRule'],
      Condition: { StringLike: { 'aws:ResourceTag/cdk-image-governance:owner': stackName } },
    },
  ];

  test('reads rules, and makes and changes those of its stack', () => {
    const stack = newStack({ env: ENV });
    rule(stack);
    expect(Object.entries(policiesIn(stack)).map(([id, it]) => [id.slice(0, -8), it])).toEqual([
      [`${HANDLER}RoleDefaultPolicy`, statements('Images/*')], [`${HANDLER}GoOn`, []],
    ]);
  });

  test('takes over the rule that is named and no other, by a policy of its own that the resource waits for', () => {
    const stack = newStack({ env: ENV });
    rule(stack, { existingRuleId: 'abCD1234567' });
    const own = Object.entries(policiesIn(stack)).filter(([id]) => id.startsWith(`${HANDLER}Allows`));
    expect(own.map(([, it]) => it)).toEqual([[{
      Sid: 'TakeOver', Effect: 'Allow', Resource: arn('abCD1234567'),
      Action: ['rbin:UpdateRule', 'rbin:LockRule', 'rbin:UnlockRule', 'rbin:TagResource', 'rbin:UntagResource'],
    }]]);
    expect(customResources(stack)[0].DependsOn).toContain(own[0][0]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['whatever is declared', stack => rule(stack, { lock: RuleLock.unlocked(), onRemoval: RuleLockRemoval.UNLOCK, tags: { team: 'platform' } })],
    ['however many rules there are', stack => ['One', 'Two'].map(id => rule(stack, {}, id))],
  ])('is never narrowed by a version, %s', (_, make) => {
    const stack = newStack({ env: ENV });
    make(stack);
    expect(Object.values(policiesIn(stack))).toEqual([statements('Images/*'), []]);
  });

  test('knows the stack by the name that it has in its Stage, or as a nested one', () => {
    const staged = new Stack(new Stage(new App(), 'Prod', { env: ENV }), 'Images');
    const nested = new NestedStack(newStack({ env: ENV }), 'Nested');
    [staged, nested].forEach(stack => rule(stack));
    const [ofStaged, ofNested] = [staged, nested].map(policiesIn).map(policies => Object.values(policies)[0]);
    expect(ofStaged).toEqual(statements('Prod-Images/*'));
    expect(ofNested).toEqual(statements({ 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '/*']] }));
  });

  test('is of the account and Region of a stack without an environment', () => {
    const stack = newStack();
    rule(stack);
    const inPlace = ['arn:', { Ref: 'AWS::Partition' }, ':rbin:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':rule/*'];
    expect(Object.values(policiesIn(stack))[0][1].Resource).toEqual({ 'Fn::Join': ['', inPlace] });
  });
});

describe('tags of the rule', () => {
  const tagsOf = (make: (stack: Stack) => void) => {
    const stack = newStack();
    make(stack);
    return askedBy(stack).Tags;
  };

  test('can be written, come from around it, or both', () => {
    expect(tagsOf(stack => rule(stack, { tags: { team: 'platform', cost: 'shared' } }))).toEqual({ cost: 'shared', team: 'platform' });
    expect(tagsOf(stack => Tags.of(rule(stack)).add('team', 'platform'))).toEqual({ team: 'platform' });
    expect(tagsOf(stack => {
      rule(stack, { tags: { team: 'platform', cost: 'shared' } });
      Tags.of(stack).add('stage', 'prod');
      Tags.of(stack).add('team', 'other');
      Tags.of(stack).remove('cost');
    })).toEqual({ stage: 'prod', team: 'other' });
  });

  test('are not mentioned where there are none', () => {
    expect(tagsOf(stack => rule(stack))).toBeUndefined();
    expect(tagsOf(stack => rule(stack, { tags: {} }))).toBeUndefined();
    expect(tagsOf(stack => Tags.of(rule(stack, { tags: { team: 'platform' } })).remove('team'))).toBeUndefined();
  });

  test('can be meant for rules alone', () => {
    expect(tagsOf(stack => Tags.of(rule(stack)).add('team', 'platform', { includeResourceTypes: ['AWS::Rbin::Rule'] }))).toEqual({ team: 'platform' });
    expect(tagsOf(stack => Tags.of(rule(stack)).add('team', 'platform', { excludeResourceTypes: ['AWS::Rbin::Rule'] }))).toBeUndefined();
  });

  test('are the same whatever makes the rule', () => {
    const stack = newStack();
    rule(stack, { tags: { team: 'platform', cost: 'shared' }, lockMechanism: CLOUDFORMATION });
    Tags.of(stack).add('team', 'other');
    Template.fromStack(stack).hasResourceProperties('AWS::Rbin::Rule', { Tags: [{ Key: 'cost', Value: 'shared' }, { Key: 'team', Value: 'other' }] });
  });
});

describe('made by CloudFormation', () => {
  test('there is a rule that always stays, and nothing else', () => {
    const app = new App();
    const stack = new Stack(app, 'Images');
    rule(stack, { lockMechanism: CLOUDFORMATION, description: 'All snapshots', onRemoval: RuleLockRemoval.RETAIN, tags: { team: 'platform' } });
    expect(Template.fromStack(stack).toJSON().Resources).toEqual({
      RuleNativeLockedRuleA31F27DF: {
        Type: 'AWS::Rbin::Rule',
        Properties: {
          ResourceType: 'EBS_SNAPSHOT',
          RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' },
          LockConfiguration: { UnlockDelayValue: 7, UnlockDelayUnit: 'DAYS' },
          Description: 'All snapshots',
          Tags: [{ Key: 'team', Value: 'platform' }],
        },
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      },
    });
    const [manifest] = app.synth().artifacts.filter(({ id }) => id === 'Images.assets').map(it => (it as any).contents);
    expect(Object.values(manifest.files).map((it: any) => it.source)).toEqual([{ path: 'Images.template.json', packaging: 'file' }]);
    expect(manifest.dockerImages).toEqual({});
  });

  test('CloudFormation tells how the lock is, but not until when', () => {
    const stack = newStack();
    const { retentionRuleId, retentionRuleArn, lockState, lockEndTime } = rule(stack, { lockMechanism: CLOUDFORMATION });
    expect(stack.resolve([retentionRuleId, retentionRuleArn, lockState, lockEndTime])).toEqual([
      ...['Identifier', 'Arn', 'LockState'].map(name => ({ 'Fn::GetAtt': ['RuleNativeLockedRuleA31F27DF', name] })), 'none',
    ]);
  });

  test('nothing is asked for that only a custom resource can do', () => {
    const stack = newStack();
    const remedy = 'leave it out, or use LockMechanism.CUSTOM_RESOURCE '
      + '(cdk-image-governance:LockedRetentionRule.NeedsCustomResource, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)';
    rule(stack, {
      lockMechanism: CLOUDFORMATION, lock: RuleLock.locked(Duration.days(7), { relock: true }), existingRuleId: 'abCD1234567', onRemoval: RuleLockRemoval.UNLOCK,
      reconcile: 'again', serviceTimeout: Duration.minutes(5),
    });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual(['existingRuleId', 'lock.relock', 'onRemoval', 'reconcile', 'serviceTimeout'].map(name =>
      `[Images/Rule] ${name} must not be set with LockMechanism.CLOUDFORMATION: ${remedy}`));
  });

  test('it is not unlocked', () => {
    const stack = newStack();
    rule(stack, { lockMechanism: CLOUDFORMATION, lock: RuleLock.unlocked() });
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      '[Images/Rule] lock must not be RuleLock.unlocked() with LockMechanism.CLOUDFORMATION: use LockMechanism.CUSTOM_RESOURCE: what CloudFormation does to a rule '
      + 'whose lock configuration disappears is not documented (cdk-image-governance:LockedRetentionRule.UnlockedNeedsCustomResource, '
      + 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
    ]);
  });

  test('it is not deleted, by whichever means that is asked for', () => {
    const stack = newStack();
    RemovalPolicies.of(rule(stack, { lockMechanism: CLOUDFORMATION })).destroy();
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      '[Images/Rule] lockMechanism must leave the removal policy RETAIN with LockMechanism.CLOUDFORMATION, got {"DeletionPolicy":"Delete","UpdateReplacePolicy":"Delete"}: '
      + 'change no removal policy of it: CloudFormation cannot delete a locked rule, and its stack would fail until the unlock delay is over '
      + '(cdk-image-governance:LockedRetentionRule.RetainedByCloudFormation, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)',
    ]);
  });

  test('what is changed of its L1 is looked at', () => {
    const stack = newStack();
    (rule(stack, { lockMechanism: CLOUDFORMATION }).node.defaultChild as any).resourceTags = [{ resourceTagKey: 'team', resourceTagValue: 'platform' }];
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([expect.stringMatching(/^\[Images\/Rule\] lock must not be set together with resource tags: /)]);
  });
});

describe('what it tells', () => {
  test('are attributes of its resource', () => {
    const stack = newStack();
    const { retentionRuleId, retentionRuleArn, lockState, lockEndTime, ruleRef } = rule(stack);
    expect(stack.resolve([retentionRuleId, retentionRuleArn, lockState, lockEndTime, ruleRef.ruleArn]))
      .toEqual(['RuleId', 'RuleArn', 'LockState', 'LockEndTime', 'RuleArn'].map(name => ({ 'Fn::GetAtt': ['RuleLockedRule17230B80', name] })));
  });

  test('can be said of it without its class', () => {
    const stack = newStack();
    expect([rule(stack), stack].map(it => LockedRetentionRule.isLockedRetentionRule(it))).toEqual([true, false]);
    expect(RetentionRule.isRetentionRule(rule(stack, {}, 'Other'))).toBe(false);
  });

  test('lets others see it', () => {
    const stack = newStack();
    const it = rule(stack);
    it.grants.read(new Role(stack, 'Auditor', { assumedBy: new AccountPrincipal('222222222222') }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Action: ['rbin:GetRule', 'rbin:ListTagsForResource'], Effect: 'Allow', Resource: stack.resolve(it.retentionRuleArn) }] },
    });
  });
});

describe('an attribute that changes with the lock', () => {
  const twoStacks = () => {
    const app = new App();
    return ['Images', 'Other'].map(name => new Stack(app, name, { env: ENV }));
  };
  const warningsOf = (stack: Stack, path = WARNED_ON) =>
    Annotations.fromStack(stack).findWarning(path, Match.anyValue()).map(({ entry }) => entry.data);
  const warning = (attribute: string, stack: string) => `${attribute} should not be used in another stack, and is in ${stack}: `
    + 'pass it by an SSM parameter instead: it changes with the lock, and CloudFormation changes no export that another stack uses, so the update would fail (cdk-image-governance:LockedRetentionRule.LockUsedElsewhere, '
    + 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html) [ack: cdk-image-governance:LockedRetentionRule.LockUsedElsewhere]';

  test('is exported to other stacks, and each of these is warned of once', () => {
    const [stack, other] = twoStacks();
    const { lockState, lockEndTime } = rule(stack);
    new CfnOutput(other, 'State', { value: `it is ${lockState}` });
    new CfnOutput(other, 'Again', { value: lockState });
    new CfnOutput(other, 'End', { value: Fn.join(' ', ['until', lockEndTime]) });
    const exported = Object.values(Template.fromStack(stack).toJSON().Outputs).map((it: any) => it.Value['Fn::GetAtt'][1]);
    expect(exported.sort()).toEqual(['LockEndTime', 'LockState']);
    Template.fromStack(other).hasOutput('Again', { Value: { 'Fn::ImportValue': Match.stringLikeRegexp('^Images:ExportsOutputFnGetAttRuleLockedRule.*LockState') } });
    expect(warningsOf(stack)).toEqual([warning('lockEndTime', 'Other'), warning('lockState', 'Other')]);
  });

  test('is warned of whatever makes the rule', () => {
    const [stack, other] = twoStacks();
    const it = rule(stack, { lockMechanism: CLOUDFORMATION });
    new CfnOutput(other, 'State', { value: `${it.lockState} ${it.lockEndTime}` });
    expect(warningsOf(stack, '/Images/Rule/NativeLockedRule')).toEqual([warning('lockState', 'Other')]);
  });

  test('is warned of in a stack that is nested in another one', () => {
    const [stack, other] = twoStacks();
    new CfnOutput(new NestedStack(other, 'Nested'), 'State', { value: rule(stack).lockState });
    expect(warningsOf(stack)).toEqual(expect.arrayContaining([warning('lockState', 'Other/Nested')]));
  });

  test('can be used in its own stack, and in stacks that are nested in it', () => {
    const [stack] = twoStacks();
    const { lockState, lockEndTime } = rule(stack);
    const nested = new NestedStack(stack, 'Nested');
    new CfnOutput(stack, 'State', { value: lockState });
    new CfnOutput(nested, 'End', { value: lockEndTime });
    expect(Template.fromStack(nested).toJSON().Outputs.End.Value.Ref).toMatch(/^referencetoImagesRuleLockedRule.*LockEndTime$/);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is not the id, nor the ARN', () => {
    const [stack, other] = twoStacks();
    const { retentionRuleId, retentionRuleArn } = rule(stack);
    new CfnOutput(other, 'Rule', { value: retentionRuleId + retentionRuleArn });
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(['the rule', 'the stack'])('can be acknowledged on %s', where => {
    const [stack, other] = twoStacks();
    const it = rule(stack);
    new CfnOutput(other, 'State', { value: it.lockState });
    Annotations.fromStack(stack).hasWarning(WARNED_ON, warning('lockState', 'Other'));

    const [again, otherAgain] = twoStacks();
    const acknowledged = rule(again);
    new CfnOutput(otherAgain, 'State', { value: acknowledged.lockState });
    Acknowledgements.of(where === 'the rule' ? acknowledged : again).acknowledgeWarning('cdk-image-governance:LockedRetentionRule.LockUsedElsewhere', 'by hand');
    expect(warningsOf(again)).toEqual([]);
  });
});

describe('the lock', () => {
  test.each([undefined, CLOUDFORMATION])('can wait for others, made by %s, and what tells of it does not', lockMechanism => {
    const stack = newStack();
    const it = rule(stack, { lockMechanism });
    it.onRuleUnlocked('Unlocked');
    it.lockAfter(new Key(stack, 'Key'), new Topic(stack, 'Topic'));
    const { Resources: resources } = Template.fromStack(stack).toJSON();
    const waiting = Object.entries<any>(resources).filter(([, { DependsOn: them = [] }]) => them.some((id: string) => /^Topic/.test(id)) && them.some((id: string) => /^Key/.test(id)));
    expect(waiting.map(([id]) => id)).toEqual([lockMechanism === undefined ? 'RuleLockedRule17230B80' : 'RuleNativeLockedRuleA31F27DF']);
  });
});

describe('when the app is synthesised', () => {
  const P = 'cdk-image-governance:LockedRetentionRule.';
  const API = 'https://docs.aws.amazon.com/recyclebin/latest/APIReference';

  test('all mistakes of all rules are told at once, in the words of the construct', () => {
    const stack = newStack();
    rule(stack, {
      retentionPeriod: Duration.days(366), lock: RuleLock.locked(Duration.hours(156)), description: 'two\nlines', existingRuleId: 'my-rule',
      tags: { 'team': 'a,b', 'cdk-image-governance:owner': 'me' },
    });
    rule(stack, { resourceType: RetainedResourceType.EBS_VOLUME, retentionPeriod: Duration.days(8), lock: RuleLock.locked(Duration.days(31)) }, 'Volumes');
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      `[Images/Rule] description must have no other white space than blanks, and has a newline, got "two\\nlines": write a blank in its place: CloudFormation lets it pass, and Recycle Bin refuses it (${P}DescriptionCharacters, ${API}/API_CreateRule.html)`,
      `[Images/Rule] existingRuleId must be 11 letters and digits, got "my-rule": give the id as Recycle Bin shows it, and neither the name nor the ARN (${P}RuleIdFormat, ${API}/API_GetRule.html)`,
      `[Images/Rule] lock must protect the rule for 7 to 30 whole days after it was unlocked, got 6.5: use at least 7 (${P}UnlockDelayRange, ${API}/API_UnlockDelay.html)`,
      `[Images/Rule] retentionPeriod must be 1 to 365 whole days, got 366: use at most 365 (${P}RetentionPeriodRange, ${API}/API_RetentionPeriod.html)`,
      `[Images/Rule] tags must not be a key with which this library marks the rules that it made, got "cdk-image-governance:owner": rename the tag (${P}OwnTagKey, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)`,
      `[Images/Rule] tags["team"] must have at most 256 letters, digits, spaces and _ . : / = + - @, got "a,b": write the value without "," (${P}TagValueFormat, ${API}/API_Tag.html)`,
      `[Images/Volumes] lock must protect the rule for 7 to 30 whole days after it was unlocked, got 31: use at most 30 (${P}UnlockDelayRange, ${API}/API_UnlockDelay.html)`,
      `[Images/Volumes] retentionPeriod must be 1 to 7 whole days for volumes, got 8: use at most 7, and retain snapshots of the volumes for longer (${P}RetentionPeriodRange, ${API}/API_RetentionPeriod.html)`,
    ]);
  });

  test('tags are counted wherever they come from, beside those of the library', () => {
    const tagged = (count: number, lockMechanism?: LockMechanism) => {
      const stack = newStack();
      rule(stack, { tags: { team: 'platform' }, lockMechanism });
      Array.from({ length: count - 1 }, (_, index) => Tags.of(stack).add(`tag${index}`, ''));
      return errorsOf(() => Template.fromStack(stack));
    };
    expect([tagged(47), tagged(50, CLOUDFORMATION)]).toEqual([[], []]);
    expect(tagged(48)).toEqual([
      `[Images/Rule] tags must have at most 47 entries, got 48: use fewer tags: 3 of the 50 that a rule can have are kept for the library (${P}OwnTagCount, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)`,
    ]);
  });

  test('AMIs need a rule for their snapshots, which may be locked or not', () => {
    const amis = (makeOther: (stack: Stack) => void) => {
      const stack = newStack({ env: ENV });
      rule(stack, { resourceType: RetainedResourceType.EC2_IMAGE });
      makeOther(stack);
      return Annotations.fromStack(stack).findWarning(WARNED_ON, Match.stringLikeRegexp('SnapshotsRetainedAsLong'));
    };
    expect(amis(() => undefined)).toHaveLength(1);
    expect(amis(stack => rule(stack, { retentionPeriod: Duration.days(29) }, 'Snapshots'))).toHaveLength(1);
    expect(amis(stack => rule(stack, {}, 'Snapshots'))).toEqual([]);
    expect(amis(stack => rule(stack, { lockMechanism: CLOUDFORMATION }, 'Snapshots'))).toEqual([]);
  });

  test('the same app gives the same templates', () => {
    const templates = () => {
      const app = new App();
      const [stack, other] = ['Images', 'Other'].map(name => new Stack(app, name, { env: ENV }));
      const it = rule(stack, { tags: { team: 'platform', cost: 'shared' }, existingRuleId: 'abCD1234567' });
      it.notifyTopic('Notify', new Topic(stack, 'Topic'));
      Tags.of(app).add('stage', 'prod');
      new CfnOutput(other, 'State', { value: it.lockState });
      return JSON.stringify(app.synth().stacks.map(({ template }) => template));
    };
    expect(templates()).toBe(templates());
  });
});
