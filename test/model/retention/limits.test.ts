import { LIMITS, LONGEST_RETENTION, RETAINED_TYPES } from '../../../lib/model/retention/limits';
import { RetainedResourceType } from '../../../lib/retention';
import { serviceModel } from '../../../local-aws/src/model/service-model';
import { boundedShapesOf, deliberateDifferences, expectSameAs, named } from '../../support/limits';

const model = serviceModel('rbin/2021-06-15');
const limits = named(LIMITS);

describe('every limit is the one of AWS\'s own service model', () => {
  test.each(limits.filter(([, limit]) => !limit.stricter))('%s', (_, limit) => {
    expectSameAs(model, limit);
  });

  test('except where the documentation is stricter, which is listed', () => {
    expect(deliberateDifferences(LIMITS)).toEqual([
      'ruleId: the pattern of the model is not anchored, and lets anything stand around the id',
      'ruleArn: the pattern of the model repeats the id, and is no regular expression in JavaScript',
      'retentionPeriod: the model says 3650; the documentation says 365 in words',
      'volumeRetentionPeriod: the model says 3650 for every type; the documentation says 7 for volumes in words',
      'resourceTags: the model takes an empty list, with which a rule is no tag-level rule',
      'rulesOfResourceTag: the model states it in words only',
      'tags: the model says 200; the documentation says 50',
      'tagKey: the model does not say that aws: is reserved',
    ]);
  });

  test('a stricter bound is within the one of the model', () => {
    expect(LONGEST_RETENTION).toEqual({ EBS_SNAPSHOT: 365, EC2_IMAGE: 365, EBS_VOLUME: 7 });
    const { RetentionPeriodValue: period, ResourceTags: resourceTags, TagList: tags, TagKey: tagKey } = model.shapes;
    expect([period.min, period.max]).toEqual([LIMITS.retentionPeriod.min, 3650]);
    expect([resourceTags.min, resourceTags.max]).toEqual([0, LIMITS.resourceTags.max]);
    expect([tags.min, tags.max]).toEqual([0, 200]);
    expect([tagKey.min, tagKey.max]).toEqual([LIMITS.tagKey.min, LIMITS.tagKey.max]);
  });

  test('the id of a rule is that of the model, and nothing else', () => {
    expect(LIMITS.ruleId.pattern.source).toBe(`^${model.shapes.RuleIdentifier.pattern}$`);
  });

  test('the pattern of the model for an ARN is none in JavaScript', () => {
    expect(() => new RegExp(model.shapes.RuleArn.pattern!)).toThrow('Nothing to repeat');
  });

  test.each(['team', 'a b', 'Größe', 'a,b', 'a\tb', '', '日本', '_.:/=+-@'])('the tag key %j is legal to both, or to neither', key => {
    expect(LIMITS.tagKey.pattern.test(key)).toBe(new RegExp(model.shapes.TagKey.pattern!, 'u').test(key));
  });
});

test('what is retained is what the model says', () => {
  expect([...RETAINED_TYPES]).toEqual(model.shapes.ResourceType.enum);
  expect(Object.values(RetainedResourceType)).toEqual([...RETAINED_TYPES]);
});

test('every bound that the model puts on what a rule asks for is in the table', () => {
  const inTable = new Set(limits.map(([, limit]) => limit.shape));
  const bounded = ['CreateRule', 'GetRule', 'UpdateRule', 'LockRule', 'UnlockRule', 'DeleteRule', 'ListTagsForResource', 'TagResource', 'UntagResource']
    .flatMap(operation => boundedShapesOf(model, operation));
  // Keys to untag are keys of tags, of which there are fewer.
  expect(bounded.filter(name => !inTable.has(name) && name !== 'TagKeyList')).toEqual([]);
});

test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-e', 'aws-eusc'])('the ARN of a rule in %s', partition => {
  expect(`arn:${partition}:rbin:eu-west-1:111111111111:rule/abCD1234567`).toMatch(LIMITS.ruleArn.pattern);
});

test.each([
  'abCD1234567', 'arn:aws:rbin:eu-west-1:111111111111:rule/abCD123456', 'arn:aws:rbin:eu-west-1:111111111111:rule/abCD12345678',
  'arn:aws:rbin:eu-west-1:111111111111:rule:abCD1234567', 'arn:aws:rbin:eu-west-1:11111111111:rule/abCD1234567', 'arn:aws:rbin::111111111111:rule/abCD1234567',
  'arn:aws:ec2:eu-west-1:111111111111:rule/abCD1234567', 'arn:aws:rbin:eu-west-1:111111111111:rule/abCD1234567\n', ' arn:aws:rbin:eu-west-1:111111111111:rule/abCD1234567',
])('is not %j', arn => {
  expect(arn).not.toMatch(LIMITS.ruleArn.pattern);
});

test.each(limits.filter(([, limit]) => limit.pattern))('the pattern of %s is anchored', (_, limit) => {
  expect(limit.pattern!.source).toMatch(/^\^.*\$$/);
  // Letters of any script need the flag.
  expect(limit.pattern!.flags).toBe(limit.pattern!.source.includes('\\p{') ? 'u' : '');
});

test.each(limits)('%s names the AWS page that states it', (_, limit) => {
  expect(limit.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});
