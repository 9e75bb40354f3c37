import { Fn, Lazy, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { RULE_CASES } from './rule-cases';
import { RULE_MESSAGES } from './rule-messages';
import { LIMITS } from '../../../lib/model/lifecycle/limits';
import { LIFECYCLE_POLICY_RULES } from '../../../lib/model/lifecycle/rules';
import { AMI_POLICY, CONTAINER_POLICY, findings, messages, put, LifecyclePolicyProperties } from '../../support/properties';
import { testCatalogue, testUnknownParts } from '../../support/rule-catalogue';

const PREFIX = 'cdk-image-governance:LifecyclePolicy.';

test.each([['an AMI policy', AMI_POLICY], ['a container policy', CONTAINER_POLICY]])('%s without mistakes breaks no rule', (_, properties) => {
  expect(messages(properties)).toEqual([]);
});

testCatalogue({
  construct: 'LifecyclePolicy', rules: LIFECYCLE_POLICY_RULES, cases: RULE_CASES, messages: RULE_MESSAGES, findings: it => findings(it.properties, it),
});

describe('what is unknown breaks no rule', () => {
  testUnknownParts([['an AMI policy', AMI_POLICY, messages]]);

  test('a token as a key of tags', () => {
    expect(messages(put(AMI_POLICY, 'Tags', { [Fn.ref('Key')]: 'value' }))).toEqual([]);
  });

  test('a list of texts behind a token', () => {
    const list = Token.asList({ Ref: 'List' });
    expect(messages(put(AMI_POLICY, 'PolicyDetails[2].ExclusionRules.Amis.SharedAccounts', list))).toEqual([]);
    expect(messages(put(AMI_POLICY, 'PolicyDetails[2].ExclusionRules.Amis.Regions', list))).toEqual([]);
  });

  test('all of it', () => {
    const token = Lazy.any({ produce: () => undefined });
    const all = Object.fromEntries(Object.keys(AMI_POLICY).map(name => [name, token]));
    expect(messages(all as LifecyclePolicyProperties)).toEqual([]);
  });
});

describe('accepted although others refuse it', () => {
  test.each(['Golden_Linux 2026', 'ABC', 'a b', '-_-', 'a'.repeat(128)])('the name %j', name => {
    expect(messages(put(AMI_POLICY, 'Name', name))).toEqual([]);
  });

  test.each(['1.0.0', '0.0.0', '1073741823.1073741823.1073741823'])('the version %s', version => {
    expect(messages(put(AMI_POLICY, 'ResourceSelection.Recipes[0].SemanticVersion', version))).toEqual([]);
  });

  test.each(['1.0.x', '1.x.x', 'x.x.x'])('the version %s', version => {
    const properties = put(AMI_POLICY, 'PolicyDetails[2].Filter.RetainAtLeast', undefined);
    expect(messages(put(properties, 'ResourceSelection.Recipes[0].SemanticVersion', version))).toEqual([]);
  });

  test('every Region that the CDK knows', () => {
    const regions = RegionInfo.regions.map(region => region.name);
    expect(regions.filter(region => !LIMITS.region.pattern.test(region))).toEqual([]);
    expect(messages(put(AMI_POLICY, 'PolicyDetails[2].ExclusionRules.Amis.Regions', regions))).toEqual([]);
  });

  test.each(['eusc-de-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'us-gov-west-1'])('a Region of another partition: %s', region => {
    expect(findings(put(AMI_POLICY, 'PolicyDetails[2].ExclusionRules.Amis.Regions', [region])).filter(it => it.severity === 'error')).toEqual([]);
  });

  test('a role by its name, or of another partition', () => {
    for (const role of ['lifecycle', 'arn:aws-cn:iam::123456789012:role/lifecycle', 'arn:aws-us-gov:iam::123456789012:role/a/b/c',
      'arn:aws:iam::123456789012:role/mine/aws-service-role/a', 'my-aws-service-role/a']) {
      expect(messages(put(AMI_POLICY, 'ExecutionRole', role))).toEqual([]);
    }
  });

  test('what excludes nothing', () => {
    expect(messages(put(put(AMI_POLICY, 'PolicyDetails[2].ExclusionRules.TagMap', undefined),
      'PolicyDetails[2].ExclusionRules.Amis', { IsPublic: false }))).toEqual([]);
    expect(messages(put(AMI_POLICY, 'Tags', {}))).toEqual([]);
  });
});

describe('silent although something is near to a mistake', () => {
  const DELETE = 'PolicyDetails[2]';
  test.each<[string, LifecyclePolicyProperties, string]>([
    ['AMI exclusions of a deletion of records only', put(put(AMI_POLICY, `${DELETE}.ExclusionRules.TagMap`, undefined),
      `${DELETE}.Action.IncludeResources`, undefined), 'ExclusionLeavesUnmanagedAmi'],
    ['snapshots of a container policy, which are told of already', put(CONTAINER_POLICY, 'PolicyDetails[0].Action.IncludeResources', { Snapshots: true }),
      'SnapshotsNeedAmis'],
    ['tags that may be a function of a raw template', put(AMI_POLICY, 'Tags', { Ref: 'Tags' }), 'TagMapIsNoFunction'],
  ])('%s', (_, properties, rule) => {
    expect(findings(properties).map(finding => finding.id)).not.toContain(PREFIX + rule);
  });

  test('the nearest of the earlier ages is the one that is named', () => {
    const properties = put(put(AMI_POLICY, 'PolicyDetails[0].Filter.Value', 100), 'PolicyDetails[1].Filter', { Type: 'AGE', Value: 200, Unit: 'DAYS' });
    expect(findings(properties).map(finding => finding.message)).toEqual(['should be longer than the 200 DAYS after which images are disabled']);
  });
});

describe('ages are compared on every calendar', () => {
  const ages = (deprecate: [number, string], disable: [number, string]) => findings(put(put(AMI_POLICY,
    'PolicyDetails[0].Filter', { Type: 'AGE', Value: deprecate[0], Unit: deprecate[1] }),
  'PolicyDetails[1].Filter', { Type: 'AGE', Value: disable[0], Unit: disable[1] })).some(it => it.id === `${PREFIX}AgesIncrease` && it.path.includes('[1]'));

  test.each<[[number, string], [number, string], boolean]>([
    [[30, 'DAYS'], [1, 'MONTHS'], false], // 28 to 31 days: it depends
    [[28, 'DAYS'], [1, 'MONTHS'], false],
    [[31, 'DAYS'], [1, 'MONTHS'], true],
    [[1, 'MONTHS'], [28, 'DAYS'], true],
    [[1, 'MONTHS'], [29, 'DAYS'], false],
    [[12, 'MONTHS'], [1, 'YEARS'], true], // the same
    [[11, 'MONTHS'], [1, 'YEARS'], false],
    [[366, 'DAYS'], [1, 'YEARS'], true],
    [[365, 'DAYS'], [1, 'YEARS'], false],
    [[4, 'WEEKS'], [28, 'DAYS'], true],
    [[4, 'WEEKS'], [29, 'DAYS'], false],
    [[1000, 'YEARS'], [999, 'YEARS'], true],
    [[1000, 'DAYS'], [1000, 'YEARS'], false],
  ])('%j, then %j', (first, second, warned) => {
    expect(ages(first, second)).toBe(warned);
  });
});
