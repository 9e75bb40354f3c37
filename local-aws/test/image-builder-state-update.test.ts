import { StartResourceStateUpdateCommandInput, TagResourceCommand } from '@aws-sdk/client-imagebuilder';
import {
  AMI, amis, aws, begin, builder, client, clock, COPY, execution, executionsOf, GOLDEN, HOME, image, results, ROLE, startAnew, status, through,
  update, withAmis,
} from '../src/image-builder-client';

type Changes = Partial<StartResourceStateUpdateCommandInput>;

const inSeconds = (seconds: number) => new Date((clock.now() + seconds) * 1000);
const containers: Changes = { executionRole: ROLE, includeResources: { containers: true } };

describe('a state update of the record alone', () => {
  test.each([
    ['AVAILABLE', 'DEPRECATED'], ['AVAILABLE', 'DISABLED'], ['DEPRECATED', 'DISABLED'], ['DEPRECATED', 'AVAILABLE'], ['DISABLED', 'AVAILABLE'],
  ] as const)('makes %s %s at once, without an execution', async (from, to) => {
    builder.addImage(HOME, { status: from, amis: [AMI] });
    const { $metadata: _, ...answer } = await update(to);
    expect(answer).toEqual({ resourceArn: GOLDEN });
    expect(await status()).toBe(to);
    expect(await executionsOf()).toEqual([]);
    expect(amis.done).toEqual([]);
  });

  test.each([['DISABLED', 'DEPRECATED'], ['AVAILABLE', 'AVAILABLE'], ['DEPRECATED', 'DEPRECATED'], ['DISABLED', 'DISABLED']] as const)(
    'from %s to %s is not listed: it is refused, or carried out if wanted', async (from, to) => {
      builder.addImage(HOME, { status: from });
      await expect(update(to)).rejects.toMatchObject({ name: 'InvalidRequestException', message: `An image that is ${from} cannot become ${to}.` });
      expect(await status()).toBe(from);

      await startAnew({ carriesOutUnlistedTransitions: true });
      builder.addImage(HOME, { status: from });
      await update(to);
      expect(await status()).toBe(to);
    });

  test('says since when an image is deprecated, for as long as it is', async () => {
    builder.addImage(HOME);
    clock.advance({ days: 1 });
    await update('DEPRECATED');
    expect((await image()).deprecationTime).toEqual(inSeconds(0));
    await update('AVAILABLE');
    expect(await image()).not.toHaveProperty('deprecationTime');
  });
});

describe('an image that has not come to be', () => {
  test.each(['PENDING', 'CREATING', 'BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'])('%s takes no state update', async building => {
    builder.addImage(HOME, { status: building });
    for (const to of ['AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED'] as const) {
      await expect(update(to, withAmis())).rejects.toMatchObject({ name: 'InvalidRequestException', message: `The image is ${building}: its build is not through.` });
    }
  });

  test.each(['FAILED', 'CANCELLED'])('%s can only be deleted', async ended => {
    await startAnew({ carriesOutUnlistedTransitions: true });
    builder.addImage(HOME, { status: ended });
    for (const to of ['AVAILABLE', 'DEPRECATED', 'DISABLED'] as const) {
      await expect(update(to)).rejects.toMatchObject({ name: 'InvalidRequestException', message: `An image that is ${ended} cannot become ${to}.` });
    }
    await through('DELETED');
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('is not found', async () => {
    await expect(update('DISABLED')).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: `The image ${GOLDEN} does not exist.` });
  });
});

describe('refused, although each field by itself is right', () => {
  const COMBINATIONS: [string, 'AMI' | 'DOCKER', Parameters<typeof update>[0], () => Changes, string][] = [
    ['a role alone', 'AMI', 'DISABLED', () => ({ executionRole: ROLE }), 'Specify both an execution role and the resources to include, or neither.'],
    ['resources alone', 'AMI', 'DISABLED', () => ({ includeResources: { amis: true } }), 'Specify both an execution role and the resources to include, or neither.'],
    ['a deletion of the record', 'AMI', 'DELETED', () => ({}), 'To delete an image, include its resources.'],
    ['no kind of resource', 'AMI', 'DELETED', () => withAmis({ includeResources: { amis: false } }), 'Include at least one kind of resource.'],
    ['snapshots to be disabled', 'AMI', 'DISABLED', () => withAmis({ includeResources: { amis: true, snapshots: true } }), 'Snapshots and containers can only be deleted.'],
    ['snapshots alone', 'AMI', 'DELETED', () => withAmis({ includeResources: { snapshots: true } }), 'Snapshots go only with their AMIs.'],
    ['containers of AMIs', 'AMI', 'DELETED', () => containers, 'An image of AMIs has no containers.'],
    ['AMIs of containers', 'DOCKER', 'DELETED', () => withAmis(), 'An image of containers has no AMIs.'],
    ['containers to be deprecated', 'DOCKER', 'DEPRECATED', () => ({}), 'Images of containers can only be deleted.'],
    ['a scheduled disabling', 'AMI', 'DISABLED', () => ({ updateAt: inSeconds(3600) }), 'Only a deprecation can be scheduled.'],
    ['a deprecation in the past', 'AMI', 'DEPRECATED', () => ({ updateAt: inSeconds(0) }), 'The time of a deprecation must be in the future.'],
    ['no status', 'AMI', 'DISABLED', () => ({ state: {} }), 'Specify a status.'],
  ];

  test.each(COMBINATIONS)('%s', async (_, type, to, changes, message) => {
    builder.addImage(HOME, { type });
    await expect(update(to, changes())).rejects.toMatchObject({ name: 'InvalidRequestException', message });
    expect(await status()).toBe('AVAILABLE');
    expect(await executionsOf()).toEqual([]);
  });

  test('in several ways at once, and in the way that is wanted', async () => {
    await startAnew({ refusesBy: 'ClientException' });
    builder.addImage(HOME, { type: 'DOCKER' });
    await expect(update('DISABLED', { executionRole: ROLE })).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Specify both an execution role and the resources to include, or neither. Images of containers can only be deleted.',
    });
  });
});

describe('a client token', () => {
  test('is good for one set of parameters, and does nothing a second time', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const first = await update('DEPRECATED', withAmis({ clientToken: 'once' }));
    clock.advance({ seconds: 60 });
    await through('AVAILABLE');
    const again = await update('DEPRECATED', withAmis({ clientToken: 'once' }));
    expect(again.lifecycleExecutionId).toBe(first.lifecycleExecutionId);
    expect(await status()).toBe('AVAILABLE');
    expect(await executionsOf()).toHaveLength(2);
    await expect(update('DISABLED', withAmis({ clientToken: 'once' }))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException', message: 'The client token was used with other parameters.',
    });
    await expect(update('DEPRECATED', { clientToken: 'once' })).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  test('of a call that was refused is free', async () => {
    await expect(update('DISABLED', { clientToken: 'once' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    builder.addImage(HOME);
    await update('DISABLED', { clientToken: 'once' });
    expect(await status()).toBe('DISABLED');
  });

  test('answers two calls at the same time with one execution', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const both = await Promise.all([1, 2].map(() => update('DISABLED', withAmis({ clientToken: 'once' }))));
    expect(new Set(both.map(it => it.lifecycleExecutionId)).size).toBe(1);
  });
});

describe('a scheduled deprecation', () => {
  test('is an execution that is open until its time', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const at = inSeconds(86_400);
    const { lifecycleExecutionId: id } = await update('DEPRECATED', { updateAt: at });
    expect(await image()).toMatchObject({ state: { status: 'AVAILABLE' }, deprecationTime: at, lifecycleExecutionId: id });
    clock.advance({ seconds: 86_399 });
    expect([await status(), (await execution(id!)).state!.status]).toEqual(['AVAILABLE', 'IN_PROGRESS']);
    clock.advance({ seconds: 1 });
    expect(await execution(id!)).toMatchObject({ state: { status: 'SUCCESS' }, endTime: at });
    expect(await image()).toMatchObject({ state: { status: 'DEPRECATED' }, deprecationTime: at });
    expect(amis.done).toEqual([]);
  });

  test('sets the deprecation time of AMIs at once', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const at = inSeconds(86_400);
    await begin('DEPRECATED', { updateAt: at });
    expect(amis.of(AMI)!.deprecationTime).toBe(at.getTime() / 1000);
    expect(await status()).toBe('AVAILABLE');
    clock.advance({ days: 1 });
    expect(await status()).toBe('DEPRECATED');
    expect(amis.done).toEqual([`deprecate ${AMI.image} as ${ROLE}`]);
  });

  test('soon is done at once', async () => {
    builder.addImage(HOME);
    const { lifecycleExecutionId: id } = await update('DEPRECATED', { updateAt: inSeconds(59) });
    expect(id).toBeUndefined();
    expect(await image()).toMatchObject({ state: { status: 'DEPRECATED' }, deprecationTime: inSeconds(59) });
  });

  test('that an AMI refuses fails, and does not come', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.refuse('deprecate', AMI, 'You are not authorized to perform this operation.');
    const id = await begin('DEPRECATED', { updateAt: inSeconds(86_400) });
    clock.advance({ seconds: 60 });
    expect(await execution(id)).toMatchObject({ state: { status: 'FAILED' } });
    clock.advance({ days: 2 });
    expect(await image()).toMatchObject({ state: { status: 'AVAILABLE' } });
    expect(await image()).not.toHaveProperty('deprecationTime');
  });

  test('is paused or in progress until then, as it is wanted', async () => {
    await startAnew({ scheduledIs: 'PENDING' });
    builder.addImage(HOME);
    const { lifecycleExecutionId: id } = await update('DEPRECATED', { updateAt: inSeconds(86_400) });
    expect((await execution(id!)).state!.status).toBe('PENDING');
  });
});

describe('what happens to AMIs', () => {
  const cross = 'arn:aws:iam::222222222222:role/Ec2ImageBuilderCrossAccountLifecycleAccess';

  test.each([
    ['AVAILABLE', 'DEPRECATED', 'deprecate'], ['AVAILABLE', 'DISABLED', 'disable'], ['DISABLED', 'AVAILABLE', 'enable'], ['AVAILABLE', 'DELETED', 'deregister'],
  ] as const)('from %s to %s: %s, with the role of each account', async (from, to, action) => {
    builder.addImage(HOME, { status: from, amis: [AMI, COPY] });
    [AMI, COPY].forEach(ami => amis.put(ami, { state: from === 'DISABLED' ? 'disabled' : 'available' }));
    const id = await through(to);
    expect(await results(id)).toEqual([[GOLDEN, 'SUCCESS'], [AMI.image, 'SUCCESS'], [COPY.image, 'SUCCESS']]);
    expect(amis.done).toEqual([`${action} ${AMI.image} as ${ROLE}`, `${action} ${COPY.image} as ${cross}`]);
  });

  test('from deprecated to available: their deprecation is cancelled, and a role can be given by its name', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    await through('DEPRECATED');
    expect((await execution((await image()).lifecycleExecutionId!)).state!.status).toBe('SUCCESS');
    expect(amis.of(AMI)!.deprecationTime).toBe(clock.now());
    await through('AVAILABLE', { executionRole: 'lifecycle' });
    expect(await status()).toBe('AVAILABLE');
    expect(amis.done).toEqual([`deprecate ${AMI.image} as ${ROLE}`, `cancelDeprecation ${AMI.image} as ${ROLE}`]);
  });

  test('snapshots are deleted if they are included', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.put(AMI, { snapshots: ['snap-1', 'snap-2'] });
    await through('DELETED', { includeResources: { amis: true, snapshots: true } });
    await builder.catchUp(HOME);
    expect(amis.done).toEqual([`deregister ${AMI.image} as ${ROLE}`, `deleteSnapshots ${AMI.image} as ${ROLE}`]);
  });

  test('a resource that is gone or in the state already is a success, and nothing is done to it', async () => {
    builder.addImage(HOME, { amis: [AMI, COPY] });
    amis.put(AMI, { state: 'disabled' });
    amis.remove(COPY);
    const id = await through('DISABLED');
    expect(await results(id)).toEqual([[GOLDEN, 'SUCCESS'], [AMI.image, 'SUCCESS'], [COPY.image, 'SUCCESS']]);
    expect(await status()).toBe('DISABLED');
    expect(amis.done).toEqual([]);
  });

  test.each([['at the end', undefined], ['at the start', 'disabled']] as const)('happens %s of an execution, as it is wanted', async (amisChange, then) => {
    await startAnew({ amisChange });
    builder.addImage(HOME, { amis: [AMI] });
    await begin('DISABLED');
    expect(amis.of(AMI)!.state).toBe(then ?? 'available');
    clock.advance({ seconds: 60 });
    expect(await status()).toBe('DISABLED');
    expect(amis.done).toHaveLength(1);
  });

  test('does not deprecate anew what is deprecated', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.put(AMI, { deprecationTime: clock.now() - 1 });
    await through('DEPRECATED');
    expect(await status()).toBe('DEPRECATED');
    expect(amis.of(AMI)!.deprecationTime).toBe(clock.now() - 61);
  });

  test('happens once, even if reads lag', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const id = await through('DISABLED');
    aws.lag.reads = 2;
    // Finds the execution through; the next two reads see it as it was before that.
    await client.send(new TagResourceCommand({ resourceArn: GOLDEN, tags: { a: '1' } }));
    amis.put(AMI, { state: 'available' });
    expect(await image()).not.toHaveProperty('tags');
    expect(await image()).not.toHaveProperty('tags');
    expect((await image()).tags).toEqual({ a: '1' });
    expect(await execution(id)).toMatchObject({ state: { status: 'SUCCESS' } });
    expect(amis.done).toEqual([`disable ${AMI.image} as ${ROLE}`]);
  });

  test('containers are deleted with their image', async () => {
    builder.addImage(HOME, { type: 'DOCKER', imageUris: ['uri:1', 'uri:2'] });
    const { lifecycleExecutionId: id } = await update('DELETED', containers);
    clock.advance({ seconds: 60 });
    expect(await results(id!)).toEqual([[GOLDEN, 'SUCCESS'], ['uri:1', 'SUCCESS']]);
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});
