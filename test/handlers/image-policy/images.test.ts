import { AnyPrincipal, OrganizationPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ask, attributesOf, begin, buildersOf, calls, deploy, end, events, failure, foreignPolicy, foreignShare, GOLDEN, NEXT, notes, policyOf, READ, remove,
  runs, sharesOf, world, writes, X, Y,
} from './world';
import { HOME } from '../../../local-aws/src/stand-in';

// Images that cannot be shared, or not yet, or not any more, and documents that cannot be policies.

const OWN = expect.stringMatching(/^Images\/ShareBuildFrom[0-9A-F]{8}$/);

afterEach(() => end());

describe('an image', () => {
  beforeEach(() => begin());

  test('that is still being built is waited for', async () => {
    const image = world.imageBuilder.addImage(HOME, { name: 'slow', build: { seconds: 1_800 } });
    expect((await deploy({ images: [image] })).status).toBe('CREATE_COMPLETE');
    expect(await buildersOf(image)).toEqual([X]);
    expect(runs()).toEqual(['Create', 'Create', 'Create']);
  });

  test.each(['FAILED', 'DELETED', 'CANCELLED'])('that is %s is left out, and the log says so', async status => {
    const image = world.imageBuilder.addImage(HOME, { name: 'bad', status });
    const stack = await deploy({ images: [image, GOLDEN] });
    expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', { SharedImageCount: '1' }]);
    expect(notes()).toEqual([`${image} is not there (${status === 'DELETED' ? 'gone' : 'failed'}): it is left out`]);
  });

  test('of another Region, and what is none, is refused', async () => {
    const elsewhere = GOLDEN.replace('eu-west-1', 'us-east-1');
    const version = GOLDEN.replace(/\/1$/, '');
    expect((await deploy({ images: [version, GOLDEN] })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`images[0] must be the ARN of an image with its version and its build, got "${version}"`);
    await begin();
    expect((await deploy({ images: [elsewhere, GOLDEN] })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`${elsewhere} must be an image of the account and the Region of the stack, 111111111111 in eu-west-1: its owner shares it where it is`);
    expect([writes(), await sharesOf()]).toEqual([[], []]);
  });

  test('that has a policy of somebody else is refused before anything is changed', async () => {
    await foreignPolicy(NEXT);
    world.clock.advance({ seconds: 5 });
    const before = await policyOf(NEXT);
    expect((await deploy({ images: [GOLDEN, NEXT] })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toMatch(new RegExp(`This run changed nothing\\. .*: ${NEXT} is shared by arn:[^ ]+ already, which is not of this stack: one image has one owner of its policy\\.`));
    expect([writes(), await policyOf(), await policyOf(NEXT)]).toEqual([[], undefined, before]);
  });

  test('that has a policy of somebody else which is no share yet is refused as well', async () => {
    await foreignPolicy();
    expect((await deploy()).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`${GOLDEN} has a policy already, which this stack did not declare: one image has one owner of its policy`);
    world.clock.advance({ seconds: 5 });
    expect(await sharesOf()).toMatchObject([{ featureSet: 'CREATED_FROM_POLICY', principals: [Y] }]);
  });

  test('that has a resource share of somebody else is refused, and the share stays', async () => {
    const theirs = await foreignShare(GOLDEN, [X]);
    expect((await deploy()).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(`${GOLDEN} is shared by ${theirs} already, which is not of this stack`);
    expect(await sharesOf()).toMatchObject([{ resourceShareArn: theirs, principals: [X] }]);
  });

  test('that another resource shares already is refused, which says whose it is', async () => {
    await deploy();
    expect((await deploy({ id: 'Renamed' })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toContain('already, which belongs to Images/ShareBuildFrom5106B197: one image has one owner of its policy');
    expect(await buildersOf()).toEqual([X]);
  });

  test('that has just this policy by somebody else is taken over', async () => {
    await foreignPolicy(GOLDEN, [X]);
    world.clock.advance({ seconds: 5 });
    expect((await deploy()).status).toBe('CREATE_COMPLETE');
    expect(await sharesOf()).toMatchObject([{ featureSet: 'STANDARD', owner: OWN }]);
  });

  test('in whose share somebody put another image leaves it, and the share stays', async () => {
    await deploy();
    const [{ resourceShareArn }] = await sharesOf();
    await ask('ram', 'AssociateResourceShare', { resourceShareArn, resourceArns: [NEXT] });
    world.clock.advance({ seconds: 5 });
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual(['DisassociateResourceShare']);
    expect([await sharesOf(), await buildersOf(NEXT)]).toEqual([[], [X]]);
    expect(notes()).toEqual([`${resourceShareArn} stays: somebody has put something else into it`]);
  });

  test('on which consumers depend is not unshared: it is said why, and how to leave it', async () => {
    await deploy();
    world.ram.dependOn(GOLDEN);
    events();
    expect((await remove())!.status).toBe('DELETE_FAILED');
    expect(failure()).toMatch(/cannot be unshared yet: Consumers depend on the resource\. RAM ends no sharing as long as consumers depend on the image\. .* the removal policy RETAIN/);
    world.ram.dependOn(GOLDEN, false);
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(await policyOf()).toBeUndefined();
  });

  test('on which consumers depend is not left by an update either, which says so, and what it gave is taken back', async () => {
    await deploy();
    world.ram.dependOn(GOLDEN);
    expect((await deploy({ images: [NEXT] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toContain('cannot be unshared yet: Consumers depend on the resource.');
    expect([await buildersOf(NEXT), await policyOf(NEXT)]).toEqual([[], undefined]);
    world.ram.dependOn(GOLDEN, false);
    expect((await deploy({ reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
    expect(await buildersOf()).toEqual([X]);
  });

  test('whose share somebody deleted is shared again when it is looked at, and is removed without', async () => {
    await deploy();
    const [{ resourceShareArn }] = await sharesOf();
    await ask('ram', 'DeleteResourceShare', { resourceShareArn });
    expect((await deploy({ reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
    const [{ resourceShareArn: another }] = await sharesOf();
    expect(another).not.toBe(resourceShareArn);
    await ask('ram', 'DeleteResourceShare', { resourceShareArn: another });
    world.clock.advance({ hours: 3 });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
  });
});

describe('a document is refused that', () => {
  const statement = (changes: object) => PolicyDocument.fromJson({
    Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: READ, Principal: { AWS: X }, ...changes }],
  });

  test.each<[string, PolicyDocument, string]>([
    ['names everyone', new PolicyDocument({ statements: [new PolicyStatement({ principals: [new AnyPrincipal()], actions: READ })] }),
      'buildFrom.document.statement[0].principal must name accounts, roles or users, got "*"'],
    ['names an organization', new PolicyDocument({ statements: [new PolicyStatement({ principals: [new OrganizationPrincipal('o-abcdefghij')], actions: READ })] }),
      'BuildSharing.resourceShare shares with organizations and organizational units'],
    ['denies', statement({ Effect: 'Deny' }), 'buildFrom.document.statement[0].effect must be Allow, got "Deny"'],
    ['is about another image', statement({ Resource: NEXT }), `buildFrom.document.statement[0].resource must be the ARN of the image and nothing else, got "${NEXT}"`],
    ['is too long', statement({ Principal: { AWS: Array.from({ length: 2_300 }, (_, index) => String(500_000_000_000 + index)) } }),
      'buildFrom.document must have 1 to 30000 characters, and has at least 34'],
  ])('%s', async (_, document, why) => {
    await begin();
    expect((await deploy({ document })).status).toBe('ROLLBACK_COMPLETE');
    expect(failure()).toContain(why);
    expect([writes(), await policyOf()]).toEqual([[], undefined]);
  });
});
