import { a, calls, cloudFormation, deploy, events, HOME, ref, remove } from './stack-world';

// What one stack exports and another one imports.

const exporting = (value: unknown, Name: unknown = 'shared') => ({ Outputs: { Out: { Value: value, Export: { Name } } } });
const importer = (stackName: string) => deploy({ A: a({ Value: { 'Fn::ImportValue': 'shared' } }) }, { stackName });
const exported = () => cloudFormation.stack({ ...HOME, stackName: 'Stack' })!.outputs;

test('an import has the value of the export, and one that does not exist fails', async () => {
  await importer('Early');
  expect(events()).toContain('CREATE_FAILED A (No export named shared found.)');
  await deploy({ A: a() }, exporting(ref('A'), { 'Fn::Sub': 'shared' }));
  calls();
  expect(await importer('Late')).toMatchObject({ status: 'CREATE_COMPLETE', imports: ['shared'] });
  expect(calls()).toEqual(['CREATE_IN_PROGRESS: create A {"Value":"A-1"}']);
});

test('exports are of an account and a Region', async () => {
  await deploy({ A: a() }, exporting('x'));
  expect(await deploy({ A: a({ Value: { 'Fn::ImportValue': 'shared' } }) }, { stackName: 'Away', region: 'eu-west-2' })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
});

test('an export in use can be neither changed nor taken away, and the update is rolled back after all resources were updated', async () => {
  await deploy({ A: a({ Value: 1 }) }, exporting({ 'Fn::GetAtt': ['A', 'Value'] }));
  await importer('Second');
  await importer('First');
  events();
  expect(await deploy({ A: a({ Value: 2 }) }, exporting({ 'Fn::GetAtt': ['A', 'Value'] }))).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(events()).toEqual([
    'UPDATE_IN_PROGRESS Stack', 'UPDATE_IN_PROGRESS A-1', 'UPDATE_COMPLETE A-1',
    'UPDATE_ROLLBACK_IN_PROGRESS Stack (Export shared cannot be updated as it is in use by First and Second)',
    'UPDATE_IN_PROGRESS A-1', 'UPDATE_COMPLETE A-1', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS Stack', 'UPDATE_ROLLBACK_COMPLETE Stack',
  ]);
  await deploy({ A: a({ Value: 1 }) });
  expect(events()).toContain('UPDATE_ROLLBACK_IN_PROGRESS Stack (Export shared cannot be deleted as it is in use by First and Second)');
  expect(exported()).toEqual([{ key: 'Out', value: '1', exportName: 'shared' }]);
  expect(await deploy({ A: a({ Value: 1 }), B: a() }, exporting({ 'Fn::GetAtt': ['A', 'Value'] }))).toMatchObject({ status: 'UPDATE_COMPLETE' });
});

test('a stack whose export is in use is not deleted, and keeps its status', async () => {
  await deploy({ A: a() }, exporting('x'));
  await importer('User');
  events();
  expect(await remove()).toMatchObject({ status: 'CREATE_COMPLETE', reason: 'Export shared cannot be deleted as it is in use by User' });
  expect(events()).toEqual(['CREATE_COMPLETE Stack (Export shared cannot be deleted as it is in use by User)']);
  await deploy({ A: a({ Value: 'own' }) }, { stackName: 'User' });
  expect(await remove()).toMatchObject({ status: 'DELETE_COMPLETE' });
});

test('an export is free when its last user is gone', async () => {
  await deploy({ A: a() }, exporting('x'));
  await importer('User');
  await remove('User');
  expect(await deploy({ A: a() }, exporting('y'))).toMatchObject({ status: 'UPDATE_COMPLETE' });
});

test('two stacks do not export under one name', async () => {
  await deploy({ A: a() }, exporting('x'));
  expect(await deploy({ A: a() }, { ...exporting('y'), stackName: 'Other' })).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
  expect(events()).toContain('ROLLBACK_IN_PROGRESS Other (Export with name shared is already exported by stack Stack. Rollback requested by user.)');
});
