import { a, begin, calls, cloudFormation, deploy, events, fail, HOME, idsOf, ref, remove, things } from './stack-world';
import type { OperationOptions } from '../../src/cloudformation/operation';
import type { Stack } from '../../src/cloudformation/stack';

// What CloudFormation does when a deployment fails.

const STACK = { ...HOME, stackName: 'Stack' };

describe('a creation that fails', () => {
  test('is rolled back: what was made is deleted, and what failed and left something', async () => {
    fail('create C', { leaves: true });
    const stack = await deploy({ A: a(), B: a({ Value: ref('A') }), C: a({ Value: ref('A') }), D: a() });
    expect(stack).toMatchObject({ status: 'ROLLBACK_COMPLETE', retired: [] });
    expect(events()).toEqual([
      'CREATE_IN_PROGRESS Stack', 'CREATE_IN_PROGRESS A', 'CREATE_COMPLETE A-1', 'CREATE_IN_PROGRESS B', 'CREATE_COMPLETE B-2',
      'CREATE_IN_PROGRESS C', 'CREATE_FAILED C-3 (create C failed)',
      'ROLLBACK_IN_PROGRESS Stack (The following resource(s) failed to create: [C]. Rollback requested by user.)',
      'DELETE_IN_PROGRESS C-3', 'DELETE_COMPLETE C-3', 'DELETE_IN_PROGRESS B-2', 'DELETE_COMPLETE B-2', 'DELETE_IN_PROGRESS A-1', 'DELETE_COMPLETE A-1',
      'ROLLBACK_COMPLETE Stack',
    ]);
    expect(things.size).toBe(0);
    await expect(deploy({ A: a() })).rejects.toMatchObject({ code: 'ValidationError', message: `Stack:${stack.id} is in ROLLBACK_COMPLETE state and can not be updated.` });
    expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(await deploy({ A: a() })).toMatchObject({ status: 'CREATE_COMPLETE' });
  });

  test('leaves what Retain keeps, and not what RetainExceptOnCreate keeps', async () => {
    fail('create C');
    await deploy({ A: a({}, { DeletionPolicy: 'Retain' }), B: a({}, { DeletionPolicy: 'RetainExceptOnCreate' }), C: a() });
    expect(events().slice(-4)).toEqual(['DELETE_IN_PROGRESS B-2', 'DELETE_COMPLETE B-2', 'DELETE_SKIPPED A-1', 'ROLLBACK_COMPLETE Stack']);
  });

  test('and cannot be rolled back leaves a stack that can only be deleted', async () => {
    fail('create B');
    fail('delete A-1');
    const stack = await deploy({ A: a(), B: a({ Value: ref('A') }) });
    expect(stack).toMatchObject({ status: 'ROLLBACK_FAILED', reason: 'The following resource(s) failed to delete: [A].' });
    await expect(deploy({ A: a() })).rejects.toThrow('is in ROLLBACK_FAILED state and can not be updated.');
    expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(things.size).toBe(0);
  });

  test('side by side, is rolled back when what has begun has ended', async () => {
    begin({ sideBySide: true });
    fail('create A');
    await deploy({ A: a(), B: a(), C: a({ Value: ref('B') }) });
    expect(events()).toEqual([
      'CREATE_IN_PROGRESS Stack', 'CREATE_IN_PROGRESS A', 'CREATE_IN_PROGRESS B', 'CREATE_FAILED A (create A failed)', 'CREATE_COMPLETE B-1',
      'ROLLBACK_IN_PROGRESS Stack (The following resource(s) failed to create: [A]. Rollback requested by user.)',
      'DELETE_IN_PROGRESS B-1', 'DELETE_COMPLETE B-1', 'ROLLBACK_COMPLETE Stack',
    ]);
  });

  test('by an attribute that is not there or an output that cannot be made is rolled back, too', async () => {
    await deploy({ A: a(), B: a({ Value: { 'Fn::GetAtt': ['A', 'Missing'] } }) });
    expect(events().slice(3, 5)).toEqual([
      "CREATE_FAILED B (Attribute 'Missing' does not exist)",
      'ROLLBACK_IN_PROGRESS Stack (The following resource(s) failed to create: [B]. Rollback requested by user.)',
    ]);
    const failed = await deploy({ A: a() }, { stackName: 'Other', Outputs: { X: { Value: { 'Fn::GetAtt': ['A', 'Missing'] } } } });
    expect(failed.status).toBe('ROLLBACK_COMPLETE');
    expect(events()).toContain("ROLLBACK_IN_PROGRESS Other (Attribute 'Missing' does not exist. Rollback requested by user.)");
  });
});

describe('an update that fails', () => {
  const BEFORE = { A: a({ Value: 1 }), B: a({ Value: ref('A') }), C: a({ Key: 1 }), D: a({ Value: 1 }), E: a() };
  const AFTER = { A: a({ Value: 2 }), New: a({ Value: ref('A') }), B: a({ Value: ref('New') }), C: a({ Key: 2 }), D: a({ Value: 2 }) };

  test('is rolled back by updates in the order of dependencies, and then what is new is deleted', async () => {
    const before = await deploy(BEFORE, { tags: { version: '1' } });
    events();
    calls();
    fail('update D-4');
    const stack = await deploy(AFTER, { tags: { version: '2' } });
    expect(calls()).toEqual([
      'UPDATE_IN_PROGRESS: update A-1 {"Value":2}', 'UPDATE_IN_PROGRESS: create New {"Value":"A-1"}', 'UPDATE_IN_PROGRESS: update B-2 {"Value":"New-6"}',
      'UPDATE_IN_PROGRESS: create C {"Key":2}', 'UPDATE_IN_PROGRESS: update D-4 {"Value":2}',
      'UPDATE_ROLLBACK_IN_PROGRESS: update A-1 {"Value":1}', 'UPDATE_ROLLBACK_IN_PROGRESS: update B-2 {"Value":"A-1"}',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: delete New-6', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: delete C-7',
    ]);
    expect(events().slice(9)).toEqual([
      'UPDATE_IN_PROGRESS D-4', 'UPDATE_FAILED D-4 (update D-4 failed)',
      'UPDATE_ROLLBACK_IN_PROGRESS Stack (The following resource(s) failed to update: [D].)',
      'UPDATE_IN_PROGRESS A-1', 'UPDATE_COMPLETE A-1', 'UPDATE_IN_PROGRESS B-2', 'UPDATE_COMPLETE B-2', 'UPDATE_COMPLETE C-3', 'UPDATE_COMPLETE D-4',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS Stack',
      'DELETE_IN_PROGRESS New-6', 'DELETE_COMPLETE New-6', 'DELETE_IN_PROGRESS C-7', 'DELETE_COMPLETE C-7',
      'UPDATE_ROLLBACK_COMPLETE Stack',
    ]);
    expect(stack).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', template: before.template, tags: { version: '1' }, retired: [] });
    expect(idsOf(stack)).toEqual(idsOf(before));
    expect(things.get('A-1')!.properties).toEqual({ Value: 1 });
    await expect(deploy(BEFORE, { tags: { version: '1' } })).rejects.toThrow('No updates are to be performed.');
    expect(await deploy(AFTER)).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('deletes in clean-up what failed and left something', async () => {
    await deploy({ A: a(), B: a({ Key: 1 }), C: a() });
    for (const [what, resources] of [
      ['update A-1', { A: a({ Value: 2 }), B: a({ Key: 1 }), C: a() }], ['create B', { A: a(), B: a({ Key: 2 }), C: a() }],
      ['create D', { A: a(), B: a({ Key: 1 }), C: a(), D: a() }],
    ] as const) {
      fail(what, { leaves: true });
      expect(idsOf(await deploy(resources))).toEqual({ A: 'A-1', B: 'B-2', C: 'C-3' });
      expect([...things.keys()]).toEqual(['A-1', 'B-2', 'C-3']);
    }
  });

  test('keeps what is new and has the policy Retain', async () => {
    await deploy({ A: a({ Value: 1 }) });
    fail('update A-1');
    await deploy({ New: a({}, { DeletionPolicy: 'Retain' }), A: a({ Value: 2 }) });
    expect(events().slice(-3)).toEqual(['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'DELETE_SKIPPED New-2', 'UPDATE_ROLLBACK_COMPLETE Stack']);
  });

  test('gives up in clean-up after three attempts', async () => {
    await deploy({ A: a({ Value: 1 }) });
    fail('update A-1');
    fail('delete New-2', { times: 3 });
    expect(await deploy({ New: a(), A: a({ Value: 2 }) })).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE', retired: [] });
    expect(events().filter(it => it.startsWith('DELETE_FAILED'))).toHaveLength(3);
  });

  const moved = async (options: OperationOptions): Promise<string[]> => {
    begin(options);
    await deploy({ A: a({ Moves: 1 }), B: a({ Value: 1 }) });
    calls();
    fail('update B-2');
    await deploy({ A: a({ Moves: 2 }), B: a({ Value: 2 }) });
    return calls().slice(2);
  };

  test('updates what has another physical id by an answer, whatever it then answers', async () => {
    expect(await moved({})).toEqual([
      'UPDATE_ROLLBACK_IN_PROGRESS: update A-3 {"Moves":1}',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: delete A-3', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: delete A-1',
    ]);
    expect([...things.keys()]).toEqual(['B-2', 'A-4']);
  });

  test('or goes back to the former physical id', async () => {
    expect(await moved({ rollsBackAnswersWithAnotherIdBy: 'going back' })).toEqual(['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: delete A-3']);
    expect([...things.keys()]).toEqual(['A-1', 'B-2']);
  });

  /** Deploys something that fails, and of which another update fails on the way back. */
  const wedged = async (what: string, times: number): Promise<Stack> => {
    await deploy({ A: a({ Value: 1 }), B: a({ Value: 1 }), C: a({ Value: 1 }) });
    fail('update C-3');
    fail(what, { after: 1, times });
    return deploy({ A: a({ Value: 2 }), B: a({ Value: 2 }), C: a({ Value: 2 }) });
  };

  test('and cannot be rolled back goes on when it is told to', async () => {
    expect(await wedged('update B-2', 2)).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED', reason: 'The following resource(s) failed to update: [B].' });
    await expect(deploy({ A: a() })).rejects.toThrow('is in UPDATE_ROLLBACK_FAILED state and can not be updated.');
    calls();
    events();
    expect(await cloudFormation.continueUpdateRollback(STACK)).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
    expect(await cloudFormation.continueUpdateRollback(STACK)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(calls()).toEqual(['UPDATE_ROLLBACK_IN_PROGRESS: update B-2 {"Value":1}', 'UPDATE_ROLLBACK_IN_PROGRESS: update B-2 {"Value":1}']);
    expect(events()).toEqual([
      'UPDATE_ROLLBACK_IN_PROGRESS Stack', 'UPDATE_IN_PROGRESS B-2', 'UPDATE_FAILED B-2 (update B-2 failed)',
      'UPDATE_ROLLBACK_FAILED Stack (The following resource(s) failed to update: [B].)',
      'UPDATE_ROLLBACK_IN_PROGRESS Stack', 'UPDATE_IN_PROGRESS B-2', 'UPDATE_COMPLETE B-2', 'UPDATE_COMPLETE C-3',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'UPDATE_ROLLBACK_COMPLETE Stack',
    ]);
  });

  test('takes what is skipped as it is, but only what failed', async () => {
    await wedged('update A-1', 1);
    const refused = { code: 'ValidationError', message: 'Resources [B] are not in the UPDATE_FAILED state and cannot be skipped.' };
    await expect(cloudFormation.continueUpdateRollback(STACK, ['A', 'B'])).rejects.toMatchObject(refused);
    expect(await cloudFormation.continueUpdateRollback(STACK, ['A'])).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([...things.values()].map(({ properties }) => properties.Value)).toEqual([2, 1, 1]);
    await expect(cloudFormation.continueUpdateRollback(STACK)).rejects.toThrow('is in UPDATE_ROLLBACK_COMPLETE state and can not continue its rollback.');
  });
});

describe('without rollback', () => {
  const disableRollback = true;

  test('a creation that fails stays, and the next deployment deletes what failed and goes on', async () => {
    fail('create B', { leaves: true });
    const stack = await deploy({ A: a(), B: a({ Value: 1 }) }, { disableRollback });
    expect(stack).toMatchObject({ status: 'CREATE_FAILED', reason: 'The following resource(s) failed to create: [B].' });
    expect([...things.keys()]).toEqual(['A-1', 'B-2']);
    await expect(deploy({ A: a() })).rejects.toThrow('This stack is currently in a non-terminal [CREATE_FAILED] state.');
    events();
    calls();
    expect(await deploy({ A: a(), B: a({ Value: 1 }) }, { disableRollback })).toMatchObject({ status: 'UPDATE_COMPLETE', id: stack.id });
    expect(calls()).toEqual(['UPDATE_IN_PROGRESS: delete B-2', 'UPDATE_IN_PROGRESS: create B {"Value":1}']);
    expect(events()).toEqual([
      'UPDATE_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS B-2', 'DELETE_COMPLETE B-2', 'CREATE_IN_PROGRESS B', 'CREATE_COMPLETE B-3',
      'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'UPDATE_COMPLETE Stack',
    ]);
  });

  test('what failed to be created and cannot be deleted makes the next deployment fail', async () => {
    fail('create A', { leaves: true });
    fail('delete A-1');
    await deploy({ A: a() }, { disableRollback });
    expect(await deploy({ A: a() }, { disableRollback })).toMatchObject({ status: 'UPDATE_FAILED', reason: 'The following resource(s) failed to delete: [A].' });
    expect(await deploy({ A: a() }, { disableRollback })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect([...things.keys()]).toEqual(['A-2']);
  });

  test('a creation that failed is rolled back later', async () => {
    fail('create B');
    await deploy({ A: a(), B: a() }, { disableRollback });
    expect(await cloudFormation.rollback(STACK)).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(things.size).toBe(0);
  });

  test('an update that fails stays, and goes on or is rolled back to when the stack was complete', async () => {
    await deploy({ A: a({ Value: 1 }), B: a({ Value: 1 }) });
    fail('update B-2');
    const stack = await deploy({ A: a({ Value: 2 }), B: a({ Value: 2 }), C: a() }, { disableRollback });
    expect(stack).toMatchObject({ status: 'UPDATE_FAILED', reason: 'The following resource(s) failed to update: [B].' });
    fail('create C');
    calls();
    expect(await deploy({ A: a({ Value: 3 }), B: a({ Value: 1 }), C: a() }, { disableRollback })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(calls()).toEqual([
      'UPDATE_IN_PROGRESS: update A-1 {"Value":3}', 'UPDATE_IN_PROGRESS: update B-2 {"Value":1}', 'UPDATE_IN_PROGRESS: create C {}',
    ]);
    expect(await cloudFormation.rollback(STACK)).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(things.get('A-1')!.properties).toEqual({ Value: 1 });
    await expect(cloudFormation.rollback(STACK)).rejects.toMatchObject({ code: 'ValidationError' });
  });

  test('nothing is replaced', async () => {
    await deploy({ A: a({ Key: 1 }) });
    expect(await deploy({ A: a({ Key: 2 }) }, { disableRollback })).toMatchObject({ status: 'UPDATE_FAILED' });
    expect(events()).toContain('UPDATE_FAILED A-1 (Replacement type updates not supported on stack with disable-rollback.)');
  });

  test('a stack that failed is deleted with everything that it left', async () => {
    await deploy({ A: a(), B: a({ Moves: 1 }), C: a({ Value: 1 }) });
    fail('update C-3', { leaves: true });
    await deploy({ B: a({ Moves: 2 }), C: a({ Value: 2 }) }, { disableRollback });
    expect([...things.keys()]).toEqual(['A-1', 'B-2', 'C-3', 'B-4', 'C-5']);
    fail('delete B-2');
    expect(await remove()).toMatchObject({ status: 'DELETE_FAILED', reason: 'The following resource(s) failed to delete: [B].' });
    expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(things.size).toBe(0);
  });
});

test('a mistake of the stand-in is none of AWS: the stack stays as it was when it happened', async () => {
  await deploy({ A: a({}, { UpdateReplacePolicy: 'Retain', Properties: { Key: 1 } }) });
  await expect(deploy({ A: a({ Key: 2 }) })).rejects.toThrow('is not documented');
  await expect(deploy({ A: a({ Key: 1 }) })).rejects.toThrow('is in UPDATE_IN_PROGRESS state and can not be updated.');
  await expect(remove()).rejects.toThrow('cannot be deleted while in status UPDATE_IN_PROGRESS');
});
