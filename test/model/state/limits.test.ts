import { LIMITS as LIFECYCLE_LIMITS } from '../../../lib/model/lifecycle/limits';
import { LIMITS, PAGES } from '../../../lib/model/state/limits';
import { serviceModel } from '../../../local-aws/src/model/service-model';
import { boundedShapesOf, deliberateDifferences, expectSameAs, named } from '../../support/limits';

const model = serviceModel('imagebuilder/2019-12-02');
const limits = named(LIMITS);

describe('every limit is the one of AWS\'s own service model', () => {
  test.each(limits.filter(([, limit]) => !limit.stricter))('%s', (_, limit) => {
    expectSameAs(model, limit);
  });

  test('except where the documentation is stricter, which is listed', () => {
    expect(deliberateDifferences(LIMITS)).toEqual(['updateAt: the model takes any number of seconds; it travels as ISO 8601 in UTC']);
  });
});

test('every bound that the model puts on an update is in this table, or in the one of lifecycle policies', () => {
  // The handler makes the client token itself.
  const inTable = new Set([...limits, ...named(LIFECYCLE_LIMITS)].map(([, limit]) => limit.shape).concat('ClientToken'));
  expect(boundedShapesOf(model, 'StartResourceStateUpdate').filter(name => !inTable.has(name))).toEqual([]);
});

test('the states are those of the model, which are there to be asked for', () => {
  expect((model.shapes.ResourceStatus as { readonly enum?: readonly string[] }).enum).toEqual(expect.arrayContaining(['AVAILABLE', 'DEPRECATED', 'DISABLED', 'DELETED']));
});

test.each(limits)('the pattern of %s is anchored', (_, limit) => {
  expect(limit.pattern!.source).toMatch(/^\^.*\$$/);
  expect(limit.pattern!.flags).toBe('');
});

test.each([...limits.map(([name, { see }]) => [name, see]), ...Object.entries(PAGES)])('%s names an AWS page', (_, see) => {
  expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});
