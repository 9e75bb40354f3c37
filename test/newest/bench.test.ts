import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alphasWithOneRole, l1Rules, l1s, ourRules, ours, oursInDays } from '../bench/apps';

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});

test.each([
  ['policies: ours and the L1s', ours, l1s],
  ['policies: ours and those of the alpha library', oursInDays, alphasWithOneRole],
  ['rules: ours and the L1s', ourRules, l1Rules],
])('the benchmark compares the same %s', (_, one, other) => {
  const expected = policiesOf(one);
  expect(expected).toHaveLength(400);
  expect(policiesOf(other)).toEqual(expected);
});

/** The properties of all policies or rules of an app but the role, which everybody makes in their own way. */
function policiesOf(synthesise: (outdir: string) => void): object[] {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    synthesise(outdir);
    return readdirSync(outdir).filter(file => file.endsWith('.template.json')).sort()
      .flatMap(file => Object.values(parse(readFileSync(join(outdir, file), 'utf8')).Resources))
      .filter(({ Type }) => ['AWS::ImageBuilder::LifecyclePolicy', 'AWS::Rbin::Rule'].includes(Type))
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
