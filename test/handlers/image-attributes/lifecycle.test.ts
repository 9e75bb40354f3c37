import { Role } from 'aws-cdk-lib/aws-iam';
import {
  A, ask, attributesOf, B, BEFORE, begin, calls, change, deploy, described, end, failure, FOREIGN_TAG, imds, kept, log, notes, remove, runs, tagsOf,
  world, writes,
} from './world';
import { ImageSelection, ImdsSupport } from '../../../lib/sharing';
import { failing } from '../../../local-aws/src/disturbances';
import { HOME } from '../../../local-aws/src/stand-in';

// Attributes of images from their first deployment to their end, and every way back.

beforeEach(() => begin());

afterEach(() => end());

const WHO = (id: string) => `${id} 111111111111/eu-west-1/Images/Attributes`;
const imdsSupport = ImdsSupport.v2Irreversibly();

describe('a description', () => {
  test('is set, after the one from before is kept; all AMIs are read by one call', async () => {
    const stack = await deploy({ images: [A, B] });
    expect(stack.status).toBe('CREATE_COMPLETE');
    const made = calls();
    expect(made.slice(0, 2)).toEqual(['DescribeStacks', 'DescribeImages']);
    // Of several AMIs in any order.
    expect(made.slice(2).filter(call => call.includes(` ${A} `))).toEqual([
      `CreateTags ${A} described-by=${WHO(A)} description-before=${BEFORE}`, `ModifyImageAttribute ${A} "golden"`,
    ]);
    expect(made.slice(2).filter(call => call.includes(` ${B} `))).toEqual([
      `CreateTags ${B} described-by=${WHO(B)} description-before=`, `ModifyImageAttribute ${B} "golden"`,
    ]);
    expect(made).toHaveLength(6);
    expect([described(), described(B)]).toEqual(['golden', 'golden']);
    expect(attributesOf(stack)).toEqual({ AmiCount: '2', SkippedAmiCount: '0' });
    expect([...stack.resources.values()].find(({ type }) => type === 'Custom::ImageAttributes')!.physicalId).toMatch(/^Images\/Attributes/);
  });

  test('is changed by one call, and that of before the first one is kept', async () => {
    await deploy({});
    calls();
    await deploy({ description: 'golden, patched' });
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages', `ModifyImageAttribute ${A} "golden, patched"`]);
    expect(kept()).toEqual([WHO(A), BEFORE]);
  });

  test('hears nothing of a deployment that does not change it, and is looked at again when a person says so', async () => {
    await deploy({});
    runs();
    change(A, { description: 'drifted' });
    await deploy({ note: 'another' });
    expect([runs(), described()]).toEqual([[], 'drifted']);
    await deploy({ reconcile: 'somebody changed it' });
    expect(described()).toBe('golden');
    calls();
    await deploy({ reconcile: 'again' });
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages']);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['its stack', () => remove()],
    ['the construct', () => deploy({ without: true })],
    ['the property', () => deploy({ description: undefined, imdsSupport })],
    ['the image', () => deploy({ images: [B] })],
  ])('comes back as it was with the removal of %s, and the tags go', async (_, removal) => {
    await deploy({ images: [A] });
    await removal();
    expect([described(), tagsOf()]).toEqual([BEFORE, FOREIGN_TAG]);
  });

  test('comes back as none, where there was none', async () => {
    await deploy({ images: [B] });
    await remove();
    expect([described(B), tagsOf(B)]).toEqual(['', {}]);
    expect(writes().slice(-2)).toEqual([`ModifyImageAttribute ${B} ""`, `DeleteTags ${B} described-by description-before`]);
  });

  test('that an AMI had already is left to it', async () => {
    change(A, { description: 'golden' });
    await deploy({});
    expect([writes(), kept()]).toEqual([[`CreateTags ${A} described-by=${WHO(A)}`], [WHO(A)]]);
    await deploy({ description: 'golden, patched' });
    await remove();
    expect([described(), tagsOf()]).toEqual(['golden', FOREIGN_TAG]);
  });

  test('that somebody has changed since is left to them, and the log has the one from before', async () => {
    await deploy({});
    change(A, { description: 'recalled' });
    await remove();
    expect([described(), tagsOf()]).toEqual(['recalled', FOREIGN_TAG]);
    expect(notes()).toEqual([`${A} in eu-west-1 was described otherwise since, and keeps that: it is not set back to "${BEFORE}"`]);
  });

  test('is kept through a time in which the AMI is disabled', async () => {
    await deploy({});
    change(A, { state: 'disabled' });
    expect((await deploy({ description: 'golden, patched' })).status).toBe('UPDATE_COMPLETE');
    expect([described(), notes()]).toEqual(['golden', [`${A} in eu-west-1 is disabled, and is left out: enable it, change reconcile and deploy again, and it gets what is declared`]]);
    change(A, { state: 'available' });
    await deploy({ description: 'golden, patched', reconcile: 'enabled' });
    expect(described()).toBe('golden, patched');
    await remove();
    expect([described(), tagsOf()]).toEqual([BEFORE, FOREIGN_TAG]);
  });

  test('of an AMI that is disabled when the stack goes stays, and its tags still have the one from before', async () => {
    await deploy({});
    change(A, { state: 'disabled' });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(notes()).toEqual([`${A} in eu-west-1 is disabled, and keeps its description: what it was before is in its tag cdk-image-governance:description-before`]);
    change(A, { state: 'available' });
    // The same stack finds what it left.
    await deploy({ description: 'golden again' });
    await remove();
    expect([described(), tagsOf()]).toEqual([BEFORE, FOREIGN_TAG]);
  });

  test('ends on an AMI that is gone', async () => {
    await deploy({});
    change(A, { state: 'deregistered' });
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(calls()).toEqual(['DescribeStacks', 'DescribeImages']);
  });

  test('whose tags somebody took is looked at again, in case they are only not seen yet', async () => {
    await deploy({});
    const tags = tagsOf();
    change(A, { tags: {} });
    calls();
    world.server.authorizer = {
      refusal: async (_, { action }) => {
        if (action === 'ec2:DescribeImages' && world.server.calls.filter(({ operation }) => operation === 'DescribeImages').length >= 3) {
          change(A, { tags });
        }
        return undefined;
      },
    };
    await remove();
    expect(calls().filter(call => call === 'DescribeImages')).toHaveLength(3);
    expect([described(), tagsOf()]).toEqual([BEFORE, FOREIGN_TAG]);
  });

  test('whose tags somebody took for good stays', async () => {
    await deploy({});
    change(A, { tags: {} });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(described()).toBe('golden');
    expect(notes()).toEqual([`${A} in eu-west-1 keeps its description: what it was before is not known`]);
  });

  test('came with its tags to a copy of the AMI: there they say nothing', async () => {
    await deploy({});
    const copy = world.ec2.images.addImage({ ...HOME, description: 'a copy', tags: tagsOf() });
    await deploy({ images: [copy] }, 'Others', 'Copy');
    expect(described(copy)).toBe('golden');
    await remove('Others');
    expect([described(copy), kept(copy)]).toEqual(['a copy', []]);
  });
});

describe('IMDS support', () => {
  test('comes last, by a call of its own, and only where it is missing', async () => {
    change(B, { imdsSupport: 'v2.0' });
    await deploy({ images: [A, B], imdsSupport });
    expect(writes().slice(-1)).toEqual([`ModifyImageAttribute ${A} v2.0`]);
    expect([imds(), imds(B)]).toEqual(['v2.0', 'v2.0']);
  });

  test('alone touches no description', async () => {
    await deploy({ description: undefined, imdsSupport });
    expect(writes()).toEqual([`ModifyImageAttribute ${A} v2.0`]);
  });

  test('stays when it is not declared any more, and a removal says so', async () => {
    await deploy({ imdsSupport });
    await deploy({});
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect([imds(), notes()]).toEqual(['v2.0', [`IMDS support stays as it is, because that cannot be undone: ${A} in eu-west-1`]]);
  });

  test('stays in a rollback, which succeeds and says so', async () => {
    await deploy({});
    expect((await deploy({ imdsSupport, description: 'hardened', breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([described(), imds(), notes()]).toEqual(['golden', 'v2.0', [`IMDS support stays as it is, because that cannot be undone: ${A} in eu-west-1`]]);
  });

  test('is not set if something before it failed', async () => {
    world.server.disturbances.plan('CreateTags', failing('TagLimitExceeded', 'too many'));
    expect((await deploy({ images: [A, B], imdsSupport })).status).toBe('ROLLBACK_COMPLETE');
    expect([imds(), imds(B)]).toEqual([undefined, undefined]);
  });

  test('is not set by a rollback', async () => {
    await deploy({ imdsSupport });
    const later = world.ec2.images.addImage(HOME);
    await deploy({ images: [A, later], description: 'x' });
    // As if it had been dropped and left while the AMI was disabled.
    change(later, { state: 'disabled' });
    await deploy({ images: [A, later], description: 'y', imdsSupport });
    change(later, { state: 'available' });
    expect((await deploy({ images: [A, later], description: 'z', breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([imds(later), notes().at(-1)]).toEqual([
      undefined, `IMDSv2 is not required, because only a deployment that moves forward does what cannot be undone: ${later} in eu-west-1`,
    ]);
  });
});

describe('images', () => {
  test('by a parameter: a new id is an update that sets the old one back', async () => {
    await ask('ssm', 'PutParameter', { Name: '/golden', Value: A, Type: 'String', DataType: 'aws:ec2:image' });
    const images = [() => ImageSelection.fromSsmParameter('/golden')];
    await deploy({ images });
    await ask('ssm', 'PutParameter', { Name: '/golden', Value: B, Overwrite: true });
    expect((await deploy({ images })).status).toBe('UPDATE_COMPLETE');
    expect([described(), described(B)]).toEqual([BEFORE, 'golden']);
  });

  test('of a build: its AMIs in all Regions, waited for until it is there', async () => {
    const abroad = world.ec2.images.addImage({ ...HOME, region: 'us-east-1', description: 'abroad' });
    const build = world.imageBuilder.addImage(HOME, { amis: [{ image: A }, { image: abroad, region: 'us-east-1' }], build: { seconds: 1_200 } });
    const images = [() => ImageSelection.fromImageBuildVersionArn(build)];
    expect((await deploy({ images })).status).toBe('CREATE_COMPLETE');
    expect([described(), described(abroad, 'us-east-1')]).toEqual(['golden', 'golden']);
    expect(runs()).toEqual(['Create', 'Create']);
    change(abroad, { state: 'deregistered' }, 'us-east-1');
    expect(attributesOf(await deploy({ images, description: 'later' }))).toEqual({ AmiCount: '1', SkippedAmiCount: '1' });
    // With the record nobody knows which AMIs it had.
    await ask('imagebuilder', 'DeleteImage', { imageBuildVersionArn: build });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect([described(), notes().at(-1)]).toEqual(['later', `${build} is gone, and with it what its AMIs are: they keep their descriptions`]);
  });

  test('that are pending are waited for', async () => {
    change(A, { state: 'pending' });
    const begun = world.clock.now();
    world.server.authorizer = {
      refusal: async () => {
        if (world.clock.now() - begun > 60) {
          change(A, { state: 'available' });
        }
        return undefined;
      },
    };
    expect((await deploy({})).status).toBe('CREATE_COMPLETE');
    expect(described()).toBe('golden');
  });

  test('of another account, by a role of it, which goes with the image', async () => {
    const owner = { account: '444444444444', region: 'us-east-1' };
    const foreign = world.ec2.images.addImage({ ...owner, description: 'theirs' });
    const roleArn = `arn:aws:iam::${owner.account}:role/describe`;
    world.identities.putRole(roleArn, {
      trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: HOME.account }, Action: 'sts:AssumeRole' }] }, managedPolicyArns: [],
    });
    world.identities.putPolicy(roleArn, 'describe', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['ec2:DescribeImages', 'ec2:ModifyImageAttribute', 'ec2:CreateTags', 'ec2:DeleteTags'], Resource: '*' }],
    });
    const images = [(scope: any) => ImageSelection.fromAmiId(foreign, { region: owner.region, role: Role.fromRoleArn(scope, 'Owner', roleArn) })];
    await deploy({ images });
    expect(described(foreign, owner.region)).toBe('golden');
    await deploy({ images: [A] });
    expect([described(foreign, owner.region), kept(foreign, owner.region), described()]).toEqual(['theirs', [], 'golden']);
  });
});

describe('a deployment that fails elsewhere', () => {
  test('takes a creation back', async () => {
    expect((await deploy({ images: [A, B], breaks: true })).status).toBe('ROLLBACK_COMPLETE');
    expect([described(), tagsOf(), described(B), tagsOf(B)]).toEqual([BEFORE, FOREIGN_TAG, '', {}]);
  });

  test.each<[string, Parameters<typeof deploy>[0], Parameters<typeof deploy>[0]]>([
    ['another description', { description: 'golden' }, { description: 'another' }],
    ['another image', { images: [A] }, { images: [B] }],
    ['a description more', { description: undefined, imdsSupport }, { description: 'another', imdsSupport }],
    ['a description less', { imdsSupport }, { description: undefined, imdsSupport }],
  ])('takes an update back: %s', async (_, first, second) => {
    await deploy(first);
    const before = [described(), tagsOf(), described(B), tagsOf(B)];
    expect((await deploy({ ...second, breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([described(), tagsOf(), described(B), tagsOf(B)]).toEqual(before);
    await remove();
    expect([described(), tagsOf(), described(B), tagsOf(B)]).toEqual([BEFORE, FOREIGN_TAG, '', {}]);
  });

  test('writes nothing if the update was refused', async () => {
    await deploy({});
    calls();
    expect((await deploy({ images: [A, B, 'ami-00000000000000404'], description: 'another' })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(writes()).toEqual([]);
  });
});

describe('says what is wrong before it changes anything:', () => {
  const refused = async (declared: Parameters<typeof deploy>[0]) => {
    calls();
    expect((await deploy(declared)).status).toBe('ROLLBACK_COMPLETE');
    expect(writes()).toEqual([]);
    return failure();
  };

  test('an AMI that is not there, one of somebody else, and one whose tags are full, all at once', async () => {
    const foreign = world.ec2.images.addImage({ ...HOME, account: '444444444444', launchPermissions: [{ UserId: HOME.account }] });
    change(B, { tags: Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`tag${index}`, ''])) });
    expect(await refused({ images: ['ami-00000000000000404', foreign, B] })).toBe(
      'This run changed nothing. Images/Attributes: ami-00000000000000404 in eu-west-1 does not exist, or is hidden from account 111111111111: check the id and the Region; '
      + `${foreign} in eu-west-1 belongs to another account, of which no role was given: give one with the image, or have its owner do this; `
      + `${B} in eu-west-1 has no room for the tags that keep its description from before: remove two tags, of which an AMI has at most 50`);
  });

  test('an AMI that another resource describes', async () => {
    await deploy({}, 'Others', 'Theirs');
    expect(await refused({ images: [A, B] })).toMatch(new RegExp('^This run changed nothing\\. Images/Attributes: '
      + `${A} in eu-west-1 is described by 111111111111/eu-west-1/Others/Theirs[0-9A-F]{8} already: describe it in one place; or, `
      + 'if that does not exist any more, remove the tag cdk-image-governance:described-by from it$'));
    await remove();
    await remove('Others');
    expect((await deploy({ images: [A, B] })).status).toBe('CREATE_COMPLETE');
  });

  test('the new name of a construct whose old one is still there; removed first, it can be renamed', async () => {
    await deploy({});
    expect((await deploy({}, 'Images', 'Renamed')).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([described(), kept()]).toEqual(['golden', [WHO(A), BEFORE]]);
    await deploy({ without: true });
    expect((await deploy({}, 'Images', 'Renamed')).status).toBe('UPDATE_COMPLETE');
  });
});

describe('if one AMI fails', () => {
  test('the others are brought to their state, the reason names it, and the rollback restores what was declared', async () => {
    await deploy({ images: [A, B] });
    calls();
    world.server.disturbances.plan('ModifyImageAttribute', failing('OperationNotPermitted', 'not this one'));
    expect((await deploy({ images: [A, B], description: 'another' })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const [refused, done] = writes().map(call => call.split(' '));
    expect([refused.slice(2), done.slice(2)]).toEqual([['"another"', ':', 'OperationNotPermitted'], ['"another"']]);
    expect([refused[1], done[1]].sort()).toEqual([A, B]);
    expect(failure()).toBe(`Changes made before this: 1. ${refused[1]} in eu-west-1: ModifyImageAttribute failed: not this one (OperationNotPermitted)`);
    expect([described(), described(B)]).toEqual(['golden', 'golden']);
  });

  test('a rollback that cannot restore succeeds, and says what it left', async () => {
    await deploy({});
    world.server.disturbances.plan('ModifyImageAttribute', failing('OperationNotPermitted', 'not now'), { nth: 2 });
    expect((await deploy({ description: 'another', breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(log().filter(({ step }) => step === 'not restored').map(({ reason }) => reason)).toEqual([
      `Changes made before this: 0. ${A} in eu-west-1: ModifyImageAttribute failed: not now (OperationNotPermitted)`,
    ]);
  });
});

describe('the role', () => {
  const ROLE = () => world.identities.roleArns.find(arn => arn.includes('ImageAttributesHandler'))!;

  test('has no statement that its life does not need', async () => {
    const build = world.imageBuilder.addImage(HOME, { amis: [{ image: B }], build: { seconds: 1_200 } });
    const images = [A, () => ImageSelection.fromImageBuildVersionArn(build)];
    await deploy({ images, imdsSupport });
    const role = ROLE();
    await remove();
    // Lambda itself writes the log.
    expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log']);
    expect(world.server.calls.filter(({ error }) => error !== undefined)).toEqual([]);
  });

  test('acts on no AMI of others, no other attribute, and no other tag', async () => {
    await deploy({ imdsSupport });
    const refusal = (action: string, context: Record<string, string | string[]>) => world.identities.refusal(ROLE(), {
      action: `ec2:${action}`, resource: `arn:aws:ec2:eu-west-1::image/${A}`, context: { 'ec2:Owner': HOME.account, 'ec2:Region': 'eu-west-1', ...context },
    }, HOME);
    expect(await refusal('ModifyImageAttribute', { 'ec2:Attribute': 'Description' })).toBeUndefined();
    expect(await refusal('ModifyImageAttribute', { 'ec2:Attribute': 'LaunchPermission' })).toBeDefined();
    expect(await refusal('ModifyImageAttribute', { 'ec2:Attribute': 'Description', 'ec2:Owner': '444444444444' })).toBeDefined();
    expect(await refusal('DeleteTags', { 'aws:TagKeys': ['cdk-image-governance:described-by'] })).toBeUndefined();
    expect(await refusal('DeleteTags', { 'aws:TagKeys': ['cdk-image-governance:described-by', 'team'] })).toBeDefined();
    expect(await refusal('DeleteTags', {})).toBeDefined();
  });
});
