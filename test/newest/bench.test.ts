import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alphasWithOneRole, l1s, ours, oursInDays } from '../bench/apps';

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

test.each([
  ['the L1s', ours, l1s],
  ['those of the alpha library', oursInDays, alphasWithOneRole],
])('the benchmark compares the same policies: ours and %s', (_, one, other) => {
  const expected = policiesOf(one);
  expect(expected).toHaveLength(400);
  expect(policiesOf(other)).toEqual(expected);
});

/** The properties of all policies of an app but the role, which everybody makes in their own way. */
function policiesOf(synthesise: (outdir: string) => void): object[] {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    synthesise(outdir);
    return readdirSync(outdir).filter(file => file.endsWith('.template.json')).sort()
      .flatMap(file => Object.values(parse(readFileSync(join(outdir, file), 'utf8')).Resources))
      .filter(({ Type }) => Type === 'AWS::ImageBuilder::LifecyclePolicy')
      .map(({ Properties: { ExecutionRole, ...properties } }) => properties);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A flag that is false says no more than one that is absent. */
function parse(template: string): Template {
  return JSON.parse(template, (_, value) => value === false ? undefined : value) as Template;
}

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Properties: { readonly ExecutionRole: unknown } }>;
}
