import { spawnSync } from 'node:child_process';

/** A program that a language needs, and how to see that it is there. */
export interface Tool {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Those that are not on this machine. */
export function missing(tools: readonly Tool[]): Tool[] {
  return tools.filter(({ command: [program, ...args] }) => spawnSync(program, args, { stdio: 'ignore' }).status !== 0);
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Record<string, string>;
}

/** What a command printed, and whether it did what it should. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly output: string;
}

/** Runs a command, as it would be typed. */
export function attempt(command: string, { cwd, env = {} }: Surroundings): Outcome {
  const { status, stdout, stderr, error } = spawnSync(command, {
    cwd, env: { ...environment(), ...env }, shell: true, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28,
  });
  return { succeeded: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

/** Runs a command that has to succeed. */
export function run(command: string, surroundings: Surroundings): void {
  const { succeeded, output } = attempt(command, surroundings);
  if (!succeeded) {
    throw new Error(`${command}, in ${surroundings.cwd}, failed:\n${output}`);
  }
}

/** The environment without what would make the CDK synthesise something else here than elsewhere. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(?:CDK|JSII)_/.test(name));
  const [major] = process.versions.node.split('.');
  return { ...Object.fromEntries(others), JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: major };
}

/** A text as a shell takes it for one word. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
