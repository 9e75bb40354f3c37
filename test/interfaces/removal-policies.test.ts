import { MissingRemovalPolicies, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { resourcesIn, stackOfAll } from './synthesised';
import { ENV, errorsOf } from '../support/stacks';

/** What becomes of the resources of a stack in the end, and when they are replaced, by type, each once. */
function removalsIn(stack: Stack): Record<string, string[]> {
  const removals: Record<string, string[]> = {};
  for (const { Type, DeletionPolicy = '-', UpdateReplacePolicy = '-' } of resourcesIn(stack)) {
    removals[Type] = [...new Set([...removals[Type] ?? [], `${DeletionPolicy} ${UpdateReplacePolicy}`])].sort();
  }
  return removals;
}

/** What a stack with one of each has when nobody says anything of it. */
const USUAL = {
  'AWS::ImageBuilder::LifecyclePolicy': ['- -'],
  'AWS::IAM::Role': ['- -'],
  'AWS::IAM::Policy': ['- -'],
  'AWS::Lambda::Function': ['- -'],
  'AWS::Lambda::EventInvokeConfig': ['- -'],
  'AWS::RAM::ResourceShare': ['- -'],
  // The log tells what was left behind, and a rule that CloudFormation locks cannot be deleted by it.
  'AWS::Logs::LogGroup': ['RetainExceptOnCreate Retain'],
  'AWS::Rbin::Rule': ['- -', 'Retain Retain'],
  'Custom::ImagePolicy': ['Delete Delete'],
  'Custom::ImageSharePolicy': ['Delete Delete'],
  'Custom::ImageAttributes': ['Delete Delete'],
  'Custom::ImageStateUpdate': ['Delete Delete'],
  'Custom::LockedRetentionRule': ['Delete Delete'],
  'Custom::RetentionRuleLock': ['Delete Delete'],
};

/** The same with another policy wherever there was none. */
function filledWith(policy: string): Record<string, string[]> {
  return Object.fromEntries(Object.entries(USUAL).map(([type, removals]) => [type, [...new Set(removals.map(it => (it === '- -' ? policy : it)))].sort()]));
}

const NATIVELY_LOCKED = '[Images/LockedRetentionRuleByCloudFormation] lockMechanism must leave the removal policy RETAIN with LockMechanism.CLOUDFORMATION, got ';

test('custom resources get an event when they go, logs and natively locked rules stay', () => {
  expect(removalsIn(stackOfAll({ env: ENV }))).toEqual(USUAL);
});

test.each<[string, (missing: MissingRemovalPolicies) => void, string]>([
  ['retained', missing => missing.retain(), 'Retain Retain'],
  ['destroyed', missing => missing.destroy(), 'Delete Delete'],
])('what has no policy can be %s, and custom resources, logs and natively locked rules are as they were', (_, apply, policy) => {
  const stack = stackOfAll({ env: ENV });
  apply(MissingRemovalPolicies.of(stack));
  expect(removalsIn(stack)).toEqual(filledWith(policy));
});

test('everything can be retained, but for what is left out: what handlers may do goes once nothing needs it', () => {
  const stack = stackOfAll({ env: ENV });
  RemovalPolicies.of(stack).retain({ excludeResourceTypes: ['AWS::IAM::Policy'] });
  const types = Object.keys(USUAL).filter(type => type !== 'AWS::IAM::Policy');
  expect(removalsIn(stack)).toEqual({ ...Object.fromEntries(types.map(type => [type, ['Retain Retain']])), 'AWS::IAM::Policy': ['- -'] });
});

test.each<[string, (policies: RemovalPolicies) => void, string]>([
  ['destroyed', policies => policies.destroy(), '{"DeletionPolicy":"Delete","UpdateReplacePolicy":"Delete"}'],
  ['deleted if its creation fails', policies => policies.retainOnUpdateOrDelete(), '{"DeletionPolicy":"RetainExceptOnCreate","UpdateReplacePolicy":"Retain"}'],
])('a rule that CloudFormation locks cannot be %s, and all else can', (_, apply, got) => {
  const stack = stackOfAll({ env: ENV });
  apply(RemovalPolicies.of(stack));
  expect(errorsOf(() => resourcesIn(stack))).toEqual([expect.stringContaining(NATIVELY_LOCKED + got)]);
});

test('everything but rules can be destroyed, and the handler of a locked one is then told that it goes', () => {
  const stack = stackOfAll({ env: ENV });
  RemovalPolicies.of(stack).destroy({ excludeResourceTypes: ['AWS::Rbin::Rule'] });
  const { 'AWS::Rbin::Rule': rules, ...others } = removalsIn(stack);
  expect(rules).toEqual(USUAL['AWS::Rbin::Rule']);
  expect(new Set(Object.values(others).flat())).toEqual(new Set(['Delete Delete']));
});
