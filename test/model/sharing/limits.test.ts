import { DEFAULT_SHARING_QUOTA, LIMITS } from '../../../lib/model/sharing/limits';
import { serviceModel } from '../../../local-aws/src/model/service-model';
import { boundedShapesOf, deliberateDifferences, expectSameAs, named } from '../../support/limits';

const imageBuilder = serviceModel('imagebuilder/2019-12-02');
const ec2 = serviceModel('ec2/2016-11-15');
const limits = named(LIMITS);

describe('every limit is the one of AWS\'s own service models', () => {
  test.each(limits.filter(([, limit]) => !limit.stricter))('%s', (_, limit) => {
    expectSameAs(limit.shape! in imageBuilder.shapes ? imageBuilder : ec2, limit);
  });

  test('except where the documentation is stricter, which is listed', () => {
    expect(deliberateDifferences(LIMITS)).toEqual([
      'sharingQuota: the model states no bound; the documented quota is 1000 and can be raised, and one call changes at most 10000',
      'organizationalUnitArn: the pattern of the model does not end, and lets anything follow',
      'amiId: the model takes any text; the documented ids have 8 or 17 hexadecimal digits',
      'region: the model takes any text; every Region code that AWS lists has this form',
      'descriptionCharacters: the model takes any text; EC2 refuses what is not ASCII when a description is changed, which it does not document',
    ]);
  });

  test('the ARN of a unit is that of the model, and then it ends', () => {
    expect(LIMITS.organizationalUnitArn.pattern.source.replaceAll('\\/', '/')).toBe(`${imageBuilder.shapes.OrganizationalUnitArn.pattern}$`);
  });

  test('the default of the quota is within it', () => {
    expect(DEFAULT_SHARING_QUOTA).toBe(1_000);
    expect(LIMITS.sharingQuota.max).toBeGreaterThan(DEFAULT_SHARING_QUOTA);
  });
});

test('every bound that the models put on what a policy asks for is in the table', () => {
  const inTable = new Set(limits.map(([, limit]) => limit.shape));
  const bounded = [
    ...boundedShapesOf(imageBuilder, 'PutImagePolicy'), ...boundedShapesOf(imageBuilder, 'GetImage'),
    ...boundedShapesOf(ec2, 'ModifyImageAttribute'), ...boundedShapesOf(ec2, 'ModifySnapshotAttribute'),
  ];
  // To get an image, its ARN may be one of a version as well.
  expect(bounded.filter(name => !inTable.has(name) && name !== 'ImageVersionArnOrBuildVersionArn')).toEqual([]);
});

test.each(limits.filter(([, limit]) => limit.pattern))('the pattern of %s is anchored', (_, limit) => {
  expect(limit.pattern!.source).toMatch(/^\^.*\$$/);
  expect(limit.pattern!.flags).toBe('');
});

test.each(limits)('%s names the AWS page that states it', (_, limit) => {
  expect(limit.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});
