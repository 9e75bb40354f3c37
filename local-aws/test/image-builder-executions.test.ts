import { ListLifecycleExecutionResourcesCommand, ListLifecycleExecutionsCommand } from '@aws-sdk/client-imagebuilder';
import {
  AMI, amis, begin, builder, cancel, client, clientOf, clock, COPY, execution, executionsOf, executionStatus, GOLDEN, HOME, image, remove,
  resources, results, ROLE, startAnew, status, through, update, withAmis,
} from '../src/image-builder-client';

const NO_ID = 'lce-00000000-0000-4000-8000-999999999999';

describe('an execution', () => {
  test('is in progress for a minute, and then through', async () => {
    builder.addImage(HOME, { amis: [AMI, COPY] });
    const startTime = new Date(clock.now() * 1000);
    const id = await begin('DISABLED');
    expect((await image()).lifecycleExecutionId).toBe(id);
    clock.advance({ seconds: 59 });
    expect(await execution(id)).toEqual({
      lifecycleExecutionId: id, resourcesImpactedSummary: { hasImpactedResources: false }, state: { status: 'IN_PROGRESS' }, startTime,
    });
    expect(await results(id)).toEqual([[GOLDEN, 'IN_PROGRESS'], [AMI.image, 'IN_PROGRESS'], [COPY.image, 'IN_PROGRESS']]);
    expect(await status()).toBe('AVAILABLE');

    clock.advance({ seconds: 1 });
    const endTime = new Date(clock.now() * 1000);
    expect(await execution(id)).toEqual({
      lifecycleExecutionId: id, resourcesImpactedSummary: { hasImpactedResources: true }, state: { status: 'SUCCESS' }, startTime, endTime,
    });
    const action = { name: 'DISABLE' };
    const state = { status: 'SUCCESS' };
    expect(await resources(id)).toEqual([{ accountId: HOME.account, resourceId: GOLDEN, region: HOME.region, action, state, startTime, endTime }]);
    expect(await resources(id, GOLDEN)).toEqual([
      { accountId: HOME.account, resourceId: AMI.image, region: HOME.region, action, state, startTime, endTime },
      { accountId: COPY.accountId, resourceId: COPY.image, region: COPY.region, action, state, startTime, endTime },
    ]);
    expect(await status()).toBe('DISABLED');
  });

  test('shows the snapshots that it deleted', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.put(AMI, { snapshots: ['snap-1'] });
    const id = await through('DELETED', { includeResources: { amis: true, snapshots: true } });
    expect((await resources(id, GOLDEN))[0].snapshots).toEqual([{ snapshotId: 'snap-1', state: { status: 'SUCCESS' } }]);
    expect((await resources(id))[0].action).toEqual({ name: 'DELETE' });
  });

  test('can be paused before it goes on', async () => {
    await startAnew({ pendingSeconds: 100, executionSeconds: 10 });
    builder.addImage(HOME, { amis: [AMI] });
    const id = await begin('DISABLED');
    const seen: unknown[] = [];
    for (const seconds of [0, 99, 1, 9, 1]) {
      clock.advance({ seconds });
      seen.push(await executionStatus(id));
    }
    expect(seen).toEqual(['PENDING', 'PENDING', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCESS']);
  });

  test('is the only one of its image', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    builder.addImage(HOME);
    await begin('DISABLED');
    const refusal = { name: 'ResourceInUseException', message: `A lifecycle execution of ${GOLDEN} is not through.` };
    await expect(update('DEPRECATED')).rejects.toMatchObject(refusal);
    await expect(begin('DELETED')).rejects.toMatchObject(refusal);
    await update('DISABLED', withAmis({ resourceArn: GOLDEN.replace(/1$/, '2') }));
    clock.advance({ seconds: 60 });
    await begin('DELETED');
  });

  test('is of one account and Region, and unknown elsewhere', async () => {
    const other = clientOf({ ...HOME, account: '222222222222' });
    builder.addImage(HOME, { amis: [AMI] });
    const id = await begin('DISABLED');
    const refusal = { name: 'InvalidRequestException', message: `The lifecycle execution ${id} does not exist.` };
    await expect(other.send(new ListLifecycleExecutionResourcesCommand({ lifecycleExecutionId: id }))).rejects.toMatchObject(refusal);
    expect((await other.send(new ListLifecycleExecutionsCommand({ resourceArn: GOLDEN }))).lifecycleExecutions).toEqual([]);
    await expect(execution(NO_ID)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(cancel(NO_ID)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(resources(id, 'ami-other')).rejects.toMatchObject({ name: 'InvalidRequestException', message: 'ami-other is not a resource of the execution.' });
    await startAnew({ missingIs: 'ResourceNotFoundException' });
    await expect(execution(NO_ID)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is listed, the newest first, and its resources 25 to a page', async () => {
    const many = Array.from({ length: 26 }, (_, index) => ({ ...AMI, image: `ami-${index}` }));
    builder.addImage(HOME, { amis: many });
    const ids = [await through('DEPRECATED'), await through('DISABLED')];
    expect((await executionsOf()).map(it => it.lifecycleExecutionId)).toEqual([...ids].reverse());
    const page = (nextToken?: string) =>
      client.send(new ListLifecycleExecutionResourcesCommand({ lifecycleExecutionId: ids[1], parentResourceId: GOLDEN, nextToken }));
    const first = await page();
    const second = await page(first.nextToken);
    expect([first, second].map(it => it.resources!.length)).toEqual([25, 1]);
    expect(first).toMatchObject({ lifecycleExecutionId: ids[1], lifecycleExecutionState: { status: 'SUCCESS' } });
    expect(second.nextToken).toBeUndefined();
    await expect(page('no token')).rejects.toMatchObject({ name: 'InvalidPaginationTokenException' });
  });
});

describe('CancelLifecycleExecution', () => {
  test('ends an execution before it does anything', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const id = await begin('DISABLED');
    expect(await cancel(id)).toMatchObject({ lifecycleExecutionId: id });
    clock.advance({ days: 1 });
    expect([await executionStatus(id), await status(), await results(id), amis.done]).toEqual(['CANCELLED', 'AVAILABLE', [], []]);
  });

  test('does not undo what was done: the AMIs of a scheduled deprecation keep its time', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const at = clock.now() + 86_400;
    const id = await begin('DEPRECATED', { updateAt: new Date(at * 1000) });
    await cancel(id);
    expect(amis.of(AMI)!.deprecationTime).toBe(at);
    expect(await image()).not.toHaveProperty('deprecationTime');
    expect(await results(id)).toEqual([[AMI.image, 'SUCCESS']]);
    // Another date replaces it.
    await begin('DEPRECATED', { updateAt: new Date((at + 86_400) * 1000) });
    expect(amis.of(AMI)!.deprecationTime).toBe(at + 86_400);
    clock.advance({ days: 2 });
    expect(await status()).toBe('DEPRECATED');
  });

  test('takes its time, in which the image is in use', async () => {
    await startAnew({ cancellingSeconds: 10 });
    builder.addImage(HOME, { amis: [AMI] });
    const id = await begin('DISABLED');
    await cancel(id);
    expect(await executionStatus(id)).toBe('CANCELLING');
    await expect(begin('DISABLED')).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await expect(cancel(id)).rejects.toMatchObject({ name: 'ResourceInUseException', message: 'The lifecycle execution is being cancelled.' });
    clock.advance({ seconds: 10 });
    expect(await executionStatus(id)).toBe('CANCELLED');
    const last = await begin('DISABLED');
    clock.advance({ seconds: 59 });
    await cancel(last);
    clock.advance({ seconds: 9 });
    expect([await executionStatus(last), await status(), amis.done]).toEqual(['CANCELLING', 'AVAILABLE', []]);
  });

  test('is refused for what is through, and has a client token', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const id = await through('DISABLED');
    await expect(cancel(id)).rejects.toMatchObject({ name: 'InvalidRequestException', message: 'The lifecycle execution is SUCCESS already.' });
    const next = await begin('AVAILABLE');
    await cancel(next, 'once');
    expect(await cancel(next, 'once')).toMatchObject({ lifecycleExecutionId: next });
    await expect(cancel(id, 'once')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });
});

describe('an AMI that refuses', () => {
  const reason = 'The AMI has deregistration protection.';

  test.each(['DEPRECATED', 'DISABLED', 'DELETED'] as const)('fails the execution, and the image does not become %s', async to => {
    builder.addImage(HOME, { amis: [AMI, COPY] });
    amis.refuse(({ DEPRECATED: 'deprecate', DISABLED: 'disable', DELETED: 'deregister' } as const)[to], AMI, reason);
    const id = await through(to);
    expect(await executionStatus(id)).toBe('FAILED');
    expect(await results(id)).toEqual([
      [GOLDEN, 'FAILED', '1 of the resources of the image failed.'], [AMI.image, 'FAILED', reason], [COPY.image, 'SUCCESS'],
    ]);
    expect(await status()).toBe('AVAILABLE');
    expect(amis.done).toHaveLength(1);
  });

  test('does not keep the image from its state if that is wanted, but from being deleted', async () => {
    await startAnew({ failedUpdatesMoveTheImage: true });
    builder.addImage(HOME, { amis: [AMI] });
    amis.refuse('disable', AMI, reason);
    amis.refuse('deregister', AMI, reason);
    const id = await through('DISABLED');
    expect([await executionStatus(id), await status()]).toEqual(['FAILED', 'DISABLED']);
    expect(await executionStatus(await through('DELETED'))).toBe('FAILED');
    expect(await status()).toBe('DISABLED');
  });

  test('of which the snapshots refuse is gone, and the image stays', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.refuse('deleteSnapshots', AMI, 'The snapshot is in use.');
    const id = await through('DELETED', { includeResources: { amis: true, snapshots: true } });
    expect(await results(id)).toEqual([[GOLDEN, 'FAILED', '1 of the resources of the image failed.'], [AMI.image, 'FAILED', 'The snapshot is in use.']]);
    expect([amis.of(AMI), await status()]).toEqual([undefined, 'AVAILABLE']);
  });
});

describe('exclusion rules', () => {
  const all = {
    isPublic: true, regions: ['eu-west-1'], sharedAccounts: ['333333333333'], lastLaunched: { value: 2, unit: 'WEEKS' }, tagMap: { keep: 'yes' },
  } as const;
  const reasons = [
    'The AMI is in the excluded Region eu-west-1.', 'The AMI is public.', 'The AMI has the excluded tag keep.',
    'The AMI is shared with the excluded account 333333333333.', 'The AMI was launched recently.',
  ];

  test('skip an AMI for the first reason that there is: Region, public, tag, shared account, last launched', async () => {
    for (let first = 0; first <= 5; first++) {
      await startAnew({});
      builder.addImage(HOME, { amis: [AMI] });
      amis.put(AMI, { isPublic: true, tags: { keep: 'yes' }, sharedAccounts: ['333333333333'], lastLaunched: clock.now() - 13 * 86_400 });
      const { regions: _, ...elsewhere } = all;
      const { isPublic: __, ...rest } = elsewhere;
      const { tagMap: ___, ...untagged } = rest;
      const { sharedAccounts: ____, ...unshared } = untagged;
      const rules = [all, elsewhere, rest, untagged, unshared, { ...unshared, lastLaunched: { value: 1, unit: 'WEEKS' } as const }][first];
      const id = await through('DISABLED', { exclusionRules: { amis: { ...rules, regions: 'regions' in rules ? [...rules.regions] : undefined } as object } });
      expect((await results(id))[1]).toEqual(first < 5 ? [AMI.image, 'SKIPPED', reasons[first]] : [AMI.image, 'SUCCESS']);
      expect((await execution(id)).resourcesImpactedSummary).toEqual({ hasImpactedResources: true });
    }
  });

  test('leave an AMI alone of which no launch is known, or whose tag has another value', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    amis.put(AMI, { tags: { keep: 'no' } });
    const id = await through('DISABLED', { exclusionRules: { amis: { lastLaunched: { value: 365, unit: 'YEARS' }, tagMap: { keep: 'yes' } } } });
    expect((await results(id))[1]).toEqual([AMI.image, 'SUCCESS']);
  });

  test.each(['DEPRECATED', 'DISABLED'] as const)('do not keep the image from becoming %s', async to => {
    builder.addImage(HOME, { amis: [AMI] });
    const id = await through(to, { exclusionRules: { amis: { regions: ['eu-west-1'] } } });
    expect([await executionStatus(id), await status(), amis.done]).toEqual(['SUCCESS', to, []]);
  });

  test('keep the image from being deleted, but not its other AMIs', async () => {
    builder.addImage(HOME, { amis: [AMI, COPY] });
    const id = await through('DELETED', { exclusionRules: { amis: { regions: ['eu-west-1'] } } });
    expect(await results(id)).toEqual([
      [GOLDEN, 'SKIPPED', '1 of the resources of the image were skipped.'],
      [AMI.image, 'SKIPPED', reasons[0]],
      [COPY.image, 'SUCCESS'],
    ]);
    expect([await executionStatus(id), await status(), amis.of(COPY)]).toEqual(['SUCCESS', 'AVAILABLE', undefined]);
  });
});

describe('an image that was deleted', () => {
  test('is gone, or can still be read, as it is wanted', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    await through('DELETED');
    await expect(image()).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await startAnew({ deletedImagesStay: true });
    builder.addImage(HOME, { amis: [AMI] });
    await through('DELETED');
    expect(await status()).toBe('DELETED');
    await expect(begin('DELETED')).rejects.toMatchObject({ name: 'InvalidRequestException', message: 'An image that is DELETED cannot become DELETED.' });
  });

  test('during an execution is a success', async () => {
    builder.addImage(HOME, { amis: [AMI] });
    const id = await begin('DISABLED');
    await remove();
    clock.advance({ seconds: 60 });
    expect([await executionStatus(id), await results(id), amis.done]).toEqual(['SUCCESS', [[GOLDEN, 'SUCCESS']], []]);
  });

  test.each([[false, []], [true, [`deregister ${AMI.image} as ${ROLE}`]]])('is not deleted while it is shared; its AMIs are: %s', async (deletesAmisOfSharedImages, done) => {
    await startAnew({ deletesAmisOfSharedImages, sharing: { isShared: () => true, withdrewPolicy: () => false, policyPut: () => undefined } });
    builder.addImage(HOME, { amis: [AMI] });
    const id = await through('DELETED');
    expect((await results(id))[0]).toEqual([GOLDEN, 'FAILED', `The image ${GOLDEN} is shared with other accounts.`]);
    expect([await executionStatus(id), await status(), amis.done]).toEqual(['FAILED', 'AVAILABLE', done]);
  });
});
