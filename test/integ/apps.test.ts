import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Construct } from 'constructs';
import { apps, assertionsIn, KINDS, snapshots, synthesised } from './apps';
import { LOCKS } from '../../integ/locks';
import * as library from '../../lib';
import type { Template } from '../../local-aws/src/cloudformation';
import { EVERYTHING } from '../support/everything';
import { ROOT } from '../support/markdown';

// What is in integ/. What the snapshots of tested stacks hold is the runner's to verify: `npx projen integ`.

const constructs = Object.entries(library as Record<string, unknown>)
  .flatMap(([name, exported]) => (typeof exported === 'function' && exported.prototype instanceof Construct ? [name] : []));

const ASKING = apps().filter(app => app.endsWith('.assertions'));

const inKebabCase = (name: string) => name.replace(/(?<!^)[A-Z]/g, letter => `-${letter}`).toLowerCase();

test('every construct has an app with its defaults, one with all its options and one that asks AWS, and there is no other', () => {
  expect(constructs).toContain('CrossAccountLifecycleRole');
  expect(apps().sort()).toEqual(constructs.flatMap(name => KINDS.map(kind => `${inKebabCase(name)}.${kind}`)).sort());
});

test('every app has a snapshot, and there is no other: if not, run `npx projen integ:update`', () => {
  expect(snapshots().sort()).toEqual(apps().sort());
});

describe.each(apps())('%s', app => {
  const source = readFileSync(join(ROOT, 'integ', `integ.${app}.ts`), 'utf8');

  test('makes a stack and a test that are called as it is', () => {
    expect(source).toContain(`new Stack(app, 'cdk-image-governance-${app.replace('.', '-')}')`);
    expect(source).toContain(`new IntegTest(app, '${app.replace(/(?:^|[-.])./g, letters => letters.at(-1)!.toUpperCase())}', {`);
  });

  test('asks first if it locks a rule, and otherwise not', () => {
    expect(source.includes('hooks: LOCKS }')).toBe(/RuleLock\.locked\(/.test(source));
  });
});

test.each([[{}, 1], [{ INTEG_LOCKS: 'yes' }, 1], [{ INTEG_LOCKS: 'true' }, 0]])('with %j, what asks first ends with %i', (variables, status) => {
  const [program, ...words] = LOCKS.preDeploy![0].split(' ');
  const { PATH } = process.env;
  const { status: ended, stderr } = spawnSync(program, words, { cwd: join(ROOT, 'integ'), env: { PATH, ...variables }, encoding: 'utf8' });
  expect(ended).toBe(status);
  expect(stderr).toBe(status === 0 ? '' : 'This test locks a retention rule, which nobody can delete for at least 7 days after it was unlocked, '
    + 'and which retains every volume that is deleted in the Region meanwhile. If that is what you want, set INTEG_LOCKS=true: see integ/README.md.\n');
});

// The runner compares only the stacks that are tested. As there, it is CI that has the time.
test.each(EVERYTHING ? ASKING : ASKING.slice(0, 1))('the snapshot of %s asks what the app asks: if not, run `npx projen integ:update`', app => {
  expect(withoutSalt(assertionsIn(app))).toEqual(withoutSalt(synthesised(app).assertions));
});

/** A template without the time at which it was synthesised, which makes its calls anew each time. */
function withoutSalt({ Resources: resources, ...template }: Template): object {
  return { ...template, Resources: Object.fromEntries(Object.entries(resources).map(([id, { Properties, ...it }]) => [id, { ...it, Properties: { ...Properties, salt: '' } }])) };
}
