import { LIMITS } from '../../../lib/model/lifecycle/limits';
import { serviceModel } from '../../../local-aws/src/model/service-model';
import { boundedShapesOf, deliberateDifferences, expectSameAs, named } from '../../support/limits';

const model = serviceModel('imagebuilder/2019-12-02');
const limits = named(LIMITS);

describe('every limit is the one of AWS\'s own service model', () => {
  test.each(limits.filter(([, limit]) => !limit.stricter))('%s', (_, limit) => {
    expectSameAs(model, limit);
  });

  test('except where the documentation is stricter, which is listed', () => {
    expect(deliberateDifferences(LIMITS)).toEqual([
      'region: the model takes any text; every Region code that AWS lists has this form',
      'semanticVersion: the model lets a number follow a wildcard; the user guide documents 1.0.0, 1.0.x, 1.x.x and x.x.x only',
      'versionNode: the model states no bound; the documentation of semantic versions says 2^30 - 1',
    ]);
  });

  test.each(['1.0.0', '1.0.x', '1.x.x', 'x.x.x'])('a stricter form is still one of the model: %s', version => {
    expect(new RegExp(model.shapes.WildcardVersionNumber.pattern!).test(version)).toBe(true);
    expect(LIMITS.semanticVersion.pattern.test(version)).toBe(true);
  });
});

test('every bound that the model puts on CreateLifecyclePolicy is in the table', () => {
  // CloudFormation makes the client token itself.
  const inTable = new Set([...limits.map(([, limit]) => limit.shape), 'ClientToken']);
  expect(boundedShapesOf(model, 'CreateLifecyclePolicy').filter(name => !inTable.has(name))).toEqual([]);
});

test.each(limits.filter(([, limit]) => limit.pattern))('the pattern of %s is anchored', (_, limit) => {
  expect(limit.pattern!.source).toMatch(/^\^.*\$$/);
  expect(limit.pattern!.flags).toBe('');
});

test.each(limits)('%s names the AWS page that states it', (_, limit) => {
  expect(limit.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});
