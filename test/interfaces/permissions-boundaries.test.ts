import { App, NestedStack, PermissionsBoundary as Boundary, Stack, Stage } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import { oneOfEach, ROLES } from './one-of-each';
import { resourcesIn, stackOfAll } from './synthesised';
import { ENV } from '../support/stacks';

/** The boundary of every role of a stack with one of each. */
function boundaryIn(stack: Stack): unknown {
  const boundaries = resourcesIn(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.PermissionsBoundary);
  expect(boundaries).toEqual(Array.from({ length: ROLES }, () => boundaries[0]));
  return boundaries[0];
}

const boundary = (account: unknown) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ...typeof account === 'string' ? [`:iam::${account}:policy/developers`] : [':iam::', account, ':policy/developers']]],
});

test.each(['app', 'stack'])('the boundary of an %s holds for every role', where => {
  const stack = stackOfAll({ env: ENV });
  PermissionsBoundary.of(where === 'app' ? stack.node.root : stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'developers'));
  expect(boundaryIn(stack)).toEqual(boundary('111111111111'));
});

test('so does that of the context, in nested stacks and Stages as well', () => {
  const app = new App({ context: { '@aws-cdk/core:permissionsBoundary': { name: 'developers' } } });
  const nested = new NestedStack(new Stack(app, 'Images', { env: ENV }), 'Nested');
  const staged = new Stack(new Stage(app, 'Prod'), 'Images');
  [nested, staged].forEach(oneOfEach);
  expect([nested, staged].map(boundaryIn)).toEqual([boundary('111111111111'), boundary({ Ref: 'AWS::AccountId' })]);
});

test('so does that of a Stage', () => {
  const stage = new Stage(new App(), 'Prod', { env: ENV, permissionsBoundary: Boundary.fromName('developers') });
  const stack = new Stack(stage, 'Images');
  oneOfEach(stack);
  expect(boundaryIn(stack)).toEqual(boundary('111111111111'));
});
