/** A function as Lambda keeps it. */
export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;

  /** The ARN of the role that it runs with. */
  readonly role: string;

  /** File and export, such as `index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;

  /** The folder of its code. */
  readonly code: string;
  readonly logGroup: string;
}

/** Whatever runs functions. */
export interface FunctionHost {
  /** Creates a function, or gives it other code or another configuration. */
  put(definition: FunctionDefinition): void;

  remove(arn: string): void;

  /** Invokes a function asynchronously: an event that fails is delivered twice more. */
  invoke(arn: string, event: object): void;

  /** Waits until no event is being delivered or has to be delivered again. */
  idle(): Promise<void>;
}
