import { DeleteImageCommand } from '@aws-sdk/client-imagebuilder';
import {
  AssociateResourceShareCommand, CreateResourceShareCommand, GetPermissionCommand, GetResourceSharesCommand, TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ram';
import {
  associate, associations, aws, builder, client, clientOf, clock, CONSUMER, consumer, create, DEFAULT, disassociate, GOLDEN, HOME, images, OTHER,
  permissions, principals, remove, rename, resources, settle, SHARE, shared, shares, sharing, standing, startAnew,
} from '../src/ram-client';

const tag = (tags: { key: string; value: string }[]) => client.send(new TagResourceCommand({ resourceShareArn: SHARE, tags }));
const tagsOf = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ key: `key-${from + index}`, value: '' }));

describe('a resource share', () => {
  test('is created, and read as it was written', async () => {
    const { resourceShare, clientToken } = await create({ tags: [{ key: 'team', value: 'platform' }], clientToken: 'once' });
    const now = new Date(clock.now() * 1000);
    expect(resourceShare).toEqual({
      resourceShareArn: SHARE,
      name: 'golden',
      owningAccountId: HOME.account,
      allowExternalPrincipals: true,
      status: 'ACTIVE',
      tags: [{ key: 'team', value: 'platform' }],
      creationTime: now,
      lastUpdatedTime: now,
      featureSet: 'STANDARD',
    });
    expect(clientToken).toBe('once');
    expect(await shares()).toEqual([resourceShare]);
  });

  test('has the default permission of images', async () => {
    await create();
    expect(await permissions()).toMatchObject([{ arn: DEFAULT, permissionType: 'AWS_MANAGED', featureSet: 'STANDARD', isResourceTypeDefault: true, resourceType: 'imagebuilder:Image' }]);
    const { permission } = await client.send(new GetPermissionCommand({ permissionArn: DEFAULT }));
    expect(JSON.parse(permission!.permission!)).toEqual({ Effect: 'Allow', Action: ['imagebuilder:GetImage', 'imagebuilder:ListImages'] });
  });

  test('is found by its ARN, status, name, tags and permission', async () => {
    await create({ tags: [{ key: 'team', value: 'platform' }] });
    await create({ name: 'other' });
    const names = async (by: Parameters<typeof shares>[0]) => (await shares(by)).map(it => it.name);
    expect(await names({ resourceShareArns: [SHARE] })).toEqual(['golden']);
    expect(await names({ name: 'other' })).toEqual(['other']);
    expect(await names({ resourceShareStatus: 'DELETED' })).toEqual([]);
    expect(await names({ tagFilters: [{ tagKey: 'team' }] })).toEqual(['golden']);
    expect(await names({ tagFilters: [{ tagKey: 'team', tagValues: ['data'] }] })).toEqual([]);
    expect(await names({ permissionArn: DEFAULT })).toEqual(['golden', 'other']);
    expect(await names({ permissionArn: `${DEFAULT}2` })).toEqual([]);
    await expect(shares({ resourceShareArns: [`${SHARE}0`] })).rejects.toMatchObject({ name: 'UnknownResourceException', message: `ResourceShare ${SHARE}0 could not be found.` });
    await expect(shares({ permissionVersion: 1 })).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'A version goes only with its permission.' });
  });

  test('is listed a page at a time', async () => {
    for (const name of ['one', 'two', 'three']) {
      await create({ name });
    }
    const page = (nextToken?: string) => client.send(new GetResourceSharesCommand({ resourceOwner: 'SELF', maxResults: 2, nextToken }));
    const first = await page();
    expect([first, await page(first.nextToken)].map(it => it.resourceShares!.map(({ name }) => name))).toEqual([['one', 'two'], ['three']]);
    await expect(page('no token')).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    aws.pageSize = 1;
    expect(await shares()).toHaveLength(1);
  });

  test('is renamed, tagged and untagged', async () => {
    await create();
    clock.advance({ days: 1 });
    expect((await rename('new name')).resourceShare).toMatchObject({ name: 'new name', allowExternalPrincipals: true, lastUpdatedTime: new Date(clock.now() * 1000) });
    await tag([{ key: 'a', value: '1' }, { key: 'b', value: '2' }]);
    await client.send(new UntagResourceCommand({ resourceShareArn: SHARE, tagKeys: ['a', 'c'] }));
    expect((await shares())[0].tags).toEqual([{ key: 'b', value: '2' }]);
    await expect(client.send(new TagResourceCommand({ tags: [] }))).rejects.toMatchObject({
      name: 'InvalidParameterException', message: 'Specify either the ARN of a resource share or that of a resource.',
    });
    await expect(tag([{ key: 'aws:a', value: '' }])).rejects.toMatchObject({ name: 'TagPolicyViolationException' });
    await tag(tagsOf(49));
    await expect(tag(tagsOf(1, 49))).rejects.toMatchObject({ name: 'TagLimitExceededException', message: 'A resource share has at most 50 tags.' });
  });

  test('is deleted when its associations have ended, and seen for two hours', async () => {
    await shared();
    expect((await remove()).returnValue).toBe(true);
    expect((await shares())[0].status).toBe('DELETING');
    expect([await resources(), await principals()]).toEqual([[], []]);
    settle();
    expect((await shares())[0].status).toBe('DELETED');
    for (const call of [remove, () => associate({ principals: [CONSUMER] }), () => disassociate({ principals: [CONSUMER] })]) {
      await expect(call()).rejects.toMatchObject({ name: 'InvalidStateTransitionException', message: `The resource share ${SHARE} is DELETED.` });
    }
    await expect(rename('new name')).rejects.toMatchObject({ name: 'UnknownResourceException' });
    clock.advance({ hours: 2 });
    expect(await shares()).toEqual([]);
    await expect(remove()).rejects.toMatchObject({ name: 'UnknownResourceException' });
  });

  test('is of one account and Region', async () => {
    await create();
    for (const elsewhere of [{ ...HOME, account: CONSUMER }, { ...HOME, region: 'us-east-1' }]) {
      expect(await shares({}, clientOf(elsewhere))).toEqual([]);
    }
    await expect(clientOf({ ...HOME, region: 'us-east-1' }).send(new AssociateResourceShareCommand({ resourceShareArn: SHARE, principals: [CONSUMER] })))
      .rejects.toMatchObject({ name: 'UnknownResourceException' });
  });
});

describe('a client token', () => {
  test('is good for one set of parameters', async () => {
    const first = await create({ clientToken: 'once' });
    expect((await create({ clientToken: 'once' })).resourceShare).toEqual(first.resourceShare);
    expect(await shares()).toHaveLength(1);
    await expect(create({ clientToken: 'once', name: 'other' })).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
    const token = { principals: [CONSUMER], clientToken: 'again' };
    expect((await associate(token)).resourceShareAssociations).toEqual((await associate(token)).resourceShareAssociations);
  });

  test('that is not given is a new one', async () => {
    expect((await create()).clientToken).not.toBe((await create()).clientToken);
    expect(await shares()).toHaveLength(2);
  });
});

describe('an association', () => {
  test('comes with time', async () => {
    await startAnew({ associationSeconds: 10 });
    await create();
    const { resourceShareAssociations } = await associate({ resourceArns: [GOLDEN] });
    const now = new Date(clock.now() * 1000);
    expect(resourceShareAssociations).toEqual([{
      resourceShareArn: SHARE,
      resourceShareName: 'golden',
      associatedEntity: GOLDEN,
      associationType: 'RESOURCE',
      status: 'ASSOCIATING',
      creationTime: now,
      lastUpdatedTime: now,
      external: false,
    }]);
    clock.advance({ seconds: 9 });
    expect(await standing()).toEqual([[GOLDEN, 'ASSOCIATING']]);
    clock.advance({ seconds: 1 });
    expect(await standing()).toEqual([[GOLDEN, 'ASSOCIATED']]);
    expect(await resources()).toEqual([{
      arn: GOLDEN, type: 'imagebuilder:Image', resourceShareArn: SHARE, creationTime: now, lastUpdatedTime: now, resourceRegionScope: 'REGIONAL',
    }]);
  });

  test('can fail, with a reason, and be tried again', async () => {
    await create();
    sharing.failToAssociate(GOLDEN, 'The resource policy could not be written.');
    await associate({ resourceArns: [GOLDEN] });
    settle();
    expect(await associations()).toMatchObject([{ status: 'FAILED', statusMessage: 'The resource policy could not be written.' }]);
    expect(await resources()).toEqual([]);
    await associate({ resourceArns: [GOLDEN] });
    expect(await standing()).toEqual([[GOLDEN, 'ASSOCIATING']]);
  });

  test('goes with time, and is seen for two hours', async () => {
    await shared();
    await associate({ resourceArns: [OTHER] });
    settle();
    expect((await disassociate({ resourceArns: [GOLDEN] })).resourceShareAssociations).toMatchObject([{ associatedEntity: GOLDEN, status: 'DISASSOCIATING' }]);
    settle();
    expect(await standing()).toEqual([[GOLDEN, 'DISASSOCIATED'], [OTHER, 'ASSOCIATED']]);
    expect((await resources()).map(it => it.arn)).toEqual([OTHER]);
    clock.advance({ hours: 2 });
    expect(await standing()).toEqual([[OTHER, 'ASSOCIATED']]);
    await associate({ resourceArns: [GOLDEN] });
    await expect(disassociate({ principals: ['333333333333'] })).rejects.toMatchObject({
      name: 'UnknownResourceException', message: '333333333333 is not associated with the resource share.',
    });
  });

  test('does not go while consumers depend on the image', async () => {
    await shared();
    sharing.dependOn(GOLDEN);
    await disassociate({ resourceArns: [GOLDEN] });
    clock.advance({ days: 1 });
    expect(await associations()).toMatchObject([{ status: 'DISASSOCIATING', statusMessage: 'Consumers depend on the resource.' }]);
    await remove();
    settle();
    expect((await shares())[0].status).toBe('DELETING');
    sharing.dependOn(GOLDEN, false);
    expect((await shares())[0].status).toBe('DELETED');
  });

  test('that is there already is refused, or nothing if that is wanted', async () => {
    await shared();
    await expect(associate({ resourceArns: [GOLDEN], principals: [CONSUMER] })).rejects.toMatchObject({
      name: 'InvalidStateTransitionException', message: `${GOLDEN}, ${CONSUMER} is associated with the resource share already.`,
    });
    await startAnew({ acceptsRepeatedAssociations: true });
    await shared();
    expect((await associate({ resourceArns: [GOLDEN, OTHER] })).resourceShareAssociations!.map(it => it.status)).toEqual(['ASSOCIATED', 'ASSOCIATING']);
  });

  test('of nothing is refused, and of more than 100 resources', async () => {
    await create();
    await expect(associate({})).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Specify resources or principals.' });
    const many = Array.from({ length: 101 }, () => builder.addImage(HOME));
    await expect(associate({ resourceArns: many })).rejects.toMatchObject({
      name: 'ResourceShareLimitExceededException', message: 'A call can associate at most 100 resources.',
    });
    await associate({ resourceArns: many.slice(1) });
    expect(await standing()).toHaveLength(100);
  });

  test.each([
    ['no-arn', 'MalformedArnException'],
    [GOLDEN.replace('/1.0.0/1', '/1.0.0/9'), 'UnknownResourceException'],
    [GOLDEN.replace('eu-west-1', 'us-east-1'), 'UnknownResourceException'],
    [GOLDEN.replace('111111111111', '222222222222'), 'OperationNotPermittedException'],
  ])('of the resource %s is refused', async (arn, name) => {
    await create();
    await expect(associate({ resourceArns: [arn] })).rejects.toMatchObject({ name });
    expect(await standing()).toEqual([]);
  });

  test.each(['1', 'arn:aws:iam::222222222222:group/all', 'everybody'])('of the principal %s is refused', async principal => {
    await create();
    await expect(associate({ principals: [principal] })).rejects.toMatchObject({ name: 'InvalidParameterException', message: `The principal ${principal} is malformed.` });
  });

  test('with a share that does not exist is refused', async () => {
    await expect(associate({ principals: [CONSUMER] })).rejects.toMatchObject({ name: 'UnknownResourceException' });
    await expect(associate({ principals: [CONSUMER] }, 'golden')).rejects.toMatchObject({ name: 'MalformedArnException', message: 'golden is not the ARN of a resource share.' });
  });
});

describe('an account that is shared with', () => {
  test('has to accept if it is outside the organization, and sees the share then', async () => {
    await shared();
    expect(await standing('PRINCIPAL')).toEqual([[CONSUMER, 'ASSOCIATING']]);
    expect(await shares({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).toEqual([]);
    sharing.acceptInvitation(SHARE, CONSUMER);
    expect(await standing('PRINCIPAL')).toEqual([[CONSUMER, 'ASSOCIATED']]);
    expect(await principals()).toMatchObject([{ id: CONSUMER, resourceShareArn: SHARE, external: true }]);
    expect((await resources({ resourceOwner: 'OTHER-ACCOUNTS' }, consumer())).map(it => it.arn)).toEqual([GOLDEN]);
    expect(await resources({ resourceOwner: 'OTHER-ACCOUNTS' })).toEqual([]);
  });

  test('keeps the image from being deleted', async () => {
    const deletion = () => images.send(new DeleteImageCommand({ imageBuildVersionArn: GOLDEN }));
    await shared();
    await expect(deletion()).rejects.toMatchObject({ name: 'ResourceDependencyException' });
    await disassociate({ resourceArns: [GOLDEN] });
    await expect(deletion()).rejects.toMatchObject({ name: 'ResourceDependencyException' });
    settle();
    await deletion();
  });

  test('is found by its resources, and resources by it', async () => {
    await shared();
    await create({ name: 'other', resourceArns: [OTHER], principals: ['arn:aws:iam::333333333333:role/builder'] });
    expect((await principals({ resourceArn: OTHER })).map(it => it.id)).toEqual(['arn:aws:iam::333333333333:role/builder']);
    expect((await resources({ principal: CONSUMER })).map(it => it.arn)).toEqual([GOLDEN]);
    expect((await resources({ resourceArns: [OTHER], resourceType: 'imagebuilder:image' })).map(it => it.arn)).toEqual([OTHER]);
    expect((await principals({ principals: [CONSUMER], resourceShareArns: [SHARE] })).map(it => it.id)).toEqual([CONSUMER]);
    expect(await resources({ resourceRegionScope: 'GLOBAL' })).toEqual([]);
    await expect(resources({ resourceType: 'ec2:Subnet' })).rejects.toMatchObject({ name: 'InvalidResourceTypeException' });
    await expect(principals({ resourceType: 'ec2:Subnet' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

test('what is not modelled is a fault', async () => {
  await create();
  for (const call of [
    () => associate({ resourceArns: ['arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-1'] }),
    () => client.send(new CreateResourceShareCommand({ name: 'golden', sources: ['111111111111'] })),
    () => client.send(new AssociateResourceShareCommand({ resourceShareArn: SHARE, sources: ['111111111111'] })),
  ]) {
    await expect(call()).rejects.toMatchObject({ name: 'StandInFault' });
  }
  expect(aws.faults.splice(0)).toEqual([
    'sharing arn:aws:ec2:eu-west-1:111111111111:subnet/subnet-1 is not modelled: only build versions of images are',
    'the sources and the configuration of a resource share are not modelled',
    'the sources of a resource share are not modelled',
  ]);
});
