import {
  DeregisterImageCommand, DisableImageCommand, DisableImageDeprecationCommand, DisableImageDeregistrationProtectionCommand,
  EnableImageCommand, EnableImageDeprecationCommand, EnableImageDeregistrationProtectionCommand,
} from '@aws-sdk/client-ec2';
import {
  added, aws, client, clientOf, clock, cloud, CONSUMER, HOME, ids, NOWHERE, permissions, refused, snapshots, startAnew, users, whole,
} from '../src/ec2-client';

const DAY = 86_400;
const at = (seconds: number) => new Date(seconds * 1000);
const disable = (id: string, by = client) => by.send(new DisableImageCommand({ ImageId: id }));
const enable = (id: string, by = client) => by.send(new EnableImageCommand({ ImageId: id }));
const deprecate = (id: string, seconds: number, by = client) => by.send(new EnableImageDeprecationCommand({ ImageId: id, DeprecateAt: at(seconds) }));
const keep = (id: string, by = client) => by.send(new DisableImageDeprecationCommand({ ImageId: id }));
const deregister = (id: string, DeleteAssociatedSnapshots?: boolean, by = client) =>
  by.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots }));
const protect = (id: string, WithCooldown?: boolean, by = client) =>
  by.send(new EnableImageDeregistrationProtectionCommand({ ImageId: id, WithCooldown }));
const unprotect = (id: string, by = client) => by.send(new DisableImageDeregistrationProtectionCommand({ ImageId: id }));
const seen = (id: string) => cloud.images.get(HOME.region, id)!;

test.each<[string, (id: string, by: typeof client) => Promise<unknown>]>([
  ['DisableImage', disable],
  ['EnableImage', enable],
  ['EnableImageDeprecation', (id, by) => deprecate(id, clock.now(), by)],
  ['DisableImageDeprecation', keep],
  ['DeregisterImage', (id, by) => deregister(id, undefined, by)],
  ['EnableImageDeregistrationProtection', (id, by) => protect(id, undefined, by)],
  ['DisableImageDeregistrationProtection', unprotect],
])('%s is for the owner, and for AMIs that there are', async (_, call) => {
  const id = added({ launchPermissions: users(CONSUMER.account) });
  const before = seen(id);
  await expect(call(id, clientOf(CONSUMER))).rejects.toMatchObject(refused('AuthFailure', `Not authorized for image:${id}`));
  await expect(call(NOWHERE, client)).rejects.toMatchObject(refused('InvalidAMIID.NotFound', `The image id '[${NOWHERE}]' does not exist`));
  await expect(call('i-1', client)).rejects.toMatchObject(refused('InvalidAMIID.Malformed', 'Invalid id: "i-1" (expecting "ami-...")'));
  expect(seen(id)).toBe(before);
});

describe('a disabled AMI', () => {
  test('has lost its launch permissions, which do not come back', async () => {
    const id = added({ launchPermissions: [...users(CONSUMER.account), { Group: 'all' }] });
    expect(await whole(disable(id))).toStrictEqual({ status: 200, Return: true });
    expect(seen(id).state).toBe('disabled');
    expect(await whole(enable(id))).toStrictEqual({ status: 200, Return: true });
    expect(seen(id).state).toBe('available');
    expect(await permissions(id)).toEqual([]);
  });

  test('is not disabled again, nor an available one enabled', async () => {
    const id = added();
    const is = (state: string) => refused('InvalidAMIID.Unavailable', `The AMI ID '${id}' is currently ${state} and may not be used for this operation`);
    await expect(enable(id)).rejects.toMatchObject(is('available'));
    await disable(id);
    await expect(disable(id)).rejects.toMatchObject(is('disabled'));
  });

  test('is disabled again, where that is how it is', async () => {
    await startAnew({ acceptsRepeatedStates: true });
    const [id, pending] = [added({ launchPermissions: users(CONSUMER.account) }), added({ state: 'pending' })];
    await enable(id);
    expect(await permissions(id)).toEqual(users(CONSUMER.account));
    await disable(id);
    await disable(id);
    expect(seen(id).state).toBe('disabled');
    await expect(enable(pending)).rejects.toMatchObject(refused('InvalidAMIID.Unavailable'));
  });
});

describe('a deprecation time', () => {
  test('is set to the minute, and taken away', async () => {
    const id = added();
    expect(await whole(deprecate(id, clock.now() + 89))).toStrictEqual({ status: 200, Return: true });
    expect(seen(id).deprecationTime).toBe(clock.now() + 60);
    await deprecate(id, clock.now() + 90);
    expect(seen(id).deprecationTime).toBe(clock.now() + 120);
    expect(await whole(keep(id))).toStrictEqual({ status: 200, Return: true });
    await keep(id);
    expect(seen(id).deprecationTime).toBeUndefined();
  });

  test('is not in the past, nor more than ten years away', async () => {
    const id = added();
    await expect(deprecate(id, clock.now() - 1)).rejects.toMatchObject(refused('InvalidParameterValue', 'The deprecation time is in the past.'));
    const far = refused('InvalidParameterValue', 'The deprecation time is too far in the future.');
    await expect(deprecate(id, Date.UTC(2036, 0, 1) / 1000 + 2 * DAY)).rejects.toMatchObject(far);
    expect(seen(id).deprecationTime).toBeUndefined();
    await deprecate(id, Date.UTC(2036, 0, 1) / 1000);
  });

  test('of a public AMI is at most two years after its creation', async () => {
    const id = added({ launchPermissions: [{ Group: 'all' }] });
    clock.advance({ days: 100 });
    await expect(deprecate(id, seen(id).creationDate + 730 * DAY + 60)).rejects.toMatchObject(
      refused('InvalidParameterValue', 'The deprecation time is too far in the future.'));
    await deprecate(id, seen(id).creationDate + 730 * DAY);
    await expect(keep(id)).rejects.toMatchObject({ name: 'StandInFault' });
    expect(aws.faults.splice(0)).toEqual(['to cancel the deprecation of a public AMI is not modelled']);
  });
});

describe('a deregistered AMI', () => {
  const other = () => added({ snapshots: [cloud.images.addSnapshot(HOME)] });

  test('is gone, and its snapshots stay', async () => {
    const [id] = [added(), other()];
    expect(await whole(deregister(id))).toStrictEqual({ status: 200, Return: true });
    expect(await ids()).not.toContain(id);
    await expect(ids({ ImageIds: [id] })).rejects.toMatchObject(refused('InvalidAMIID.NotFound'));
    await expect(deregister(id)).rejects.toMatchObject(refused('InvalidAMIID.NotFound'));
    expect(await snapshots()).toEqual(expect.arrayContaining([...seen(id).snapshots]));
  });

  test('takes its snapshots with it if it shall, but for those of other AMIs', async () => {
    const [alone, shared] = [cloud.images.addSnapshot(HOME), cloud.images.addSnapshot(HOME)];
    const [id, second] = [added({ snapshots: [alone, shared] }), added({ snapshots: [shared], state: 'disabled' })];
    expect(await whole(deregister(id, true))).toStrictEqual({
      status: 200,
      Return: true,
      DeleteSnapshotResults: [{ SnapshotId: alone, ReturnCode: 'success' }, { SnapshotId: shared, ReturnCode: 'skipped' }],
    });
    expect(await snapshots()).toEqual([shared]);
    expect(await whole(deregister(second, true))).toMatchObject({ DeleteSnapshotResults: [{ SnapshotId: shared, ReturnCode: 'success' }] });
    expect(await snapshots()).toEqual([]);
  });

  test.each(['pending', 'disabled', 'failed'] as const)('was in whatever state: %s', async state => {
    const id = added({ state });
    await deregister(id);
    expect(seen(id).state).toBe('deregistered');
  });
});

describe('deregistration protection', () => {
  const guarded = (id: string) => refused('OperationNotPermitted', `The image ${id} is protected from deregistration.`);

  test('keeps an AMI until it is disabled', async () => {
    const id = added();
    expect(await whole(protect(id))).toStrictEqual({ status: 200, Return: 'enabled-without-cooldown' });
    await expect(deregister(id)).rejects.toMatchObject(guarded(id));
    expect(await whole(unprotect(id))).toStrictEqual({ status: 200, Return: 'disabled' });
    await deregister(id);
  });

  test('with a cooldown keeps it for a day after that', async () => {
    const id = added();
    expect(await whole(protect(id, true))).toStrictEqual({ status: 200, Return: 'enabled-with-cooldown' });
    await unprotect(id);
    clock.advance({ seconds: DAY - 1 });
    await unprotect(id);
    await expect(deregister(id)).rejects.toMatchObject(guarded(id));
    clock.advance({ seconds: 1 });
    await deregister(id);
  });

  test('does not keep an AMI from being disabled', async () => {
    const id = added({ deregistrationProtection: 'enabled-without-cooldown' });
    await disable(id);
    await expect(deregister(id)).rejects.toMatchObject(guarded(id));
  });
});
