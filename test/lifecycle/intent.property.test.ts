import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import {
  LifecycleAge, LifecycleAmiDeletion, LifecycleAmiExclusions, LifecycleAmiResources, LifecycleAmiRuleOptions, LifecycleContainerDeletion,
  LifecycleFilter,
  LifecyclePolicyProps, LifecycleRecipe, LifecycleResourceSelection, LifecycleRule,
} from '../../lib';
import { findings } from '../support/properties';
import { newStack, policy } from '../support/stacks';

// What a person can write, in any combination that the types let through.

const optional = { requiredKeys: [] as never[] };
const amount = fc.integer({ min: 1, max: 365 });
const age = fc.tuple(fc.constantFrom(LifecycleAge.days, LifecycleAge.weeks, LifecycleAge.months, LifecycleAge.years), amount)
  .map(([unit, number]) => unit.call(LifecycleAge, number));
const tags = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), fc.string({ maxLength: 9 }), { minKeys: 1, maxKeys: 5, noNullPrototype: true });
const exclusionTags = fc.record({ exclusionTags: tags }, optional);
const amiExclusions: fc.Arbitrary<LifecycleAmiExclusions> = fc.record({
  isPublic: fc.boolean(),
  regions: fc.subarray(['eu-west-1', 'us-east-1', 'cn-north-1']),
  sharedAccounts: fc.subarray(['012345678901', '111111111111'], { minLength: 1 }),
  lastLaunched: age,
  tags,
}, optional);
const filter = fc.oneof(
  amount.map(it => LifecycleFilter.count(it)),
  fc.tuple(age, fc.record({ retainAtLeast: fc.integer({ min: 1, max: 10 }) }, optional)).map(([it, options]) => LifecycleFilter.age(it, options)),
);

const aging = fc.record({ age, includeResources: fc.constantFrom(...Object.values(LifecycleAmiResources)), amiExclusions }, { requiredKeys: ['age'] });
const merged = <T>(options: fc.Arbitrary<T>) => fc.tuple(options, exclusionTags).map(([one, other]) => ({ ...one, ...other }));
const amiRules = fc.tuple(
  fc.option(merged(aging).map(options => LifecycleRule.deprecateAmis(options as LifecycleAmiRuleOptions))),
  fc.option(merged(aging).map(options => LifecycleRule.disableAmis(options as LifecycleAmiRuleOptions))),
  fc.option(merged(fc.record(
    { filter, includeResources: fc.constantFrom(...Object.values(LifecycleAmiDeletion)), amiExclusions }, { requiredKeys: ['filter'] },
  )).map(options => LifecycleRule.deleteAmis(options))),
).map(rules => rules.filter(rule => rule !== null)).filter(rules => rules.length > 0);
const containerRules = merged(fc.record(
  { filter, includeResources: fc.constantFrom(...Object.values(LifecycleContainerDeletion)) }, { requiredKeys: ['filter'] },
)).map(options => [LifecycleRule.deleteContainers(options)]);

const selection = fc.oneof(
  fc.array(fc.constantFrom('1.0.0', '1.0.x', '1.x.x', 'x.x.x').map(version => LifecycleRecipe.fromName('golden', version)), { minLength: 1, maxLength: 3 })
    .map(recipes => LifecycleResourceSelection.recipes(...recipes)),
  tags.map(it => LifecycleResourceSelection.tags(it)),
);

const props: fc.Arbitrary<LifecyclePolicyProps> = fc.record({
  rules: fc.oneof(amiRules.chain(rules => fc.shuffledSubarray(rules, { minLength: rules.length })), containerRules),
  resourceSelection: selection,
  tags,
}, { requiredKeys: ['rules', 'resourceSelection'] });

test('whatever a person can write of legal values is accepted, and its template breaks no rule either', () => {
  fc.assert(fc.property(props, written => {
    const stack = newStack();
    policy(stack, written);
    const [{ Properties: properties }] = Object.values(Template.fromStack(stack).findResources('AWS::ImageBuilder::LifecyclePolicy'));
    expect(findings(properties).filter(finding => finding.severity === 'error')).toEqual([]);
    expect(emptyPartsOf(properties)).toEqual([]);
  }), { numRuns: 200 });
});

/** Empty objects and lists, which are to be omitted. */
function emptyPartsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const parts = Object.entries(value);
  return parts.length === 0 ? [path] : parts.flatMap(([name, part]) => emptyPartsOf(part, `${path}.${name}`));
}
