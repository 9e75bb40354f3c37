import {
  DeleteImageCommand, GetImageCommand, ListImageBuildVersionsCommand, ListImagesCommand, ListLifecyclePoliciesCommand, ListTagsForResourceCommand,
  TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-imagebuilder';
import {
  AMI, amis, aws, builder, client, clientOf, clock, COPY, GOLDEN, HOME, image, remove, startAnew, status, update,
} from '../src/image-builder-client';

describe('GetImage', () => {
  test('answers with an image, its AMIs and its tags', async () => {
    expect(builder.addImage(HOME, { amis: [AMI, COPY], tags: { team: 'platform' } })).toBe(GOLDEN);
    expect(await image()).toEqual({
      arn: GOLDEN,
      name: 'golden',
      type: 'AMI',
      version: '1.0.0',
      platform: 'Linux',
      dateCreated: '2026-01-01T00:00:00.000Z',
      state: { status: 'AVAILABLE' },
      outputResources: { amis: [{ ...AMI, name: AMI.image }, { ...COPY, name: COPY.image }] },
      tags: { team: 'platform' },
    });
    expect(amis.of(COPY)).toMatchObject({ state: 'available' });
  });

  test('answers with the containers of an image of containers', async () => {
    builder.addImage(HOME, { type: 'DOCKER', imageUris: ['111111111111.dkr.ecr.eu-west-1.amazonaws.com/golden:1'] });
    expect(await image()).toMatchObject({
      type: 'DOCKER', outputResources: { containers: [{ region: 'eu-west-1', imageUris: ['111111111111.dkr.ecr.eu-west-1.amazonaws.com/golden:1'] }] },
    });
  });

  test('makes ids of AMIs and numbers of builds by itself', async () => {
    builder.addImage(HOME);
    expect(builder.addImage(HOME)).toBe(GOLDEN.replace(/1$/, '2'));
    expect((await image()).outputResources!.amis![0].image).toMatch(/^ami-[0-9a-f]{17}$/);
  });

  test('of what does not exist is refused, in the way that is wanted', async () => {
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException', message: `The image ${GOLDEN} does not exist.` });
    await startAnew({ missingIs: 'ResourceNotFoundException' });
    await expect(image()).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
  });
});

describe('a build', () => {
  test('ends when the clock gets there, and then its AMIs are there', async () => {
    builder.addImage(HOME, { build: { seconds: 600 }, amis: [AMI] });
    clock.advance({ seconds: 599 });
    expect(await image()).toMatchObject({ state: { status: 'BUILDING' } });
    expect(await image()).not.toHaveProperty('outputResources');
    expect(amis.of(AMI)).toBeUndefined();
    clock.advance({ seconds: 1 });
    expect(await image()).toMatchObject({ state: { status: 'AVAILABLE' }, outputResources: { amis: [AMI] }, dateCreated: '2026-01-01T00:10:00.000Z' });
    expect(amis.of(AMI)).toMatchObject({ state: 'available' });
  });

  test('can fail, and ends with no AMIs', async () => {
    builder.addImage(HOME, { build: { seconds: 1, as: 'FAILED', reason: 'A component failed.' }, amis: [AMI] });
    clock.advance({ seconds: 1 });
    expect((await image()).state).toEqual({ status: 'FAILED', reason: 'A component failed.' });
    expect((await image()).outputResources).toEqual({});
    expect(amis.of(AMI)).toBeUndefined();
  });

  test('can be ended by hand', async () => {
    builder.addImage(HOME, { status: 'TESTING', amis: [AMI] });
    expect(await status()).toBe('TESTING');
    builder.finishBuild(GOLDEN);
    expect(await status()).toBe('AVAILABLE');
    expect(amis.of(AMI)).toBeDefined();
  });
});

describe('lists', () => {
  test('have each version once, and those that are deprecated only if asked', async () => {
    builder.addImage(HOME);
    builder.addImage(HOME);
    builder.addImage(HOME, { version: '1.1.0', status: 'DEPRECATED' });
    const versions = async (includeDeprecated?: boolean) => (await client.send(new ListImagesCommand({ includeDeprecated }))).imageVersionList!;
    expect(await versions()).toEqual([{
      arn: GOLDEN.replace(/\/1$/, ''), name: 'golden', type: 'AMI', version: '1.0.0', platform: 'Linux', owner: HOME.account, dateCreated: '2026-01-01T00:00:00.000Z',
    }]);
    expect((await versions(true)).map(it => it.version)).toEqual(['1.0.0', '1.1.0']);
  });

  test('have the builds of a version, a page at a time', async () => {
    const arns = [1, 2, 3].map(() => builder.addImage(HOME));
    builder.addImage(HOME, { version: '1.0.01' });
    const list = (nextToken?: string) => client.send(new ListImageBuildVersionsCommand({ imageVersionArn: GOLDEN.replace(/\/1$/, ''), maxResults: 2, nextToken }));
    const first = await list();
    const second = await list(first.nextToken);
    expect([first, second].map(page => page.imageSummaryList!.map(it => it.arn))).toEqual([arns.slice(0, 2), arns.slice(2)]);
    expect(first.imageSummaryList![0]).toMatchObject({ state: { status: 'AVAILABLE' }, owner: HOME.account });
    expect(second).not.toHaveProperty('nextToken');
    await expect(list('no token')).rejects.toMatchObject({ name: 'InvalidPaginationTokenException' });
    aws.pageSize = 1;
    expect((await list()).imageSummaryList).toHaveLength(1);
  });

  test('are of one account and Region', async () => {
    builder.addImage(HOME);
    for (const elsewhere of [{ ...HOME, account: '222222222222' }, { ...HOME, region: 'us-east-1' }]) {
      const other = clientOf(elsewhere);
      expect((await other.send(new ListImagesCommand({}))).imageVersionList).toEqual([]);
      await expect(other.send(new GetImageCommand({ imageBuildVersionArn: GOLDEN }))).rejects.toMatchObject({ name: 'InvalidRequestException' });
      await expect(other.send(new DeleteImageCommand({ imageBuildVersionArn: GOLDEN }))).rejects.toMatchObject({ name: 'InvalidRequestException' });
    }
    expect(await status()).toBe('AVAILABLE');
  });
});

describe('DeleteImage', () => {
  test('deletes the record and leaves the AMIs', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    expect(await remove()).toMatchObject({ imageBuildVersionArn: GOLDEN });
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect(amis.of(AMI)).toMatchObject({ state: 'available' });
    await expect(remove()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('is refused while the image is shared', async () => {
    let shared = true;
    await startAnew({ sharing: { isShared: () => shared, withdrewPolicy: () => false, policyPut: () => undefined } });
    builder.addImage(HOME);
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceDependencyException', message: `The image ${GOLDEN} is shared with other accounts.` });
    expect(await status()).toBe('AVAILABLE');
    shared = false;
    await remove();
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

test('images are tagged and untagged', async () => {
  builder.addImage(HOME, { tags: { a: '1' } });
  await client.send(new TagResourceCommand({ resourceArn: GOLDEN, tags: { a: '2', b: '3' } }));
  await client.send(new UntagResourceCommand({ resourceArn: GOLDEN, tagKeys: ['b', 'c'] }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn: GOLDEN }))).tags).toEqual({ a: '2' });
  expect((await image()).tags).toEqual({ a: '2' });
  expect(builder.imageTags(GOLDEN)).toEqual({ a: '2' });
  await expect(client.send(new TagResourceCommand({ resourceArn: `${GOLDEN}0`, tags: { a: '1' } }))).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('reads lag behind writes if they are told to', async () => {
  builder.addImage(HOME);
  aws.lag.reads = 1;
  await update('DEPRECATED');
  expect([await status(), await status()]).toEqual(['AVAILABLE', 'DEPRECATED']);
});

test('what is not modelled is a fault', async () => {
  const version = GOLDEN.replace(/\/1$/, '');
  const filters = [{ name: 'name', values: ['golden'] }];
  for (const call of [
    () => client.send(new GetImageCommand({ imageBuildVersionArn: version })),
    () => client.send(new ListImagesCommand({ owner: 'Shared' })),
    () => client.send(new ListImagesCommand({ filters })),
    () => client.send(new ListImageBuildVersionsCommand({})),
    () => client.send(new ListImageBuildVersionsCommand({ imageVersionArn: version, filters })),
    () => client.send(new ListLifecyclePoliciesCommand({ filters })),
  ]) {
    await expect(call()).rejects.toMatchObject({ name: 'StandInFault' });
  }
  expect(aws.faults.splice(0)).toEqual([
    'GetImage of a version without a build is not modelled',
    'ListImages of others, with filters or by name is not modelled',
    'ListImages of others, with filters or by name is not modelled',
    'ListImageBuildVersions without a version, or with filters, is not modelled',
    'ListImageBuildVersions without a version, or with filters, is not modelled',
    'ListLifecyclePolicies with filters is not modelled',
  ]);
});
