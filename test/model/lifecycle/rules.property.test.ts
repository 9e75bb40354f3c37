import fc from 'fast-check';
import { LIMITS } from '../../../lib/model/lifecycle/limits';
import type { Limit } from '../../../lib/model/limit';
import { describeFinding } from '../../../lib/model/rule';
import { findings, put, LifecyclePolicyProperties } from '../../support/properties';

const errors = (properties: LifecyclePolicyProperties) => findings(properties).filter(it => it.severity === 'error');

// Inside the limits.

const within = ({ min, max }: Limit) => fc.integer({ min, max });
const textOf = (characters: string, { min = 0, max }: Limit) => fc.string({ unit: fc.constantFrom(...characters), minLength: min, maxLength: max });
const optional = { requiredKeys: [] };

const LETTERS = 'abcxyzABCXYZ';
const WORD = `${LETTERS}0189-_`;
const name = fc.tuple(fc.constantFrom(...WORD), textOf(`${WORD} `, { min: 1, max: 126 } as Limit), fc.constantFrom(...WORD)).map(parts => parts.join(''));
const tagKey = textOf(`${WORD} .:/=+@`, LIMITS.tagKey).filter(key => !key.startsWith('aws:'));
const tagMap = fc.dictionary(tagKey, textOf(`${WORD} äöü{}"`, LIMITS.tagValue), { minKeys: LIMITS.tags.min, maxKeys: LIMITS.tags.max, noNullPrototype: true });
const unit = fc.constantFrom('DAYS', 'WEEKS', 'MONTHS', 'YEARS');
const account = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 12, maxLength: 12 });
const region = fc.constantFrom('eu-west-1', 'us-gov-east-1', 'cn-north-1', 'eusc-de-east-1', 'mars-north-1');
const node = within(LIMITS.versionNode).map(String);
const version = fc.oneof(
  fc.tuple(node, node, node), fc.tuple(node, node, fc.constant('x')), fc.tuple(node, fc.constant('x'), fc.constant('x')), fc.constant(['x', 'x', 'x']),
).map(nodes => nodes.join('.'));
const recipe = fc.record({ Name: name, SemanticVersion: version });

const ageFilter = fc.record({ Type: fc.constant('AGE'), Value: within(LIMITS.filterValue), Unit: unit });
const deletionFilter = fc.oneof(
  fc.record({ Type: fc.constant('COUNT'), Value: within(LIMITS.filterValue) }),
  fc.tuple(ageFilter, fc.record({ RetainAtLeast: within(LIMITS.retainAtLeast) }, optional)).map(([age, retain]) => ({ ...age, ...retain })),
);
const amiExclusions = fc.record({
  IsPublic: fc.boolean(),
  Regions: fc.array(region),
  SharedAccounts: fc.array(account, { minLength: LIMITS.sharedAccounts.min, maxLength: 40 }),
  LastLaunched: fc.record({ Value: within(LIMITS.lastLaunched), Unit: unit }),
  TagMap: tagMap,
}, optional);
const exclusions = fc.record({ TagMap: tagMap, Amis: amiExclusions }, optional);

const agingRule = (action: string) => fc.record({
  Action: fc.record({ Type: fc.constant(action), IncludeResources: fc.record({ Amis: fc.boolean() }, optional) }, { requiredKeys: ['Type'] }),
  Filter: ageFilter,
  ExclusionRules: exclusions,
}, { requiredKeys: ['Action', 'Filter'] });
const deletionRule = (resources: object[], excluded: fc.Arbitrary<object>) => fc.record({
  Action: fc.record({ Type: fc.constant('DELETE'), IncludeResources: fc.constantFrom(...resources) }, { requiredKeys: ['Type'] }),
  Filter: deletionFilter,
  ExclusionRules: excluded,
}, { requiredKeys: ['Action', 'Filter'] });

const amiRules = fc.tuple(
  fc.option(agingRule('DEPRECATE')),
  fc.option(agingRule('DISABLE')),
  fc.option(deletionRule([{}, { Amis: true }, { Amis: true, Snapshots: true }], exclusions)),
).map(rules => rules.filter(rule => rule !== null)).filter(rules => rules.length > 0);
const containerRules = deletionRule([{}, { Containers: true }], fc.record({ TagMap: tagMap }, optional)).map(rule => [rule]);

const policy = fc.oneof(
  fc.record({ ResourceType: fc.constant('AMI_IMAGE'), PolicyDetails: amiRules }),
  fc.record({ ResourceType: fc.constant('CONTAINER_IMAGE'), PolicyDetails: containerRules }),
).chain(kind => fc.record({
  Name: name,
  Description: textOf(`${WORD} ÄÖÜ\n`, LIMITS.description),
  Status: fc.constantFrom('ENABLED', 'DISABLED'),
  ExecutionRole: fc.oneof(textOf(`${WORD}+=,.@/`, { min: 1, max: 64 } as Limit), account.map(id => `arn:aws:iam::${id}:role/lifecycle`)),
  ResourceSelection: fc.oneof(
    fc.record({ Recipes: fc.array(recipe, { minLength: LIMITS.recipes.min, maxLength: LIMITS.recipes.max }) }),
    fc.record({ TagMap: tagMap }),
  ),
  Tags: fc.oneof(tagMap, fc.constant({})),
}, { requiredKeys: ['Name', 'ExecutionRole', 'ResourceSelection'] }).map(rest => ({ ...kind, ...rest }) as LifecyclePolicyProperties));

// Just outside one of them.

interface Mistake { readonly path: string; readonly value: fc.Arbitrary<unknown>; readonly named?: string }

const outside = (limit: Limit) => fc.oneof(
  fc.constantFrom(limit.min! - 1, limit.max! + 1, -1, Infinity, NaN),
  within(limit).map(it => it + 0.5),
);
const entries = <T>(entry: fc.Arbitrary<T>, count: number) => fc.array(entry, { minLength: count, maxLength: count });
const tagMistakes = (path: string, mayBeEmpty = false): Mistake[] => [
  ...mayBeEmpty ? [] : [{ path, value: fc.constant({}) }],
  { path, value: entries(fc.constant(0), LIMITS.tags.max + 1).map(all => Object.fromEntries(all.map((_, index) => [`key${index}`, '']))) },
  { path, value: tagKey.map(key => ({ [`aws:${key}`]: '' })) },
  { path, value: fc.constantFrom('', 'a'.repeat(LIMITS.tagKey.max + 1), 'ß', 'a;b').map(key => ({ [key]: '' })) },
  { path, value: fc.constant({ key: 'a'.repeat(LIMITS.tagValue.max + 1) }) },
];

const mistakes: Mistake[] = [
  { path: 'Name', value: fc.oneof(name.map(it => ` ${it}`), name.map(it => `${it} `), fc.constantFrom('', 'ab', 'a'.repeat(129), 'a\tb', 'a.b', 'é é')) },
  { path: 'Description', value: fc.constantFrom('', 'a'.repeat(LIMITS.description.max + 1)) },
  { path: 'Status', value: fc.constantFrom('', 'enabled', 'PAUSED') },
  { path: 'ResourceType', value: fc.constantFrom('', 'AMI', 'ami_image') },
  { path: 'ExecutionRole', value: fc.oneof(account.map(id => `arn:aws:iam::${id}:user/a`), fc.constantFrom('', 'a b', 'ä', 'a'.repeat(2049))) },
  { path: 'PolicyDetails', value: fc.constant([]) },
  { path: 'PolicyDetails[0].Filter', value: outside(LIMITS.filterValue).map(Value => ({ Type: 'AGE', Unit: 'DAYS', Value })) },
  { path: 'PolicyDetails[0].Filter', value: within(LIMITS.filterValue).map(Value => ({ Type: 'AGE', Value })) },
  { path: 'PolicyDetails[0].Filter', value: fc.constantFrom('', 'days', 'HOURS').map(Unit => ({ Type: 'AGE', Value: 1, Unit })) },
  { path: 'PolicyDetails[0].Filter.Type', value: fc.constantFrom('', 'age', 'SIZE') },
  { path: 'PolicyDetails[0].Filter.RetainAtLeast', value: outside(LIMITS.retainAtLeast) },
  { path: 'PolicyDetails[0].Action.Type', value: fc.constantFrom('', 'delete', 'ARCHIVE') },
  ...tagMistakes('PolicyDetails[0].ExclusionRules.TagMap'),
  ...tagMistakes('PolicyDetails[0].ExclusionRules.Amis.TagMap'),
  ...tagMistakes('Tags', true),
  ...tagMistakes('ResourceSelection.TagMap').map(({ value }) => (
    { path: 'ResourceSelection', value: value.map(TagMap => ({ TagMap })), named: 'ResourceSelection.TagMap' })),
  {
    path: 'PolicyDetails[0].ExclusionRules.Amis.SharedAccounts', value: fc.oneof(
      fc.constant([]),
      entries(account, LIMITS.sharedAccounts.max + 1),
      entries(fc.constantFrom('', '1', '12345678901', '1234567890123', '12345678901a', ' 12345678901'), 1),
    ),
  },
  {
    path: 'PolicyDetails[0].ExclusionRules.Amis.Regions',
    value: entries(fc.constantFrom('', 'nowhere', 'eu-west', 'Europe', 'eu-west-1a', 'eu-west-1 '), 1),
  },
  { path: 'PolicyDetails[0].ExclusionRules.Amis.LastLaunched', value: outside(LIMITS.lastLaunched).map(Value => ({ Value, Unit: 'DAYS' })) },
  { path: 'PolicyDetails[0].ExclusionRules.Amis.LastLaunched', value: fc.constantFrom('', 'hours').map(Unit => ({ Value: 1, Unit })) },
  { path: 'ResourceSelection', value: fc.constant({}) },
  { path: 'ResourceSelection', value: fc.record({ Recipes: entries(recipe, 1), TagMap: tagMap }) },
  {
    path: 'ResourceSelection', value: fc.constantFrom([], new Array(51).fill({ Name: 'abc', SemanticVersion: '1.0.0' })).map(Recipes => ({ Recipes })),
    named: 'ResourceSelection.Recipes',
  },
  {
    path: 'ResourceSelection', value: fc.constantFrom('', 'ab', 'a/b', 'a'.repeat(129)).map(Name => ({ Recipes: [{ Name, SemanticVersion: '1.0.0' }] })),
    named: 'ResourceSelection.Recipes[0].Name',
  },
  {
    path: 'ResourceSelection',
    value: fc.constantFrom('', '1', '1.0', 'x.1.x', 'x.x.1', '1.x.1', 'X.X.X', '1.0.0.0', 'v1.0.0', '1.0.1073741824', '1.0.-1')
      .map(SemanticVersion => ({ Recipes: [{ Name: 'abc', SemanticVersion }] })),
    named: 'ResourceSelection.Recipes[0].SemanticVersion',
  },
];

test('any policy inside the limits passes', () => {
  fc.assert(fc.property(policy, properties => {
    expect(errors(properties).map(describeFinding)).toEqual([]);
  }), { numRuns: 500 });
});

test.each(mistakes.map((mistake, index) => [index, mistake.named ?? mistake.path, mistake] as const))(
  'mistake %i: any policy with %s just outside them is refused, and the field is named', (_, named, { path, value }) => {
    fc.assert(fc.property(policy, value, (properties, wrong) => {
      const found = errors(put(properties, path, wrong));
      expect(found.map(finding => finding.path).some(at => at.startsWith(named))).toBe(true);
      expect(found.every(finding => describeFinding(finding).startsWith(finding.path))).toBe(true);
    }), { numRuns: 60 });
  },
);
