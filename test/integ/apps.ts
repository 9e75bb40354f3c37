import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import FLAGS from '@aws-cdk/integ-runner/lib/recommended-feature-flags.json';
import type { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Stage } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Template } from '../../local-aws/src/cloudformation';
import { ROOT } from '../support/markdown';

// The apps of integ/, as the runner finds and synthesises them.

const INTEG = join(ROOT, 'integ');

/** What each construct has. */
export const KINDS = ['defaults', 'all-options', 'assertions'];

/** The names of the apps: `retention-rule.defaults`. */
export const apps = (): string[] => readdirSync(INTEG).flatMap(file => /^integ\.(.+)\.ts$/.exec(file)?.[1] ?? []);

/** The names of the apps that have a snapshot. */
export const snapshots = (): string[] => readdirSync(INTEG).flatMap(file => /^integ\.(.+)\.ts\.snapshot$/.exec(file)?.[1] ?? []);

/** The template in which a snapshot asks AWS. */
export function assertionsIn(app: string): Template {
  const folder = join(INTEG, `integ.${app}.ts.snapshot`);
  const file = readdirSync(folder).find(it => /DeployAssert.*\.template\.json$/.test(it))!;
  return JSON.parse(readFileSync(join(folder, file), 'utf8'));
}

/** An app as the runner synthesises it. */
export interface Synthesised {
  readonly assembly: CloudAssembly;

  /** The name of the stack that is tested. */
  readonly stackName: string;

  /** The template of the stack that asks AWS. */
  readonly assertions: Template;
}

/**
 * Synthesises an app.
 *
 * @param variables What somebody says of their accounts. The same in all of a test file: the apps read it once.
 */
export function synthesised(app: string, variables: Readonly<Record<string, string>> = {}): Synthesised {
  const before = process.env;
  const others = Object.entries(before).filter(([name]) => !name.startsWith('INTEG_'));
  process.env = { ...Object.fromEntries(others), ...variables, CDK_CONTEXT_JSON: JSON.stringify(FLAGS) };
  try {
    const { test } = jest.requireActual<{ test: IntegTest }>(join(INTEG, `integ.${app}.ts`));
    const assembly = (test.node.root as Stage).synth();
    const [[asking], [tested]] = [true, false].map(asks => assembly.stacks.filter(({ stackName }) => /DeployAssert/.test(stackName) === asks));
    return { assembly, stackName: tested.stackName, assertions: asking.template };
  } finally {
    process.env = before;
  }
}
