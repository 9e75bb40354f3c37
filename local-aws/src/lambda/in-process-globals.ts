import { Console } from 'node:console';
import { createRequire, isBuiltin } from 'node:module';
import { Writable } from 'node:stream';
import { compileFunction } from 'node:vm';
import { Calls } from './in-process-calls';
import { Timers } from './in-process-timers';
import type { Surroundings } from './invoker';
import { dateAt, sleepUntil } from './moved-time';

/** What code finds in the place of what is global in Node.js. */
export const GLOBALS = ['process', 'console', 'Date', 'fetch', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'importModule'] as const;

/** The globals of an environment. */
export interface Globals {
  /** In the order of `GLOBALS`. */
  readonly values: readonly unknown[];

  /** Knows what Node.js brings, and nothing else. */
  readonly require: (name: string) => unknown;

  /** Has nothing go on that the code began: no timer of it goes off any more, and nothing is fetched. */
  end(): void;
}

/** The `Date` of this process itself: tests have one of their own. */
const MachineDate = compileFunction('return Date')() as DateConstructor;

/** What Node.js brings. */
const builtin = createRequire(__filename);

/** Makes the globals of an environment. */
export function globalsFor(variables: Record<string, string>, surroundings: Surroundings, exit: (status: number) => void): Globals {
  const now = () => surroundings.now();
  let ended = false;
  const log = (text: string) => ended || surroundings.log(text);
  const stream = () => new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      log(String(chunk));
      done();
    },
  });
  const [stdout, stderr] = [stream(), stream()];
  const timers = new Timers(surroundings);
  const calls = new Calls(() => timers.sleep(calls.none));
  const required = (name: string): unknown => {
    if (!isBuiltin(name)) {
      throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
    }
    const module = builtin(name);
    switch (name.replace('node:', '')) {
      case 'timers/promises':
        return { ...module, setTimeout: sleepUntil(now, until => surroundings.sleep(until)) };
      case 'http':
      case 'https':
        return calls.countedRequests(module);
      case 'fs':
        return { ...module, promises: calls.countedPromises(module.promises) };
      case 'fs/promises':
        return calls.countedPromises(module);
      case 'os':
        // Where no configuration of whoever runs the tests is found.
        return { ...module, homedir: () => variables.LAMBDA_TASK_ROOT };
      default:
        return module;
    }
  };
  const own: Record<typeof GLOBALS[number], unknown> = {
    process: Object.create(process, Object.getOwnPropertyDescriptors({
      env: variables,
      stdout,
      stderr,
      emitWarning: (warning: unknown) => log(`${warning}\n`),
      exit: (status = 0) => {
        exit(status);
        throw new Error('the process has ended');
      },
    })),
    console: new Console({ stdout, stderr }),
    Date: dateAt(MachineDate, now),
    fetch: (...args: Parameters<typeof fetch>) => (ended ? new Promise(() => undefined) : calls.during(fetch(...args))),
    setTimeout: timers.setTimeout,
    clearTimeout: timers.stop,
    setInterval: timers.setInterval,
    clearInterval: timers.stop,
    importModule: async (name: string) => {
      const module = required(name) as object;
      return { ...module, default: module };
    },
  };
  return {
    values: GLOBALS.map(name => own[name]),
    require: required,
    end: () => {
      ended = true;
      timers.end();
    },
  };
}
