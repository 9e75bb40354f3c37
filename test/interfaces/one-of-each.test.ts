import { App, RemovalPolicies, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HANDLERS, idOf, NAMES, ONE_OF_EACH, oneOfEach, ROLES } from './one-of-each';
import { resourcesIn, stackOfAll, tagsOf, warningsIn } from './synthesised';
import * as library from '../../lib';
import { ENV, newStack } from '../support/stacks';

// What the other tests of this folder hold for every construct is true only if none is missing from their list.

test('every construct of the library is in the list', () => {
  const constructs = Object.values<unknown>(library).filter(it => typeof it === 'function' && it.prototype instanceof Construct);
  const listed = Object.values(oneOfEach(newStack())).map(({ constructor }) => constructor);
  expect(constructs.length).toBeGreaterThan(7);
  expect(new Set(listed)).toEqual(new Set(constructs));
});

test('all of them live in one stack, with one handler of a kind, without a warning, a tag or a boundary', () => {
  const stack = stackOfAll({ env: ENV });
  expect(resourcesIn(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Description).sort())
    .toEqual(HANDLERS.map(kind => `Carries out Custom::${kind}`));
  expect(resourcesIn(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.PermissionsBoundary)).toEqual(Array.from({ length: ROLES }, () => undefined));
  expect(resourcesIn(stack).filter(resource => Object.keys(tagsOf(resource)).length > 0)).toEqual([]);
  expect(warningsIn(stack.node.root as App)).toEqual([]);
});

describe.each(NAMES)('%s alone', name => {
  const { make, resources, handlers, roles } = ONE_OF_EACH[name];
  const stack = newStack({ env: ENV });
  const construct = make(stack, idOf(name));
  Tags.of(construct).add('team', 'platform');
  PermissionsBoundary.of(construct).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers'));
  if (name !== 'LockedRetentionRule by CloudFormation') {
    RemovalPolicies.of(construct).retain();
  }
  const typesOf = (found: ReturnType<typeof resourcesIn>) => found.map(({ Type }) => Type).sort();

  test('brings what the list says, and no warning', () => {
    const own = resourcesIn(stack).filter(({ Type }) => !/^AWS::(?:IAM|Lambda|Logs)::/.test(Type) || name === 'CrossAccountLifecycleRole');
    expect(typesOf(own)).toEqual(resources);
    expect(resourcesIn(stack, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Description).sort())
      .toEqual(handlers.map(kind => `Carries out Custom::${kind}`));
    expect(resourcesIn(stack, 'AWS::IAM::Role')).toHaveLength(roles + handlers.length);
    expect(warningsIn(stack.node.root as App)).toEqual([]);
  });

  test('takes tags, a boundary and a removal policy for its own resources, and for nothing that it shares with others', () => {
    expect(typesOf(resourcesIn(stack).filter(it => 'team' in tagsOf(it)))).toEqual(resources.filter(type => !type.startsWith('Custom::') || type === 'Custom::LockedRetentionRule'));
    expect(typesOf(resourcesIn(stack).filter(({ Properties }) => 'PermissionsBoundary' in Properties))).toEqual(resources.filter(type => type === 'AWS::IAM::Role'));
    expect(typesOf(resourcesIn(stack).filter(it => it.DeletionPolicy === 'Retain' && it.UpdateReplacePolicy === 'Retain'))).toEqual(resources);
  });
});
