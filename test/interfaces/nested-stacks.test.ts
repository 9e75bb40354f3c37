import { App, CfnOutput, NestedStack, Stack } from 'aws-cdk-lib';
import { HANDLERS, NAMES, idOf, ONE_OF_EACH, oneOfEach, ROLES } from './one-of-each';
import { resourcesIn, stackOfAll, warningsIn } from './synthesised';
import { LockedRetentionRule } from '../../lib';
import { ENV, errorsOf, newStack } from '../support/stacks';

describe('a nested stack with one of each', () => {
  const parent = newStack({ env: ENV });
  const inner = new NestedStack(parent, 'Nested');
  oneOfEach(inner);

  test('has everything that its constructs need, and its parent has nothing of it', () => {
    expect(resourcesIn(parent).map(({ Type }) => Type)).toEqual(['AWS::CloudFormation::Stack']);
    expect(resourcesIn(parent)[0].Properties.Parameters).toBeUndefined();
    const own = Object.values(ONE_OF_EACH).flatMap(({ resources }) => resources).filter(type => type !== 'AWS::IAM::Role');
    expect(resourcesIn(inner, ...own).map(({ Type }) => Type).sort()).toEqual([...own].sort());
    expect(resourcesIn(inner, 'AWS::Lambda::Function')).toHaveLength(HANDLERS.length);
    expect(resourcesIn(inner, 'AWS::IAM::Role')).toHaveLength(ROLES);
    expect(warningsIn(parent.node.root as App)).toEqual([]);
  });

  test('has handlers that may touch what is its own, by the name that CloudFormation gives it', () => {
    const statements = resourcesIn(inner, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const owners = statements.flatMap(({ Condition }) => Object.values<Record<string, unknown>>(Condition ?? {}))
      .flatMap(condition => Object.entries(condition)).filter(([key]) => /^aws:(?:Request|Resource)Tag\/cdk-image-governance:.*owner$/.test(key));
    expect(owners.length).toBeGreaterThan(5);
    expect(new Set(owners.map(([, value]) => JSON.stringify(value)))).toEqual(new Set([
      JSON.stringify({ 'Fn::Join': ['', [{ Ref: 'AWS::StackName' }, '/*']] }),
    ]));
    const reading = statements.filter(({ Sid }) => Sid === 'WhyAnEventCame');
    expect(reading.map(({ Resource: resource }) => resource)).toEqual(HANDLERS.map(() => ({ Ref: 'AWS::StackId' })));
  });
});

test('a stack and one nested in it have a handler of a kind each, and what may be there once is told of across the two', () => {
  const parent = stackOfAll({ env: ENV });
  const inner = new NestedStack(parent, 'Nested');
  oneOfEach(inner);
  const handlersIn = ({ node }: Stack) => node.children.map(child => /^cdk-image-governance\.(.*)Handler$/.exec(child.node.id)?.[1] ?? []).flat().sort();
  expect([parent, inner].map(handlersIn)).toEqual([HANDLERS, HANDLERS]);

  const once = ['CrossAccountLifecycleRole', 'ImageSharePolicy', 'ImageSharePolicy by an image policy', 'ImageAttributes', 'ImageStateUpdate'];
  expect(NAMES).toEqual(expect.arrayContaining(once));
  expect(new Set(errorsOf(() => resourcesIn(parent)).map(error => /^\[(.+?)\]/.exec(error)![1])))
    .toEqual(new Set(once.map(name => `Images/Nested/${idOf(name)}`)));
});

test('an attribute goes up by an output and down by a parameter, also one that changes with a lock', () => {
  const parent = newStack({ env: ENV });
  const inner = new NestedStack(parent, 'Nested');
  const [above, below] = [parent, inner].map(scope => ONE_OF_EACH.LockedRetentionRule.make(scope, 'Rule') as LockedRetentionRule);
  new CfnOutput(inner, 'Above', { value: above.lockState });
  new CfnOutput(parent, 'Below', { value: below.lockState });
  const [stack] = resourcesIn(parent, 'AWS::CloudFormation::Stack');
  expect(Object.values(stack.Properties.Parameters)).toEqual([{ 'Fn::GetAtt': [expect.stringMatching(/^RuleLockedRule/), 'LockState'] }]);
  expect(warningsIn(parent.node.root as App)).toEqual([]);
});
