import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { hashOf } from './code';
import type { FunctionDefinition } from './function-host';
import { ExecutionEnvironment, exitError, Invocation, Invoker, Outcome, StartEnvironment, Surroundings } from './invoker';
import { RuntimeApi } from './runtime-api';

/** Where the processes of an invoker start, and with what. */
interface Place {
  readonly node: string;
  readonly folder: string;

  /** Flags that keep a process to its files, where Node.js has them. */
  readonly confining: (readable: readonly string[]) => readonly string[];
}

/** The runtime, as a text that Node.js runs. */
let runtime: string | undefined;

/**
 * Runs each function as Lambda does: in a process of its own that lives on between events, from a copy of its code outside of the
 * project, with Lambda's environment variables and no others. Node.js keeps it from reading anything but its code.
 */
export class IsolatedInvoker implements Invoker {
  private readonly place: Place;
  private readonly environments = new Set<ExecutionEnvironment>();

  /**
   * @param node The Node.js that runs the functions. By default that of the environment variable `LAMBDA_NODE`, or else the one that
   * runs the tests.
   */
  constructor(node = process.env.LAMBDA_NODE ?? process.execPath) {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'lambda-'));
    writeFileSync(join(folder, 'runtime.js'), runtime ??= bundledRuntime());
    this.place = { node, folder, confining: confiningFlags(node) };
  }

  public deploy(definition: FunctionDefinition): StartEnvironment {
    const root = join(this.place.folder, hashOf(definition.code));
    if (!existsSync(root)) {
      cpSync(definition.code, root, { recursive: true });
    }
    return surroundings => {
      const environment = new IsolatedEnvironment(definition.arn, root, this.place, surroundings, () => this.environments.delete(environment));
      this.environments.add(environment);
      return environment;
    };
  }

  public dispose(): void {
    this.environments.forEach(environment => environment.end());
    rmSync(this.place.folder, { recursive: true, force: true });
  }
}

class IsolatedEnvironment implements ExecutionEnvironment {
  public usable = true;
  private readonly api: RuntimeApi;
  private readonly started: Promise<void>;
  private readonly output: string;
  private logged = 0;
  private child?: ChildProcess;

  constructor(functionArn: string, root: string, place: Place, private readonly surroundings: Surroundings, private readonly ended: () => void) {
    mkdirSync(join(place.folder, 'output'), { recursive: true });
    this.output = join(mkdtempSync(join(place.folder, 'output', 'environment-')), 'log');
    this.api = new RuntimeApi(functionArn, surroundings);
    this.started = this.start(root, place);
  }

  public async invoke(invocation: Invocation): Promise<Outcome> {
    const over = this.api.run(invocation);
    await this.started;
    const outcome = await over;
    this.usable &&= !this.api.broken;
    this.log();
    return outcome;
  }

  public end(): void {
    if (this.usable) {
      this.log();
    }
    this.usable = false;
    this.child?.kill('SIGKILL');
    this.api.stop();
    this.ended();
  }

  private async start(root: string, { node, folder, confining }: Place): Promise<void> {
    const api = await this.api.start();
    if (!this.usable) {
      return;
    }
    const script = join(folder, 'runtime.js');
    // A file takes what is written at once and in order, that of a process which crashes included.
    const output = openSync(this.output, 'a');
    this.child = spawn(node, [...confining([root, script]), script, String(this.surroundings.now())], {
      cwd: root,
      env: { ...this.surroundings.variables, LAMBDA_TASK_ROOT: root, AWS_LAMBDA_RUNTIME_API: api },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.child.unref();
    this.child.once('exit', (status, signal) => {
      this.usable = false;
      this.api.fail(exitError(status ?? signal!));
    });
  }

  /** Hands on what was written since the last time. */
  private log(): void {
    const written = existsSync(this.output) ? readFileSync(this.output, 'utf8') : '';
    this.surroundings.log(written.slice(this.logged));
    this.logged = written.length;
  }
}

function bundledRuntime(): string {
  const { outputFiles: [file] } = buildSync({
    entryPoints: [join(__dirname, 'runtime-client.ts')], bundle: true, platform: 'node', format: 'cjs', target: 'node20', write: false,
  });
  return file.text;
}

function confiningFlags(node: string): Place['confining'] {
  const version = node === process.execPath ? process.versions.node : execFileSync(node, ['--version'], { encoding: 'utf8' }).slice(1);
  const [major, minor] = version.split('.').map(Number);
  const permission = major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
  return readable => ['--no-warnings', permission, ...major >= 25 ? ['--allow-net'] : [], ...readable.map(path => `--allow-fs-read=${path}`)];
}
