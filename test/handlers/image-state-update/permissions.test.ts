import { A, AT_HOME, begin, byHand, deploy, end, GOLDEN, inDays, NEXT, OPERATOR, remove, world, X } from './world';
import { LifecycleAmiResources } from '../../../lib/lifecycle';
import { ImageState, ImageStateRemoval } from '../../../lib/state';
import { HOME } from '../../../local-aws/src/stand-in';

// What the role of the handler may do: all that it does, and nothing else.

beforeEach(() => begin());

afterEach(() => end());

const ROLE = () => world.identities.roleArns.find(arn => arn.includes('ImageStateUpdateHandler'))!;
const EXECUTING = () => world.identities.roleArns.filter(arn => arn.includes('LifecycleExecutionRole'));

test('the role has no statement that its life does not need', async () => {
  await end();
  await begin({}, { build: { seconds: 1_200 } });
  await deploy({ state: ImageState.deprecated({ at: inDays(30) }) });
  await deploy({ state: ImageState.disabled(), sharedWith: [X] });
  await deploy({ state: ImageState.available(), sharedWith: [X] });
  await deploy({ state: ImageState.deletedIrreversibly() });
  const role = ROLE();
  await remove();
  // Lambda itself writes the log.
  expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log']);
  // That the image is gone is no refusal.
  const refused = world.server.calls.filter(({ error, role: caller }) => error !== undefined && caller !== undefined);
  expect(new Set(refused.map(({ operation, error }) => `${operation}: ${error}`))).toEqual(new Set(['GetImage: InvalidRequestException']));
});

test('the role of a record alone has no word of EC2, and passes no role', async () => {
  await deploy({ state: ImageState.disabled({ includeResources: LifecycleAmiResources.RECORD_ONLY }) });
  const role = ROLE();
  const toImageBuilder = { 'iam:PassedToService': 'imagebuilder.amazonaws.com' };
  expect(await world.identities.refusal(role, { action: 'ec2:DescribeImages', resource: '*', context: {} }, HOME)).toBeDefined();
  expect(await world.identities.refusal(role, { action: 'iam:PassRole', resource: OPERATOR, context: toImageBuilder }, HOME)).toBeDefined();
  expect(EXECUTING()).toEqual([]);
  await remove();
  // A record that is changed at once has no execution to look at or to cancel.
  expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log', 'GoOnInAnotherRun', 'Executions']);
});

test.each<[string, ImageState, string[]]>([
  ['deprecate', ImageState.deprecated(), ['DISABLED', 'AVAILABLE']],
  ['disable', ImageState.disabled(), ['DEPRECATED', 'AVAILABLE']],
  ['make available', ImageState.available(), ['DISABLED', 'DEPRECATED']],
  ['delete', ImageState.deletedIrreversibly(), ['AVAILABLE']],
])('the execution role that is made to %s has no statement that this does not need', async (_, state, before) => {
  for (const each of before) {
    await byHand(each).catch(() => undefined);
    expect((await deploy({ state })).status).toMatch(/^(?:CREATE|UPDATE)_COMPLETE$/);
    if (before.length > 1) {
      await remove();
    }
  }
  const [role] = EXECUTING().length > 0 ? EXECUTING() : world.identities.roleArns;
  expect(world.server.calls.filter(({ error, role: caller }) => error !== undefined && caller === role)).toEqual([]);
});

describe('the role may not', () => {
  const own = { 'ec2:Region': AT_HOME, 'ec2:Owner': HOME.account };
  const image = `arn:aws:ec2:${AT_HOME}::image/${A}`;

  beforeEach(async () => {
    await deploy({ state: ImageState.deprecated(), onRemoval: ImageStateRemoval.MAKE_AVAILABLE });
  });

  test.each<[string, string, () => string, Record<string, string>]>([
    ['bring another image to a state', 'imagebuilder:StartResourceStateUpdate', () => NEXT, {}],
    ['delete the record of the image itself', 'imagebuilder:DeleteImage', () => GOLDEN, {}],
    ['pass its role to another service', 'iam:PassRole', () => EXECUTING()[0], { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['pass another role', 'iam:PassRole', () => `arn:aws:iam::${HOME.account}:role/admin`, { 'iam:PassedToService': 'imagebuilder.amazonaws.com' }],
    ['disable an AMI', 'ec2:DisableImage', () => image, own],
    ['deregister an AMI', 'ec2:DeregisterImage', () => image, own],
    ['share an AMI of another account', 'ec2:ModifyImageAttribute', () => image, { ...own, 'ec2:Attribute': 'LaunchPermission', 'ec2:Owner': X }],
    ['change another attribute', 'ec2:ModifyImageAttribute', () => image, { ...own, 'ec2:Attribute': 'Description' }],
  ])('%s', async (_, action, resource, context) => {
    expect(await world.identities.refusal(ROLE(), { action, resource: resource(), context }, HOME)).toMatch(/because no identity-based policy allows the /);
  });

  test('but may pass its own to Image Builder', async () => {
    expect(await world.identities.refusal(ROLE(), { action: 'iam:PassRole', resource: EXECUTING()[0], context: { 'iam:PassedToService': 'imagebuilder.amazonaws.com' } }, HOME))
      .toBeUndefined();
  });
});
