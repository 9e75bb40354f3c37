import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, cpSync, existsSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClockFile } from './clock-file';
import { hashOf } from './code';
import type { FunctionDefinition } from './function-host';
import { ExecutionEnvironment, exitError, Invocation, Invoker, Outcome, StartEnvironment, Surroundings } from './invoker';
import { NodeRuntime } from './node-runtime';
import { RuntimeApi } from './runtime-api';

/**
 * Runs each function as Lambda does: in a process of its own that lives on between events, from a copy of its code outside of the
 * project, with Lambda's environment variables and no others. Node.js keeps it from reading anything but its code.
 */
export class IsolatedInvoker implements Invoker {
  private readonly folder = mkdtempSync(join(realpathSync(tmpdir()), 'lambda-'));
  private readonly runtime: NodeRuntime;
  private readonly environments = new Set<ExecutionEnvironment>();

  /**
   * @param node The Node.js that runs the functions. By default that of the environment variable `LAMBDA_NODE`, or else the one that
   * runs the tests.
   * @param ric The folder of AWS's own runtime client for Node.js, the npm package `aws-lambda-ric`, of version 4 at least, under which
   * they run then. By default that of the environment variable `LAMBDA_RIC`, or else they run under a small one of the stand-in.
   */
  constructor(node = process.env.LAMBDA_NODE ?? process.execPath, ric = process.env.LAMBDA_RIC) {
    this.runtime = new NodeRuntime(this.folder, node, ric);
  }

  public deploy(definition: FunctionDefinition): StartEnvironment {
    const root = join(this.folder, hashOf(definition.code));
    if (!existsSync(root)) {
      cpSync(definition.code, root, { recursive: true });
    }
    return surroundings => {
      const place = { root, folder: mkdtempSync(join(this.folder, 'environment-')), runtime: this.runtime };
      const environment = new IsolatedEnvironment(definition.arn, place, surroundings, () => this.environments.delete(environment));
      this.environments.add(environment);
      return environment;
    };
  }

  public dispose(): void {
    this.environments.forEach(environment => environment.end());
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Where a process runs. */
interface Place {
  /** The folder of the function's code. */
  readonly root: string;

  /** A folder for what is of this process alone, of which the function may read the clock alone. */
  readonly folder: string;
  readonly runtime: NodeRuntime;
}

class IsolatedEnvironment implements ExecutionEnvironment {
  public usable = true;
  private readonly api: RuntimeApi;
  private readonly clock: ClockFile;
  private readonly output: string;
  private readonly started: Promise<void>;
  private logged = 0;
  private child?: ChildProcess;

  constructor(functionArn: string, place: Place, private readonly surroundings: Surroundings, private readonly ended: () => void) {
    this.clock = new ClockFile(join(place.folder, 'clock'), () => surroundings.now());
    this.output = join(place.folder, 'output');
    this.api = new RuntimeApi(functionArn, async until => {
      await surroundings.sleep(until);
      this.clock.tell();
    });
    this.started = this.start(place);
  }

  public async invoke(invocation: Invocation): Promise<Outcome> {
    this.clock.tell();
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

  private async start({ root, runtime }: Place): Promise<void> {
    const api = await this.api.start();
    if (!this.usable) {
      return;
    }
    // A file takes what is written at once and in order, that of a process which crashes included.
    const output = openSync(this.output, 'a');
    this.child = spawn(runtime.node, runtime.args(root, this.clock.path), {
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
