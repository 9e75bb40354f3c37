import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { contextOf, handlerIn, LambdaHandler, partsOf, saidOf } from './context';
import type { FunctionDefinition } from './function-host';
import { globalsFor, Globals, GLOBALS } from './in-process-globals';
import { ExecutionEnvironment, exitError, Invocation, Invoker, Outcome, StartEnvironment, Surroundings } from './invoker';

/** The code of a function, which begins anew each time that it is called. */
type Compiled = (...globals: unknown[]) => (module: object, exports: object, require: unknown, filename: string, dirname: string) => void;

/** What was compiled already: a megabyte takes longer than all that a test does with it. */
const COMPILED = new Map<string, Compiled>();

/** Where Lambda puts the code of a function. */
const TASK_ROOT = '/var/task';

/**
 * Runs functions in the process of the tests: fast, and with nothing of the project in reach, because `require` knows only what
 * Node.js brings. What is not kept apart as Lambda does it: memory, and what is global in Node.js.
 */
export class InProcessInvoker implements Invoker {
  private readonly environments = new Set<ExecutionEnvironment>();

  public deploy(definition: FunctionDefinition): StartEnvironment {
    const file = join(definition.code, partsOf(definition.handler).file);
    const code = existsSync(file) ? this.compile(readFileSync(file, 'utf8')) : undefined;
    return surroundings => {
      const environment = new InProcessEnvironment(definition, code, surroundings, () => this.environments.delete(environment));
      this.environments.add(environment);
      return environment;
    };
  }

  public dispose(): void {
    this.environments.forEach(environment => environment.end());
  }

  private compile(source: string): Compiled {
    // Code may have names of its own in the place of global ones, but not in that of what makes it a module.
    // What it imports while it runs has to come from here as well, and the machine asks nobody where it comes from.
    const importing = source.replace(/(?<![\w$.])import\(/g, 'importModule(');
    const module = `return function (module, exports, require, __filename, __dirname) {${importing}\n};`;
    const compiled = COMPILED.get(source) ?? compileFunction(module, GLOBALS, { filename: `${TASK_ROOT}/index.js` }) as Compiled;
    COMPILED.set(source, compiled);
    return compiled;
  }
}

class InProcessEnvironment implements ExecutionEnvironment {
  public usable = true;
  private readonly globals: Globals;
  private readonly variables: Record<string, string>;
  private readonly loaded: { readonly handler: LambdaHandler } | Outcome;
  private crash?: (outcome: Outcome) => void;

  constructor(
    private readonly definition: FunctionDefinition,
    code: Compiled | undefined,
    private readonly surroundings: Surroundings,
    private readonly ended: () => void,
  ) {
    this.variables = { ...surroundings.variables, LAMBDA_TASK_ROOT: TASK_ROOT };
    this.globals = globalsFor(this.variables, surroundings, status => this.exited(status));
    this.loaded = this.load(code);
  }

  public async invoke({ requestId, payload, deadline }: Invocation): Promise<Outcome> {
    if (!('handler' in this.loaded)) {
      this.usable = false;
      return this.loaded;
    }
    const { handler } = this.loaded;
    const context = contextOf(this.variables, { requestId, functionArn: this.definition.arn, deadline }, () => this.surroundings.now());
    const crashed = new Promise<Outcome>(resolve => {
      this.crash = resolve;
    });
    const run = async (): Promise<Outcome> => {
      try {
        await handler(JSON.parse(payload), context);
        return {};
      } catch (error) {
        return { error: saidOf(error) };
      }
    };
    return Promise.race([crashed, run()]);
  }

  public end(): void {
    this.usable = false;
    this.globals.end();
    this.ended();
  }

  private load(code: Compiled | undefined): { readonly handler: LambdaHandler } | Outcome {
    const { handler } = this.definition;
    if (code === undefined) {
      return { error: `Runtime.ImportModuleError: there is no ${partsOf(handler).file}` };
    }
    try {
      const module = { exports: {} };
      code(...this.globals.values)(module, module.exports, this.globals.require, `${TASK_ROOT}/index.js`, TASK_ROOT);
      return { handler: handlerIn(module.exports, handler) };
    } catch (error) {
      return { error: saidOf(error) };
    }
  }

  /** The code ends its process: with it goes the environment, whatever the status is. */
  private exited(status: number): void {
    this.end();
    this.crash?.({ error: exitError(status) });
  }
}
