import { Role } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import {
  A, account, ask, attributesOf, B, begin, calls, causes, copiersOf, deploy, end, events, failure, grant, launchersOf, log, notes, ORG, OU, remove,
  runs, SNAP_A, SNAP_B, world, writes, X, Y, Z,
} from './world';
import { ImagePrincipal, ImageSelection, ImageShareMode, ImageShareRemoval } from '../../../lib/sharing';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// A share policy from its first deployment to its end, and every way back.

beforeEach(() => begin());

afterEach(() => end());

const { organization, organizationalUnit, everyone } = ImagePrincipal;

describe('a policy', () => {
  test('is created: each AMI is read once, and written once', async () => {
    grant(A, Z);
    const stack = await deploy({ images: [A, B], launch: [account(X), organization(ORG), organizationalUnit(OU)] });
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(calls()).toEqual([
      'DescribeStacks', 'DescribeImages', `DescribeImageAttribute ${A}`, `DescribeImageAttribute ${B}`,
      `ModifyImageAttribute ${A} +${X} +${ORG} +${OU}`, `ModifyImageAttribute ${B} +${X} +${ORG} +${OU}`,
    ]);
    expect([launchersOf(), launchersOf(B)]).toEqual([[Z, X, ORG, OU], [X, ORG, OU]]);
    expect(attributesOf(stack)).toEqual({ AmiCount: '2', SkippedAmiCount: '0', TakenOverGrantCount: '0' });
    expect([...stack.resources.values()].find(({ type }) => type === 'Custom::ImageSharePolicy')!.physicalId).toMatch(/^Images\/Share/);
  });

  test('changes one AMI in one call: additions and removals together', async () => {
    await deploy({ launch: [account(X)] });
    calls();
    await deploy({ launch: [account(Y)] });
    expect(writes()).toEqual([`ModifyImageAttribute ${A} +${Y} -${X}`]);
    expect(launchersOf()).toEqual([Y]);
  });

  test('shares snapshots before AMIs, and closes them after', async () => {
    await deploy({ copy: [account(X)] });
    expect(writes()).toEqual([`ModifySnapshotAttribute ${SNAP_A} +${X}`, `ModifyImageAttribute ${A} +${X}`]);
    expect(copiersOf()).toEqual([X]);
    await deploy({ launch: [account(Y)], copy: [account(Y)] });
    expect(writes()).toEqual([`ModifySnapshotAttribute ${SNAP_A} +${Y}`, `ModifyImageAttribute ${A} +${Y} -${X}`, `ModifySnapshotAttribute ${SNAP_A} -${X}`]);
    await deploy({ launch: [account(Y)] });
    expect(writes()).toEqual([`ModifySnapshotAttribute ${SNAP_A} -${Y}`]);
    expect([launchersOf(), copiersOf()]).toEqual([[Y], []]);
  });

  test('changes more snapshots than one call takes in several', async () => {
    const many = Array.from({ length: 501 }, (_, index) => String(index).padStart(12, '0'));
    await deploy({ launch: undefined, copy: many.map(account) });
    expect(writes().map(call => call.split(' ').length - 2)).toEqual([500, 1]);
    expect(copiersOf()).toEqual(many);
  });

  test('hears nothing of a deployment that does not change it, and looks again when a person says so', async () => {
    await deploy({});
    runs();
    await ask('ec2', 'ModifyImageAttribute', { ImageId: A, LaunchPermission: { Remove: [{ UserId: X }] } });
    expect((await deploy({ note: 'another' })).status).toBe('UPDATE_COMPLETE');
    expect([runs(), launchersOf()]).toEqual([[], []]);
    await deploy({ note: 'another', reconcile: 'somebody took it away' });
    expect(launchersOf()).toEqual([X]);
  });

  test('makes no call that changes anything if all is as it should be', async () => {
    await deploy({ copy: [account(Y)] });
    calls();
    await deploy({ copy: [account(Y)], reconcile: 'again' });
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages', `DescribeImageAttribute ${A}`, `DescribeSnapshotAttribute ${SNAP_A}`]);
  });

  test('takes a grant over that it declares, and takes it with it', async () => {
    grant(A, X, Z);
    expect(attributesOf(await deploy({}))).toMatchObject({ TakenOverGrantCount: '1' });
    expect(writes()).toEqual([]);
    await remove();
    expect(launchersOf()).toEqual([Z]);
  });

  test('drops an image: revokes there', async () => {
    await deploy({ images: [A, B], copy: [account(X)] });
    await deploy({ images: [B], copy: [account(X)] });
    expect([launchersOf(), copiersOf(), launchersOf(B), copiersOf(SNAP_B)]).toEqual([[], [], [X], [X]]);
  });

  test('is removed from a template: unshared in clean-up, when nothing can be rolled back any more', async () => {
    grant(A, Z);
    await deploy({ copy: [account(X)] });
    calls();
    events();
    expect((await deploy({ without: true })).status).toBe('UPDATE_COMPLETE');
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages', `ModifyImageAttribute ${A} -${X}`, `ModifySnapshotAttribute ${SNAP_A} -${X}`]);
    expect(causes()).toEqual(['creation', 'removal']);
    expect(launchersOf()).toEqual([Z]);
  });

  test('goes with its stack, or leaves what it shared', async () => {
    await deploy({});
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(launchersOf()).toEqual([]);
    await deploy({ onRemoval: ImageShareRemoval.LEAVE });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(launchersOf()).toEqual([X]);
    expect(notes()).toEqual(['everything that was shared stays shared, as onRemoval says']);
  });

  test('ends on an AMI that is gone, disabled or pending', async () => {
    await deploy({ images: [A, B] });
    world.ec2.images.update(HOME.region, A, { state: 'deregistered', launchPermissions: [] });
    world.ec2.images.update(HOME.region, B, { state: 'disabled', launchPermissions: [] });
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages']);
  });
});

describe('authoritative', () => {
  test('takes away what nobody declared, last of all, and says so', async () => {
    grant(A, Z, 'all');
    await deploy({ mode: ImageShareMode.authoritative() });
    expect(writes()).toEqual([`ModifyImageAttribute ${A} +${X}`, `ModifyImageAttribute ${A} -${Z}`]);
    expect(launchersOf()).toEqual([X, 'all']);
    expect(notes()).toEqual([`undeclared, and revoked from ${A} in eu-west-1: launch by ${Z}`]);
    await deploy({ mode: ImageShareMode.authoritative({ removesEveryone: true }) });
    expect(launchersOf()).toEqual([X]);
  });

  test('is not restored by a rollback', async () => {
    await deploy({});
    grant(A, Z);
    expect((await deploy({ launch: [account(Y)], mode: ImageShareMode.authoritative(), breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(launchersOf()).toEqual([X]);
  });
});

describe('images', () => {
  test('by a parameter: a new id is an update that revokes on the old one', async () => {
    await ask('ssm', 'PutParameter', { Name: '/golden', Value: A, Type: 'String', DataType: 'aws:ec2:image' });
    const images = [() => ImageSelection.fromSsmParameter('/golden')];
    await deploy({ images });
    expect(launchersOf()).toEqual([X]);
    await ask('ssm', 'PutParameter', { Name: '/golden', Value: B, Overwrite: true });
    calls();
    expect((await deploy({ images })).status).toBe('UPDATE_COMPLETE');
    expect(writes().sort()).toEqual([`ModifyImageAttribute ${A} -${X}`, `ModifyImageAttribute ${B} +${X}`]);
  });

  test('by a parameter of the same stack', async () => {
    const declared = (stringValue: string) => ({
      images: [(scope: Construct) => ImageSelection.fromAmiId(new StringParameter(scope, 'Golden', { stringValue }).stringValue)],
    });
    await deploy(declared(A));
    await deploy(declared(B));
    expect([launchersOf(), launchersOf(B)]).toEqual([[], [X]]);
  });

  test('of several Regions, each there', async () => {
    const there = world.ec2.images.addImage({ ...HOME, region: 'us-east-1' });
    await deploy({ images: [A, () => ImageSelection.fromAmiId(there, { region: 'us-east-1' })] });
    expect(launchersOf(there, 'us-east-1')).toEqual([X]);
    expect(world.server.calls.filter(({ operation }) => operation === 'ModifyImageAttribute').map(({ region }) => region).sort()).toEqual(['eu-west-1', 'us-east-1']);
    await remove();
    expect(launchersOf(there, 'us-east-1')).toEqual([]);
  });

  test('of a build: its AMIs in all Regions, and those that are gone are left out', async () => {
    const abroad = world.ec2.images.addImage({ ...HOME, region: 'us-east-1' });
    const build = world.imageBuilder.addImage(HOME, { amis: [{ image: A }, { image: abroad, region: 'us-east-1' }] });
    const images = [() => ImageSelection.fromImageBuildVersionArn(build)];
    await deploy({ images });
    expect([launchersOf(), launchersOf(abroad, 'us-east-1')]).toEqual([[X], [X]]);
    world.ec2.images.update('us-east-1', abroad, { state: 'deregistered', launchPermissions: [] });
    const updated = await deploy({ images, launch: [account(Y)] });
    expect([updated.status, attributesOf(updated)]).toEqual(['UPDATE_COMPLETE', { AmiCount: '1', SkippedAmiCount: '1', TakenOverGrantCount: '0' }]);
    expect(launchersOf()).toEqual([Y]);
    expect(notes()).toEqual([`${abroad} in us-east-1 does not exist any more: it is left out`]);
    // With the record nobody knows which AMIs it had.
    await ask('imagebuilder', 'DeleteImage', { imageBuildVersionArn: build });
    expect((await deploy({ images, launch: [account(Z)] })).status).toBe('UPDATE_COMPLETE');
    expect(notes().at(-1)).toBe(`${build} has no AMIs (gone): it is left out`);
  });

  test('that are still being built, or pending, are waited for', async () => {
    const build = world.imageBuilder.addImage(HOME, { build: { seconds: 1_200 } });
    const begun = world.clock.now();
    expect((await deploy({ images: [() => ImageSelection.fromImageBuildVersionArn(build)] })).status).toBe('CREATE_COMPLETE');
    expect(world.clock.now() - begun).toBeGreaterThanOrEqual(1_200);
    expect(runs()).toEqual(['Create', 'Create']);
  });

  test('of another account, by a role of it', async () => {
    const owner = { account: '444444444444', region: 'us-east-1' };
    const foreign = world.ec2.images.addImage(owner);
    const roleArn = `arn:aws:iam::${owner.account}:role/share`;
    world.identities.putRole(roleArn, {
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: HOME.account }, Action: 'sts:AssumeRole' }] }, managedPolicyArns: [],
    });
    world.identities.putPolicy(roleArn, 'share', {
      Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['ec2:DescribeImages', 'ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'], Resource: '*' }],
    });
    const images = [(scope: Construct) => ImageSelection.fromAmiId(foreign, { region: owner.region, role: Role.fromRoleArn(scope, 'Owner', roleArn) })];
    await deploy({ images });
    expect(launchersOf(foreign, owner.region)).toEqual([X]);
    // Dropped together with its role: the policy that lets the handler assume it goes in clean-up.
    await deploy({ images: [A] });
    expect([launchersOf(foreign, owner.region), launchersOf()]).toEqual([[], [X]]);
  });
});

describe('a deployment that fails elsewhere', () => {
  test('takes a creation back', async () => {
    grant(A, Z);
    expect((await deploy({ copy: [account(X)], breaks: true })).status).toBe('ROLLBACK_COMPLETE');
    expect([launchersOf(), copiersOf()]).toEqual([[Z], []]);
  });

  test('takes an update back, and leaves what others gave', async () => {
    await deploy({ images: [A] });
    grant(A, Z);
    expect((await deploy({ images: [B], launch: [account(Y)], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(causes()).toEqual(['creation', 'update', 'rollback']);
    expect([launchersOf(), launchersOf(B)]).toEqual([[Z, X], []]);
  });

  test('does not take back what a refused update did not give', async () => {
    await deploy({});
    grant(A, Y);
    calls();
    expect((await deploy({ images: [A, 'ami-00000000000000404'], launch: [account(X), account(Y)] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([writes(), launchersOf()]).toEqual([[], [X, Y]]);
  });

  test('does not take back what a refused creation did not give', async () => {
    grant(A, X);
    expect((await deploy({ images: [A, 'ami-00000000000000404'] })).status).toBe('ROLLBACK_COMPLETE');
    expect([writes(), launchersOf()]).toEqual([[], [X]]);
  });
});

describe('says what is wrong before it changes anything:', () => {
  const refused = async (declared: Parameters<typeof deploy>[0]) => {
    expect((await deploy(declared)).status).toBe('ROLLBACK_COMPLETE');
    expect(writes()).toEqual([]);
    return /Message returned: (.*) \(RequestId: /.exec(failure()!)![1].replace(/Images\/Share[0-9A-F]+/, 'Images/Share');
  };

  test('the key that AWS manages', async () => {
    const encrypted = world.ec2.images.addImage({ ...HOME, encryption: 'aws/ebs' });
    const [snapshot] = world.ec2.images.get(HOME.region, encrypted)!.snapshots;
    expect(await refused({ images: [A, encrypted] })).toBe(
      `This run changed nothing. Images/Share: ${encrypted} in eu-west-1 cannot be shared, because ${snapshot} is encrypted with the key that AWS manages for EBS: `
      + 'copy the AMI with a customer managed key, and share the copy');
  });

  test('public access that is blocked', async () => {
    expect(await refused({ launch: [everyone()], allowPublicLaunch: true })).toBe(
      `This run changed nothing. Images/Share: ${A} in eu-west-1 cannot be public, because account 111111111111 blocks public access to AMIs in eu-west-1: `
      + 'call DisableImageBlockPublicAccess there first');
    await remove();
    await ask('ec2', 'DisableImageBlockPublicAccess', {});
    expect((await deploy({ launch: [everyone()], allowPublicLaunch: true })).status).toBe('CREATE_COMPLETE');
    expect(launchersOf()).toEqual(['all']);
  });

  test('an AMI of somebody else', async () => {
    const foreign = world.ec2.images.addImage({ ...HOME, account: '444444444444', launchPermissions: [{ UserId: HOME.account }] });
    expect(await refused({ images: [foreign] })).toBe(
      `This run changed nothing. Images/Share: ${foreign} in eu-west-1 belongs to another account, of which no role was given: `
      + 'give one with the image, or have its owner do this');
  });

  test('the key that AWS manages, on a later page', async () => {
    world.server.pageSize = 1;
    const [first, second] = [world.kms.putKey(HOME), 'aws/ebs'].map(encryption => world.ec2.images.addImage({ ...HOME, encryption }));
    const reason = await refused({ images: [first, second] });
    expect(reason).toContain(`Images/Share: ${second} in eu-west-1 cannot be shared`);
    expect(reason).not.toContain(first);
  });

  test('a customer managed key is none of that', async () => {
    const key = world.kms.putKey(HOME);
    const encrypted = world.ec2.images.addImage({ ...HOME, encryption: key });
    expect((await deploy({ images: [encrypted] })).status).toBe('CREATE_COMPLETE');
    expect(launchersOf(encrypted)).toEqual([X]);
  });

  test('nor is a key of another account, which nobody asks about', async () => {
    const encrypted = world.ec2.images.addImage({ ...HOME, encryption: world.kms.putKey({ ...HOME, account: '444444444444' }) });
    expect((await deploy({ images: [encrypted] })).status).toBe('CREATE_COMPLETE');
    expect(calls().filter(call => call.startsWith('DescribeKey'))).toEqual([]);
    expect(launchersOf(encrypted)).toEqual([X]);
  });

  test.each(['AccessDeniedException', 'NotFoundException'])('nor is a key that answers %s', async code => {
    const encrypted = world.ec2.images.addImage({ ...HOME, encryption: world.kms.putKey(HOME) });
    world.server.disturbances.plan('DescribeKey', failing(code));
    expect((await deploy({ images: [encrypted] })).status).toBe('CREATE_COMPLETE');
    expect(calls().filter(call => call.startsWith('DescribeKey'))).toHaveLength(1);
    expect(launchersOf(encrypted)).toEqual([X]);
  });
});

describe('if one AMI fails', () => {
  test('the others are brought to their state, the reason names it, and the rollback restores what was declared', async () => {
    await deploy({ images: [A, B] });
    events();
    calls();
    world.server.disturbances.plan('ModifyImageAttribute', failing('ResourceLimitExceeded', 'too many'), { times: 1 });
    expect((await deploy({ images: [A, B], launch: [account(Y)] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toContain(`Changes made before this: 1. ${A} in eu-west-1: ModifyImageAttribute failed: too many (ResourceLimitExceeded)`);
    expect(writes().slice(0, 2)).toEqual([`ModifyImageAttribute ${A} +${Y} -${X} : ResourceLimitExceeded`, `ModifyImageAttribute ${B} +${Y} -${X}`]);
    expect([launchersOf(), launchersOf(B)]).toEqual([[X], [X]]);
  });

  test('a rollback that cannot restore succeeds, and says what it left', async () => {
    await deploy({});
    world.server.disturbances.plan('ModifyImageAttribute', failing('ResourceLimitExceeded', 'too many'), { nth: 2 });
    expect((await deploy({ launch: [account(Y)], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(log().filter(({ step }) => step === 'not restored').map(({ reason }) => reason)).toEqual([
      `Changes made before this: 0. ${A} in eu-west-1: ModifyImageAttribute failed: too many (ResourceLimitExceeded)`,
    ]);
  });
});
