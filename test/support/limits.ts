import type { Limit } from '../../lib/model/limit';
import type { ServiceModel, Shape } from '../../local-aws/src/model/service-model';

/** What the limits of a wing are called, and what they are. */
export function named(limits: Readonly<Record<string, Limit>>): [string, Limit][] {
  return Object.entries(limits);
}

/** Where the library differs from the model on purpose, and why. */
export function deliberateDifferences(limits: Readonly<Record<string, Limit>>): string[] {
  return named(limits).filter(([, limit]) => limit.stricter).map(([name, limit]) => `${name}: ${limit.stricter}`);
}

/** That a limit is the one of AWS's own service model. */
export function expectSameAs({ shapes }: ServiceModel, limit: Limit): void {
  const shape = shapes[limit.shape!];
  const [min, max] = boundsOf(shape);
  // At least nothing is no bound.
  expect({ min: limit.min ?? 0, max: limit.max }).toEqual({ min: min ?? 0, max });
  expect(sameLanguage(limit.pattern, shape.pattern)).toBe(true);
}

/** The shapes with a bound that an operation takes. */
export function boundedShapesOf({ operations, shapes }: ServiceModel, operation: string): string[] {
  const found = new Set<string>();
  collect(operations[operation].input!.shape);
  return [...found].filter(name => {
    const { min, max, pattern } = shapes[name];
    return min !== undefined || max !== undefined || pattern !== undefined;
  });

  function collect(name: string) {
    if (!found.has(name)) {
      found.add(name);
      const { members, member, key, value } = shapes[name];
      [...Object.values(members ?? {}), member, key, value].forEach(it => it && collect(it.shape));
    }
  }
}

/** The bounds of a shape; those in its pattern, where this is a sequence of characters out of classes and says it alone. */
function boundsOf({ min, max, pattern = '' }: Shape): [number | undefined, number | undefined] {
  if (min !== undefined || max !== undefined || !/^\^(?:\[[^\]]+\](?:\{\d+,\d+\})?)+\$$/.test(pattern)) {
    return [min, max];
  }
  const counts = [...pattern.matchAll(/\](?:\{(\d+),(\d+)\})?/g)].map(([, least = '1', most = '1']) => [Number(least), Number(most)]);
  return [0, 1].map(bound => counts.reduce((sum, count) => sum + count[bound], 0)) as [number, number];
}

const ORGANIZATION = 'o-abcdefghij';
const UNIT = 'ou-ab12-12345678';
const IMAGE = 'image/golden-1_a/1.0.0/1';

/** Texts that are nearly what a pattern accepts, or are it. */
const TEXTS = [
  '', 'a', 'aa', 'a'.repeat(127), 'a'.repeat(128), 'a'.repeat(129), 'aws:a', 'awsa:', '1'.repeat(11), '1'.repeat(12), '1'.repeat(13),
  'arn:aws:iam::123456789012:role/a', 'arn:aws-cn:iam::123456789012:role/p/a', 'arn:aws:iam::12345678901:role/a', 'arn:aws:iam::123456789012:user/a',
  ...['aws', 'aws-us-gov', 'aws:', 'amazon'].flatMap(partition => ['123456789012', '12345678901', 'aws', ''].flatMap(account => [
    ...['/', ''].flatMap(end => [
      `arn:${partition}:organizations::${account}:organization/${ORGANIZATION}${end}`,
      `arn:${partition}:organizations::${account}:ou/${ORGANIZATION}/${UNIT}${end}`,
      `arn:${partition}:imagebuilder:eu-west-1:${account}:${IMAGE}${end}`,
    ]),
    `arn:${partition}:organizations:eu-west-1:${account}:organization/${ORGANIZATION}`,
    `arn:${partition}:imagebuilder::${account}:${IMAGE}`,
  ])),
  ...['o-abcdefghi', `o-${'a'.repeat(32)}`, `o-${'a'.repeat(33)}`, 'o-ABCDEFGHIJ', 'abcdefghij'].map(id => `arn:aws:organizations::123456789012:organization/${id}`),
  ...['image/golden/1.0.0', 'image/golden/1.0.x/1', 'image/golden/1.0.0/x', 'image/Golden/1.0.0/1', 'image/gol den/1.0.0/1', 'image/golden/1.0/1',
    'image-recipe/golden/1.0.0/1', 'image/golden/1.0.0/1/1'].map(resource => `arn:aws:imagebuilder:eu-west-1:123456789012:${resource}`),
  'arn:aws:imagebuilder:eu-west-1:aws-marketplace:image/golden/1.0.0/1',
  ...[255, 256, 257].flatMap(length => ['a', ' ', 'ä'].map(character => character.repeat(length))),
];

/** Whether two patterns accept the same of every character, at the start, inside and at the end of a text. */
function sameLanguage(ours: RegExp | undefined, theirs: string | undefined): boolean {
  if (ours === undefined || theirs === undefined) {
    return ours?.source === theirs;
  }
  // JavaScript knows classes of Unicode by a flag only.
  const official = new RegExp(theirs, ours.flags);
  const texts = [...TEXTS];
  for (let code = 0; code < 0x250; code++) {
    const character = String.fromCharCode(code);
    texts.push(character, `${character}aa`, `a${character}a`, `aa${character}`, `1${'1'.repeat(10)}${character}`);
  }
  return texts.every(text => ours.test(text) === official.test(text));
}
