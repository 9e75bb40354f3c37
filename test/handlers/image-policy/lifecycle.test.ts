import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ask, attributesOf, begin, buildersOf, calls, DEFAULT, deploy, end, failure, GOLDEN, NEXT, notes, policyOf, READ, remove, sharesOf, stackResource,
  STRANGER, world, writes, X, Y,
} from './world';
import { BuildSharing, ImagePrincipal, ImageSelection, ImageSharePolicy } from '../../../lib/sharing';
import { HOME } from '../../../local-aws/src/stand-in';

// The whole life of a hand-written policy, from the construct to the wire.

const OWN = expect.stringMatching(/^Images\/ShareBuildFrom[0-9A-F]{8}$/);
const READER = 'arn:aws:iam::222222222222:role/reader';
const PROMOTED = ['PutImagePolicy', 'TagResource : InvalidParameterException', 'PromoteResourceShareCreatedFromPolicy', 'TagResource'];

afterEach(() => end());

describe('a hand-written policy', () => {
  beforeEach(() => begin());

  test('becomes a standard resource share that principals see, and that belongs to its stack', async () => {
    const stack = await deploy();
    expect([stack.status, attributesOf(stack)]).toEqual(['CREATE_COMPLETE', { SharedImageCount: '1' }]);
    expect(stackResource(stack).physicalId).toEqual(OWN);
    expect(writes()).toEqual(PROMOTED);
    expect(await sharesOf()).toEqual([
      { resourceShareArn: expect.any(String), featureSet: 'STANDARD', owner: OWN, permission: DEFAULT, principals: [X] },
    ]);
    expect(JSON.parse((await policyOf())!)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${X}:root` }, Action: READ, Resource: GOLDEN }],
    });
  });

  test('of several images is filled in for each', async () => {
    const stack = await deploy({ images: [GOLDEN, NEXT, GOLDEN] });
    expect(attributesOf(stack)).toEqual({ SharedImageCount: '2' });
    expect([await buildersOf(), await buildersOf(NEXT)]).toEqual([[X], [X]]);
    expect(JSON.parse((await policyOf(NEXT))!).Statement[0].Resource).toBe(NEXT);
  });

  test('is not written again where nothing differs', async () => {
    await deploy();
    calls();
    expect((await deploy({ reconcile: '1' })).status).toBe('UPDATE_COMPLETE');
    expect(calls()).toEqual([
      'DescribeStacks', 'GetImage', 'GetImagePolicy', 'GetResourceShareAssociations', 'GetResourceShares', 'GetResourceShareAssociations', 'GetResourceShareAssociations',
    ]);
  });

  test('changes its principals in the resource share: gives, and then takes', async () => {
    await deploy();
    calls();
    expect((await deploy({ principals: [Y, READER] })).status).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([`AssociateResourceShare ${Y} ${READER}`, `DisassociateResourceShare ${X}`]);
    expect(await buildersOf()).toEqual([Y, READER]);
  });

  test('gives by hundreds', async () => {
    await deploy();
    calls();
    const many = Array.from({ length: 250 }, (_, index) => `5${String(index).padStart(11, '0')}`);
    expect((await deploy({ principals: [X, ...many] })).status).toBe('UPDATE_COMPLETE');
    expect(writes().map(call => call.split(' ').length - 1)).toEqual([100, 100, 50]);
    expect(await buildersOf()).toHaveLength(251);
  });

  test('leaves those alone whom somebody else put into the share', async () => {
    await deploy();
    const [{ resourceShareArn }] = await sharesOf();
    await ask('ram', 'AssociateResourceShare', { resourceShareArn, principals: [STRANGER] });
    await deploy({ principals: [Y] });
    expect(await buildersOf()).toEqual([STRANGER, Y]);
  });

  test('gives back what somebody took away, when it is told to look', async () => {
    await deploy();
    const [{ resourceShareArn }] = await sharesOf();
    await ask('ram', 'DisassociateResourceShare', { resourceShareArn, principals: [X] });
    await deploy({ reconcile: '1' });
    expect(await buildersOf()).toEqual([X]);
  });

  test('does not wait for accounts that have to accept an invitation', async () => {
    await deploy();
    const begun = world.clock.now();
    expect((await deploy({ principals: [X, STRANGER] })).status).toBe('UPDATE_COMPLETE');
    expect(world.clock.now() - begun).toBeLessThan(30);
  });

  test('says why RAM does not share with somebody, and takes nothing away', async () => {
    await deploy();
    world.ram.failToAssociate(Y, 'no such account');
    expect((await deploy({ principals: [Y] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toMatch(/Changes made before this: 1\. .* is not shared with 333333333333 \(no such account\)/);
    expect(await buildersOf()).toEqual([X]);
  });

  test('does not change what principals may do: says how to', async () => {
    await deploy();
    calls();
    expect((await deploy({ principals: [X, Y], actions: ['imagebuilder:GetImage'] })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(failure()).toContain(`This run changed nothing. Images/ShareBuildFrom5106B197: what principals may do with ${GOLDEN} cannot be changed: `
      + 'RAM manages its policy since it was promoted. Deploy without buildFrom, and then with the new document');
    expect([writes(), await buildersOf()]).toEqual([[], [X]]);
    expect((await deploy({ without: true })).status).toBe('UPDATE_COMPLETE');
    expect((await deploy({ actions: ['imagebuilder:GetImage'] })).status).toBe('UPDATE_COMPLETE');
  });

  test('moves to the next build, and leaves the last one', async () => {
    await deploy();
    calls();
    expect((await deploy({ images: [NEXT] })).status).toBe('UPDATE_COMPLETE');
    expect(writes()).toEqual([...PROMOTED, 'DeleteResourceShare']);
    expect([await buildersOf(), await policyOf(), await buildersOf(NEXT)]).toEqual([[], undefined, [X]]);
  });

  test('moves to the next build, fails, and is back at the last one', async () => {
    await deploy();
    expect((await deploy({ images: [NEXT], principals: [Y], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([await buildersOf(), await buildersOf(NEXT), await policyOf(NEXT)]).toEqual([[X], [], undefined]);
  });

  test('changes its principals, fails, and is as before', async () => {
    await deploy();
    expect((await deploy({ principals: [Y], breaks: true })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await buildersOf()).toEqual([X]);
  });

  test('goes with its stack, and nothing is left', async () => {
    await deploy();
    calls();
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect(writes()).toEqual(['DeleteResourceShare']);
    expect([await sharesOf(), await policyOf()]).toEqual([[], undefined]);
    expect((await deploy()).status).toBe('CREATE_COMPLETE');
    expect(await buildersOf()).toEqual([X]);
  });

  test('whose creation fails later is taken back', async () => {
    expect((await deploy({ breaks: true })).status).toBe('ROLLBACK_COMPLETE');
    expect([await sharesOf(), await policyOf()]).toEqual([[], undefined]);
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('with the removal policy %s stays, and the log says so', async removalPolicy => {
    await deploy({ removalPolicy, images: [GOLDEN, NEXT] });
    calls();
    await deploy({ removalPolicy });
    expect((await remove())!.status).toBe('DELETE_COMPLETE');
    expect([writes(), await buildersOf(), await buildersOf(NEXT)]).toEqual([[], [X], [X]]);
    expect(notes()).toEqual([NEXT, GOLDEN].map(image => `${image} stays shared by its policy, as the removal policy says`));
  });

  test('with the removal policy RETAIN is taken back all the same, if its creation fails later', async () => {
    expect((await deploy({ removalPolicy: RemovalPolicy.RETAIN, breaks: true })).status).toBe('ROLLBACK_COMPLETE');
    expect(await sharesOf()).toEqual([]);
  });
});

test('an ImageSharePolicy lets an account launch from an image and build from it, and takes both back', async () => {
  await begin();
  const app = new App();
  const stack = new Stack(app, 'Golden', { env: HOME });
  new ImageSharePolicy(stack, 'Share', {
    images: [ImageSelection.fromImageBuildVersionArn(GOLDEN)],
    launch: [ImagePrincipal.account(X)],
    buildFrom: BuildSharing.imagePolicy(new PolicyDocument({
      statements: [new PolicyStatement({ principals: [new AccountPrincipal(X)], actions: READ })],
    })),
  });
  expect((await world.deploy(app.synth(), 'Golden')).status).toBe('CREATE_COMPLETE');
  expect(await buildersOf()).toEqual([X]);
  expect((await world.cloudFormation.delete({ ...HOME, stackName: 'Golden' }))!.status).toBe('DELETE_COMPLETE');
  await world.functions.idle();
  expect([await sharesOf(), await policyOf()]).toEqual([[], undefined]);
});
