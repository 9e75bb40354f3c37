import type { FunctionDefinition } from './function-host';

/** An event that is handed to a function. */
export interface Invocation {
  /** The same for an event that is delivered again. */
  readonly requestId: string;

  /** The event, as JSON. */
  readonly payload: string;

  /** When the run is at its time limit, in milliseconds since 1970. */
  readonly deadline: number;
}

/** What came of a run: nothing but an error matters to whoever invokes asynchronously. */
export interface Outcome {
  readonly error?: string;
}

/** What an execution environment knows of the world around it. */
export interface Surroundings {
  /** The variables of Lambda and of the function, but for those that depend on where it runs. */
  readonly variables: Readonly<Record<string, string>>;

  /** The time, in milliseconds since 1970. */
  now(): number;

  /** Lets time go by until a moment. Never ends in a run that is at its limit before. */
  sleep(until: number): Promise<void>;

  /**
   * Calls back at a moment, to which time goes on when there is nothing else to do. Not after the run, nor in one that is at its limit before.
   *
   * @returns What takes it back.
   */
  wake(until: number, callback: () => void): () => void;

  /** Takes what the function writes to stdout and stderr. */
  log(text: string): void;
}

/** An execution environment of a function: it runs one event after the other, and keeps what the code keeps in between. */
export interface ExecutionEnvironment {
  /** Whether it can run another event: not after a crash. */
  readonly usable: boolean;

  invoke(invocation: Invocation): Promise<Outcome>;

  /** Ends it at once, in the middle of a run if there is one. */
  end(): void;
}

/** Starts an execution environment of a function, with the code that it had when it was deployed. */
export type StartEnvironment = (surroundings: Surroundings) => ExecutionEnvironment;

/** A way to run functions. */
export interface Invoker {
  /** Takes a function's code as it is now. */
  deploy(definition: FunctionDefinition): StartEnvironment;

  /** Ends whatever still runs, and removes what was stored. */
  dispose(): void;
}

/** How a run fails whose process ends. */
export function exitError(status: number | string): string {
  return `Runtime.ExitError: Runtime exited with error: ${typeof status === 'number' ? 'exit status' : 'signal'}: ${status}`;
}
