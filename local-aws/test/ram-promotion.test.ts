import { DeleteImageCommand } from '@aws-sdk/client-imagebuilder';
import { GetPermissionCommand, TagResourceCommand } from '@aws-sdk/client-ram';
import {
  associate, aws, client, clock, CONSUMER, consumer, create, DEFAULT, disassociate, fromPolicy, GOLDEN, images, OTHER, permissions, policy,
  principals, promote, promotePermission, putPolicy, remove, rename, resources, settle, SHARE, shared, shares, sharing, standing, startAnew,
} from '../src/ram-client';

const featureSet = async (arn: string) => (await shares({ resourceShareArns: [arn] }))[0].featureSet;

describe('the policy of an image', () => {
  test('becomes a share after a while', async () => {
    await startAnew({ policySeconds: 10 });
    await putPolicy();
    clock.advance({ seconds: 9 });
    expect(await shares()).toEqual([]);
    clock.advance({ seconds: 1 });
    expect(await shares()).toMatchObject([{ featureSet: 'CREATED_FROM_POLICY', status: 'ACTIVE', allowExternalPrincipals: true }]);
    expect((await resources()).map(it => it.arn)).toEqual([GOLDEN]);
    expect((await principals()).map(it => it.id)).toEqual([CONSUMER]);
  });

  test('becomes a share after so many reads, if that is wanted', async () => {
    await startAnew({ policySeconds: 0, policyReads: 2 });
    await putPolicy();
    expect([await resources(), await shares(), (await standing()).length]).toEqual([[], [], 1]);
  });

  test('is one share, also when it is put again', async () => {
    const arn = await fromPolicy();
    expect(await fromPolicy(['imagebuilder:GetImage'], ['arn:aws:iam::333333333333:root'])).toBe(arn);
    expect((await principals()).map(it => it.id)).toEqual(['333333333333']);
    const [{ arn: permissionArn, featureSet: of }] = await permissions(arn);
    expect(of).toBe('CREATED_FROM_POLICY');
    expect(JSON.parse((await client.send(new GetPermissionCommand({ permissionArn }))).permission!.permission!).Action).toEqual(['imagebuilder:GetImage']);
  });

  test('is visible to its owner only, and not modifiable, but keeps the image from being deleted', async () => {
    const arn = await fromPolicy();
    expect(await shares({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).toEqual([]);
    for (const call of [() => rename('new name', arn), () => remove(arn), () => associate({ resourceArns: [OTHER] }, arn), () => disassociate({ principals: [CONSUMER] }, arn)]) {
      await expect(call()).rejects.toMatchObject({
        name: 'OperationNotPermittedException', message: `The resource share ${arn} is CREATED_FROM_POLICY and cannot be modified.`,
      });
    }
    await expect(images.send(new DeleteImageCommand({ imageBuildVersionArn: GOLDEN }))).rejects.toMatchObject({ name: 'ResourceDependencyException' });
  });

  test('for an image of a standard share is not modelled', async () => {
    await shared();
    await expect(putPolicy()).rejects.toMatchObject({ name: 'StandInFault' });
    expect(await policy()).toBeUndefined();
    expect(aws.faults.splice(0)).toEqual(['a policy for an image that is shared by a standard resource share is not modelled']);
  });
});

describe('PromoteResourceShareCreatedFromPolicy', () => {
  test('makes a standard share, in time', async () => {
    const arn = await fromPolicy();
    const [{ arn: original }] = await permissions(arn);
    expect((await promote(arn)).returnValue).toBe(true);
    clock.advance({ seconds: 29 });
    expect(await featureSet(arn)).toBe('PROMOTING_TO_STANDARD');
    await expect(rename('new name', arn)).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
    expect(await shares({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).toEqual([]);
    clock.advance({ seconds: 1 });
    expect(await featureSet(arn)).toBe('STANDARD');
    expect((await permissions(arn)).map(it => it.arn)).toEqual([DEFAULT]);
    expect((await shares({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).map(it => it.resourceShareArn)).toEqual([arn]);
    await rename('new name', arn);
    // The permission that the policy became has no other share.
    await expect(client.send(new GetPermissionCommand({ permissionArn: original }))).rejects.toMatchObject({ name: 'UnknownResourceException' });
  });

  test('does it once: there is no client token', async () => {
    const arn = await fromPolicy();
    await promote(arn);
    await expect(promote(arn)).rejects.toMatchObject({ name: 'InvalidStateTransitionException', message: `The resource share ${arn} is PROMOTING_TO_STANDARD.` });
    clock.advance({ seconds: 30 });
    await expect(promote(arn)).rejects.toMatchObject({ name: 'InvalidStateTransitionException', message: `The resource share ${arn} is STANDARD.` });
    await create();
    await expect(promote(SHARE.replace(/1$/, '9'))).rejects.toMatchObject({ name: 'UnknownResourceException' });
    await expect(promote('golden')).rejects.toMatchObject({ name: 'MalformedArnException' });
  });

  test.each<[string[], boolean]>([
    [['imagebuilder:GetImage'], true],
    [['imagebuilder:GetImage', 'imagebuilder:ListImages', 'imagebuilder:ListImagePackages'], true],
    [['imagebuilder:ListImages', 'imagebuilder:GetImage'], false],
  ])('needs a permission that matches %j exactly, which the default one can be: %s', async (actions, defaultPermissionMatches) => {
    await startAnew({ defaultPermissionMatches });
    const arn = await fromPolicy(actions);
    const [{ arn: permissionArn }] = await permissions(arn);
    await expect(promote(arn)).rejects.toMatchObject({
      name: 'UnmatchedPolicyPermissionException', message: `No managed permission matches the permission ${permissionArn}.`,
    });
    expect(await featureSet(arn)).toBe('CREATED_FROM_POLICY');

    const { permission } = await promotePermission(permissionArn!);
    await promote(arn);
    expect(await permissions(arn)).toMatchObject([{ arn: permission!.arn, name: 'golden-readers', permissionType: 'CUSTOMER_MANAGED', featureSet: 'STANDARD' }]);
  });
});

describe('PromotePermissionCreatedFromPolicy', () => {
  test('makes a permission for shares, and leaves the share as it is', async () => {
    const arn = await fromPolicy(['imagebuilder:GetImage']);
    const [{ arn: original }] = await permissions(arn);
    const { permission, clientToken } = await promotePermission(original!, 'golden-readers', 'once');
    expect(permission).toMatchObject({ arn: 'arn:aws:ram:eu-west-1:111111111111:permission/golden-readers', featureSet: 'STANDARD' });
    expect(clientToken).toBe('once');
    expect((await permissions(arn)).map(it => it.arn)).toEqual([original]);
    const { resourceShare } = await create({ permissionArns: [permission!.arn!] });
    expect((await permissions(resourceShare!.resourceShareArn)).map(it => it.arn)).toEqual([permission!.arn]);
  });

  test('has a client token, which is good for one set of parameters', async () => {
    const [{ arn: original }] = await permissions(await fromPolicy());
    const first = await promotePermission(original!, 'one', 'once');
    expect((await promotePermission(original!, 'one', 'once')).permission).toEqual(first.permission);
    await expect(promotePermission(original!, 'two', 'once')).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(promotePermission(original!, 'one')).rejects.toMatchObject({
      name: 'InvalidParameterException', message: 'A permission with the name one exists already.',
    });
  });

  test('is refused for other permissions and names', async () => {
    const [{ arn: original }] = await permissions(await fromPolicy());
    await expect(promotePermission(DEFAULT)).rejects.toMatchObject({
      name: 'OperationNotPermittedException', message: `The permission ${DEFAULT} was not created from a policy.`,
    });
    await expect(promotePermission('golden')).rejects.toMatchObject({ name: 'MalformedArnException', message: 'golden is not the ARN of a permission.' });
    await expect(promotePermission(`${original}0`)).rejects.toMatchObject({ name: 'UnknownResourceException' });
    for (const name of ['', 'a b', 'a'.repeat(37)]) {
      await expect(promotePermission(original!, name)).rejects.toMatchObject({ name: 'InvalidParameterException', message: `${name} is not a name of a permission.` });
    }
  });

  test('is needed before a share takes the permission, and a share takes one', async () => {
    const [{ arn: original }] = await permissions(await fromPolicy());
    await expect(create({ permissionArns: [original!] })).rejects.toMatchObject({
      name: 'InvalidParameterException', message: `The permission ${original} cannot be attached.`,
    });
    await expect(create({ permissionArns: [DEFAULT, DEFAULT] })).rejects.toMatchObject({
      name: 'InvalidParameterException', message: 'A resource share has one permission for each type of resource.',
    });
    await expect(client.send(new GetPermissionCommand({ permissionArn: DEFAULT, permissionVersion: 2 }))).rejects.toMatchObject({ name: 'UnknownResourceException' });
  });
});

describe('a policy is gone', () => {
  test.each<[string, (arn: string) => Promise<unknown>]>([
    ['with its promoted share', remove], ['with the image in its promoted share', arn => disassociate({ resourceArns: [GOLDEN] }, arn)],
  ])('%s, and can be put again', async (_, end) => {
    const arn = await fromPolicy();
    await promote(arn);
    clock.advance({ seconds: 30 });
    expect(await policy()).toBeDefined();
    sharing.dependOn(GOLDEN);
    await end(arn);
    settle();
    expect(await policy()).toBeDefined();
    sharing.dependOn(GOLDEN, false);
    expect(await policy()).toBeUndefined();
    expect(await fromPolicy()).not.toBe(arn);
    expect(await policy()).toBeDefined();
  });
});

describe('of what is not documented', () => {
  const tag = (resourceShareArn: string) => client.send(new TagResourceCommand({ resourceShareArn, tags: [{ key: 'team', value: 'platform' }] }));

  test('a share takes tags before it is promoted, or only after that', async () => {
    const arn = await fromPolicy();
    await expect(tag(arn)).rejects.toMatchObject({
      name: 'InvalidParameterException', message: `The resource share ${arn} is CREATED_FROM_POLICY and cannot be tagged.`,
    });
    await promote(arn);
    clock.advance({ seconds: 30 });
    await tag(arn);

    await startAnew({ tagsSharesFromPolicies: true });
    await tag(await fromPolicy());
    expect(await shares()).toMatchObject([{ featureSet: 'CREATED_FROM_POLICY', tags: [{ key: 'team', value: 'platform' }] }]);
  });

  test('the policy of a promoted share stays as it was put, or says it in other words, with those who came since', async () => {
    await startAnew({ rewritesPolicies: true });
    const arn = await fromPolicy();
    const put = await policy();
    expect(JSON.parse(put!).Statement[0].Principal).toEqual({ AWS: [CONSUMER] });
    await promote(arn);
    clock.advance({ seconds: 30 });
    await associate({ principals: ['333333333333'] }, arn);
    expect(JSON.parse((await policy())!).Statement.map((it: any) => it.Principal.AWS)).toEqual([CONSUMER, '333333333333'].map(it => `arn:aws:iam::${it}:root`));
    await remove(arn);
    settle();
    expect(await policy()).toBeUndefined();
  });

  test('a share on which consumers depend is being deleted for as long, or is not deleted', async () => {
    await startAnew({ dependedOnIs: 'refused' });
    await shared();
    sharing.dependOn(GOLDEN);
    await expect(remove()).rejects.toMatchObject({ name: 'OperationNotPermittedException', message: 'Consumers depend on a resource of the resource share.' });
    sharing.dependOn(GOLDEN, false);
    await remove();
  });
});

test('reads lag behind writes if they are told to', async () => {
  aws.lag.reads = 1;
  await create();
  expect([(await shares()).length, (await shares()).length]).toEqual([0, 1]);
});
