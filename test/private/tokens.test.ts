import { Aws, Fn, Lazy, Token } from 'aws-cdk-lib';
import { UNKNOWN } from '../../lib/model/unknown';
import { inTemplateShape, withUnknowns } from '../../lib/private/tokens';

// The one place where properties of an app become those of the model.

test.each<[string, unknown, unknown]>([
  ['a token', { Days: Token.asNumber({ Ref: 'Days' }) }, { Days: UNKNOWN }],
  ['a text with a token in it', { Name: `golden-${Aws.REGION}` }, { Name: UNKNOWN }],
  ['a list that is a token', { Names: Fn.split(',', Aws.REGION) }, { Names: UNKNOWN }],
  ['a token in a list', [{ Key: 'team' }, { Key: Aws.REGION }], [{ Key: 'team' }, { Key: UNKNOWN }]],
  ['an intrinsic function', { Days: { Ref: 'Days' }, Name: { 'Fn::Sub': 'golden' } }, { Days: UNKNOWN, Name: UNKNOWN }],
  ['an absent value that is there as null', { Days: null }, { Days: UNKNOWN }],
])('%s is unknown', (_, properties, wanted) => {
  expect(withUnknowns(properties)).toStrictEqual(wanted);
});

test('the key of a map that is a token is unknown, so that no rule judges its characters', () => {
  const tags = { team: 'platform', [Lazy.string({ produce: () => 'cost' })]: 'centre' };
  expect(withUnknowns({ Tags: tags })).toStrictEqual({ Tags: { team: 'platform', [UNKNOWN]: 'centre' } });
});

test('what is not there is left out, and what is known stays', () => {
  expect(withUnknowns({ Days: 7, Name: undefined, Refs: { Ref: 'one', Other: 'two' } })).toStrictEqual({ Days: 7, Refs: { Ref: 'one', Other: 'two' } });
});

test('names are spelt as in a template, but for the keys of a map of tags', () => {
  expect(inTemplateShape({ exclusionRules: { tagMap: { team: 'platform' } }, regions: [{ code: 'eu-west-1' }] }))
    .toStrictEqual({ ExclusionRules: { TagMap: { team: 'platform' } }, Regions: [{ Code: 'eu-west-1' }] });
});
