import { ask, begin, deploy, end, GOLDEN, NEXT, remove, sharesOf, STRANGER, world, X, Y } from './world';
import { HOME } from '../../../local-aws/src/stand-in';

// What the role of the handler may do: all that it does, and nothing else.

const ROLE = () => world.identities.roleArns.find(arn => arn.includes('ImagePolicyHandler'))!;

const refusal = (action: string, resource: string, context = {}) => world.identities.refusal(ROLE(), { action, resource, context }, HOME);

afterEach(() => end());

test('it has no statement that its life does not need, and lacks none', async () => {
  await begin({ ram: { defaultPermissionMatches: false, tagsSharesFromPolicies: true } });
  await deploy({ images: [GOLDEN, NEXT] });
  await deploy({ principals: [Y] });
  const role = ROLE();
  await remove();
  // Lambda itself writes the log, and nothing here took longer than a run.
  expect(world.identities.unusedStatements(role).map(({ statement }) => statement)).toEqual(['Log', 'GoOnInAnotherRun']);
  expect(world.server.calls.filter(({ error }) => error?.includes('Denied') || error === 'ForbiddenException')).toEqual([]);
});

test('an update that leaves an image revokes on it before its permission goes', async () => {
  await begin();
  await deploy({ images: [GOLDEN, NEXT] });
  world.identities.lagSeconds = 30;
  expect((await deploy({ images: [NEXT] })).status).toBe('UPDATE_COMPLETE');
  expect(await sharesOf()).toEqual([]);
});

test('it acts on no image, and on no share, that is not of its stack', async () => {
  await begin();
  await deploy();
  const [{ resourceShareArn }] = await sharesOf();
  const of = (owner: string) => ({ 'aws:ResourceTag/cdk-image-governance:owner': owner });
  const tagging = (owner: string) => ({ 'aws:RequestTag/cdk-image-governance:owner': owner, 'aws:TagKeys': ['cdk-image-governance:owner'] });
  expect(await refusal('ram:DeleteResourceShare', resourceShareArn, of('Images/Share'))).toBeUndefined();
  for (const refused of [
    refusal('imagebuilder:PutImagePolicy', NEXT),
    refusal('ram:DeleteResourceShare', resourceShareArn),
    refusal('ram:DeleteResourceShare', resourceShareArn, of('Images2/Share')),
    refusal('ram:AssociateResourceShare', resourceShareArn, of('Others/Share')),
    refusal('ram:TagResource', resourceShareArn, tagging('Others/Share')),
    refusal('ram:TagResource', resourceShareArn, { ...tagging('Images/Share'), ...of('Others/Share') }),
    refusal('ram:TagResource', resourceShareArn, { ...tagging('Images/Share'), 'aws:TagKeys': ['cdk-image-governance:owner', 'team'] }),
    refusal('ram:PromotePermissionCreatedFromPolicy', 'arn:aws:ram:eu-west-1:111111111111:permission/x', { 'ram:PermissionResourceType': 'ec2:Subnet' }),
    refusal('ram:CreateResourceShare', '*'),
  ]) {
    expect(await refused).toMatch(/is not authorized to perform/);
  }
});

test('policies that are known late are waited for', async () => {
  await begin();
  world.identities.lagSeconds = 30;
  expect((await deploy()).status).toBe('CREATE_COMPLETE');
  expect((await deploy({ principals: [X, STRANGER] })).status).toBe('UPDATE_COMPLETE');
  expect((await remove())!.status).toBe('DELETE_COMPLETE');
  expect((await ask('ram', 'ListResources', { resourceOwner: 'SELF' })).resources).toEqual([]);
});
