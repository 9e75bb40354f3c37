import { typed } from '../../../src/cloudformation/resources/properties';

// Values as the registry has them, where they come as text from parameters.

test.each([
  ['integer', '7', 7],
  ['number', '-1.5', -1.5],
  ['number', '', ''],
  ['number', 'seven', 'seven'],
  ['boolean', 'true', true],
  ['boolean', 'false', false],
  ['boolean', 'yes', 'yes'],
  ['string', 7, '7'],
  ['string', true, 'true'],
  ['json', '7', '7'],
])('a value of type %s that is %j becomes %j', (type, value, expected) => {
  expect(typed({ It: { type: { type } } }, { It: value, Other: value })).toEqual({ It: expected, Other: value });
  expect(typed({ It: { type: { type: 'array', element: { type } } } }, { It: [value, value] })).toEqual({ It: [expected, expected] });
  expect(typed({ It: { type: { type: 'map', element: { type } } } }, { It: { key: value } })).toEqual({ It: { key: expected } });
});

test('what has another form than the registry says is left as it is', () => {
  for (const type of [{ type: 'array', element: { type: 'string' } }, { type: 'map', element: { type: 'string' } }, { type: 'tag' }]) {
    expect(typed({ It: { type } }, { It: 7 })).toEqual({ It: 7 });
  }
});
