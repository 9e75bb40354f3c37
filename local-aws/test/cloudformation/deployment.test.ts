import { a, begin, calls, clock, cloudFormation, deploy, events, fail, HOME, idsOf, of, ref, remove, things } from './stack-world';

// What CloudFormation does when a deployment goes well.

test('a stack is created in the order of dependencies, and what does not depend on anything in the order of the template', async () => {
  const stack = await deploy({
    C: a({ Value: { 'Fn::GetAtt': ['B', 'Value'] } }),
    D: a(),
    B: a({ Value: { 'Fn::Sub': '${A}!' } }),
    A: a({}, { DependsOn: 'D' }),
  });
  expect(stack).toMatchObject({ status: 'CREATE_COMPLETE', name: 'Stack', id: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/Stack/00000000-0000-4000-8000-000000000001' });
  expect(calls()).toEqual([
    'CREATE_IN_PROGRESS: create D {}', 'CREATE_IN_PROGRESS: create A {}', 'CREATE_IN_PROGRESS: create B {"Value":"A-2!"}',
    'CREATE_IN_PROGRESS: create C {"Value":"A-2!"}',
  ]);
  expect(events()).toEqual([
    'CREATE_IN_PROGRESS Stack',
    'CREATE_IN_PROGRESS D', 'CREATE_COMPLETE D-1', 'CREATE_IN_PROGRESS A', 'CREATE_COMPLETE A-2',
    'CREATE_IN_PROGRESS B', 'CREATE_COMPLETE B-3', 'CREATE_IN_PROGRESS C', 'CREATE_COMPLETE C-4',
    'CREATE_COMPLETE Stack',
  ]);
});

test('side by side, everything begins as soon as what it depends on is there', async () => {
  begin({ sideBySide: true });
  await deploy({ A: a(), B: a({ Value: ref('A') }), C: a() });
  expect(events()).toEqual([
    'CREATE_IN_PROGRESS Stack', 'CREATE_IN_PROGRESS A', 'CREATE_IN_PROGRESS C', 'CREATE_COMPLETE A-1', 'CREATE_IN_PROGRESS B',
    'CREATE_COMPLETE C-2', 'CREATE_COMPLETE B-3', 'CREATE_COMPLETE Stack',
  ]);
  await remove();
  expect(events()).toEqual([
    'DELETE_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS B-3', 'DELETE_IN_PROGRESS C-2', 'DELETE_COMPLETE B-3', 'DELETE_IN_PROGRESS A-1',
    'DELETE_COMPLETE C-2', 'DELETE_COMPLETE A-1', 'DELETE_COMPLETE Stack',
  ]);
});

test('what has other properties is updated, and nothing else', async () => {
  await deploy({ A: a({ Value: 1 }), B: a({ Value: ref('A') }), C: a({ Value: { 'Fn::GetAtt': ['A', 'Value'] } }) });
  events();
  calls();
  expect(await deploy({ A: a({ Value: 2 }), B: a({ Value: ref('A') }), C: a({ Value: { 'Fn::GetAtt': ['A', 'Value'] } }) }))
    .toMatchObject({ status: 'UPDATE_COMPLETE' });
  expect(calls()).toEqual(['UPDATE_IN_PROGRESS: update A-1 {"Value":2}', 'UPDATE_IN_PROGRESS: update C-3 {"Value":2}']);
  expect(events()).toEqual([
    'UPDATE_IN_PROGRESS Stack', 'UPDATE_IN_PROGRESS A-1', 'UPDATE_COMPLETE A-1', 'UPDATE_IN_PROGRESS C-3', 'UPDATE_COMPLETE C-3',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'UPDATE_COMPLETE Stack',
  ]);
});

test('other policies and metadata of a resource do not update it, and what becomes of it later follows them', async () => {
  await deploy({ A: a(), B: a() });
  calls();
  await deploy({ A: a({}, { DeletionPolicy: 'Retain', DependsOn: 'B', Metadata: { note: 'x' } } as object), B: a() });
  await remove();
  expect(calls()).toEqual(['DELETE_IN_PROGRESS: delete B-2']);
  expect([...things.keys()]).toEqual(['A-1']);
});

test('the tags of a stack update what takes them', async () => {
  await deploy({ A: a(), B: a({}, { Type: 'Test::Untagged' }) }, { tags: { team: 'a' } });
  calls();
  expect(await deploy({ A: a(), B: a({}, { Type: 'Test::Untagged' }) }, { tags: { team: 'b' } })).toMatchObject({ tags: { team: 'b' }, status: 'UPDATE_COMPLETE' });
  expect(calls()).toEqual(['UPDATE_IN_PROGRESS: update A-1 {}']);
  expect(things.get('A-1')!.tags).toEqual({ team: 'b' });
});

test('a replacement is made first, and the old one is deleted in clean-up', async () => {
  await deploy({ A: a({ Key: 1 }), B: a({ Value: ref('A') }) });
  events();
  calls();
  await deploy({ A: a({ Key: 2 }), B: a({ Value: ref('A') }) });
  expect(calls()).toEqual([
    'UPDATE_IN_PROGRESS: create A {"Key":2}', 'UPDATE_IN_PROGRESS: update B-2 {"Value":"A-3"}', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete A-1',
  ]);
  expect(events()).toEqual([
    'UPDATE_IN_PROGRESS Stack',
    'UPDATE_IN_PROGRESS A-1 (Requested update requires the creation of a new physical resource; hence creating one.)', 'UPDATE_COMPLETE A-3',
    'UPDATE_IN_PROGRESS B-2', 'UPDATE_COMPLETE B-2',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS A-1', 'DELETE_COMPLETE A-1', 'UPDATE_COMPLETE Stack',
  ]);
});

test('an update that is answered with another physical id replaces, too', async () => {
  await deploy({ A: a() });
  calls();
  expect(idsOf(await deploy({ A: a({ Moves: true }) }))).toEqual({ A: 'A-2' });
  expect(calls()).toEqual(['UPDATE_IN_PROGRESS: update A-1 {"Moves":true}', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete A-1']);
});

test('what is replaced stays if its policy says so, and which of two policies counts is not known', async () => {
  await deploy({ A: a({ Key: 1 }, { UpdateReplacePolicy: 'Retain' }), B: a() });
  events();
  await deploy({ A: a({ Key: 2 }, { UpdateReplacePolicy: 'Retain' }), B: a() });
  expect(events().slice(-3)).toEqual(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'DELETE_SKIPPED A-1', 'UPDATE_COMPLETE Stack']);
  expect([...things.keys()]).toEqual(['A-1', 'B-2', 'A-3']);
  await expect(deploy({ A: a({ Key: 3 }), B: a() })).rejects.toThrow('which of two values of UpdateReplacePolicy counts for A is not documented');
});

test('what is removed is deleted in clean-up, in reverse order, also by way of what stays', async () => {
  await deploy({ A: a(), B: a({ Value: ref('A') }), C: a({ Value: ref('B') }), D: a() });
  events();
  calls();
  await deploy({ B: a({ Value: 'none' }), E: a() });
  expect(calls()).toEqual([
    'UPDATE_IN_PROGRESS: update B-2 {"Value":"none"}', 'UPDATE_IN_PROGRESS: create E {}',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete D-4', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete C-3', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete A-1',
  ]);
  expect(things.size).toBe(2);
});

test.each(['Retain', 'RetainExceptOnCreate'] as const)('what is removed stays with the deletion policy %s', async DeletionPolicy => {
  await deploy({ A: a({}, { DeletionPolicy }), B: a() });
  events();
  await deploy({ B: a({ Value: 1 }) });
  expect(events().slice(-3)).toEqual(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'DELETE_SKIPPED A-1', 'UPDATE_COMPLETE Stack']);
});

test('clean-up tries three times, and does not fail the update', async () => {
  await deploy({ A: a(), B: a(), C: a() });
  events();
  fail('delete B-2', { times: 3 });
  fail('delete C-3', { times: 2 });
  const stack = await deploy({ A: a({ Value: 1 }) });
  expect(stack).toMatchObject({ status: 'UPDATE_COMPLETE', reason: 'Update successful. One or more resources could not be deleted.', retired: [] });
  expect(events().slice(3)).toEqual([
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS Stack',
    'DELETE_IN_PROGRESS C-3', 'DELETE_FAILED C-3 (delete C-3 failed)', 'DELETE_IN_PROGRESS C-3', 'DELETE_FAILED C-3 (delete C-3 failed)',
    'DELETE_IN_PROGRESS C-3', 'DELETE_COMPLETE C-3',
    'DELETE_IN_PROGRESS B-2', 'DELETE_FAILED B-2 (delete B-2 failed)', 'DELETE_IN_PROGRESS B-2', 'DELETE_FAILED B-2 (delete B-2 failed)',
    'DELETE_IN_PROGRESS B-2', 'DELETE_FAILED B-2 (delete B-2 failed)',
    'UPDATE_COMPLETE Stack (Update successful. One or more resources could not be deleted.)',
  ]);
});

test('a condition takes a resource away and brings another one', async () => {
  const template = (Default: string) => [
    { A: a({}, { Condition: 'Wanted' }), B: a({ Value: { 'Fn::If': ['Wanted', ref('A'), ref('AWS::NoValue')] } }) },
    { Parameters: { On: { Type: 'String', Default } }, Conditions: { Wanted: { 'Fn::Equals': [ref('On'), 'yes'] } } },
  ] as const;
  await deploy(...template('yes'));
  await deploy(...template('no'));
  await deploy(...template('yes'));
  expect(calls()).toEqual([
    'CREATE_IN_PROGRESS: create A {}', 'CREATE_IN_PROGRESS: create B {"Value":"A-1"}',
    'UPDATE_IN_PROGRESS: update B-2 {}', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: delete A-1',
    'UPDATE_IN_PROGRESS: create A {}', 'UPDATE_IN_PROGRESS: update B-2 {"Value":"A-3"}',
  ]);
});

test('a stack is deleted in reverse order, and one that is created again has another id', async () => {
  const first = await deploy({ A: a(), B: a({ Value: ref('A') }) });
  events();
  clock.advance({ seconds: 5 });
  expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE', deletionTime: clock.now(), creationTime: clock.now() - 5 });
  expect(events()).toEqual([
    'DELETE_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS B-2', 'DELETE_COMPLETE B-2', 'DELETE_IN_PROGRESS A-1', 'DELETE_COMPLETE A-1', 'DELETE_COMPLETE Stack',
  ]);
  expect(cloudFormation.stack({ ...HOME, stackName: 'Stack' })).toBeUndefined();
  expect(cloudFormation.stack({ ...HOME, stackName: first.id })).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect((await deploy({ A: a() })).id).not.toBe(first.id);
  expect(await remove('Other')).toBeUndefined();
});

test('a deletion that fails leaves what could not be deleted and what that depends on, and can be repeated', async () => {
  await deploy({ A: a(), B: a({ Value: ref('A') }), C: a() });
  events();
  fail('delete B-2');
  expect(await remove()).toMatchObject({ status: 'DELETE_FAILED', reason: 'The following resource(s) failed to delete: [B].' });
  expect([...things.keys()]).toEqual(['A-1', 'B-2']);
  await expect(deploy({ A: a() })).rejects.toMatchObject({ code: 'ValidationError', message: expect.stringContaining('is in DELETE_FAILED state and can not be updated.') });
  expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE' });
  expect(events()).toEqual([
    'DELETE_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS C-3', 'DELETE_COMPLETE C-3', 'DELETE_IN_PROGRESS B-2', 'DELETE_FAILED B-2 (delete B-2 failed)',
    'DELETE_FAILED Stack (The following resource(s) failed to delete: [B].)',
    'DELETE_IN_PROGRESS Stack', 'DELETE_IN_PROGRESS B-2', 'DELETE_COMPLETE B-2', 'DELETE_IN_PROGRESS A-1', 'DELETE_COMPLETE A-1', 'DELETE_COMPLETE Stack',
  ]);
});

describe('refused before anything happens:', () => {
  const refused = (message: string) => ({ code: 'ValidationError', message });

  test('a deployment without a change', async () => {
    await deploy({ A: a() }, { Metadata: { a: 1 } });
    events();
    await expect(deploy({ A: a() }, { Metadata: { a: 2 } })).rejects.toMatchObject(refused('No updates are to be performed.'));
    expect(events()).toEqual([]);
  });

  test('a type that is not modelled', async () => {
    await expect(deploy({ A: a(), B: a({}, { Type: 'AWS::S3::Bucket' }) })).rejects.toThrow('the resource type AWS::S3::Bucket is not modelled');
    expect(events()).toEqual([]);
    expect(cloudFormation.stack({ ...HOME, stackName: 'Stack' })).toBeUndefined();
  });

  test('another type for a resource', async () => {
    await deploy({ A: a(), B: a() });
    await expect(deploy({ A: a(), B: a({}, { Type: 'Test::Untagged' }) })).rejects.toMatchObject(refused(
      'Update of resource type is not permitted. The new template modifies resource type of the following resources: [B]',
    ));
  });

  test('a second operation on a stack, and not one on another', async () => {
    const first = deploy({ A: a() });
    const second = [deploy({ A: a({ Value: 1 }) }), remove()];
    await expect(second[0]).rejects.toMatchObject(refused('Stack:Stack is in REVIEW_IN_PROGRESS state and can not be updated.'));
    await expect(second[1]).rejects.toThrow('state and can not be updated.');
    const { id } = (await Promise.all([first, deploy({ A: a() }, { stackName: 'Other' })]))[0];
    const again = deploy({ A: a({ Value: 1 }) });
    await new Promise(setImmediate);
    await expect(remove()).rejects.toMatchObject(refused(`Stack:${id} is in UPDATE_IN_PROGRESS state and can not be updated.`));
    expect(await again).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test('the deletion of a stack with termination protection', async () => {
    await deploy({ A: a() }, { terminationProtection: true });
    await expect(remove()).rejects.toMatchObject(refused('Stack [Stack] cannot be deleted while TerminationProtection is enabled'));
  });
});

test('outputs and parameters are those of the last deployment, as long as their conditions hold', async () => {
  const changes = {
    Parameters: { Name: { Type: 'String', Default: 'x' }, Secret: { Type: 'String', Default: 's', NoEcho: true } },
    Conditions: { Never: { 'Fn::Equals': [ref('Name'), 'y'] } },
    Outputs: { Id: { Value: ref('A'), Description: 'An id' }, None: { Value: 'none', Condition: 'Never' }, First: { Value: { 'Fn::GetAtt': ['A', 'Name.First'] } } },
  };
  const stack = await cloudFormation.deploy({ ...of({ A: a() }, changes), parameters: { Name: 'z' } });
  expect(stack.outputs).toEqual([{ key: 'Id', value: 'A-1', description: 'An id' }, { key: 'First', value: 'A-1' }]);
  expect(stack.parameters).toEqual([{ ParameterKey: 'Name', ParameterValue: 'z' }, { ParameterKey: 'Secret', ParameterValue: '****' }]);
});
