import { LIMITS } from '../../lib/lifecycle/limits';
import type { Limit } from '../../lib/private/limit';
import { serviceModel, Shape } from '../local-aws/model/service-model';

const model = serviceModel('imagebuilder/2019-12-02');
const limits: [string, Limit][] = Object.entries(LIMITS);

describe('every limit is the one of AWS\'s own service model', () => {
  test.each(limits.filter(([, limit]) => !limit.stricter))('%s', (_, limit) => {
    const shape = model.shapes[limit.shape!];
    const [min, max] = boundsOf(shape);
    expect({ min: limit.min, max: limit.max }).toEqual({ min, max });
    expect(sameLanguage(limit.pattern, shape.pattern)).toBe(true);
  });

  test('except where the documentation is stricter, which is listed', () => {
    const stricter = limits.filter(([, limit]) => limit.stricter).map(([name, limit]) => `${name}: ${limit.stricter}`);
    expect(stricter).toEqual([
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
  const shapes = new Set<string>();
  collect(model.operations.CreateLifecyclePolicy.input!.shape);
  const bounded = [...shapes].filter(name => {
    const { min, max, pattern } = model.shapes[name];
    return min !== undefined || max !== undefined || pattern !== undefined;
  });
  // CloudFormation makes the client token itself.
  const inTable = new Set([...limits.map(([, limit]) => limit.shape), 'ClientToken']);
  expect(bounded.filter(name => !inTable.has(name))).toEqual([]);

  function collect(name: string) {
    if (!shapes.has(name)) {
      shapes.add(name);
      const { members, member, key, value } = model.shapes[name];
      [...Object.values(members ?? {}), member, key, value].forEach(it => it && collect(it.shape));
    }
  }
});

test.each(limits.filter(([, limit]) => limit.pattern))('the pattern of %s is anchored', (_, limit) => {
  expect(limit.pattern!.source).toMatch(/^\^.*\$$/);
  expect(limit.pattern!.flags).toBe('');
});

test.each(limits)('%s names the AWS page that states it', (_, limit) => {
  expect(limit.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[^ ]+\.html$/);
});

/** The bounds of a shape; of a name, those in its pattern. */
function boundsOf({ min, max, pattern }: Shape): [number | undefined, number | undefined] {
  const inPattern = /\{(\d+),(\d+)\}/.exec(pattern ?? '');
  return min === undefined && max === undefined && inPattern && pattern!.includes(' ')
    ? [Number(inPattern[1]) + 2, Number(inPattern[2]) + 2]
    : [min, max];
}

/** Whether two patterns accept the same of every character, at the start, inside and at the end of a text. */
function sameLanguage(ours: RegExp | undefined, theirs: string | undefined): boolean {
  if (ours === undefined || theirs === undefined) {
    return ours?.source === theirs;
  }
  const official = new RegExp(theirs);
  const texts = ['', 'a', 'aa', 'a'.repeat(127), 'a'.repeat(128), 'a'.repeat(129), 'aws:a', 'awsa:', '1'.repeat(11), '1'.repeat(12), '1'.repeat(13),
    'arn:aws:iam::123456789012:role/a', 'arn:aws-cn:iam::123456789012:role/p/a', 'arn:aws:iam::12345678901:role/a', 'arn:aws:iam::123456789012:user/a'];
  for (let code = 0; code < 0x250; code++) {
    const character = String.fromCharCode(code);
    texts.push(character, `${character}aa`, `a${character}a`, `aa${character}`, `1${'1'.repeat(10)}${character}`);
  }
  return texts.every(text => ours.test(text) === official.test(text));
}
