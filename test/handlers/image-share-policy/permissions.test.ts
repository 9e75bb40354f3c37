import { A, account, ask, B, begin, deploy, end, launchersOf, remove, runs, SNAP_A, world, X, Y } from './world';
import { ImagePrincipal, ImageSelection } from '../../../lib/sharing';
import { HOME } from '../../../local-aws/src/stand-in';

// What the role of the handler may do: all that it does, and nothing else.

beforeEach(() => begin());

afterEach(() => end());

const ROLE = () => world.identities.roleArns.find(arn => arn.includes('ImageSharePolicyHandler'))!;
const HELD = 'arn:aws:ec2:eu-west-1::image/';

test('the role has no statement that its life does not need', async () => {
  await ask('ec2', 'DisableImageBlockPublicAccess', {});
  const encrypted = world.ec2.images.addImage({ ...HOME, encryption: world.kms.putKey(HOME) });
  const build = world.imageBuilder.addImage(HOME, { build: { seconds: 1_200 } });
  await deploy({ images: [A, encrypted], copy: [account(X)] });
  await deploy({ images: [A], launch: [ImagePrincipal.everyone()], allowPublicLaunch: true });
  await deploy({ images: [() => ImageSelection.fromImageBuildVersionArn(build)], copy: [account(X)] });
  // The statements for every Region replace those for one: what a version dropped went in clean-up.
  await deploy({ images: [encrypted, () => ImageSelection.fromImageBuildVersionArn(build)], copy: [account(Y)] });
  const role = ROLE();
  await remove();
  // Lambda itself writes the log.
  expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log']);
  expect(world.server.calls.filter(({ error, role: caller }) => error !== undefined && caller !== undefined)).toEqual([]);
});

describe('the role may not', () => {
  const own = { 'ec2:Region': 'eu-west-1', 'ec2:Owner': HOME.account };
  const refusal = (action: string, resource: string, context: Record<string, string>) =>
    world.identities.refusal(ROLE(), { action: `ec2:${action}`, resource, context }, HOME);

  beforeEach(async () => {
    await deploy({ copy: [account(X)] });
  });

  test.each<[string, string, string, Record<string, string>]>([
    ['change another attribute', 'ModifyImageAttribute', HELD + A, { ...own, 'ec2:Attribute': 'Description' }],
    ['change an AMI of another account', 'ModifyImageAttribute', HELD + A, { ...own, 'ec2:Attribute': 'LaunchPermission', 'ec2:Owner': '222222222222' }],
    ['change an AMI of another Region', 'ModifyImageAttribute', `arn:aws:ec2:us-east-1::image/${A}`, { ...own, 'ec2:Attribute': 'LaunchPermission', 'ec2:Region': 'us-east-1' }],
    ['reset all launch permissions', 'ResetImageAttribute', HELD + A, { ...own, 'ec2:Attribute': 'LaunchPermission' }],
    ['change a snapshot of another account', 'ModifySnapshotAttribute', `arn:aws:ec2:eu-west-1::snapshot/${SNAP_A}`, { ...own, 'ec2:Attribute': 'CreateVolumePermission', 'ec2:Owner': '222222222222' }],
    ['look at AMIs of another Region', 'DescribeImages', '*', { 'ec2:Region': 'us-east-1' }],
    ['deregister', 'DeregisterImage', HELD + A, own],
  ])('%s', async (_, action, resource, context) => {
    expect(await refusal(action, resource, context)).toMatch(/because no identity-based policy allows the ec2:[A-Za-z]+ action$/);
  });

  test('but may what it does, in whichever case EC2 names the attribute', async () => {
    for (const name of ['LaunchPermission', 'launchPermission']) {
      expect(await refusal('ModifyImageAttribute', HELD + A, { ...own, 'ec2:Attribute': name })).toBeUndefined();
    }
  });
});

test('what a version drops, its own update still revokes: the policy of the role that allows it goes only in clean-up', async () => {
  await deploy({ images: [A, () => ImageSelection.fromAmiId(abroad(), { region: 'us-east-1' })], copy: [account(X)] });
  const before = world.identities.roleArns.length;
  expect((await deploy({ images: [A] })).status).toBe('UPDATE_COMPLETE');
  expect(launchersOf(ABROAD, 'us-east-1')).toEqual([]);
  expect(world.identities.roleArns).toHaveLength(before);
  expect(await world.identities.refusal(ROLE(), { action: 'ec2:DescribeImages', resource: '*', context: { 'ec2:Region': 'us-east-1' } }, HOME)).toBeDefined();
});

test('and so it is in a rollback', async () => {
  await deploy({ images: [A, () => ImageSelection.fromAmiId(abroad(), { region: 'us-east-1' })] });
  expect((await deploy({ images: [B], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([launchersOf(), launchersOf(B), launchersOf(ABROAD, 'us-east-1')]).toEqual([[X], [], [X]]);
  expect(runs()).toEqual(['Create', 'Update', 'Update']);
});

const ABROAD = `ami-${'e'.repeat(17)}`;

function abroad(): string {
  return world.ec2.images.get('us-east-1', ABROAD)?.imageId ?? world.ec2.images.addImage({ ...HOME, region: 'us-east-1', imageId: ABROAD });
}

test('five thousand accounts fit into a template, an event and an answer', async () => {
  await end();
  await begin({ ec2: { sharingQuota: 5_000 } });
  const many = Array.from({ length: 5_000 }, (_, index) => String(index).padStart(12, '0'));
  const { status } = await deploy({ launch: many.map(account), sharingQuota: 5_000 });
  expect(status).toBe('CREATE_COMPLETE');
  expect(launchersOf()).toEqual(many);
  expect((await deploy({ launch: many.slice(1).map(account), sharingQuota: 5_000 })).status).toBe('UPDATE_COMPLETE');
  expect(launchersOf()).toEqual(many.slice(1));
});
