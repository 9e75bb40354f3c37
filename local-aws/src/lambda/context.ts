/** What a function is told of a run besides the event. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** The handler of a function: the only kind that runtimes since Node.js 24 take. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => unknown;

/**
 * What a function is told of a run.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export function contextOf(
  variables: Readonly<Record<string, string | undefined>>,
  { requestId, functionArn, deadline }: { readonly requestId: string; readonly functionArn: string; readonly deadline: number },
  now: () => number,
): LambdaContext {
  return {
    awsRequestId: requestId,
    functionName: variables.AWS_LAMBDA_FUNCTION_NAME!,
    functionVersion: variables.AWS_LAMBDA_FUNCTION_VERSION!,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: variables.AWS_LAMBDA_FUNCTION_MEMORY_SIZE!,
    logGroupName: variables.AWS_LAMBDA_LOG_GROUP_NAME!,
    logStreamName: variables.AWS_LAMBDA_LOG_STREAM_NAME!,
    getRemainingTimeInMillis: () => deadline - now(),
  };
}

/** File and export of a handler such as `index.handler`. */
export function partsOf(handler: string): { readonly file: string; readonly name: string } {
  const dot = handler.lastIndexOf('.');
  return { file: `${handler.slice(0, dot)}.js`, name: handler.slice(dot + 1) };
}

/** The handler that a module exports. */
export function handlerIn(exports: Readonly<Record<string, unknown>>, handler: string): LambdaHandler {
  const found = exports[partsOf(handler).name];
  if (typeof found !== 'function') {
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  if (found.length > 2) {
    throw named('Runtime.CallbackHandlerDeprecated', `${handler} takes a callback`);
  }
  return found as LambdaHandler;
}

/** What is said of something thrown. It may come from another realm, where `Error` is another one. */
export function saidOf(thrown: any): string {
  return `${thrown?.name ?? typeof thrown}: ${thrown?.message ?? thrown}`;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
