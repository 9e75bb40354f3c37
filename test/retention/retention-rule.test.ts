import { App, Aspects, CfnOutput, CfnParameter, Duration, Fn, Lazy, RemovalPolicies, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnRule } from 'aws-cdk-lib/aws-rbin';
import type { Construct } from 'constructs';
import { RetainedResourceType, RetentionRule, RetentionRuleLevel, RetentionRuleProps } from '../../lib/retention';
import { ENV, errorsOf, newStack } from '../support/stacks';

const ARN = 'arn:aws:rbin:us-east-1:222222222222:rule/abCD1234567';

/** A rule that differs from one without mistakes by what a test is about. */
function rule(scope: Construct, props: Partial<RetentionRuleProps> = {}, id = 'Rule'): RetentionRule {
  return new RetentionRule(scope, id, { resourceType: RetainedResourceType.EBS_SNAPSHOT, retentionPeriod: Duration.days(30), ...props });
}

/** The only rule of a stack, as its template has it. */
function inTemplate(stack: Stack): Record<string, any> {
  const resources = Object.values(Template.fromStack(stack).findResources('AWS::Rbin::Rule'));
  expect(resources).toHaveLength(1);
  return resources[0];
}

describe('the template', () => {
  test('has every property as it was written', () => {
    const stack = newStack();
    rule(stack, {
      level: RetentionRuleLevel.tags({ key: 'team', value: 'platform' }, { key: 'golden' }),
      description: 'All that there is',
      tags: { team: 'platform', cost: 'shared' },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    expect(Template.fromStack(stack).toJSON().Resources).toEqual({
      Rule4C995B7F: {
        Type: 'AWS::Rbin::Rule',
        Properties: {
          ResourceType: 'EBS_SNAPSHOT',
          RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' },
          Description: 'All that there is',
          ResourceTags: [{ ResourceTagKey: 'team', ResourceTagValue: 'platform' }, { ResourceTagKey: 'golden', ResourceTagValue: '' }],
          Tags: [{ Key: 'cost', Value: 'shared' }, { Key: 'team', Value: 'platform' }],
        },
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
      },
    });
  });

  test('has nothing that was not, and no status', () => {
    const stack = newStack();
    rule(stack);
    expect(inTemplate(stack)).toEqual({
      Type: 'AWS::Rbin::Rule',
      Properties: { ResourceType: 'EBS_SNAPSHOT', RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' } },
    });
  });

  test.each([
    ['region', RetentionRuleLevel.region(), {}],
    ['regionExcluding', RetentionRuleLevel.regionExcluding({ key: 'scratch' }, { key: 'team', value: 'lab' }), {
      ExcludeResourceTags: [{ ResourceTagKey: 'scratch', ResourceTagValue: '' }, { ResourceTagKey: 'team', ResourceTagValue: 'lab' }],
    }],
    ['regionExcluding nothing', RetentionRuleLevel.regionExcluding(), {}],
    ['tags', RetentionRuleLevel.tags({ key: 'golden', value: 'true' }), { ResourceTags: [{ ResourceTagKey: 'golden', ResourceTagValue: 'true' }] }],
  ])('of the level %s', (_, level, expected) => {
    const stack = newStack();
    rule(stack, { level });
    const { ResourceType: _type, RetentionPeriod: _period, ...rest } = inTemplate(stack).Properties;
    expect(rest).toEqual(expected);
  });

  test.each([[RetainedResourceType.EBS_SNAPSHOT, 365], [RetainedResourceType.EC2_IMAGE, 1], [RetainedResourceType.EBS_VOLUME, 7]])('retains %s for %i days', (resourceType, days) => {
    const stack = newStack();
    rule(stack, { resourceType, retentionPeriod: Duration.days(days) });
    expect(inTemplate(stack).Properties).toEqual({ ResourceType: resourceType, RetentionPeriod: { RetentionPeriodValue: days, RetentionPeriodUnit: 'DAYS' } });
  });

  test.each([Duration.hours(48), Duration.minutes(2880), Duration.seconds(172_800)])('counts %s in days', retentionPeriod => {
    const stack = newStack();
    rule(stack, { retentionPeriod });
    expect(inTemplate(stack).Properties.RetentionPeriod.RetentionPeriodValue).toBe(2);
  });

  test('takes what only the deployment knows', () => {
    const stack = newStack();
    const days = new CfnParameter(stack, 'Days', { type: 'Number' });
    const text = new CfnParameter(stack, 'Text').valueAsString;
    rule(stack, {
      retentionPeriod: Duration.days(days.valueAsNumber),
      description: text,
      level: RetentionRuleLevel.tags({ key: text, value: text }),
      tags: { team: text },
    });
    expect(inTemplate(stack).Properties).toEqual({
      ResourceType: 'EBS_SNAPSHOT',
      RetentionPeriod: { RetentionPeriodValue: { Ref: 'Days' }, RetentionPeriodUnit: 'DAYS' },
      Description: { Ref: 'Text' },
      ResourceTags: [{ ResourceTagKey: { Ref: 'Text' }, ResourceTagValue: { Ref: 'Text' } }],
      Tags: [{ Key: 'team', Value: { Ref: 'Text' } }],
    });
  });
});

describe('tags of the rule', () => {
  test('can come from around it', () => {
    const stack = newStack();
    rule(stack, { tags: { team: 'platform', cost: 'shared' } });
    Tags.of(stack).add('stage', 'prod');
    Tags.of(stack).add('team', 'other');
    Tags.of(stack).remove('cost');
    expect(inTemplate(stack).Properties.Tags).toEqual([{ Key: 'stage', Value: 'prod' }, { Key: 'team', Value: 'other' }]);
  });

  test('are looked at wherever they come from', () => {
    const stack = newStack();
    rule(stack);
    Tags.of(stack).add('team', 'a,b');
    Tags.of(stack).add('aws:team', '');
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      '[Images/Rule] tags must have 1 to 128 letters, digits, spaces and _ . : / = + - @ that do not begin with aws:, got "aws:team": rename the tag: aws: is for tags of AWS '
      + '(cdk-image-governance:RetentionRule.TagKeyFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
      '[Images/Rule] tags["team"] must have at most 256 letters, digits, spaces and _ . : / = + - @, got "a,b": write the value without "," '
      + '(cdk-image-governance:RetentionRule.TagValueFormat, https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_Tag.html)',
    ]);
  });
});

describe('when it is removed', () => {
  test.each([
    [RemovalPolicy.RETAIN, 'Retain', 'Retain'], [RemovalPolicy.DESTROY, 'Delete', 'Delete'], [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate', 'Retain'],
  ])('%s', (removalPolicy, deletion, replacement) => {
    const stack = newStack();
    rule(stack, { removalPolicy });
    expect(inTemplate(stack)).toMatchObject({ DeletionPolicy: deletion, UpdateReplacePolicy: replacement });
  });

  test('what is around it can say what becomes of it', () => {
    const stack = newStack();
    rule(stack);
    RemovalPolicies.of(stack).retain();
    expect(inTemplate(stack)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('references', () => {
  test('are by attributes, because Ref says now this and now that', () => {
    const stack = newStack();
    const { retentionRuleId, retentionRuleArn, ruleRef, node } = rule(stack);
    const id = stack.getLogicalId(node.defaultChild as CfnRule);
    expect(stack.resolve([retentionRuleId, retentionRuleArn, ruleRef])).toEqual([
      { 'Fn::GetAtt': [id, 'Identifier'] }, { 'Fn::GetAtt': [id, 'Arn'] }, { ruleArn: { 'Fn::GetAtt': [id, 'Arn'] } },
    ]);
  });

  test('cross stacks', () => {
    const app = new App();
    const { retentionRuleId } = rule(new Stack(app, 'Rules', { env: ENV }));
    const stack = new Stack(app, 'Other', { env: ENV });
    new CfnOutput(stack, 'Id', { value: retentionRuleId });
    expect(Template.fromStack(stack).toJSON().Outputs.Id.Value).toEqual({ 'Fn::ImportValue': expect.stringContaining('Identifier') });
  });
});

describe('an existing rule', () => {
  test('by its ARN is of the account and Region there', () => {
    const stack = newStack({ env: ENV });
    const imported = RetentionRule.fromRetentionRuleArn(stack, 'Rule', ARN);
    expect([imported.retentionRuleArn, imported.retentionRuleId, imported.ruleRef.ruleArn]).toEqual([ARN, 'abCD1234567', ARN]);
    expect(imported.env).toEqual({ account: '222222222222', region: 'us-east-1' });
  });

  test('by an ARN that only the deployment knows', () => {
    const stack = newStack();
    const arn = Fn.importValue('RuleArn');
    const imported = RetentionRule.fromRetentionRuleArn(stack, 'Rule', arn);
    expect(stack.resolve(imported.retentionRuleId)).toEqual({ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::ImportValue': 'RuleArn' }] }] }] }] });
  });

  test('by its id is of the account and Region of the stack', () => {
    const stack = newStack({ env: ENV });
    const imported = RetentionRule.fromRetentionRuleId(stack, 'Rule', 'abCD1234567');
    expect(imported.retentionRuleId).toBe('abCD1234567');
    expect(stack.resolve(imported.retentionRuleArn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rbin:eu-west-1:111111111111:rule/abCD1234567']] });
    expect(imported.env).toEqual(ENV);
    expect(RetentionRule.fromRetentionRuleId(stack, 'Token', Lazy.string({ produce: () => 'x' })).env).toEqual(ENV);
  });

  test.each(['my-rule', '', 'abCD12345678', ARN])('is not found by the id %j', id => {
    expect(() => RetentionRule.fromRetentionRuleId(newStack(), 'Rule', id)).toThrow(
      `[Images/Rule] the id of a retention rule must be 11 letters and digits, got ${JSON.stringify(id)}: give the id and not the name, or use fromRetentionRuleArn`);
  });

  test.each(['abCD1234567', '', 'arn:aws:rbin:us-east-1:222222222222:rule/my-rule', 'arn:aws:ec2:us-east-1:222222222222:rule/abCD1234567'])('is not found by the ARN %j', arn => {
    expect(() => RetentionRule.fromRetentionRuleArn(newStack(), 'Rule', arn)).toThrow(
      '[Images/Rule] the ARN of a retention rule must be like arn:aws:rbin:us-east-1:123456789012:rule/abCD1234567, '
      + `got ${JSON.stringify(arn)}: give the ARN as Recycle Bin shows it, or use fromRetentionRuleId`);
  });

  test('leaves nothing in the template, and is none of this app', () => {
    const stack = newStack();
    const imported = RetentionRule.fromRetentionRuleArn(stack, 'Rule', ARN);
    expect(Template.fromStack(stack).toJSON()).not.toHaveProperty('Resources');
    expect(RetentionRule.isRetentionRule(imported)).toBe(false);
  });
});

test('a rule is told from other constructs', () => {
  const stack = newStack();
  const it = rule(stack);
  expect([it, it.node.defaultChild!, stack].map(construct => RetentionRule.isRetentionRule(construct))).toEqual([true, false, false]);
});

describe('grants', () => {
  test.each([
    ['read' as const, ['rbin:GetRule', 'rbin:ListTagsForResource']], ['lock' as const, 'rbin:LockRule'], ['unlock' as const, 'rbin:UnlockRule'],
  ])('%s', (grant, actions) => {
    const stack = newStack();
    const it = rule(stack);
    const role = new Role(stack, 'Role', { assumedBy: new AccountPrincipal('222222222222') });
    it.grants[grant](role).assertSuccess();
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions, Resource: stack.resolve(it.retentionRuleArn) }] },
    });
  });

  test('on an existing rule', () => {
    const stack = newStack();
    const role = new Role(stack, 'Role', { assumedBy: new AccountPrincipal('222222222222') });
    RetentionRule.fromRetentionRuleArn(stack, 'Rule', ARN).grants.unlock(role);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'rbin:UnlockRule', Resource: ARN }] },
    });
  });
});

describe('mistakes', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => ({ key: `tag${index}` }));

  test('of all constructs are told at once, in the words of the construct', () => {
    const stack = newStack();
    rule(stack, {
      retentionPeriod: Duration.hours(36),
      description: 'two\nlines',
      level: RetentionRuleLevel.tags({ key: '', value: 'a'.repeat(257) }, { key: 'team' }, { key: 'team', value: '' }),
      tags: { team: '#' },
    });
    rule(stack, { resourceType: RetainedResourceType.EBS_VOLUME, level: RetentionRuleLevel.regionExcluding(...many(6)) }, 'Volumes');
    rule(stack, { resourceType: 'AMI' as RetainedResourceType, level: RetentionRuleLevel.tags() }, 'Nothing');
    const page = 'https://docs.aws.amazon.com/recyclebin/latest/APIReference/API_';
    const id = 'cdk-image-governance:RetentionRule.';
    expect(errorsOf(() => Template.fromStack(stack))).toEqual([
      '[Images/Rule] description must have no other white space than blanks, and has a newline, got "two\\nlines": '
      + `write a blank in its place: CloudFormation lets it pass, and Recycle Bin refuses it (${id}DescriptionCharacters, ${page}CreateRule.html)`,
      `[Images/Rule] level.tags[0].key must have 1 to 128 characters, and has 0, got "": write the key as the resources have it (${id}ResourceTagKeyLength, ${page}ResourceTag.html)`,
      `[Images/Rule] level.tags[0].value must have at most 256 characters, and has 257, got "${'a'.repeat(119)}… (259 characters): `
      + `write the value as the resources have it (${id}ResourceTagValueLength, ${page}ResourceTag.html)`,
      '[Images/Rule] level.tags[2] must not be a tag that stands before it already, got {"ResourceTagKey":"team","ResourceTagValue":""}: remove one of the two '
      + `(${id}DuplicateResourceTag, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rbin-rule.html)`,
      `[Images/Rule] retentionPeriod must be 1 to 365 whole days, got 1.5: use whole days (${id}RetentionPeriodRange, ${page}RetentionPeriod.html)`,
      `[Images/Rule] tags["team"] must have at most 256 letters, digits, spaces and _ . : / = + - @, got "#": write the value without "#" (${id}TagValueFormat, ${page}Tag.html)`,
      `[Images/Volumes] level.regionExcluding must have at most 5 entries, got 6: give the resources that are left out one tag in common (${id}ExclusionTagCount, ${page}CreateRule.html)`,
      `[Images/Volumes] retentionPeriod must be 1 to 7 whole days for volumes, got 30: use at most 7, and retain snapshots of the volumes for longer (${id}RetentionPeriodRange, ${page}RetentionPeriod.html)`,
      '[Images/Nothing] level.tags must name a tag, got []: name one, or leave the list out to retain all resources of the type '
      + `(${id}SomeResourceTag, https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-create-rule.html)`,
      `[Images/Nothing] resourceType must be one of EBS_SNAPSHOT, EC2_IMAGE, EBS_VOLUME, got "AMI": use EC2_IMAGE (${id}KnownResourceType, ${page}CreateRule.html)`,
    ]);
  });

  test('made on the L1 are found as well', () => {
    const stack = newStack();
    const resource = rule(stack).node.defaultChild as CfnRule;
    resource.status = 'available';
    resource.lockConfiguration = { unlockDelayValue: 31 };
    resource.excludeResourceTags = [{ resourceTagKey: 'scratch', resourceTagValue: '' }];
    resource.resourceTags = [{ resourceTagKey: 'team', resourceTagValue: '' }];
    expect(errorsOf(() => Template.fromStack(stack)).map(line => /^\[Images\/Rule\] (\S+) .*e:RetentionRule\.(\w+)/.exec(line)!.slice(1).join(' '))).toEqual([
      'level.regionExcluding OneLevel', 'lock LockWithoutResourceTags', 'lock LockWithoutExclusionTags', 'lock UnlockDelayComplete', 'lock UnlockDelayRange',
      'status StatusNotSet',
    ]);
  });

  test('made by an aspect as well, and one that an escape hatch makes is on purpose', () => {
    const stack = newStack();
    const resource = rule(stack).node.defaultChild as CfnRule;
    resource.addPropertyOverride('RetentionPeriod.RetentionPeriodValue', 3650);
    expect(inTemplate(stack).Properties.RetentionPeriod.RetentionPeriodValue).toBe(3650);

    const other = newStack();
    rule(other);
    Aspects.of(other).add({ visit: node => { if (CfnRule.isCfnRule(node)) node.description = 'a\tb'; } });
    expect(errorsOf(() => Template.fromStack(other))).toEqual([expect.stringContaining('has a tab')]);
  });
});
