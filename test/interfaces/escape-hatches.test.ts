import { CfnResource } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ONE_OF_EACH } from './one-of-each';
import * as sources from '../../lib';
import { leastOfEach } from '../support/least-of-each';
import { newStack } from '../support/stacks';

// The ways from a construct to what is below it, for all that a construct of the library has no property for.

/** The type of the resource that each construct stands for. */
const RESOURCES: Readonly<Record<string, string>> = {
  CrossAccountLifecycleRole: 'AWS::IAM::Role',
  ImageAttributes: 'Custom::ImageAttributes',
  ImageSharePolicy: 'Custom::ImageSharePolicy',
  ImageStateUpdate: 'Custom::ImageStateUpdate',
  LifecyclePolicy: 'AWS::ImageBuilder::LifecyclePolicy',
  LockedRetentionRule: 'Custom::LockedRetentionRule',
  RetentionRule: 'AWS::Rbin::Rule',
  RetentionRuleLock: 'Custom::RetentionRuleLock',
};


describe.each(Object.keys(leastOfEach(sources)))('%s', name => {
  const stack = newStack();
  const construct = leastOfEach(sources)[name](stack) as Construct & { readonly handlerFunction?: IFunction };
  const resource = construct.node.defaultChild as CfnResource;
  const hasHandler = RESOURCES[name].startsWith('Custom::');
  const alarmed = construct.handlerFunction?.metricErrors().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
  resource.addPropertyOverride('Overridden', 'by its user');

  test('has its resource as its default child, in one hop, and takes an override there', () => {
    expect(resource.cfnResourceType).toBe(RESOURCES[name]);
    expect(Template.fromStack(stack).findResources(RESOURCES[name])[stack.getLogicalId(resource)].Properties.Overridden).toBe('by its user');
  });

  test('has a function for an alarm, if a function carries it out', () => {
    expect(alarmed !== undefined).toBe(hasHandler);
    const functions = Object.keys(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
    expect(functions).toHaveLength(hasHandler ? 1 : 0);
    expect(alarms.map(({ Properties }) => [Properties.MetricName, Properties.Dimensions]))
      .toEqual(functions.map(id => ['Errors', [{ Name: 'FunctionName', Value: { Ref: id } }]]));
  });
});

test('a rule that CloudFormation locks has its resource there too, and no function', () => {
  const stack = newStack();
  const rule = ONE_OF_EACH['LockedRetentionRule by CloudFormation'].make(stack, 'It') as sources.LockedRetentionRule;
  expect((rule.node.defaultChild as CfnResource).cfnResourceType).toBe('AWS::Rbin::Rule');
  expect(rule.handlerFunction).toBeUndefined();
  Template.fromStack(stack).hasResourceProperties('AWS::Rbin::Rule', { LockConfiguration: Match.anyValue() });
});
