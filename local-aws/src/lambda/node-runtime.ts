import { execFileSync } from 'node:child_process';
import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** What runs inside of the processes of functions, as texts that Node.js runs, by their names. */
const bundled = new Map<string, string>();

/** A Node.js with a runtime client, and how a process of them is started that runs a function. */
export class NodeRuntime {
  private readonly preload: string;
  private readonly client: string;
  private readonly flags: readonly string[];

  /**
   * @param folder Where the scripts are put that it needs.
   * @param ric The folder of AWS's own runtime client. Without it, a small one of the stand-in takes its place.
   */
  constructor(folder: string, public readonly node: string, ric?: string) {
    this.preload = putScript(folder, 'preload');
    this.client = ric === undefined ? putScript(folder, 'runtime-client') : join(realpathSync(ric), 'index.mjs');
    this.flags = [...confiningFlags(node), ...ric === undefined ? [] : ['--allow-addons', `--allow-fs-read=${realpathSync(ric)}`]];
  }

  /**
   * The arguments for Node.js, which keep a process to its files.
   *
   * @param root The folder of the function's code.
   * @param clock The `ClockFile`.
   */
  public args(root: string, clock: string): readonly string[] {
    const readable = [root, clock, this.preload, this.client].map(path => `--allow-fs-read=${path}`);
    return [...this.flags, ...readable, '--require', this.preload, this.client, clock];
  }
}

function putScript(folder: string, name: string): string {
  const path = join(folder, `${name}.js`);
  const text = bundled.get(name) ?? bundle(name);
  bundled.set(name, text);
  writeFileSync(path, text);
  return path;
}

function bundle(name: string): string {
  const { outputFiles: [file] } = buildSync({
    entryPoints: [join(__dirname, `${name}.ts`)], bundle: true, platform: 'node', format: 'cjs', target: 'node20', write: false,
  });
  return file.text;
}

function confiningFlags(node: string): readonly string[] {
  const version = node === process.execPath ? process.versions.node : execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1);
  const [major, minor] = version.split('.').map(Number);
  const permission = major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
  return ['--no-warnings', permission, ...major >= 25 ? ['--allow-net'] : []];
}
